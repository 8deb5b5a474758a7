"""`TinyDBRepository.erase`: an operation erased for good while the file is in use."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from gersapp.catalogue.history.revisions import Act
from gersapp.errors import ErasureRefused, StoreUnavailable
from gersapp.store.tinydb import Backups, TinyDBRepository
from proof.torture.files import BAD
from tests.support.backups import state
from tests.support.edits import ID, commit, delete, set_title
from tests.support.files import LIST_FOLDER
from tests.support.store import edit_by_hand, failing_disk, on_disk, shown_title

WORD = "Ornithorynque"


@pytest.fixture
def lived_in(repository: TinyDBRepository, quick_disk: None) -> TinyDBRepository:
    """One whose operation ID was changed, copied, and deleted."""
    commit(repository, set_title(f"{WORD} 1"), Act("Jeanne"))
    Backups(repository.path).make()
    commit(repository, set_title(f"{WORD} 2"), Act("Jeanne"))
    commit(repository, delete(ID), Act("Jeanne"))
    return repository


def files_with(folder: Path, word: str) -> list[str]:
    return sorted(str(path) for path in folder.rglob("*") if path.is_file() and word in path.read_text())


def test_its_words_are_in_no_file_and_its_places_are_told(lived_in: TinyDBRepository, database: Path) -> None:
    before = files_with(database.parent, f'"{ID}"')
    assert len(before) == 3
    erased = lived_in.erase(ID)
    assert erased.title == f"{WORD} 2"
    assert sorted(erased.places) == before
    assert files_with(database.parent, WORD) == files_with(database.parent, f'"{ID}"') == []


def test_edits_go_on_and_copies_with_them(lived_in: TinyDBRepository, database: Path) -> None:
    lived_in.erase(ID)
    assert lived_in.status() is None
    commit(lived_in, set_title("Carte", "carte-interactive"))
    after = on_disk(database)
    assert after.get("carte-interactive").title == "Carte"
    assert ID not in after.operations
    assert ID not in after.trash
    assert files_with(database.parent, WORD) == []


def test_an_edit_by_hand_comes_before_an_erasure(repository: TinyDBRepository, database: Path) -> None:
    edit_by_hand(database, "À la main")
    repository.erase("carte-interactive")
    assert shown_title(repository) == "À la main"
    assert "carte-interactive" not in on_disk(database).operations


def test_what_is_refused_leaves_no_trace(repository: TinyDBRepository, database: Path) -> None:
    before = state(database.parent)
    with pytest.raises(ErasureRefused, match="Aucune opération « personne »"):
        repository.erase("personne")
    assert state(database.parent) == before


def test_a_bad_file_is_not_erased_from(lived_in: TinyDBRepository, database: Path) -> None:
    database.write_text(BAD, "utf-8")
    with pytest.raises(StoreUnavailable):
        commit(lived_in, set_title("Refusé"))  # the last good one is copied
    before = state(database.parent)
    with pytest.raises(StoreUnavailable, match="jusqu’à ce que le fichier soit réparé"):
        lived_in.erase(ID)
    assert state(database.parent) == before


def test_a_lock_that_was_removed_stops_an_erasure(lived_in: TinyDBRepository, database: Path) -> None:
    before = state(database.parent)
    database.with_name("db.json.lock").unlink()
    with pytest.raises(StoreUnavailable, match="verrou"):
        lived_in.erase(ID)
    assert state(database.parent) == before


def test_a_lock_that_cannot_be_looked_at_stops_an_erasure(lived_in: TinyDBRepository, database: Path) -> None:
    before = state(database.parent)
    lock = database.with_name("db.json.lock")
    with (
        failing_disk("stat", errno.EIO, lambda place: place == lock),
        pytest.raises(ErasureRefused, match="entrée-sortie"),
    ):
        lived_in.erase(ID)
    assert state(database.parent) == before


def test_copies_that_cannot_be_listed_stop_an_erasure(lived_in: TinyDBRepository, database: Path) -> None:
    before = state(database.parent)
    with failing_disk(LIST_FOLDER, errno.EIO), pytest.raises(ErasureRefused, match="entrée-sortie"):
        lived_in.erase(ID)
    assert state(database.parent) == before


@pytest.mark.parametrize("number", range(1, 4))
def test_an_erasure_that_fails_can_be_taken_up_again(
    lived_in: TinyDBRepository, database: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    calls: list[Any] = []
    real = Path.replace

    def fail(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == number:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(ErasureRefused, match="n’est pas terminé"):
        lived_in.erase(ID)
    monkeypatch.undo()
    assert lived_in.status() is None
    assert ID in lived_in.snapshot().catalogue.trash
    lived_in.erase(ID)
    assert ID not in lived_in.snapshot().catalogue.trash
    assert files_with(database.parent, WORD) == []
