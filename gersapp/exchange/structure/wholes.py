"""Operations that stand in one line: « Titre : texte », « Titre – texte », prose that names one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gersapp.exchange.structure.addresses import Address
from gersapp.exchange.structure.cues import is_link_words, platforms_listed, words_of
from gersapp.exchange.structure.lines import Line

_QUOTED_FIRST = re.compile(
    r"([«\"“„]\s?[^«»\"“”]{2,120}\s?[»\"”])(?:\s?\([^()]{1,80}\))?\s{0,2}(?=[:–—,.|-]|\S)"
)
_DIVIDED = re.compile(r"(.{2,140}?)(?:\s?\u202f?:(?!//)\s|\s[–—|→-]{1,2}\s|\s=>\s)(?=\S)")
_SENTENCE = re.compile(r"(.{2,80}?[!?]?)[.!?]\s+(?=[A-ZÀ-Ý«\d])")
_QUOTED_WITHIN = re.compile(r"[«“\"]\s?([^«»“”\"]{3,80}?)\s?[»”\"]")
_SIGNS = " \u00a0\u202f:–—-|,;•·→=>"
_MAX_TITLE_WORDS = 12


@dataclass(frozen=True, slots=True)
class Whole:
    """The title `text[start:end]` of an operation in one line, its text after `rest`, and how it is told."""

    start: int
    end: int
    rest: int
    shape: str


def whole_of(line: Line, bare: str, addresses: Sequence[Address]) -> Whole | None:
    """Return the title within a line that may hold a whole operation, None if it can hold none."""
    text = bare[:2_000]
    if line.lead and text.startswith(line.lead):
        return _checked(text, 0, len(line.lead), "lead")
    quoted = _QUOTED_FIRST.match(text)
    if quoted and (whole := _checked(text, 0, quoted.end(1), "quoted")):
        return whole
    divided = _DIVIDED.match(text)
    if divided and (whole := _checked(text, 0, divided.end(1), "divided")):
        return whole
    sentence = _SENTENCE.match(text)
    if sentence and (whole := _checked(text, 0, sentence.end(1), "sentence")):
        return whole
    return _named(text, addresses) if addresses else None


def _checked(text: str, start: int, end: int, shape: str) -> Whole | None:
    title = text[start:end].strip(_SIGNS)
    rest = text[end:].lstrip(_SIGNS + ".")
    count = len(words_of(title))
    if not 0 < count <= _MAX_TITLE_WORDS or is_link_words(rest):
        return None
    if shape != "lead" and is_link_words(title) and not platforms_listed(title):
        return None
    return Whole(start, start + len(text[start:end].rstrip(_SIGNS)), len(text) - len(rest), shape)


def _named(text: str, addresses: Sequence[Address]) -> Whole | None:
    """Return the name that prose gives an operation: in quotes, or behind its link."""
    quoted = _QUOTED_WITHIN.search(text[:300])
    if quoted:
        return Whole(quoted.start(), quoted.end(), 0, "prose")
    for address in addresses:
        words = text[address.start : address.end]
        if address.is_anchor and 2 <= len(words_of(words)) <= _MAX_TITLE_WORDS and not is_link_words(words):
            return Whole(address.start, address.end, 0, "prose")
    return None
