"""People and networks in one line, without labels: « Grand public – Instagram, Facebook »."""

import re
from collections.abc import Sequence
from dataclasses import replace

from gersapp.exchange.field_words import Kind
from gersapp.exchange.structure.cues import names_people
from gersapp.exchange.structure.lines import Line
from gersapp.exchange.structure.platforms import platforms_listed
from gersapp.exchange.structure.words import words_of

_DIVISION = re.compile(r"\s[–—|/·•>→-]\s|\s?[:;]\s|\.\s|,\s(?=sur\s)|\s(?=sur\s|\()")
_FEWEST = 2  # lines with known people that make a habit
_APART = re.compile(r"[,;+]|\s(?:et|&)\s")
_MOST_WORDS = 12
# « Un film par semaine, à l’intention des élèves » is no name.
_LEAD_WITHIN = re.compile(
    r"(?<=\w)[ ,]{1,3}(?:pour les?|pour l['’]|à (?:destination|l['’](?:attention|intention)))\b",
    re.IGNORECASE,
)
# « Pour les enseignants de cycle 3. »
_FOR = re.compile(
    r"(?:C['’]est )?(pour (?:l|tou|un)|à (?:destination|l['’]attention|l['’]intention) d)[^.]{3,150}\.$",
    re.IGNORECASE,
)


def with_pairs(lines: Sequence[Line]) -> list[Line]:
    """Divide the lines that name people and networks, where a third of such lines name known people."""
    found = {index: pair for index, line in enumerate(lines) if (pair := _pair(line))}
    known = sum(any(map(names_people, _APART.split(people.text))) for people, _ in found.values())
    if known < _FEWEST or known * 3 < len(found):
        return list(lines)
    return [part for index, line in enumerate(lines) for part in found.get(index, (line,))]


def with_sentences_for_people(lines: Sequence[Line]) -> list[Line]:
    """Take « Pour les lycéens. » for whom the operation above it is, where several have such a line."""
    found = {index: people for index, line in enumerate(lines) if (people := _people_of(line))}
    if len(found) < _FEWEST:
        return list(lines)
    return [part for index, line in enumerate(lines) for part in found.get(index, [line])]


def _people_of(line: Line) -> list[Line]:
    """Return the people of a short sentence that says nothing else, and who they are: « : malades, élus »."""
    is_other = line.kind or line.forced or line.cell or line.is_decor or line.heading or line.has_gap
    sentence = None if is_other or len(words_of(line.text)) > _MOST_WORDS else _FOR.match(line.text)
    if sentence is None:
        return []
    end = line.text.find(" : ")
    people, rest = line.part(sentence.start(1), end), line.part(end + 3, len(line.text))
    if end < 0:
        return [replace(line.part(sentence.start(1), len(line.text)), kind=Kind.AUDIENCE)]
    return [replace(people, kind=Kind.AUDIENCE), replace(rest, kind=Kind.TEXT, marker="", is_piece=True)]


def _pair(line: Line) -> tuple[Line, Line] | None:
    """Return the people and the networks of a line that has nothing else."""
    if line.kind or line.forced or line.cell or line.is_decor or line.heading or line.has_address:
        return None
    for division in _DIVISION.finditer(line.text[:200]):
        before, after = line.part(0, division.start()), line.part(division.end(), len(line.text))
        for people, networks in ((before, after), (after, before)):
            if platforms_listed(networks.text) and _is_name(people.text):
                rest = replace(networks, kind=Kind.PLATFORMS, has_gap=False, marker="", is_piece=True)
                return replace(people, kind=Kind.AUDIENCE), rest
    return None


def _is_name(text: str) -> bool:
    is_prose = _LEAD_WITHIN.search(text) is not None
    return 0 < len(words_of(text)) <= _MOST_WORDS and not is_prose and not platforms_listed(text)
