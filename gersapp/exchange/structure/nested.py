"""Lists in lists in lists: people, then their operations, then what each has."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from gersapp.exchange.structure.cues import audience_strength, platforms_listed
from gersapp.exchange.structure.fields import kind_of
from gersapp.exchange.structure.lines import Line
from gersapp.exchange.structure.roles import Role

_LEVELS = 3
_FEWEST_GROUPS = 2
_SURE = 0.6
_ROLES = (frozenset({Role.AUDIENCE}), frozenset({Role.TITLE, Role.WHOLE}))


def with_nested_lists(lines: Sequence[Line]) -> list[Line]:
    """Take the outer items of a list for audiences and their items for operations, where all are so."""
    items = [index for index, line in enumerate(lines) if line.marker and not line.is_decor]
    levels = sorted({lines[index].depth for index in items})
    if len(levels) != _LEVELS:
        return list(lines)
    outer, inner = ([i for i in items if lines[i].depth == level] for level in levels[:2])
    after = dict(pairwise(items))
    is_nested = all(
        index in after and lines[after[index]].depth == level
        for group, level in ((outer, levels[1]), (inner, levels[2]))
        for index in group
    )
    people = sum(audience_strength(lines[index].text) >= _SURE for index in outer)
    if (
        not is_nested
        or len(outer) < _FEWEST_GROUPS
        or people * 2 <= len(outer)
        or any(_is_field(lines[index]) for index in (*outer, *inner))
    ):
        return list(lines)
    told = dict.fromkeys(outer, _ROLES[0]) | dict.fromkeys(inner, _ROLES[1])
    return [
        replace(line, forced=told[index], heading=0) if index in told and not line.forced else line
        for index, line in enumerate(lines)
    ]


def _is_field(line: Line) -> bool:
    """Whether a line holds an address, a network or a labelled value: no name of anybody or anything."""
    label = line.text.partition(":")[0]
    return bool(line.cell or line.anchors or "://" in line.text or kind_of(label) or platforms_listed(label))
