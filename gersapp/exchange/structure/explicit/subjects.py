"""Which field of a group names the operation, where several may: « Opération : … », « Dispositif : … »."""

from collections.abc import Sequence
from dataclasses import replace

from gersapp.exchange.field_words import Kind
from gersapp.exchange.structure.cues import names_people
from gersapp.exchange.structure.lines import Line
from gersapp.exchange.structure.words import words_of

_AFTER_TITLES = frozenset({("quoi",), ("sujet",), ("de", "quoi"), ("dispositif",)})
_MOST_BEFORE = 4  # lines of a record before its title


def with_subjects(lines: Sequence[Line]) -> list[Line]:
    """Take « Quoi : … » for a text where the operation has a title above; what stands before one is decor."""
    result: list[Line] = []
    start = 0  # of the group of lines, in the result
    has_title = False
    for line in lines:
        if not line.is_decor and _opens(line, result):
            start, has_title = len(result), False
        if line.kind is Kind.TITLE and not line.forced:
            if has_title and words_of(line.label) in _AFTER_TITLES:
                line = replace(line, kind=Kind.TEXT)
            elif not has_title:
                result[start:] = _without_records_head(result[start:])
            has_title = True
        elif not line.kind and not (line.is_decor or line.is_address or _is_identifier(line)):
            has_title = has_title or not names_people(line.text)
        result.append(line)
    return result


def _opens(line: Line, before: Sequence[Line]) -> bool:
    """Whether a line is the first of an operation, or may be."""
    last = next((other for other in reversed(before) if not other.is_decor), None)
    is_apart = line.has_gap and not (last and last.kind is Kind.TITLE)
    return is_apart or last is None or last.kind is Kind.LINK or last.is_address


def _without_records_head(lines: Sequence[Line]) -> list[Line]:
    """« ID : 77 », « Statut : terminée » before the title of a record are no part of its operation."""
    are_fields = all(line.is_decor or line.kind is Kind.OTHER or _is_identifier(line) for line in lines)
    has_address = any(line.has_address for line in lines)
    if not are_fields or has_address or len(lines) > _MOST_BEFORE:
        return list(lines)
    return [replace(line, is_decor=True) for line in lines]


def _is_identifier(line: Line) -> bool:
    words = words_of(line.text)
    return len(words) <= 3 and words[:1] in (("id",), ("identifiant",), ("reference",), ("ref",))
