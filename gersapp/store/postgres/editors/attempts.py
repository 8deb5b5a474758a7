"""The failures to sign in, counted in the database for all processes."""

import math
import secrets
from collections.abc import Callable, Sequence

from gersapp.editors.attempts import FREE_ATTEMPTS, MAX_COUNTERS, WINDOW_S, compute_delay, counters_of
from gersapp.errors import TooManyTries
from gersapp.store.postgres.database import Connection
from gersapp.store.postgres.transactions import Transactions

# Names the lock under which attempts are counted.
_SUBJECT = "gersapp sign-in attempts"


class DatabaseAttempts:
    """AttemptRepository in the table `sign_in_attempts`; `until` is when the next one is allowed."""

    def __init__(self, transactions: Transactions, clock: Callable[[], float]) -> None:
        self._transactions = transactions
        self._clock = clock

    def record(self, name: str, address: str) -> tuple[str, ...]:
        with self._transactions.alone(_SUBJECT) as connection:
            # Read the clock under the lock: an attempt that waits must not find the one before in the future.
            now = self._clock()
            counters = counters_of(_read_key(connection), name, address)
            _forget_old(connection, now)
            rows = connection.execute(
                "SELECT counter, attempts, until FROM sign_in_attempts WHERE counter = ANY(%s)",
                (list(counters),),
            ).fetchall()
            wait = max((until - now for _, _, until in rows), default=0)
            if wait > 0:
                raise TooManyTries(math.ceil(wait))
            known = {counter: attempts for counter, attempts, _ in rows}
            for counter in counters:
                _write(connection, counter, known.get(counter, 0) + 1, now)
            _forget_excess(connection)
        return counters

    def withdraw(self, counters: tuple[str, ...]) -> None:
        with self._transactions.alone(_SUBJECT) as connection:
            rows = connection.execute(
                "SELECT counter, attempts, last FROM sign_in_attempts WHERE counter = ANY(%s)",
                (list(counters),),
            ).fetchall()
            _remove(connection, counters)
            for counter, attempts, last in rows:
                if attempts > 1:
                    _write(connection, counter, attempts - 1, last)

    def clear(self, counters: tuple[str, ...]) -> None:
        with self._transactions.alone(_SUBJECT) as connection:
            _remove(connection, counters)


def _read_key(connection: Connection) -> str:
    """Return the key of the digests, which the first attempt makes."""
    row = connection.execute("SELECT key FROM sign_in_key").fetchone()
    if row:
        return str(row[0])
    made = secrets.token_hex(32)
    connection.execute("INSERT INTO sign_in_key (key) VALUES (%s)", (made,))
    return made


def _write(connection: Connection, counter: str, attempts: int, last: float) -> None:
    connection.execute(
        "INSERT INTO sign_in_attempts (counter, attempts, last, until) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (counter) DO UPDATE"
        " SET attempts = excluded.attempts, last = excluded.last, until = excluded.until",
        (counter, attempts, last, last + compute_delay(attempts)),
    )


def _remove(connection: Connection, counters: Sequence[str]) -> None:
    connection.execute("DELETE FROM sign_in_attempts WHERE counter = ANY(%s)", (list(counters),))


def _forget_old(connection: Connection, now: float) -> None:
    # A counter that lies further in the future was noted before a clock was set back.
    connection.execute(
        "DELETE FROM sign_in_attempts WHERE until < %s OR last > %s", (now - WINDOW_S, now + WINDOW_S)
    )


def _forget_excess(connection: Connection) -> None:
    """Drop the oldest counters over the bound, first those without a delay, as in the file."""
    connection.execute(
        "DELETE FROM sign_in_attempts WHERE counter IN ("
        "SELECT counter FROM sign_in_attempts ORDER BY attempts < %s, last DESC OFFSET %s)",
        (FREE_ATTEMPTS, MAX_COUNTERS),
    )
