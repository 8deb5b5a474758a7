"""Rendered HTML that is inserted unescaped: the only place that makes it safe."""

import re
import secrets
from collections.abc import Iterator, Mapping

from markupsafe import escape

from gersapp.french import say_number

# Nothing that is typed can hold it; `url_for` leaves it as it is.
_TOKEN = secrets.token_hex(16)
_PLACEHOLDER = re.compile(rf"{_TOKEN}-(\w+)-".encode())


class Html(str):
    """HTML made by a template of ours, which autoescape must not escape again."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


_SLASH = re.compile("(?<!<)/")

# The class of a number after which French has no plural.
_FEW = {0: " zero", 1: " one"}

_PIECE_MARK = Html(f"{_TOKEN}.")


def render_counts(counts: Mapping[str, Mapping[str, int]]) -> Html:
    """Return the number beside each value of the filters (filter → slug → number), for htmx to replace.

    Slugs and numbers have nothing to escape. The plain version is a loop in `_counts.html`: with it, an
    answer to a filter takes 4 to 5 % longer.
    """
    return Html(
        "\n".join(
            [
                f'<span id="n-{name}-{slug}" class="n{_FEW.get(number, "")}" hx-swap-oob="true">'
                f"{number if number < 1000 else say_number(number)}</span>"
                for name, numbers in counts.items()
                for slug, number in numbers.items()
            ]
        )
    )


def breakable(text: str) -> Html:
    """Return `text` escaped; a line of it may break after a slash too, but for that of an end tag."""
    return Html(_SLASH.sub("/<wbr>", str(escape(text))))


class Pieces:
    """HTML in UTF-8 that goes into a page as it is: the template has a mark in its place.

    `place_plainly` is the plain version: to decode the cards, copy them through the template and encode them
    again takes 5 to 8 % of an answer to a filter at 1 000 and 10 000 operations.
    """

    def __init__(self) -> None:
        self._pieces: list[bytes | Iterator[bytes]] = []

    def place(self, html: bytes | Iterator[bytes]) -> Html:
        """Return what stands for `html` in a template, once and in this order."""
        self._pieces.append(html)
        return _PIECE_MARK

    def fill(self, page: str) -> bytes:
        """Return `page` in UTF-8, with the pieces in their places."""
        return b"".join(self.parts(page))

    def parts(self, page: str) -> Iterator[bytes]:
        """Return `page` in UTF-8, part by part: a piece may itself be an iterator of bytes."""
        first, *rest = page.encode().split(_PIECE_MARK.encode())
        yield first
        for piece, part in zip(self._pieces, rest, strict=True):
            yield from (piece,) if isinstance(piece, bytes) else piece
            yield part


def place_plainly(html: bytes) -> Html:
    """Return `html` as a template shows it."""
    return Html(html.decode())


def placeholder(name: str) -> Html:
    """Return what a template shows in place of a value of that `name`, to be filled in later."""
    return Html(f"{_TOKEN}-{name}-")


class Prepared:
    """A template rendered once, with placeholders for what differs, and filled in as often as wanted."""

    __slots__ = ("_format",)

    def __init__(self, html: str) -> None:
        self._format = _PLACEHOLDER.sub(rb"%(\1)b", html.encode().replace(b"%", b"%%"))

    def fill(self, values: Mapping[bytes, bytes]) -> bytes:
        """Return the HTML in UTF-8, with `values`, HTML already, for the placeholders of their names."""
        return self._format % values
