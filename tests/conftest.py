"""What tests share: the seed data and the real server."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.server import ROOT, StartServer


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
def quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for no disk: that it is waited for is the subject of test_private.py and test_durable.py alone."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
