"""A small slow engine in memory, for the contract of repositories: its history is outside its snapshots.

Several repositories may be on one database, as several processes are: each knows what it saw last.
"""

import threading
from dataclasses import dataclass, field

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.history.erasure import make_erasure
from gersapp.catalogue.history.history import History
from gersapp.catalogue.history.recorded import RecordedHistory
from gersapp.catalogue.history.revisions import Act, Revision
from gersapp.catalogue.model import Heading
from gersapp.errors import ErasureRefused
from gersapp.store.repository import (
    Committed,
    Edit,
    Erased,
    OutcomeT,
    Repository,
    Snapshot,
    is_action_name,
    new_action_name,
    repeat_commit,
)


@dataclass
class MemoryDatabase:
    """What is kept: the newest snapshot, all revisions, and how many of them led to each state.

    The names of states begin with `place`.
    """

    place: str = "memory"
    newest: Snapshot = field(init=False)
    revisions: list[Revision] = field(default_factory=list)
    lengths: dict[str, int] = field(default_factory=dict)
    time: int = 1_600_000_000
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.add(Catalogue.of(Heading(), ()))

    def add(self, catalogue: Catalogue) -> Snapshot:
        """A new state, that all revisions led to."""
        self.newest = Snapshot(catalogue, f"{self.place}-{len(self.lengths)}")
        self.lengths[self.newest.state] = len(self.revisions)
        return self.newest


class MemoryRepository(Repository):
    """The catalogue of a database in memory."""

    def __init__(self, database: MemoryDatabase) -> None:
        self._database = database
        self._snapshot = database.newest

    def snapshot(self, *, fresh: bool = False) -> Snapshot:
        if fresh:
            self._snapshot = self._database.newest
        return self._snapshot

    def history(self, snapshot: Snapshot) -> History:
        return self._recorded(snapshot)

    def commit(self, edit: Edit[OutcomeT], act: Act, name: str) -> Committed[OutcomeT]:
        if not is_action_name(name):
            raise ValueError(name)
        database = self._database
        with database.lock:
            before = self.snapshot(fresh=True)
            history = self._recorded(before)
            if history.action(name):
                return repeat_commit(before, history, name)
            outcome = edit(before.catalogue, history)
            if outcome.change is None:
                return Committed(before, outcome, None, history.last)
            catalogue = before.catalogue.apply(outcome.change)
            database.time += 60
            after = history.with_change(before.catalogue, outcome.change, act, name=name, time=database.time)
            database.revisions[:] = after
            self._snapshot = database.add(catalogue)
            return Committed(self._snapshot, outcome, after.action(name), history.last)

    def erase(self, id: str) -> Erased:
        database = self._database
        with database.lock:
            before = self.snapshot(fresh=True)
            history, catalogue = self._recorded(before), before.catalogue
            if not id or not (history.has(id) or id in catalogue.operations or id in catalogue.trash):
                raise ErasureRefused(id)
            title = history.titles([id]).get(id, id)
            if id in catalogue.operations:
                title = catalogue.operations[id].title
            erased = history.without(id, catalogue, name=new_action_name(), time=database.time)
            database.revisions[:] = erased
            self._snapshot = database.add(catalogue.apply(make_erasure(catalogue, id)))
            return Erased(title, ("memory",))

    def status(self) -> str | None:
        return None

    def close(self) -> None:
        pass

    def _recorded(self, snapshot: Snapshot) -> RecordedHistory:
        return RecordedHistory.of((), self._database.revisions[: self._database.lengths[snapshot.state]])
