"""The one seam by which HTML that is made already reaches a page: the output of other templates."""

import re
import secrets
from collections.abc import Mapping, Sequence

# Nothing that is typed can hold it.
_MARK = f"\x03{secrets.token_hex(8)}"
_SLOT = f"{_MARK}\x03"
_HOLE = re.compile(rf"{_MARK}:(\w+)\x03".encode())


class Html(str):
    """HTML made by a template of ours, which autoescape must not escape again."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


# Where a template leaves room for a piece that is in UTF-8 already: copying, joining and encoding
# 100 kB of cards again for each answer would cost more than all the rest of it.
SLOT = Html(_SLOT)


def filled(html: str, pieces: Sequence[bytes]) -> bytes:
    """`html` in UTF-8, with `pieces` in its slots, in their order."""
    parts = [part.encode() for part in html.split(_SLOT)]
    whole = [parts[0]]
    for piece, part in zip(pieces, parts[1:], strict=True):
        whole += (piece, part)
    return b"".join(whole)


def hole(name: str) -> Html:
    """Where a template leaves room for a value of that `name`, in a shell."""
    return Html(f"{_MARK}:{name}\x03")


class Shell:
    """A template rendered once with holes for what differs, and filled as often as wanted."""

    __slots__ = ("_format",)

    def __init__(self, html: str) -> None:
        self._format = _HOLE.sub(rb"%(\1)b", html.encode().replace(b"%", b"%%"))

    def filled(self, values: Mapping[bytes, bytes]) -> bytes:
        """In UTF-8, with `values`, HTML already, in its holes."""
        return self._format % values
