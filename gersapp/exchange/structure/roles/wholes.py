"""Operations that stand in one line: « Titre : texte », « Titre – texte », prose that names one."""

import re
from dataclasses import dataclass

from gersapp.exchange.structure.lines import Line
from gersapp.exchange.structure.numbers import ordinal_end
from gersapp.exchange.structure.platforms import is_link_words, platforms_listed
from gersapp.exchange.structure.words import words_of
from gersapp.exchange.vocabulary import SAYING_WORDS

_QUOTED_FIRST = re.compile(
    r"([«\"“„]\s?[^«»\"“”]{2,120}\s?[»\"”])(?:\s?\([^()]{1,80}\))?\s{0,2}(?=[:–—,.|-]|\S)"
)
_DIVIDED = re.compile(r"(.{2,140}?)(?:\s?\u202f?:(?!//)\s|\s[–—|→>-]{1,2}\s|\s=>\s)(?=\S)")
_SENTENCE = re.compile(r"(.{2,80}?(?:[!?](?=\s)|(?=\.)))\.?\s+(?=[A-ZÀ-Ý«\d])")
_SMALL_SENTENCE = re.compile(r"(.{2,80}?(?:[!?](?=\s)|(?=\.)))\.?\s+(?=[a-zà-ÿ«\d])")
_AT_COMMA = re.compile(r"([^,.;:!?]{4,80}),\s(?=[a-zà-ÿ\d](?:\S*\s){2})")
_QUOTED_WITHIN = re.compile(r"[«“\"]\s?([^«»“”\"]{3,80}?)\s?[»”\"]")
_SIGNS = " \u00a0\u202f:–—-|,;•·→=>"
_MAX_TITLE_WORDS = 12
_MAX_OUTSIDE = 1
_MAX_SENTENCE_WORDS = 8
_FEWEST_WORDS = 4  # of a text that does not end as a sentence


@dataclass(frozen=True, slots=True)
class Whole:
    """The title `text[start:end]` of an operation in one line, its text after `rest`, and how it is told."""

    start: int
    end: int
    rest: int
    shape: str


def wholes_of(line: Line, bare: str, start: int, *, has_evidence: bool) -> list[Whole]:
    """Return the titles that a line may have if it is a whole operation, the likeliest first.

    `start` is where its text begins. `has_evidence`: an address or a platform is in it; else prose names
    no operation.
    """
    text = bare[:2_000]
    if line.lead and text.startswith(line.lead):
        return list(filter(None, [_checked(text, 0, len(line.lead), "lead")]))
    start += ordinal_end(text[start:])
    found = [_named(text, line) if has_evidence else None]
    is_small = text[start : start + 1].islower() and line.has_address
    sentence = _SMALL_SENTENCE if is_small else _SENTENCE
    for pattern, shape in ((_QUOTED_FIRST, "quoted"), (_DIVIDED, "divided"), (sentence, "sentence")):
        if match := pattern.match(text, start):
            found.append(_checked(text, start, match.end(1), shape))
    wholes = list(filter(None, found))
    if len(wholes) > 1 and wholes[0].shape == "prose" and not _is_within(wholes[0], wholes[1], text):
        wholes.append(wholes.pop(0))
    return wholes


def _is_within(named: Whole, other: Whole, text: str) -> bool:
    """Whether the other title has several more words than the name within it."""
    if not other.start <= named.start < other.end:
        return False
    outside = text[other.start : named.start] + " " + text[named.end : max(named.end, other.end)]
    return named.end > other.end or len(words_of(outside)) > _MAX_OUTSIDE


def _checked(text: str, start: int, end: int, shape: str) -> Whole | None:
    title = text[start:end].strip(_SIGNS)
    rest = text[end:].lstrip(_SIGNS + ".")
    count = len(words_of(title))
    is_open = title.count("«") != title.count("»")
    is_short = len(words_of(rest)) < _FEWEST_WORDS and not rest.rstrip().endswith((".", "!", "?"))
    if shape == "sentence" and (count > _MAX_SENTENCE_WORDS or is_short):
        return None
    if shape == "quoted" and words_of(rest)[:1] and words_of(rest)[0] in SAYING_WORDS:
        return None
    if not 0 < count <= _MAX_TITLE_WORDS or is_link_words(rest) or is_open:
        return None
    if shape != "lead" and is_link_words(title) and not platforms_listed(title):
        return None
    return Whole(start, start + len(text[start:end].rstrip(_SIGNS)), len(text) - len(rest), shape)


def whole_at_comma(text: str) -> Whole | None:
    """« La foire aux questions, mise à jour chaque soir »."""
    found = _AT_COMMA.match(text)
    is_divided = found and _DIVIDED.match(found[0])  # « Titre – texte, texte »
    return _checked(text, 0, found.end(1), "comma") if found and not is_divided else None


def _named(text: str, line: Line) -> Whole | None:
    """Return the name that prose gives an operation: in quotes, or behind its link."""
    quoted = _QUOTED_WITHIN.search(text[:300])
    if quoted:
        return Whole(quoted.start(), quoted.end(), 0, "prose")
    for anchor in line.anchors:
        words = text[anchor.start : anchor.end]
        if 2 <= len(words_of(words)) <= _MAX_TITLE_WORDS and not is_link_words(words):
            return Whole(anchor.start, anchor.end, 0, "prose")
    return None
