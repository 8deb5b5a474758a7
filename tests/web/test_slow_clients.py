"""Clients that send or read slowly, at a real server: they have a deadline, and hold up nobody."""

import contextlib
import http.client
import shutil
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from proof.tools.editor import COOKIE
from proof.tools.server import Server, StartServer
from proof.torture.visitor import replace_field, visiting
from tests.support.visitor import ID, digest

THREADS, CONNECTIONS = 4, 12
# The deadline of a body stays far: a client that is let go before it makes room for somebody else.
HEAD_S, BODY_S, ANSWER_S = "0.3", "30", "0.8"
PAUSE_S = 0.05
PATIENCE_S = 20
HOST = b"Host: 127.0.0.1\r\n"
BEGINNING = b"title=Une"


@pytest.fixture(scope="module")
def slow(seed_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with few threads and connections; a kept connection is kept for ever."""
    folder = tmp_path_factory.mktemp("slow")
    database = folder / "db.json"
    database.write_bytes(seed_path.read_bytes())
    start = StartServer(folder, database)
    options = f"--threads {THREADS} --worker-connections {CONNECTIONS} --keep-alive 600"
    program = ("-m", "proof.tools.hurried", HEAD_S, BODY_S, ANSWER_S, "-c", "gunicorn.conf.py")
    yield start(program=program, GUNICORN_CMD_ARGS=options)
    for one in start.started:
        one.kill()


@contextlib.contextmanager
def connected(server: Server, sent: bytes = b"", number: int = 1) -> Iterator[list[socket.socket]]:
    """Clients that have sent something."""
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(socket.socket()) for _ in range(number)]
        for client in clients:
            client.settimeout(PATIENCE_S)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            client.connect(("127.0.0.1", server.port))
            client.sendall(sent)
        yield clients


def post(length: int) -> bytes:
    """The head of a request that saves an operation, by an editor."""
    return (
        f"POST /operations/{ID} HTTP/1.1\r\nCookie: {COOKIE['Cookie']}\r\n".encode()
        + f"Content-Length: {length}\r\n".encode()
        + HOST
        + b"Origin: http://127.0.0.1\r\n"
        + b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    )


def status_of(client: socket.socket) -> int:
    response = http.client.HTTPResponse(client)
    response.begin()
    return response.status


def visit(server: Server) -> int:
    with connected(server, b"GET / HTTP/1.1\r\nConnection: close\r\n" + HOST + b"\r\n") as (client,):
        return status_of(client)


def test_who_sends_a_head_byte_by_byte_is_let_go(slow: Server) -> None:
    with connected(slow, b"GET / HTTP/1.1\r\nA:") as (client,):
        client.settimeout(PAUSE_S)
        for _ in range(int(PATIENCE_S / PAUSE_S)):
            with contextlib.suppress(TimeoutError):
                assert client.recv(1) == b""
                return
            client.send(b"a")
    pytest.fail("a slow head has no end")


def test_who_reads_byte_by_byte_is_let_go(slow: Server) -> None:
    pages = 400  # more than the buffers of both sides hold
    with connected(slow, (b"GET / HTTP/1.1\r\n" + HOST + b"\r\n") * pages) as (client,):
        for _ in range(int(PATIENCE_S / PAUSE_S)):
            client.recv(1)
            time.sleep(PAUSE_S)
            try:
                client.send(b"a")
            except (BrokenPipeError, ConnectionResetError):
                return
    pytest.fail("a slow reader is waited for without end")


def test_a_broken_connection_saves_no_part_of_a_form(slow: Server) -> None:
    before = digest(slow.database)
    with visiting(slow) as visitor:
        form = urlencode(replace_field(visitor.form(ID), "title", "Autre")).encode()
    received = form[: form.index(b"&links=")]
    with connected(slow, post(len(form)) + received) as (client,):
        client.shutdown(socket.SHUT_WR)
        assert status_of(client) == 408
    assert digest(slow.database) == before


def test_slow_clients_that_hold_all_threads_make_room(slow: Server) -> None:
    with connected(slow, post(1_000) + BEGINNING, number=THREADS) as clients:
        assert [visit(slow) for _ in range(2)] == [200, 200]
        for client in clients:
            client.setblocking(False)
        # Their deadline is far: one or two were let go for the visitor, who waited the longest.
        held = []
        for client in clients:
            try:
                held.append(not client.recv(1))
            except BlockingIOError:
                held.append(True)
        assert sum(held) >= THREADS // 2


def test_mute_clients_that_hold_all_connections_make_room(slow: Server) -> None:
    with connected(slow, number=CONNECTIONS + 4):
        assert visit(slow) == 200


def test_a_head_that_is_too_long_is_refused(slow: Server) -> None:
    head = b"GET / HTTP/1.1\r\n" + HOST + b"".join(b"A%d: %s\r\n" % (n, b"a" * 8_000) for n in range(9))
    with connected(slow, head) as (client,):
        assert status_of(client) == 431
    # Visitors write nothing in the log.
    assert "Invalid request" not in slow.output()


def test_kept_connections_make_room(slow: Server) -> None:
    with connected(slow, b"GET / HTTP/1.1\r\n" + HOST + b"\r\n", CONNECTIONS - THREADS) as kept:
        assert [status_of(client) for client in kept] == [200] * len(kept)
        with connected(slow, post(1_000) + BEGINNING, number=THREADS):
            assert [visit(slow) for _ in range(3)] == [200] * 3


def test_more_connections_than_files_stop_nobody(
    seed_path: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    files = 120
    few_files = f"import resource; resource.setrlimit(resource.RLIMIT_NOFILE, ({files}, {files}))"
    run = "from gunicorn.app.wsgiapp import run; run()"
    start = StartServer(tmp_path, Path(shutil.copy(seed_path, tmp_path / "db.json")))
    server = start(program=("-c", f"{few_files}; {run}", "-c", "gunicorn.conf.py"))
    request.addfinalizer(server.kill)
    with connected(server, number=files):
        assert visit(server) == 200
    assert "Too many open files" not in server.output()
