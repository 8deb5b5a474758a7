"""The order in which a process reads documents: one at a time, and no body makes the others wait long."""

import contextlib
import threading
from collections.abc import Callable, Iterator

from gersapp.errors import ImportRefused

# Of a body, one is read and so many wait.
MAX_WAITING = 4
# Of all bodies together: each has up to 6 MB in memory.
MAX_ALL = 20
# Seconds between two checks whether a waiting document was given up.
_TICK_S = 0.2
_BUSY = (
    f"{MAX_WAITING} documents attendent déjà d’être lus : réessayez dans une minute. "
    "Ce que vous avez collé est toujours là."
)
_ALL_BUSY = (
    "Beaucoup de documents attendent déjà d’être lus : réessayez dans une minute. "
    "Ce que vous avez collé est toujours là."
)


class Queue:
    """The documents that wait to be read, each for a body: a body that was read for last comes last."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        # The body of each by its id, in the order in which they came: of all, and of those that wait.
        self._bodies: dict[str, str] = {}
        self._waiting: dict[str, str] = {}
        self._is_taken = False
        # The number of the last turn of each body that has documents here. One that comes has that of the
        # turn before the present one: it passes the body that is read now, but none that waits for longer.
        self._turns: dict[str, int] = {}
        self._turn = 0

    def enter(self, id: str, body: str = "") -> None:
        """Count a document among those to be read; raises ImportRefused when too many wait."""
        with self._changed:
            if list(self._bodies.values()).count(body) > MAX_WAITING:
                raise ImportRefused(_BUSY)
            if len(self._bodies) >= MAX_ALL:
                raise ImportRefused(_ALL_BUSY)
            self._bodies[id] = self._waiting[id] = body
            self._turns.setdefault(body, self._turn - 1)

    def leave(self, id: str) -> None:
        """Count a document no more: its reading has ended, or is given up."""
        with self._changed:
            self._bodies.pop(id, None)
            self._waiting.pop(id, None)
            self._turns = {body: turn for body, turn in self._turns.items() if body in self._bodies.values()}
            self._changed.notify_all()

    @contextlib.contextmanager
    def turn(self, id: str, check: Callable[[], object]) -> Iterator[None]:
        """Wait until this document is the one to be read; `check` is called meanwhile, and raises to end."""
        while not self._take(id):
            check()
        try:
            yield
        finally:
            with self._changed:
                self._is_taken = False
                self._changed.notify_all()

    def _take(self, id: str) -> bool:
        """Take the turn of a document, or wait a moment for it; return whether it is taken."""
        with self._changed:
            if self._is_taken or self._next() != id:
                self._changed.wait(_TICK_S)
            if self._is_taken or self._next() != id:
                return False
            self._is_taken = True
            self._turn += 1
            self._turns[self._waiting.pop(id)] = self._turn
            return True

    def _next(self) -> str:
        """Return the id of the document whose turn comes; "" for none."""
        return min(self._waiting, key=lambda id: self._turns[self._waiting[id]], default="")
