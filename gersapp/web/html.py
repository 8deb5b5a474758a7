"""The one seam by which HTML that is made already reaches a page: the output of other templates."""

import secrets
from collections.abc import Sequence

# Nothing that is typed can hold it.
_SLOT = f"\x03{secrets.token_hex(8)}\x03"


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
