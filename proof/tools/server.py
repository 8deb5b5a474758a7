"""The real server, started on the loopback as a sysadmin starts it: for tests, the bench and the torture."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gersapp.memory import SETTINGS_OF_MALLOC, VARIABLE
from proof.tools.editor import let_in

ROOT = Path(__file__).resolve().parents[2]
GUNICORN = ("-m", "gunicorn", "-c", "gunicorn.conf.py")
# A million operations take two minutes.
START_SECONDS = 300
STOP_SECONDS = 30


@dataclass
class Server:
    """A running gunicorn. `process` is its master, and leads a process group of its own."""

    process: subprocess.Popen[bytes]
    port: int
    database: Path
    log: Path
    prefix: str = ""

    @property
    def origin(self) -> str:
        """Scheme, host and port, as a browser writes them in the header Origin."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """The address of the site, without a final slash: `server.url + "/"`."""
        return f"{self.origin}{self.prefix}"

    @property
    def pid(self) -> int:
        return self.process.pid

    def output(self) -> str:
        """Return all that it has printed, standard output and errors together."""
        return self.log.read_text("utf-8", "replace")

    def stop(self) -> int:
        """Ask it to stop, insist after a while, leave no child behind; return its exit status."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            return self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()
        finally:
            # Nothing may be left; macOS raises PermissionError when only zombies are.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)

    def kill(self) -> None:
        """End it at once: a browser that keeps its connections open makes a stop take 2 s."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self.process.wait()

    def wait(self) -> None:
        """Wait until it answers, whatever the answer; raise AssertionError when it never does."""
        deadline = time.monotonic() + START_SECONDS
        while self.process.poll() is None and time.monotonic() < deadline:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=START_SECONDS)
            try:
                connection.request("GET", "/")
                connection.getresponse().read()
                return
            except OSError:
                time.sleep(0.02)
            finally:
                connection.close()
        status = self.process.poll()
        state = "did not answer" if status is None else f"ended with status {status}"
        raise AssertionError(f"the server {state}:\n{self.output()}")


@dataclass
class StartServer:
    """Starts servers on the loopback; `started` are all of them, stopped ones included.

    `prefix` is the path under which their sites are, unless one is started with another SCRIPT_NAME.
    """

    folder: Path
    database: Path
    prefix: str = ""
    started: list[Server] = field(default_factory=list)

    def __call__(
        self,
        database: Path | None = None,
        *,
        port: int | None = None,
        program: Sequence[str] = GUNICORN,
        **environ: str,
    ) -> Server:
        """Start a server, and wait until it answers.

        `database`: the copy of the seed unless given; `program`: what Python runs in place of gunicorn;
        `environ`: settings, as GERSAPP_…="…".
        """
        database, port = database or self.database, port or free_port()
        log = self.folder / f"server-{len(self.started)}.log"
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("GERSAPP_")}
        instance = self.folder / "instance"
        ours = {
            "GERSAPP_DB": str(database),
            "GERSAPP_INSTANCE": str(instance if instance.exists() else let_in(instance)),
            "GERSAPP_BIND": f"127.0.0.1:{port}",
            "SCRIPT_NAME": self.prefix,
            "PYTHONUNBUFFERED": "1",
            # What the server would set, and start itself again for.
            VARIABLE: SETTINGS_OF_MALLOC,
        }
        command = [sys.executable, *program, "wsgi:app"]
        server = launch(command, port=port, database=database, log=log, environ=inherited | ours | environ)
        self.started.append(server)
        server.wait()
        return server


def launch(
    command: list[str],
    *,
    port: int,
    database: Path,
    log: Path,
    environ: dict[str, str],
    project: Path = ROOT,
) -> Server:
    """Run `command`, a server that is to answer at `port`, in a process group of its own."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=project,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Server(process, port, database, log, prefix=environ.get("SCRIPT_NAME", "").rstrip("/"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
