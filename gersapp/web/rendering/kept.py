"""The cards that are rendered already: all of one catalogue, or some of many."""

import threading
from collections import deque
from collections.abc import Callable, Collection

from gersapp.catalogue.model import Operation
from gersapp.web.rendering.cards import Card

# So many cards of versions that are no more may wait until they are dropped.
_MAX_OUTDATED = 1_000
# Of the cards of many catalogues together: some hundred thousand of them.
_MAX_BYTES = 512 * 1024 * 1024
# Bytes of a card beside its size.
_CARD_BYTES = 500


class AllKept(dict[str, Card]):
    """Every card of one catalogue, as long as its operation is there."""

    def __init__(self, current: Callable[[], Collection[Operation]]) -> None:
        """`current` returns the operations of the newest catalogue."""
        super().__init__()
        self._current = current
        self._max = 0
        self._lock = threading.Lock()

    def add(self, revision: str, card: Card) -> None:
        with self._lock:
            self[revision] = card
            if len(self) <= self._max:
                return
            wanted = {operation.revision for operation in self._current()}
            self._max = len(wanted) + _MAX_OUTDATED
            if len(self) > self._max:
                for outdated in self.keys() - wanted:
                    del self[outdated]

    def grow(self, revision: str) -> None:
        """Do nothing: all are kept, whatever their size."""


class SharedRoom:
    """The bytes that the cards of many catalogues share: those that were rendered first leave first."""

    def __init__(self) -> None:
        self._order: deque[tuple[dict[str, Card], str]] = deque()
        self._bytes = 0
        self._lock = threading.Lock()

    def add(self, cards: dict[str, Card], revision: str, card: Card) -> None:
        """Add a card to the `cards` of its catalogue."""
        with self._lock:
            if revision not in cards:
                cards[revision] = card
                self._order.append((cards, revision))
                self._count(card)

    def grow(self, cards: dict[str, Card], revision: str) -> None:
        """Count the bytes of a card anew, unless it has left."""
        with self._lock:
            card = cards.get(revision)
            if card:
                self._count(card)

    def _count(self, card: Card) -> None:
        counted, card.counted = card.counted, _CARD_BYTES + card.size
        self._bytes += card.counted - counted
        while self._bytes > _MAX_BYTES:
            oldest, revision = self._order.popleft()
            self._bytes -= oldest.pop(revision).counted


class SomeKept(dict[str, Card]):
    """Cards of one catalogue, in the room that it shares with others."""

    def __init__(self, room: SharedRoom) -> None:
        super().__init__()
        self._room = room

    def add(self, revision: str, card: Card) -> None:
        self._room.add(self, revision, card)

    def grow(self, revision: str) -> None:
        self._room.grow(self, revision)
