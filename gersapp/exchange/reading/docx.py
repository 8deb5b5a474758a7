"""A .docx → its blocks, Strict or not, as a reader of its last version sees them.

Insertions are taken, deletions and hidden text are not. What is there twice, for old programs, is read once.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from gersapp.errors import DocumentRefused
from gersapp.exchange.archive import Archive, Relationship, find_below
from gersapp.exchange.blocks import Cell, Document, Origin
from gersapp.exchange.reading.collecting import Collector, Full, Look, Run, clean_address, find_addresses
from gersapp.exchange.reading.docx_fields import Fields, read_hyperlink
from gersapp.exchange.reading.docx_styles import (
    Numbering,
    Style,
    Styles,
    has_gap,
    is_on,
    join_styles,
    style_of,
    value_of,
)
from gersapp.exchange.reading.docx_tree import GONE, UNSEEN, effective, parts_of, rows_of, slots_of
from gersapp.exchange.roles import is_written
from gersapp.exchange.xml import DAMAGED

_SIGNS = {"w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "\u2011"}
_NOTES = {"w:footnoteReference": "footnotes", "w:endnoteReference": "endnotes"}
# What LibreOffice makes of « _x0041_ » in a text, which stands for a character elsewhere in its files.
_ESCAPED = re.compile("_x005F_(?=x[0-9A-Fa-f]{4}_)")
_PICTURES = {"w:drawing", "w:pict", "w:object"}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a paragraph stands."""

    origin: Origin = Origin.BODY
    cell: Cell | None = None
    marker: str = ""  # the number of a note


def read_docx(content: bytes) -> Document:
    """Read a .docx; raises DocumentRefused when it is damaged or beyond the limits."""
    archive = Archive(content)
    links = archive.relationships()
    main = next((link.target for link in links.values() if link.kind == "officeDocument"), "")
    root = archive.parse(main, needs_words=True)
    body = root.find("w:body")
    if root.tag != "w:document" or body is None:
        raise DocumentRefused(DAMAGED)
    reader = _Reader(archive, main)
    with suppress(Full):
        reader.read_page_edges("header")
        reader.read_story(body, main, _Place())
        reader.read_page_edges("footer")
    title = next((link.target for link in links.values() if link.kind == "core-properties"), "")
    return Document(
        "docx",
        tuple(reader.collector.blocks),
        _title_of(archive, title),
        tuple(reader.collector.lacks),
        reader.is_written,
    )


def _title_of(archive: Archive, name: str) -> str:
    element = archive.parse(name).find("dc:title") if archive.has(name) else None
    return "" if element is None else (element.text or "").strip()


def _is_of_libreoffice(archive: Archive) -> bool:
    """Whether LibreOffice saved the document."""
    name = "docProps/app.xml"
    return archive.has(name) and b"<Application>LibreOffice" in archive.read(name)


class _Reader:
    def __init__(self, archive: Archive, main: str) -> None:
        self._archive = archive
        self._parts = archive.relationships(main)
        self._styles = Styles(self._part("styles"))
        self.is_written = is_written(self._styles.names)
        self.collector = Collector(is_written=self.is_written)
        # In other documents, soft hyphens mean nothing.
        self._is_escaped = self.is_written and _is_of_libreoffice(archive)
        self._signs = _SIGNS | {"w:softHyphen": "\u00ad"} if self.is_written else _SIGNS
        self._numbering = Numbering(self._part("numbering"))
        self._notes = {kind: self._read_notes(kind) for kind in _NOTES.values()}
        self._links: dict[str, Relationship] = {}
        self._fields = Fields()
        self._tables = 0
        self._previous: Style | None = None
        # Of the paragraph being read: notes called, boxes held, and what a deleted end gives to the next one.
        self._called: list[tuple[str, str]] = []
        self._boxes: list[Element] = []
        self._kept: list[Run] = []

    def _text_of(self, element: Element) -> str:
        text = element.text or ""
        return _ESCAPED.sub("_", text) if self._is_escaped and "_x005F_" in text else text

    def _name(self, kind: str) -> str:
        names = (link.target for link in self._parts.values() if link.kind == kind and not link.is_external)
        return next((name for name in names if self._archive.has(name)), "")

    def _part(self, kind: str) -> Element | None:
        name = self._name(kind)
        return self._archive.parse(name) if name else None

    def _read_notes(self, kind: str) -> dict[str, Element]:
        root = self._part(kind)
        notes = () if root is None else root
        # The other types are the lines that separate notes from the text.
        return {note.get("w:id", ""): note for note in notes if note.get("w:type") in (None, "normal")}

    def read_page_edges(self, kind: str) -> None:
        """Read the headers or the footers of pages, those of the same text once."""
        names = [link.target for link in self._parts.values() if link.kind == kind and not link.is_external]
        known = {block.text for block in self.collector.blocks}
        for name in dict.fromkeys(names):
            if self._archive.has(name):
                root = self._archive.parse(name)
                words = "".join(element.text or "" for element in root.iter("w:t")).strip()
                if words not in known:
                    self.read_story(root, name, _Place(origin=Origin.ASIDE))
                known.add(words)

    def read_story(self, element: Element, part: str, place: _Place) -> None:
        """Read paragraphs that have links and fields of their own: a body, a note, a head."""
        kept = self._links, self._fields, self._previous
        self._links, self._fields, self._previous = self._archive.relationships(part), Fields(), None
        self._read_blocks(element, place)
        if self._kept:
            self._add(self._kept, Style(), place)
            self._kept = []
        self._links, self._fields, self._previous = kept

    def _read_blocks(self, parent: Element, place: _Place) -> None:
        for element in effective(parent):
            match element.tag:
                case "w:p":
                    self._read_paragraph(element, place)
                case "w:tbl":
                    self._read_table(element, place)
                case "w:sdt":
                    inside = element.find("w:sdtContent")
                    gallery = value_of(element.find("w:sdtPr"), "w:docPartObj/w:docPartGallery")
                    if inside is not None:
                        is_contents = gallery == "Table of Contents"
                        self._read_blocks(
                            inside, replace(place, origin=Origin.CONTENTS) if is_contents else place
                        )
                case tag if tag in GONE or tag in UNSEEN:
                    pass
                case _:
                    self._read_blocks(element, place)

    def _read_paragraph(self, element: Element, place: _Place) -> None:
        properties = element.find("w:pPr")
        style = join_styles(self._styles.get(value_of(properties, "w:pStyle")), style_of(properties, None))
        was_contents = self._fields.is_contents
        called, boxes, self._called, self._boxes = self._called, self._boxes, [], []
        runs = [*self._kept, *self._read_runs(element, "", style)]
        is_contents = was_contents or self._fields.is_contents or style.is_of_contents
        self._fields.end_paragraph()
        self._kept = []
        # The end of a paragraph was deleted, or it is the large initial of the next one: both are one.
        frame = find_below(properties, "w:framePr")
        is_initial = frame is not None and frame.get("w:dropCap") in ("drop", "margin")
        is_joined = is_initial or find_below(properties, "w:rPr/w:del") is not None
        if not is_joined:
            self._add(runs, style, replace(place, origin=Origin.CONTENTS) if is_contents else place)
        self._read_boxes()
        if place.origin is not Origin.NOTE:
            self._read_called()
        self._called, self._boxes = called, boxes
        self._kept = runs if is_joined else []

    def _add(self, runs: list[Run], style: Style, place: _Place) -> None:
        depth = min(max(style.depth or 0, 0), 8)
        marker = place.marker or self._numbering.next_marker(style.list_id or "", depth)
        look = Look(
            has_gap=has_gap(self._previous, style),
            heading=style.heading,
            marker=marker,
            depth=depth if style.list_id else 0,
            cell=place.cell,
            origin=place.origin,
            style=style.name,
        )
        self._previous = style
        self.collector.add(runs, look)

    def _read_boxes(self) -> None:
        for box in self._boxes:
            fields, self._fields = self._fields, Fields()
            self._read_blocks(box, _Place(origin=Origin.ASIDE))
            self._fields = fields

    def _read_called(self) -> None:
        for number, (kind, id) in enumerate(self._called, 1):
            note = self._notes[kind].pop(id, None)  # read once, so that none can call itself
            if note is not None:
                self.read_story(note, self._name(kind), _Place(origin=Origin.NOTE, marker=id or str(number)))

    def _read_runs(self, parent: Element, url: str, style: Style) -> Iterator[Run]:
        """Yield what is seen in a paragraph or a part of one; `url` is the address around it."""
        for element in effective(parent):
            match element.tag:
                case "w:r" | "m:r":
                    yield from self._read_run(element, url, style)
                case "w:hyperlink":
                    yield from self._read_link(element, self._address(element) or url, style)
                case "w:fldSimple":
                    yield from self._read_link(
                        element, read_hyperlink(element.get("w:instr", "")) or url, style
                    )
                case "w:sdt":
                    inside, properties = element.find("w:sdtContent"), element.find("w:sdtPr")
                    if inside is not None and not is_on(properties, "w:showingPlcHdr"):
                        yield from self._read_runs(inside, url, style)
                case tag if tag in GONE:
                    yield from self._follow_fields(element)
                case tag if tag not in UNSEEN:
                    yield from self._read_runs(element, url, style)

    def _address(self, element: Element) -> str:
        """Return the address of an element that refers to one, `#place` included."""
        link = self._links.get(element.get("r:id", ""))
        address = clean_address(link.target) if link and link.is_external else ""
        place = element.get("w:anchor", "")
        return f"{address}#{place}" if address and place and "#" not in address else address

    def _read_link(self, element: Element, url: str, style: Style) -> Iterator[Run]:
        """Yield the words of a link, its address when it has none."""
        has_words = False
        for run in self._read_runs(element, url, style):
            has_words = has_words or bool(run.text.strip())
            yield run
        if url and not has_words and not self._fields.is_instruction:
            yield Run(url, url)

    def _follow_fields(self, gone: Element) -> Iterator[Run]:
        """Follow the fields that begin or end within a deletion."""
        for element in gone.iter():
            if element.tag == "w:fldChar":
                yield from self._read_mark(element)
            elif element.tag in ("w:instrText", "w:delInstrText"):
                self._fields.instruct(element.text or "")

    def _read_mark(self, element: Element) -> Iterator[Run]:
        match element.get("w:fldCharType"):
            case "begin":
                self._fields.begin()
            case "separate":
                self._fields.separate()
            case "end" if address := self._fields.end():
                yield Run(address, address)

    def _read_run(self, run: Element, url: str, style: Style) -> Iterator[Run]:
        properties = run.find("w:rPr")
        characters = self._styles.get_characters(value_of(properties, "w:rStyle"))
        is_hidden = _first(is_on(properties, "w:vanish"), characters.is_hidden, style.is_hidden)
        is_bold = _first(is_on(properties, "w:b"), characters.is_bold, style.is_bold)
        for element in effective(run):
            match element.tag:
                case "w:fldChar":
                    yield from self._read_mark(element)
                    continue
                case "w:instrText":
                    self._fields.instruct(element.text or "")
                    continue
                case tag if is_hidden or tag in UNSEEN:
                    continue
                case "w:t" | "m:t":
                    text = self._text_of(element)
                case "w:sym":
                    text = _symbol(element.get("w:char", ""))
                case tag if tag in self._signs:
                    text = self._signs[tag]
                case tag if tag in _NOTES:
                    self._called.append((_NOTES[tag], element.get("w:id", "")))
                    continue
                case tag if tag in _PICTURES:
                    for address in self._look_at(element):
                        yield Run(address, address)
                    continue
                case "w:ruby":
                    base = element.find("w:rubyBase")
                    yield from self._read_runs(base if base is not None else element, url, style)
                    continue
                case _:
                    continue
            if self._fields.is_instruction:
                self._fields.instruct(text)
                continue
            self._fields.show(text)
            yield Run(text, self._fields.url or url, is_bold)

    def _look_at(self, picture: Element) -> list[str]:
        """Return the addresses that a picture leads to or speaks of; keep its boxes of text for later."""
        found = []
        for element in parts_of(picture):
            if element.tag == "w:txbxContent":
                self._boxes.append(element)
            elif element.tag == "a:hlinkClick":
                found.append(self._address(element))
            elif element.tag == "wp:docPr" or element.tag.startswith("v:"):
                said = f"{element.get('descr', '')} {element.get('alt', '')}"
                found += [clean_address(element.get("href", "")), *find_addresses(said)]
        return [address for address in dict.fromkeys(found) if address]

    def _read_table(self, table: Element, place: _Place) -> None:
        rows = [slots_of(row) for row in rows_of(table)]
        below = {row: {slot.column for slot in slots if slot.continues} for row, slots in enumerate(rows)}
        number, self._tables = self._tables, self._tables + 1
        for place_of_row, slots in enumerate(rows):
            for slot in slots:
                if slot.continues:
                    continue
                height = 1
                while slot.column in below.get(place_of_row + height, ()):
                    height += 1
                cell = Cell(number, place_of_row, slot.column, height, slot.columns)
                self.collector.close_gap()
                self._previous = None
                self._read_blocks(slot.element, replace(place, cell=cell))
        self.collector.close_gap()
        self._previous = None


def _first(*said: bool | None) -> bool:
    return next((one for one in said if one is not None), False)


def _symbol(code: str) -> str:
    """Return the character of a hexadecimal code, "" for what is none."""
    number = int(code, 16) if re.fullmatch(r"[0-9A-Fa-f]{1,5}", code) else 0
    is_sign = number >= 32 and not 0xD800 <= number <= 0xDFFF
    return chr(number) if is_sign else ""
