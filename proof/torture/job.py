"""What a torture is given and what it gives back: a folder, servers, how often, and what was lost."""

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from proof.bench import generator
from proof.tools.server import GUNICORN, ROOT, Server, StartServer


class NotRun(Exception):
    """This machine does not let the torture run; the message says why, in French."""


@dataclass(frozen=True)
class Result:
    """`lost`: each loss, in French. `bite`: what the fault left in was seen to lose, or nothing.
    `figure`: what was measured besides."""

    lost: list[str]
    bite: str
    figure: str = ""


@dataclass
class Job:
    """One torture at work, as a context: at its end its servers and its files are gone.

    `times`: how often. `judged`: whether times count, which they do not on a machine that tests share.
    """

    times: int
    judged: bool = False
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
        """A new file in a folder of its own: the seed, or so many invented operations."""
        path = Path(tempfile.mkdtemp(dir=self.folder)) / "db.json"
        if operations == 16:
            shutil.copy(ROOT / "db.json", path)
        else:
            path.write_bytes(generator.content(operations))
        return path

    @contextlib.contextmanager
    def server(
        self, database: Path, fault: str = "", *, port: int | None = None, **environ: str
    ) -> Iterator[Server]:
        """A server that is killed afterwards; `fault`: with this one left in (see `victims`)."""
        program = ("-m", "proof.torture.victims", fault, "-c", "gunicorn.conf.py") if fault else GUNICORN
        server = self.start(database, port=port, program=program, **environ)
        try:
            yield server
        finally:
            server.kill()
