"""A dossier in a small notation, from which every format of it is made.

Settings (`name: value`) come first, until a line `---`; then each line is a paragraph:

    # Words        a heading; as many # as its level
    * Words        an item of a list with bullets; two spaces before * for each level
    + Words        an item of the numbered list of the dossier
    ~ Words        a line of a table of contents; ^ Words: the head of every page
    | a | b |      a row of a table; ¶ parts the paragraphs of a cell, ^^ continues the cell above
    [[ and ]]      alone on their lines: what is between them stands in a cell of an outer table
    \\Words         a paragraph whose first characters mean nothing here

Inside: **bold**, [words]{address}, ⏎ for a line end within the paragraph. An empty line is an empty paragraph.
Settings: `bullet` (the signs of lists in the text, one a level with | between), `links` (`auto`: typed addresses are links, as Word makes
them; `plain`), `wrap` (the width of the text, as of a mail), `title` (of the document's properties).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from gersapp.exchange.blocks import Origin

_INLINE = re.compile(r"\*\*(?P<bold>.+?)\*\*|\[(?P<words>[^\]]+)\]\{(?P<url>[^}]+)\}")
_ITEM = re.compile(r"(?P<indent> *)(?P<sign>[*+]) (?P<text>.*)")
_HEADING = re.compile(r"(?P<level>#{1,6}) (?P<text>.*)")
_TYPED = re.compile(r"https?://\S+")
_AFTER_ADDRESS = ".,;:!?)»"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a paragraph in one format; `url` is the address behind it."""

    text: str
    is_bold: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: tuple[Run, ...]
    heading: int = 0
    marker: str = ""
    depth: int = 0
    is_numbered: bool = False
    origin: Origin = Origin.BODY
    has_gap: bool = False

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a table; `rows` is how many it spans."""

    items: "tuple[Paragraph | Table, ...]"
    rows: int = 1
    column: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table; a row lacks the cells that one above it covers."""

    rows: tuple[tuple[TableCell, ...], ...]


Item = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Source:
    name: str
    items: tuple[Item, ...]
    settings: Mapping[str, str] = field(default_factory=dict)


def read_source(name: str, notation: str) -> Source:
    """Read a dossier in the notation above."""
    head, _, body = notation.partition("---\n")
    settings = dict(re.findall(r"^(\w+): *(.*)$", head, re.MULTILINE))
    return Source(name, tuple(_Reader(settings, body.splitlines()).read()), settings)


def addresses_of(source: Source) -> tuple[str, ...]:
    """Return the addresses of a dossier, typed or behind words, in order and once each."""
    runs = [run for paragraph in paragraphs_of(source.items) for run in paragraph.runs]
    return tuple(
        dict.fromkeys(address for run in runs for address in ([run.url] if run.url else typed_in(run.text)))
    )


def typed_in(text: str) -> list[str]:
    """Return the addresses that are typed in a text."""
    return [found.rstrip(_AFTER_ADDRESS) for found in _TYPED.findall(text)]


def paragraphs_of(items: tuple[Item, ...]) -> Iterator[Paragraph]:
    """Give the paragraphs in the order in which people read them, those of tables row by row."""
    for item in items:
        if isinstance(item, Paragraph):
            yield item
        else:
            for row in item.rows:
                for cell in row:
                    yield from paragraphs_of(cell.items)


class _Reader:
    """Reads the lines of the notation."""

    def __init__(self, settings: Mapping[str, str], lines: list[str]) -> None:
        self.settings = settings
        self.lines = iter(lines)
        self.number = 0
        self.has_gap = False

    def read(self, end: str | None = None) -> Iterator[Item]:
        rows: list[str] = []
        for line in self.lines:
            if rows and not line.startswith("|"):
                yield _table_of(rows, self.settings)
                rows = []
            if line == end:
                return
            if line.startswith("|"):
                rows.append(line)
            elif line == "[[":
                yield Table(((TableCell(tuple(self.read("]]"))),),))
            elif not line.strip():
                self.has_gap = True
            else:
                yield self._paragraph(line)
        if rows:
            yield _table_of(rows, self.settings)

    def _paragraph(self, line: str) -> Paragraph:
        paragraph = paragraph_of(line, self.settings)
        if paragraph.is_numbered:
            self.number += 1
            paragraph = replace(paragraph, marker=f"{self.number}.")
        paragraph = replace(paragraph, has_gap=self.has_gap)
        self.has_gap = False
        return paragraph


def paragraph_of(line: str, settings: Mapping[str, str]) -> Paragraph:
    """Read one line of the notation that is no row of a table."""
    if line.startswith("\\"):
        return Paragraph(_runs_of(line[1:], settings))
    if found := _HEADING.fullmatch(line):
        return Paragraph(_runs_of(found["text"], settings), heading=len(found["level"]))
    if found := _ITEM.fullmatch(line):
        runs, depth = _runs_of(found["text"], settings), len(found["indent"]) // 2
        if found["sign"] == "+":
            return Paragraph(runs, is_numbered=True, marker="1.", depth=depth)
        return Paragraph(runs, marker=bullets_of(settings)[depth], depth=depth)
    for sign, origin in (("~ ", Origin.CONTENTS), ("^ ", Origin.ASIDE)):
        if line.startswith(sign):
            return Paragraph(_runs_of(line[2:], settings), origin=origin)
    return Paragraph(_runs_of(line, settings))


def bullets_of(settings: Mapping[str, str]) -> list[str]:
    """Return the signs of the lists' three levels."""
    signs = settings.get("bullet", "•").split("|")
    return (signs + signs[-1:] * 2)[:3]


def _runs_of(text: str, settings: Mapping[str, str]) -> tuple[Run, ...]:
    text = text.replace(" ⏎ ", "\n").replace("⏎", "\n").replace("⇥", "\t")
    runs, start = [], 0
    for found in _INLINE.finditer(text):
        runs += _typed_runs(text[start : found.start()], settings)
        if found["bold"]:
            runs += [replace(run, is_bold=True) for run in _runs_of(found["bold"], settings)]
        else:
            runs.append(Run(found["words"], url=found["url"]))
        start = found.end()
    return tuple(runs + _typed_runs(text[start:], settings))


def _typed_runs(text: str, settings: Mapping[str, str]) -> list[Run]:
    """Return a text as runs, its addresses as links unless the setting says that they are plain."""
    runs, start = [], 0
    for url in typed_in(text) if settings.get("links", "auto") == "auto" else []:
        place = text.index(url, start)
        runs += [Run(text[start:place]), Run(url, url=url)]
        start = place + len(url)
    return [run for run in [*runs, Run(text[start:])] if run.text]


def _table_of(rows: list[str], settings: Mapping[str, str]) -> Table:
    texts = [[cell.strip() for cell in row.strip()[1:-1].split("|")] for row in rows]
    table = []
    for number, row in enumerate(texts):
        cells = []
        for column, text in enumerate(row):
            if text == "^^":
                continue
            below = [other[column] if column < len(other) else "" for other in texts[number + 1 :]]
            span = next((place for place, cell in enumerate(below) if cell != "^^"), len(below))
            lines = [line.strip() for line in text.split("¶")] if text else []
            cells.append(TableCell(tuple(paragraph_of(line, settings) for line in lines), span + 1, column))
        table.append(tuple(cells))
    return Table(tuple(table))
