"""A PostgreSQL of its own in a folder: for tests, the bench, the torture and `make observatory`.

Its socket is in a folder that other accounts cannot enter. It listens on the network only when it is told to.
"""

import atexit
import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from proof.tools.apt import find_program
from proof.tools.server import free_port

START_SECONDS = 60
STOP_SECONDS = 60
MISSING = (
    "PostgreSQL manque. Sous Debian ou Ubuntu : apt-get install postgresql. Ailleurs, le paquet Python "
    "pgserver en a un : .venv/bin/python -m pip install pgserver"
)
# For data that need not outlive the machine.
VOLATILE = {
    "fsync": "off",
    "full_page_writes": "off",
    "max_wal_senders": "0",
    "shared_buffers": "32MB",
    "synchronous_commit": "off",
    "wal_level": "minimal",
}

_SUPERUSER = "postgres"
# The name of a socket is at most 103 bytes long on macOS, 107 on Linux.
_MAX_SOCKET_FOLDER = 80
# A server ends in the same way when its starter closes the pipe and when its starter is killed.
_UNTIL_CLOSED = 'exec 3<&0; (read _ <&3; kill -INT $$) & exec "$@" 3<&- </dev/null'


def until_closed(command: Sequence[str]) -> list[str]:
    """Return a command that runs `command`, and interrupts it when its standard input is closed."""
    return ["sh", "-c", _UNTIL_CLOSED, "sh", *command]


class PostgresMissing(Exception):
    """This machine has no PostgreSQL, or none that this account may start; the message says so in French."""


class FolderClosed(PostgresMissing):
    """The account of PostgreSQL cannot enter a folder of root."""


class PostgresFailed(Exception):
    """PostgreSQL did not do what it was asked; the message has its own words."""


def find_postgres() -> Path:
    """Return the folder of PostgreSQL's programs: the system's, else those of the `pgserver` wheel.

    Raises PostgresMissing.
    """
    if program := find_program("initdb"):
        return Path(program).resolve().parent
    wheel = importlib.util.find_spec("pgserver")
    for place in (wheel and wheel.submodule_search_locations) or []:
        programs = Path(place) / "pginstall" / "bin"
        if (programs / "initdb").exists():
            return programs
    raise PostgresMissing(MISSING)


def is_postgres_there() -> bool:
    with contextlib.suppress(PostgresMissing):
        return bool(find_postgres())
    return False


def address_of(servers: Sequence["Postgres"], database: str, **options: str) -> str:
    """Return the address of a database that the first of `servers` that fits serves, as libpq has it."""
    hosts = ",".join(quote(server.host, safe="/") for server in servers)
    ports = ",".join(str(server.port) for server in servers)
    more = "".join(f"&{name}={quote(value)}" for name, value in options.items())
    return f"postgresql://{_SUPERUSER}@/{quote(database)}?host={hosts}&port={ports}{more}"


@dataclass(kw_only=True)
class Postgres:
    """A PostgreSQL whose data are in `folder`, running or not.

    `host` is the folder of its socket, or the address on which it listens instead; `settings` are those of
    postgresql.conf.
    """

    folder: Path
    host: str
    port: int
    programs: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @classmethod
    def create(
        cls, folder: Path, *, host: str = "", port: int = 0, settings: Mapping[str, str] | None = None
    ) -> "Postgres":
        """Return a stopped server of the data in `folder`, which are made unless they are there.

        Without a `host` it has a socket only. Raises PostgresMissing or PostgresFailed.
        """
        programs = find_postgres()
        _make_own(folder)
        server = cls(
            folder=folder,
            host=host or _choose_sockets(folder),
            port=port or (free_port() if host else 5432),
            programs=programs,
            settings=settings or {},
        )
        if not server.data.exists():
            # Under another name until it is whole: an interrupted one is made again.
            unfinished = folder / "unfinished"
            shutil.rmtree(unfinished, ignore_errors=True)
            options = ("-A", "trust", "-U", _SUPERUSER, "-E", "UTF8", "--locale=C", "--no-sync")
            server._run("initdb", "-D", str(unfinished), *options)
            unfinished.rename(server.data)
        return server

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def address(self, database: str, **options: str) -> str:
        """Return the address of one of its databases."""
        return address_of([self], database, **options)

    def start(self) -> None:
        """Start it, and wait until it takes connections; raises PostgresFailed.

        Processes of a killed one may hold its data for a moment: the start is then tried again.
        """
        deadline = time.monotonic() + START_SECONDS
        while not self._start_once(deadline):
            if time.monotonic() > deadline or not self._is_held():
                raise PostgresFailed(f"PostgreSQL ne démarre pas :\n{self.output()[-800:]}")
            time.sleep(0.2)

    def stop(self) -> None:
        """Stop it; its clients are cut off."""
        if not self.process or not self.process.stdin:
            return
        self.process.stdin.close()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it at once with all its processes, as a loss of power does."""
        if not self.process or not self.process.stdin:
            return
        children: list[str] = []
        with contextlib.suppress(OSError):
            children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        # Its processes have groups of their own, the waiting shell has its.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        for child in children:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(int(child), signal.SIGKILL)
        self.process.stdin.close()
        self.process.wait()

    def restart(self) -> None:
        """Stop it, and start it with the present `settings`."""
        self.stop()
        self.start()

    def copy(
        self, folder: Path, *, name: str = "standby", settings: Mapping[str, str] | None = None
    ) -> "Postgres":
        """Return a standby of this running server, stopped, with its data in `folder`.

        `name` is that of `synchronous_standby_names`. Raises PostgresFailed.
        """
        _make_own(folder)
        source = self.address("postgres", application_name=name)
        options = ("-R", "-X", "stream", "-c", "fast", "--no-sync")
        self._run("pg_basebackup", "-d", source, "-D", str(folder / "data"), *options)
        has_socket = self.host.startswith("/")
        return Postgres(
            folder=folder,
            host=_choose_sockets(folder) if has_socket else self.host,
            port=self.port if has_socket else free_port(),
            programs=self.programs,
            settings=self.settings,
        )

    def promote(self) -> None:
        """Let a standby take changes, and wait until it does; raises PostgresFailed."""
        self._run("pg_ctl", "promote", "-D", str(self.data), "-w")

    def output(self) -> str:
        """Return all that it has logged."""
        return self.log.read_text("utf-8", "replace") if self.log.exists() else ""

    def _start_once(self, deadline: float) -> bool:
        has_socket = self.host.startswith("/")
        settings = {
            "listen_addresses": "" if has_socket else self.host,
            "unix_socket_directories": self.host if has_socket else "",
            "unix_socket_permissions": "0700",
            **self.settings,
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        command = [str(self.programs / "postgres"), "-D", str(self.data), "-p", str(self.port), *options]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                until_closed(command),
                cwd=self.folder,
                env=_environment(),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **_account(),
            )
        while self.process.poll() is None and time.monotonic() < deadline:
            if self._is_ready():
                return True
            time.sleep(0.02)
        self.kill()
        return False

    def _is_ready(self) -> bool:
        """Whether the server has written that it takes connections, as `pg_ctl` reads it."""
        with contextlib.suppress(OSError):
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            is_own = self.process is not None and lines[:1] == [str(self.process.pid)]
            return is_own and len(lines) > 7 and lines[7].strip() in {"ready", "standby"}
        return False

    def _is_held(self) -> bool:
        """Whether the last start failed because of another process."""
        last = self.output()[-800:]
        return 'lock file "postmaster.pid" already exists' in last or "shared memory block" in last

    def _run(self, program: str, *words: str) -> None:
        done = subprocess.run(
            [str(self.programs / program), *words],
            cwd=self.folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            **_account(),
        )
        if done.returncode:
            raise PostgresFailed(f"{program} :\n{done.stdout.decode('utf-8', 'replace')[-800:]}")


@contextlib.contextmanager
def running(settings: Mapping[str, str] | None = None, *, host: str = "") -> Iterator[Postgres]:
    """Yield a new running PostgreSQL, whose data are removed at the end."""
    with tempfile.TemporaryDirectory(prefix="gersapp-", ignore_cleanup_errors=True) as folder:
        server = Postgres.create(Path(folder), host=host, settings=settings)
        server.start()
        try:
            yield server
        finally:
            server.kill() if server.settings.get("fsync") == "off" else server.stop()


def _choose_sockets(folder: Path) -> str:
    """Return the folder of a socket: `folder`, or one for this run when its name would be too long."""
    if len(os.fsencode(folder)) <= _MAX_SOCKET_FOLDER:
        return str(folder)
    sockets = Path(tempfile.mkdtemp(prefix="gersapp-"))
    _make_own(sockets)
    atexit.register(shutil.rmtree, sockets, ignore_errors=True)
    return str(sockets)


def _make_own(folder: Path) -> None:
    """Make `folder` unless it is there, and give it to the account of PostgreSQL.

    Raises FolderClosed, and PostgresMissing for a folder of somebody else.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    account = _account()
    if not account:
        return
    if folder.stat().st_uid not in (0, account["user"]):
        raise PostgresMissing(f"{folder} est à un autre compte que celui de PostgreSQL : effacez ce dossier.")
    os.chown(folder, account["user"], account["group"])
    if subprocess.run(["test", "-w", str(folder)], check=False, **account).returncode:
        raise FolderClosed(
            f"Le compte de PostgreSQL ne peut pas entrer dans {folder}, et root ne peut pas le lancer : "
            "placez le projet dans un dossier que tous peuvent lire, ou lancez la commande d’un autre compte."
        )


def _account() -> dict[str, Any]:
    """Return the arguments by which `subprocess` starts PostgreSQL, which refuses root."""
    if os.geteuid():
        return {}
    for name in (_SUPERUSER, "nobody"):
        with contextlib.suppress(KeyError):
            account = pwd.getpwnam(name)
            return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise PostgresMissing("Root ne peut pas lancer PostgreSQL : lancez la commande d’un autre compte.")


def _environment() -> dict[str, str]:
    """Return the environment without what tells PostgreSQL's programs about another server."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}
