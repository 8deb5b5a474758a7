"""The catalogue of one body: a snapshot in memory that readers take, and a row that commits lock.

A snapshot shows only what was committed. Versions go up, and the database's is the truth: a process that is
behind reads what has changed since.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Generic, LiteralString, cast

from gersapp.catalogue.history.recorded import RecordedHistory
from gersapp.catalogue.history.revisions import Act
from gersapp.errors import NotFound, StoreUnavailable, UnknownOperation
from gersapp.store.documents.documents import Documents
from gersapp.store.documents.reader import Invalid
from gersapp.store.postgres.database import (
    BUSY,
    LOST,
    RESULT_UNKNOWN,
    SAVE_S,
    Connection,
    ConnectionLost,
    Database,
    ResultUnknown,
    allow_a_minute,
)
from gersapp.store.postgres.rows import Read, load_readable, reader, write
from gersapp.store.postgres.stored import Stored, Version
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

_log = logging.getLogger(__name__)

# Seconds that a commit waits for another one of this process, on the same body.
_MAX_WAIT_S = 2.0
# Seconds that most commits need at most.
_COMMIT_S = 0.05
# Operations that an import may have, and that take seconds.
_MANY_STEPS = 500
# Seconds for each answer, when a lost commit is looked up late.
_LOOK_UP_S = 0.5


@dataclass(frozen=True, slots=True)
class _Snapshot(Snapshot):
    history: RecordedHistory = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class _Change(Generic[OutcomeT]):
    """What a transaction did: the versions before and after it, and the result of the commit."""

    before: Stored

    stored: Stored
    committed: Committed[OutcomeT]


class PostgresRepository(Repository):
    """The catalogue of the body that has the number `id`, which other processes change too."""

    def __init__(
        self,
        database: Database,
        id: int,
        stored: Stored,
        *,
        clock: Callable[[], float] = time.time,
        published: Callable[[], object] = lambda: None,
    ) -> None:
        """`published` is called after each new snapshot. `clock` gives seconds since 1970."""
        self.id = id
        self._database = database
        self._clock = clock
        self._published = published
        self._changing = threading.Lock()
        self._loading = threading.Lock()
        self._publishing = threading.Lock()
        self._set(stored)

    # -- see `Repository`

    def snapshot(self, *, fresh: bool = False) -> Snapshot:
        """Return the present catalogue; `fresh`, that of the database, or the last known when it is down."""
        if fresh:
            try:
                self._refresh()
            except StoreUnavailable:
                _log.warning("corps n° %d : le catalogue en mémoire est servi", self.id)
        return self._snapshot

    def history(self, snapshot: Snapshot) -> RecordedHistory:
        return cast(_Snapshot, snapshot).history

    def commit(self, edit: Edit[OutcomeT], act: Act, name: str) -> Committed[OutcomeT]:
        if not is_action_name(name):
            raise ValueError(name)
        deadline = time.monotonic() + SAVE_S
        with self._turn():
            while True:
                try:
                    return self._commit_once(edit, act, name, deadline)
                except ConnectionLost:
                    # Nothing was changed: another connection may lead to a server that answers.
                    if time.monotonic() >= deadline:
                        raise

    def erase(self, id: str) -> Erased:
        with self._turn(), self._database.transaction() as connection:
            before = self._lock(connection)
            allow_a_minute(connection)
            documents = before.documents
            if not id or not (id in documents.keys or documents.history.has(id)):
                raise UnknownOperation(
                    f"Aucune opération « {id} » dans ce catalogue. L’identifiant est la fin de l’adresse de "
                    "l’opération : « tips-du-jour » pour /operations/tips-du-jour."
                )
            operation = documents.catalogue.get_even_trashed(id)
            title = operation.title if operation else documents.history.titles([id]).get(id, id)
            without = documents.without(id, name=new_action_name(), time=self._time_after(documents))
            stored = self._write(connection, before, without, rewrites=True)
        self._publish(stored, before)
        return Erased(title, ("la base de données",))

    def replace(self, documents: Documents) -> Documents:
        """Replace the catalogue and its history, as no edit can; return those that it had.

        Raises NotFound or StoreUnavailable.
        """
        with self._turn(), self._database.transaction() as connection:
            before = self._lock(connection)
            allow_a_minute(connection)
            stored = self._write(connection, before, documents, rewrites=True)
        self._publish(stored, before)
        return before.documents

    def status(self) -> str | None:
        return self._database.trouble

    def close(self) -> None:
        """Hold on to nothing: the connections are those of all bodies."""

    # -- following the others

    @property
    def version(self) -> Version:
        """The version of the present snapshot."""
        return self._stored.version

    def catch_up(self, read: Read) -> bool:
        """Take what others have committed; return whether the body is still there.

        Raises StoreUnavailable when that cannot be read, and what `read` raises.
        """
        with self._loading, self._between_commits():
            before = self._stored
            stored = load_readable(read, self.id, before)
            if stored:
                self._publish(stored, before)
            return stored is not None

    @contextlib.contextmanager
    def _between_commits(self) -> Iterator[None]:
        """Let a commit of this process end, which then need not be read; only a short one is waited for."""
        is_alone = self._changing.acquire(timeout=_COMMIT_S)
        try:
            yield
        finally:
            if is_alone:
                self._changing.release()

    def _refresh(self) -> None:
        query: LiteralString = "SELECT version, mark FROM bodies WHERE id = %s"
        for row in self._database.read(query, (self.id,)):
            if Version(*row) != self._stored.version:
                self.catch_up(self._database.read)

    # -- committing

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait for the other commits of this process, which would else hold a connection each."""
        if not self._changing.acquire(timeout=_MAX_WAIT_S):
            raise StoreUnavailable(LOST if self._database.trouble else BUSY)
        try:
            yield
        finally:
            self._changing.release()

    def _commit_once(self, edit: Edit[OutcomeT], act: Act, name: str, deadline: float) -> Committed[OutcomeT]:
        """Commit once, as `commit` does; raises ConnectionLost when another try may succeed."""
        change: _Change[OutcomeT] | None = None
        try:
            with self._database.transaction(deadline) as connection:
                change = self._change(connection, edit, act, name)
        except ResultUnknown:
            if change is None or change.committed.action is None:
                raise
            return self._look_up(change, name, deadline)
        self._publish(change.stored, change.before)
        return change.committed

    def _change(self, connection: Connection, edit: Edit[OutcomeT], act: Act, name: str) -> _Change[OutcomeT]:
        before = self._lock(connection)
        documents, snapshot = before.documents, self._snapshot_of(before)
        if name in before.names and documents.history.action(name):
            return _Change(before, before, repeat_commit(snapshot, documents.history, name))
        outcome = edit(documents.catalogue, documents.history)
        previous = documents.history.last
        if outcome.change is None:
            return _Change(before, before, Committed(snapshot, outcome, None, previous))
        if len(outcome.change.steps) > _MANY_STEPS:
            allow_a_minute(connection)
        try:
            after = documents.with_change(outcome.change, act, name=name, time=self._time_after(documents))
        except Invalid as error:
            # Undoing, or an old version, may bring back a value that is refused today.
            raise StoreUnavailable(
                f"Le résultat ne pourrait pas être relu ({error}) : rien n’a été modifié."
            ) from error
        stored = self._write(connection, before, after)
        action = after.history.action(name)
        return _Change(before, stored, Committed(self._snapshot_of(stored), outcome, action, previous))

    def _lock(self, connection: Connection) -> Stored:
        """Lock the row of the body, and return its newest version, which is published; raises NotFound."""
        known = self._stored
        query: LiteralString = "SELECT version, mark FROM bodies WHERE id = %s FOR UPDATE"
        row = connection.execute(query, (self.id,)).fetchone()
        if row == known.version:
            return known
        stored = load_readable(reader(connection), self.id, known)
        if stored is None:
            raise NotFound(str(self.id))
        self._publish(stored, known)
        return stored

    def _write(
        self, connection: Connection, before: Stored, documents: Documents, *, rewrites: bool = False
    ) -> Stored:
        stored, rows = before.changed(documents, rewrites=rewrites)
        write(connection, self.id, stored, rows, rewrites=rewrites)
        return stored

    def _look_up(self, change: _Change[OutcomeT], name: str, deadline: float) -> Committed[OutcomeT]:
        """Return the result of a change whose commit was not answered, if the history has its action.

        Raises ConnectionLost when it has not, StoreUnavailable when nobody knows.
        """
        while True:
            try:
                # The lock ends what the lost connection had begun. It is written to the log as any change, so
                # that its own commit is answered when the standbys have all there is before it.
                with self._database.transaction(deadline, least_s=_LOOK_UP_S) as connection:
                    stored = self._lock(connection)
                break
            except StoreUnavailable as error:
                if time.monotonic() >= deadline:
                    raise ResultUnknown(RESULT_UNKNOWN) from error
        if not stored.documents.history.action(name):
            raise ConnectionLost(LOST)
        return replace(change.committed, snapshot=self._snapshot_of(stored))

    def _time_after(self, documents: Documents) -> int:
        """Return the present time, or that of the last revision: the clocks of two machines differ."""
        last = next((revision.time for revision in reversed(documents.history)), 0)
        return max(last, int(self._clock()))

    # -- publishing

    def _publish(self, stored: Stored, before: Stored) -> None:
        """Publish a version that was made or read after the one `before`, unless a newer one is published.

        After the one that is published, any is newer: its number is lower when the database went back.
        """
        with self._publishing:
            present = self._stored
            if stored.version == present.version:
                return
            if present is not before and stored.version.number <= present.version.number:
                return
            self._set(stored)
        self._published()

    def _set(self, stored: Stored) -> None:
        self._stored = stored
        self._snapshot = self._snapshot_of(stored)

    def _snapshot_of(self, stored: Stored) -> _Snapshot:
        """Return the snapshot of a version. Its state has the same name in every process."""
        number, mark = stored.version
        state = f"{self.id}-{number}-{mark}"
        return _Snapshot(stored.documents.catalogue, state, stored.documents.recorded)
