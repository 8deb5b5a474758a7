"""The one seam by which HTML that is made already reaches a page: the output of other templates."""

import re
import secrets
from collections.abc import Hashable, Mapping
from functools import cache
from typing import Any

from markupsafe import escape

# Nothing that is typed can hold it.
_MARK = f"\x03{secrets.token_hex(8)}"
_HOLE = re.compile(rf"{_MARK}:(\w+)\x03".encode())


class Html(str):
    """HTML made by a template of ours, which autoescape must not escape again."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


def hole(name: str) -> Html:
    """Where a template leaves room for a value of that `name`, in a shell."""
    return Html(f"{_MARK}:{name}\x03")


@cache
def _numbered(number: int) -> tuple[bytes, Html]:
    """The name of a hole, and the hole."""
    return str(number).encode(), hole(str(number))


def hollowed(context: Mapping[str, Any]) -> tuple[tuple[tuple[str, Any], ...], dict[bytes, bytes]]:
    """What a template makes of `context` but for its texts, and those texts.

    The first is `context` with a hole for each text that is not empty: hashable, and in its turn a context
    for the template. The second has the texts by the names of their holes, escaped unless they are Html or
    bytes. `context` holds texts, lists and tuples of them, and hashable values that are not shown.
    """
    texts: dict[bytes, bytes] = {}

    # Asked of every text of every answer to a filter, so in the order of what is frequent.
    def shape(value: Any) -> Hashable:
        kind = type(value)
        if kind is bool or not value:
            return () if kind is list else value
        if kind is list or kind is tuple:
            return tuple([shape(each) for each in value])
        if kind is str:
            text = escape(value).encode()
        elif kind is Html:
            text = value.encode()
        elif kind is bytes:
            text = value
        else:
            return value  # type: ignore[no-any-return]  # what is not shown is hashable, as said above
        name, empty = _numbered(len(texts))
        texts[name] = text
        return empty

    return tuple([(name, shape(value)) for name, value in context.items()]), texts


class Shell:
    """A template rendered once with holes for what differs, and filled as often as wanted."""

    __slots__ = ("_format",)

    def __init__(self, html: str) -> None:
        self._format = _HOLE.sub(rb"%(\1)b", html.encode().replace(b"%", b"%%"))

    def filled(self, values: Mapping[bytes, bytes]) -> bytes:
        """In UTF-8, with `values`, HTML already, in its holes."""
        return self._format % values
