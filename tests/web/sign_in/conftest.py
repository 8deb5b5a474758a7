"""An application whose clock the tests set, for all tests of signing in."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from gersapp.catalogue.catalogue import Catalogue
from gersapp.editors import open_editors
from proof.tools.clock import Clock
from proof.tools.editor import let_in
from tests.support.edits import become, commit
from tests.support.visitor import (
    Visitor,
    catalogue_of,
    opened,
    repository_of,
)


@pytest.fixture(scope="session")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def db_file(seed_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copy(seed_path, tmp_path_factory.mktemp("signin")))


@pytest.fixture(scope="session")
def shared(db_file: Path, clock: Clock) -> Iterator[tuple[Flask, Catalogue]]:
    with contextlib.ExitStack() as stack:
        # Only while it starts: the applications of other tests have the real clock.
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(
                "gersapp.web.factory.open_editors",
                lambda folder, **named: open_editors(folder, clock, **named),
            )
            app = stack.enter_context(opened(db_file))
        yield app, catalogue_of(app)


@pytest.fixture
def app(shared: tuple[Flask, Catalogue], instance: Path) -> Flask:
    """The shared application, with the seed, one account, no session and no failed try."""
    app, seed = shared
    commit(repository_of(app), become(seed))
    let_in(instance)
    for name in ("sessions.json", "attempts.json"):
        (instance / name).unlink(missing_ok=True)
    return app


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app, {})


@pytest.fixture
def instance(db_file: Path) -> Path:
    return db_file.parent / "instance"
