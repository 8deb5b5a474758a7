"""All the measures of one run, for one number of operations after another."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from proof.bench.bodies import measure_bodies
from proof.bench.contestants import Visitors, check_answers, launch_contestants
from proof.bench.editing import measure_edits, measure_growth
from proof.bench.exporting import measure_exports
from proof.bench.growth import OPERATIONS
from proof.bench.importing import measure_imports
from proof.bench.plan import Plan
from proof.bench.reading import measure_memory, measure_reading, measure_search, measure_storm
from proof.bench.report import Report
from proof.bench.servers import Servers
from proof.bench.stage import Stage
from proof.bench.starting import measure_start, warm_up
from proof.bench.visiting import measure_lighthouse, measure_visit


@dataclass
class Bench:
    """One run, whose files are in `folder`. `show` shows the progress; `wrk` is None where it is missing."""

    plan: Plan
    folder: Path
    show: Callable[[str], None]
    wrk: str | None = None
    report: Report = field(default_factory=Report)

    def run(self) -> None:
        """Measure everything; raises MeasureFailed. What was measured before it is in the report."""
        for size in self.plan.sizes:
            folder = self.folder / str(size)
            folder.mkdir()
            with Servers(folder) as servers:
                stage = Stage(
                    plan=self.plan,
                    size=size,
                    folder=folder,
                    servers=servers,
                    report=self.report,
                    show=self.show,
                    wrk=self.wrk,
                )
                try:
                    _measure(stage)
                finally:
                    self.report.lines += stage.figures.lines()
            shutil.rmtree(folder)


def _measure(stage: Stage) -> None:
    """Measure everything at one number of operations. A measure and its rivals are in the same round."""
    plan = stage.plan
    ours, rate = measure_start(stage)
    visitors = Visitors(stage, rate)
    contestants = launch_contestants(stage, ours, visitors)
    check_answers(stage, contestants, visitors)
    warm_up(stage, contestants, visitors)
    for _ in stage.rounds():
        measure_reading(stage, contestants, visitors)
    measure_memory(stage, contestants)
    if stage.size in plan.visited_sizes:
        measure_visit(stage, ours)
        if stage.size == plan.lighthouse_size:
            measure_lighthouse(stage, ours)
    if stage.is_in_depth:
        for _ in stage.rounds():
            measure_storm(stage, contestants, visitors)
        for _ in stage.rounds():
            measure_imports(stage, contestants, visitors)
        measure_exports(stage, contestants, visitors)
    for _ in stage.rounds():
        measure_edits(stage, contestants)
    if stage.size == OPERATIONS:
        for _ in stage.rounds():
            measure_growth(stage)
    measure_bodies(stage, ours, visitors)
    if stage.size in plan.searched_sizes:
        measure_search(stage)
