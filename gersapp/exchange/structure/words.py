"""The folded words of a text, which every step reads."""

from sys import getsizeof

from gersapp.cache import Cache
from gersapp.catalogue.text import folded_words

MAX_READ = 1_000  # characters of a line that are read for what they say
# Each round of the reading asks for the same texts.
_words = Cache[str, tuple[str, ...]](4 * 1024 * 1024, lambda text, words: getsizeof(text) + 60 * len(words))


def words_of(text: str) -> tuple[str, ...]:
    """Return the folded words of the beginning of a text."""
    beginning = text[:MAX_READ]
    return _words.get(beginning, lambda: tuple(folded_words(beginning)))
