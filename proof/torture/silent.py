"""Clients that begin and never end, 64 at once: another visitor is answered all the same."""

import contextlib
import os
import socket
import threading
import time

from proof.tools.server import Server, free_port
from proof.torture.crew import Lost, Visitor, losses
from proof.torture.job import Job, Result

CLIENTS = 64
ANSWER_SECONDS = 8

SILENCES = {
    "en-têtes à demi": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half:",
    "corps à demi": (
        b"POST /operations HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://127.0.0.1\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\ntitle="
    ),
    "rien du tout": b"",
}
# gunicorn as it comes, with as many threads as ours.
STOCK = ("-m", "gunicorn", "-c", os.devnull, "--threads", str(CLIENTS), "--log-level", "critical")


def besiege(port: int, sent: bytes, *, until_let_go: bool) -> None:
    """Surround a server; raises Lost when a visitor, or those who follow, is not answered in time."""
    with contextlib.ExitStack() as stack:
        silent = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(CLIENTS)]
        for client in silent:
            client.sendall(sent)
        time.sleep(0.3)  # that each has its thread: with fewer, it would only be easier
        # The second comes when the server says goodbye to the silent ones, which must not take it.
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
                # Nothing, or the refusal of what was half sent; and then the end.
                while client.recv(4096):
                    pass


def silent_clients(job: Job) -> Result:
    """Each kind of silence at once, on a server of its own, `job.times` times; beside a stock gunicorn."""
    stock_port = free_port()
    lost: list[str] = []
    bites: list[str] = []

    def try_ours(server: Server, kind: str) -> None:
        for _ in range(job.times):
            wrong = losses(lambda: besiege(server.port, SILENCES[kind], until_let_go=True))
            lost.extend(f"{kind} : {text}" for text in wrong)
            job.step()

    def try_stock() -> None:
        bites.extend(losses(lambda: besiege(stock_port, SILENCES["en-têtes à demi"], until_let_go=False)))

    with contextlib.ExitStack() as stack:
        job.start(job.database(), port=stock_port, program=(*STOCK, "--bind", f"127.0.0.1:{stock_port}"))
        sieges = [threading.Thread(target=try_stock, daemon=True)]
        for kind in SILENCES:
            server = stack.enter_context(job.server(job.database()))
            sieges.append(threading.Thread(target=try_ours, args=[server, kind], daemon=True))
        for siege in sieges:
            siege.start()
        for siege in sieges:
            siege.join()
    return Result(lost, "".join(bites))
