"""What a torture works with and what it gives: a folder, servers, how often, and what was lost."""

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from proof.bench import generator
from proof.tools.server import GUNICORN, ROOT, Server, StartServer
from proof.torture.faults import Fault

# gunicorn that gives slow clients a quarter of their time.
HURRY = 4
HURRIED = ("-m", "proof.tools.hurried", "2.5", "7.5", "15", "-c", "gunicorn.conf.py")


class NotRun(Exception):
    """This machine does not let the torture run; the message says why, in French."""


@dataclass(frozen=True)
class Result:
    """The result of a torture.

    `lost`: each loss, in French. `detected`: the losses that it saw when a fault was left in, or nothing.
    `figure`: what was measured besides.
    """

    lost: list[str]
    detected: str
    figure: str = ""


@dataclass
class Job:
    """One torture at work, as a context: at its end its servers and its files are gone.

    `times`: how often; `step` is called after each. `is_hurried`: whether servers are, so that tests wait
    less.
    """

    times: int
    is_hurried: bool = False
    step: Callable[[], None] = lambda: None
    folder: Path = field(init=False)
    start: StartServer = field(init=False)
    at_end: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def __enter__(self) -> "Job":
        self.folder = Path(tempfile.mkdtemp(prefix="gersapp-torture-")).resolve()
        self.at_end.callback(shutil.rmtree, self.folder, ignore_errors=True)
        self.start = StartServer(self.folder, self.folder / "none")
        self.at_end.callback(self._kill_servers)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.at_end.__exit__(kind, error, trace)

    def _kill_servers(self) -> None:
        for server in self.start.started:
            server.kill()

    def database(self, operations: int = 16) -> Path:
        """Make a file in a folder of its own: the seed, or so many invented operations."""
        path = Path(tempfile.mkdtemp(dir=self.folder)) / "db.json"
        if operations == 16:
            shutil.copy(ROOT / "db.json", path)
        else:
            path.write_bytes(generator.file_content(operations))
        return path

    @contextlib.contextmanager
    def server(
        self, database: Path, fault: Fault | None = None, *, port: int | None = None, **environ: str
    ) -> Iterator[Server]:
        """Yield a server, with this fault left in, and kill it afterwards."""
        program: Sequence[str] = HURRIED if self.is_hurried else GUNICORN
        if fault:
            program = ("-m", "proof.torture.faults", fault.value, "-c", "gunicorn.conf.py")
        server = self.start(database, port=port, program=program, **environ)
        try:
            yield server
        finally:
            server.kill()
