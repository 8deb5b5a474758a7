"""The servers that answer the same filters, and the visitors who ask for them."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from statistics import mean

import orjson

from gersapp.catalogue.search.selection import Selection
from proof.bench.figures import RIVALS
from proof.bench.load import MeasureFailed
from proof.bench.plan import Plan
from proof.bench.rivals import datasette
from proof.bench.selections import address_of, invent_selections
from proof.bench.servers import VISITED_HOST, Answer, ask
from proof.bench.stage import Stage
from proof.tools.server import Server

PAGE = {"Host": VISITED_HOST}
# What the boxes of the page send when one of them is ticked.
FRAGMENT = {
    **PAGE,
    "HX-Request": "true",
    "HX-Trigger": "choix-platform",
    "HX-Target": "resultats",
    "HX-Current-URL": f"http://{VISITED_HOST}/",
}
COMPRESSED = {**FRAGMENT, "Accept-Encoding": "gzip"}
# Requests of a load that warms up, which lasts a second.
WARM_UP_REQUESTS = 5_000
_COUNT = re.compile(r'(?:#|id=")compte"[^>]*>\s*(Aucune|\d[\d\u202f]*)')
# Answers that are compared before the measures, and how many different counts they must have at least.
_CHECKED_ANSWERS, _MIN_DIFFERENT_COUNTS = 24, 3


class Visitors:
    """Selections of which none comes twice, for as long as the servers live.

    `rate` is a number of requests that no server answers in a second.
    """

    def __init__(self, stage: Stage, rate: int) -> None:
        stage.say("visiteurs inventés")
        self.rate = rate
        self._selections: Iterator[Selection] = iter(
            invent_selections(stage.tables, _count_selections(stage.plan, rate, stage.size))
        )

    def take(self, number: int) -> list[Selection]:
        return list(islice(self._selections, number))

    def take_addresses(self, seconds: int) -> list[str]:
        """Return addresses for a load that lasts so many seconds."""
        return [address_of(selection) for selection in self.take(self.rate * seconds)]


def _count_selections(plan: Plan, rate: int, size: int) -> int:
    seconds = plan.filter_seconds + plan.page_seconds
    if size == plan.size_in_depth:
        seconds += (
            3 * plan.short_seconds + 2 * plan.filter_seconds + plan.import_seconds + plan.export_seconds
        )
    if size in plan.filtered_bodies:
        seconds += 2 * plan.filter_seconds
    return plan.rounds * seconds * rate + 3 * plan.samples + _CHECKED_ANSWERS + 2 * WARM_UP_REQUESTS


@dataclass(frozen=True)
class Contestant:
    """A server that answers filters at the addresses of the catalogue."""

    server: Server

    def address_of(self, selection: Selection) -> str:
        return address_of(selection)

    def count(self, selection: Selection) -> int:
        """Return how many operations it finds; raises MeasureFailed."""
        return found_in(ask(self.server, self.address_of(selection), FRAGMENT))


@dataclass(frozen=True)
class DatasetteContestant(Contestant):
    """Datasette, as it comes or tuned."""

    is_tuned: bool

    def address_of(self, selection: Selection) -> str:
        return datasette.address_of(selection, tuned=self.is_tuned)

    def count(self, selection: Selection) -> int:
        path = datasette.address_of(selection, ".json", tuned=self.is_tuned)
        count: int = orjson.loads(ask(self.server, path, {}).body).get("filtered_table_rows_count")
        return count


@dataclass(frozen=True)
class Contestants:
    """The catalogue, constant bytes like its answers, and its rivals by slug.

    `unchanged` is the headers of a request that is answered by a 304.
    """

    ours: Server
    constant: Server
    rivals: dict[str, Contestant]
    unchanged: dict[str, str]


def launch_contestants(stage: Stage, ours: Server, visitors: Visitors) -> Contestants:
    """Start those that are to be measured beside the catalogue; raises MeasureFailed."""
    stage.say("poids des réponses")
    unchanged = {**PAGE, "If-None-Match": _ask(ours, "/", PAGE).headers.get("ETag", "")}

    def sample(headers: dict[str, str]) -> tuple[int, int]:
        """Return the mean size of answers, and how many headers of its own each has."""
        selections = visitors.take(stage.plan.samples)
        answers = [_ask(ours, address_of(selection), headers) for selection in selections]
        return round(mean(len(answer.body) for answer in answers)), answers[0].own_headers

    constant = stage.servers.constant(
        fragment=sample(FRAGMENT),
        compressed=sample(COMPRESSED),
        page=sample(PAGE),
        unchanged=_ask(ours, "/", unchanged, 304).own_headers,
    )
    for headers, status in ((FRAGMENT, 200), (COMPRESSED, 200), (PAGE, 200), (unchanged, 304)):
        answer, imitation = _ask(ours, "/", headers, status), ask(constant, "/", headers)
        if (imitation.status, len(imitation.headers)) != (status, len(answer.headers)):
            raise MeasureFailed(f"les octets constants n’imitent pas la réponse : {imitation.headers}")
    return Contestants(ours=ours, constant=constant, rivals=_launch_rivals(stage), unchanged=unchanged)


def _launch_rivals(stage: Stage) -> dict[str, Contestant]:
    if stage.size > stage.plan.max_size_for_rivals:
        return {}
    copy = stage.folder / "afternoon.json"
    shutil.copy(stage.database, copy)
    base = stage.folder / "operations.db"
    datasette.write(stage.tables, base)
    return {
        "afternoon": Contestant(stage.servers.afternoon(copy)),
        "datasette": DatasetteContestant(stage.servers.datasette(base), is_tuned=False),
        "tuned": DatasetteContestant(stage.servers.datasette(base, tuned=True), is_tuned=True),
    }


def check_answers(stage: Stage, contestants: Contestants, visitors: Visitors) -> None:
    """Raise MeasureFailed unless all find as many operations, and other numbers for other selections."""
    stage.say("vérification des réponses")
    counts = set()
    for selection in visitors.take(_CHECKED_ANSWERS):
        count = Contestant(contestants.ours).count(selection)
        counts.add(count)
        for name, rival in contestants.rivals.items():
            theirs = rival.count(selection)
            if theirs != count:
                raise MeasureFailed(
                    f"{address_of(selection)} : {count} opérations ici, {theirs} pour {RIVALS[name]}"
                )
    if len(counts) < _MIN_DIFFERENT_COUNTS:
        raise MeasureFailed(f"des sélections différentes donnent les mêmes nombres : {counts}")


def found_in(answer: Answer) -> int:
    """Return how many operations an answer says that it found; raises MeasureFailed."""
    found = _COUNT.search(answer.body.decode())
    if answer.status != 200 or not found:
        raise MeasureFailed(f"une réponse (code {answer.status}) ne dit pas combien d’opérations elle trouve")
    return 0 if found[1] == "Aucune" else int(found[1].replace("\u202f", ""))


def _ask(server: Server, path: str, headers: dict[str, str], status: int = 200) -> Answer:
    """Ask for an answer that must have this status; raises MeasureFailed."""
    answer = ask(server, path, headers)
    if answer.status != status:
        raise MeasureFailed(f"{path} : code {answer.status} au lieu de {status}")
    return answer
