"""The catalogue of one body: a snapshot in memory that readers take, and a row that commits lock.

A change of many steps is made before the row is locked. A snapshot shows only what was committed. Versions go
up, and the database's is the truth: a process that is behind reads what has changed since.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import LiteralString, cast

from gersapp.catalogue.history.recorded import RecordedHistory
from gersapp.catalogue.history.revisions import Act, Cause
from gersapp.errors import NotFound, StoreUnavailable, UnknownOperation
from gersapp.store.documents.documents import Documents
from gersapp.store.postgres.changes import (
    MANY_STEPS,
    PreparedCommit,
    StoredSnapshot,
    TakesLong,
    prepare_commit,
    snapshot_of,
    time_after,
)
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
)

_log = logging.getLogger(__name__)

# Seconds that a commit waits for another one of this process, on the same body.
_MAX_WAIT_S = 2.0
# Seconds that most commits need at most.
_COMMIT_S = 0.05
# Tries without the lock, before a long change is made under it.
_TRIES_AHEAD = 2
# Seconds that thousands of rows may take.
_LOAD_S = 5.0
# Seconds for each answer, when a lost commit is looked up late.
_LOOK_UP_S = 0.5


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
        """Return the present catalogue; `fresh`, that of the database, or the last known when it is down.

        Nobody waits again for a database that is known to be down: the follower takes what is new as soon as
        it answers.
        """
        if fresh and not self._database.trouble:
            try:
                self._refresh()
            except StoreUnavailable:
                _log.warning("corps n° %d : le catalogue en mémoire est servi", self.id)
        return self._snapshot

    def history(self, snapshot: Snapshot) -> RecordedHistory:
        return cast(StoredSnapshot, snapshot).history

    def commit(self, edit: Edit[OutcomeT], act: Act, name: str) -> Committed[OutcomeT]:
        if not is_action_name(name):
            raise ValueError(name)
        ahead = self._make_ahead(edit, act, name) if act.cause == Cause.IMPORT else None
        for _ in range(_TRIES_AHEAD):
            try:
                return self._commit(edit, act, name, ahead)
            except TakesLong:
                ahead = self._make_ahead(edit, act, name)
        return self._commit(edit, act, name, ahead, may_take_long=True)

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
            without = documents.without(id, name=new_action_name(), time=time_after(documents, self._clock))
            stored = self._rewrite(connection, before, without)
        self._publish(stored, before)
        return Erased(title, ("la base de données",))

    def replace(self, documents: Documents) -> Documents:
        """Replace the catalogue and its history, as no edit can; return those that it had.

        Raises NotFound or StoreUnavailable.
        """
        with self._turn(), self._database.transaction() as connection:
            before = self._lock(connection)
            allow_a_minute(connection)
            stored = self._rewrite(connection, before, documents)
        self._publish(stored, before)
        return before.documents

    def status(self) -> str | None:
        return self._database.trouble

    def close(self) -> None:
        """Close nothing: the connections are those of all bodies."""

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
                self.catch_up(lambda query, values: self._database.read(query, values, load_s=_LOAD_S))

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

    def _commit(
        self,
        edit: Edit[OutcomeT],
        act: Act,
        name: str,
        ahead: PreparedCommit[OutcomeT] | None,
        *,
        may_take_long: bool = False,
    ) -> Committed[OutcomeT]:
        """Commit the change that was made `ahead`, if the body still has the version before it, else `edit`.

        Raises as `commit`, and TakesLong when nothing was changed.
        """

        def make(before: Stored) -> PreparedCommit[OutcomeT]:
            if ahead and ahead.before.version == before.version:
                return ahead
            if ahead and len(ahead.rows) > MANY_STEPS and not may_take_long:
                raise TakesLong
            return self._make(before, edit, act, name, may_take_long=may_take_long)

        deadline = time.monotonic() + SAVE_S
        with self._turn():
            while True:
                try:
                    return self._commit_once(make, name, deadline)
                except ConnectionLost:
                    # Nothing was changed: another connection may lead to a server that answers.
                    if time.monotonic() >= deadline:
                        raise

    def _commit_once(
        self, make: Callable[[Stored], PreparedCommit[OutcomeT]], name: str, deadline: float
    ) -> Committed[OutcomeT]:
        """Commit once what `make` returns; raises ConnectionLost when another try may succeed."""
        prepared: PreparedCommit[OutcomeT] | None = None
        try:
            with self._database.transaction(deadline) as connection:
                before = self._lock(connection)
                prepared = make(before)
                if prepared.rows:
                    if len(prepared.rows) > MANY_STEPS:
                        allow_a_minute(connection)
                    write(connection, self.id, prepared.stored, prepared.rows)
        except ResultUnknown:
            if prepared is None or prepared.committed.action is None:
                raise
            return self._look_up(prepared, name, deadline)
        self._publish(prepared.stored, prepared.before)
        return prepared.committed

    def _make_ahead(self, edit: Edit[OutcomeT], act: Act, name: str) -> PreparedCommit[OutcomeT]:
        """Make a change of the newest known version without a lock; raises as `commit`."""
        # Whoever locks the row learns whether it is the newest.
        with contextlib.suppress(StoreUnavailable):
            self._refresh()
        return self._make(self._stored, edit, act, name, may_take_long=True)

    def _make(
        self, before: Stored, edit: Edit[OutcomeT], act: Act, name: str, *, may_take_long: bool
    ) -> PreparedCommit[OutcomeT]:
        return prepare_commit(
            edit, act, name, body=self.id, before=before, clock=self._clock, may_take_long=may_take_long
        )

    def _lock(self, connection: Connection) -> Stored:
        """Lock the row of the body, and return its newest version, which is published; raises NotFound."""
        known = self._stored
        # Imports, roles and invitations that name the body do not wait for a long commit.
        query: LiteralString = "SELECT version, mark FROM bodies WHERE id = %s FOR NO KEY UPDATE"
        row = connection.execute(query, (self.id,)).fetchone()
        if row == known.version:
            return known
        stored = load_readable(reader(connection), self.id, known)
        if stored is None:
            raise NotFound(str(self.id))
        self._publish(stored, known)
        return stored

    def _rewrite(self, connection: Connection, before: Stored, documents: Documents) -> Stored:
        """Write documents whose history has not only grown by an action."""
        stored, rows = before.changed(documents, rewrites=True)
        write(connection, self.id, stored, rows, rewrites=True)
        return stored

    def _look_up(self, prepared: PreparedCommit[OutcomeT], name: str, deadline: float) -> Committed[OutcomeT]:
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
        return replace(prepared.committed, snapshot=snapshot_of(self.id, stored))

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
        self._snapshot = snapshot_of(self.id, stored)
