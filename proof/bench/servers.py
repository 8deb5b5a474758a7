"""What is measured, running: the catalogue and its rivals, each on a port of its own."""

import contextlib
import http.client
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from proof.bench.load import ANSWER_SECONDS, MeasureFailed
from proof.bench.rivals import datasette
from proof.tools.editor import let_in
from proof.tools.server import Server, free_port, launch

# The name that visitors ask for.
VISITED = "catalogue.example"
_GUNICORN = [sys.executable, "-m", "gunicorn"]
# What every answer of gunicorn's and Flask's has.
_USUAL = {"server", "date", "connection", "content-type", "content-length"}


# How long a server may take to be at rest, and between two looks.
_REST_SECONDS, _LOOK_SECONDS = 180, 2.5


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def own_headers(self) -> int:
        """How many headers it has that the simplest Flask has not."""
        return sum(name.lower() not in _USUAL for name in self.headers)


class Servers:
    """Starts them in `folder`, and ends them all at the end of a `with`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._started: list[Server] = []

    def __enter__(self) -> "Servers":
        return self

    def __exit__(self, *exc_info: object) -> None:
        for server in self._started:
            with contextlib.suppress(ProcessLookupError):
                server.kill()

    def catalogue(self, database: Path) -> Server:
        return self._start([*_GUNICORN, "-c", "gunicorn.conf.py", "wsgi:app"], database)

    def constant(self, **faces: tuple[int, int] | int) -> Server:
        """Constant bytes by the same Flask, on the same gunicorn settings."""
        told = ", ".join(f"{name}={value}" for name, value in faces.items())
        app = f"proof.bench.rivals.constant:make_app({told})"
        return self._start([*_GUNICORN, "-c", "gunicorn.conf.py", app], self._folder / "constant.json")

    def afternoon(self, database: Path) -> Server:
        port = free_port()
        # A module without settings: or else gunicorn takes those of the file in this folder.
        settings = ["-c", "python:bench.rivals", "--no-control-socket", "-b", f"127.0.0.1:{port}"]
        return self._start([*_GUNICORN, *settings, "proof.bench.rivals.afternoon:app"], database, port)

    def datasette(self, database: Path, *, tuned: bool = False) -> Server:
        port = free_port()
        command = [sys.executable, "-m", "datasette", "serve", str(database), "--port", str(port)]
        for setting in datasette.TUNED if tuned else datasette.SETTINGS:
            command += ["--setting", *setting]
        return self._start(command, database, port)

    def _start(self, command: list[str], database: Path, port: int = 0) -> Server:
        port = port or free_port()
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("GERSAPP_")}
        environ = inherited | {
            "GERSAPP_DB": str(database),
            "GERSAPP_INSTANCE": str(let_in(self._folder / "instance")),
            "GERSAPP_BIND": f"127.0.0.1:{port}",
            "GERSAPP_HOSTS": f"{VISITED},127.0.0.1",
            "AFTERNOON_DB": str(database),
        }
        log = self._folder / f"server-{len(self._started)}.log"
        server = launch(command, port, database, log, environ)
        self._started.append(server)
        try:
            server.wait()
        except AssertionError as error:
            raise MeasureFailed(f"un serveur n’a pas démarré : {error}") from error
        return server


def ask(server: Server, path: str, headers: Mapping[str, str]) -> Answer:
    """One request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=ANSWER_SECONDS)
    with contextlib.closing(connection):
        connection.request("GET", path, headers=dict(headers))
        response = connection.getresponse()
        return Answer(response.status, dict(response.getheaders()), response.read())


def worker_mb(server: Server) -> float:
    """The resident memory of the master's worker, in megabytes (10⁶ bytes)."""
    return max(_of_workers(server, "rss")) * 1024 / 1e6


def wait_for_rest(server: Server) -> None:
    """Until the worker takes no more time of the processor: it has got everything ready."""
    deadline = time.monotonic() + _REST_SECONDS
    used, before = sum(_of_workers(server, "cputimes")), -1
    while used != before:
        if time.monotonic() > deadline:
            raise MeasureFailed("le processus du serveur n’est jamais au repos")
        time.sleep(_LOOK_SECONDS)
        used, before = sum(_of_workers(server, "cputimes")), used


def _of_workers(server: Server, column: str) -> list[int]:
    """What `ps` says of the master's children."""
    listed = subprocess.run(
        ["ps", "-A", "-o", f"ppid=,{column}="], capture_output=True, text=True, check=True
    )
    pairs = [line.split() for line in listed.stdout.splitlines()]
    found = [int(value) for parent, value in pairs if int(parent) == server.pid]
    if not found:
        raise MeasureFailed("le processus du serveur n’a pas été trouvé")
    return found
