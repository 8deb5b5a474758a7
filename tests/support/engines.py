"""The engines of the store, as the contract of repositories opens them."""

import contextlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from gersapp.store.postgres import PostgresBodies
from gersapp.store.repository import Repository
from gersapp.store.tinydb import TinyDBRepository
from tests.support.memory_repository import MemoryDatabase, MemoryRepository
from tests.support.store import wait_until


@dataclass
class Engine:
    """Opens repositories on one place, that is empty at first. `is_shared`: several at once may be.

    `remove` takes the place away, once nobody is there.
    """

    connect: Callable[[], Repository]
    is_shared: bool
    remove: Callable[[], object] = lambda: None
    opened: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def open(self) -> Repository:
        repository = self.connect()
        self.opened.callback(repository.close)
        return repository

    def restart(self) -> Repository:
        """Let go of all repositories, and open another."""
        self.opened.close()
        return self.open()

    def beside(self, repository: Repository) -> Repository:
        """A repository as another process has it, or the same where one process has all."""
        return self.open() if self.is_shared else repository


@dataclass(frozen=True)
class SharedDatabase:
    """A database that has our tables, a connection to it, and its bodies as a process has them."""

    address: str
    connection: psycopg.Connection
    bodies: PostgresBodies


# Makes an engine, of a folder that is empty or of a database that is asked for.
MakeEngine = Callable[[Path, Callable[[], SharedDatabase]], Engine]


def file_engine(folder: Path, database: Callable[[], SharedDatabase]) -> Engine:
    return Engine(lambda: TinyDBRepository(folder / "db.json"), is_shared=False)


def memory_engine(folder: Path, database: Callable[[], SharedDatabase]) -> Engine:
    memory = MemoryDatabase()
    return Engine(lambda: MemoryRepository(memory), is_shared=True)


def postgres_engine(folder: Path, database: Callable[[], SharedDatabase]) -> Engine:
    """A body that has no catalogue yet, which each repository reaches as a process of its own does.

    The first of them is a process that runs already, for all tests: to open one takes longer than most tests.
    """
    place, slug = database(), secrets.token_hex(8)
    place.connection.execute("INSERT INTO bodies (slug, kind, territory) VALUES (%s, 'autre', '')", (slug,))
    place.connection.execute("NOTIFY gersapp")
    wait_until(lambda: slug in place.bodies.states())
    running = [place.bodies]

    def connect() -> Repository:
        if running:
            return running.pop().repository(slug)
        bodies = PostgresBodies(place.address)
        engine.opened.callback(bodies.close)
        return bodies.repository(slug)

    def remove() -> None:
        place.connection.execute("DELETE FROM bodies WHERE slug = %s", (slug,))

    engine = Engine(connect, is_shared=True, remove=remove)
    return engine


ENGINES: dict[str, MakeEngine] = {
    "file": file_engine,
    "memory": memory_engine,
    "postgres": postgres_engine,
}
