"""What the words of a line say: people, a section, a theme, a period."""

import re
from collections.abc import Sequence

from gersapp.exchange.structure.platforms import name_places
from gersapp.exchange.structure.words import words_of
from gersapp.exchange.vocabulary import (
    AUDIENCE_LEADS,
    AUDIENCE_MODIFIERS,
    AUDIENCE_WORDS,
    AUDIENCES,
    BEFORE_LEADS,
    BEFORE_SECTIONS,
    DOCUMENT_WORDS,
    INTRODUCTIONS,
    LEFT_SECTIONS,
    MONTHS,
    OPERATION_WORDS,
    PERIOD_WORDS,
    QUESTION_WORDS,
    THEME_WORDS,
)

_AUDIENCES_APART = re.compile(r"\s?[,;+]\s?|\s[/&]\s")
_SURE = 0.6
_OF_WORDS = frozenset(
    {"le", "la", "les", "l", "des", "de", "du", "d", "un", "une", "aux", "au", "nos", "leurs"}
)
_INCLUSIVE = frozenset(
    {"e", "s", "es", "te", "tes", "trice", "trices", "ne", "nes", "se", "ses", "ere", "eres", "ve"}
)
_LEADS = tuple(sorted(AUDIENCE_LEADS, key=len, reverse=True))
_FIRST_OF_LEADS = frozenset(lead.split()[0] for lead in _LEADS)
_LEFT = frozenset(LEFT_SECTIONS)
_LEFT_FIRST_WORDS = frozenset(
    phrase
    for phrase in LEFT_SECTIONS
    if " " not in phrase and phrase not in ("note", "merci", "ps", "suites")
)
_INTRODUCTIONS = frozenset(INTRODUCTIONS)
THEME_LEADS = frozenset({"axe", "theme", "thematique", "volet", "partie", "chapitre", "rubrique", "phase"})
_BESIDE_THEMES = OPERATION_WORDS | {"et", "a", "en", "sur", "vos", "nos", "notre"}
_PERIODS = frozenset(
    {"semaine", "semaines", "trimestre", "semestre", "periode", "printemps", "ete", "automne", "hiver"}
)


def audience_strength(text: str) -> float:
    """Return how much a short text reads like the names of audiences, from 0 to 1."""
    pieces = _AUDIENCES_APART.split(text) if len(text) < 200 else [text]
    return min(map(_audience_strength, pieces)) if len(pieces) <= 8 else 0.0


def names_people(text: str) -> bool:
    """Whether a short text reads like the name of an audience."""
    return audience_strength(text) >= _SURE


def _audience_strength(text: str) -> float:
    words, had_lead = _without_lead(words_of(text))
    if not words or len(words) > 12:
        return 0.0
    if "-".join(words) in AUDIENCES or _is_age(words) or _have_ages(words):
        return 1.0
    content = [word for word in words if word not in _OF_WORDS and word not in _INCLUSIVE]
    people = [word in AUDIENCE_WORDS for word in content]
    if any(map(str.isdigit, content)) or name_places(words):
        return 0.0
    if not any(people):
        has_short_name = had_lead and len(words) <= 5 and words_of(text)[0] != "cote"  # « Côté médiathèque »
        return 0.6 if has_short_name else 0.0
    known = sum(word in AUDIENCE_WORDS or word in AUDIENCE_MODIFIERS or word.isdigit() for word in content)
    if known == len(content):
        return 1.0 if len(content) <= 6 else 0.6
    if people[0] or (len(people) > 1 and content[0] in AUDIENCE_MODIFIERS and people[1]):
        return 0.7 if len(content) <= (5 if had_lead else 4) and _is_name(words, content) else 0.4
    return 0.5 if had_lead else 0.2


def _without_lead(words: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
    """Return the words after what leads to an audience, perhaps in a question, and whether it was there."""
    text = " ".join(words)
    if not _FIRST_OF_LEADS.isdisjoint(words):
        for lead in _LEADS:
            if text.startswith(lead + " "):
                return tuple(text[len(lead) + 1 :].split()), True
    if words[-1:] == ("tous",) and words[-2:-1] in (("vers",), ("pour",)) and _leads(words[:-2]):
        return words[-1:], True
    for lead in _LEADS if len(words) <= 16 and not _FIRST_OF_LEADS.isdisjoint(words) else ():
        before, found, after = text.rpartition(f" {lead} ")
        if found and _leads(before.split()):
            return tuple(after.split()), True
    return words, False


def _is_name(words: Sequence[str], content: Sequence[str]) -> bool:
    """« Habitants du quartier », « familles gersoises », but not « le maire en direct »."""
    unknown = [word for word in content if word not in AUDIENCE_WORDS and word not in AUDIENCE_MODIFIERS]
    people = next(index for index, word in enumerate(words) if word in AUDIENCE_WORDS)
    if words[people].endswith(("s", "x")) and words[people + 1].endswith("ent"):  # « Les voisins veillent »
        return False
    return words[people + 1] in _OF_WORDS or (len(unknown) == 1 and words[people + 1] == unknown[0])


def _leads(words: Sequence[str]) -> bool:
    """Whether words before « pour les… » say nothing but that operations are for them."""
    others = [
        word
        for word in words
        if not (word in _OF_WORDS or word in BEFORE_LEADS or word in DOCUMENT_WORDS or word.isdigit())
    ]
    return not others or (len(others) == 1 and any(word in OPERATION_WORDS for word in words))


def _is_age(words: Sequence[str]) -> bool:
    return (
        len(words) <= 7
        and words[-1] == "ans"
        and any(word.isdigit() for word in words)
        and all(word.isdigit() or word in AUDIENCE_MODIFIERS or word in AUDIENCE_WORDS for word in words)
    )


def _have_ages(words: Sequence[str]) -> bool:
    """« Jeunes 15-25 », « ados 12/17 »."""
    are_ages = all(word.isdigit() and len(word) < 3 for word in words[1:])
    return 1 < len(words) <= 3 and words[0] in AUDIENCE_WORDS and are_ages


def section_strength(text: str) -> float:
    """Return how much a heading reads like that of a section without operations."""
    return _phrase_strength(words_of(text), _LEFT, _LEFT_FIRST_WORDS)


def introduction_strength(text: str) -> float:
    """Return how much a heading reads like that of an introduction."""
    return _phrase_strength(words_of(text), _INTRODUCTIONS, _INTRODUCTIONS)


def _phrase_strength(words: Sequence[str], phrases: frozenset[str], first: frozenset[str]) -> float:
    if not words or len(words) > 10:
        return 0.0
    bare = words[1:] if words[0] in BEFORE_SECTIONS else words
    if " ".join(words) in phrases or " ".join(bare) in phrases:
        return 1.0
    if any(" ".join(bare[:length]) in phrases for length in (2, 3, 4)):
        return 0.8
    if len(bare) > 2 and " ".join(bare[-2:]) in phrases:  # « Le musée en chiffres »
        return 0.8
    if bare and bare[0] in first:
        return 0.7
    if not any(word in first for word in words):
        return 0.0
    return 0.7 if words[0] in QUESTION_WORDS else 0.4 if len(words) <= 5 else 0.0


def theme_strength(text: str) -> float:
    """Return how much a heading reads like a period or a theme."""
    words = words_of(text)
    if not words or len(words) > 8:
        return 0.0
    if is_period(text):
        return 1.0
    if words[0] in THEME_LEADS:
        return 0.9
    content = [word for word in words if word not in _OF_WORDS and word not in _BESIDE_THEMES]
    if content and all(word in THEME_WORDS for word in content):
        return 0.6
    has_time = any(
        (word.isdigit() and len(word) == 4) or word in MONTHS or word in _PERIODS for word in content
    )
    are_known = all(
        word in DOCUMENT_WORDS or word in MONTHS or word in PERIOD_WORDS or word.isdigit() for word in content
    )
    return 0.8 if has_time and are_known else 0.0


def is_period(text: str) -> bool:
    """Whether a text is a month, a week or another stretch of time: « Avril 2020 », « Du 3 au 9 mai »."""
    words = words_of(text)
    return (
        0 < len(words) <= 9
        and any(word in MONTHS or word in _PERIODS for word in words)
        and all(word in MONTHS or word in PERIOD_WORDS or word.isdigit() for word in words)
    )


# « Adultes — 7 opérations », « Aînés (2 actions) »
COUNT_AFTER = re.compile(
    r"(?<=\S)\s?[(:–—-]\s?\d[\d ]*\s(?:opérations?|actions?|publications?|rendez-vous)\)?$", re.IGNORECASE
)


def document_strength(text: str) -> float:
    """Return the share of words that headings of documents have, but for a count after a name."""
    words = [word for word in words_of(COUNT_AFTER.sub("", text)) if word not in _OF_WORDS]
    return sum(word in DOCUMENT_WORDS or word.isdigit() for word in words) / len(words) if words else 0.0
