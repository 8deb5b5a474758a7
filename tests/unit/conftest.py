"""What tests of the parts share."""

from pathlib import Path

import pytest

from gersapp.store.tinydb import Backups
from tests.support.backups import OLD, age
from tests.support.editor_places import DatabasePlace, FilePlace, Place


@pytest.fixture
def backups(database: Path) -> Backups:
    """Those of a file that was written at OLD; none is made yet."""
    age(database, OLD)
    return Backups(database)


@pytest.fixture(params=["files", "database"])
def place(request: pytest.FixtureRequest, folder: Path) -> Place:
    """Where accounts, sessions and imports are stored: nothing is there yet."""
    if request.param == "files":
        return FilePlace(folder)
    place: DatabasePlace = request.getfixturevalue("editors_database")
    place.clear()
    return place
