"""`make observatory`: an Observatoire of 200 bodies on this machine, until Ctrl+C."""

import contextlib
import fcntl
import hashlib
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click
import psycopg

from gersapp.errors import GersError
from gersapp.observatory.body import Body, Kind
from gersapp.store.opening import open_stores
from proof.observatory.bodies import InventedBody, invent_bodies
from proof.tools.postgres import FolderClosed, Postgres, PostgresFailed, PostgresMissing, until_closed
from proof.tools.server import ROOT, STOP_SECONDS

FOLDER = ROOT / "observatory"
INVENTED, EXAMPLES = 199, 3
_DATABASE = "observatoire"
# It stays between two starts of the machine.
_OUTSIDE = Path("/var/tmp")  # noqa: S108  (a folder of a name of its own, closed to others)
_WORKERS = 2


def main(folder: Path = FOLDER, invented: int = INVENTED) -> int:
    """Start all, with the data in `folder`, wait, and end all; return the exit status of the server."""
    # A shell lets what it starts in the background ignore the first one.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    folder.mkdir(exist_ok=True)
    try:
        with _only_one(folder), contextlib.ExitStack() as ending:
            server = _create_server(folder / "postgresql")
            ending.callback(server.stop)
            server.start()
            address = _make_database(server)
            write_examples(folder / "exemples")
            _fill(address, invented, folder / "filled")
            return _serve(address, folder / "instance", ending)
    except (PostgresMissing, PostgresFailed, GersError) as error:
        print(f"\nArrêt : {error}\n", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


@contextlib.contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Hold the lock of `folder`; raises PostgresFailed when another run has it."""
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PostgresFailed("« make observatory » tourne déjà dans ce dossier.") from None
        yield


def _create_server(folder: Path) -> Postgres:
    """Return a server whose data are in `folder`; of root's closed folders, in one of the system beside."""
    try:
        return Postgres.create(folder)
    except FolderClosed:
        other = _OUTSIDE / f"gersapp-{hashlib.sha256(bytes(folder)).hexdigest()[:16]}"
        print(f"PostgreSQL ne peut pas entrer dans {folder} : la base est dans {other}", flush=True)
        return Postgres.create(other)


def _make_database(server: Postgres) -> str:
    """Make the database unless it is there, and return its address."""
    with psycopg.connect(server.address("postgres"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {_DATABASE}".encode())
    return server.address(_DATABASE)


def write_examples(folder: Path) -> None:
    """Write the files of three bodies that are not added, and that README.md adds."""
    folder.mkdir(exist_ok=True)
    for new in list(invent_bodies(INVENTED + EXAMPLES))[INVENTED:]:
        (folder / f"{new.body.slug}.json").write_bytes(new.content)


def _fill(address: str, invented: int, filled: Path) -> None:
    """Add the bodies the first time; what is removed afterwards stays so."""
    if filled.exists():
        return
    gers = InventedBody(Body("gers", Kind.DEPARTMENT, "32"), (ROOT / "db.json").read_bytes())
    with contextlib.closing(open_stores(address).bodies) as bodies:
        known = bodies.states()
        missing = [new for new in (gers, *invent_bodies(invented)) if new.body.slug not in known]
        with click.progressbar(missing, label="Ajout des organismes", file=sys.stderr) as bar:
            for new in bar:
                bodies.add(new.body, new.content)
    filled.touch()


def _serve(address: str, instance: Path, ending: contextlib.ExitStack) -> int:
    """Run the server, which says its addresses, until it ends or Ctrl+C."""
    own = {"GERSAPP_DATABASE": address, "GERSAPP_INSTANCE": str(instance)}
    print("Pour les commandes « flask », dans un autre terminal :", flush=True)
    for name, value in own.items():
        print(f"  export {name}={shlex.quote(value)}", flush=True)
    environ = {name: value for name, value in os.environ.items() if name != "GERSAPP_DB"}
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "-w", str(_WORKERS), "wsgi:app"]
    process = subprocess.Popen(
        until_closed(command), cwd=ROOT, env=environ | own, stdin=subprocess.PIPE, start_new_session=True
    )
    ending.callback(_end, process)
    return process.wait()


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.stdin:
        process.stdin.close()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


if __name__ == "__main__":
    sys.exit(main())
