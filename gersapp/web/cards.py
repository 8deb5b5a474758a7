"""Cards rendered once: a filter answers with joined strings, and search marks its hits in them.

A card is a pure function of an operation's content, of the section that it stands in and of who looks.
Its template brackets each word that search looks at (filter `searchable`), so a card knows where its words
are, and marking those that were searched is a cut and a join.
"""

import threading
from array import array
from collections.abc import Callable, Sequence

from markupsafe import escape

from gersapp.catalogue.model import Operation
from gersapp.catalogue.text import bracketed, fold, narrowed
from gersapp.web.html import Html

# Control characters, which no stored text can hold.
_OPEN, _CLOSE = "\x01", "\x02"
_MOST_CARDS = 20_000

Render = Callable[[Operation, str, bool], str]


def searchable(text: str) -> Html:
    """Filter: escape `text`, with the spaces of French typography and with its words bracketed."""
    return Html(escape(bracketed(narrowed(text), _OPEN, _CLOSE)))


class Card:
    """`html` as it is sent, in UTF-8, and where its words are.

    `_words` holds the folded words, each after a bracket; `_starts` and `_ends`, in the same order,
    from which byte to which each stands in `html`. Most cards are never searched, so the three are
    made at the first search.
    """

    __slots__ = ("_bracketed", "_ends", "_starts", "_words", "html")

    def __init__(self, bracketed: str) -> None:
        """`bracketed` is the output of the template, each word that search looks at in brackets."""
        self._bracketed: bytes | None = bracketed.encode()
        self._words = ""
        self._starts = array("I")
        self._ends = array("I")
        self.html = self._bracketed.translate(None, f"{_OPEN}{_CLOSE}".encode())

    def marked(self, prefixes: tuple[str, ...]) -> bytes:
        """The card with the words that begin with one of `prefixes` (folded) in <mark>."""
        if self._bracketed is not None:
            self._find_words(self._bracketed)
            self._bracketed = None
        words = self._words
        numbers: set[int] = set()
        for prefix in prefixes:
            wanted = _OPEN + prefix
            place = words.find(wanted)
            while place >= 0:
                numbers.add(words.count(_OPEN, 0, place))
                place = words.find(wanted, place + 1)
        if not numbers:
            return self.html
        parts: list[bytes] = []
        end = 0
        for number in sorted(numbers):
            start, stop = self._starts[number], self._ends[number]
            parts += (self.html[end:start], b"<mark>", self.html[start:stop], b"</mark>")
            end = stop
        parts.append(self.html[end:])
        return b"".join(parts)

    def _find_words(self, bracketed: bytes) -> None:
        before, *after = bracketed.split(_OPEN.encode())
        starts, ends = array("I"), array("I")
        words: list[str] = []
        length = len(before)
        for part in after:
            word, _, rest = part.partition(_CLOSE.encode())
            words += (_OPEN, fold(word.decode()))
            starts.append(length)
            ends.append(length + len(word))
            length += len(word) + len(rest)
        # In this order, so that a thread that finds words finds where they are too.
        self._starts, self._ends = starts, ends
        self._words = "".join(words)


class Cards:
    """The cards rendered so far. Bounded: emptied when full, which at worst renders some again."""

    def __init__(self, render: Render) -> None:
        self._render = render
        self._cards: dict[tuple[str, str, bool], Card] = {}
        self._filling = threading.Lock()

    def html(
        self, operations: Sequence[Operation], section: str, editable: bool, words: tuple[str, ...]
    ) -> bytes:
        """The cards of `operations` in one piece, in UTF-8, the hits of `words` marked."""
        cards = self._cards
        found = [
            cards.get((operation.revision, section, editable)) or self._rendered(operation, section, editable)
            for operation in operations
        ]
        return b"".join([card.marked(words) for card in found] if words else [card.html for card in found])

    def _rendered(self, operation: Operation, section: str, editable: bool) -> Card:
        card = Card(self._render(operation, section, editable))
        with self._filling:
            if len(self._cards) >= _MOST_CARDS:
                self._cards.clear()
            self._cards[operation.revision, section, editable] = card
        return card
