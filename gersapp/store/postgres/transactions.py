"""The transactions of accounts, sessions and imports, and what they say when there is no database."""

import contextlib
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg

from gersapp.errors import EditorsUnavailable, StoreFull, StoreUnavailable
from gersapp.store.postgres.database import BUSY, LOST, READ_S, SAVE_S, Connection, Database

# Seconds that anything waits when the database did not answer lately.
_TROUBLED_S = 0.3
# Seconds after a failure in which what is remembered is not asked for again.
_RECALL_S = 1.0
# Queries whose rows are remembered: 1 kB each.
_MAX_REMEMBERED = 2_000


@dataclass(frozen=True, slots=True)
class _Remembered:
    """The rows that a query returned, and what was known of `Database.rights_version` when it was asked."""

    version: object
    rows: list[tuple[Any, ...]]


class Transactions:
    """Transactions on a database; those that a thread begins inside another are parts of it.

    An invitation is used and its account is made, both or neither, though each has a repository of its own.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._of_thread = threading.local()
        self._remembered: dict[tuple[str, Sequence[object]], _Remembered] = {}
        self._failed_at = -_RECALL_S
        # A thread may begin a subject again inside itself.
        self._turns: dict[str, threading.RLock] = defaultdict(threading.RLock)

    @contextlib.contextmanager
    def begin(self, seconds: float = SAVE_S) -> Iterator[Connection]:
        """Yield a connection, got within `seconds`; the end of the `with` commits, an error rolls back.

        Raises EditorsUnavailable.
        """
        present = self._present
        if present:
            yield present
            return
        deadline = time.monotonic() + self._patience(seconds)
        with _refusing(), self._database.transaction(deadline) as connection:
            self._of_thread.connection = connection
            try:
                yield connection
            finally:
                self._of_thread.connection = None

    @contextlib.contextmanager
    def alone(self, subject: str) -> Iterator[Connection]:
        """Yield a connection as `begin`, while no other process or thread has it for the same `subject`."""
        with self.in_turn(subject), self.begin() as connection:
            connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (subject,))
            yield connection

    @contextlib.contextmanager
    def in_turn(self, subject: str) -> Iterator[None]:
        """Wait for the other threads of this process that have begun the same `subject`.

        They would else wait for its lock in the database with a connection each: a thousand tries to sign in
        left none to those who save. Raises EditorsUnavailable.
        """
        turn = self._turns[subject]
        if not turn.acquire(timeout=self._patience(SAVE_S)):
            raise EditorsUnavailable(LOST if self._database.trouble else BUSY)
        try:
            yield
        finally:
            turn.release()

    def read(self, query: LiteralString, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query, as the thread’s transaction sees them; raises EditorsUnavailable."""
        present = self._present
        if present:
            return present.execute(query, parameters).fetchall()
        with _refusing():
            return self._database.read(query, parameters, seconds=self._patience(READ_S))

    def read_or_recall(self, query: LiteralString, parameters: Sequence[object]) -> list[tuple[Any, ...]]:
        """Return the rows of a query as `read`, or what it returned last when the database does not answer.

        So an editor who is signed in is told that changes are refused, and not that the session has ended.
        """
        if self._present:
            return self.read(query, parameters)
        question = (query, parameters)
        version = self._database.rights_version
        known = self._remembered.get(question)
        # Rows from before another change may give rights that it withdrew, or those of a former body.
        remembered = known.rows if known and known.version == version else None
        has_failed = self.is_troubled or time.monotonic() < self._failed_at + _RECALL_S
        if remembered and has_failed:
            return remembered
        try:
            rows = self.read(query, parameters)
        except EditorsUnavailable:
            self._failed_at = time.monotonic()
            if not remembered:
                raise
            return remembered
        if len(self._remembered) >= _MAX_REMEMBERED:
            self._remembered.clear()
        # Nothing is remembered of a question without rows: anyone may ask for an unknown token.
        self._remembered.pop(question, None)
        if rows:
            self._remembered[question] = _Remembered(version, rows)
        return rows

    @property
    def is_troubled(self) -> bool:
        """Whether the database did not answer lately."""
        return self._database.trouble is not None

    def _patience(self, seconds: float) -> float:
        """Return how long to wait for what may take `seconds`."""
        return _TROUBLED_S if self.is_troubled else seconds

    @property
    def _present(self) -> Connection | None:
        """The connection of the transaction that this thread has begun."""
        present: Connection | None = getattr(self._of_thread, "connection", None)
        return present


@contextlib.contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except (psycopg.Error, StoreFull, StoreUnavailable) as error:
        raise EditorsUnavailable(str(error)) from error


def is_storable(text: str) -> bool:
    """Whether PostgreSQL can keep `text`: what it cannot is the name of nobody."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)
