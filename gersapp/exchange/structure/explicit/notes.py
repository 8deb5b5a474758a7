"""Notes that hold addresses, brought to where they are called: « Recettes [1] », « [1] https://… »."""

import re
from collections.abc import Sequence
from dataclasses import replace

from gersapp.exchange.blocks import Origin
from gersapp.exchange.field_words import Kind
from gersapp.exchange.structure.lines import Line
from gersapp.exchange.structure.roles.role import Role

_NOTE = re.compile(
    r"\s{0,3}[\[(]?\^?(\d{1,3})[\])]?\s{0,3}[:.–-]?\s{1,3}(?=.{0,200}(?:https?://|www\.))", re.IGNORECASE
)
_BRACKETED = re.compile(r"\s{0,3}[\[(]\^?\d{1,3}[\])]")
_CALL = re.compile(r"\s?[\[(]\^?(\d{1,3})[\])]")
_RAISED = {sign: digit for digit, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}
_RAISED_CALL = re.compile(f"[{''.join(_RAISED)}]{{1,3}}")
_MOST_CALLS = 30  # of notes by one line
_IS_LINK = frozenset({Role.LINK, Role.TEXT})


def with_notes(lines: Sequence[Line]) -> list[Line]:
    """Put the addresses of notes after the lines that call them, whose calls go."""
    notes = _notes(lines)
    if not notes:
        return list(lines)
    are_notes = set(map(id, notes.values()))
    called = {number for line in lines if id(line) not in are_notes for number in _calls(line)}
    moved = {number: line for number, line in notes.items() if number in called}
    placed = set(map(id, moved.values()))
    result: list[Line] = []
    for line in lines:
        if id(line) in placed:
            continue
        numbers = list(dict.fromkeys(number for number in _calls(line) if number in moved))[:_MOST_CALLS]
        result.append(_without_calls(line, moved) if numbers else line)
        result += [_as_link(moved[number]) for number in numbers]
    return result


def _notes(lines: Sequence[Line]) -> dict[int, Line]:
    """Return the notes by number: lines « [1] https://… », or numbered ones of the foot of a page."""
    notes: dict[int, Line] = {}
    for line in lines:
        text = f"{line.marker} {line.text}" if line.marker else line.text
        found = _NOTE.match(text)
        if found and (_BRACKETED.match(text) or line.origin is Origin.NOTE):
            notes.setdefault(int(found[1]), line)
    return notes


def _calls(line: Line) -> list[int]:
    if len(line.text) > 3_000:
        return []
    raised = (
        int("".join(str(_RAISED[sign]) for sign in found[0])) for found in _RAISED_CALL.finditer(line.text)
    )
    return [*(int(found[1]) for found in _CALL.finditer(line.text)), *raised]


def _without_calls(line: Line, moved: dict[int, Line]) -> Line:
    """Return a line without its calls of notes; a line with links behind its words keeps them in place."""
    places = [found for found in _CALL.finditer(line.text) if int(found[1]) in moved]
    places += _RAISED_CALL.finditer(line.text)
    for found in sorted(places, key=lambda match: -match.start()):
        before, after = line.part(0, found.start()), line.part(found.end(), len(line.text))
        between = " " if line.text[found.end() : found.end() + 1] == " " else ""
        joined = before.joined(after, between) if after.text else before
        line = replace(joined, seams=line.seams)
    return line


def _as_link(note: Line) -> Line:
    text = f"{note.marker} {note.text}"
    found = _NOTE.match(text)
    start = max(0, found.end() - len(note.marker) - 1) if found else 0
    bare = note.part(start, len(note.text))
    return replace(bare, kind=Kind.LINK, marker="", forced=_IS_LINK, has_gap=False, is_note=True)
