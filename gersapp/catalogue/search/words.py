"""The words that search looks at, in texts and in what is typed.

A unit is a word, or several that hyphens, middle dots or the spaces of numbers join: « Covid-19 »,
« habitant·e·s », « 100 000 ». It is found by each of its words, and by all of them as one.
"""

import re
from itertools import filterfalse
from urllib.parse import unquote

from gersapp.catalogue.text import UNSEEN, WORD, fold, folded_words

MAX_WORDS = 20

_DOTS = "·‧•⋅"
# What a point may join to a word, in « habitant.e.s » or « acteur.rice »: elsewhere it ends a sentence.
_ENDINGS = "(?i:s|x|(?:e|ne|le|te|se|[eè]re|ve|ive|rice|ice|trice|euse|enne|onne|elle)s?)"
_WORD_ENDS = rf"(?![\w{UNSEEN}])"
_MORE_DIGITS = rf"(?<=\d)[ \u00a0\u2009\u202f]\d\d\d?{_WORD_ENDS}"
# In parentheses for `split`: every second part is a unit.
_UNIT = re.compile(rf"({WORD}(?:[-‐‑{_DOTS}]{WORD}|\.{_ENDINGS}{_WORD_ENDS}|{_MORE_DIGITS})*)")
_HAS_DOT = re.compile(rf"[.{_DOTS}]")
# What a feminine ending takes the place of, with the dot: « acteur·rice » is « actrice ».
_REPLACED = re.compile(
    "eur·(?=rice)|eu(?=r·ice)|teur·(?=trice)|eu[rx]·(?=euse)|[rx]·(?=se)|if·(?=ive)|f·(?=ve)|er·(?=ere)"
    "|r·(?=re)|en·(?=enne)|on·(?=onne)|el·(?=elle)|·"
)
# A name and its number, apart or not: « Covid 19 » and « covid19 », « 14 juillet » and « 14juillet ».
_NAME, _NUMBER = r"[^\W\d_]{3,}", r"\d{1,4}"
_APART = re.compile(rf"(?<!\S)(?:({_NAME}) ({_NUMBER})(?! \d)|(?<!\d )({_NUMBER}) ({_NAME}))(?!\S)")
_JOINED = re.compile(f"({_NAME})({_NUMBER})|({_NUMBER})({_NAME})")
# Stands for an underscore, which is a letter to `re`; no text holds it.
_UNDERSCORE = "\0"

# The words that must all be found.
Words = tuple[str, ...]
# What a search must find: for each of its units, the words of which one tuple finds it.
Search = tuple[tuple[Words, ...], ...]


def units_of(text: str) -> list[str]:
    """Return the units of `text`, in order."""
    return _UNIT.findall(text.replace("_", _UNDERSCORE))


def searched_words(text: str) -> set[str]:
    """Return the folded words that find `text`.

    >>> sorted(searched_words("100 000 week-ends"))
    ['000', '100', '100000', 'end', 'ends', 'week', 'weekends']
    """
    units = units_of(text)
    words = set(map(fold, filter(str.isalnum, units)))
    for unit in filterfalse(str.isalnum, units):
        words.update(forms_of(unit))
    return words


def forms_of(unit: str) -> list[str]:
    """Return the folded words that find `unit`, which `bracketed` puts in brackets."""
    words = [fold(unit)] if unit.isalnum() else folded_words(unit)
    if len(words) == 1:
        return words
    inclusive = _genders(words) if _HAS_DOT.search(unit) else ()
    return [*words, "".join(words), *inclusive]


def _genders(words: list[str]) -> list[str]:
    """Return the masculine and the feminine of « habitant », « e », « s », both plural if these are."""
    masculine, ending, *_ = words
    plural = "s" if words[-1].endswith("s") else ""
    feminine = _REPLACED.sub("", f"{masculine}·{ending}")
    return [masculine + plural, feminine.removesuffix("s") + plural]


def bracketed(text: str, before: str, after: str) -> str:
    """Return `text` with `before` and `after` around each of its units."""
    if "_" in text:
        return bracketed(text.replace("_", _UNDERSCORE), before, after).replace(_UNDERSCORE, "_")
    parts = _UNIT.split(text)
    parts[1::2] = [before + unit + after for unit in parts[1::2]]
    return "".join(parts)


def has_words(search: str) -> bool:
    """Whether `read_search` reads a word of `search`."""
    return _UNIT.search(unquote(search).replace("_", _UNDERSCORE)) is not None


def read_search(search: str) -> Search:
    """Return the words of a `search`, by unit.

    At most `MAX_WORDS` are read. What was copied from an address is percent-encoded.

    >>> read_search("d%C3%A9fi Covid-19")
    ((('defi',),), (('covid', '19'), ('covid19',)))
    """
    units: dict[tuple[Words, ...], None] = {}
    room = MAX_WORDS
    search = _APART.sub(lambda pair: "-".join(filter(None, pair.groups())), unquote(search))
    for unit in units_of(search):
        words = folded_words(unit)[:room]
        ways = [tuple(words)]
        if len(words) > 1 and _HAS_DOT.search(unit):
            ways = [(words[0],), (_genders(words)[1].removesuffix("s"),)]
        elif len(words) > 1:
            ways.append(("".join(words),))
        elif pair := _JOINED.fullmatch("".join(words)):
            ways.append(tuple(filter(None, pair.groups())))
        if words and tuple(ways) not in units:
            units[tuple(ways)] = None
            room -= len(words)
    return tuple(units)
