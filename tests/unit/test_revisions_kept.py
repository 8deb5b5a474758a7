"""`gersapp.store.tinydb`: what a real file keeps of its history over a restart, and an unreadable one."""

import contextlib
from pathlib import Path

import orjson
import pytest

from gersapp.catalogue.history.revisions import Act, Cause
from gersapp.errors import StartRefused, StoreUnavailable
from gersapp.store.tinydb import TinyDBRepository
from tests.support.edits import ID, commit, set_title
from tests.support.revisions import undo_last


def edit(repository: TinyDBRepository, title: str, editor: str = "jeanne") -> None:
    commit(repository, set_title(title), Act(editor))


def titles(repository: TinyDBRepository) -> list[object]:
    versions = repository.history(repository.snapshot()).versions(ID)
    return [version.after and version.after["title"] for version in versions]


@pytest.mark.usefixtures("quick_disk", "small_blocks")
def test_a_restart_knows_what_was_saved_and_changed_by_hand(database: Path) -> None:
    expected: list[object] = []
    for number in range(12):
        with contextlib.closing(TinyDBRepository(database)) as repository:
            edit(repository, f"Titre {number}")
            edit(repository, f"Titre {number} bis")
            expected += [f"Titre {number}", f"Titre {number} bis"]
            if number % 3 == 0:
                tables = orjson.loads(database.read_bytes())
                tables["operations"]["2"]["title"] = f"À la main {number}"
                database.write_bytes(orjson.dumps(tables))
                commit(repository, undo_last, Act("jean", Cause.UNDO))
                expected += [f"À la main {number}", f"Titre {number} bis"]
            assert titles(repository) == expected
        if number % 4 == 1:
            tables = orjson.loads(database.read_bytes())
            tables["operations"]["2"]["title"] = f"Sans personne {number}"
            database.write_bytes(orjson.dumps(tables))
            expected += [f"Sans personne {number}"]


@pytest.mark.usefixtures("quick_disk")
def test_an_unreadable_history_stops_the_start(database: Path) -> None:
    with contextlib.closing(TinyDBRepository(database)) as repository:
        edit(repository, "Un")
    tables = orjson.loads(database.read_bytes())
    tables["history"]["1"]["action"] = "rien"
    database.write_bytes(orjson.dumps(tables))
    before = {path.name: path.read_bytes() for path in database.parent.iterdir()}
    with pytest.raises(StartRefused, match="historique, n° 1"):
        TinyDBRepository(database)
    assert {path.name: path.read_bytes() for path in database.parent.iterdir()} == before


@pytest.mark.usefixtures("quick_disk")
def test_an_unreadable_history_stops_changes_until_mended(database: Path) -> None:
    with contextlib.closing(TinyDBRepository(database)) as repository:
        edit(repository, "Un")
        good = database.read_bytes()
        tables = orjson.loads(good)
        tables["history"]["1"]["time"] = "hier"
        database.write_bytes(orjson.dumps(tables))
        bad = database.read_bytes()
        with pytest.raises(StoreUnavailable, match="historique, n° 1"):
            edit(repository, "Deux")
        assert database.read_bytes() == bad
        assert titles(repository) == ["Un"]
        database.write_bytes(good)
        edit(repository, "Trois")
        assert titles(repository) == ["Un", "Trois"]
