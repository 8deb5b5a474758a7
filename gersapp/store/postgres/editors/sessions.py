"""The sessions in the database, which every process shares; it has only the digests of their tokens."""

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import LiteralString

from gersapp.editors.repository import Session
from gersapp.editors.sessions import REMEMBERED_S, SAVED_EVERY_S
from gersapp.editors.tokens import digest_of, new_token
from gersapp.errors import EditorsUnavailable
from gersapp.store.postgres.database import READ_S
from gersapp.store.postgres.transactions import Transactions

_SEE: LiteralString = """
    UPDATE sessions SET last_seen = greatest(last_seen, %s)
    WHERE digest = (SELECT digest FROM sessions WHERE digest = %s FOR UPDATE SKIP LOCKED)
"""
# How many sessions this process remembers the activity of: 300 bytes each.
MAX_SEEN = 10_000


@dataclass(frozen=True, slots=True)
class _Seen:
    """When this process last saw the editor of a session, and when the database says that they were."""

    at: float
    written: float


class DatabaseSessions:
    """SessionRepository in the table `sessions`; the activity since the last write is in memory."""

    def __init__(self, transactions: Transactions, clock: Callable[[], float]) -> None:
        self._transactions = transactions
        self._clock = clock
        self._seen: dict[str, _Seen] = {}
        self._noting = threading.Lock()

    def begin(self, editor: str, auth_hash: str) -> str:
        token, now = new_token(), self._clock()
        with self._transactions.begin() as connection:
            connection.execute("DELETE FROM sessions WHERE begun < %s", (now - REMEMBERED_S,))
            connection.execute(
                "INSERT INTO sessions (digest, editor, auth_hash, begun, last_seen)"
                " VALUES (%s, %s, %s, %s, %s)",
                (digest_of(token), editor, auth_hash, now, now),
            )
        return token

    def find(self, token: str) -> Session | None:
        digest = digest_of(token)
        rows = self._transactions.read_or_recall(
            "SELECT editor, auth_hash, begun, last_seen, ended FROM sessions WHERE digest = %s", (digest,)
        )
        for editor, auth_hash, begun, last_seen, ended in rows:
            seen = self._note(digest, last_seen)
            return Session(editor=editor, auth_hash=auth_hash, begun=begun, last_seen=seen.at, ended=ended)
        return None

    def update_last_seen(self, token: str) -> None:
        digest, now = digest_of(token), self._clock()
        with self._noting:
            seen = self._seen.get(digest)
            if seen is None or seen.at == now:
                return
            is_due = now - seen.written >= SAVED_EVERY_S and not self._transactions.is_troubled
            self._seen[digest] = _Seen(now, now if is_due else seen.written)
        if is_due:
            # A database that cannot be written ends no session: memory has it. A reader, who causes this,
            # waits for no disk, no standby and no other writer.
            with contextlib.suppress(EditorsUnavailable), self._transactions.begin(READ_S) as connection:
                connection.execute("SET LOCAL synchronous_commit = off")
                connection.execute(_SEE, (now, digest))

    def end(self, token: str) -> None:
        with self._transactions.begin() as connection:
            connection.execute("UPDATE sessions SET ended = true WHERE digest = %s", (digest_of(token),))

    def _note(self, digest: str, last_seen: float) -> _Seen:
        """Note what the database says of a session, and return what is known of it."""
        with self._noting:
            known = self._seen.get(digest, _Seen(last_seen, last_seen))
            if len(self._seen) >= MAX_SEEN:
                self._seen.clear()
            self._seen[digest] = replace(known, at=max(known.at, last_seen), written=last_seen)
            return self._seen[digest]
