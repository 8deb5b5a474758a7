"""« Quoi : … », which is the title of an operation, or the text of one that has a title above."""

from collections.abc import Sequence
from dataclasses import replace

from gersapp.exchange.structure.cues import audience_strength, words_of
from gersapp.exchange.structure.lines import Line

_LABELS = frozenset({("quoi",), ("sujet",), ("de", "quoi")})
_SURE = 0.6


def with_subjects(lines: Sequence[Line]) -> list[Line]:
    """Take « Quoi : … » for a text where a line without label opens the fields of the operation."""
    result: list[Line] = []
    has_title = False
    before: Line | None = None
    for line in lines:
        if line.is_decor:
            result.append(line)
            continue
        if _opens(line, before):
            has_title = False
        if not line.kind and not _is_address(line):
            has_title = audience_strength(line.text) < _SURE
        is_subject = line.kind == "title" and words_of(line.label) in _LABELS and not line.forced
        result.append(replace(line, kind="text") if is_subject and has_title else line)
        before = line
    return result


def _opens(line: Line, before: Line | None) -> bool:
    """Whether a line is the first of an operation, or may be."""
    return line.has_gap or before is None or before.kind == "link" or _is_address(before)


def _is_address(line: Line) -> bool:
    return line.text.startswith(("http://", "https://", "www."))
