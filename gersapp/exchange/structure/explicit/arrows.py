"""Titles that an arrow or bold divides from their text: « Atelier 👉 jeu », « **Atelier** – jeu »."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from gersapp.exchange.structure.cues import audience_strength
from gersapp.exchange.structure.explicit.fields import kind_of
from gersapp.exchange.structure.lines import Line
from gersapp.exchange.structure.platforms import is_link_words, platforms_listed
from gersapp.exchange.structure.roles.role import Role
from gersapp.exchange.structure.words import words_of

_DIVIDED = re.compile(
    r"([^\n:]{2,100}?)\s{1,3}[\U0001f446-\U0001f449\u2192\u279c\u27a1\u25b6\u2794]\ufe0f?\s{1,3}(?=\S)"
)
_AFTER_NAMES = ("–", "—", "-", ":", "|")
_SIGNS = " \u00a0\u202f–—-:|"
_FEWEST = 2
_MOST_WORDS = 12


def with_arrows(lines: Sequence[Line]) -> list[Line]:
    """Divide the lines right above addresses at their arrow, where several are so."""
    shown = [index for index, line in enumerate(lines) if not line.is_decor]
    found = {
        index: match
        for index, after in pairwise(shown)
        if lines[after].is_address and (match := _division(lines[index]))
    }
    if len(found) < _FEWEST:
        return list(lines)
    result: list[Line] = []
    for index, line in enumerate(lines):
        result += _divided(line, found[index]) if index in found else [line]
    return result


def _division(line: Line) -> re.Match[str] | None:
    """Return where a line is divided, None if what stands first is no title."""
    found = None if line.cell or line.forced or "://" in line.text else _DIVIDED.match(line.text)
    if found is None or len(words_of(found[1])) > _MOST_WORDS:
        return None
    title = found[1]
    is_label = kind_of(title) or is_link_words(title) or platforms_listed(title)
    return None if is_label or audience_strength(title) else found


def _divided(line: Line, found: re.Match[str]) -> list[Line]:
    title = replace(line.part(0, found.end(1)), forced=frozenset({Role.TITLE}))
    rest = line.part(found.end(), len(line.text))
    text = frozenset({Role.TEXT, Role.PLATFORMS})
    return [
        title,
        replace(rest, forced=text, has_gap=False, marker="", lead="", is_bold=False, is_piece=True),
    ]


def named_apart(cell: Sequence[Line]) -> list[Line]:
    """Divide « **Titre** – texte »: the bold name is a title, the rest is text."""
    first = cell[0]
    end = len(first.lead)
    if not end or not first.text.startswith(first.lead) or first.text[end:].lstrip()[:1] not in _AFTER_NAMES:
        return list(cell)
    start = len(first.text) - len(first.text[end:].lstrip(_SIGNS))
    rest = first.part(start, len(first.text))
    return [first.part(0, end), *([replace(rest, lead="", marker="")] if rest.text else []), *cell[1:]]
