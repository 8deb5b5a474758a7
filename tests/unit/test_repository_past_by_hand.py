"""`TinyDBRepository`: an edit by hand has its revision on the disk before anybody sees it."""

import contextlib
import errno
from pathlib import Path

import orjson
import pytest

from gersapp.catalogue.history.revisions import Cause, Revision
from gersapp.catalogue.model import Operation
from gersapp.errors import StoreUnavailable
from gersapp.store.documents.documents import Documents
from gersapp.store.repository import is_action_name, new_action_name
from gersapp.store.tinydb import TinyDBRepository
from tests.support.edits import BY_NOBODY, add, change_nothing, commit, set_title
from tests.support.store import (
    edit_by_hand,
    failing_disk,
    is_folder,
    on_disk,
    shown_title,
    title_in,
    wait_until,
)


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
