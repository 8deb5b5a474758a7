"""The security log in the database: sign-ins, refusals and changes, as every process notes them."""

import contextlib
import json
import logging
import threading
from collections.abc import Callable, Iterator

from gersapp.editors.journal import erase_name
from gersapp.errors import EditorsUnavailable
from gersapp.store.postgres.database import READ_S
from gersapp.store.postgres.transactions import Transactions, is_storable

# About the 25 MB that the files of one catalogue take.
MAX_ENTRIES = 150_000
# How often the oldest go.
ENTRIES_BETWEEN = 1_000
_TABLE = "security_log"
# Connections by which this process writes at once what visitors cause.
_MAX_CONNECTIONS = 2

_log = logging.getLogger(__name__)


class DatabaseSecurityLog:
    """SecurityLog in the table `security_log`; the fact `body` has a column of its own."""

    def __init__(self, transactions: Transactions, clock: Callable[[], float]) -> None:
        self._transactions = transactions
        self._clock = clock
        self._places = threading.BoundedSemaphore(_MAX_CONNECTIONS)

    def note(self, event: str, **facts: str | int) -> None:
        body = str(facts.get("body", ""))
        # A wrong password is noted with the name of the account: anybody may type it.
        is_of_editor = bool(facts.get("editor")) and event != "sign-in refused"
        place = contextlib.nullcontext() if is_of_editor else self._place()
        try:
            with place, self._transactions.begin(READ_S) as connection:
                # As in the files, which nobody waits for: an edit does not pay for a second durable write.
                connection.execute("SET LOCAL synchronous_commit = off")
                row = connection.execute(
                    "INSERT INTO security_log (at, event, body, facts) VALUES (to_timestamp(%s), %s, %s, %s)"
                    " RETURNING id",
                    (self._clock(), event, body if is_storable(body) else "", json.dumps(facts)),
                ).fetchone()
                if row and row[0] % ENTRIES_BETWEEN == 0:
                    connection.execute("DELETE FROM security_log WHERE id <= %s", (row[0] - MAX_ENTRIES,))
        except EditorsUnavailable as error:
            line = json.dumps({"event": event, **facts})
            _log.warning("Le journal de sécurité ne peut pas être écrit : %s Il y manque : %s", error, line)

    @contextlib.contextmanager
    def _place(self) -> Iterator[None]:
        """Leave most connections to those who save: any visitor may add lines. Raises EditorsUnavailable."""
        if not self._places.acquire(timeout=READ_S):
            raise EditorsUnavailable("Trop de lignes à la fois.")
        try:
            yield
        finally:
            self._places.release()

    def forget(self, id: str, body: str = "") -> dict[str, int]:
        count = 0
        with self._transactions.begin() as connection:
            rows = connection.execute(
                "SELECT id, facts::text FROM security_log WHERE body = %s AND strpos(facts::text, %s) > 0",
                (body, id),
            ).fetchall()
            for number, text in rows:
                facts = json.loads(text)
                cleared = erase_name(facts, id)
                if cleared != facts:
                    count += 1
                    connection.execute(
                        "UPDATE security_log SET facts = %s WHERE id = %s", (json.dumps(cleared), number)
                    )
        return {_TABLE: count}
