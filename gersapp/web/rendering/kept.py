"""The cards that are rendered already: all of one catalogue, or some of many."""

import threading
from collections.abc import Callable, Collection, Hashable

from gersapp.cache import Cache
from gersapp.catalogue.model import Operation
from gersapp.web.rendering.cards import Card

# So many cards of versions that are no more may wait until they are dropped.
_MAX_OUTDATED = 1_000
# Of the cards of many catalogues together: some ten thousand of them.
_MAX_BYTES = 64 * 1024 * 1024
# Bytes of what surrounds a card for editors, in one section.
_AROUND_BYTES = 3_000


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


class SomeKept:
    """The cards of one catalogue, in a cache that it shares with others."""

    def __init__(self, shared: Cache[Hashable, Card], place: Hashable) -> None:
        """`place` names the catalogue in `shared`."""
        self._shared = shared
        self._place = place

    def get(self, revision: str) -> Card | None:
        return self._shared.find((self._place, revision))

    def add(self, revision: str, card: Card) -> None:
        self._shared.get((self._place, revision), lambda: card)


def make_shared_cache() -> Cache[Hashable, Card]:
    """Return what the catalogues of many bodies share."""
    return Cache(_MAX_BYTES, lambda key, card: _AROUND_BYTES + card.size)
