"""Suggestions of French typography for a proposed text: each is taken by people, none by itself."""

import re
from collections.abc import Iterator

from gersapp.reviews.review import Suggestion, apply_suggestions

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_WORD = re.compile(r"\S+")
# Longer texts than any form takes have no suggestions.
_MAX_LENGTH, _MAX_WORD = 20_000, 80
# « 1^{er} », as some converters write what stands higher: « 1^er », « n^o », « M^{me} ».
_HIGHER = re.compile(r"\b\w+\^(?:\{\w{1,4}\}|(?:er|re|ère|e|ème|nd|nde|o|os|me|mes|lle|lles|r)\b)")
_NUMERO = {"no": "n°", "nos": "n°"}
_SPACES = re.compile(r"(?<=\S)[ \u00a0\u202f]{2,}(?=\S)")
_BEFORE_COMMA = re.compile(r"\b\w+ +[,.](?=\s|$)")
_NO_SPACE = re.compile(r"(?<=[^\W\d_])(?=[;!?]$)|(?<=^«)(?=\w)|(?<=\w)(?=»)")
_QUOTED = re.compile(r"\"(?=\S)[^\"\n]{1,200}?(?<=\S)\"|“(?=\S)[^”\n]{1,200}?(?<=\S)”")
_APOSTROPHE = re.compile(r"\b\w+(?:'\w+)+")
# A text without any of these has nothing to suggest.
_ANY = re.compile(r"[\^\ufb00-\ufb06\"“';!?«»]|[ \u00a0\u202f]{2}|[ \u00a0\u202f][,.]")
# An address is never mended: a character that no text has stands for it.
_ADDRESS, _PLACEHOLDER = re.compile(r"(?:https?://|www\.)\S+"), "\ufffc"


def suggest(field: str, text: str) -> tuple[Suggestion, ...]:
    """Return what would better be written otherwise in the `text` of a `field`."""
    if len(text) > _MAX_LENGTH or not _ANY.search(text):
        return ()
    written = _ADDRESS.sub(_PLACEHOLDER, text)
    found = [
        Suggestion(field, before, after)
        for before, after in _find(written)
        if before != after and _PLACEHOLDER not in before
    ]
    return tuple(dict.fromkeys(found))


def _find(text: str) -> Iterator[tuple[str, str]]:
    """Yield pieces of a text, each with what would be better; some are the same.

    No pattern looks at a long word twice, as a hostile text would make that take minutes.
    """
    for match in _HIGHER.finditer(text):
        yield match[0], _write_higher(match[0])
    for match in _WORD.finditer(text):
        word = match[0]
        if len(word) <= _MAX_WORD:
            yield word, "".join(_LIGATURES.get(letter, letter) for letter in word)
            yield word, _NO_SPACE.sub(" ", word)
    for match in _SPACES.finditer(text):
        before = text[max(0, match.start() - _MAX_WORD) : match.start()].split()[-1]
        after = text[match.end() : match.end() + _MAX_WORD].split()[0]
        yield f"{before}{match[0]}{after}", f"{before} {after}"
    for match in _BEFORE_COMMA.finditer(text):
        yield match[0], re.sub(r" +(?=[,.])", "", match[0])
    for match in _QUOTED.finditer(text):
        yield match[0], f"« {match[0][1:-1]} »"
    for match in _APOSTROPHE.finditer(text):
        yield match[0], match[0].replace("'", "’")


def mend(text: str) -> str:
    """Return `text` with all that would be suggested for it; for comparing, since people take suggestions."""
    return apply_suggestions("", text, suggest("", text))


def _write_higher(word: str) -> str:
    """Return « 1er » of « 1^{er} », and « n° » of « n^o »."""
    stem, _, higher = word.partition("^")
    whole = stem + higher.strip("{}")
    return _NUMERO.get(whole.lower(), whole)
