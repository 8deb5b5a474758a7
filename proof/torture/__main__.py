"""`python -m proof.torture`: every torture at its full length, and a table of what was lost.

The exit status is 1 when something was lost or a torture detected no fault, else 2 when one was not run.
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

_BAR_WIDTH = 30
_MAX_DETECTED = 130  # characters of the losses of a fault that are shown
_HEAD = ("torture", "fois", "perdu", "ce qu’elle voit quand la faute est laissée exprès", "mesures")


class Bar:
    """The progress of a torture; nothing where the output is no terminal."""

    def __init__(self, title: str, goal: int) -> None:
        self.title = title
        self.goal = goal
        self.steps = 0
        self.is_shown = sys.stdout.isatty()
        self._draw()

    def step(self) -> None:
        if _received_signals:
            raise KeyboardInterrupt
        self.steps += 1
        self._draw()

    def _draw(self) -> None:
        if self.is_shown:
            full = min(_BAR_WIDTH, _BAR_WIDTH * self.steps // self.goal)
            text = f"{'█' * full}{'░' * (_BAR_WIDTH - full)} {self.steps:5} {self.title}"
            print(f"\r\x1b[K{text[: shutil.get_terminal_size().columns - 1]}", end="", flush=True)

    def clear(self) -> None:
        if self.is_shown:
            print("\r\x1b[K", end="", flush=True)


def format_number(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")


def format_row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def run(line: Line) -> Result:
    """Run one torture at its full length, and print its row."""
    bar = Bar(line.title, line.long)
    try:
        with Job(line.long, step=bar.step) as job:
            result = line.run(job)
        steps = bar.steps
    finally:
        bar.clear()
    detected = shorten(result.detected, _MAX_DETECTED, placeholder=" …") or "RIEN : ELLE NE MORD PAS"
    cells = (format_number(steps), format_number(len(result.lost)), detected, result.figure)
    print(format_row(line.title, *cells), flush=True)
    return result


def main(lines: Sequence[Line] = LINES) -> int:
    """Run them all; return the exit status."""
    begin = time.monotonic()
    failed, not_run = [], []
    print(format_row(*_HEAD), format_row("---", "--:", "--:", "---", "---"), sep="\n", flush=True)
    for line in lines:
        try:
            result = run(line)
        except NotRun as reason:
            print(format_row(line.title, "–", "–", f"pas lancée : {reason}", ""), flush=True)
            not_run.append(line)
        else:
            if result.lost or not result.detected:
                failed.append((line, result))
    for line, result in failed:
        print(f"\n{line.title} :")
        for loss in result.lost or ["ne mord pas : rien n’est vu quand la faute est laissée"]:
            print(f"  - {loss}")
    minutes, seconds = divmod(round(time.monotonic() - begin), 60)
    print(f"\n{len(lines)} tortures en {minutes} min {seconds:02} s.", end=" ")
    if failed:
        print(f"En défaut : {len(failed)}.")
        return 1
    if not_run:
        print(f"Rien n’est perdu, mais {len(not_run)} n’ont pas été lancées.")
        return 2
    print("Rien n’est perdu.")
    return 0


# An exception raised in a callback of Python, as at the end of an object, is only printed: the next step of
# the torture looks at this list, in case Ctrl+C or SIGTERM came.
_received_signals: list[int] = []


def _interrupt(signum: int, frame: FrameType | None) -> None:
    _received_signals.append(signum)
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGINT, _interrupt)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("\nInterrompu.", file=sys.stderr)
        sys.exit(130)
