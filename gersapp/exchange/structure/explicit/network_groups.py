"""Networks that head the operations below them: « INSTAGRAM », then what was published there."""

from collections.abc import Sequence
from dataclasses import replace

from gersapp.exchange.field_words import Kind
from gersapp.exchange.structure.lines import Line
from gersapp.exchange.structure.platforms import platforms_listed
from gersapp.exchange.structure.roles.role import Role
from gersapp.exchange.structure.words import words_of

_FEWEST = 2
_MOST_WORDS = 14  # of a title
_FEWEST_WORDS = 7  # of an operation in one line, before its address
_HEADING = frozenset({Role.THEME})
_OF_OPERATIONS = (Kind.AUDIENCE, Kind.PLATFORMS, Kind.LINK)


def with_network_groups(lines: Sequence[Line]) -> list[Line]:
    """Take networks for headings where each stands alone once, before what tells of operations.

    The network of an operation comes after its title.
    """
    shown = [index for index, line in enumerate(lines) if not line.is_decor]
    found = [place for place, index in enumerate(shown) if _is_alone(lines[index])]
    names = [platforms_listed(lines[shown[place]].text) for place in found]
    if len(found) < _FEWEST or len(set(names)) < len(names):
        return list(lines)
    telling = [place for place, index in enumerate(shown) if _tells(lines[index])]
    are_first = telling and found[0] < telling[0] and found[-1] < telling[-1]
    after = [lines[shown[place + 1]] for place in found if place + 1 < len(shown)]
    if not are_first or len(after) < len(found) or not all(map(_may_be_title, after)):
        return list(lines)
    headings = {shown[place] for place in found}
    return [replace(line, forced=_HEADING) if index in headings else line for index, line in enumerate(lines)]


def _is_alone(line: Line) -> bool:
    is_other = line.kind or line.cell or line.forced or line.is_piece or line.has_address
    return not is_other and (line.has_gap or line.heading > 0) and len(platforms_listed(line.text)) == 1


def _may_be_title(line: Line) -> bool:
    if line.has_address:  # « Le bal : un film par semaine. https://… »
        return not line.is_address and len(words_of(line.text.partition("://")[0])) > _FEWEST_WORDS
    is_text = not line.marker and line.text.endswith((".", "!", "…", ";"))
    return not (_tells(line) or is_text or len(words_of(line.text)) > _MOST_WORDS)


def _tells(line: Line) -> bool:
    return line.has_address or line.kind in _OF_OPERATIONS
