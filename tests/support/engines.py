"""The engines of the store, as the contract of repositories opens them."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from gersapp.store.repository import Repository
from gersapp.store.tinydb import TinyDBRepository
from tests.support.memory_repository import MemoryDatabase, MemoryRepository


@dataclass
class Engine:
    """Opens repositories on one place, that is empty at first. `is_shared`: several at once may be."""

    connect: Callable[[], Repository]
    is_shared: bool
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


def file_engine(folder: Path) -> Engine:
    return Engine(lambda: TinyDBRepository(folder / "db.json"), is_shared=False)


def memory_engine(folder: Path) -> Engine:
    database = MemoryDatabase()
    return Engine(lambda: MemoryRepository(database), is_shared=True)


ENGINES = {"file": file_engine, "memory": memory_engine}
