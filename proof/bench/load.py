"""Load on a server: 8 visitors who ask again as soon as they are answered; wrk, or else threads of ours."""

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
# What an error is called in a message.
_ERRORS = {
    "unexpected": "d’un autre code que {status}",
    "empty": "vides",
    "repeated": "à une adresse déjà demandée",
    "connect": "sans connexion",
    "read": "interrompues en lecture",
    "write": "interrompues en écriture",
    "timeout": "sans réponse à temps",
}


class MeasureFailed(Exception):
    """A measure that cannot be had, or not be believed; the message says why, in French."""


@dataclass(frozen=True, slots=True)
class Load:
    """What came of a load, of which every answer was as expected."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


def find_wrk() -> str | None:
    """wrk, installed if that takes no question; None when the threads of ours must do."""
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
    """Ask for `paths` in turn, each once; raises MeasureFailed on any answer but `status`, or none."""
    if wrk:
        told = _by_wrk(wrk, port, paths, headers, seconds, status)
    else:
        told = _by_threads(port, paths, headers, seconds, status)
    errors = [f"{told[name]} {words.format(status=status)}" for name, words in _ERRORS.items() if told[name]]
    if errors:
        raise MeasureFailed(f"des réponses manquent ou sont fausses : {', '.join(errors)}")
    if told["requests"] < CONNECTIONS:
        raise MeasureFailed(f"{told['requests']:.0f} réponses en {seconds} s : trop peu pour une mesure")
    return Load(int(told["requests"]), told["seconds"], told["p50_ms"], told["p99_ms"])


def _by_wrk(
    wrk: str, port: int, paths: Sequence[str], headers: Mapping[str, str], seconds: int, status: int
) -> dict[str, float]:
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(paths))
        file.flush()
        command = [wrk, f"-c{CONNECTIONS}", "-t1", f"-d{seconds}s", f"--timeout={ANSWER_SECONDS}s"]
        for name, value in headers.items():
            command += ["-H", f"{name}: {value}"]
        command += ["-s", str(_SCRIPT), f"http://127.0.0.1:{port}/", "--", file.name, str(status)]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
    told = [line for line in ran.stdout.splitlines() if line.startswith("{")]
    if ran.returncode or not told:
        raise MeasureFailed(f"wrk a échoué : {(ran.stderr or ran.stdout).strip()[-300:]}")
    figures: dict[str, float] = json.loads(told[0])
    return figures


def _by_threads(
    port: int, paths: Sequence[str], headers: Mapping[str, str], seconds: int, status: int
) -> dict[str, float]:
    """The same in Python: slower than wrk, and the same for all that is compared."""
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
    for path in paths:
        waiting.put(path)
    latencies: list[float] = []
    errors: Counter[str] = Counter()
    begin = time.perf_counter()
    end = begin + seconds

    def visit() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
        while (asked := time.perf_counter()) < end:
            try:
                path = waiting.get_nowait()
            except queue.Empty:
                errors["repeated"] += 1
                break
            try:
                connection.request("GET", path, headers=dict(headers))
                response = connection.getresponse()
                body = response.read()
            except TimeoutError:
                errors["timeout"] += 1
                break
            except ConnectionRefusedError:
                errors["connect"] += 1
                break
            except (OSError, http.client.HTTPException):
                errors["read"] += 1
                break
            answered = time.perf_counter()
            if answered > end:
                break
            latencies.append((answered - asked) * 1000)
            errors["unexpected"] += response.status != status
            errors["empty"] += response.status == status == 200 and not body
        connection.close()

    threads = [threading.Thread(target=visit, daemon=True) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    parts = quantiles(latencies, n=100, method="inclusive") if len(latencies) > 1 else [0.0] * 99
    figures = {"requests": len(latencies), "seconds": seconds, "p50_ms": parts[49], "p99_ms": parts[98]}
    return {**figures, **{name: errors[name] for name in _ERRORS}}
