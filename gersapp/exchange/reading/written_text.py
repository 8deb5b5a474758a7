"""Our own Markdown and text → `Proposal`, exactly: what writers of `gersapp/exchange/writing/` made.

Their first line says which they are. What somebody added in the same layout is understood too, and a line
that belongs to nothing is left over.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from gersapp.catalogue.announced import read_announced
from gersapp.catalogue.text import fold_name
from gersapp.errors import DocumentRefused
from gersapp.exchange import layout
from gersapp.exchange.limits import MAX_WRITTEN_LINES
from gersapp.exchange.parts import Entry, merge
from gersapp.exchange.proposal import Fate, Proposal, SourceLine
from gersapp.exchange.reading import written_signs
from gersapp.exchange.reading.written_signs import Heading, Item, Piece, Plain

_TOO_LONG = "Ce dossier a plus de 100 000 lignes. Partagez-le en plusieurs, puis réessayez."
_COUNT = re.compile(r"[\d\s]{1,9} opérations?")
_HEADING_FIELDS = {fold_name(name) for name in (layout.ORGANISATION, layout.HASHTAG)}
_DECOR_FIELDS = {fold_name(name) for name in (layout.EXTRACT, layout.WHOLE, layout.ADDRESS)}
_ALSO, _NETWORKS, _UNLINKED = map(fold_name, (layout.ALSO_FOR, layout.NETWORKS, layout.WITHOUT_LINK))


def read_written(text: str) -> Proposal:
    """Read a dossier whose first line `layout.format_of` knows; raises DocumentRefused for a too long one."""
    format = layout.format_of(text)
    lines = text.split("\n")
    if sum(map(bool, lines)) > MAX_WRITTEN_LINES:
        raise DocumentRefused(_TOO_LONG)
    first = next(place for place, line in enumerate(lines) if line.strip())
    reading = _Reading(lines=[(lines[first], Fate.DECOR, None)])
    pieces = written_signs.read_markdown if format == "markdown" else written_signs.read_text
    for piece in pieces(lines[first + 1 :]):
        reading.take(piece)
    return reading.proposal(format)


@dataclass(slots=True)
class _Reading:
    """What is read of the lines so far. `is_open`: the next line belongs to the text of the last entry."""

    title: str = ""
    texts: dict[str, str] = field(default_factory=dict)  # by the folded names of their fields
    introduction: list[str | None] = field(default_factory=list)  # None for an empty line of the file
    labels: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    descriptions: list[list[str | None]] = field(default_factory=list)
    unlinked: list[list[str]] = field(default_factory=list)
    lines: list[tuple[str, Fate, int | None]] = field(default_factory=list)  # the last is an entry's place
    has_entry: bool = False  # whether an operation of the present part was read

    def take(self, piece: Piece) -> None:
        match piece:
            case None:
                self._take_empty()
            case Heading():
                self._take_heading(piece)
            case Item() if self.has_entry:
                self._take_item(piece)
            case Item():
                self._take_first_item(piece)
            case Plain():
                self._take_plain(piece)

    def proposal(self, format: str) -> Proposal:
        for entry, description, unlinked in zip(self.entries, self.descriptions, self.unlinked, strict=True):
            entry.description = _joined(description)
            entry.platforms = read_announced([*entry.platforms, *unlinked])
        for number, (_, _, place) in enumerate(self.lines, 1):
            if place is not None:
                self.entries[place].lines.append(number)
        merged = merge(self.labels, self.entries)
        lines = [
            SourceLine(number, text, fate, None if place is None else merged.owners[place])
            for number, (text, fate, place) in enumerate(self.lines, 1)
        ]
        return Proposal(
            format=format,
            introduction=_joined(self.introduction),
            audiences=merged.audiences,
            operations=merged.operations,
            leftovers=tuple(line.text for line in lines if line.fate is Fate.UNKNOWN),
            lines=tuple(lines),
            title=self.title,
            organisation=self.texts.get(fold_name(layout.ORGANISATION), ""),
            hashtag=self.texts.get(fold_name(layout.HASHTAG), ""),
        )

    def _keep(self, raws: Sequence[str], fate: Fate) -> None:
        """Remember what became of lines; the second one of a heading is decor."""
        place = len(self.entries) - 1 if self.has_entry else None
        for raw in raws:
            self.lines.append((raw, fate, place if fate is not Fate.DECOR else None))
            fate = Fate.DECOR

    def _take_empty(self) -> None:
        if self.has_entry:
            self.descriptions[-1].append(None)
        elif not self.labels:
            self.introduction.append(None)

    def _take_heading(self, heading: Heading) -> None:
        if heading.level == 3:
            self.entries.append(
                Entry(self.labels[-1] if self.labels else "", heading.text, links=[*heading.links])
            )
            self.descriptions.append([])
            self.unlinked.append([])
            self.has_entry = True
            self._keep(heading.raws, Fate.TITLE)
            return
        self.has_entry = False
        if heading.level == 2:
            self.labels.append(heading.text)
            self._keep(heading.raws, Fate.AUDIENCE)
        elif not self.title and not self.labels:
            self.title = heading.text
            self._keep(heading.raws, Fate.HEADING)
        else:
            self._keep(heading.raws, Fate.UNKNOWN)

    def _take_first_item(self, item: Item) -> None:
        """Take an item above the operations: a field of the catalogue, or a line of the introduction."""
        name = fold_name(item.name)
        if self.labels:
            self._keep([item.raw], Fate.UNKNOWN)
        elif name in _HEADING_FIELDS and name not in self.texts:
            self.texts[name] = item.value
            self._keep([item.raw], Fate.HEADING)
        elif name in _DECOR_FIELDS:
            self._keep([item.raw], Fate.DECOR)
        else:
            self.introduction.append(item.text)
            self._keep([item.raw], Fate.INTRODUCTION)

    def _take_item(self, item: Item) -> None:
        entry, name = self.entries[-1], fold_name(item.name)
        if name == _ALSO:
            entry.also += item.values
            self._keep([item.raw], Fate.AUDIENCE)
        elif name == _NETWORKS:
            entry.platforms = (*entry.platforms, *item.values)
            self._keep([item.raw], Fate.PLATFORMS)
        elif name == _UNLINKED:
            self.unlinked[-1] += item.values
            self._keep([item.raw], Fate.PLATFORMS)
        else:
            entry.links += item.links
            if not item.is_link:
                self.descriptions[-1].append(item.text)
            self._keep([item.raw], Fate.LINK if item.is_link else Fate.TEXT)

    def _take_plain(self, plain: Plain) -> None:
        if self.has_entry:
            self.entries[-1].links += plain.links
            if not plain.is_link:
                self.descriptions[-1].append(plain.text)
            self._keep([plain.raw], Fate.LINK if plain.is_link else Fate.TEXT)
        elif not self.labels:
            self.introduction.append(plain.text)
            self._keep([plain.raw], Fate.INTRODUCTION)
        else:
            self._keep([plain.raw], Fate.DECOR if _COUNT.fullmatch(plain.text) else Fate.UNKNOWN)


def _joined(lines: Sequence[str | None]) -> str:
    """Return a text without the empty lines of the file around it."""
    filled = [place for place, line in enumerate(lines) if line is not None]
    return "\n".join(line or "" for line in lines[filled[0] : filled[-1] + 1]) if filled else ""
