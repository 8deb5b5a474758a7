"""Texts and zips as bytes in pieces, so that a long export is sent while it is made."""

import struct
import zlib
from collections.abc import Iterable, Iterator
from datetime import date

_PIECE = 64 * 1024  # characters
_LEVEL = 5  # of compression: as much as is worth the time

# PKWARE, « .ZIP File Format Specification », 4.3: the header of a part, what follows one whose sizes were not
# known before it, its entry in the list at the end, and the end.
_LOCAL = struct.Struct("<4s5H3L2H")
_SIZES = struct.Struct("<4s3L")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION = 20
_SIZES_FOLLOW, _STORED, _DEFLATED = 8, 0, 8


def encode(texts: Iterable[str]) -> Iterator[bytes]:
    """Yield `texts` in UTF-8, joined to pieces of some 64 kB."""
    waiting: list[str] = []
    length = 0
    for text in texts:
        waiting.append(text)
        length += len(text)
        if length >= _PIECE:
            yield "".join(waiting).encode()
            waiting.clear()
            length = 0
    if waiting:
        yield "".join(waiting).encode()


class Zip:
    """A zip whose parts are sent one after the other.

    `zipfile` does not stream when a part has its sizes before it, as the first one of OpenDocument files has.
    """

    def __init__(self, day: date) -> None:
        """`day` is that of all parts."""
        self._date = (max(day.year, 1980) - 1980) << 9 | day.month << 5 | day.day
        self._entries: list[bytes] = []
        self._length = 0  # bytes of all that was sent

    def store(self, name: str, content: bytes) -> bytes:
        """Return a part as it is, its sizes before it."""
        start, sizes = self._length, (zlib.crc32(content), len(content), len(content))
        self._list(name, start, 0, _STORED, sizes)
        return self._sent(self._local(name, 0, _STORED, sizes) + content)

    def add(self, name: str, texts: Iterable[str]) -> Iterator[bytes]:
        """Yield a part, compressed while its texts come."""
        start = self._length
        yield self._sent(self._local(name, _SIZES_FOLLOW, _DEFLATED, (0, 0, 0)))
        compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        first = self._length
        crc = size = 0
        for piece in encode(texts):
            crc, size = zlib.crc32(piece, crc), size + len(piece)
            packed = compressor.compress(piece)
            if packed:
                yield self._sent(packed)
        yield self._sent(compressor.flush())
        sizes = (crc, self._length - first, size)
        self._list(name, start, _SIZES_FOLLOW, _DEFLATED, sizes)
        yield self._sent(_SIZES.pack(b"PK\x07\x08", *sizes))

    def finish(self) -> bytes:
        """Return the list of the parts, which ends the file."""
        listed = b"".join(self._entries)
        count = len(self._entries)
        return listed + _END.pack(b"PK\x05\x06", 0, 0, count, count, len(listed), self._length, 0)

    def _local(self, name: str, flags: int, method: int, sizes: tuple[int, int, int]) -> bytes:
        head = _LOCAL.pack(b"PK\x03\x04", _VERSION, flags, method, 0, self._date, *sizes, len(name), 0)
        return head + name.encode("ascii")

    def _list(self, name: str, start: int, flags: int, method: int, sizes: tuple[int, int, int]) -> None:
        head = (b"PK\x01\x02", _VERSION, _VERSION, flags, method, 0, self._date)
        entry = _ENTRY.pack(*head, *sizes, len(name), 0, 0, 0, 0, 0, start)
        self._entries.append(entry + name.encode("ascii"))

    def _sent(self, content: bytes) -> bytes:
        self._length += len(content)
        return content
