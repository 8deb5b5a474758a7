"""Cards rendered once: a filter answers with joined strings, and search marks its hits in them.

A card is a pure function of an operation's content, of the section that it stands in and of who looks.
Its template brackets each word that search looks at (filter `searchable`), so a card knows where its words
are, and marking those that were searched is a cut and a join.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import escape

from gersapp.catalogue.model import Operation
from gersapp.catalogue.text import fold, narrowed, word_spans
from gersapp.web.html import Html

# Control characters, which no stored text can hold.
_OPEN, _CLOSE = "\x01", "\x02"
_MOST_CARDS = 20_000

Render = Callable[[Operation, str, bool], str]


def searchable(text: str) -> Html:
    """Filter: escape `text`, with the spaces of French typography and with its words bracketed."""
    shown = narrowed(text)
    parts: list[str] = []
    end = 0
    for start, stop in word_spans(shown):
        parts += [escape(shown[end:start]), _OPEN, shown[start:stop], _CLOSE]
        end = stop
    return Html("".join([*parts, escape(shown[end:])]))


@dataclass(frozen=True, slots=True)
class Card:
    """`html` as it is sent, in UTF-8. `words` holds its folded words, each after a bracket; `spans`
    says, by the place of its bracket in `words`, from which byte to which a word stands in `html`."""

    html: bytes
    words: str
    spans: Mapping[int, tuple[int, int]]

    @classmethod
    def of(cls, bracketed: str) -> "Card":
        parts: list[bytes] = []
        words: list[str] = []
        spans: dict[int, tuple[int, int]] = {}
        place = length = 0
        for part in bracketed.split(_OPEN):
            word, close, rest = part.partition(_CLOSE)
            sent = word.encode()
            if close:
                folded = fold(word)
                words += (_OPEN, folded)
                spans[place] = (length, length + len(sent))
                place += 1 + len(folded)
            parts += (sent, rest.encode())
            length += len(sent) + len(parts[-1])
        return cls(b"".join(parts), "".join(words), spans)

    def marked(self, prefixes: tuple[str, ...]) -> bytes:
        """The card with the words that begin with one of `prefixes` (folded) in <mark>."""
        places: list[int] = []
        for prefix in prefixes:
            wanted = _OPEN + prefix
            place = self.words.find(wanted)
            while place >= 0:
                places.append(place)
                place = self.words.find(wanted, place + 1)
        if not places:
            return self.html
        parts: list[bytes] = []
        end = 0
        for place in sorted(set(places)):
            start, stop = self.spans[place]
            parts += (self.html[end:start], b"<mark>", self.html[start:stop], b"</mark>")
            end = stop
        return b"".join([*parts, self.html[end:]])


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
        card = Card.of(self._render(operation, section, editable))
        with self._filling:
            if len(self._cards) >= _MOST_CARDS:
                self._cards.clear()
            self._cards[operation.revision, section, editable] = card
        return card
