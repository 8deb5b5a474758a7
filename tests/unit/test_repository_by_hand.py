"""`TinyDBRepository`: a file that is edited by hand, is bad, or disappears, while it is in use."""

import contextlib
import errno
import gc
import json
import os
import shutil
import time
from pathlib import Path
from typing import Any

import orjson
import pytest

from gersapp.catalogue.history.revisions import Cause, Revision
from gersapp.catalogue.model import Operation
from gersapp.errors import StoreUnavailable
from gersapp.store.documents.documents import Documents
from gersapp.store.repository import is_action_name, new_action_name
from gersapp.store.tinydb import TinyDBRepository
from gersapp.store.tinydb.durable import DurableStorage, EditedByHand
from proof.torture.files import BAD
from tests.support.edits import BY_NOBODY, ID, add, change_nothing, commit, content_of, delete, set_title
from tests.support.store import (
    edit_by_hand,
    failing_disk,
    hashes,
    is_folder,
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


def test_a_bad_edit_by_hand_is_told_and_mended_with_no_restart(
    repository: TinyDBRepository, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    commit(repository, set_title("Bon"))
    published = repository.snapshot()
    good = database.read_bytes()
    database.write_text(BAD, "utf-8")
    wait_until(lambda: repository.snapshot() is published and repository.status() is not None)
    for text in (repository.status() or "", caplog.text):
        assert str(database) in text
        assert "ligne 2, colonne 26" in text
    assert str(database.with_name("db.json.prev")) in str(repository.status())
    folder = hashes(database.parent)
    with pytest.raises(StoreUnavailable, match="jusqu’à ce que le fichier soit réparé"):
        commit(repository, set_title("Refusé"))
    assert hashes(database.parent) == folder
    assert repository.snapshot() is published

    database.write_bytes(good.replace(b'"Bon"', '"Réparé"'.encode()))
    wait_until(lambda: shown_title(repository) == "Réparé")
    assert repository.status() is None
    commit(repository, set_title("Et la suite"))
    assert title_in(on_disk(database)) == "Et la suite"


def test_the_last_good_file_is_copied_when_a_bad_one_comes(
    repository: TinyDBRepository, database: Path
) -> None:
    commit(repository, set_title("Bon"))
    good, written = database.read_bytes(), database.stat().st_mtime_ns
    for bad in (BAD, "", "[]"):
        database.write_text(bad, "utf-8")
        with pytest.raises(StoreUnavailable):
            commit(repository, set_title("Refusé"))
        (copy,) = database.with_name("db.json.backups").iterdir()
        assert copy.read_bytes() == good
        assert copy.stat().st_mtime_ns == written


def test_a_bad_edit_is_told_though_no_copy_can_be_made(
    repository: TinyDBRepository, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database.with_name("db.json.backups").write_text("no folder")
    database.write_text(BAD, "utf-8")
    with pytest.raises(StoreUnavailable, match="ligne 2, colonne 26"):
        commit(repository, set_title("Refusé"))
    assert "la dernière bonne version n’y est pas copiée (ce n’est pas un dossier)" in caplog.text


def test_the_last_good_file_is_copied_as_soon_as_the_disk_can(
    repository: TinyDBRepository,
    database: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    commit(repository, set_title("Bon"))
    good, folder = database.read_bytes(), database.with_name("db.json.backups")
    now = [time.monotonic()]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    # A busy machine may take longer to read the file than a reader waits for it.
    monkeypatch.setattr("gersapp.store.tinydb.repository._MAX_WAIT_S", 60)

    def look() -> None:
        for _ in range(300):
            now[0] += 0.01
            repository.snapshot()

    with failing_disk("write", errno.ENOSPC):
        database.write_text(BAD, "utf-8")
        look()
    assert list(folder.iterdir()) == []
    assert caplog.text.count("n’y est pas copiée (disque plein)") == caplog.text.count("est refusé") == 1
    look()
    assert [copy.read_bytes() for copy in folder.iterdir()] == [good]


def test_a_bad_edit_by_hand_is_refused_to_a_change(repository: TinyDBRepository, database: Path) -> None:
    database.write_text(BAD, "utf-8")
    with pytest.raises(StoreUnavailable, match="ligne 2, colonne 26"):
        commit(repository, set_title("Refusé"))
    assert database.read_text("utf-8") == BAD


def test_a_bad_edit_by_hand_is_read_once(
    repository: TinyDBRepository, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database.write_text(BAD, "utf-8")
    wait_until(lambda: repository.snapshot() is not None and repository.status() is not None)
    for _ in range(50):
        assert repository.snapshot()
    assert caplog.text.count("est refusé") == 1


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


def test_a_file_unreadable_for_a_moment_is_tried_again(
    repository: TinyDBRepository, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit_by_hand(database, "À la main")
    real = os.open

    def refused(path: Any, *args: Any) -> int:
        if path == database:
            raise OSError(errno.EIO, "no")
        return real(path, *args)

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(StoreUnavailable, match="entrée-sortie"):
        commit(repository, set_title("Nouveau"))
    monkeypatch.undo()
    commit(repository, set_title("Nouveau"))
    assert repository.status() is None


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


def test_a_file_that_cannot_be_read_is_told_once(
    repository: TinyDBRepository,
    database: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    edit_by_hand(database, "À la main")
    now, tries = [time.monotonic()], []
    real = os.open

    def refused(path: Any, *args: Any) -> int:
        if path == database:
            tries.append(now[0])
            raise PermissionError(errno.EACCES, "no")
        return real(path, *args)

    monkeypatch.setattr(os, "open", refused)
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    # A busy machine may take longer to read the file than a reader waits for it.
    monkeypatch.setattr("gersapp.store.tinydb.repository._MAX_WAIT_S", 60)
    for _ in range(300):
        now[0] += 0.01
        repository.snapshot()
    monkeypatch.undo()
    assert 1 < len(tries) < 5, "about once a second"
    assert caplog.text.count("est refusé") == 1
    commit(repository, change_nothing)
    assert repository.status() is None
    assert shown_title(repository) == "À la main"


def test_edits_by_hand_keep_no_garbage(repository: TinyDBRepository, database: Path) -> None:
    frozen = gc.get_freeze_count()
    for number in range(3):
        edit_by_hand(database, f"À la main {number}")
        commit(repository, change_nothing)
    assert shown_title(repository) == "À la main 2"
    assert gc.get_freeze_count() <= frozen


# -- its history


def past(repository: TinyDBRepository) -> list[Revision]:
    """What pages show of the past."""
    return list(repository.history(repository.snapshot()))


def past_on_disk(database: Path) -> list[Revision]:
    return list(Documents.of(orjson.loads(database.read_bytes())).history)


def test_an_edit_by_hand_is_written_before_it_is_shown(repository: TinyDBRepository, database: Path) -> None:
    edit_by_hand(database, "À la main")
    wait_until(lambda: shown_title(repository) == "À la main")
    (revision,) = past(repository)
    assert revision.cause is Cause.FILE
    assert past_on_disk(database) == [revision]
    database.with_name("db.json.lock").unlink()  # as if this process were gone
    with contextlib.closing(TinyDBRepository(database)) as after:
        assert past(after) == [revision]
        action = commit(after, set_title("Par la page")).action
        assert action is not None
        assert action.revisions[0].number == revision.number + 1


def test_an_edit_by_hand_before_a_start_is_written_then(database: Path) -> None:
    with contextlib.closing(TinyDBRepository(database)) as repository:
        commit(repository, set_title("Par la page"))
    edit_by_hand(database, "À la main")
    pasts = []
    for _ in range(2):
        with contextlib.closing(TinyDBRepository(database)) as repository:
            pasts.append(past(repository))
    assert [revision.cause for revision in pasts[0]] == [Cause.EDIT, Cause.FILE]
    assert pasts == [past_on_disk(database)] * 2


def check_next_commit(repository: TinyDBRepository, database: Path) -> None:
    """The past that the disk refused is shown with the next commit, which writes it."""
    commit(repository, set_title("Ensuite"))
    assert [revision.cause for revision in past(repository)] == [Cause.EDIT, Cause.FILE, Cause.EDIT]
    assert past(repository) == past_on_disk(database)


def test_a_past_that_the_disk_refuses_is_not_shown(repository: TinyDBRepository, database: Path) -> None:
    commit(repository, set_title("Par la page"))
    shown = past(repository)
    with failing_disk("write", errno.ENOSPC):
        edit_by_hand(database, "À la main")
        wait_until(lambda: shown_title(repository) == "À la main")
        assert past(repository) == shown
    check_next_commit(repository, database)


def test_a_past_that_the_disk_refuses_at_a_start_is_not_shown(database: Path) -> None:
    with contextlib.closing(TinyDBRepository(database)) as repository:
        commit(repository, set_title("Par la page"))
        shown = past(repository)
    edit_by_hand(database, "À la main")
    with failing_disk("write", errno.ENOSPC):
        repository = TinyDBRepository(database)
    with contextlib.closing(repository):
        assert shown_title(repository) == "À la main"
        assert past(repository) == shown
        check_next_commit(repository, database)


def test_an_unconfirmed_past_lets_no_edit_claim_it(repository: TinyDBRepository, database: Path) -> None:
    with failing_disk("fsync", errno.EIO, is_folder):
        edit_by_hand(database, "À la main")
        wait_until(lambda: shown_title(repository) == "À la main" and repository.status() is not None)
    before = database.read_bytes()
    with pytest.raises(StoreUnavailable, match="Rien n’a été modifié depuis") as refused:
        commit(repository, set_title("Par la page"))
    assert "Issue inconnue" not in str(refused.value)
    assert database.read_bytes() == before
    assert past(repository) == past_on_disk(database)


def test_an_edit_by_hand_that_a_refused_edit_finds_is_written(
    repository: TinyDBRepository, database: Path
) -> None:
    edit_by_hand(database, "À la main")
    with pytest.raises(StoreUnavailable, match="« id »"):
        commit(repository, add(Operation("Majuscules", "A", "", ("adultes",))))
    (revision,) = past(repository)
    assert past_on_disk(database) == [revision]


def test_an_editor_that_saves_again_loses_no_past(repository: TinyDBRepository, database: Path) -> None:
    buffer = orjson.loads(database.read_bytes())
    for title in ("Un", "Deux"):
        # The buffer has no history: the one of the first save was added to the file afterwards.
        buffer["operations"]["2"]["title"] = title
        database.write_bytes(orjson.dumps(buffer))
        commit(repository, change_nothing)
    titles = [revision.changes["title"].added for revision in past(repository)]
    assert titles == ["Un", "Deux"]
    assert past(repository) == past_on_disk(database)


def test_a_history_that_is_removed_by_hand_stays_removed(
    repository: TinyDBRepository, database: Path
) -> None:
    commit(repository, set_title("Par la page"))
    edit_by_hand(database, "À la main")
    commit(repository, change_nothing)
    tables = orjson.loads(database.read_bytes())
    del tables["history"]
    database.write_bytes(orjson.dumps(tables))
    commit(repository, change_nothing)
    assert past(repository) == []
    assert past_on_disk(database) == []


def test_an_edit_by_hand_is_an_action_with_a_name(database: Path) -> None:
    with contextlib.closing(TinyDBRepository(database)) as repository:
        commit(repository, set_title("Par la page"))
        edit_by_hand(database, "À la main")
        commit(repository, set_title("Carte", "carte-interactive"))
        actions = repository.history(repository.snapshot()).actions(first=0, count=9)
    assert [action.cause for action in actions] == [Cause.EDIT, Cause.FILE, Cause.EDIT]
    assert [action.editor for action in actions] == ["", "", ""]
    assert len({action.name for action in actions}) == 3
    assert all(is_action_name(action.name) for action in actions)
    with contextlib.closing(TinyDBRepository(database)) as repository:
        assert repository.history(repository.snapshot()).actions(first=0, count=9) == actions


def test_a_number_that_begins_again_is_another_action(database: Path) -> None:
    with contextlib.closing(TinyDBRepository(database)) as repository:
        before = commit(repository, set_title("Un")).action
        tables = orjson.loads(database.read_bytes())
        del tables["history"]
        database.write_bytes(orjson.dumps(tables))
        after = commit(repository, set_title("Deux")).action
        assert before is not None
        assert after is not None
        assert before.revisions[0].number == after.revisions[0].number == 1
        history = repository.history(repository.snapshot())
        assert history.action(before.name) is None
        assert history.since(before.name) is None
        assert history.action(after.name) == after


def test_a_name_of_a_removed_history_is_free(repository: TinyDBRepository, database: Path) -> None:
    name = new_action_name()
    seed = database.read_bytes()
    repository.commit(set_title("Un"), BY_NOBODY, name)
    database.write_bytes(seed)
    assert repository.commit(set_title("Un"), BY_NOBODY, name).outcome is not None
    assert title_in(on_disk(database)) == "Un"


def test_edit_by_hand_keeps_its_action_name_after_restart(database: Path) -> None:
    with contextlib.closing(TinyDBRepository(database)) as repository:
        commit(repository, set_title("Par la page"))
        database.write_text(database.read_text("utf-8").replace("Par la page", "À la main"), "utf-8")
        commit(repository, change_nothing)
        name = repository.history(repository.snapshot()).last
    with contextlib.closing(TinyDBRepository(database)) as repository:
        assert repository.history(repository.snapshot()).last == name
