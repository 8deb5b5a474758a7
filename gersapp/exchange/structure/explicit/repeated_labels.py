"""Labels alone on a line that come again in each sheet: « En ligne », then addresses."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from gersapp.exchange.field_words import Kind
from gersapp.exchange.structure.cues import names_people, theme_strength
from gersapp.exchange.structure.explicit.fields import kind_of, labelled
from gersapp.exchange.structure.lines import Line
from gersapp.exchange.structure.platforms import platforms_listed
from gersapp.exchange.structure.roles.role import Role
from gersapp.exchange.structure.words import words_of

_FEWEST_KNOWN = 2
_FEWEST_UNKNOWN = 3  # times that a label comes which no list knows
_MOST_WORDS = 6
_SHORTEST_TEXT = 8  # words
_MOST_LINES = 60  # that belong to a label
_TEXT = frozenset({Role.TEXT, Role.LINK})


def with_repeated_labels(lines: Sequence[Line]) -> list[Line]:
    """Take lines that come again, each time above a text or an address, for labels of what is below."""
    shown = [index for index, line in enumerate(lines) if not line.is_decor]
    places: dict[str, list[int]] = defaultdict(list)
    for place, index in enumerate(shown):
        if name := _name(lines[index]):
            places[name].append(place)
    result = list(lines)
    for name, found in places.items():
        kind = kind_of(name)
        below = [lines[shown[place + 1]] for place in found if place + 1 < len(shown)]
        fewest = _FEWEST_KNOWN if kind in (Kind.LINK, Kind.TEXT) else _FEWEST_UNKNOWN
        if kind is None and all(_is_inside(lines[shown[place]]) for place in found):
            kind = Kind.LINK if sum(line.has_address for line in below) * 2 > len(found) else None
        fitting = sum(line.has_address if kind is Kind.LINK else _is_text(line) for line in below)
        is_again = len({line.text for line in below}) < len(below)  # one operation, under several audiences
        if len(found) < fewest or fitting * 3 < len(found) * 2 or is_again:
            continue
        for place in found:
            result[shown[place]] = replace(lines[shown[place]], is_decor=True)
            for index in _values(lines, shown[place + 1 : place + 1 + _MOST_LINES], kind):
                result[index] = _with_kind(lines[index], kind, name)
    return result


def _name(line: Line) -> str:
    """Return what a line says if it may be such a label, folded; else nothing."""
    text = line.text.rstrip(" :")
    is_other = line.cell or line.kind or line.forced or line.has_address or ":" in text
    own = labelled(line)
    if is_other or (own.kind and own.text) or len(words_of(text)) > _MOST_WORDS or text.endswith("."):
        return ""
    is_heading = platforms_listed(text) or names_people(text) or theme_strength(text)
    return "" if is_heading or kind_of(text) in (Kind.TITLE, Kind.AUDIENCE, Kind.PLATFORMS) else text.lower()


def _is_inside(line: Line) -> bool:
    """Whether nothing shows that an operation may begin with a line."""
    return not (line.has_gap or line.marker or line.heading or line.is_bold)


def _is_text(line: Line) -> bool:
    is_long = len(words_of(line.text)) >= _SHORTEST_TEXT or line.text.endswith((".", "!", "…"))
    return is_long and not line.has_address and not line.heading and not labelled(line).kind


def _values(lines: Sequence[Line], after: Sequence[int], kind: Kind | None) -> list[int]:
    """Return the places of the lines that belong to a label: up to a gap, or to what is no value of it."""
    values: list[int] = []
    for index in after:
        line = lines[index]
        is_value = line.has_address if kind is Kind.LINK else not (line.has_address or labelled(line).kind)
        if not is_value or line.heading or line.cell or line.forced or (values and line.has_gap):
            break
        values.append(index)
    return values


def _with_kind(line: Line, kind: Kind | None, label: str) -> Line:
    if kind is Kind.LINK:
        return replace(line, kind=Kind.LINK, label=label)
    return replace(line, kind=Kind.TEXT, label=label, forced=_TEXT)
