"""A cache that is bounded in bytes, for values that visitors choose."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

# Bytes of an entry beside its key and its value.
_ENTRY_BYTES = 200


class Cache(Generic[Key, Value]):
    """Values by key, `max_bytes` of them at most; the least recently requested ones are dropped.

    `weigh` returns the bytes of a key and its value together. Threads may share it.
    """

    def __init__(self, max_bytes: int, weigh: Callable[[Key, Value], int]) -> None:
        self._max_bytes = max_bytes
        self._weigh = weigh
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def find(self, key: Key) -> Value | None:
        """Return the value for `key`, None when it is missing."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """Return the value for `key`, made by `make` when it is missing."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        with self._lock:
            if key not in self._values:
                self._values[key] = value
                self._bytes += self._weigh(key, value) + _ENTRY_BYTES
            while self._bytes > self._max_bytes:
                dropped = self._values.popitem(last=False)
                self._bytes -= self._weigh(*dropped) + _ENTRY_BYTES
        return value


class Last(Generic[Value]):
    """The value that was made last, and what it was made of. Threads may share it."""

    def __init__(self) -> None:
        self._last: tuple[tuple[object, ...], Value] | None = None

    def get(self, made_of: tuple[object, ...], make: Callable[[], Value]) -> Value:
        """Return the value for `made_of`, made by `make` unless it is the last one."""
        last = self._last
        if last is None or last[0] != made_of:
            last = self._last = (made_of, make())
        return last[1]
