"""The measures of many bodies in PostgreSQL, beside the file's and beside plain SQL.

`python -m proof.bench.bodies [SIZE…]` measures only these, prints them, and keeps nothing.
"""

import contextlib
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median, quantiles

import psycopg

from gersapp.catalogue.model import Audience
from gersapp.catalogue.search.selection import Selection
from gersapp.observatory.groups import group_audiences
from gersapp.observatory.selection import NationalSelection
from proof.bench.contestants import FRAGMENT, PAGE, Visitors, found_in
from proof.bench.figures import OURS
from proof.bench.generator import AUDIENCES, file_content
from proof.bench.load import MeasureFailed, find_wrk
from proof.bench.many_bodies import BODY
from proof.bench.plan import Plan
from proof.bench.report import Report
from proof.bench.selections import address_of
from proof.bench.servers import Servers, ask, wait_for_rest
from proof.bench.stage import Stage, run_module
from proof.tools.postgres import Postgres, PostgresMissing
from proof.tools.server import ROOT, Server

_MODULE = "proof.bench.many_bodies"
_DATABASE = "bench"
# The first parts of the keys of all that is measured here.
KEYS = ("bodies-edit", "bodies-seen", "bodies-find", "bodies-filter", "observatory-filter", "bodies-memory")
# National group by audience of the invented operations.
_GROUPS = group_audiences([Audience(slug, label) for slug, label in AUDIENCES.items()], {})
# Requests in a second, more than any server answers.
_RATE = 3_000
# Selections that are counted by two servers before they are measured.
_CHECKED = 8


def measure_bodies(stage: Stage, ours: Server, visitors: Visitors) -> None:
    """Measure at the sizes of the plan; `ours` is the server of the file."""
    plan = stage.plan
    if stage.size not in (*plan.edited_bodies, *plan.filtered_bodies):
        return
    try:
        with running_database() as database:
            if stage.size in plan.edited_bodies:
                _measure_edits(stage, database)
            if stage.size in plan.filtered_bodies:
                _measure_filters(stage, database, ours, visitors)
    except PostgresMissing as missing:
        stage.report.unmeasured.update(dict.fromkeys(KEYS, str(missing)))


@contextlib.contextmanager
def running_database() -> Iterator[Postgres]:
    """Yield a PostgreSQL whose data are beside the project’s, on the same disk."""
    with tempfile.TemporaryDirectory(prefix=".bench-", dir=ROOT, ignore_cleanup_errors=True) as folder:
        server = Postgres.create(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()


def add_bodies(server: Postgres, name: str, *paths: Path) -> str:
    """Return the address of a new database that has a body for each file."""
    with psycopg.connect(server.address("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    run_module(_MODULE, "add", server.address(name), *paths)
    return server.address(name)


def _measure_edits(stage: Stage, server: Postgres) -> None:
    """Edit a body, its file and a row of one number in turn, in each round; then say when others see it."""
    plan = stage.plan
    edits = max(plan.min_edits, min(plan.max_edits, plan.edited_operations // stage.size))
    copy = stage.folder / "edited.json"
    copy.write_bytes(file_content(stage.size))
    stage.say("un organisme dans PostgreSQL")
    address = add_bodies(server, "edited", copy)
    for _ in stage.rounds():
        stage.say("enregistrement dans PostgreSQL")
        times = run_module(_MODULE, "edits", address, copy, edits)
        stage.figures.note("bodies-edit", OURS, median(times["database"]))
        stage.figures.note("bodies-edit", "commit", median(times["least"]))
        stage.figures.note("bodies-edit", "file", median(times["file"]))
    stage.say("enregistrement vu par un autre processus")
    seen = [run_module(_MODULE, "seen", address, plan.seen_edits)["milliseconds"] for _ in stage.rounds()]
    percentiles = [quantiles(milliseconds, n=20)[18] for milliseconds in seen]
    words = "enregistrement vu par l’autre processus, 95e centile"
    stage.figures.note_without_rival("bodies-seen/process", words, "ms", percentiles)


def _measure_filters(stage: Stage, server: Postgres, ours: Server, visitors: Visitors) -> None:
    """Filter one body and all of them, by a server and without one; then say what the bodies weigh."""
    plan = stage.plan
    stage.say("organismes dans PostgreSQL")
    few = []
    for number in range(plan.small_bodies):
        few.append(stage.folder / f"small-{number}.json")
        few[-1].write_bytes(file_content(16, seed=number))
    address = add_bodies(server, "filtered", stage.database, *few)
    stage.say("mémoire des organismes")
    empty = run_module(_MODULE, "memory", add_bodies(server, "empty"))
    held = run_module(_MODULE, "memory", address)
    kilobytes = (held["resident"] - empty["resident"]) / held["operations"] / 1000
    words = "mémoire d’une opération, sans sa carte"
    stage.figures.note_without_rival("bodies-memory/operation", words, "ko", [kilobytes])
    stage.say("filtre sans serveur, et en SQL")
    # The server of the file holds it.
    copy = stage.folder / "found.json"
    copy.write_bytes(stage.database.read_bytes())
    rates = run_module(_MODULE, "filters", address, copy, plan.found_selections, plan.rounds)
    for name, server_name in (("database", OURS), ("file", "file"), ("sql", "sql")):
        stage.figures.note("bodies-find", server_name, *rates[name])
    _load_servers(stage, stage.servers.observatory(address), ours, visitors)


def _load_servers(stage: Stage, theirs: Server, ours: Server, visitors: Visitors) -> None:
    """Load the server of the file, then that of the bodies: one body, and the page of all."""
    stage.say("le serveur des organismes se prépare")
    wait_for_rest(theirs)
    _check(theirs, ours, visitors.take(_CHECKED))
    seconds = stage.plan.filter_seconds
    for _ in stage.rounds():
        selections = visitors.take(visitors.rate * seconds)
        in_file = [address_of(selection) for selection in selections]
        in_body = [f"/{BODY}{path}" for path in in_file]
        stage.say("fiches d’un organisme")
        # Nothing is rendered ahead at that size: others ask for the cards first, in whole pages.
        stage.load(theirs, in_body, PAGE, seconds=2 * seconds)
        in_all = list(dict.fromkeys(map(national_address_of, selections)))
        for words, measure, name, server, paths in (
            ("filtre, fichier", "bodies-filter", "file", ours, in_file),
            ("filtre, un organisme dans PostgreSQL", "bodies-filter", OURS, theirs, in_body),
            ("filtre, Observatoire", "observatory-filter", OURS, theirs, in_all),
        ):
            stage.say(words)
            rate = stage.load(server, paths, FRAGMENT, seconds=seconds).rate
            stage.figures.note(measure, name, rate)
            if name == "file":
                stage.figures.note("observatory-filter", name, rate)


def _check(theirs: Server, ours: Server, selections: Sequence[Selection]) -> None:
    """Raise MeasureFailed unless a body and its file find as many operations."""
    for selection in selections:
        path = address_of(selection)
        counts = found_in(ask(ours, path, FRAGMENT)), found_in(ask(theirs, f"/{BODY}{path}", FRAGMENT))
        if len(set(counts)) > 1:
            raise MeasureFailed(f"{path} : {counts[0]} opérations dans le fichier, {counts[1]} dans la base")


def national_address_of(selection: Selection) -> str:
    """Return the address at which the Observatoire shows what `selection` asks for."""
    groups = tuple(dict.fromkeys(_GROUPS[slug] for slug in selection.audiences))
    national = NationalSelection(groups=groups, platforms=selection.platforms, q=selection.q)
    return f"/?{national.query}" if national.query else "/"


def main(plan: Plan, sizes: Sequence[int]) -> int:
    """Measure only what is measured here; return 1 when a target is not reached."""
    report = Report()
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix=".bench-", dir=ROOT) as name, Servers(Path(name)) as servers:
            stage = Stage(plan, size, Path(name), servers, report, _say, find_wrk())
            ours = servers.catalogue(stage.database)
            wait_for_rest(ours)
            # Where bodies are only edited, nobody visits them.
            visitors = Visitors(stage, _RATE if size in plan.filtered_bodies else 1)
            measure_bodies(stage, ours, visitors)
            report.lines += stage.figures.lines()
    for line in report.lines:
        print("  ".join(filter(None, line.cells())))
    return int(any(line.reached is False for line in report.lines))


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    whole = Plan()
    every = dict.fromkeys((*whole.edited_bodies, *whole.filtered_bodies))
    sys.exit(main(whole, [int(size) for size in sys.argv[1:]] or list(every)))
