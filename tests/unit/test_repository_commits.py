"""`TinyDBRepository`: what a commit publishes and writes, and what is left when the disk fails."""

import contextlib
import errno
import os
import threading
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.draft import Draft
from gersapp.catalogue.history.history import History
from gersapp.catalogue.model import Operation
from gersapp.errors import StoreFull, StoreUnavailable
from gersapp.store.tinydb import TinyDBRepository
from tests.support.edits import (
    ID,
    Made,
    add,
    change_nothing,
    commit,
    content_of,
    delete,
    draft_edit,
    restore,
    set_title,
)
from tests.support.store import failing_disk, hashes, is_folder, on_disk, shown_title, title_in

# -- a change


def test_a_change_is_published_and_on_disk_when_it_returns(
    repository: TinyDBRepository, database: Path
) -> None:
    before = repository.snapshot()
    after = commit(repository, set_title("Nouveau")).snapshot
    assert title_in(after.catalogue) == "Nouveau"
    assert repository.snapshot() is after
    assert after.state != before.state
    assert content_of(on_disk(database)) == content_of(after.catalogue)
    assert title_in(before.catalogue) != "Nouveau", "what a reader holds does not move"


def test_nothing_is_published_before_the_folder_is_on_disk(
    repository: TinyDBRepository, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = repository.snapshot()
    real, seen = os.fsync, []

    def fsync(descriptor: int) -> None:
        seen.append(repository.snapshot() is before)
        real(descriptor)
        seen.append(repository.snapshot() is before)

    monkeypatch.setattr(os, "fsync", fsync)
    commit(repository, set_title("Nouveau"))
    assert seen == [True] * 4


def test_a_change_that_raises_changes_nothing_to_the_byte(
    repository: TinyDBRepository, database: Path
) -> None:
    folder, published = hashes(database.parent), repository.snapshot()

    class Wrong(Exception):
        pass

    def wrong(catalogue: Catalogue, history: History) -> Made:
        set_title("Nouveau")(catalogue, history)
        raise Wrong

    with pytest.raises(Wrong):
        commit(repository, wrong)
    assert hashes(database.parent) == folder
    assert repository.snapshot() is published
    commit(repository, set_title("Nouveau"))
    assert title_in(on_disk(database)) == "Nouveau"


def test_a_change_that_changes_nothing_writes_nothing(
    repository: TinyDBRepository, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, published = database.stat(), repository.snapshot()
    for name in ("write", "replace", "link", "fsync"):
        monkeypatch.delattr(os, name)
    assert commit(repository, change_nothing).snapshot is published
    monkeypatch.undo()
    assert database.stat() == before
    assert repository.snapshot() is published


def test_a_restart_finds_what_was_published(database: Path) -> None:
    with contextlib.closing(TinyDBRepository(database)) as repository:
        commit(repository, set_title("Un"))
        commit(repository, delete("carte-interactive"))
        last = repository.snapshot()
    with contextlib.closing(TinyDBRepository(database)) as repository:
        assert content_of(repository.snapshot().catalogue) == content_of(last.catalogue)
        assert repository.snapshot().state != last.state


def test_threads_that_change_at_once_lose_nothing(repository: TinyDBRepository, database: Path) -> None:
    def write(name: str) -> None:
        for number in range(20):

            def add_word(draft: Draft, word: str = f" {name}{number}") -> None:
                before = draft.operations[ID]
                draft.put(replace(before, description=before.description + word))

            commit(repository, draft_edit(add_word))

    threads = [threading.Thread(target=write, args=[name]) for name in "abcdefgh"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    words = on_disk(database).get(ID).description.split()
    assert {f"{name}{number}" for name in "abcdefgh" for number in range(20)} <= set(words)


# -- the disk fails

FULL = [errno.ENOSPC, errno.EDQUOT]
BROKEN = [errno.EIO, errno.EROFS, errno.EACCES]


@pytest.mark.parametrize("name", ["write", "fsync", "replace", "fchmod"])
@pytest.mark.parametrize("number", FULL + BROKEN, ids=errno.errorcode.get)
def test_memory_is_what_the_disk_holds_when_a_commit_fails(
    repository: TinyDBRepository, database: Path, name: str, number: int
) -> None:
    content, published = database.read_bytes(), repository.snapshot()
    expected = StoreFull if number in FULL else StoreUnavailable
    message = "disque est plein" if number in FULL else "rien n’a été modifié"
    with failing_disk(name, number), pytest.raises(expected, match=message):
        commit(repository, set_title("Nouveau"))
    assert database.read_bytes() == content
    assert repository.snapshot() is published
    assert repository.status() is None
    commit(repository, set_title("Encore"))
    assert title_in(on_disk(database)) == shown_title(repository) == "Encore"


@pytest.mark.parametrize("number", FULL + BROKEN, ids=errno.errorcode.get)
def test_a_folder_that_does_not_confirm_makes_it_read_only(database: Path, number: int) -> None:
    with contextlib.closing(TinyDBRepository(database)) as repository:
        with (
            failing_disk("fsync", number, is_folder),
            pytest.raises(StoreUnavailable, match="Issue inconnue"),
        ):
            commit(repository, set_title("Nouveau"))
        assert title_in(on_disk(database)) == shown_title(repository) == "Nouveau"
        assert "n’a pas confirmé le dernier enregistrement" in str(repository.status())
        folder = hashes(database.parent)
        for _ in range(2):
            with pytest.raises(StoreUnavailable, match="Rien n’a été modifié depuis"):
                commit(repository, set_title("Encore"))
            assert shown_title(repository) == "Nouveau"
        assert hashes(database.parent) == folder
    with contextlib.closing(TinyDBRepository(database)) as repository:
        commit(repository, set_title("Encore"))
        assert repository.status() is None


def test_an_fsync_that_failed_is_not_tried_again(
    repository: TinyDBRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def fsync(descriptor: int) -> None:
        calls.append(descriptor)
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(StoreUnavailable):
        commit(repository, set_title("Nouveau"))
    assert len(calls) == 1


# -- identity


def test_the_id_of_an_operation_in_the_trash_is_not_reused(database: Path) -> None:
    def again(catalogue: Catalogue, history: History) -> Made:
        id = catalogue.free_id("Tips du jour")
        return add(Operation(id, "Tips du jour", audiences=("adultes",)))(catalogue, history)

    with contextlib.closing(TinyDBRepository(database)) as repository:
        first = repository.snapshot().catalogue.get(ID)
        commit(repository, delete(ID))
        commit(repository, again)
        assert ID not in repository.snapshot().catalogue.operations
    with contextlib.closing(TinyDBRepository(database)) as repository:
        commit(repository, again)
        assert {f"{ID}-2", f"{ID}-3"} <= repository.snapshot().catalogue.operations.keys()
        commit(repository, restore(ID))
        assert repository.snapshot().catalogue.get(ID) == first
    tables = orjson.loads(database.read_bytes())
    ids = [row["id"] for row in tables["operations"].values()]
    assert len(set(ids)) == len(ids) == 18
    assert tables["operations"]["2"]["id"] == ID, "nor is its number in the file"
