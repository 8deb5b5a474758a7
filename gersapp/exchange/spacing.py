"""French spacing that can be undone: documents show it, and their reader finds what was stored."""

import re

from gersapp.catalogue.text import french_spacing

_NARROW, _JOINER = "\u202f", "\u2060"
_MARKED = _JOINER + _NARROW
_IS_NARROW = re.compile(_NARROW)
_IS_WRITTEN = re.compile(f"{_JOINER}?{_NARROW}")


def space(text: str) -> str:
    """Return `text` with French spacing; `unspace` gives `text` again.

    A narrow space that was stored has a joiner of no width before it. A space stays as it is where it is a
    no-break one, or has such a joiner before it already.
    """
    spaced = french_spacing(text)

    def write(match: re.Match[str]) -> str:
        place = match.start()
        if text[place] == _NARROW:
            return _MARKED
        return _NARROW if text[place] == " " and text[place - 1] != _JOINER else text[place]

    return _IS_NARROW.sub(write, spaced) if _NARROW in spaced else spaced


def unspace(text: str) -> str:
    """Return the text of which `space` made `text`."""
    if _NARROW not in text:
        return text
    return _IS_WRITTEN.sub(lambda match: _NARROW if match[0] == _MARKED else " ", text)
