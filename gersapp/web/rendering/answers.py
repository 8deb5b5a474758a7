"""Answers made a moment ago: the same selection of the same catalogue is asked for again and again."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

_MOST_BYTES = 16 * 1024 * 1024
_MOST_ASKED = 10_000
# What an entry weighs beside its body: its key, that a visitor may make as long as a search can be.
_KEY_BYTES = 1500


class Answers:
    """Bodies by what they depend on, the least recently asked for dropped beyond 16 MB.

    A body is kept when it is asked for again: most selections never are, and would fill the memory.

    A key names the generation of the catalogue, so an answer that is out of date is never found again.
    """

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bodies: OrderedDict[Hashable, bytes] = OrderedDict()
        self._bytes = 0
        self._asked: dict[int, None] = {}
        self._changing = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """The body for `key`, made by `make` when it is not there."""
        with self._changing:
            body = self._bodies.get(key)
            if body is not None:
                self._bodies.move_to_end(key)
                return body
            is_second = self._is_second(hash(key))
        body = make()
        if not is_second:
            return body
        with self._changing:
            if key not in self._bodies:
                self._bodies[key] = body
                self._bytes += len(body) + _KEY_BYTES
            while self._bytes > self._most_bytes:
                self._bytes -= len(self._bodies.popitem(last=False)[1]) + _KEY_BYTES
        return body

    def _is_second(self, key: int) -> bool:
        """Whether `key` was asked for before, as far as is remembered."""
        if key in self._asked:
            return True
        if len(self._asked) >= _MOST_ASKED:
            self._asked.clear()
        self._asked[key] = None
        return False
