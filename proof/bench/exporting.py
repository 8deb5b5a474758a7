"""The measures of exports: each format, two of them beside known libraries, and filters meanwhile."""

import contextlib
import itertools
import threading
import time
from collections.abc import Callable, Iterator

from gersapp.catalogue.platforms import PLATFORMS
from proof.bench.contestants import FRAGMENT, Contestants, Visitors
from proof.bench.figures import OURS
from proof.bench.generator import AUDIENCES
from proof.bench.load import MeasureFailed
from proof.bench.rivals import documents
from proof.bench.servers import VISITED_HOST, apart_mb, ask, worker_mb
from proof.bench.stage import Stage
from proof.tools.server import Server

# Format → the path of its file.
_FORMATS = {
    "Word": "/dossier.docx",
    "LibreOffice": "/dossier.odt",
    "Markdown": "/dossier.md",
    "texte": "/dossier.txt",
    "CSV": "/operations.csv",
    "Excel": "/operations.xlsx",
    "Calc": "/operations.ods",
}
# The audience, and the platform of each round, of a document that python-docx writes in seconds.
_FEW, _PLATFORMS_OF_FEW = "adultes", ("linkedin", "youtube", "tiktok")
_ALL_AUDIENCES = "?" + "&".join([f"audience={slug}" for slug in AUDIENCES])
_ALL_PLATFORMS = "&".join([f"platform={platform.slug}" for platform in PLATFORMS])
# A selection a round with nearly all operations, since what is asked again is kept.
_SELECTIONS = ("", _ALL_AUDIENCES, f"{_ALL_AUDIENCES}&{_ALL_PLATFORMS}")
_LOOK_S = 0.1


def measure_exports(stage: Stage, contestants: Contestants, visitors: Visitors) -> None:
    """Download each format without visitors, then load the catalogue while others download; in all rounds."""
    seconds: dict[str, list[float]] = {name: [] for name in _FORMATS}
    at_rest_mb = worker_mb(contestants.ours)
    with _watching_children(contestants.ours) as megabytes:
        for _ in stage.rounds():
            for name, path in _FORMATS.items():
                stage.say(f"export, {name}")
                seconds[name].append(_download(contestants.ours, path + _SELECTIONS[stage.round - 1]))
            stage.figures.note("export-xlsx", OURS, seconds["Excel"][-1])
            _measure_beside_libraries(stage, contestants)
            _measure_filters_meanwhile(stage, contestants, visitors)
    for name, figures in seconds.items():
        stage.figures.note_without_rival(f"export/{name}", f"export, {name}", "s", figures)
    more_mb = max(megabytes, default=0) + worker_mb(contestants.ours) - at_rest_mb
    stage.figures.note_without_rival("export/memory", "export, mémoire de plus", "Mo", [more_mb])


def _measure_beside_libraries(stage: Stage, contestants: Contestants) -> None:
    file = stage.folder / "rival"
    platform = _PLATFORMS_OF_FEW[stage.round - 1]
    few = f"/dossier.docx?audience={_FEW}&platform={platform}"
    stage.say("export, python-docx")
    stage.figures.note("export-docx", OURS, _download(contestants.ours, few))
    theirs = _time(lambda: documents.write_docx(stage.tables, _FEW, platform, file))
    stage.figures.note("export-docx", "python-docx", theirs)
    stage.say("export, XlsxWriter")
    stage.figures.note("export-xlsx", "xlsxwriter", _time(lambda: documents.write_xlsx(stage.tables, file)))


def _measure_filters_meanwhile(stage: Stage, contestants: Contestants, visitors: Visitors) -> None:
    plan = stage.plan
    stage.say("filtre, au repos")
    paths = visitors.take_addresses(plan.filter_seconds)
    at_rest = stage.load(contestants.ours, paths, FRAGMENT, seconds=plan.filter_seconds)
    stage.say("filtre pendant des exports")
    paths = visitors.take_addresses(plan.export_seconds)
    with _downloading(contestants.ours, stage.round):
        meanwhile = stage.load(contestants.ours, paths, FRAGMENT, seconds=plan.export_seconds)
    stage.figures.note("export-p99", "rest", at_rest.p99_ms)
    stage.figures.note("export-p99", OURS, meanwhile.p99_ms)


@contextlib.contextmanager
def _downloading(server: Server, number: int) -> Iterator[None]:
    """Download documents until the end of the `with`, two visitors at once; raises MeasureFailed."""
    leaving, problems = threading.Event(), list[str]()
    paths = itertools.cycle(
        [
            f"{path}?audience={slug}&q={letter}"
            for letter in "aeiou"[number - 1 :]
            for slug in AUDIENCES
            for path in ("/dossier.docx", "/operations.xlsx", "/dossier.odt")
        ]
    )
    turn = threading.Lock()

    def work() -> None:
        try:
            while not leaving.is_set():
                with turn:
                    path = next(paths)
                _download(server, path)
        except (OSError, MeasureFailed) as error:
            problems.append(str(error))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        leaving.set()
        for thread in threads:
            thread.join()
    if problems:
        raise MeasureFailed(f"exports : {problems[0]}")


@contextlib.contextmanager
def _watching_children(server: Server) -> Iterator[list[float]]:
    """Yield a list that gets the resident megabytes of the server's writing processes, as they are seen."""
    leaving, seen = threading.Event(), list[float]()

    def watch() -> None:
        while not leaving.wait(_LOOK_S):
            seen.append(apart_mb(server))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield seen
    finally:
        leaving.set()
        thread.join()


def _download(server: Server, path: str) -> float:
    """Download a file; return the seconds that it took. Raises MeasureFailed."""
    begin = time.perf_counter()
    answer = ask(server, path, {"Host": VISITED_HOST})
    if answer.status != 200 or "Content-Disposition" not in answer.headers:
        raise MeasureFailed(f"{path} : code {answer.status}")
    return time.perf_counter() - begin


def _time(work: Callable[[], None]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
