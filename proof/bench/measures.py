"""The measures, for one number of operations after another: who is asked what, in which order, how long."""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import mean, median
from typing import Any

import orjson

from gersapp.catalogue.search.selection import Selection
from proof.bench import page
from proof.bench.generator import content, tables
from proof.bench.growth import OPERATIONS
from proof.bench.load import Load, MeasureFailed, load
from proof.bench.report import SIZES, Line, Report, french
from proof.bench.rivals import datasette
from proof.bench.search import worst
from proof.bench.selections import selections
from proof.bench.servers import VISITED, Answer, Servers, ask, wait_for_rest, worker_mb
from proof.bench.writers import writing
from proof.tools.server import ROOT, Server

# By another name than the machine's own, so that they get what visitors get and not what editors do.
PAGE = {"Host": VISITED}
# What the page's own boxes send when one of them is ticked.
FRAGMENT = {
    **PAGE,
    "HX-Request": "true",
    "HX-Trigger": "choix-platform",
    "HX-Target": "resultats",
    "HX-Current-URL": f"http://{VISITED}/",
}
COMPRESSED = {**FRAGMENT, "Accept-Encoding": "gzip"}
WRITERS = 8
RIVALS = {
    "constant": "octets constants",
    "afternoon": "version d’un après-midi",
    "datasette": "Datasette",
    "tuned": "Datasette, réglée",
    "least": "moindre remplacement",
    "rest": "au repos",
    "scan": "parcours des textes",
    "fresh": "sans historique",
}
# Measure → its words and its unit, in the order of the table.
MEASURES = {
    "filter-rate": ("filtre, demandes", "/s"),
    "filter-p50": ("filtre, médiane", "ms"),
    "filter-p99": ("filtre, 99e centile", "ms"),
    "compressed-rate": ("filtre compressé, demandes", "/s"),
    "page-rate": ("page, demandes", "/s"),
    "page-p99": ("page, 99e centile", "ms"),
    "unchanged-rate": ("page inchangée (304), demandes", "/s"),
    "search": ("recherche, pire lettre", "ms"),
    "edit": ("enregistrement, sans serveur", "ms"),
    "history-edit": ("enregistrement après 10\u202f000 autres", "ms"),
    "edit-one": ("enregistrement, 1 client", "ms"),
    "edit-all": (f"enregistrements, {WRITERS} clients", "/s"),
    "storm-p99": (f"filtre sous {WRITERS} éditeurs, 99e centile", "ms"),
    "start": ("démarrage", "s"),
    "memory": ("mémoire du processus", "Mo"),
}
_COUNT = re.compile(r'(?:#|id=")compte"[^>]*>\s*(Aucune|\d[\d\u202f]*)')
# Of so many selections, the numbers of operations found must differ so often at least.
_CHECKED, _LEAST_DIFFERENT = 24, 3
# To warm up with, a second.
_WARM_UP = 5_000
# So many times more selections are at hand than should be asked for.
_MARGIN = 1.5


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of everything; how long, in seconds."""

    sizes: Sequence[int] = SIZES
    rounds: int = 3
    filter: int = 4
    page: int = 3
    short: int = 2
    slow: int = 10
    samples: int = 200
    # The rivals that look at every operation are asked up to so many: beyond, an answer takes seconds.
    most_for_rivals: int = 10_000
    # Compression and the storm of edits are measured at this number only.
    in_depth: int = 10_000
    searched: Sequence[int] = (10_000, 100_000)
    visited: Sequence[int] = (16, 10_000)
    lighthouse: int = 16
    # Edits by the store in a round: so many operations' worth of them, within these limits.
    edited: int = 200_000
    edits: tuple[int, int] = (4, 50)
    # So many edits before those that a long history is judged by; measured at 16 operations.
    grown: int = 10_000


@dataclass
class Bench:
    """All of one run. `say` tells what is being measured."""

    plan: Plan
    wrk: str | None
    folder: Path
    say: Callable[[str], None]
    report: Report = field(default_factory=Report)

    def run(self) -> None:
        """Measure everything; raises MeasureFailed."""
        for size in self.plan.sizes:
            folder = self.folder / str(size)
            folder.mkdir()
            with Servers(folder) as servers:
                _Size(self, size, folder, servers).measure()
            shutil.rmtree(folder)


class _Size:
    """The measures at one number of operations: each round of each beside its rivals' round.

    `figures`: measure, then who (`ours` or a rival), then a figure for each round.
    """

    def __init__(self, bench: Bench, size: int, folder: Path, servers: Servers) -> None:
        self.bench, self.plan, self.report = bench, bench.plan, bench.report
        self.size, self.folder, self.servers = size, folder, servers
        self.turn = 0
        self.figures: dict[str, dict[str, list[float]]] = {name: {} for name in MEASURES}
        self.alone: list[Line] = []
        self._say("opérations inventées")
        self.database = folder / "db.json"
        self.database.write_bytes(content(size))
        self.tables = tables(size)

    def measure(self) -> None:
        try:
            self._in_turn(self._start)
            self._prepare()
            self._launch_rivals()
            self._check()
            self._warm_up()
            self._in_turn(self._read)
            self._memory()
            if self.size in self.plan.visited:
                self._visit()
            if self.size == self.plan.in_depth:
                self._in_turn(self._storm)
            self._in_turn(self._edit)
            if self.size == OPERATIONS:
                self._in_turn(self._grow)
            if self.size in self.plan.searched:
                self._search()
        finally:
            self._tell()

    def _in_turn(self, measure: Callable[[], None]) -> None:
        for turn in range(self.plan.rounds):
            self.turn = turn + 1
            measure()
        self.turn = 0

    def _say(self, what: str) -> None:
        turn = f"tour {self.turn} sur {self.plan.rounds}, " if self.turn else ""
        self.bench.say(f"{french(self.size)} opérations : {turn}{what}")

    def _note(self, measure: str, who: str, figure: float) -> None:
        self.figures[measure].setdefault(who, []).append(figure)

    def _tell(self) -> None:
        """Add to the report what was measured, also when something failed meanwhile."""
        for measure, (words, unit) in MEASURES.items():
            ours = self.figures[measure].pop("ours", [])
            for who, theirs in self.figures[measure].items():
                if len(theirs) == len(ours):
                    key = f"{measure}/{who}"
                    self.report.lines.append(Line(key, words, self.size, unit, ours, RIVALS[who], theirs))
        self.report.lines += self.alone

    # -- who is measured

    def _start(self) -> None:
        self._say("démarrage")
        begin = time.perf_counter()
        self.ours = self.servers.catalogue(self.database)
        between = time.perf_counter()
        constant = self.servers.constant()
        self._note("start", "ours", between - begin)
        self._note("start", "constant", time.perf_counter() - between)
        if self.turn == self.plan.rounds:
            # Nothing answers faster than one constant byte.
            asked = ["/"] * _WARM_UP * 4
            self.a_second = round(self._load(constant, asked, FRAGMENT, 1).rate * _MARGIN)
        constant.kill()
        if self.turn < self.plan.rounds:
            self.ours.kill()

    def _prepare(self) -> None:
        """Invent the visitors: no two selections alike for as long as the server lives."""
        self._say("visiteurs inventés")
        seconds = self.plan.filter + self.plan.page
        if self.size == self.plan.in_depth:
            seconds += 3 * self.plan.short
        number = self.plan.rounds * seconds * self.a_second + 3 * self.plan.samples + _CHECKED + 2 * _WARM_UP
        self.waiting = iter(selections(self.tables, number))

    def _launch_rivals(self) -> None:
        self._say("poids des réponses")
        self.etag = {**PAGE, "If-None-Match": self._one("/", PAGE).headers.get("ETag", "")}
        self.constant = self.servers.constant(
            fragment=self._sampled(FRAGMENT),
            compressed=self._sampled(COMPRESSED),
            page=self._sampled(PAGE),
            unchanged=self._one("/", self.etag, 304).own_headers,
        )
        for headers, status in ((FRAGMENT, 200), (COMPRESSED, 200), (PAGE, 200), (self.etag, 304)):
            ours, theirs = self._one("/", headers, status), ask(self.constant, "/", headers)
            if (theirs.status, len(theirs.headers)) != (status, len(ours.headers)):
                raise MeasureFailed(f"les octets constants n’imitent pas la réponse : {theirs.headers}")
        self.rivals: dict[str, tuple[Server, Callable[[Selection], str]]] = {}
        if self.size <= self.plan.most_for_rivals:
            copy = self.folder / "afternoon.json"
            shutil.copy(self.database, copy)
            self.rivals["afternoon"] = self.servers.afternoon(copy), address
            base = self.folder / "operations.db"
            datasette.write(self.tables, base)
            self.rivals["datasette"] = self.servers.datasette(base), datasette.address
            tuned = partial(datasette.address, tuned=True)
            self.rivals["tuned"] = self.servers.datasette(base, tuned=True), tuned

    def _one(self, path: str, headers: Mapping[str, str], status: int = 200) -> Answer:
        answer = ask(self.ours, path, headers)
        if answer.status != status:
            raise MeasureFailed(f"{path} : code {answer.status} au lieu de {status}")
        return answer

    def _sampled(self, headers: Mapping[str, str]) -> tuple[int, int]:
        """The mean size of answers, and how many headers of its own each has."""
        answers = [self._one(address(each), headers) for each in self._fresh(self.plan.samples)]
        return round(mean(len(answer.body) for answer in answers)), answers[0].own_headers

    def _fresh(self, number: int) -> list[Selection]:
        """So many selections that nobody has asked this server for."""
        return [selection for _, selection in zip(range(number), self.waiting, strict=False)]

    def _check(self) -> None:
        """Whether everybody finds as many operations, and other numbers for other selections."""
        self._say("vérification des réponses")
        counts = []
        for selection in self._fresh(_CHECKED):
            counts.append(counted(self._one(address(selection), FRAGMENT)))
            for name, (server, address_of) in self.rivals.items():
                if name in ("datasette", "tuned"):
                    path = datasette.address(selection, ".json", tuned=name == "tuned")
                    answer = ask(server, path, {})
                    theirs = orjson.loads(answer.body).get("filtered_table_rows_count")
                else:
                    theirs = counted(ask(server, address_of(selection), FRAGMENT))
                if theirs != counts[-1]:
                    raise MeasureFailed(
                        f"{address(selection)} : {counts[-1]} opérations ici, {theirs} pour {RIVALS[name]}"
                    )
        if len(set(counts)) < _LEAST_DIFFERENT:
            raise MeasureFailed(f"des sélections différentes donnent les mêmes nombres : {set(counts)}")

    # -- reading

    def _warm_up(self) -> None:
        """Let everybody answer a while, and nobody be told of it; ours gets its cards ready before."""
        self._say("le serveur prépare ses cartes")
        wait_for_rest(self.ours)
        for headers in (PAGE, FRAGMENT):
            self._say("échauffement")
            asked = self._fresh(_WARM_UP)
            paths = [address(selection) for selection in asked]
            self._load(self.ours, paths, headers, 1)
            self._load(self.constant, paths * 2, headers, 1)
        for name, (server, address_of) in self.rivals.items():
            self._say(f"échauffement, {RIVALS[name]}")
            self._load(server, list(map(address_of, asked)), FRAGMENT, self._slow)

    @property
    def _slow(self) -> int:
        """How long a rival is asked: long enough for those who take a second for an answer."""
        return self.plan.slow if self.size >= self.plan.most_for_rivals else self.plan.filter

    def _paths(self, number: int) -> list[str]:
        return [address(selection) for selection in self._fresh(number)]

    def _load(
        self,
        server: Server,
        paths: Sequence[str],
        headers: Mapping[str, str],
        seconds: int,
        status: int = 200,
    ) -> Load:
        return load(self.bench.wrk, server.port, paths, headers, seconds=seconds, status=status)

    def _read(self) -> None:
        plan = self.plan
        asked = self._fresh(self.a_second * plan.filter)
        paths = [address(selection) for selection in asked]
        self._beside("filter", paths, FRAGMENT, plan.filter)
        for name, (server, address_of) in self.rivals.items():
            self._say(f"filtre, {RIVALS[name]}")
            paths = [address_of(selection) for selection in asked]
            self._told("filter", name, self._load(server, paths, FRAGMENT, self._slow))
        self._beside("page", self._paths(self.a_second * plan.page), PAGE, plan.page)
        self._beside("unchanged", ["/"] * (4 * self.a_second * plan.short), self.etag, plan.short, 304)
        if self.size == plan.in_depth:
            self._beside("compressed", self._paths(self.a_second * plan.short), COMPRESSED, plan.short)

    def _beside(
        self, name: str, paths: Sequence[str], headers: Mapping[str, str], seconds: int, status: int = 200
    ) -> None:
        """Ours, and constant bytes asked for in the same words."""
        words = MEASURES[f"{name}-rate"][0].partition(",")[0]
        for who, server in (("ours", self.ours), ("constant", self.constant)):
            self._say(words if who == "ours" else f"{words}, {RIVALS[who]}")
            # Constant bytes are the same whatever is asked, and may be asked for again.
            asked = paths if who == "ours" else [*paths, *paths]
            self._told(name, who, self._load(server, asked, headers, seconds, status))

    def _told(self, name: str, who: str, found: Load) -> None:
        for figure, value in (("rate", found.rate), ("p50", found.p50_ms), ("p99", found.p99_ms)):
            if f"{name}-{figure}" in MEASURES:
                self._note(f"{name}-{figure}", who, value)

    def _memory(self) -> None:
        self._note("memory", "ours", worker_mb(self.ours))
        self._note("memory", "constant", worker_mb(self.constant))

    # -- changing

    def _storm(self) -> None:
        seconds = self.plan.short
        self._say("filtre, au repos")
        rest = self._load(self.ours, self._paths(self.a_second * seconds), FRAGMENT, seconds)
        self._say(f"filtre sous {WRITERS} éditeurs")
        with writing(self.ours, self.tables, WRITERS):
            found = self._load(self.ours, self._paths(self.a_second * seconds), FRAGMENT, seconds)
        self._note("storm-p99", "rest", rest.p99_ms)
        self._note("storm-p99", "ours", found.p99_ms)

    def _edit(self) -> None:
        self._say("enregistrement, sans serveur")
        fewest, most = self.plan.edits
        edits = max(fewest, min(most, self.plan.edited // self.size))
        copy = self.folder / "bare.json"
        shutil.copy(self.ours.database, copy)
        times = _told_by("proof.bench.bare", copy, edits)
        ours, least = median(times["store"]), median(times["least"])
        self._note("edit", "ours", ours)
        self._note("edit", "least", least)
        self._note("edit-one", "least", least)
        self._note("edit-all", "least", 1000 / least)
        for who, server in (
            ("ours", self.ours),
            *((name, server) for name, (server, _) in self.rivals.items() if name == "afternoon"),
        ):
            for measure, clients in (("edit-one", 1), ("edit-all", WRITERS)):
                self._say(
                    f"enregistrement, {clients} client{'s' if clients > 1 else ''}, {RIVALS.get(who, 'ici')}"
                )
                with writing(server, self.tables, clients, revised=who == "ours") as writers:
                    time.sleep(self.plan.short)
                found = (
                    median(writers.latencies) if clients == 1 else len(writers.latencies) / writers.seconds
                )
                self._note(measure, who, found)

    def _grow(self) -> None:
        self._say(f"enregistrement après {french(self.plan.grown)} autres")
        folder = self.folder / f"grown-{self.turn}"
        folder.mkdir()
        told = _told_by("proof.bench.growth", folder, self.plan.grown, self.plan.edits[1])
        self._note("history-edit", "ours", median(told["grown"]))
        self._note("history-edit", "fresh", median(told["fresh"]))
        if self.turn == 1:
            words = f"le fichier après {french(self.plan.grown)} enregistrements"
            self.alone.append(Line("history-size/file", words, self.size, "Mo", [told["bytes"] / 1e6]))

    # -- alone

    def _search(self) -> None:
        self._say("recherche")
        copy = self.folder / "search.json"
        shutil.copy(self.ours.database, copy)
        times = _told_by("proof.bench.search", copy, self.plan.rounds)
        letters, ours, scan = worst(times)
        self.figures["search"] = {"ours": ours, "scan": scan}
        self.report.notes.append(
            f"recherche, {french(self.size)} opérations : la pire lettre est la dernière de « {letters} »"
        )

    def _visit(self) -> None:
        self._say("poids d’une visite")
        first, again = page.weigh(self.ours)
        for key, words, unit, figure in (
            ("weight/first", "première visite, sur le réseau", "ko", first.bytes / 1000),
            ("weight/requests", "première visite, demandes", "", len(first.statuses)),
            ("weight/again", "visite suivante, demandes (304)", "", len(again.statuses)),
        ):
            self.alone.append(Line(key, words, self.size, unit, [figure]))
        if set(again.statuses) != {304}:
            raise MeasureFailed(f"la visite suivante a reçu : {again.statuses}")
        if self.size == self.plan.lighthouse:
            self._lighthouse()

    def _lighthouse(self) -> None:
        self._say("Lighthouse")
        why = page.install_lighthouse()
        if why:
            self.report.unmeasured["lighthouse"] = why
            return
        scores: dict[str, list[float]] = {name: [] for name in page.CATEGORIES}
        missed: dict[str, None] = {}
        for turn in range(self.plan.rounds):
            self.turn = turn + 1
            self._say("Lighthouse")
            found, missing = page.lighthouse(self.ours, self.folder)
            missed.update(dict.fromkeys(missing))
            for name in scores:
                scores[name].append(found[name])
        self.turn = 0
        for name, words in page.CATEGORIES.items():
            key = f"lighthouse/{name}"
            self.alone.append(Line(key, f"Lighthouse, {words}", self.size, "/ 100", scores[name]))
        self.report.notes += [f"Lighthouse, {each}" for each in missed]


def address(selection: Selection) -> str:
    return f"/?{selection.query}" if selection.query else "/"


def counted(answer: Answer) -> int:
    """How many operations an answer says that it found."""
    found = _COUNT.search(answer.body.decode())
    if answer.status != 200 or not found:
        raise MeasureFailed(f"une réponse (code {answer.status}) ne dit pas combien d’opérations elle trouve")
    return 0 if found[1] == "Aucune" else int(found[1].replace("\u202f", ""))


def _told_by(module: str, *arguments: object) -> dict[str, Any]:
    """What a measure in a process of its own says."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    ran = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if ran.returncode:
        raise MeasureFailed(f"{module} : {ran.stderr.decode(errors='replace').strip()[-300:]}")
    told: dict[str, Any] = orjson.loads(ran.stdout)
    return told
