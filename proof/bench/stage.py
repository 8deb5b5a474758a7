"""One number of operations, and what all its measures need."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from proof.bench.figures import Figures
from proof.bench.generator import Tables, file_content, make_tables
from proof.bench.load import Load, MeasureFailed, load
from proof.bench.plan import Plan
from proof.bench.report import Report, format_number
from proof.bench.servers import Servers
from proof.tools.server import ROOT, Server


@dataclass
class Stage:
    """The measures at `size` operations: their file is written to `folder` when the stage is made.

    `show` shows the progress. `round` counts from 1; it is 0 outside of rounds.
    """

    plan: Plan
    size: int
    folder: Path
    servers: Servers
    report: Report
    show: Callable[[str], None]
    wrk: str | None = None
    round: int = 0
    database: Path = field(init=False)
    tables: Tables = field(init=False)
    figures: Figures = field(init=False)

    def __post_init__(self) -> None:
        self.say("opérations inventées")
        self.database = self.folder / "db.json"
        self.database.write_bytes(file_content(self.size))
        self.tables = make_tables(self.size)
        self.figures = Figures(self.size)

    @property
    def is_in_depth(self) -> bool:
        return self.size == self.plan.size_in_depth

    def rounds(self) -> Iterator[int]:
        """Yield the number of each round, which is `round` meanwhile."""
        for number in range(1, self.plan.rounds + 1):
            self.round = number
            yield number
        self.round = 0

    def say(self, words: str) -> None:
        """Show what is being measured."""
        rounds = f"tour {self.round} sur {self.plan.rounds}, " if self.round else ""
        self.show(f"{format_number(self.size)} opérations : {rounds}{words}")

    def load(
        self,
        server: Server,
        paths: Sequence[str],
        headers: Mapping[str, str],
        *,
        seconds: int,
        status: int = 200,
    ) -> Load:
        """Load `server`; raises MeasureFailed."""
        return load(self.wrk, server.port, paths, headers, seconds=seconds, status=status)


def run_module(module: str, *arguments: object) -> dict[str, Any]:
    """Run a measure in a process of its own; return the JSON that it prints. Raises MeasureFailed."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    result = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if result.returncode:
        raise MeasureFailed(f"{module} : {result.stderr.decode(errors='replace').strip()[-300:]}")
    printed: dict[str, Any] = orjson.loads(result.stdout)
    return printed
