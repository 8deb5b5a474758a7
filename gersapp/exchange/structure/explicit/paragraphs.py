"""Paragraphs that tell of several operations, each in sentences of its own, with its name in quotes."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from gersapp.exchange.structure.lines import Line

_NAME = re.compile(r"[«“\"]\s?[^«»“”\"]{3,80}?\s?[»”\"]")
_ADDRESS = re.compile(r"https?://|www\.")
_SENTENCE_END = re.compile(r"[.!?]\)?\s+(?=[A-ZÀ-Ý«“\"])")
_MAX_LINE = 5_000  # characters


def with_paragraphs_apart(lines: Sequence[Line]) -> list[Line]:
    """Split the paragraphs of which several sentences have each a name in quotes, and an address after it."""
    return [part for line in lines for part in _parts(line)]


def _parts(line: Line) -> list[Line]:
    is_other = line.is_decor or line.forced or line.kind or line.cell
    if is_other or len(line.text) > _MAX_LINE or len(_ADDRESS.findall(line.text)) < 2:
        return [line]
    starts = [0, *(found.end() for found in _SENTENCE_END.finditer(line.text))]
    ends = [*starts[1:], len(line.text)]
    cuts: list[int] = []  # where operations begin
    for start, end in zip(starts, ends, strict=True):
        has_name = _NAME.search(line.text[start:end])
        if has_name and (not cuts or _is_complete(line.text[cuts[-1] : start])):
            cuts.append(start)
    if len(cuts) < 2 or not _is_complete(line.text[cuts[-1] :]):
        return [line]
    bounds = [0, *cuts[1:], len(line.text)]
    parts = [line.part(start, end) for start, end in pairwise(bounds)]
    return [parts[0], *(replace(part, has_gap=True, marker="", lead="") for part in parts[1:])]


def _is_complete(text: str) -> bool:
    """Whether a text has a name in quotes, and an address after it."""
    name = _NAME.search(text)
    return bool(name and _ADDRESS.search(text, name.end()))
