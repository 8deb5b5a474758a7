"""Preparing the commit of what an edit makes of a body; nothing is written yet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic

from gersapp.catalogue.history.recorded import RecordedHistory
from gersapp.catalogue.history.revisions import Act
from gersapp.store.documents.documents import Documents
from gersapp.store.documents.reader import Invalid
from gersapp.store.postgres.stored import Row, Stored
from gersapp.store.repository import Committed, Edit, OutcomeT, Snapshot, repeat_commit, unreadable_result

# Steps of a change that takes half a second to make.
MANY_STEPS = 500


@dataclass(frozen=True, slots=True)
class StoredSnapshot(Snapshot):
    history: RecordedHistory = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class PreparedCommit(Generic[OutcomeT]):
    """What an edit makes of the version `before`: the version after it, and the rows to write."""

    before: Stored
    stored: Stored
    rows: Sequence[Row]
    committed: Committed[OutcomeT]


class TakesLong(Exception):
    """A change has too many steps to be made while everybody else waits for the body's row."""


def prepare_commit(
    edit: Edit[OutcomeT],
    act: Act,
    name: str,
    *,
    body: int,
    before: Stored,
    clock: Callable[[], float],
    may_take_long: bool,
) -> PreparedCommit[OutcomeT]:
    """Return what `edit` makes of the version `before`, as the action of that `name`.

    Raises TakesLong unless it may, StoreUnavailable when the result could not be read again.
    """
    documents, snapshot = before.documents, snapshot_of(body, before)
    if name in before.names and documents.history.action(name):
        return PreparedCommit(before, before, (), repeat_commit(snapshot, documents.history, name))
    outcome = edit(documents.catalogue, documents.history)
    previous = documents.history.last
    if outcome.change is None:
        return PreparedCommit(before, before, (), Committed(snapshot, outcome, None, previous))
    if len(outcome.change.steps) > MANY_STEPS and not may_take_long:
        raise TakesLong
    try:
        after = documents.with_change(outcome.change, act, name=name, time=time_after(documents, clock))
    except Invalid as error:
        raise unreadable_result(error) from error
    stored, rows = before.changed(after)
    action = after.history.action(name)
    return PreparedCommit(
        before, stored, rows, Committed(snapshot_of(body, stored), outcome, action, previous)
    )


def snapshot_of(body: int, stored: Stored) -> StoredSnapshot:
    """Return the snapshot of a version. Its state has the same name in every process."""
    number, mark = stored.version
    return StoredSnapshot(stored.documents.catalogue, f"{body}-{number}-{mark}", stored.documents.recorded)


def time_after(documents: Documents, clock: Callable[[], float]) -> int:
    """Return the present time, or that of the last revision: the clocks of two machines differ."""
    last = next((revision.time for revision in reversed(documents.history)), 0)
    return max(last, int(clock()))
