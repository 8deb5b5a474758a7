"""A zip that is written as it is made, without a file and without going back."""

import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

_PIECE = 64 * 1024  # bytes; about so many go out at once
_STORED, _DEFLATED = 0, 8
_SIZES_FOLLOW = 0x08
_VERSION = 20  # 2.0: what deflated parts need
_FIRST_DAY = date(1980, 1, 1)


@dataclass(frozen=True, slots=True)
class Part:
    """A file in a zip, whose name is ASCII. `content` is read once, when the parts before it are written.

    A part that `is_stored` is not compressed, and its size stands before it: an OpenDocument file begins with
    such a part.
    """

    name: str
    content: Iterable[str]
    is_stored: bool = False


def zipped(parts: Iterable[Part], day: date) -> Iterator[bytes]:
    """Yield a zip of `parts`, of less than 4 GB; all have the date `day`."""
    directory: list[bytes] = []
    written = 0
    waiting = bytearray()
    for part in parts:
        begin = written
        entry = _Entry(part, day)
        for piece in entry.pieces():
            written += len(piece)
            waiting += piece
            if len(waiting) >= _PIECE:
                yield bytes(waiting)
                waiting.clear()
        directory.append(entry.listed(begin))
    listed = b"".join(directory)
    count = len(directory)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(listed), written, 0)
    yield bytes(waiting) + listed + end


class _Entry:
    """A part as it is written; its sizes are known when it is."""

    def __init__(self, part: Part, day: date) -> None:
        self._part = part
        self._name = part.name.encode("ascii")
        self._method = _STORED if part.is_stored else _DEFLATED
        self._flags = 0 if part.is_stored else _SIZES_FOLLOW
        day = max(day, _FIRST_DAY)
        self._day = (day.year - 1980) << 9 | day.month << 5 | day.day
        self._sum = self._packed = self._size = 0

    def pieces(self) -> Iterator[bytes]:
        """Yield the header, the content and, when it was compressed, its sizes."""
        if self._part.is_stored:
            content = "".join(self._part.content).encode()
            self._sum, self._packed, self._size = zlib.crc32(content), len(content), len(content)
            yield self._header() + content
            return
        yield self._header()
        # Level 6 packs 10 000 operations a tenth smaller than level 3, for as long again.
        packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
        for text in self._part.content:
            content = text.encode()
            self._sum = zlib.crc32(content, self._sum)
            self._size += len(content)
            yield self._count(packer.compress(content))
        yield self._count(packer.flush())
        yield struct.pack("<4s3I", b"PK\x07\x08", self._sum, self._packed, self._size)

    def _count(self, packed: bytes) -> bytes:
        self._packed += len(packed)
        return packed

    def _header(self) -> bytes:
        sizes = (self._sum, self._packed, self._size, len(self._name), 0)
        fixed = (b"PK\x03\x04", _VERSION, self._flags, self._method, 0, self._day)
        return struct.pack("<4s5H3I2H", *fixed, *sizes) + self._name

    def listed(self, begin: int) -> bytes:
        """Return the line of the directory for this part, which begins at the byte `begin`."""
        fixed = (b"PK\x01\x02", _VERSION, _VERSION, self._flags, self._method, 0, self._day)
        sizes = (self._sum, self._packed, self._size, len(self._name), 0, 0, 0, 0, 0, begin)
        return struct.pack("<4s6H3I5H2I", *fixed, *sizes) + self._name
