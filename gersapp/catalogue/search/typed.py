"""What a typed search finds in an index: operations with its addresses, and with the words of the rest."""

from collections.abc import Callable, Iterable
from functools import reduce
from operator import and_, or_

from gersapp.catalogue.model import Operation
from gersapp.catalogue.search.index import Index
from gersapp.catalogue.search.targets import split_search, with_target
from gersapp.catalogue.search.words import Search, Words, read_search, searched_words


def fold_label(label: str) -> str:
    """Return the folded words of `label`, each after a space."""
    return "".join(f" {word}" for word in searched_words(label))


def read_text(text: str) -> tuple[list[str], Search]:
    """Return the addresses of a typed search, and the words of the rest of it."""
    addresses, rest = split_search(text)
    return addresses, read_search(rest)


def with_text(
    addresses: Iterable[str],
    search: Search,
    *,
    index: Index,
    at: Callable[[int], Operation | None],
    with_word: Callable[[str], int],
) -> int:
    """Return the operations with the words of `search`, and with each address or the words of it.

    `at` gives the operation of a slot, and `with_word` the operations that a word (folded) finds.
    """
    found = _with_search(search, index.everything, with_word)
    for url in addresses:
        words = read_search(url.partition("://")[2])
        found &= with_target(index, at, url) | _with_search(words, index.everything, with_word)
    return found


def _with_search(search: Search, everything: int, with_word: Callable[[str], int]) -> int:
    """Return the operations that each of the units of `search` finds in one of its ways."""

    def with_all(words: Words) -> int:
        return reduce(and_, map(with_word, words), everything)

    return reduce(and_, (reduce(or_, map(with_all, ways)) for ways in search), everything)
