"""Lists in lists in lists: people, then their operations, then what each has."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from gersapp.exchange.structure.cues import names_people
from gersapp.exchange.structure.explicit.arrows import named_apart
from gersapp.exchange.structure.explicit.fields import kind_of
from gersapp.exchange.structure.lines import Line
from gersapp.exchange.structure.platforms import platforms_listed
from gersapp.exchange.structure.roles.role import Role

_LEVELS = 3
_FEWEST_GROUPS = 2
_PEOPLE = frozenset({Role.AUDIENCE})
_TITLE = frozenset({Role.TITLE})
_TEXT = frozenset({Role.TEXT, Role.PLATFORMS})


def with_nested_lists(lines: Sequence[Line]) -> list[Line]:
    """Take the outer items of a list for audiences and their items for operations, where all are so."""
    items = [index for index, line in enumerate(lines) if line.marker and not line.is_decor]
    levels = sorted({lines[index].depth for index in items})
    if len(levels) != _LEVELS:
        return list(lines)
    outer, inner = ({i for i in items if lines[i].depth == level} for level in levels[:2])
    after = dict(pairwise(items))
    is_nested = all(
        index in after and lines[after[index]].depth == level
        for group, level in ((outer, levels[1]), (inner, levels[2]))
        for index in group
    )
    people = sum(names_people(lines[index].text) for index in outer)
    if (
        not is_nested
        or len(outer) < _FEWEST_GROUPS
        or people * 2 <= len(outer)
        or any(_is_field(lines[index]) for index in (*outer, *inner))
    ):
        return list(lines)
    result: list[Line] = []
    for index, line in enumerate(lines):
        if line.forced or not (index in outer or index in inner):
            result.append(line)
        elif index in outer:
            result.append(replace(line, forced=_PEOPLE, heading=0))
        else:
            result += _operation(line)
    return result


def _operation(line: Line) -> list[Line]:
    """Return the title of an item, and the text after it where bold ends the title."""
    title, *texts = named_apart([line])
    return [
        replace(title, forced=_TITLE if texts else _TITLE | {Role.WHOLE}),
        *(replace(text, forced=_TEXT, has_gap=False, is_piece=True) for text in texts),
    ]


def _is_field(line: Line) -> bool:
    """Whether a line holds an address, a network or a labelled value: no name of anybody or anything."""
    label = line.text.partition(":")[0]
    return bool(line.cell or line.has_address or kind_of(label) or platforms_listed(label))
