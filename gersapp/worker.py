"""The gunicorn worker: its threads wait for each client until a deadline, and less when others need them.

Who sends or reads a byte at a time holds a thread. There are as many threads as `gunicorn.conf.py` says; when
all are taken, and half of them wait for clients, the slowest ones are let go, so that others are served.
"""

import errno
import selectors
import socket
import threading
import time
from collections import Counter
from contextlib import suppress
from enum import Enum, auto
from functools import partial
from typing import Any

from gunicorn import util  # type: ignore[import-untyped]  # it has no types
from gunicorn.http.errors import LimitRequestHeaders  # type: ignore[import-untyped]  # likewise
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]  # likewise

from gersapp.memory import give_back_holes

HEAD_S = 10.0
BODY_S = 30.0
ANSWER_S = 60.0
# A body that comes faster than this may take longer than BODY_S, and a long answer that is read faster longer
# than ANSWER_S.
BYTES_PER_S = 10_000
MAX_HEAD_BYTES = 64 * 1024
# Of all answers together that wait for who reads slowly; the longest answer is half as long.
MAX_UNSENT_BYTES = 16 * 1024 * 1024
_LINGER_S = 0.5
# Who has been waited for less than this is not slow: a busy machine takes as long to send an answer.
_SLOW_S = 1.0

_TRIM_EVERY_S = 2.0


class Phase(Enum):
    """The part of a request for which its client may be waited for."""

    HEAD = auto()
    BODY = auto()
    ANSWER = auto()


class ClientSocket(socket.socket):
    """The connection of a client, in a `phase` of its request since `since` (monotonic, in seconds).

    `host` is where it comes from. `received` and `sent` count the bytes of the phase, and `unsent` those that
    are being sent. `is_waited_for`: whether a thread waits for the client now.
    """

    def __init__(self, accepted: socket.socket, host: str = "") -> None:
        super().__init__(accepted.family, accepted.type, accepted.proto, accepted.detach())
        self.host = host
        self.is_waited_for = False
        self.unsent = 0
        self.begin(Phase.HEAD)

    def begin(self, phase: Phase) -> None:
        self.phase = phase
        self.since = time.monotonic()
        self.received = self.sent = 0

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Receive; raise ConnectionResetError where a body ends before it is whole: half a form is none."""
        self.is_waited_for = True
        try:
            data = super().recv(size, flags)
        finally:
            self.is_waited_for = False
        self.received += len(data)
        if self.phase is Phase.BODY and not data:
            raise ConnectionResetError(errno.ECONNRESET, "the body is not whole")
        if self.phase is Phase.HEAD and self.received > MAX_HEAD_BYTES:
            raise LimitRequestHeaders("the head is too long")
        return data

    def sendall(self, data: Any, flags: int = 0) -> None:
        if self.phase is not Phase.ANSWER:
            self.begin(Phase.ANSWER)
        self.is_waited_for, self.unsent = True, len(data)
        try:
            super().sendall(data, flags)
            self.sent += len(data)
        finally:
            self.is_waited_for, self.unsent = False, 0

    def is_late(self, now: float) -> bool:
        match self.phase:
            case Phase.HEAD:
                seconds = HEAD_S
            case Phase.BODY:
                seconds = BODY_S + self.received / BYTES_PER_S
            case Phase.ANSWER:
                seconds = ANSWER_S + self.sent / BYTES_PER_S
        return now - self.since > seconds

    def let_go(self) -> None:
        """Wait no longer for the client. One whose body is late may still be answered."""
        with suppress(OSError):
            self.shutdown(socket.SHUT_RDWR if self.phase is Phase.ANSWER else socket.SHUT_RD)


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """gunicorn's worker with threads, where no client can hold them all."""

    _trimmed_at = 0.0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Those that have a thread, or wait for one.
        self._served: set[Any] = set()

    def load_wsgi(self) -> None:
        """Load the application, however long it takes: the master kills who gives no sign for a minute, and
        a million operations may take longer. Nobody ends a load that hangs but who stops the server."""
        loaded = threading.Event()

        def give_signs() -> None:
            while not loaded.wait(max(self.timeout / 2, 0.1)):
                self.notify()

        threading.Thread(target=give_signs, daemon=True).start()
        try:
            super().load_wsgi()
        finally:
            loaded.set()

    def _trim_memory(self, now: float) -> None:
        """Give back the holes that requests of all lengths leave: they grew by some 250 bytes a request."""
        if now >= self._trimmed_at + _TRIM_EVERY_S:
            self._trimmed_at = now
            give_back_holes()

    def enqueue_req(self, conn: Any) -> None:
        """Give `conn` to a thread; a new one only once its client has sent something."""
        if conn.initialized or conn.data_ready:
            self._served.add(conn)
            super().enqueue_req(conn)
            return
        conn.sock = ClientSocket(conn.sock, host=conn.client[0] if conn.client else "")
        conn.sock.setblocking(False)
        conn.set_timeout()
        self.pending_conns.append(conn)
        readable = partial(self.on_pending_socket_readable, conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, readable)

    def finish_request(self, conn: Any, future: Any) -> None:
        self._served.discard(conn)
        super().finish_request(conn, future)

    def handle(self, conn: Any) -> Any:
        """Serve a request, and close the connection here unless it is kept.

        gunicorn 27 closes it in its main loop, where it waits up to 2 s for each client to close too:
        64 silent ones then stop every visitor for two minutes, and the master kills the worker.
        """
        conn.sock.begin(Phase.HEAD)
        kept = super().handle(conn)
        if not kept:
            conn.sock.begin(Phase.ANSWER)
            util.close_graceful(conn.sock, _LINGER_S)
            conn.close = lambda graceful=False: None
        return kept

    def handle_request(self, request: Any, conn: Any) -> Any:
        conn.sock.begin(Phase.BODY)
        return super().handle_request(request, conn)

    def murder_pending(self) -> None:
        """Let go of clients that are late or in the way; gunicorn calls it after all that happens."""
        silent = [conns[0] for conns in (self.pending_conns, self.keepalived_conns) if len(conns) > 1]
        if silent and self.nr_conns >= self.worker_connections:
            # Nobody else can connect: who is silent for the longest makes room, and never who has just come.
            min(silent, key=lambda conn: conn.timeout).timeout = 0
            self.murder_keepalived()
        super().murder_pending()
        now = time.monotonic()
        self._trim_memory(now)
        waited_for = [conn.sock for conn in self._served if conn.sock.is_waited_for]
        # Of the host that has the most slow clients, who is waited for the longest.
        crowds = Counter(client.host for client in waited_for)
        waited_for.sort(key=lambda client: (-crowds[client.host], client.since))
        # The other half of the threads is enough: a form that comes while many read is waited for.
        excess = min(len(self._served) - self.cfg.threads, len(waited_for) - self.cfg.threads // 2)
        unsent = sum(client.unsent for client in waited_for)
        for place, client in enumerate(waited_for):
            is_in_the_way = place < excess and now - client.since >= _SLOW_S
            if is_in_the_way or unsent > MAX_UNSENT_BYTES or client.is_late(now):
                unsent -= client.unsent
                client.let_go()
