"""What tests share: the seed data and the real server."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from proof.tools.server import ROOT, StartServer
from tests.support.visitor import opened, store_of


@pytest.fixture(scope="session")
def seed_path() -> Path:
    """The catalogue that the project ships. Only to be read."""
    return ROOT / "db.json"


@pytest.fixture
def database(seed_path: Path, tmp_path: Path) -> Path:
    """A copy of the seed, to be changed at will."""
    return Path(shutil.copy(seed_path, tmp_path / "db.json"))


@pytest.fixture
def server(database: Path, tmp_path: Path) -> Iterator[StartServer]:
    """`server()` starts a real one on the copy of the seed; all are stopped after the test."""
    start = StartServer(tmp_path, database)
    yield start
    for one in start.started:
        one.kill()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of accounts and sessions, which does not exist yet."""
    return tmp_path / "instance"


@pytest.fixture
def quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for no disk: that it is waited for is the subject of test_private.py and test_durable.py alone."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


@pytest.fixture(scope="module")
def shared(seed_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application on a copy of the seed; to start one takes a second."""
    with opened(Path(shutil.copy(seed_path, tmp_path_factory.mktemp("shared")))) as app:
        yield app


@pytest.fixture
def app(shared: Flask, seed_path: Path) -> Flask:
    """One for all, whose file is the seed's bytes again for each test, as if put back by hand."""
    path = store_of(shared).path
    path.write_bytes(seed_path.read_bytes())
    path.with_name(path.name + ".prev").unlink(missing_ok=True)
    store_of(shared).change(lambda here, _: here)
    return shared
