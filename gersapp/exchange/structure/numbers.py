"""What numbers a title and is no part of it: « Action 2 : », « La première fenêtre : », « Étape 3 – »."""

import re
from collections import Counter
from collections.abc import Sequence

from gersapp.exchange.field_words import Kind
from gersapp.exchange.structure.cues import THEME_LEADS
from gersapp.exchange.structure.explicit.fields import kind_of
from gersapp.exchange.structure.words import words_of
from gersapp.exchange.vocabulary import AUDIENCE_WORDS, MONTHS, PERIOD_WORDS

_NOUN = (
    r"(?:opération|action|fiche|campagne|projet|rendez-vous|post|publication|étape|initiative|exemple|idée"
    r"|dispositif|temps fort|temps)"
)
_ORDINAL = (
    r"(?:premi(?:er|ère)|second|seconde|deuxième|troisième|quatrième|cinquième|sixième|septième|huitième"
    r"|neuvième|dixième|derni(?:er|ère)|\d{1,2}\s?(?:er|ère|re|ème|nde|nd|e))"
)
_THE = r"(?:(?:la|le|notre|et|une?)\s){0,2}"
_SIGN = r"\s?(?::(?!//)|[–—]|\s-)\s{0,3}"
_NUMBERED = re.compile(
    rf"(?:{_NOUN}|point|séquence)\s?(?:n\s?[°o]\.?\s?)?\d{{1,3}}\s?[:–—.)|-]\s?|n\s?[°o]\s?\d{{1,3}}\s?[:–—.)-]?\s"
    rf"|{_THE}{_ORDINAL}\s{_NOUN}{_SIGN}",
    re.IGNORECASE,
)
_ORDINAL_FIRST = re.compile(rf"{_THE}{_ORDINAL}\s([^\W\d_]{{3,20}}){_SIGN}", re.IGNORECASE)
# « Opération « Gym du balcon » », and nothing else
_KIND_FIRST = re.compile(
    r"(?:(?:la|le|notre)\s|l['’])?(?:opération|action|campagne|dispositif|projet|initiative)\s"
    r"(?=(?:«[^«»]+»|“[^“”]+”|\"[^\"]+\")$)",
    re.IGNORECASE,
)
_EPISODES = frozenset({"episode", "saison", "volume", "tome", "numero", "chapitre"})
_FEWEST = 2  # titles that a noun numbers


def number_end(text: str) -> int:
    """Return where a title begins after what numbers it, 0 if nothing does."""
    found = _NUMBERED.match(text)
    return found.end() if found and text[found.end() :].strip() else 0


def ordinal_end(text: str) -> int:
    """Return where a text begins after its number, or after an ordinal with any noun."""
    found = _ORDINAL_FIRST.match(text)
    return found.end() if found and _noun_of(found[1]) else number_end(text)


def without_number(title: str) -> str:
    """Return a title without what numbers it, or says that it is one: « Opération « X » » is « X »."""
    title = title[number_end(title) :]
    found = _KIND_FIRST.match(title)
    return title[found.end() :] if found else title


def without_ordinals(titles: Sequence[str]) -> list[str]:
    """Take off the titles of a document the ordinals with a noun that comes again: « La 2e fenêtre : »."""
    found = [_ORDINAL_FIRST.match(title) for title in titles]
    nouns = [_noun_of(match[1]) if match else "" for match in found]
    count = Counter(nouns)
    return [
        title[match.end() :] if match and noun and count[noun] >= _FEWEST and title[match.end() :] else title
        for title, match, noun in zip(titles, found, nouns, strict=True)
    ]


def _noun_of(word: str) -> str:
    """Return what an ordinal counts, folded; nothing if it may be people, a time or a part of a title."""
    (noun,) = words_of(word)
    is_other = noun in AUDIENCE_WORDS | MONTHS | PERIOD_WORDS | THEME_LEADS | _EPISODES
    return "" if is_other or kind_of(noun) not in (None, Kind.TITLE) else noun
