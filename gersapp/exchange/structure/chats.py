"""Conversations: « [09:10] Inès : … » is what somebody says, without the hour and the name."""

import re
from collections.abc import Sequence
from dataclasses import replace

from gersapp.exchange.markers import split_marker
from gersapp.exchange.structure.lines import Line

_FEWEST = 3  # lines that begin so
_SPEAKER = re.compile(
    r"\[?(?:\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?,?\s(?:à\s)?)?\d{1,2}[:h]\d{2}(?::\d{2})?\]?\s?[-–—]?\s?"
    r"[A-ZÀ-Ý][\w.’'-]*(?:\s(?:de\s|le\s|la\s)?[A-ZÀ-Ý][\w.’'-]*){0,3}\s?:(?:\s+|$)"
)


def without_speakers(lines: Sequence[Line]) -> list[Line]:
    """Take the hours and the names off the lines of a conversation; each turn begins a paragraph."""
    found = [None if line.cell else _SPEAKER.match(_shown(line)) for line in lines]
    if sum(map(bool, found)) < _FEWEST:
        return list(lines)
    result: list[Line] = []
    has_gap = False
    for line, speaker in zip(lines, found, strict=True):
        said = _said(line, speaker.end()) if speaker else line
        result.append(replace(said, has_gap=said.has_gap or has_gap))
        has_gap = said.is_decor and speaker is not None
    return result


def _shown(line: Line) -> str:
    return f"{line.marker} {line.text}" if line.marker else line.text


def _said(line: Line, end: int) -> Line:
    """Return what is said after the name, decor where nothing is: the message follows."""
    start = max(0, end - (len(line.marker) + 1 if line.marker else 0))
    rest = line.part(start, len(line.text))
    if not rest.text:
        return replace(line, is_decor=True)
    marker, text = split_marker(rest.text)
    return replace(rest.part(len(rest.text) - len(text), len(rest.text)), marker=marker, has_gap=True)
