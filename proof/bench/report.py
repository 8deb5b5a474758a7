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
NARROW_SPACE = "\u202f"
_TABLE = re.compile(r"(?<=<!-- bench -->\n).*?(?=<!-- /bench -->)", re.S)


@dataclass(frozen=True, slots=True)
class Target:
    """A greatest or a least figure, which is the ratio of a line or its value."""

    bound: float
    is_greatest: bool
    is_ratio: bool

    def is_reached_by(self, line: "Line") -> bool:
        figure = line.ratio if self.is_ratio else line.value
        return figure <= self.bound if self.is_greatest else figure >= self.bound

    def __str__(self) -> str:
        sign = "≤" if self.is_greatest else "≥"
        return f"{sign}{NARROW_SPACE}{format_number(self.bound)}{'×' if self.is_ratio else ''}"


def _ratio_of_at_least(bound: float) -> Target:
    return Target(bound, is_greatest=False, is_ratio=True)


def _ratio_of_at_most(bound: float) -> Target:
    return Target(bound, is_greatest=True, is_ratio=True)


def _at_most(bound: float) -> Target:
    return Target(bound, is_greatest=True, is_ratio=False)


def _at_least(bound: float) -> Target:
    return Target(bound, is_greatest=False, is_ratio=False)


# Key of a line and number of operations → the figure that is aimed at. A time is judged by its ratio alone: a
# busy machine would miss any other target.
TARGETS: Mapping[tuple[str, int], Target] = {
    ("filter-rate/constant", 16): _ratio_of_at_least(0.7),
    ("filter-rate/constant", 10_000): _ratio_of_at_least(0.5),
    ("filter-rate/constant", 100_000): _ratio_of_at_least(0.4),
    **{("filter-p99/constant", size): _ratio_of_at_most(3) for size in SIZES},
    ("filter-rate/afternoon", 10_000): _ratio_of_at_least(40),
    ("filter-rate/datasette", 10_000): _ratio_of_at_least(80),
    ("search/scan", 10_000): _ratio_of_at_most(1),
    ("search/scan", 100_000): _ratio_of_at_most(0.7),
    **{("edit/least", size): _ratio_of_at_most(1.5) for size in SIZES[:3]},
    ("history-edit/fresh", 16): _ratio_of_at_most(2),
    ("history-size/file", 16): _at_most(5),
    ("storm-p99/rest", 10_000): _ratio_of_at_most(3),
    ("import-p99/rest", 10_000): _ratio_of_at_most(3),
    ("import-few/one", 10_000): _ratio_of_at_most(4),
    # As many times longer as there are more operations.
    ("import-many/few", 10_000): _ratio_of_at_most(25),
    ("export-docx/python-docx", 10_000): _ratio_of_at_most(1),
    ("export-xlsx/xlsxwriter", 10_000): _ratio_of_at_most(2),
    ("export-p99/rest", 10_000): _ratio_of_at_most(3),
    ("export/memory", 10_000): _at_most(150),
    ("edit-crowd/least", 10_000): _ratio_of_at_most(30),
    ("bodies-edit/commit", 1_000): _ratio_of_at_most(15),
    ("bodies-edit/file", 10_000): _ratio_of_at_most(0.5),
    ("bodies-seen/process", 1_000): _at_most(50),
    ("bodies-find/sql", 100_000): _ratio_of_at_least(10),
    ("bodies-filter/file", 100_000): _ratio_of_at_least(0.95),
    ("bodies-memory/operation", 100_000): _at_most(3),
    ("start/constant", 16): _ratio_of_at_most(3),
    ("start/constant", 10_000): _ratio_of_at_most(5),
    ("start/constant", 100_000): _ratio_of_at_most(50),
    ("memory/constant", 16): _at_most(70),
    ("memory/constant", 10_000): _at_most(200),
    ("memory/constant", 100_000): _at_most(1_000),
    ("weight/first", 16): _at_most(60),
    ("weight/first", 10_000): _at_most(60),
    ("weight/again", 16): _at_most(1),
    ("weight/again", 10_000): _at_most(1),
    **{
        (f"lighthouse/{name}", 16): _at_least(100)
        for name in ("performance", "accessibility", "best-practices", "seo")
    },
}


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: ours in each round, and what `rival` did beside it, seconds away.

    `key` is the measure, a slash and the slug of the rival; `words` describe the measure in French; `size` is
    the number of operations.
    """

    key: str
    words: str
    size: int
    unit: str
    ours: Sequence[float]
    rival: str = ""
    theirs: Sequence[float] = ()

    @property
    def value(self) -> float:
        return median(self.ours)

    @property
    def ratios(self) -> list[float]:
        return [ours / theirs for ours, theirs in zip(self.ours, self.theirs, strict=True)]

    @property
    def ratio(self) -> float:
        return median(self.ratios)

    @property
    def target(self) -> Target | None:
        return TARGETS.get((self.key, self.size))

    @property
    def reached(self) -> bool | None:
        """Whether the target is reached; None when there is none."""
        return self.target.is_reached_by(self) if self.target else None

    def cells(self) -> list[str]:
        """Return the cells of its row in the table."""
        spread = self.ratios if self.theirs else list(self.ours)
        ends = f" ({format_number(min(spread))}–{format_number(max(spread))})" if len(spread) > 1 else ""
        verdict = {True: "atteint", False: "NON ATTEINT", None: ""}[self.reached]
        return [
            self.words,
            format_number(self.size),
            f"{format_number(self.value)} {self.unit}",
            f"{self.rival} : {format_number(median(self.theirs))} {self.unit}" if self.theirs else "",
            (f"{format_number(self.ratio)}×{ends}" if self.theirs else ends.strip(" ")),
            str(self.target or ""),
            verdict,
        ]

    def as_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "what": self.words,
            "operations": self.size,
            "unit": self.unit,
            "ours": list(self.ours),
            "beside": self.rival,
            "theirs": list(self.theirs),
            "target": str(self.target) if self.target else None,
            "reached": self.reached,
        }


@dataclass
class Report:
    """All the lines, and notes for the reader. `unmeasured`: beginning of a key → why, in French."""

    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unmeasured: dict[str, str] = field(default_factory=dict)

    def missing(self) -> list[str]:
        """Return the targets that nothing was measured for, without a reason."""
        measured = {(line.key, line.size) for line in self.lines}
        return [
            f"{key} ({format_number(size)} opérations)"
            for key, size in TARGETS
            if (key, size) not in measured and key.partition("/")[0] not in self.unmeasured
        ]

    def status(self) -> int:
        """Return 0 when every target is reached, 1 when one is not, 2 when one was not measured."""
        if self.missing():
            return 2
        return int(any(line.reached is False for line in self.lines))

    def table(self) -> str:
        """Return the table and its notes, as the command prints them."""
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
        reached, judged = _count_reached(self.lines)
        text += ["", *(f"— {note}" for note in self.notes)]
        text += [f"— non mesuré : {key} ({why})" for key, why in self.unmeasured.items()]
        text += [f"— manque : {name}" for name in self.missing()]
        text += ["", f"{reached} buts atteints sur {judged}."]
        return "\n".join(text)

    def as_json(self, load: str) -> dict[str, Any]:
        """Return what `docs/bench.json` keeps; `load` names the program that made the load."""
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
            "lines": [line.as_json() for line in self.lines],
        }


def read_lines(report: Mapping[str, Any]) -> list[Line]:
    """Return the lines of a report's JSON."""
    return [
        Line(
            key=line["key"],
            words=line["what"],
            size=line["operations"],
            unit=line["unit"],
            ours=line["ours"],
            rival=line["beside"],
            theirs=line["theirs"],
        )
        for line in report["lines"]
    ]


# The rows of docs/proof.md: its words, the key of a line, and whether it shows the ratio or the value.
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
    ("Importer 80 opérations : s, jusqu’à leur relecture", "import-few/one", False),
    ("Importer 2\u202f000 opérations : s, jusqu’à leur relecture", "import-many/few", False),
    ("… les filtres pendant ce temps, 99e centile, à côté du repos", "import-p99/rest", True),
    ("Exporter tout en Word : s", "export/Word", False),
    ("Exporter tout en Excel : s", "export-xlsx/xlsxwriter", False),
    ("… à côté de XlsxWriter", "export-xlsx/xlsxwriter", True),
    ("Exporter quelques opérations en Word, à côté de python-docx", "export-docx/python-docx", True),
    ("Les filtres pendant des exports, 99e centile, à côté du repos", "export-p99/rest", True),
    ("Enregistrer dans PostgreSQL : ms", "bodies-edit/commit", False),
    ("… à côté du moindre enregistrement durable de la base", "bodies-edit/commit", True),
    ("… à côté du fichier", "bodies-edit/file", True),
    ("… vu par un autre processus : ms, 95e centile", "bodies-seen/process", False),
    ("Filtrer dans PostgreSQL, à côté du fichier", "bodies-filter/file", True),
    ("… sans serveur, à côté de SQL", "bodies-find/sql", True),
    ("Filtrer l’Observatoire : demandes par seconde", "observatory-filter/file", False),
    ("Mémoire d’une opération dans PostgreSQL, sans sa carte : ko", "bodies-memory/operation", False),
    ("Démarrer : s", "start/constant", False),
    ("Mémoire : Mo", "memory/constant", False),
)


def document_table(lines: Sequence[Line]) -> str:
    """Return the table of docs/proof.md, in Markdown: a column for each number of operations."""
    found = {(line.key, line.size): line for line in lines}
    rows = [f"| opérations | {' | '.join(map(format_number, SIZES))} |", f"|---|{'--:|' * len(SIZES)}"]
    for words, key, is_ratio in _DOCUMENT_ROWS:
        cells = [_document_cell(found.get((key, size)), is_ratio=is_ratio) for size in SIZES]
        rows.append(f"| {words} | {' | '.join(cells)} |")
    reached, judged = _count_reached(lines)
    rows += ["", f"Buts atteints : {reached} sur {judged} ; le tableau de la commande dit lesquels."]
    return "\n".join(rows) + "\n"


def _document_cell(line: Line | None, *, is_ratio: bool) -> str:
    if not line:
        return "–"
    return f"{format_number(line.ratio)}×" if is_ratio else format_number(line.value)


def _count_reached(lines: Sequence[Line]) -> tuple[int, int]:
    """Return how many targets are reached, and how many lines have one."""
    judged = [line for line in lines if line.target]
    return sum(line.reached is True for line in judged), len(judged)


def replace_table(document: str, table: str) -> str:
    """Return `document` with `table` between its marks."""
    return _TABLE.sub(lambda _: table, document)


def format_number(number: float) -> str:
    """Return « 1 234 », « 12,3 », « 0,72 »: three significant digits, and all those before the comma."""
    size = abs(number)
    decimals = 0 if size >= 100 or number == int(number) else 1 if size >= 10 else 2
    return f"{number:,.{decimals}f}".replace(",", NARROW_SPACE).replace(".", ",")
