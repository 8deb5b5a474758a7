"""`make bench`: measure, print the table, and keep it in docs/proof.md."""

import os
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path
from types import FrameType

import orjson

from proof.bench import plot
from proof.bench.load import MeasureFailed, find_wrk
from proof.bench.measures import Bench
from proof.bench.plan import Plan
from proof.bench.report import Report, document_table, format_number, replace_table
from proof.tools.server import ROOT

FAILED, INTERRUPTED = 2, 130
_WITHOUT_WRK = (
    "charge : wrk manque ; celle de rechange, en Python, 8 connexions, est plus lente, et autant pour tous"
)
_FILE_SYSTEMS_IN_MEMORY = {"tmpfs", "ramfs"}


class Progress:
    """What is being measured, on one line of a terminal, or on a line each; `last` is what was shown last."""

    def __init__(self) -> None:
        self._begin = time.monotonic()
        self._is_terminal = sys.stderr.isatty()
        self.last = ""

    def show(self, words: str) -> None:
        self.last = words
        minutes, seconds = divmod(int(time.monotonic() - self._begin), 60)
        line = f"[{minutes:2d} min {seconds:02d} s] {words}"
        if self._is_terminal:
            width = shutil.get_terminal_size().columns - 1
            print(f"\r\033[K{line[:width]}", end="", file=sys.stderr, flush=True)
        else:
            print(line, file=sys.stderr, flush=True)

    def clear(self) -> None:
        if self._is_terminal:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


def main(plan: Plan, docs: Path) -> int:
    """Measure by `plan` and keep the result in the folder `docs`.

    Return 0, 1 when a target is not reached, 2 when a measure failed.
    """
    signal.signal(signal.SIGTERM, _interrupt)
    progress = Progress()
    # Beside the project, as its file is, and not where temporary files may cost nothing.
    with tempfile.TemporaryDirectory(prefix=".bench-", dir=ROOT) as folder:
        bench = Bench(plan, Path(folder), progress.show)
        try:
            failure = _run(bench)
        except KeyboardInterrupt:
            progress.clear()
            print("Interrompu : rien n’est gardé.", file=sys.stderr)
            return INTERRUPTED
    progress.clear()
    print(bench.report.table())
    if failure:
        print(f"\nUne mesure a échoué ({progress.last}) : {failure}", file=sys.stderr)
        return FAILED
    _keep(bench.report, "wrk" if bench.wrk else "python", docs)
    return bench.report.status()


def _run(bench: Bench) -> str:
    """Measure everything. Return why a measure failed, in French, or nothing."""
    try:
        bench.show("préparation")
        bench.wrk = find_wrk()
        bench.report.notes += [
            "charge : wrk, 8 connexions" if bench.wrk else _WITHOUT_WRK,
            "version d’un après-midi et Datasette : jusqu’à "
            f"{format_number(bench.plan.max_size_for_rivals)} opérations ; "
            "au-delà, une réponse leur prend des secondes",
            "lecture : une fois que le serveur a préparé ses cartes, ce qu’il fait après sa première "
            "réponse, en une dizaine de secondes à 100\u202f000 opérations",
        ]
        if _is_in_memory(bench.folder):
            raise MeasureFailed("le dossier du projet est en mémoire : y garder un fichier ne coûte rien")
        bench.run()
    except MeasureFailed as error:
        return str(error)
    except Exception as error:
        # No error may end the command with the status of a missed target.
        return f"{type(error).__name__} : {error}"
    return ""


def _keep(report: Report, load: str, docs: Path) -> None:
    """Write the figures, the picture and the table of docs/proof.md."""
    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    (docs / "bench.json").write_bytes(orjson.dumps(report.as_json(load), option=options))
    (docs / "bench.svg").write_text(plot.draw(report.lines), "utf-8")
    table = document_table(report.lines)
    document = docs / "proof.md"
    document.write_text(replace_table(document.read_text("utf-8"), table), "utf-8")


def _interrupt(signum: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _is_in_memory(folder: Path) -> bool:
    """Whether the folder is in memory, where fsync costs nothing."""
    try:
        mounts = Path("/proc/self/mountinfo").read_text()
    except OSError:
        return False
    device = folder.stat().st_dev
    number = f"{os.major(device)}:{os.minor(device)}"
    for mount in mounts.splitlines():
        before, _, after = mount.partition(" - ")
        if before.split()[2] == number:
            return after.split()[0] in _FILE_SYSTEMS_IN_MEMORY
    return False


if __name__ == "__main__":
    sys.exit(main(Plan(), ROOT / "docs"))
