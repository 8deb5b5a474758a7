"""The measures against their targets: the table, the JSON, and the figures of docs/proof.md."""

import os
import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median
from typing import Any

SIZES = (16, 1_000, 10_000, 100_000)
NARROW = "\u202f"
_TABLE = re.compile(r"(?<=<!-- bench -->\n).*?(?=<!-- /bench -->)", re.S)


@dataclass(frozen=True, slots=True)
class Target:
    """At most `bound`, or at least; of the ratio, or of the value itself."""

    bound: float
    is_most: bool
    of_ratio: bool

    def reached(self, line: "Line") -> bool:
        figure = line.ratio if self.of_ratio else line.value
        return figure <= self.bound if self.is_most else figure >= self.bound

    def __str__(self) -> str:
        return f"{'≤' if self.is_most else '≥'}{NARROW}{french(self.bound)}{'×' if self.of_ratio else ''}"


def _ratio_of_at_least(bound: float) -> Target:
    return Target(bound, is_most=False, of_ratio=True)


def _ratio_of_at_most(bound: float) -> Target:
    return Target(bound, is_most=True, of_ratio=True)


def _at_most(bound: float) -> Target:
    return Target(bound, is_most=True, of_ratio=False)


# What is aimed at: by key of a line and number of operations.
TARGETS: Mapping[tuple[str, int], Target] = {
    ("filter-rate/constant", 16): _ratio_of_at_least(0.7),
    ("filter-rate/constant", 10_000): _ratio_of_at_least(0.5),
    ("filter-rate/constant", 100_000): _ratio_of_at_least(0.4),
    **{("filter-p99/constant", size): _ratio_of_at_most(3) for size in SIZES},
    ("filter-rate/afternoon", 10_000): _ratio_of_at_least(40),
    ("filter-rate/datasette", 10_000): _ratio_of_at_least(80),
    ("search/scan", 10_000): _at_most(10),
    ("search/scan", 100_000): _at_most(50),
    **{("edit/least", size): _ratio_of_at_most(1.5) for size in SIZES[:3]},
    ("history-edit/fresh", 16): _ratio_of_at_most(2),
    ("history-size/file", 16): _at_most(5),
    ("storm-p99/rest", 10_000): _ratio_of_at_most(3),
    ("start/constant", 16): _at_most(1),
    ("start/constant", 10_000): _at_most(1.5),
    ("start/constant", 100_000): _at_most(15),
    ("memory/constant", 16): _at_most(70),
    ("memory/constant", 10_000): _at_most(200),
    ("memory/constant", 100_000): _at_most(1_000),
    ("weight/first", 16): _at_most(60),
    ("weight/first", 10_000): _at_most(60),
    ("weight/again", 16): _at_most(1),
    ("weight/again", 10_000): _at_most(1),
    **{
        (f"lighthouse/{name}", 16): Target(100, is_most=False, of_ratio=False)
        for name in ("performance", "accessibility", "best-practices", "seo")
    },
}


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: what was found here in each round, and beside it, seconds away, what `beside` did.

    `key` is the measure, a slash, and beside what; `size` the number of operations.
    """

    key: str
    what: str
    size: int
    unit: str
    ours: Sequence[float]
    beside: str = ""
    theirs: Sequence[float] = ()

    @property
    def value(self) -> float:
        return median(self.ours)

    @property
    def ratios(self) -> list[float]:
        return [mine / other for mine, other in zip(self.ours, self.theirs, strict=True)]

    @property
    def ratio(self) -> float:
        return median(self.ratios)

    @property
    def target(self) -> Target | None:
        return TARGETS.get((self.key, self.size))

    @property
    def reached(self) -> bool | None:
        return self.target.reached(self) if self.target else None

    def cells(self) -> list[str]:
        """The line as it is read."""
        spread = self.ratios if self.theirs else list(self.ours)
        ends = f" ({french(min(spread))}–{french(max(spread))})" if len(spread) > 1 else ""
        verdict = {True: "atteint", False: "NON ATTEINT", None: ""}[self.reached]
        return [
            self.what,
            french(self.size),
            f"{french(self.value)} {self.unit}",
            f"{self.beside} : {french(median(self.theirs))} {self.unit}" if self.theirs else "",
            (f"{french(self.ratio)}×{ends}" if self.theirs else ends.strip(" ")),
            str(self.target or ""),
            verdict,
        ]


@dataclass
class Report:
    """All the lines; `notes` for who reads them; `unmeasured`: beginning of a key → why, in French."""

    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unmeasured: dict[str, str] = field(default_factory=dict)

    def missing(self) -> list[str]:
        """The targets of which nothing was measured, and nobody said why."""
        measured = {(line.key, line.size) for line in self.lines}
        return [
            f"{key} ({french(size)} opérations)"
            for key, size in TARGETS
            if (key, size) not in measured and key.partition("/")[0] not in self.unmeasured
        ]

    def status(self) -> int:
        """0 when every target is reached, 1 when one is not, 2 when one was not measured."""
        if self.missing():
            return 2
        return int(any(line.reached is False for line in self.lines))

    def table(self) -> str:
        head = ["mesure", "opérations", "ici", "à côté de", "rapport (min–max)", "visé", ""]
        keys = list(dict.fromkeys(line.key for line in self.lines))
        ordered = sorted(self.lines, key=lambda line: (keys.index(line.key), line.size))
        rows = [head, *(line.cells() for line in ordered)]
        widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
        rows.insert(1, ["─" * width for width in widths])
        text = [
            "  ".join(
                cell.rjust(width) if column in (1, 2) else cell.ljust(width)
                for column, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in rows
        ]
        judged = [line for line in self.lines if line.target]
        reached = sum(line.reached is True for line in judged)
        text += ["", *(f"— {note}" for note in self.notes)]
        text += [f"— non mesuré : {key} ({why})" for key, why in self.unmeasured.items()]
        text += [f"— manque : {name}" for name in self.missing()]
        text += ["", f"{reached} buts atteints sur {len(judged)}."]
        return "\n".join(text)

    def json(self, load: str) -> dict[str, Any]:
        return {
            "date": date.today().isoformat(),
            "machine": {
                "processors": os.cpu_count(),
                "system": platform.system(),
                "python": platform.python_version(),
                "load": load,
            },
            "notes": self.notes,
            "unmeasured": self.unmeasured,
            "lines": [
                {
                    "key": line.key,
                    "what": line.what,
                    "operations": line.size,
                    "unit": line.unit,
                    "ours": list(line.ours),
                    "beside": line.beside,
                    "theirs": list(line.theirs),
                    "target": str(line.target) if line.target else None,
                    "reached": line.reached,
                }
                for line in self.lines
            ],
        }


def read_lines(told: Mapping[str, Any]) -> list[Line]:
    """The lines of a report's JSON."""
    return [
        Line(
            line["key"],
            line["what"],
            line["operations"],
            line["unit"],
            line["ours"],
            line["beside"],
            line["theirs"],
        )
        for line in told["lines"]
    ]


# The rows of docs/proof.md: the words, the key of a line, and whether the ratio is shown, or the value.
_DOCUMENT_ROWS = (
    ("Filtrer : demandes par seconde, 8 visiteurs", "filter-rate/constant", False),
    ("… à côté d’octets constants servis par Flask", "filter-rate/constant", True),
    ("… à côté d’une version écrite en un après-midi", "filter-rate/afternoon", True),
    ("… à côté de Datasette telle quelle", "filter-rate/datasette", True),
    ("… à côté de Datasette, réglée au mieux", "filter-rate/tuned", True),
    ("Page entière : demandes par seconde", "page-rate/constant", False),
    ("Chercher : la pire lettre, en ms", "search/scan", False),
    ("Enregistrer : ms", "edit/least", False),
    ("… à côté du moindre remplacement durable du fichier", "edit/least", True),
    ("… après 10\u202f000 autres, à côté d’un fichier sans historique", "history-edit/fresh", True),
    ("Le fichier après 10\u202f000 enregistrements : Mo", "history-size/file", False),
    ("Démarrer : s", "start/constant", False),
    ("Mémoire : Mo", "memory/constant", False),
)


def document_table(lines: Sequence[Line]) -> str:
    """Return the table of docs/proof.md, in Markdown: a column for each number of operations."""
    found = {(line.key, line.size): line for line in lines}
    rows = [f"| opérations | {' | '.join(map(french, SIZES))} |", f"|---|{'--:|' * len(SIZES)}"]
    for words, key, is_ratio in _DOCUMENT_ROWS:
        cells = []
        for size in SIZES:
            line = found.get((key, size))
            cells.append("–" if not line else f"{french(line.ratio)}×" if is_ratio else french(line.value))
        rows.append(f"| {words} | {' | '.join(cells)} |")
    judged = [line for line in lines if line.target]
    reached = sum(line.reached is True for line in judged)
    rows += ["", f"Buts atteints : {reached} sur {len(judged)} ; le tableau de la commande dit lesquels."]
    return "\n".join(rows) + "\n"


def replace_table(document: str, table: str) -> str:
    """Return `document` with `table` between its marks."""
    return _TABLE.sub(lambda _: table, document)


def french(number: float) -> str:
    """« 1 234 », « 12,3 », « 0,72 »: three figures that count, and all those before the comma."""
    size = abs(number)
    decimals = 0 if size >= 100 or number == int(number) else 1 if size >= 10 else 2
    return f"{number:,.{decimals}f}".replace(",", NARROW).replace(".", ",")
