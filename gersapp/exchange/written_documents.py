"""A document that the application wrote → its proposal: its styles are taken at their word.

People may have edited it since: an operation in the same styles is one, and what stands in other styles
belongs to the operation above it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from gersapp.catalogue.announced import read_announced
from gersapp.catalogue.links import split_addresses
from gersapp.exchange import layout
from gersapp.exchange.blocks import Block, Document, Origin
from gersapp.exchange.parts import Entry, Merged, merge
from gersapp.exchange.proposal import Fate, Proposal, SourceLine
from gersapp.exchange.roles import Role
from gersapp.exchange.spacing import unspace

_ROLES = {role.value: role for role in Role}
_HEADINGS = {1: Role.AUDIENCE, 2: Role.OPERATION}
_FATES = {
    Role.ORGANISATION: Fate.HEADING,
    Role.TITLE: Fate.HEADING,
    Role.HASHTAG: Fate.HEADING,
    Role.EXTRACT: Fate.DECOR,
    Role.INTRODUCTION: Fate.INTRODUCTION,
    Role.AUDIENCE: Fate.AUDIENCE,
    Role.OPERATION: Fate.TITLE,
    Role.TEXT: Fate.TEXT,
    Role.ALSO_FOR: Fate.AUDIENCE,
    Role.NETWORKS: Fate.PLATFORMS,
    Role.LINK: Fate.LINK,
    Role.WITHOUT_LINK: Fate.PLATFORMS,
}
# What people say of a line, where it is a role.
_SAID = {
    Fate.INTRODUCTION: Role.INTRODUCTION,
    Fate.AUDIENCE: Role.AUDIENCE,
    Fate.TITLE: Role.OPERATION,
    Fate.TEXT: Role.TEXT,
    Fate.PLATFORMS: Role.NETWORKS,
    Fate.LINK: Role.LINK,
}
_OF_AN_OPERATION = {Role.TEXT, Role.ALSO_FOR, Role.NETWORKS, Role.LINK, Role.WITHOUT_LINK}
# The words before values. One space after them is theirs, and others are the value's.
_LABELS = {
    role: re.compile(rf"{name}\s*: ?", re.IGNORECASE)
    for role, name in {
        Role.ALSO_FOR: layout.ALSO_FOR,
        Role.NETWORKS: layout.NETWORKS,
        Role.WITHOUT_LINK: layout.WITHOUT_LINK,
    }.items()
}
_COUNT = re.compile(r"\s[—–-]\s?\d[\d\s]*\sopérations?\s*$")
_PAGE = re.compile(r"Page \d+ sur \d+$")
_ADDRESS = ("http://", "https://")


def read_written(document: Document, fates: Mapping[int, Fate] | None = None) -> Proposal | None:
    """Return what a document of our own proposes, None for any other. `fates` are as for `propose`."""
    if not document.is_written:
        return None
    reader = _Reader(fates or {})
    for block in document.blocks:
        reader.take(block)
    reader.finish()
    merged = merge(reader.labels, reader.entries)
    return Proposal(
        format=document.format,
        introduction=_join(reader.introduction),
        audiences=merged.audiences,
        operations=merged.operations,
        leftovers=tuple(reader.leftovers),
        lines=tuple(_shown(reader.lines, merged)),
        title=" ".join(reader.heading[Role.TITLE]),
        organisation=" ".join(reader.heading[Role.ORGANISATION]),
        hashtag=" ".join(reader.heading[Role.HASHTAG]),
    )


def _join(texts: Sequence[str]) -> str:
    """Return the text of paragraphs. A blank one among others was left by whoever pressed Enter twice."""
    return "\n\n".join([text for text in texts if text.strip()] or texts[:1])


def _shown(lines: Iterable[SourceLine], merged: Merged) -> Iterable[SourceLine]:
    """Yield lines with the places of operations in place of those of entries."""
    for line in lines:
        place = None if line.operation is None else merged.owners[line.operation]
        yield SourceLine(line.number, line.text, line.fate, place)


@dataclass(slots=True)
class _Reader:
    """What was read so far. The `operation` of a line is here the place of its entry."""

    fates: Mapping[int, Fate]
    heading: dict[Role, list[str]] = field(
        default_factory=lambda: {Role.TITLE: [], Role.ORGANISATION: [], Role.HASHTAG: []}
    )
    introduction: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    lines: list[SourceLine] = field(default_factory=list)
    leftovers: list[str] = field(default_factory=list)
    # Of the last entry.
    texts: list[str] = field(default_factory=list)
    announced: list[str] = field(default_factory=list)
    is_open: bool = False  # what comes belongs to the last entry

    def take(self, block: Block) -> None:
        """Take the next block."""
        role = self._role_of(block)
        if role is None:
            self._leave(block)
            return
        if role in self.heading:
            self.heading[role].append(_line(block))
        elif role is Role.INTRODUCTION:
            self.introduction.append(_text(block))
        elif role is Role.AUDIENCE:
            self.labels.append(unspace(_COUNT.sub("", _raw_line(block))))
            self.is_open = False
        elif role is Role.OPERATION:
            self.finish()
            self.entries.append(Entry(self.labels[-1] if self.labels else "", _line(block)))
            self.is_open = True
        elif role is not Role.EXTRACT:
            self._add(role, block)
        is_owned = role is Role.OPERATION or role in _OF_AN_OPERATION
        if is_owned:
            self.entries[-1].lines.append(block.line)
        if block.text.strip():
            owner = len(self.entries) - 1 if is_owned else None
            self.lines.append(SourceLine(block.line, _seen(block), _FATES[role], owner))
        if is_owned and role is not Role.LINK:
            self.entries[-1].links += [anchor.url for anchor in block.anchors]
        elif not is_owned and role is not Role.EXTRACT:
            self.leftovers += [anchor.url for anchor in block.anchors]

    def _role_of(self, block: Block) -> Role | None:
        """Return what a block is, None for what belongs to nothing."""
        if block.line in self.fates:
            role = _SAID.get(self.fates[block.line])
        elif block.origin in (Origin.CONTENTS, Origin.ASIDE):
            role = None
        else:
            role = _ROLES.get(block.style) or self._understood(block)
        if role in (Role.AUDIENCE, Role.OPERATION) and not block.text.strip():
            return None
        return role if self.is_open or role not in _OF_AN_OPERATION else None

    def _understood(self, block: Block) -> Role | None:
        """Return what a block in a style of another name is, by its place and its words."""
        if block.heading in _HEADINGS and block.style.lower() not in ("title", "titre"):
            return _HEADINGS[block.heading]
        if not self.labels:
            return Role.INTRODUCTION if self.introduction else None
        for role, label in _LABELS.items():
            if label.match(block.text):
                return role
        shown = sum(anchor.end - anchor.start for anchor in block.anchors)
        words = block.text.split()
        is_link = shown == len(block.text.strip()) or all(word.lower().startswith(_ADDRESS) for word in words)
        return Role.LINK if words and is_link else Role.TEXT

    def _add(self, role: Role, block: Block) -> None:
        """Add a block to the last entry."""
        entry = self.entries[-1]
        if role is Role.TEXT:
            marker = f"{block.marker} " if block.marker else ""
            self.texts.append(marker + _text(block))
            if block.style != Role.TEXT:
                entry.links += _addresses(block.text)
        elif role is Role.LINK:
            links, others = _links(block)
            entry.links += links
            self.leftovers += others
        else:
            value = unspace(_LABELS[role].sub("", _raw_line(block), count=1))
            if role is Role.ALSO_FOR:
                entry.also += [value] if value.strip() else []
            else:
                self.announced.append(value)

    def finish(self) -> None:
        """Give the last entry the texts and the networks of its blocks."""
        if self.entries:
            self.entries[-1].description = _join(self.texts)
            self.entries[-1].platforms = read_announced(self.announced)
        self.texts, self.announced = [], []

    def _leave(self, block: Block) -> None:
        """Note a block that belongs to nothing."""
        if not block.text.strip():
            return
        said = self.fates.get(block.line)
        urls = [url for url in _hidden(block) if url not in block.text]
        is_ours = block.origin is Origin.CONTENTS or bool(_PAGE.search(block.text))
        is_noted = block.origin is not Origin.ASIDE or urls or "://" in block.text
        fate = said or (Fate.UNKNOWN if is_noted and not is_ours else Fate.DECOR)
        self.lines.append(SourceLine(block.line, _seen(block), fate))
        if fate in (Fate.LEFT, Fate.UNKNOWN):
            self.leftovers.append(" ".join([_seen(block), *urls]))


def _text(block: Block) -> str:
    return unspace(block.text)


def _raw_line(block: Block) -> str:
    """Return the text of a block of one line, with its French spacing.

    LibreOffice begins a paragraph that begins a page with a break of it.
    """
    return block.text.strip("\n").replace("\n", " ")


def _line(block: Block) -> str:
    return unspace(_raw_line(block))


def _seen(block: Block) -> str:
    return " ".join([*filter(None, [block.marker]), _text(block).strip()])


def _hidden(block: Block) -> list[str]:
    return [anchor.url for anchor in block.anchors if "://" in anchor.url]


def _addresses(text: str) -> list[str]:
    return [url for url in split_addresses(text) if "://" in url] if "://" in text else []


def _links(block: Block) -> tuple[list[str], list[str]]:
    """Return the addresses of a link, and those behind its words that are others.

    What is written counts, to the letter: programs write what is behind words in another way.
    """
    words = block.text.split()
    written = [word for word in words if word.lower().startswith(_ADDRESS)]
    if len(written) != 1 or words[-1] != written[0]:
        written = _addresses(block.text)
    hidden = _hidden(block)
    if not written:
        return hidden, []
    known = {_alike(url) for url in written}
    return written, [url for url in hidden if _alike(url) not in known]


def _alike(url: str) -> str:
    """Return what the spellings of an address have in common."""
    return unquote(url).rstrip("/").lower()
