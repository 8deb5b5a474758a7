"""Cards rendered once: a filter answers with joined bytes, and search marks its hits in them.

A card has a body, a pure function of its operation's content, and a shell around it: for visitors always
the same, for editors with controls that depend on where the card stands. The body's template brackets each
word that search looks at (`searchable`), so a card knows where its words are, and marking those that were
searched is a cut and a join.
"""

import re
import threading
import time
from array import array
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from itertools import accumulate
from operator import add

from markupsafe import escape

from gersapp.catalogue.model import Operation
from gersapp.catalogue.text import bracketed, fold, french_spacing
from gersapp.web.rendering.html import Html, Shell

# Control characters, which no stored text can hold.
_OPEN, _CLOSE = "\x01", "\x02"
_BRACKETED = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")
_BRACKETS = f"{_OPEN}{_CLOSE}".encode()
_BODY = b"\x03"
# How many cards of versions that are no more may wait until they are dropped.
_MOST_OUTDATED = 1_000
# Cards that are rendered ahead, before visitors get their turn again.
_AT_ONCE = 20
_TURN_S = 0.001


def searchable(text: str) -> Html:
    """Filter: escape `text`, with the spaces of French typography and with its words bracketed."""
    return Html(escape(bracketed(french_spacing(text), _OPEN, _CLOSE)))


class Card:
    """A card's body, `html` as it is sent, in UTF-8, and where its words are.

    `around` keeps what stands before and after it for editors, by section. `_words` holds the folded words,
    each after a bracket; `_starts` and `_ends`, in the same order, from which byte to which each stands in
    `html`.
    """

    __slots__ = ("_ends", "_starts", "_words", "around", "html")

    def __init__(self, bracketed: str) -> None:
        """`bracketed` is the output of the template, each word that search looks at in brackets."""
        words = _BRACKETED.findall(bracketed)
        before, *after = bracketed.encode().split(_OPEN.encode())
        # Each part begins with a word, and has one bracket that is not sent.
        *starts, _ = accumulate((len(part) - 1 for part in after), initial=len(before))
        self.html = b"".join((before, *after)).translate(None, _BRACKETS)
        self._words = "".join([_OPEN + fold(word) for word in words])
        self._starts = array("I", starts if words else ())
        self._ends = array("I", map(add, starts, [len(word.encode()) for word in words]))
        self.around: dict[str, tuple[bytes, bytes]] = {}

    def marked(self, wanted: tuple[str, ...]) -> bytes:
        """The body with the words that begin with one of `wanted` (folded, after a bracket) in <mark>."""
        words = self._words
        places: list[int] = []
        for prefix in wanted:
            place = words.find(prefix)
            while place >= 0:
                places.append(place)
                place = words.find(prefix, place + 1)
        if not places:
            return self.html
        if len(wanted) > 1:
            places = sorted(set(places))
        html, starts, ends = self.html, self._starts, self._ends
        parts: list[bytes] = []
        end = 0
        for place in places:
            number = words.count(_OPEN, 0, place)
            start, stop = starts[number], ends[number]
            parts += (html[end:start], b"<mark>", html[start:stop], b"</mark>")
            end = stop
        parts.append(html[end:])
        return b"".join(parts)


# Who ticks boxes under a search sees the same cards again.
_marked = lru_cache(maxsize=8_000)(Card.marked)


class Cards:
    """The cards of the catalogue, each rendered when it is first shown, or ahead."""

    def __init__(
        self,
        body: Callable[[Operation], str],
        shell: Callable[[str, bool, str], Shell],
        current: Callable[[], Collection[Operation]],
    ) -> None:
        """`body` renders what brackets are in; `shell` what surrounds it, in a section, for an editor or
        not, with a control that takes the focus or none; `current` are the operations that there are.

        For a visitor, `shell` has a hole for the body only.
        """
        self._body = body
        self._shell = lru_cache(maxsize=1_000)(shell)
        self._current = current
        self._cards: dict[str, Card] = {}
        self._most = 0
        self._filling = threading.Lock()

    def html(
        self,
        operations: Sequence[Operation],
        section: str,
        editable: bool,
        words: Sequence[str] = (),
        focused: str = "",
        control: str = "",
        ticked: Collection[str] = (),
    ) -> bytes:
        """The cards of `operations` in one piece, in UTF-8, the hits of `words` (folded) marked.

        In the card of the operation whose id is `focused`, `control` takes the focus; those of the ids
        `ticked` are ticked.
        """
        kept, wanted = self._cards, tuple(_OPEN + word for word in words)
        cards = [kept.get(operation.revision) or self._rendered(operation) for operation in operations]
        if not cards:
            return b""
        bodies = [_marked(card, wanted) for card in cards] if wanted else [card.html for card in cards]
        if not editable:
            before, _, after = self._shell("", False, "").filled({b"body": _BODY}).partition(_BODY)
            return b"".join((before, (after + before).join(bodies), after))
        parts: list[bytes] = []
        for operation, card, body in zip(operations, cards, bodies, strict=True):
            around = card.around.get(section)
            if around is None:
                around = card.around[section] = self._around(operation, section, "")
            if operation.id == focused:
                around = self._around(operation, section, control)
            elif operation.id in ticked:
                around = self._around(operation, section, "", b" checked")
            parts += (around[0], body, around[1])
        return b"".join(parts)

    def render_ahead(self) -> None:
        """Render the cards that are missing, a few at a time between those that visitors ask for."""
        for number, operation in enumerate(list(self._current())):
            if operation.revision not in self._cards:
                self._rendered(operation)
                if number % _AT_ONCE == 0:
                    time.sleep(_TURN_S)

    def _around(
        self, operation: Operation, section: str, control: str, ticked: bytes = b""
    ) -> tuple[bytes, bytes]:
        """What stands before and after the body of a card, for an editor."""
        values = {
            b"id": operation.id.encode(),
            b"title": escape(operation.title).encode(),
            b"revision": operation.revision.encode(),
            b"ticked": ticked,
            b"body": _BODY,
        }
        before, _, after = self._shell(section, True, control).filled(values).partition(_BODY)
        return before, after

    def _rendered(self, operation: Operation) -> Card:
        card = Card(self._body(operation))
        with self._filling:
            self._cards[operation.revision] = card
            if len(self._cards) > self._most:
                wanted = {operation.revision for operation in self._current()}
                self._most = len(wanted) + _MOST_OUTDATED
                if len(self._cards) > self._most:
                    self._cards = {key: card for key, card in self._cards.items() if key in wanted}
        return card
