"""An .odt, or the same in one file of XML → its blocks. What was deleted is kept elsewhere in it."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from gersapp.errors import DocumentRefused
from gersapp.exchange.archive import Archive, find_below, parse_xml
from gersapp.exchange.blocks import Cell, Document, Origin
from gersapp.exchange.limits import MAX_COLUMNS
from gersapp.exchange.reading.collecting import Collector, Full, Look, Run, clean_address, find_addresses
from gersapp.exchange.reading.odt_styles import ListCounter, Style, Styles, has_gap
from gersapp.exchange.roles import is_written
from gersapp.exchange.xml import DAMAGED

_INDEXES = {
    "text:alphabetical-index", "text:illustration-index", "text:object-index", "text:table-index",
    "text:table-of-content", "text:user-index"
}  # fmt: skip
_UNSEEN = {
    "office:annotation", "office:annotation-end", "office:binary-data", "office:event-listeners",
    "office:forms", "svg:desc", "svg:title", "text:hidden-paragraph", "text:hidden-text",
    "text:note-citation", "text:placeholder", "text:ruby-text", "text:sequence-decls",
    "text:table-of-content-source", "text:tracked-changes", "text:user-field-decls", "text:variable-decls"
}  # fmt: skip
_HEADERS = ("style:header", "style:header-first", "style:header-left")
_FOOTERS = ("style:footer", "style:footer-first", "style:footer-left")
_SPACES = re.compile(r"[ \t\r\n]+")
# `text:s` says how many spaces it is, each and all together.
_MAX_SPACES, _MAX_ALL_SPACES = 1000, 2_000_000
# Rows of a table, and cells of all tables.
_MAX_REPEATED, _MAX_ALL_REPEATED = 200, 20_000


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a paragraph stands. `depth` is that of the innermost list, -1 outside of all."""

    origin: Origin = Origin.BODY
    cell: Cell | None = None
    counter: ListCounter | None = None
    depth: int = -1


def read_odt(content: bytes) -> Document:
    """Read an .odt; raises DocumentRefused when it is damaged or beyond the limits."""
    archive = Archive(content)
    roots = [archive.parse("content.xml", needs_words=True)]
    roots += [archive.parse(name) for name in ("styles.xml", "meta.xml") if archive.has(name)]
    return _read(roots)


def read_flat_odt(content: bytes) -> Document:
    """Read an .fodt, in the same way."""
    return _read([parse_xml(content)])


def _read(roots: list[Element]) -> Document:
    body = find_below(roots[0], "office:body/office:text")
    if body is None:
        raise DocumentRefused(DAMAGED)
    reader = _Reader(Styles(roots))
    pages = [page for root in roots for page in root.iter("style:master-page")]
    with suppress(Full):
        reader.read_page_edges(pages, _HEADERS)
        reader.read_blocks(body, _Place())
        reader.read_page_edges(pages, _FOOTERS)
    titles = (title.text for root in roots for title in root.iter("dc:title"))
    title = next((text.strip() for text in titles if text), "")
    collector = reader.collector
    return Document("odt", tuple(collector.blocks), title, tuple(collector.lacks), reader.is_written)


class _Reader:
    def __init__(self, styles: Styles) -> None:
        self.is_written = is_written(styles.names)
        self.collector = Collector(is_written=self.is_written)
        self._styles = styles
        self._tables = 0
        self._previous: Style | None = None
        self._counters: dict[str, ListCounter] = {}
        self._marker = ""
        self._spaces = 0
        self._repeated = 0
        # Of the paragraph being read: whether its last character is a space, its notes and its boxes.
        self._is_spaced = True
        self._notes: list[Element] = []
        self._boxes: list[Element] = []

    def read_page_edges(self, pages: list[Element], names: tuple[str, ...]) -> None:
        """Read the headers or the footers of pages, those of the same text once."""
        known = set[str]()
        for page in pages:
            for edge in (element for element in page if element.tag in names):
                words = "".join(edge.itertext()).strip()
                if words not in known:
                    self.read_blocks(edge, _Place(origin=Origin.ASIDE))
                known.add(words)

    def read_blocks(self, parent: Element, place: _Place) -> None:
        """Read the paragraphs, lists and tables of an element."""
        for element in parent:
            match element.tag:
                case "text:p" | "text:h":
                    self._read_paragraph(element, place)
                case "text:list":
                    self._read_list(element, place)
                case "table:table":
                    self._read_table(element, place)
                case "text:section" if element.get("text:display") == "none":
                    pass
                case "draw:frame" | "draw:a" | "draw:g" | "draw:custom-shape":
                    self._add([Run(url, url) for url in self._look_at(element)], Style(), 0, place)
                    self._read_kept(place)
                case tag if tag in _INDEXES:
                    self.read_blocks(element, replace(place, origin=Origin.CONTENTS))
                case tag if tag not in _UNSEEN:
                    self.read_blocks(element, place)

    def _read_paragraph(self, element: Element, place: _Place) -> None:
        style = self._styles.get("paragraph", element.get("text:style-name", ""))
        level = element.get("text:outline-level", "1") if element.tag == "text:h" else ""
        heading = int(level) if re.fullmatch("[1-9]|10", level) else style.heading
        if style.is_of_contents and place.origin is Origin.BODY:
            place = replace(place, origin=Origin.CONTENTS)
        notes, boxes, self._notes, self._boxes = self._notes, self._boxes, [], []
        self._is_spaced = True
        runs = list(self._read_runs(element, "", style))
        self._add(runs, style, heading, place)
        self._read_kept(place)
        self._notes, self._boxes = notes, boxes

    def _add(self, runs: list[Run], style: Style, heading: int, place: _Place) -> None:
        look = Look(
            has_gap=has_gap(self._previous, style),
            heading=heading,
            marker=self._marker,
            depth=max(place.depth, 0),
            cell=place.cell,
            origin=place.origin,
            style=style.name,
        )
        self._previous = style
        before = len(self.collector.blocks)
        self.collector.add(runs, look)
        if len(self.collector.blocks) > before:
            self._marker = ""

    def _read_kept(self, place: _Place) -> None:
        """Read the boxes and the notes of the paragraph that was added."""
        boxes, notes, self._boxes, self._notes = self._boxes, self._notes, [], []
        for box in boxes:
            self.read_blocks(box, _Place(origin=Origin.ASIDE))
        for note in notes if place.origin is not Origin.NOTE else ():
            citation, body = note.find("text:note-citation"), note.find("text:note-body")
            self._marker = "".join(citation.itertext()).strip()[:12] if citation is not None else ""
            if body is not None:
                self.read_blocks(body, _Place(origin=Origin.NOTE))

    def _read_list(self, element: Element, place: _Place) -> None:
        name = element.get("text:style-name", "")
        counter = place.counter
        if counter is None or (name and place.depth < 0):
            counter = self._counter(element, name)
        depth = place.depth + 1
        for item in element:
            if item.tag not in ("text:list-item", "text:list-header"):
                continue
            # An item that begins with a list holds deeper ones only.
            if item.tag == "text:list-item" and len(item) and item[0].tag != "text:list":
                self._marker = counter.next_marker(depth, item.get("text:start-value", ""))
            self.read_blocks(item, replace(place, counter=counter, depth=depth))
            self._marker = ""

    def _counter(self, element: Element, name: str) -> ListCounter:
        """Return a new count, or that of the list which this one continues."""
        is_continued = element.get("text:continue-numbering") == "true" or element.get("text:continue-list")
        if not is_continued or name not in self._counters:
            self._counters[name] = ListCounter(self._styles.lists.get(name))
        return self._counters[name]

    def _read_runs(self, parent: Element, url: str, style: Style) -> Iterator[Run]:
        """Yield the text of a paragraph or of a part of one, with what follows each element in it."""
        yield from self._say(parent.text, url, style)
        for element in parent:
            yield from self._read_inline(element, url, style)
            yield from self._say(element.tail, url, style)

    def _read_inline(self, element: Element, url: str, style: Style) -> Iterator[Run]:
        match element.tag:
            case "text:span":
                own = self._styles.get("text", element.get("text:style-name", ""))
                bold, hidden = own.is_bold, own.is_hidden
                inner = replace(
                    style,
                    is_bold=style.is_bold if bold is None else bold,
                    is_hidden=style.is_hidden if hidden is None else hidden,
                )
                yield from self._read_runs(element, url, inner)
            case "text:a":
                address = clean_address(element.get("xlink:href", "")) or url
                has_words = False
                for run in self._read_runs(element, address, style):
                    has_words = has_words or bool(run.text.strip())
                    yield run
                if address and not has_words:
                    yield Run(address, address)
            case "text:s":
                count = element.get("text:c", "1")
                spaces = min(int(count), _MAX_SPACES) if re.fullmatch(r"\d{1,9}", count) else 1
                self._spaces += spaces
                yield self._sign(" " * (spaces if self._spaces < _MAX_ALL_SPACES else 1), url, style)
            case "text:tab":
                yield self._sign("\t", url, style)
            case "text:line-break":
                yield self._sign("\n", url, style)
            case "text:note":
                self._notes.append(element)
            case "draw:frame" | "draw:a" | "draw:g" | "draw:custom-shape" | "draw:text-box":
                for address in self._look_at(element):
                    yield Run(address, address)
            case tag if tag not in _UNSEEN:
                yield from self._read_runs(element, url, style)

    def _say(self, text: str | None, url: str, style: Style) -> Iterator[Run]:
        """Yield some text with its white space made one space, as the format has it."""
        shown = _SPACES.sub(" ", text or "")
        if self._is_spaced:
            shown = shown.removeprefix(" ")
        if shown and not style.is_hidden:
            self._is_spaced = shown.endswith(" ")
            yield Run(shown, url, bool(style.is_bold))

    def _sign(self, text: str, url: str, style: Style) -> Run:
        # LibreOffice keeps a space after a line end; people who indent XML do not mean one.
        self._is_spaced = text == "\n" and not self.is_written
        return Run("" if style.is_hidden else text, url, bool(style.is_bold))

    def _look_at(self, drawing: Element) -> list[str]:
        """Return the addresses that a drawing leads to or speaks of; keep its texts for later."""
        found = []
        for element in _parts_of(drawing):
            match element.tag:
                case "draw:a":
                    found.append(clean_address(element.get("xlink:href", "")))
                case "svg:title" | "svg:desc":
                    found += find_addresses(element.text or "")
                case "draw:text-box" | "draw:custom-shape":
                    self._boxes.append(element)
        return [address for address in dict.fromkeys(found) if address]

    def _read_table(self, table: Element, place: _Place) -> None:
        number, self._tables = self._tables, self._tables + 1
        row = 0
        for element in _rows_of(table):
            count = min(_count(element, "table:number-rows-repeated"), _MAX_REPEATED)
            for _ in range(self._times(count)):
                self._read_row(element, number, row, place)
                row += 1
        self._begin_afresh()

    def _read_row(self, row: Element, table: int, place_of_row: int, place: _Place) -> None:
        column = 0
        for element in row:
            if element.tag not in ("table:table-cell", "table:covered-table-cell"):
                continue
            repeated = _count(element, "table:number-columns-repeated")
            for _ in range(self._times(min(repeated, MAX_COLUMNS)) if len(element) else 0):
                cell = Cell(
                    table,
                    place_of_row,
                    column,
                    _count(element, "table:number-rows-spanned"),
                    _count(element, "table:number-columns-spanned"),
                )
                if element.tag == "table:table-cell":
                    self._begin_afresh()
                    self.read_blocks(element, _Place(place.origin, cell))
                column += 1
            column += repeated if not len(element) else 0

    def _times(self, count: int) -> int:
        """Return how often something is read that is repeated; once, after too much of it."""
        self._repeated += count - 1
        return count if self._repeated <= _MAX_ALL_REPEATED else 1

    def _begin_afresh(self) -> None:
        self.collector.close_gap()
        self._previous = None


def _rows_of(parent: Element) -> Iterator[Element]:
    for element in parent:
        if element.tag == "table:table-row":
            yield element
        elif element.tag in ("table:table-header-rows", "table:table-rows", "table:table-row-group"):
            yield from _rows_of(element)


def _count(element: Element, name: str) -> int:
    text = element.get(name, "1")
    return max(int(text), 1) if re.fullmatch(r"\d{1,7}", text) else 1


def _parts_of(element: Element) -> Iterator[Element]:
    """Yield a drawing and what is in it, without what is in its texts."""
    yield element
    if element.tag != "draw:text-box":
        for inner in element:
            if inner.tag not in ("text:p", "text:list"):
                yield from _parts_of(inner)
