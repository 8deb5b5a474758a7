"""`gersapp.worker`: the deadlines of a client, and who is let go for others. Real ones: `test_slow_clients`."""

import socket
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest

from gersapp.worker import ANSWER_S, HEAD_S, MAX_UNSENT_BYTES, ClientSocket, PatientWorker, Phase

Pair = tuple[ClientSocket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    ours, theirs = socket.socketpair()
    with ClientSocket(ours) as client, theirs:
        yield client, theirs


@pytest.mark.parametrize(("phase", "seconds"), [(Phase.HEAD, 10), (Phase.BODY, 30), (Phase.ANSWER, 60)])
def test_each_part_of_a_request_has_its_deadline(phase: Phase, seconds: int, pair: Pair) -> None:
    client, _ = pair
    client.begin(phase)
    assert not client.is_late(client.since + seconds - 1)
    assert client.is_late(client.since + seconds + 1)


def test_what_comes_does_not_move_the_deadline_of_a_head(pair: Pair) -> None:
    client, sender = pair
    since = client.since
    sender.sendall(b"GET /")
    client.recv(100)
    assert client.is_late(since + HEAD_S + 1)


def test_a_large_body_has_more_time(pair: Pair) -> None:
    client, sender = pair
    client.begin(Phase.BODY)
    sender.sendall(bytes(20_000))
    while client.received < 20_000:
        client.recv(20_000)
    assert not client.is_late(client.since + 31)
    assert client.is_late(client.since + 33)


def test_an_answer_begins_with_its_first_bytes(pair: Pair) -> None:
    client, _ = pair
    client.begin(Phase.BODY)
    before = client.since
    client.sendall(b"HTTP/1.1 200 OK\r\n")
    begin = client.since
    client.sendall(b"\r\n")
    assert (client.phase, client.since) == (Phase.ANSWER, begin)
    assert begin >= before
    assert (client.unsent, client.is_waited_for) == (0, False)


def test_a_long_answer_has_more_time(pair: Pair) -> None:
    client, _ = pair
    for _ in range(2):
        client.sendall(bytes(10_000))
    assert not client.is_late(client.since + ANSWER_S + 1)
    assert client.is_late(client.since + ANSWER_S + 3)


# -- who is let go


@dataclass(eq=False)
class Client:
    """A client whose request has lasted for so many seconds."""

    age: float
    unsent: int = 0
    host: str = "192.0.2.1"
    is_waited_for: bool = True
    was_let_go: bool = field(default=False, init=False)

    @property
    def since(self) -> float:
        return time.monotonic() - self.age

    def is_late(self, now: float) -> bool:
        return self.age > ANSWER_S

    def let_go(self) -> None:
        self.was_let_go = True


@dataclass(eq=False)
class Connection:
    sock: Client


def let_go(clients: Sequence[Client], threads: int) -> list[float]:
    """The ages of those that a worker with so many threads lets go."""
    worker = PatientWorker.__new__(PatientWorker)
    worker.pending_conns, worker.keepalived_conns = deque(), deque()
    worker.nr_conns, worker.worker_connections = 0, 800
    worker.cfg = SimpleNamespace(threads=threads)
    worker._served = {Connection(client) for client in clients}
    worker.murder_pending()
    return sorted(client.age for client in clients if client.was_let_go)


def test_who_is_late_is_let_go() -> None:
    assert let_go([Client(age) for age in (5, 61, 70)], threads=8) == [61, 70]


def test_those_waited_for_the_longest_make_room() -> None:
    clients = [Client(age) for age in (1, 2, 3, 4)]
    assert let_go(clients, threads=4) == []
    assert let_go([*clients, Client(0, is_waited_for=False)], threads=3) == [3, 4]


def test_who_sends_a_form_while_many_read_is_waited_for() -> None:
    readers = [Client(0, is_waited_for=False) for _ in range(50)]
    assert let_go([Client(20), Client(10), *readers], threads=8) == []


def test_who_was_waited_for_no_second_keeps_the_thread() -> None:
    assert let_go([Client(0.5) for _ in range(9)], threads=4) == []


def test_a_crowd_makes_room_before_somebody_else() -> None:
    crowd = [Client(age) for age in range(8)]
    assert let_go([*crowd, Client(20, host="192.0.2.2")], threads=8) == [7]


def test_who_is_served_is_never_let_go() -> None:
    assert let_go([Client(age, is_waited_for=False) for age in (90, 2)], threads=1) == []


def test_answers_that_wait_for_slow_readers_are_bounded() -> None:
    quarter = MAX_UNSENT_BYTES // 4
    clients = [Client(age, unsent=quarter) for age in (1, 2, 3, 4)]
    assert let_go(clients, threads=8) == []
    assert let_go([*clients, Client(5, unsent=quarter), Client(0, unsent=quarter)], threads=8) == [4, 5]


# -- who is silent on a connection that others need


@dataclass(eq=False)
class SilentConnection:
    """A connection whose client may be silent for so many seconds more."""

    timeout: float
    sock: None = None
    is_closed: bool = field(default=False, init=False)

    def close(self) -> None:
        self.is_closed = True


@pytest.mark.parametrize(
    ("new", "kept", "closed"), [([5, 9], [6, 7], [5]), ([9], [6, 7], [6]), ([9], [], [])]
)
def test_who_is_silent_the_longest_makes_room(new: list[int], kept: list[int], closed: list[int]) -> None:
    worker = PatientWorker.__new__(PatientWorker)
    silent = {seconds: SilentConnection(time.monotonic() + seconds) for seconds in (*new, *kept)}
    worker.pending_conns = deque(silent[seconds] for seconds in new)
    worker.keepalived_conns = deque(silent[seconds] for seconds in kept)
    worker.cfg, worker._served = SimpleNamespace(threads=8), set()
    worker.poller = SimpleNamespace(unregister=lambda sock: None)
    worker.nr_conns = worker.worker_connections = 10
    worker.murder_pending()
    assert [seconds for seconds, conn in silent.items() if conn.is_closed] == closed
    assert worker.nr_conns == 10 - len(closed)


def test_free_memory_goes_back_to_the_system_every_two_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    trimmed: list[int] = []
    library = SimpleNamespace(malloc_trim=trimmed.append)
    monkeypatch.setattr("gersapp.memory.ctypes.CDLL", lambda name: library)
    worker = PatientWorker.__new__(PatientWorker)
    for now in (100.0, 101.9, 102.1, 103.0, 105.0):
        worker._trim_memory(now)
    assert len(trimmed) == 3
