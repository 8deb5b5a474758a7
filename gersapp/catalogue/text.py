"""How French text is compared and shown: the folding of words for search, and display typography."""

import re
import unicodedata
from functools import lru_cache

# A run of letters, digits and combining accents; everything else (apostrophes, hyphens, every kind of
# space, punctuation) parts words, so that ’ and ' or a narrow space never matter. Underscores part words
# too, but are taken out beforehand: a class without them is twice as slow.
_WORD = re.compile(r"[\w\u0300-\u036f]+")

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})

_WORDS_APART = re.compile(r"([\w\u0300-\u036f]+)")
_EXACT_WORDS_APART = re.compile(r"((?:[^\W_]|[\u0300-\u036f])+)")

# What no text may hold: controls but tab and line feed, lone surrogates (which no UTF-8 file can hold),
# noncharacters, and the marks that reorder the text around them (Trojan Source, CVE-2021-42574).
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)

_SLUG_WORD = re.compile(r"[a-z0-9]+")
_LINE = re.compile(r"[\t\n]")

_MOST_MARKS = 30

_NARROW_SPACE = "\u202f"
# A space, ordinary or not, that French typography makes narrow and unbreakable: before ; : ! ? »,
# after «, and between groups of three digits (« 100 000 »).
_NARROWED = re.compile(r"[ \u00a0](?:(?<=\S.)(?=[;:!?»])|(?<=«.)|(?<=\d.)(?=\d{3}(?!\d)))")


def fold(word: str) -> str:
    """Return `word` as search compares it: no capitals, no accents, œ as oe.

    >>> fold("Œuf"), fold("THÉÂTRE")
    ('oeuf', 'theatre')
    """
    if word.isascii():
        return word.lower()
    return _fold_kept(word) if len(word) <= _MAX_KEPT else _fold(word)


def _fold(word: str) -> str:
    # Twice: the bold letters of social media are capitals only once they are plain letters.
    plain = unicodedata.normalize("NFKD", word).casefold().translate(_LIGATURES)
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))


# Visitors choose what is kept: 100 000 words of 30 letters weigh 55 MB at most; of 200 letters, 210 MB.
_MAX_KEPT = 30
_fold_kept = lru_cache(maxsize=100_000)(_fold)


def folded_words(text: str) -> list[str]:
    """Return the folded words of `text`, in order, repeats included."""
    text = text.replace("_", " ")
    return _WORD.findall(text.lower()) if text.isascii() else list(map(fold, _WORD.findall(text)))


def bracketed(text: str, before: str, after: str) -> str:
    """Return `text` with each of the words that `folded_words` sees between `before` and `after`."""
    parts = (_EXACT_WORDS_APART if "_" in text else _WORDS_APART).split(text)
    parts[1::2] = [before + word + after for word in parts[1::2]]
    return "".join(parts)


def forbidden_character(text: str, *, lines: bool = False) -> str | None:
    """Return the first character of `text` that may not be stored, as « U+0007 », or None.

    Tabs and line feeds are allowed only in text of several `lines`.
    """
    found = _FORBIDDEN.search(text)
    if not found and not lines:
        found = _LINE.search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def has_heap_of_marks(text: str) -> bool:
    """Whether a letter has so many accents that to put them in order takes seconds.

    No language has over 30 on one (UAX #15, Stream-Safe Text Format).
    """
    run = 0
    for letter in "" if text.isascii() else text:
        run = run + 1 if unicodedata.combining(letter) else 0
        if run > _MOST_MARKS:
            return True
    return False


def slug(text: str) -> str:
    """Return `text` as a stable identifier in an address: `rdv-des-petits`; may be empty."""
    return "-".join(_SLUG_WORD.findall(" ".join(folded_words(text))))[:80].strip("-")


def narrowed(text: str) -> str:
    """Return `text` with the narrow no-break spaces of French typography where it has plain ones.

    For display only: what was typed is stored as typed. Rules: Imprimerie nationale,
    « Lexique des règles typographiques ».
    """
    return _NARROWED.sub(_NARROW_SPACE, text)
