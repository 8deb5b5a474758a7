"""French text: words folded for search, forbidden characters, slugs, and typography for display."""

import re
import unicodedata
from collections.abc import Callable

# Accents that stand alone, and that Unicode counts as letters: nothing is left of them once they are folded.
_LONE_ACCENTS = "\ufc5e-\ufc63\ufe70\ufe72\ufe74\ufe76\ufe78\ufe7a\ufe7c\ufe7e\uff9e\uff9f"
# What nobody sees within a word: soft hyphens, joiners, spaces of no width.
UNSEEN = "\u00ad\u200b-\u200d\u2060\ufeff"
# A letter or a digit, and a run of letters, digits, combining accents and what nobody sees. Everything else
# (apostrophes, hyphens, every kind of space, punctuation, an accent on no letter) separates words, so that ’
# and ' or a narrow space never matter. Underscores separate words too, but are replaced beforehand: a class
# without them is twice as slow.
WORD = rf"[^\W{_LONE_ACCENTS}][\w\u0300-\u036f{UNSEEN}]*"
_WORD = re.compile(WORD)
_IS_UNSEEN = re.compile(f"[{UNSEEN}]")

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})

# No text may have these: controls but tab and line feed, lone surrogates (which no UTF-8 file can hold),
# noncharacters, and the marks that reorder the text around them (Trojan Source, CVE-2021-42574).
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)

# Apostrophes and hyphens that read alike.
_ALIKE = str.maketrans({**dict.fromkeys("’‘ʼ`", "'"), **dict.fromkeys("‐‑‒–—−", "-")})
# Accents of letters, and what nobody sees: soft hyphens, joiners, fillers, selectors of another shape, tags.
_ACCENT_OR_UNSEEN = re.compile(
    "[\u0300-\u036f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
# What social media and word processors put into texts: marks that are invisible and mean nothing, a bullet.
_AS_MEANT = {**dict.fromkeys(map(ord, "\xad\u200b\u2060\ufeff")), 0xF0B7: "•"}
# What no text may have, of Word and of PDF: ends of lines and of pages, hyphens that never or may end a line,
# and isolates, which keep the direction of a name apart.
_BREAKS = dict.fromkeys(map(ord, "\x0b\x0c\u2028\u2029"), "\n")
_READABLE = {**_BREAKS, 0x1E: "\u2011", **dict.fromkeys(map(ord, "\x1f\u2066\u2067\u2068\u2069"))}
_READABLE_ON_ONE_LINE = {**_READABLE, **dict.fromkeys(_BREAKS, " ")}

_SLUG_WORD = re.compile(r"[a-z0-9]+")
_TAB_OR_LINE_FEED = re.compile(r"[\t\n]")

_MAX_ACCENTS = 30  # on one letter; no language has more (UAX #15, Stream-Safe Text Format)

_NARROW_SPACE = "\u202f"
# A space, ordinary or no-break, that French typography makes narrow and no-break: before ; : ! ? », after «
# and n°, between groups of three digits (« 100 000 »), and within a time of day (« 14 h 02 »).
_TO_NARROW = re.compile(
    r"[ \u00a0](?:(?<=\S.)(?=[;:!?»])|(?<=«.)|(?<=n°.)|(?<=\d.)(?=\d{3}(?!\d)|h\b)|(?<=\d.h.)(?=\d))"
)


def fold(word: str) -> str:
    """Return `word` as search compares it: no capitals, no accents, œ as oe.

    >>> fold("Œuf"), fold("THÉÂTRE")
    ('oeuf', 'theatre')
    """
    return word.lower() if word.isascii() else word.translate(_folded)


class _Folded(dict[int, str]):
    """The code of a letter → the letter folded, for `str.translate`; visitors choose which letters come.

    Letter by letter gives what the whole word would: its normal form differs only by the order of accents,
    which are dropped.
    """

    def __missing__(self, code: int) -> str:
        folded = _fold_letter(chr(code))
        if len(self) < _MAX_LETTERS:
            self[code] = folded
        return folded


# 1 MB, and more letters than a catalogue has; its own come first.
_MAX_LETTERS = 4_000
_folded = _Folded()


def _fold_letter(letter: str) -> str:
    # Twice: the bold letters of social media are capitals only once they are plain letters.
    plain = unicodedata.normalize("NFKD", letter).casefold().translate(_LIGATURES)
    # A space is what some accents stand on.
    return "".join(
        c
        for c in unicodedata.normalize("NFKD", plain)
        if c != " " and not unicodedata.combining(c) and not _IS_UNSEEN.match(c)
    )


def folded_words(text: str) -> list[str]:
    """Return the folded words of `text`, in order, repeats included."""
    text = text.replace("_", " ")
    return _WORD.findall(text.lower()) if text.isascii() else list(map(fold, _WORD.findall(text)))


def fold_name(text: str) -> str:
    """Return what `text` has in common with every name that reads like it: it is compared, never shown.

    Capitals, accents, wide letters, invisible characters, kinds of spaces, of apostrophes and of hyphens do
    not count. Every other sign does, and so do the marks of scripts where they make another letter: « ハハ »
    is a mother, « パパ » a father.

    >>> fold_name("+ de  60 ANS"), fold_name("L’Été")
    ('+ de 60 ans', "l'ete")
    """
    # Compatibility normalisation makes a space of this accent, which people type for an apostrophe.
    plain = unicodedata.normalize("NFKD", text.replace("´", "'")).casefold().translate(_LIGATURES)
    plain = unicodedata.normalize("NFKD", plain).translate(_ALIKE)
    return " ".join(_ACCENT_OR_UNSEEN.sub("", plain).split())


def has_letters(name: str) -> bool:
    """Whether a name has a letter or a digit of some script, that people see."""
    return any(map(str.isalnum, fold_name(name)))


def forbidden_character(text: str, *, lines: bool = False) -> str | None:
    """Return the first character of `text` that may not be stored, as « U+0007 », or None.

    Tabs and line feeds are allowed only in text of several `lines`.
    """
    found = _FORBIDDEN.search(text)
    if not found and not lines:
        found = _TAB_OR_LINE_FEED.search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def readable(text: str, *, lines: bool) -> str:
    """Return `text` with what Word's and PDF's control characters mean, in one line or in several `lines`."""
    return text.translate(_READABLE if lines else _READABLE_ON_ONE_LINE)


def tidy(text: str) -> str:
    """Return `text` as forms store it: NFC, lines ended by line feeds, no surrounding white space.

    It has none of the invisible, meaningless characters that social media and word processors add.
    Joiners stay: emoji, Arabic and Indic scripts need them.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").translate(_AS_MEANT)
    return unicodedata.normalize("NFC", lines).strip()


def has_too_many_accents(text: str) -> bool:
    """Whether a letter has so many accents that normalising the text takes seconds."""
    accents = 0
    for character in "" if text.isascii() else text:
        accents = accents + 1 if unicodedata.combining(character) else 0
        if accents > _MAX_ACCENTS:
            return True
    return False


def slug(text: str) -> str:
    """Return `text` as a stable identifier in an address: `rdv-des-petits`; may be empty."""
    return "-".join(_SLUG_WORD.findall(" ".join(folded_words(text))))[:80].strip("-")


def free_slug(text: str, is_taken: Callable[[str], bool], *, default: str) -> str:
    """Return a slug that is not taken, made of `text`; of `default` when `text` has no Latin letter."""
    stem = slug(text) or default
    # `new` is the address of the form for an addition.
    found, number = stem, 2
    while is_taken(found) or found == "new":
        found, number = f"{stem}-{number}", number + 1
    return found


def french_spacing(text: str) -> str:
    """Return `text` with the narrow no-break spaces of French typography in place of plain ones.

    For display only: a text is stored as it was typed. Rules: Imprimerie nationale, « Lexique des règles
    typographiques ».
    """
    return _TO_NARROW.sub(_NARROW_SPACE, text)


def printable(text: str) -> str:
    """Return `text` on one line: U+FFFD stands for line feeds, and for what cannot be shown. Spaces stay."""
    return "".join(letter if _is_shown(letter) else "\N{REPLACEMENT CHARACTER}" for letter in text)


def _is_shown(letter: str) -> bool:
    # For Python, no space but the plain one is printable.
    return letter.isprintable() or unicodedata.category(letter) == "Zs"


def cut_at_word(text: str, most: int = 160) -> str:
    """« Un rendez-vous… »: the beginning of a text in one line, of `most` characters at most."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    whole_words = line[: most - 1].rpartition(" ")[0] or line[: most - 1]
    return whole_words.rstrip(" ,;:.!?«(—–-\u202f\u00a0") + "…"
