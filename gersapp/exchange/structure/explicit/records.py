"""Records: a title, labelled lines (« Cible : … »), a line of text without label, and addresses."""

from collections.abc import Sequence
from dataclasses import replace

from gersapp.exchange.field_words import Kind
from gersapp.exchange.structure.cues import names_people
from gersapp.exchange.structure.lines import Line
from gersapp.exchange.structure.roles.role import Role

_FEWEST = 2  # records that make a habit
_FEWEST_FIELDS = 2
_FIELDS = (Kind.AUDIENCE, Kind.PLATFORMS)
_TEXT = frozenset({Role.TEXT})


def with_records(lines: Sequence[Line]) -> list[Line]:
    """Take the line between the labelled lines and the addresses of a record for its text."""
    shown = [index for index, line in enumerate(lines) if not line.is_decor]
    groups: list[list[int]] = []
    for index in shown:
        if lines[index].has_gap or not groups:
            groups.append([])
        groups[-1].append(index)
    texts = {place for group in groups if (place := _text_of(lines, group)) is not None}
    if len(texts) < _FEWEST:
        return list(lines)
    return [replace(line, forced=_TEXT) if index in texts else line for index, line in enumerate(lines)]


def _text_of(lines: Sequence[Line], group: Sequence[int]) -> int | None:
    """Return the place of the text of a record, None if the lines between two gaps are none."""
    members = [lines[index] for index in group]
    end = next((i for i, line in enumerate(members[1:], 1) if line.kind not in _FIELDS), 0)
    if end <= _FEWEST_FIELDS or end + 1 >= len(members) or any(line.cell or line.forced for line in members):
        return None
    title, text, addresses = members[0], members[end], members[end + 1 :]
    is_named = not title.kind and not title.is_address and not names_people(title.text)
    is_text = not text.kind and not text.is_address and text.marker == members[end - 1].marker
    return group[end] if is_named and is_text and all(map(_is_link, addresses)) else None


def _is_link(line: Line) -> bool:
    return line.is_address or line.kind is Kind.LINK
