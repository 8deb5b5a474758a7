"""`python -m proof.torture`: every torture at length, a bar while it works, a table of what was lost.

Ends with 1 when something was lost or a torture did not bite, else 2 when one could not be run.
"""

import shutil
import signal
import sys
import time
from collections.abc import Sequence
from textwrap import shorten
from types import FrameType

from proof.torture.job import Job, NotRun, Result
from proof.torture.lines import LINES, Line

_BAR = 30
_WIDTH = 130
_HEAD = ("torture", "fois", "perdu", "ce qu’elle voit quand la faute est laissée exprès", "mesures")


class Bar:
    """How far a torture is; nothing where the output is no terminal."""

    def __init__(self, title: str, goal: int) -> None:
        self.title = title
        self.goal = goal
        self.steps = 0
        self.shown = sys.stdout.isatty()
        self.draw()

    def step(self) -> None:
        if _stopped:
            raise KeyboardInterrupt
        self.steps += 1
        self.draw()

    def draw(self) -> None:
        if self.shown:
            full = min(_BAR, _BAR * self.steps // self.goal)
            text = f"{'█' * full}{'░' * (_BAR - full)} {self.steps:5} {self.title}"
            print(f"\r\x1b[K{text[: shutil.get_terminal_size().columns - 1]}", end="", flush=True)

    def clear(self) -> None:
        if self.shown:
            print("\r\x1b[K", end="", flush=True)


def french(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")


def row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def run(line: Line) -> Result:
    """One torture at its full length."""
    bar = Bar(line.title, line.long)
    try:
        with Job(line.long, judged=True, step=bar.step) as job:
            result = line.run(job)
        steps = bar.steps
    finally:
        bar.clear()
    bite = shorten(result.bite, _WIDTH, placeholder=" …") or "RIEN : ELLE NE MORD PAS"
    print(row(line.title, french(steps), french(len(result.lost)), bite, result.figure), flush=True)
    return result


def main(lines: Sequence[Line] = LINES) -> int:
    """Run them all; the exit status."""
    begun = time.monotonic()
    failed, not_run = [], []
    print(row(*_HEAD), row("---", "--:", "--:", "---", "---"), sep="\n", flush=True)
    for line in lines:
        try:
            result = run(line)
        except NotRun as reason:
            print(row(line.title, "–", "–", f"pas lancée : {reason}", ""), flush=True)
            not_run.append(line)
        else:
            if result.lost or not result.bite:
                failed.append((line, result))
    for line, result in failed:
        print(f"\n{line.title} :")
        for loss in result.lost or ["ne mord pas : rien n’est vu quand la faute est laissée"]:
            print(f"  - {loss}")
    minutes, seconds = divmod(round(time.monotonic() - begun), 60)
    print(f"\n{len(lines)} tortures en {minutes} min {seconds:02} s.", end=" ")
    if failed:
        print(f"En défaut : {len(failed)}.")
        return 1
    if not_run:
        print(f"Rien n’est perdu, mais {len(not_run)} n’ont pas été lancées.")
        return 2
    print("Rien n’est perdu.")
    return 0


# Whether Ctrl+C or SIGTERM came: raised where Python calls back, as at the end of an object, it is only told.
_stopped: list[int] = []


def _stop(signum: int, frame: FrameType | None) -> None:
    _stopped.append(signum)
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("\nInterrompu.", file=sys.stderr)
        sys.exit(130)
