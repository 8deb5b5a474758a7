"""How the readers make blocks of runs of text that look alike."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from gersapp.exchange.blocks import Anchor, Block, Cell, Lack, Origin
from gersapp.exchange.limits import MAX_BLOCKS, MAX_LINES, MAX_WRITTEN_BLOCKS

# What runs a program or opens a file, and places within the document, are no addresses.
_NO_ADDRESS = re.compile(r"(javascript|vbscript|data|file|about|blob|cid|[a-z]):", re.IGNORECASE)
_WHOLE_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:|www\.|[\w-]+(\.[\w-]+)+/", re.IGNORECASE)
_ADDRESS_IN_WORDS = re.compile(r"(?:https?://|www\.)[^\s\"<>]+", re.IGNORECASE)
_MARKS_AFTER_LEAD = " \t\u00a0\u202f:–—-"


@dataclass(frozen=True, slots=True)
class Run:
    """Some text of a paragraph, with the address behind it."""

    text: str
    url: str = ""
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """What a paragraph is besides its words; the fields are those of `Block`."""

    has_gap: bool = False
    heading: int = 0
    marker: str = ""
    depth: int = 0
    cell: Cell | None = None
    origin: Origin = Origin.BODY
    style: str = ""
    page: int = 0


class Full(Exception):
    """There are as many blocks as are read."""


class Collector:
    """The blocks of a document, in order. `lacks` is what could not be read of it.

    Of a document that `is_written` (`Document.is_written`), texts stay as they are.
    """

    def __init__(self, *, is_written: bool = False) -> None:
        self._is_written = is_written
        self.blocks: list[Block] = []
        self.lacks: list[Lack] = []
        self._has_gap = False
        self._paragraphs = 0

    def leave_gap(self) -> None:
        """Note that something empty stands before the next block."""
        self._has_gap = True

    def close_gap(self) -> None:
        """Forget what stood before: a cell begins."""
        self._has_gap = False

    def add(self, runs: Iterable[Run], look: Look) -> None:
        """Add a paragraph, or a gap when it has no words; raises Full beyond the limit."""
        self._paragraphs += 1
        if self._paragraphs > MAX_LINES and not self._is_written:
            self.lack(Lack.CUT)
            raise Full
        text, anchors, bold = _join(runs)
        start, end = len(text) - len(text.lstrip()), len(text.rstrip())
        if self._is_written:
            start, end = 0, len(text)
        if start >= end:
            self._has_gap = True
            return
        if len(self.blocks) == (MAX_WRITTEN_BLOCKS if self._is_written else MAX_BLOCKS):
            self.lack(Lack.CUT)
            raise Full
        is_bold, lead = _measure_bold(text, bold, start, end)
        block = Block(
            text=text[start:end],
            line=len(self.blocks) + 1,
            has_gap=bool(self.blocks) and (self._has_gap or look.has_gap),
            heading=look.heading,
            marker=look.marker,
            depth=look.depth,
            is_bold=is_bold,
            lead=lead,
            anchors=tuple(
                _trim(anchor, text, start, end) for anchor in anchors if _is_within(anchor, start, end)
            ),
            cell=look.cell,
            origin=look.origin,
            style=sound_text(look.style),
            page=look.page,
        )
        self._has_gap = False
        self.blocks.append(block)

    def lack(self, lack: Lack) -> None:
        """Note what could not be read, once."""
        if lack not in self.lacks:
            self.lacks.append(lack)


def clean_address(url: str) -> str:
    """Return the address behind words, or "" for what leads nowhere on the web."""
    url = sound_text(url).strip()
    return url if _WHOLE_ADDRESS.match(url) and not _NO_ADDRESS.match(url) else ""


def find_addresses(words: str) -> list[str]:
    """Return the addresses that are written in what is said of a picture."""
    return _ADDRESS_IN_WORDS.findall(words)


def sound_text(text: str) -> str:
    """Return a text without what no file of text can hold: halves of characters, and zeros."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")


def _join(runs: Iterable[Run]) -> tuple[str, list[Anchor], list[tuple[int, int]]]:
    """Return the text of runs, its anchors, and its bold stretches."""
    texts: list[str] = []
    anchors: list[Anchor] = []
    bold: list[tuple[int, int]] = []
    place = 0
    for run in runs:
        text = sound_text(run.text)
        if not text:
            continue
        end = place + len(text)
        if run.url and anchors and anchors[-1].url == run.url and anchors[-1].end == place:
            anchors[-1] = Anchor(anchors[-1].start, end, run.url)
        elif run.url:
            anchors.append(Anchor(place, end, run.url))
        if run.is_bold and bold and bold[-1][1] == place:
            bold[-1] = (bold[-1][0], end)
        elif run.is_bold:
            bold.append((place, end))
        texts.append(text)
        place = end
    return "".join(texts), anchors, bold


def _measure_bold(text: str, bold: list[tuple[int, int]], start: int, end: int) -> tuple[bool, str]:
    """Return whether all words of `text[start:end]` are bold, and the bold beginning of others."""
    reached = start
    for first, last in bold:
        if text[reached:first].strip(_MARKS_AFTER_LEAD if reached > start else None) and first > reached:
            break
        reached = max(reached, last)
    if not text[min(reached, end) : end].strip(_MARKS_AFTER_LEAD + "."):
        return reached > start, ""
    return False, text[start:reached].strip()


def _is_within(anchor: Anchor, start: int, end: int) -> bool:
    return max(anchor.start, start) < min(anchor.end, end)


def _trim(anchor: Anchor, text: str, start: int, end: int) -> Anchor:
    """Return an anchor as the text without its outer spaces has it, and without those of its own words."""
    first, last = max(anchor.start, start), min(anchor.end, end)
    words = text[first:last]
    first += len(words) - len(words.lstrip())
    last -= len(words) - len(words.rstrip())
    return Anchor(first - start, max(first, last) - start, anchor.url)
