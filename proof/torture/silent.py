"""64 clients at once that begin a request and never end it: another visitor is answered all the same."""

import contextlib
import os
import socket
import threading
import time
from collections.abc import Callable

from proof.tools.server import free_port
from proof.torture.job import Job, Result
from proof.torture.losses import Lost, losses
from proof.torture.visitor import Visitor

CLIENTS = 64
ANSWER_SECONDS = 8

# Kind of silence, in French → the bytes that come before it.
SILENCES = {
    "en-têtes à demi": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half:",
    "corps à demi": (
        b"POST /operations HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://127.0.0.1\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\ntitle="
    ),
    "rien du tout": b"",
}
# gunicorn without our settings, with as many threads as ours has.
STOCK_GUNICORN = ("-m", "gunicorn", "-c", os.devnull, "--threads", str(CLIENTS), "--log-level", "critical")


def besiege(port: int, sent: bytes, *, until_let_go: bool) -> None:
    """Connect silent clients to a server; raise Lost when a visitor is not answered in time.

    `until_let_go`: stay until the server has closed the connections on which something was sent.
    """
    with contextlib.ExitStack() as stack:
        silent = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(CLIENTS)]
        for client in silent:
            client.sendall(sent)
        time.sleep(0.3)  # for each to have its thread: with fewer, it would only be easier for the server
        # The second visitor comes when the server closes the silent connections, which must not occupy it.
        for _ in range(3):
            visitor = Visitor(port, ANSWER_SECONDS)
            try:
                visitor.page()
            except OSError as error:
                raise Lost(f"pas de réponse en {ANSWER_SECONDS} s") from error
            finally:
                visitor.connection.close()
        if until_let_go and sent:
            for client in silent:
                client.settimeout(ANSWER_SECONDS)
                # Nothing, or the refusal of a request that was half sent; then the end.
                while client.recv(4096):
                    pass


class Siege(threading.Thread):
    """Besieges a server with one kind of silence, so many times; `lost` is what was lost."""

    def __init__(self, port: int, kind: str, *, times: int, until_let_go: bool) -> None:
        super().__init__(daemon=True)
        self.port = port
        self.kind = kind
        self.times = times
        self.until_let_go = until_let_go
        self.step: Callable[[], None] = lambda: None
        self.lost: list[str] = []

    def run(self) -> None:
        for _ in range(self.times):
            self.lost += losses(self._besiege)
            self.step()

    def _besiege(self) -> None:
        besiege(self.port, SILENCES[self.kind], until_let_go=self.until_let_go)


def silent_clients(job: Job) -> Result:
    """Besiege a server with each kind of silence, all at once, `job.times` times; and a stock gunicorn."""
    stock_port = free_port()
    program = (*STOCK_GUNICORN, "--bind", f"127.0.0.1:{stock_port}")
    job.start(job.database(), port=stock_port, program=program)
    siege_of_stock = Siege(stock_port, "en-têtes à demi", times=1, until_let_go=False)
    sieges = []
    with contextlib.ExitStack() as stack:
        for kind in SILENCES:
            server = stack.enter_context(job.server(job.database()))
            siege = Siege(server.port, kind, times=job.times, until_let_go=True)
            siege.step = job.step
            sieges.append(siege)
        for siege in (siege_of_stock, *sieges):
            siege.start()
        for siege in (siege_of_stock, *sieges):
            siege.join()
    lost = [f"{siege.kind} : {loss}" for siege in sieges for loss in siege.lost]
    return Result(lost, "".join(siege_of_stock.lost))
