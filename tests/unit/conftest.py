"""What tests of the parts share."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from gersapp.store.tinydb import Backups
from tests.support.backups import OLD, age
from tests.support.editor_places import DatabasePlace, FilePlace, Place, open_place
from tests.support.postgres import Databases


@pytest.fixture
def backups(database: Path) -> Backups:
    """Those of a file that was written at OLD; none is made yet."""
    age(database, OLD)
    return Backups(database)


@pytest.fixture(scope="session")
def editors_database(databases: Databases) -> Iterator[DatabasePlace]:
    """The tables of accounts, sessions and imports, in a database for all tests of this process."""
    address = databases.make()
    with contextlib.closing(open_place(address)) as database:
        yield DatabasePlace(database)
    databases.remove(address)


@pytest.fixture(params=["files", "database"])
def place(request: pytest.FixtureRequest, folder: Path) -> Place:
    """Where accounts, sessions and imports are stored: nothing is there yet."""
    if request.param == "files":
        return FilePlace(folder)
    place: DatabasePlace = request.getfixturevalue("editors_database")
    place.clear()
    return place
