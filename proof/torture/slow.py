"""64 clients at once that send or read slowly, or not at all: another visitor is answered all the same."""

import contextlib
import os
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from proof.tools.server import free_port
from proof.torture.job import HURRY, Job, Result
from proof.torture.losses import SECONDS, Lost, attempt, first_loss, wait_until
from proof.torture.visitor import Visitor

CLIENTS = 64
VISITS = 5
OPERATIONS = 1_000  # so that a page is long
# A client that is slow sends a byte, or reads one, so often; it looks more often whether it was let go.
PACE_S = 2.0
LOOK_S = 0.1
# For a visitor of a server that is expected to answer nobody.
FAULTY_SECONDS = 8

_HOST = b"Host: 127.0.0.1\r\n"
_HEAD = b"GET / HTTP/1.1\r\n" + _HOST + b"X-Half:"
_BODY = (
    b"POST /operations HTTP/1.1\r\n" + _HOST + b"Origin: http://127.0.0.1\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 60000\r\n\r\ntitle="
)
# More pages than the buffers of both sides hold.
_PAGES = (b"GET / HTTP/1.1\r\n" + _HOST + b"\r\n") * 100


@dataclass(frozen=True)
class Slowness:
    """A way to be slow: `sent` at once, and then a byte now and then if it `drips`.

    `reads`: whether it reads the answer, a byte now and then. `seconds`: when our server lets go of it.
    """

    words: str
    sent: bytes
    seconds: float
    drips: bool = False
    reads: bool = False


HEAD = Slowness("en-têtes octet par octet", _HEAD, 10, drips=True)
BODY = Slowness("corps octet par octet", _BODY, 30, drips=True)
ANSWER = Slowness("réponses lues octet par octet", _PAGES, 60, drips=True, reads=True)
SILENCES = (
    Slowness("en-têtes à demi", _HEAD, 10),
    Slowness("corps à demi", _BODY, 30),
    Slowness("rien du tout", b"", 5),
)
# gunicorn without our settings, with as many threads as ours has.
STOCK_GUNICORN = ("-m", "gunicorn", "-c", os.devnull, "--threads", str(CLIENTS), "--log-level", "critical")


class Crowd(threading.Thread):
    """Slow clients of a server, until `leaving`; `held` are those that it has not let go."""

    def __init__(self, port: int, slowness: Slowness) -> None:
        super().__init__(daemon=True)
        self.slowness = slowness
        self.leaving = threading.Event()
        self.held = [socket.socket() for _ in range(CLIENTS)]
        for client in self.held:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(("127.0.0.1", port))
            client.sendall(slowness.sent)
            client.setblocking(False)

    def run(self) -> None:
        begin, drops = time.monotonic(), 0
        while not self.leaving.wait(LOOK_S):
            is_time = time.monotonic() - begin > PACE_S * (drops + 1)
            drops += is_time
            self.held = [client for client in self.held if self._is_held(client, is_time=is_time)]
        for client in self.held:
            client.close()

    def _is_held(self, client: socket.socket, *, is_time: bool) -> bool:
        """Send and read a byte where `is_time`; close the client that was let go."""
        try:
            if is_time and self.slowness.drips:
                client.send(b"a")
            if self.slowness.reads:
                return not is_time or bool(client.recv(1))
            # The end, or before it the refusal of a request that was half sent.
            client.recv(1)
        except BlockingIOError:
            return True
        except ConnectionError:
            pass
        client.close()
        return False


@contextlib.contextmanager
def crowding(port: int, slowness: Slowness) -> Iterator[Crowd]:
    """Have slow clients at a server."""
    crowd = Crowd(port, slowness)
    crowd.start()
    try:
        time.sleep(0.3)  # for each to have its thread: with fewer, it would only be easier for the server
        yield crowd
    finally:
        crowd.leaving.set()
        crowd.join()


def visit(port: int, seconds: float = SECONDS) -> float:
    """Load the page on a new connection; return how long it took, in seconds. Raises Lost."""
    begin = time.monotonic()
    visitor = Visitor(port, seconds)
    try:
        visitor.page()
    except OSError as error:
        raise Lost("un visiteur n’a pas de réponse") from error
    finally:
        visitor.connection.close()
    return time.monotonic() - begin


def visit_often(port: int, seconds: float, patience: float = SECONDS) -> float:
    """Visit a server some times in the first quarter of `seconds`; return the longest wait. Raises Lost."""
    waits = []
    for _ in range(VISITS):
        waits.append(visit(port, patience))
        time.sleep(seconds / VISITS / 4)
    return max(waits)


def besiege(port: int, slowness: Slowness, seconds: float) -> float:
    """Visit a server until it has let go of all slow clients, which it does after `seconds`.

    Return the longest wait of a visitor; raises Lost.
    """
    with crowding(port, slowness) as crowd:
        wait = visit_often(port, seconds)
        held = len(crowd.held)
        if held < CLIENTS / 2:
            raise Lost("des visiteurs ne sont servis qu’une fois les clients lents congédiés")
        words = "que les clients lents soient congédiés"
        wait_until(lambda: len(crowd.held) < held, words, seconds + SECONDS)
        wait = max(wait, visit(port))
        wait_until(lambda: not crowd.held, words, seconds + SECONDS)
    return wait


def visit_stock(job: Job, slowness: Slowness) -> None:
    """Visit a stock gunicorn at which clients are slow; raises Lost."""
    port = free_port()
    program = (*STOCK_GUNICORN, "--bind", f"127.0.0.1:{port}")
    server = job.start(job.database(OPERATIONS), port=port, program=program)
    try:
        with crowding(port, slowness):
            visit_often(port, slowness.seconds, FAULTY_SECONDS)
    finally:
        server.kill()


def slow_clients(kinds: Sequence[Slowness], job: Job) -> Result:
    """Besiege a server with each kind of slowness, all at once, `job.times` times; and a stock gunicorn."""

    def besiege_often(slowness: Slowness) -> tuple[float, list[str]]:
        waits, lost = [0.0], []
        seconds = slowness.seconds / (HURRY if job.is_hurried else 1)
        with job.server(job.database(OPERATIONS)) as server:
            for _ in range(job.times):
                wait, lost_now = attempt(lambda: besiege(server.port, slowness, seconds))
                waits.append(wait or 0)
                lost += [f"{slowness.words} : {loss}" for loss in lost_now]
                job.step()
        return max(waits), lost

    with ThreadPoolExecutor(len(kinds) + 1) as pool:
        detected = pool.submit(first_loss, lambda: visit_stock(job, kinds[0]))
        results = list(pool.map(besiege_often, kinds))
    longest = max(wait for wait, _ in results)
    lost = [loss for _, losses in results for loss in losses]
    figure = f"réponse en {longest:.2f} s au plus".replace(".", ",") if longest else ""
    return Result(lost, detected.result(), figure)
