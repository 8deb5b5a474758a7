"""What tests of the parts share."""

from pathlib import Path

import pytest

from gersapp.editors import Editors, passwords
from gersapp.reviews.repository import PendingImports
from gersapp.store.tinydb import Backups
from gersapp.store.tinydb.durable import DurableStorage
from proof.tools.clock import Clock
from tests.support.backups import DAY, OLD, age, edit
from tests.support.durable import BEFORE, write_before
from tests.support.editor_places import DatabasePlace, FilePlace, Place
from tests.support.editors import Hasher


@pytest.fixture
def backups(database: Path) -> Backups:
    """Those of a file that was written at OLD; none is made yet."""
    age(database, OLD)
    return Backups(database)


@pytest.fixture
def three(backups: Backups, database: Path) -> list[bytes]:
    """Contents of three days: two copies, the second of which is `.prev` too, and the file."""
    first = database.read_bytes()
    second = edit(database, "Deux", OLD + DAY)
    third = edit(database, "Trois", OLD + DAY * 2)
    return [first, second, third]


@pytest.fixture(params=["files", "database"])
def place(request: pytest.FixtureRequest, folder: Path) -> Place:
    """Where accounts, sessions and imports are stored: nothing is there yet."""
    if request.param == "files":
        return FilePlace(folder)
    place: DatabasePlace = request.getfixturevalue("editors_database")
    place.clear()
    return place


@pytest.fixture
def clock() -> Clock:
    """A clock that the test sets."""
    return Clock()


@pytest.fixture
def home(place: Place) -> Place:
    """The same place, with the account NAME."""
    place.let_in()
    return place


@pytest.fixture
def editors(home: Place, clock: Clock) -> Editors:
    """Those of `home`, at the time of `clock`."""
    return home.editors(clock)


@pytest.fixture
def hasher(monkeypatch: pytest.MonkeyPatch) -> Hasher:
    """A hasher in place of the real one, which takes 50 ms."""
    hasher = Hasher()
    monkeypatch.setattr(passwords, "_HASHER", hasher)
    return hasher


@pytest.fixture
def pending(place: Place, clock: Clock) -> PendingImports:
    """The imports that wait in `place`, at the time of `clock`."""
    return place.imports(clock)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with BEFORE in it, alone in its folder."""
    return write_before(tmp_path / "base")


@pytest.fixture
def storage(path: Path) -> DurableStorage:
    """One that has read `path`."""
    storage = DurableStorage(path)
    assert storage.read() == BEFORE
    return storage
