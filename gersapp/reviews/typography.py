"""Suggestions of French typography for a proposed text: each is taken by people, none by itself."""

import re
from collections.abc import Callable, Iterable

from gersapp.reviews.review import Suggestion

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_WITH_LIGATURE = re.compile(r"\S*[ﬀ-ﬆ]\S*")
# « 1^{er} », as some converters write what stands higher: « 1^er », « n^o », « M^{me} ».
_HIGHER = re.compile(r"\b\w+\^(?:\{\w{1,4}\}|(?:er|re|ère|e|ème|nd|nde|o|os|me|mes|lle|lles|r)\b)")
_ORDINARY = {"no": "n°", "nos": "n°"}
# Several spaces, with the words around them.
_SPACES = re.compile(r"\S+(?:[ \u00a0\u202f]{2,}\S+)+")
_BEFORE_COMMA = re.compile(r"\w+ +[,.](?=\s|$)")
_NO_SPACE = re.compile(r"\b[^\W\d_]+[;!?](?!\S)|«(?=\w)\S+|\S+(?<=\w)»")
_QUOTED = re.compile(r"\"(?=\S)[^\"\n]{1,200}?(?<=\S)\"|“(?=\S)[^”\n]{1,200}?(?<=\S)”")
_APOSTROPHE = re.compile(r"\b\w+(?:'\w+)+", re.UNICODE)
# An address is never mended: a sign that no text has stands for it.
_ADDRESS, _IN_ITS_PLACE = re.compile(r"(?:https?://|www\.)\S+"), "\ufffc"


def suggest(field: str, text: str, taken: Iterable[Suggestion] = ()) -> tuple[Suggestion, ...]:
    """Return what would better be written otherwise in the `text` of a `field`, without what was `taken`."""
    without_addresses = _ADDRESS.sub(_IN_ITS_PLACE, apply_suggestions(field, text, taken))
    found = [
        Suggestion(field, match[0], better)
        for pattern, write in _RULES
        for match in pattern.finditer(without_addresses)
        if _IN_ITS_PLACE not in match[0] and (better := write(match[0])) != match[0]
    ]
    return tuple(dict.fromkeys(found))


def mend(text: str) -> str:
    """Return `text` with all that would be suggested for it; for comparing, since people take suggestions."""
    return apply_suggestions("", text, suggest("", text))


def apply_suggestions(field: str, text: str, taken: Iterable[Suggestion]) -> str:
    """Return `text` with the suggestions that were `taken` for this `field`."""
    for suggestion in taken:
        if suggestion.field == field:
            text = text.replace(suggestion.before, suggestion.after)
    return text


def _write_ligatures(words: str) -> str:
    return "".join(_LIGATURES.get(letter, letter) for letter in words)


def _write_higher(word: str) -> str:
    stem, _, higher = word.partition("^")
    whole = stem + higher.strip("{}")
    return _ORDINARY.get(whole.lower(), whole)


def _write_one_space(words: str) -> str:
    return re.sub(r"[ \u00a0\u202f]{2,}", " ", words)


def _write_before_comma(words: str) -> str:
    return re.sub(r" +(?=[,.])", "", words)


def _write_space(words: str) -> str:
    return re.sub(r"(?<=\w)(?=[;!?»])|(?<=«)(?=\w)", " ", words)


def _write_quotes(quoted: str) -> str:
    return f"« {quoted[1:-1]} »"


def _write_apostrophes(word: str) -> str:
    return word.replace("'", "’")


_RULES: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (_HIGHER, _write_higher),
    (_WITH_LIGATURE, _write_ligatures),
    (_SPACES, _write_one_space),
    (_BEFORE_COMMA, _write_before_comma),
    (_NO_SPACE, _write_space),
    (_QUOTED, _write_quotes),
    (_APOSTROPHE, _write_apostrophes),
)
