"""Load on a server: 8 visitors who ask again as soon as they are answered, by wrk or else by threads."""

import http.client
import json
import os
import queue
import shutil
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

CONNECTIONS = 8
ANSWER_SECONDS = 60
_SCRIPT = Path(__file__).with_name("load.lua")
_APT_SECONDS = 300
# Kind of error → its words in a message.
_ERROR_WORDS = {
    "unexpected": "d’un autre code que {status}",
    "empty": "vides",
    "repeated": "à une adresse déjà demandée",
    "connect": "sans connexion",
    "read": "interrompues en lecture",
    "write": "interrompues en écriture",
    "timeout": "sans réponse à temps",
}


class MeasureFailed(Exception):
    """A measure cannot be made, or not be trusted; the message says why, in French."""


@dataclass(frozen=True, slots=True)
class Load:
    """The figures of a load whose every answer was as expected."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


def find_wrk() -> str | None:
    """Return wrk, installed where that needs no password; None when it is not to be had."""
    if not shutil.which("wrk") and os.geteuid() == 0 and shutil.which("apt-get"):
        for command in (["update"], ["install", "-y", "--no-install-recommends", "wrk"]):
            try:
                subprocess.run(
                    ["apt-get", "-qq", *command],
                    env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
                    stdin=subprocess.DEVNULL,
                    capture_output=True,
                    timeout=_APT_SECONDS,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                break
    return shutil.which("wrk")


def load(
    wrk: str | None,
    port: int,
    paths: Sequence[str],
    headers: Mapping[str, str],
    *,
    seconds: int,
    status: int = 200,
) -> Load:
    """Ask for `paths` in turn, each once; raise MeasureFailed on any answer but `status`, or none."""
    if wrk:
        figures = _load_with_wrk(wrk, port, paths, headers, seconds=seconds, status=status)
    else:
        figures = _load_with_threads(port, paths, headers, seconds=seconds, status=status)
    errors = [
        f"{figures[kind]} {words.format(status=status)}"
        for kind, words in _ERROR_WORDS.items()
        if figures[kind]
    ]
    if errors:
        raise MeasureFailed(f"des réponses manquent ou sont fausses : {', '.join(errors)}")
    if figures["requests"] < CONNECTIONS:
        raise MeasureFailed(f"{figures['requests']:.0f} réponses en {seconds} s : trop peu pour une mesure")
    return Load(
        requests=int(figures["requests"]),
        seconds=figures["seconds"],
        p50_ms=figures["p50_ms"],
        p99_ms=figures["p99_ms"],
    )


def _load_with_wrk(
    wrk: str, port: int, paths: Sequence[str], headers: Mapping[str, str], *, seconds: int, status: int
) -> dict[str, float]:
    """Return the figures that `load.lua` prints."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(paths))
        file.flush()
        command = [wrk, f"-c{CONNECTIONS}", "-t1", f"-d{seconds}s", f"--timeout={ANSWER_SECONDS}s"]
        for name, value in headers.items():
            command += ["-H", f"{name}: {value}"]
        command += ["-s", str(_SCRIPT), f"http://127.0.0.1:{port}/", "--", file.name, str(status)]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
    printed = [line for line in result.stdout.splitlines() if line.startswith("{")]
    if result.returncode or not printed:
        raise MeasureFailed(f"wrk a échoué : {(result.stderr or result.stdout).strip()[-300:]}")
    figures: dict[str, float] = json.loads(printed[0])
    return figures


def _load_with_threads(
    port: int, paths: Sequence[str], headers: Mapping[str, str], *, seconds: int, status: int
) -> dict[str, float]:
    """Return the same figures from threads: slower than wrk, and the same for all that is compared."""
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
    for path in paths:
        waiting.put(path)
    end = time.perf_counter() + seconds
    visitors = [_Visitor(port, waiting, headers, end=end, status=status) for _ in range(CONNECTIONS)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    latencies = [latency for visitor in visitors for latency in visitor.latencies]
    parts = quantiles(latencies, n=100, method="inclusive") if len(latencies) > 1 else [0.0] * 99
    figures = {"requests": len(latencies), "seconds": seconds, "p50_ms": parts[49], "p99_ms": parts[98]}
    errors = {kind: sum(visitor.errors[kind] for visitor in visitors) for kind in _ERROR_WORDS}
    return {**figures, **errors}


class _Visitor(threading.Thread):
    """Asks for the paths of a queue, one after the other, until `end` or until an error.

    `latencies` are in ms, of the answers that came before `end`.
    """

    def __init__(
        self,
        port: int,
        waiting: queue.SimpleQueue[str],
        headers: Mapping[str, str],
        *,
        end: float,
        status: int,
    ) -> None:
        super().__init__(daemon=True)
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
        self._waiting = waiting
        self._headers = dict(headers)
        self._end = end
        self._status = status
        self.latencies: list[float] = []
        self.errors: Counter[str] = Counter()

    def run(self) -> None:
        while (asked := time.perf_counter()) < self._end:
            try:
                status, body = self._ask(self._waiting.get_nowait())
            except queue.Empty:
                self.errors["repeated"] += 1
                break
            except TimeoutError:
                self.errors["timeout"] += 1
                break
            except ConnectionRefusedError:
                self.errors["connect"] += 1
                break
            except (OSError, http.client.HTTPException):
                self.errors["read"] += 1
                break
            answered = time.perf_counter()
            if answered > self._end:
                break
            self.latencies.append((answered - asked) * 1000)
            self.errors["unexpected"] += status != self._status
            self.errors["empty"] += status == self._status == 200 and not body
        self._connection.close()

    def _ask(self, path: str) -> tuple[int, bytes]:
        self._connection.request("GET", path, headers=self._headers)
        response = self._connection.getresponse()
        return response.status, response.read()
