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


def unmarked(html: str) -> Html:
    """`html` without the brackets of `searchable`."""
    return Html(html.replace(_OPEN, "").replace(_CLOSE, ""))


@dataclass(frozen=True, slots=True)
class Card:
    """`html` as it is shown. `words` holds its folded words, each after a bracket; `spans` says, by the
    place of its bracket in `words`, from where to where a word stands in `html`."""

    html: Html
    words: str
    spans: Mapping[int, tuple[int, int]]

    @classmethod
    def of(cls, bracketed: str) -> "Card":
        parts: list[str] = []
        words: list[str] = []
        spans: dict[int, tuple[int, int]] = {}
        place = length = 0
        for part in bracketed.split(_OPEN):
            word, close, rest = part.partition(_CLOSE)
            if close:
                folded = fold(word)
                words += (_OPEN, folded)
                spans[place] = (length, length + len(word))
                place += 1 + len(folded)
            parts += (word, rest)
            length += len(word) + len(rest)
        return cls(Html("".join(parts)), "".join(words), spans)

    def marked(self, prefixes: tuple[str, ...]) -> str:
        """The card with the words that begin with one of `prefixes` (folded) in <mark>."""
        places: set[int] = set()
        for prefix in prefixes:
            wanted = _OPEN + prefix
            place = self.words.find(wanted)
            while place >= 0:
                places.add(place)
                place = self.words.find(wanted, place + 1)
        parts: list[str] = []
        end = 0
        for place in sorted(places):
            start, stop = self.spans[place]
            parts += (self.html[end:start], "<mark>", self.html[start:stop], "</mark>")
            end = stop
        return "".join([*parts, self.html[end:]]) if parts else self.html


class Cards:
    """The cards rendered so far. Bounded: emptied when full, which at worst renders some again."""

    def __init__(self, render: Render) -> None:
        self._render = render
        self._cards: dict[tuple[str, str, bool], Card] = {}
        self._filling = threading.Lock()

    def html(
        self, operations: Sequence[Operation], section: str, editable: bool, words: tuple[str, ...]
    ) -> Html:
        """The cards of `operations` in one string, the hits of `words` marked."""
        cards = [self._card(operation, section, editable) for operation in operations]
        if words:
            return Html("".join([card.marked(words) for card in cards]))
        return Html("".join([card.html for card in cards]))

    def _card(self, operation: Operation, section: str, editable: bool) -> Card:
        key = (operation.revision, section, editable)
        card = self._cards.get(key)
        if card is None:
            card = Card.of(self._render(operation, section, editable))
            with self._filling:
                if len(self._cards) >= _MOST_CARDS:
                    self._cards.clear()
                self._cards[key] = card
        return card
