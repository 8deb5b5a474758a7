"""The lines that roles are given to: pieces of blocks, joined or split until each says one thing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gersapp.exchange.blocks import Anchor, Block, Cell, Document, Origin
from gersapp.exchange.field_words import Kind
from gersapp.exchange.markers import split_marker
from gersapp.exchange.structure.roles.role import Role


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of text that has one role. `numbers` are those of the blocks that it is made of.

    `seams` are the places of `text` where two lines of the source were joined within a word.
    `kind` is that of an explicit field whose `label` is not in `text`.
    """

    text: str
    numbers: tuple[int, ...]
    has_gap: bool = False
    heading: int = 0
    marker: str = ""
    depth: int = 0
    is_bold: bool = False
    lead: str = ""
    anchors: tuple[Anchor, ...] = ()
    cell: Cell | None = None
    origin: Origin = Origin.BODY
    style: str = ""
    page: int = 0
    seams: tuple[int, ...] = ()
    kind: Kind = Kind.NONE
    label: str = ""
    is_piece: bool = False  # the line before is of the same paragraph
    is_decor: bool = False
    follows_table: bool = False
    is_note: bool = False  # it was brought to where it is called
    forced: frozenset[Role] = frozenset()  # what a table or a person says that it is

    @property
    def is_address(self) -> bool:
        """Whether it begins with an address."""
        return self.text.startswith(("http://", "https://", "www."))

    @property
    def has_address(self) -> bool:
        """Whether an address is written in it, or is behind its words."""
        return "://" in self.text or bool(self.anchors)

    def part(self, start: int, end: int) -> "Line":
        """Return the line of `text[start:end]`, with the links in it."""
        anchors = tuple(
            Anchor(max(anchor.start, start) - start, min(anchor.end, end) - start, anchor.url)
            for anchor in self.anchors
            if start <= anchor.start < end or anchor.start < start < anchor.end
        )
        text = self.text[start:end]
        seams = tuple(seam - start for seam in self.seams if start < seam < end)
        return replace(self, text=text, anchors=anchors, seams=seams).stripped()

    def stripped(self) -> "Line":
        """Return the line without the white space around its text."""
        before = len(self.text) - len(self.text.lstrip())
        text = self.text.strip()
        if text == self.text:
            return self
        anchors = tuple(
            Anchor(max(0, anchor.start - before), min(len(text), anchor.end - before), anchor.url)
            for anchor in self.anchors
        )
        return replace(self, text=text, anchors=anchors, seams=tuple(seam - before for seam in self.seams))

    def joined(self, after: "Line", between: str) -> "Line":
        """Return this line with another after it."""
        start = len(self.text) + len(between)
        moved = [
            replace(anchor, start=start + anchor.start, end=start + anchor.end) for anchor in after.anchors
        ]
        anchors = self.anchors if between else self._torn_anchors(after.text.split(" ", 1)[0])
        return replace(
            self,
            text=self.text + between + after.text,
            numbers=(*self.numbers, *(n for n in after.numbers if n not in self.numbers)),
            anchors=(*anchors, *moved),
            seams=(*self.seams, *(() if between else (start,)), *(start + seam for seam in after.seams)),
            is_bold=self.is_bold and after.is_bold,
        )

    def _torn_anchors(self, rest: str) -> tuple[Anchor, ...]:
        """Return the links once `rest` comes after the text: that of a torn address is none."""
        anchors = list(self.anchors)
        if anchors and anchors[-1].end == len(self.text):
            last = anchors.pop()
            if last.url != self.text[last.start : last.end]:
                anchors.append(replace(last, end=last.end + len(rest)))
        return tuple(anchors)


def lines_of(document: Document) -> list[Line]:
    """Return a line for each line of each block."""
    return [line for block in document.blocks for line in _pieces(block)]


def _pieces(block: Block) -> Sequence[Line]:
    line = Line(
        text=block.text,
        numbers=(block.line,),
        has_gap=block.has_gap,
        heading=block.heading,
        marker=block.marker,
        depth=block.depth,
        is_bold=block.is_bold,
        lead=block.lead,
        anchors=block.anchors,
        cell=block.cell,
        origin=block.origin,
        style=block.style,
        page=block.page,
    ).stripped()
    if not line.marker:
        marker, rest = split_marker(line.text)
        line = replace(line.part(len(line.text) - len(rest), len(line.text)), marker=marker)
    if "\n" not in line.text:
        return [line]
    pieces: list[Line] = []
    start = 0
    has_gap = False
    anchors = line.anchors
    for text in line.text.split("\n"):
        end = start + len(text)
        own = tuple(anchor for anchor in anchors if start <= anchor.start < end or start < anchor.end < end)
        piece = replace(line, anchors=own).part(start, end)
        if pieces:
            piece = replace(piece, has_gap=has_gap, marker="", lead="", is_piece=True)
        if piece.text:
            pieces.append(piece)
        has_gap = not piece.text
        start = end + 1
    return pieces
