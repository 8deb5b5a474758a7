"""Lines that look alike: what most of them are, the others are too."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from gersapp.exchange.field_words import Kind
from gersapp.exchange.structure.roles.features import Seen, is_number

_OF_NAMES = frozenset({"words_5", "words_9"})
_SURE = 0.7
_FEWEST_SIBLINGS = 2
_FEWEST_TITLES = 4
_FEW = 4  # lines


def is_of_people(line: Seen) -> bool:
    """Whether a line names people and nothing else, by a label or by its words."""
    return line.line.kind is Kind.AUDIENCE or line.strengths.get("audience", 0) >= _SURE


def with_siblings(seen: Sequence[Seen]) -> list[Seen]:
    """Mark the lines that look like headings of audiences and name people that no list knows."""
    looks = [_look_of_heading(line) for line in seen]
    groups = Counter(look for look in looks if look)
    names = Counter(look for line, look in zip(seen, looks, strict=True) if look and is_of_people(line))
    usual = {look for look, count in names.items() if count >= _FEWEST_SIBLINGS and count * 2 > groups[look]}
    titles = _looks_of_titles(seen, looks)
    seen = [
        _like_titles(line, seen[index + 1 : index + 1 + _FEW]) if look in titles else line
        for index, (line, look) in enumerate(zip(seen, looks, strict=True))
    ]
    seen = [
        replace(line, features=line.features | {"title_sibling"})
        if look in titles and names[look] <= 1 and line.strengths.get("audience")
        else line
        for line, look in zip(seen, looks, strict=True)
    ]
    return [
        replace(line, features=line.features | {"audience_sibling"})
        if look in usual and not is_of_people(line) and "words_5" in line.features
        else line
        for line, look in zip(seen, looks, strict=True)
    ]


def _like_titles(line: Seen, below: Sequence[Seen]) -> Seen:
    """Return a line that looks as titles do: « Réserve de bras » is no section, if it has evidence below."""
    linked = next((place for place, after in enumerate(below) if after.addresses), None)
    is_linked = linked is not None and not any(after.line.has_gap for after in below[1 : linked + 1])
    if is_linked and ":" not in line.bare:  # « Annexe : budget »
        kept = {name: value for name, value in line.strengths.items() if name != "section" or value == 1}
        line = replace(line, strengths=kept)
    is_named = bool(below) and bool(below[0].platforms) and not line.strengths.get("section")
    return replace(line, features=line.features | {"title_look"}) if is_named else line


def _looks_of_titles(seen: Sequence[Seen], looks: Sequence[tuple[object, ...]]) -> set[tuple[object, ...]]:
    """Return how lines look of which most have an address before the next of them."""
    found: dict[tuple[object, ...], list[bool]] = {}
    for line, look in zip(seen, looks, strict=True):
        if look:
            found.setdefault(look, []).append(False)
        elif line.has_evidence:
            for own in found.values():
                own[-1] = True
    return {
        look for look, own in found.items() if len(own) >= _FEWEST_TITLES and sum(own) * 4 >= len(own) * 3
    }


def _look_of_heading(line: Seen) -> tuple[object, ...]:
    """Return the marks of a short line, empty if it has none or more than words."""
    features = line.features
    marker = "1" if is_number(line.line.marker) else line.line.marker
    marks = (line.line.heading, marker, line.line.is_bold, "capitals" in features)
    is_plain = not _OF_NAMES.isdisjoint(features) and not (
        line.line.kind or line.has_evidence or "full_stop" in features
    )
    return (*marks, line.line.depth) if any(marks) and is_plain else ()
