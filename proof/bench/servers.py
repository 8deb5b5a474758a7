"""The servers that are measured: the catalogue and its rivals, each on a port of its own."""

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

# The host that visitors ask for: by another name than the machine's own, they get what editors do not.
VISITED_HOST = "catalogue.example"
_GUNICORN = [sys.executable, "-m", "gunicorn"]
# Headers that every answer of gunicorn and Flask has.
_USUAL_HEADERS = {"server", "date", "connection", "content-type", "content-length"}
_MAX_SECONDS_TO_REST = 180
_SECONDS_BETWEEN_LOOKS = 2.5


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a server."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def own_headers(self) -> int:
        """The number of headers that the simplest answer of Flask does not have."""
        return sum(name.lower() not in _USUAL_HEADERS for name in self.headers)


class Servers:
    """Starts servers whose files are in `folder`; they all end at the end of a `with`."""

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

    def observatory(self, address: str) -> Server:
        """Start the server of the bodies in the database at `address`."""
        command = [*_GUNICORN, "-c", "gunicorn.conf.py", "wsgi:app"]
        return self._start(command, self._folder / "none", GERSAPP_DATABASE=address)

    def constant(self, **answers: tuple[int, int] | int) -> Server:
        """Start constant bytes on the same Flask and the same settings of gunicorn; see `make_app` there."""
        arguments = ", ".join(f"{name}={value}" for name, value in answers.items())
        app = f"proof.bench.rivals.constant:make_app({arguments})"
        return self._start([*_GUNICORN, "-c", "gunicorn.conf.py", app], self._folder / "constant.json")

    def afternoon(self, database: Path) -> Server:
        port = free_port()
        # A module without settings: otherwise gunicorn takes those of the file in this folder.
        settings = ["-c", "python:proof.bench.rivals", "--no-control-socket", "-b", f"127.0.0.1:{port}"]
        return self._start([*_GUNICORN, *settings, "proof.bench.rivals.afternoon:app"], database, port)

    def datasette(self, database: Path, *, tuned: bool = False) -> Server:
        port = free_port()
        command = [sys.executable, "-m", "datasette", "serve", str(database), "--port", str(port)]
        for setting in datasette.TUNED if tuned else datasette.SETTINGS:
            command += ["--setting", *setting]
        return self._start(command, database, port)

    def _start(self, command: list[str], database: Path, port: int = 0, **more: str) -> Server:
        port = port or free_port()
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("GERSAPP_")}
        environ = inherited | {
            "GERSAPP_DB": str(database),
            "GERSAPP_INSTANCE": str(let_in(self._folder / "instance")),
            "GERSAPP_BIND": f"127.0.0.1:{port}",
            "GERSAPP_HOSTS": f"{VISITED_HOST},127.0.0.1",
            "AFTERNOON_DB": str(database),
            **more,
        }
        log = self._folder / f"server-{len(self._started)}.log"
        server = launch(command, port=port, database=database, log=log, environ=environ)
        self._started.append(server)
        try:
            server.wait()
        except AssertionError as error:
            raise MeasureFailed(f"un serveur n’a pas démarré : {error}") from error
        return server


def ask(server: Server, path: str, headers: Mapping[str, str]) -> Answer:
    """Ask once, on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=ANSWER_SECONDS)
    with contextlib.closing(connection):
        connection.request("GET", path, headers=dict(headers))
        response = connection.getresponse()
        return Answer(response.status, dict(response.getheaders()), response.read())


def worker_mb(server: Server) -> float:
    """Return the resident memory of the server's worker, in megabytes (10⁶ bytes)."""
    return max(_ps_of_workers(server, "rss")) * 1024 / 1e6


def apart_mb(server: Server) -> float:
    """Return the resident memory of the processes that the server's worker has started, in megabytes.

    One that has not become its program yet is left out: what it holds is the memory of the worker.
    """
    columns = ["ps", "-A", "-ww", "-o", "pid=,ppid=,rss=,args="]
    listed = subprocess.run(columns, capture_output=True, text=True, check=True)
    rows = [line.split(None, 3) for line in listed.stdout.splitlines()]
    programs = {pid: program for pid, parent, _, *program in rows if int(parent) == server.pid}
    started = [
        int(rss) for _, parent, rss, *program in rows if parent in programs and program != programs[parent]
    ]
    return sum(started) * 1024 / 1e6


def wait_for_rest(server: Server) -> None:
    """Wait until the worker takes no more time of the processor: it has prepared everything."""
    deadline = time.monotonic() + _MAX_SECONDS_TO_REST
    used, before = sum(_ps_of_workers(server, "cputimes")), -1
    while used != before:
        if time.monotonic() > deadline:
            raise MeasureFailed("le processus du serveur n’est jamais au repos")
        time.sleep(_SECONDS_BETWEEN_LOOKS)
        used, before = sum(_ps_of_workers(server, "cputimes")), used


def _ps_of_workers(server: Server, column: str) -> list[int]:
    """Return a column of `ps` for each child of the master."""
    listed = subprocess.run(
        ["ps", "-A", "-o", f"ppid=,{column}="], capture_output=True, text=True, check=True
    )
    rows = [line.split() for line in listed.stdout.splitlines()]
    values = [int(value) for parent, value in rows if int(parent) == server.pid]
    if not values:
        raise MeasureFailed("le processus du serveur n’a pas été trouvé")
    return values
