"""A network that is cut between the servers and PostgreSQL, which is in a network namespace of its own."""

import contextlib
import ctypes
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from proof.tools.postgres import Postgres, PostgresMissing, until_closed
from proof.torture.job import Job, NotRun, Result
from proof.torture.losses import attempt, first_loss, wait_until
from proof.torture.postgres.crew import editing, reading
from proof.torture.postgres.faults import Fault
from proof.torture.postgres.killed import say_seconds
from proof.torture.postgres.observatory import DATABASE, SETTINGS, fill, serve
from proof.torture.saving import RANDOM

_OWN = Path("/proc/thread-self/ns/net")
_CLONE_NEWNET = 0x40000000  # of Linux


class Network:
    """A network namespace and a cable to it, until the end of a `with`.

    `near` is the address of this end of the cable, `far` of the other.
    """

    def __init__(self) -> None:
        number = os.getpid() % 250
        self.near, self.far = f"10.213.{number}.1", f"10.213.{number}.2"
        self._near_end, self._far_end = f"gers{number}n", f"gers{number}f"

    def __enter__(self) -> "Network":
        if os.geteuid():
            raise NotRun("demande les droits de root")
        command = until_closed(["unshare", "-n", "sleep", "infinity"])
        # The namespace ends with its last process.
        self._holder = subprocess.Popen(
            command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
        )
        try:
            self._connect()
        except (OSError, subprocess.CalledProcessError) as error:
            self.__exit__()
            raise NotRun(f"pas d’espace réseau : {error}") from error
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._holder.kill()
        self._holder.communicate()

    @contextlib.contextmanager
    def inside(self) -> Iterator[None]:
        """Have this thread, and what it starts, in the namespace."""
        outside = os.open(_OWN, os.O_RDONLY)
        inside = os.open(f"/proc/{self._holder.pid}/ns/net", os.O_RDONLY)
        try:
            _enter(inside)
            yield
        finally:
            _enter(outside)
            os.close(inside)
            os.close(outside)

    def cut(self, *, answers_only: bool) -> None:
        """Cut the cable, or lose only what the other end answers: it then does what it is never heard of."""
        if answers_only:
            self._run_inside("route", "add", "blackhole", f"{self.near}/32")
        else:
            self._run_inside("link", "set", self._far_end, "down")

    def mend(self) -> None:
        self._run_inside("link", "set", self._far_end, "up")
        with contextlib.suppress(subprocess.CalledProcessError):  # it was the cable
            self._run_inside("route", "del", "blackhole", f"{self.near}/32")

    def _connect(self) -> None:
        own = _OWN.readlink()
        wait_until(lambda: Path(f"/proc/{self._holder.pid}/ns/net").readlink() != own, "un espace réseau")
        peer = ("type", "veth", "peer", "name", self._far_end, "netns", str(self._holder.pid))
        _ip("link", "add", self._near_end, *peer)
        _ip("addr", "add", f"{self.near}/30", "dev", self._near_end)
        _ip("link", "set", self._near_end, "up")
        self._run_inside("link", "set", "lo", "up")
        self._run_inside("addr", "add", f"{self.far}/30", "dev", self._far_end)
        self._run_inside("link", "set", self._far_end, "up")

    def _run_inside(self, *words: str) -> None:
        with self.inside():
            _ip(*words)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


def _enter(namespace: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(namespace, _CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")


@contextlib.contextmanager
def _running_behind(network: Network) -> Iterator[Postgres]:
    """Yield a filled PostgreSQL at the other end of the network."""
    with tempfile.TemporaryDirectory(prefix="gersapp-", ignore_cleanup_errors=True) as folder:
        try:
            server = Postgres.create(Path(folder), host=network.far, settings=SETTINGS)
        except PostgresMissing as missing:
            raise NotRun(str(missing)) from missing
        with (server.data / "pg_hba.conf").open("a") as rules:
            rules.write(f"host all all {network.near}/30 trust\n")
        with network.inside():
            server.start()
        try:
            fill(server)
            yield server
        finally:
            server.kill()


def networks_cut(job: Job) -> Result:
    """Cut the network `job.times` times, every second time for the answers only."""
    with Network() as network:
        detected = first_loss(lambda: _cut(job, network, 1, Fault.WAITS_FOR_EVER))
        measured, lost = attempt(lambda: _cut(job, network, job.times))
    return Result(lost, detected, say_seconds(*measured) if measured else "")


def _cut(job: Job, network: Network, times: int, fault: Fault | None = None) -> tuple[float, float]:
    """Return the slowest answer to a reader and the slowest refusal, in seconds; raises Lost."""
    with contextlib.ExitStack() as ending:
        address = ending.enter_context(_running_behind(network)).address(DATABASE)
        server = serve(job, address, fault)
        ending.callback(server.kill)
        editors = ending.enter_context(editing(address, server.port))
        reader = ending.enter_context(reading(server.port))
        ending.callback(network.mend)
        for number in range(times):
            editors.save_more()
            network.cut(answers_only=number % 2 == 0)
            editors.be_refused()
            time.sleep(RANDOM.uniform(0, 3))
            network.mend()
            editors.save_more()
            if not fault:
                job.step()
    return reader.slowest, max(editors.refusal_seconds, default=0)
