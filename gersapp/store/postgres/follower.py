"""Following what other processes change: a thread that a notification wakes, and a second at most."""

import contextlib
import logging
import selectors
import socket
import threading
from collections.abc import Callable

import psycopg

from gersapp.errors import GersError
from gersapp.store.postgres.database import Connection, Database
from gersapp.store.postgres.rows import CHANNEL

_log = logging.getLogger(__name__)

# Seconds between two looks at the versions. Some poolers of connections pass no notification on.
_POLL_S = 1.0
# Seconds between two tries to connect.
_RETRY_S = 0.25


class Follower:
    """Calls `look` with a connection of its own, after each notification and each second, until `close`."""

    def __init__(self, database: Database, look: Callable[[Connection], None]) -> None:
        self._database = database
        self._look = look
        self._closing = threading.Event()
        self._waker, self._woken = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name="suivi de la base", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Stop following; a look that has begun may last as long as the database lets it."""
        self._closing.set()
        with contextlib.suppress(OSError):  # it has ended
            self._waker.send(b"\0")
        self._thread.join(_POLL_S)
        self._waker.close()

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                with contextlib.closing(self._database.connect()) as connection:
                    self._follow(connection)
            except (psycopg.Error, GersError) as error:
                if not self._closing.is_set():
                    self._database.note_trouble(error)
            except Exception:
                # Whatever is wrong with one look, another follows: else this process would see nothing more.
                _log.exception("%s : le suivi recommence", self._database.name)
            self._closing.wait(_RETRY_S)
        self._woken.close()

    def _follow(self, connection: Connection) -> None:
        """Look until `close`; raises psycopg.Error when the connection is lost."""
        connection.execute(f"LISTEN {CHANNEL}")
        with selectors.DefaultSelector() as selector:
            selector.register(connection, selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            while not self._closing.is_set():
                self._look(connection)
                self._database.trouble = None
                # Notifications of meanwhile came with the answers, and wake no selector any more.
                if not list(connection.notifies(timeout=0)):
                    selector.select(_POLL_S)
