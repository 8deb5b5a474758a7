"""`TinyDBRepository`: a file that is edited by hand, or disappears, while it is in use."""

import errno
import gc
import json
import os
import shutil
from pathlib import Path
from typing import Any

import orjson
import pytest

from gersapp.catalogue.model import Operation
from gersapp.errors import StoreUnavailable
from gersapp.store.tinydb import TinyDBRepository
from gersapp.store.tinydb.durable import DurableStorage, EditedByHand
from tests.support.edits import ID, add, change_nothing, commit, content_of, delete, set_title
from tests.support.store import (
    edit_by_hand,
    failing_disk,
    on_disk,
    shown_title,
    title_in,
    wait_until,
)


def test_an_edit_by_hand_is_published_without_a_restart(repository: TinyDBRepository, database: Path) -> None:
    state = repository.snapshot().state
    edit_by_hand(database, "À la main")
    wait_until(lambda: shown_title(repository) == "À la main")
    assert repository.snapshot().state != state
    assert repository.status() is None


def test_an_edit_by_hand_that_replaces_the_file_is_published_too(
    repository: TinyDBRepository, database: Path
) -> None:
    other = Path(shutil.copy(database, database.with_name("copy")))
    edit_by_hand(other, "À la main")
    other.replace(database)
    wait_until(lambda: shown_title(repository) == "À la main")


def test_a_change_starts_from_an_edit_by_hand_that_is_unread(
    repository: TinyDBRepository, database: Path
) -> None:
    edit_by_hand(database, "À la main")
    commit(repository, set_title("Carte", "carte-interactive"))
    after = on_disk(database)
    assert title_in(after) == "À la main"
    assert after.get("carte-interactive").title == "Carte"
    assert content_of(after) == content_of(repository.snapshot().catalogue)


@pytest.mark.parametrize("with_previous", [False, True])
def test_a_file_that_disappears_is_told_and_its_return_is_seen(
    repository: TinyDBRepository, database: Path, with_previous: bool
) -> None:
    if with_previous:
        commit(repository, set_title("Bon"))
    published = repository.snapshot()
    away = database.rename(database.with_name("away"))
    wait_until(lambda: repository.snapshot() is published and repository.status() is not None)
    assert "a disparu" in str(repository.status())
    with pytest.raises(StoreUnavailable, match="a disparu"):
        commit(repository, set_title("Refusé"))
    assert not database.exists()

    away.rename(database)
    wait_until(lambda: repository.snapshot() is published and repository.status() is None)
    commit(repository, set_title("Et la suite"))
    assert title_in(on_disk(database)) == "Et la suite"


def test_a_file_that_disappears_is_no_empty_catalogue(
    repository: TinyDBRepository, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Some editors of text remove the file, then write another one.
    published = repository.snapshot()
    edit_by_hand(database, "À la main")
    real = os.open

    def gone(path: Any, *args: Any) -> int:
        if path == database:
            database.unlink(missing_ok=True)
        return real(path, *args)

    monkeypatch.setattr(os, "open", gone)
    with pytest.raises(StoreUnavailable, match="a disparu"):
        commit(repository, add(Operation("a", "A", "", ("adultes",))))
    assert repository.snapshot() is published


def test_an_edit_by_hand_during_a_commit_comes_first(
    repository: TinyDBRepository, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited: list[bool] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        real(descriptor)
        if not edited:
            edited.append(True)
            document = json.loads(database.read_bytes())
            document["operations"]["16"]["title"] = "À la main"
            database.write_text(json.dumps(document), "utf-8")

    monkeypatch.setattr(os, "fsync", fsync)
    commit(repository, set_title("Par la page"))
    titles = [operation.title for operation in on_disk(database).operations.values()]
    assert "Par la page" in titles
    assert titles[-1] == "À la main"


def test_a_lock_that_was_removed_stops_changes(repository: TinyDBRepository, database: Path) -> None:
    before = database.read_bytes()
    database.with_name("db.json.lock").unlink()
    with pytest.raises(StoreUnavailable, match="verrou"):
        commit(repository, set_title("Nouveau"))
    assert database.read_bytes() == before


@pytest.mark.parametrize("name", ["stat", "fstat"])
def test_a_lock_that_cannot_be_looked_at_is_a_refusal(
    repository: TinyDBRepository, database: Path, name: str
) -> None:
    before = database.read_bytes()
    lock = database.with_name("db.json.lock")
    with (
        failing_disk(name, errno.EIO, lambda place: place in (lock, repository._held)),
        pytest.raises(StoreUnavailable, match="entrée-sortie"),
    ):
        commit(repository, set_title("Nouveau"))
    assert database.read_bytes() == before
    commit(repository, set_title("Nouveau"))


def test_an_edit_by_hand_unseen_for_a_moment_comes_first(
    repository: TinyDBRepository, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit_by_hand(database, "À la main")
    real, looks = os.stat, []

    def stat(place: Any, *args: Any, **named: Any) -> os.stat_result:
        if place == database:
            looks.append(place)
            if len(looks) == 2:
                raise OSError(errno.EIO, "no")
        return real(place, *args, **named)

    monkeypatch.setattr(os, "stat", stat)
    commit(repository, set_title("Carte", "carte-interactive"))
    monkeypatch.undo()
    after = on_disk(database)
    assert (title_in(after), after.get("carte-interactive").title) == ("À la main", "Carte")


def test_nothing_is_written_that_the_next_start_would_refuse(
    repository: TinyDBRepository, database: Path
) -> None:
    before = database.read_bytes()
    with pytest.raises(StoreUnavailable, match="« id »"):
        commit(repository, add(Operation("Majuscules", "A", "", ("adultes",))))
    assert database.read_bytes() == before


def test_a_value_too_deep_for_the_trash_changes_nothing(repository: TinyDBRepository, database: Path) -> None:
    tables = orjson.loads(database.read_bytes())
    deepest: list[Any] = []
    for _ in range(250):
        deepest = [deepest]
    tables["operations"]["2"]["note"] = deepest
    database.write_bytes(orjson.dumps(tables))
    commit(repository, set_title("Nouveau"))
    before = database.read_bytes()
    with pytest.raises(StoreUnavailable, match=r"imbrication hors des limites\) : rien n’a été modifié"):
        commit(repository, delete(ID))
    assert database.read_bytes() == before
    assert shown_title(repository) == "Nouveau"
    TinyDBRepository(Path(shutil.copy(database, database.with_name("copy.json")))).close()


def test_unknown_keys_written_by_hand_survive_our_edits(repository: TinyDBRepository, database: Path) -> None:
    content = orjson.loads(database.read_bytes())
    content["operations"]["2"]["wikidata"] = "Q42"
    content["journal"] = {"1": {"le": "13 mars"}}
    database.write_bytes(orjson.dumps(content))
    commit(repository, set_title("Nouveau"))
    after = orjson.loads(database.read_bytes())
    assert after["operations"]["2"]["wikidata"] == "Q42"
    assert after["journal"] == {"1": {"le": "13 mars"}}


def test_a_file_that_never_stays_as_it_is_refuses_a_change(
    repository: TinyDBRepository, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = database.read_bytes()
    tries: list[object] = []

    def write(self: DurableStorage, data: object) -> None:
        tries.append(data)
        raise EditedByHand

    monkeypatch.setattr(DurableStorage, "write", write)
    with pytest.raises(StoreUnavailable, match="change sans cesse par ailleurs : rien n’a été modifié"):
        commit(repository, set_title("Nouveau"))
    assert len(tries) == 5
    assert database.read_bytes() == before
    monkeypatch.undo()
    commit(repository, set_title("Nouveau"))


def test_edits_by_hand_keep_no_garbage(repository: TinyDBRepository, database: Path) -> None:
    frozen = gc.get_freeze_count()
    for number in range(3):
        edit_by_hand(database, f"À la main {number}")
        commit(repository, change_nothing)
    assert shown_title(repository) == "À la main 2"
    assert gc.get_freeze_count() <= frozen
