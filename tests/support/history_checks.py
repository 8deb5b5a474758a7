"""What must be true of the documents of a catalogue after every step of its history."""

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.history.fields import State, fingerprint, state_now
from gersapp.catalogue.history.recorded import RecordedHistory
from gersapp.store.documents.documents import Documents
from tests.support.editing import content_of
from tests.support.history_documents import again, caught_up
from tests.support.replay import as_replayed, replayed


def check_replay(first: Catalogue, documents: Documents, *, by_hand: bool) -> None:
    """Its revisions, applied to the `first` catalogue, give the one of now."""
    heading, order, trash = replayed(first, documents.history)
    expected = as_replayed(documents.catalogue)
    assert (heading, order) == expected[:2]
    # What is taken out of the trash by hand is no revision: it may come back from there.
    assert expected[2].items() <= trash.items()
    if not by_hand:
        assert expected[2] == trash


def check_versions(documents: Documents, saved: list[tuple[str, State]]) -> None:
    """Each state that was `saved` is known, and so is what changed since."""
    catalogue, history = documents.catalogue, documents.history
    versions = {id: history.versions(id) for id in {revision.operation for revision in history}}
    for id, state in saved:
        known = [one for version in versions.get(id, ()) for one in (version.before, version.after)]
        assert state in known or state == state_now(catalogue, id), f"« {id} » as {state} is lost"
        if state in known:
            base, _ = history.since_version(id, fingerprint(id, state))
            assert base is not None
            assert fingerprint(id, base) == fingerprint(id, state)
    numbers = [revision.number for revision in history]
    assert numbers == sorted(set(numbers))


def check_actions(history: RecordedHistory, last: str) -> None:
    """The actions are all the revisions, and those since the `last` one come after it."""
    actions = history.actions(first=0, count=10_000)
    in_order = [revision for action in reversed(actions) for revision in action.revisions]
    assert in_order == list(history)
    assert len({action.name for action in actions}) == len(actions)
    assert all(len({revision.action for revision in action.revisions}) == 1 for action in actions)
    since = history.since(last)
    assert since is not None
    assert last not in {revision.name for revision in since}
    if last and since:
        assert in_order[-len(since) - 1].name == last


def check_restart(documents: Documents) -> None:
    """The documents are read again as they were written."""
    read, history = again(documents), documents.history
    assert content_of(read.catalogue) == content_of(documents.catalogue)
    assert list(read.history) == list(history)
    assert read.history.blocks == history.blocks
    assert list(caught_up(read).history) == list(history)
    assert list(caught_up(read, documents).history) == list(history)
