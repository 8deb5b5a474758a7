"""Lines that head operations, and are none: above a list of them, or above a title of a weaker look."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from gersapp.exchange.field_words import Kind
from gersapp.exchange.structure.lines import Line
from gersapp.exchange.structure.roles.features import Seen, is_number

_FEWEST_ITEMS = 2  # that are operations
_NAMED = frozenset({"whole_rest", "whole_lead", "whole_quoted"})
_FAR = 60  # lines
_SHORT = frozenset({"words_5", "words_9"})
_TELLING = (Kind.AUDIENCE, Kind.PLATFORMS, Kind.LINK)


def with_heads(seen: Sequence[Seen]) -> list[Seen]:
    """Mark the headings of lists whose items are operations, and those of titles."""
    marked = [
        replace(line, features=line.features | set(_marks(seen, index))) for index, line in enumerate(seen)
    ]
    looks = {_look(line) for line in marked if "heads_items" in line.features and line.line.heading}
    return [
        replace(line, features=line.features | {"heads_items"})
        if _look(line) in looks and _is_heading(line) and after.line.marker
        else line
        for line, after in pairwise([*marked, *marked[-1:]])
    ]


def _look(line: Seen) -> tuple[int, str]:
    return line.line.heading, _kind_of_marker(line.line.marker)


def _marks(seen: Sequence[Seen], index: int) -> Iterator[str]:
    if _is_heading(seen[index]):
        if _heads_items(seen, index):
            yield "heads_items"
        if index + 2 < len(seen) and _heads_title(*seen[index : index + 3]):
            yield "heads_title"


def _is_heading(line: Seen) -> bool:
    is_short = not _SHORT.isdisjoint(line.features) and "full_stop" not in line.features
    return is_short and not (line.line.kind or line.line.cell or line.line.forced or line.has_evidence)


def _heads_items(seen: Sequence[Seen], index: int) -> bool:
    """Whether items follow of which most are operations: each has a name, a text and its own evidence."""
    heading = seen[index].line
    first = seen[index + 1].line if index + 1 < len(seen) else heading
    if not first.marker:
        return all(map(_is_complete, seen[index + 1 : index + 1 + _FEWEST_ITEMS])) and index + 2 < len(seen)
    if _kind_of_marker(first.marker) == _kind_of_marker(heading.marker):
        return False
    evident: list[bool] = []
    is_named = False
    for line in seen[index + 1 : index + 1 + _FAR]:
        if _is_item(line, first.marker, first.depth):
            is_named = any(whole.rest for whole in line.wholes) and not _NAMED.isdisjoint(line.features)
            evident.append(is_named and line.has_evidence)
        elif _ends_list(line, heading):
            break
        else:
            evident[-1] |= is_named and (line.has_evidence or line.line.kind in _TELLING)
    return sum(evident) >= _FEWEST_ITEMS and sum(evident) * 2 >= len(evident)


def _is_complete(line: Seen) -> bool:
    """Whether a paragraph has the name, the text and the address of an operation."""
    is_named = {"whole_rest", "whole_address"} <= line.features
    return is_named and line.line.has_gap and not (line.line.kind or line.line.is_address)


def _ends_list(line: Seen, heading: Line) -> bool:
    is_apart = line.line.has_gap and not line.addresses
    is_sibling = bool(heading.marker) and _is_item(line, heading.marker, heading.depth)
    return line.line.heading > 0 or is_apart or is_sibling


def _is_item(line: Seen, marker: str, depth: int) -> bool:
    return line.line.depth == depth and _kind_of_marker(line.line.marker) == _kind_of_marker(marker)


def _kind_of_marker(marker: str) -> str:
    return "1" if is_number(marker) else marker


def _heads_title(line: Seen, title: Seen, text: Seen) -> bool:
    """« LE PRINTEMPS », apart, then « Le bal » right above its text."""
    is_apart = (line.line.has_gap or line.line.heading > 0) and title.line.has_gap
    is_weaker = _strength(line) > _strength(title) and line.line.marker == title.line.marker
    return is_apart and is_weaker and _is_heading(title) and not text.line.has_gap and not text.line.heading


def _strength(line: Seen) -> int:
    """Return how strong the marks of a line are, as those of a heading."""
    if line.line.heading:
        return 20 - line.line.heading
    return 2 if "capitals" in line.features else int(line.line.is_bold)
