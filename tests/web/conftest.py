"""What tests of the pages share: the file behind the application, and the browsers that visit it."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.support.below_body import opened_below_body, put_back_below
from tests.support.postgres import Databases
from tests.support.visitor import ID, Visitor, opened, put_seed_back, repository_of


@pytest.fixture(scope="session", params=["one", pytest.param("body", marks=pytest.mark.long)])
def site_kind(request: pytest.FixtureRequest) -> str:
    """Whether the catalogue is the only one, in a file, or that of a body, in PostgreSQL."""
    return str(request.param)


@pytest.fixture
def one_catalogue(site_kind: str) -> None:
    """What the test is about is otherwise, or is not there, where there are many."""
    if site_kind != "one":
        pytest.skip("of one catalogue alone")


@pytest.fixture(scope="session")
def shared(
    site_kind: str, seed_path: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Flask]:
    """An application on a copy of the seed; to start one takes a second."""
    folder = tmp_path_factory.mktemp("shared")
    with _opened(site_kind, seed_path, folder, request) as app:
        yield app


@pytest.fixture
def app(shared: Flask, seed_path: Path) -> Flask:
    """One for all, whose catalogue is the seed again for each test."""
    bodies = shared.extensions["gersapp"].bodies
    if bodies is None:
        return put_seed_back(shared, seed_path)
    put_back_below(bodies, seed_path.read_bytes())
    return shared


@contextlib.contextmanager
def _opened(kind: str, seed_path: Path, folder: Path, request: pytest.FixtureRequest) -> Iterator[Flask]:
    if kind == "one":
        with opened(Path(shutil.copy(seed_path, folder))) as app:
            yield app
        return
    databases: Databases = request.getfixturevalue("databases")
    address = databases.make()
    try:
        with opened_below_body(address, seed_path.read_bytes(), folder / "instance") as app:
            yield app
    finally:
        databases.remove(address)


@pytest.fixture
def db_file(app: Flask) -> Path:
    """The file that the application keeps."""
    return repository_of(app).path


@pytest.fixture
def own(site_kind: str, seed_path: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """An application for a test that changes it."""
    with _opened(site_kind, seed_path, tmp_path, request) as app:
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
