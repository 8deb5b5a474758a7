"""What tests of the pages share: the file behind the application, and the browsers that visit it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.support.visitor import ID, Visitor, opened, repository_of


@pytest.fixture
def db_file(app: Flask) -> Path:
    """The file that the application keeps."""
    return repository_of(app).path


@pytest.fixture
def own(seed_path: Path, tmp_path: Path) -> Iterator[Flask]:
    """An application for a test that changes it."""
    with opened(Path(shutil.copy(seed_path, tmp_path))) as app:
        yield app


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """An editor's browser."""
    return Visitor(app)


@pytest.fixture
def editor(own: Flask) -> Visitor:
    """An editor's browser on an application for a test that changes it."""
    return Visitor(own)


@pytest.fixture
def plain(app: Flask) -> Visitor:
    """An editor's browser that runs no script."""
    return Visitor(app)


@pytest.fixture
def htmx(plain: Visitor) -> Visitor:
    """htmx on the card of `ID`, on the page of the whole catalogue."""
    return plain.htmx(f"adultes--{ID}")


@pytest.fixture(params=["plain", "htmx"])
def browser(request: pytest.FixtureRequest, plain: Visitor, htmx: Visitor) -> Visitor:
    """An editor's browser: once a plain one, once htmx on the card of `ID`."""
    return plain if request.param == "plain" else htmx
