"""The words of the catalogue that are nearest to a word that finds nothing."""

from collections.abc import Iterable

from gersapp.catalogue.search.words import forms_of, units_of

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
# A shorter word has too many near ones; a longer one is none, and trying its letters would take long.
_MIN_LENGTH, _MAX_LENGTH = 4, 30


def nearest_to(word: str) -> set[str]:
    """Return what `word`, folded, may have been typed for: a letter more, less or other, or two exchanged.

    They are some 70 for each letter, whatever the size of the catalogue; none for a very short or long word.
    """
    if not _MIN_LENGTH <= len(word) <= _MAX_LENGTH:
        return set()
    halves = [(word[:k], word[k:]) for k in range(len(word) + 1)]
    less = {left + right[1:] for left, right in halves if right}
    exchanged = {left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1}
    other = {left + letter + right[1:] for left, right in halves if right for letter in _LETTERS}
    more = {left + letter + right for left, right in halves for letter in _LETTERS}
    return less | exchanged | other | more


def spelling_in(texts: Iterable[str], word: str) -> str:
    """Return the first unit of `texts` that `word`, folded, finds; "" when there is none."""
    return next((unit for text in texts for unit in units_of(text) if word in forms_of(unit)), "")
