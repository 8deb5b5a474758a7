"""The contract of repositories is held against each engine."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from gersapp.catalogue.editing.draft import Draft
from gersapp.catalogue.model import Audience, Link, Operation
from gersapp.store.postgres import PostgresBodies
from gersapp.store.repository import Repository
from tests.support.edits import add_audiences, commit, draft_edit
from tests.support.engines import ENGINES, Engine, SharedDatabase
from tests.support.postgres import Databases

AUDIENCES = (Audience("a", "Adultes"), Audience("e", "Enfants"))


@pytest.fixture(scope="session")
def shared_database(databases: Databases) -> Iterator[SharedDatabase]:
    """A database for all tests of the contract: each has a body of its own there."""
    address = databases.make()
    with (
        contextlib.closing(psycopg.connect(address, autocommit=True)) as connection,
        contextlib.closing(PostgresBodies(address)) as bodies,
    ):
        yield SharedDatabase(address, connection, bodies)
    databases.remove(address)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path, quick_disk: None) -> Iterator[Engine]:
    """One with no catalogue yet."""

    def database() -> SharedDatabase:
        found: SharedDatabase = request.getfixturevalue("shared_database")
        return found

    engine = ENGINES[request.param](tmp_path, database)
    with engine.opened:
        yield engine
    engine.remove()


@pytest.fixture
def repository(engine: Engine) -> Repository:
    """One of p, q, r in this order, and s in the trash."""

    def fill(draft: Draft) -> None:
        add_audiences(draft, *AUDIENCES)
        for id in "pqrs":
            link = Link(f"https://www.gers.fr/{id}")
            draft.add(Operation(id, id.upper(), audiences=("a",), links=(link,)))

    repository = engine.open()
    commit(repository, draft_edit(fill))
    commit(repository, draft_edit(lambda draft: draft.delete({"s"})))
    return repository
