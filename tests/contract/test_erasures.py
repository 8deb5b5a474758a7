"""Every repository: an operation erased for good, and all else as it was."""

from collections.abc import Iterator

import pytest

from gersapp.catalogue.history.fields import HEADING
from gersapp.catalogue.history.revisions import Act, Cause
from gersapp.errors import ErasureRefused
from gersapp.store.repository import Repository, new_action_name
from tests.support.edits import commit, content_of, delete, move, restore, set_title
from tests.support.engines import Engine


def now_and_restarted(engine: Engine, repository: Repository) -> Iterator[Repository]:
    """The repository, and then one after a restart."""
    yield repository
    yield engine.restart()


@pytest.mark.parametrize("id", ["p", "q", "s"])
def test_what_is_erased_is_gone(engine: Engine, repository: Repository, id: str) -> None:
    commit(repository, move("r", 0))
    before = repository.snapshot().catalogue
    erased = repository.erase(id)
    assert erased.title == id.upper()
    assert erased.places
    assert not erased.remaining
    for opened in now_and_restarted(engine, repository):
        snapshot = opened.snapshot(fresh=True)
        heading, operations, trash = content_of(snapshot.catalogue)
        assert heading == before.heading
        assert operations == [(other, value) for other, value in before.operations.items() if other != id]
        assert [other for other, _ in trash] == [other for other in "s" if other != id]
        history = opened.history(snapshot)
        assert not history.has(id)
        assert history.versions(id) == []
        assert history.titles({id}) == {}
        assert all(revision.operation != id for revision in history.since("") or ())


def test_an_erasure_is_an_action_that_does_not_say_of_what(repository: Repository) -> None:
    repository.erase("p")
    history = repository.history(repository.snapshot())
    (action,) = history.actions(first=0, count=1)
    assert (action.name, action.cause, action.editor) == (history.last, Cause.PURGE, "")
    assert [revision.operation for revision in action.revisions] == [HEADING]
    assert not action.revisions[0].changes


def test_the_others_keep_their_histories(engine: Engine, repository: Repository) -> None:
    name = new_action_name()
    commit(repository, set_title("Un", "p"), Act("jeanne"))
    repository.commit(set_title("Deux", "q"), Act("paul"), name)
    versions = repository.history(repository.snapshot()).versions("q")
    repository.erase("p")
    for opened in now_and_restarted(engine, repository):
        history = opened.history(opened.snapshot())
        assert [version.after for version in history.versions("q")] == [version.after for version in versions]
        action = history.action(name)
        assert action is not None
        assert action.editor == "paul"
        assert opened.commit(set_title("Non", "q"), Act(), name).outcome is None


def test_an_erased_deletion_leaves_the_places_of_others(repository: Repository) -> None:
    commit(repository, delete("q"))
    repository.erase("p")
    commit(repository, restore("q"))
    assert "".join(repository.snapshot().catalogue.operations) == "qr"


def test_places_in_the_history_do_not_count_what_was_erased(engine: Engine, repository: Repository) -> None:
    commit(repository, move("r", 1))
    commit(repository, delete("q"))
    repository.erase("p")
    for opened in now_and_restarted(engine, repository):
        history = opened.history(opened.snapshot())
        assert [version.revision.place for version in history.versions("r")][1:] == [(1, 0)]
        assert history.deletions({"q"})["q"].place == (1, None)


def test_what_is_nowhere_is_refused_and_nothing_changes(engine: Engine, repository: Repository) -> None:
    before = repository.snapshot()
    for id in ("personne", "", "../p"):
        with pytest.raises(ErasureRefused):
            repository.erase(id)
    assert repository.snapshot().state == before.state
    assert content_of(engine.restart().snapshot().catalogue) == content_of(before.catalogue)


def test_what_was_erased_cannot_be_erased_again(repository: Repository) -> None:
    repository.erase("p")
    with pytest.raises(ErasureRefused):
        repository.erase("p")


def test_an_erasure_gives_the_state_another_name(repository: Repository) -> None:
    before = repository.snapshot().state
    repository.erase("p")
    assert repository.snapshot().state != before


def test_edits_go_on_after_an_erasure(engine: Engine, repository: Repository) -> None:
    repository.erase("p")
    commit(repository, set_title("Un", "q"))
    repository = engine.restart()
    assert repository.snapshot().catalogue.get("q").title == "Un"
    assert len(repository.history(repository.snapshot()).versions("q")) == 2


def test_an_erasure_is_seen_beside(engine: Engine, repository: Repository) -> None:
    other = engine.beside(repository)
    repository.erase("p")
    assert "p" not in other.snapshot(fresh=True).catalogue.operations
