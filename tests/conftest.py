"""What tests share: the seed data, a repository and the real server."""

import contextlib
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings
from jinja2.bccache import Bucket, BytecodeCache

from gersapp.catalogue.history import recorded
from gersapp.store.tinydb import TinyDBRepository
from proof.tools.postgres import MISSING, VOLATILE, is_postgres_there, running
from proof.tools.server import ROOT, StartServer
from tests.support.editor_places import DatabasePlace, open_place
from tests.support.postgres import Databases
from tests.support.visitor import opened, put_seed_back


def pytest_configure(config: pytest.Config) -> None:
    """Prepare the process. Where the long tests are left out, a third of the examples is enough, unless a test
    says how many."""
    # A shell has what it starts in the background ignore Ctrl+C, as would all that tests start and interrupt.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    is_quick = config.option.markexpr == "not long"
    settings.register_profile("tests", max_examples=33 if is_quick else 100)
    settings.load_profile("tests")


class CompiledTemplates(BytecodeCache):
    """What Jinja makes of the templates, for all applications of this process."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            # It does nothing with what another source gave.
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


@pytest.fixture(scope="session", autouse=True)
def compiled_templates() -> Iterator[None]:
    """Compile each template once: every application compiles all of them as it starts, for 0.4 s."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": CompiledTemplates()})
        yield


@pytest.fixture(scope="session")
def seed_path() -> Path:
    """The catalogue that the project ships. Only to be read."""
    return ROOT / "db.json"


@pytest.fixture
def database(seed_path: Path, tmp_path: Path) -> Path:
    """A copy of the seed, to be changed at will."""
    return Path(shutil.copy(seed_path, tmp_path / "db.json"))


@pytest.fixture
def repository(database: Path) -> Iterator[TinyDBRepository]:
    """One on the copy of the seed."""
    with contextlib.closing(TinyDBRepository(database)) as repository:
        yield repository


@pytest.fixture
def server(database: Path, tmp_path: Path) -> Iterator[StartServer]:
    """`server()` starts a real one on the copy of the seed; all are stopped after the test."""
    start = StartServer(tmp_path, database)
    yield start
    for one in start.started:
        one.kill()


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """A PostgreSQL for the tests of this process; those that need one are skipped where there is none."""
    if not is_postgres_there():
        pytest.skip(MISSING)
    with running(VOLATILE) as server, contextlib.closing(Databases(server)) as databases:
        yield databases


@pytest.fixture
def database_address(databases: Databases) -> Iterator[str]:
    """The address of a database of this test alone, whose tables are empty."""
    address = databases.make()
    yield address
    databases.remove(address)


@pytest.fixture(scope="session")
def editors_database(databases: Databases) -> Iterator[DatabasePlace]:
    """The tables of accounts, sessions and imports, in a database for all tests of this process."""
    address = databases.make()
    with contextlib.closing(open_place(address)) as database:
        yield DatabasePlace(database, address)
    databases.remove(address)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of accounts and sessions, which does not exist yet."""
    return tmp_path / "instance"


@pytest.fixture
def quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for no disk: that it is waited for is the subject of test_private.py and test_durable*.py alone."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of three revisions, two of which become one."""
    monkeypatch.setattr(recorded, "_MAX_RECENT", 5)
    monkeypatch.setattr(recorded, "_BLOCK_SIZE", 3)
    monkeypatch.setattr(recorded, "_MAX_SMALL_BLOCKS", 2)


@pytest.fixture(scope="session")
def shared(seed_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application on a copy of the seed; to start one takes a second."""
    with opened(Path(shutil.copy(seed_path, tmp_path_factory.mktemp("shared")))) as app:
        yield app


@pytest.fixture
def app(shared: Flask, seed_path: Path) -> Flask:
    """One for all, whose file is the seed's bytes again for each test."""
    return put_seed_back(shared, seed_path)
