"""Prose whose addresses and hashtags are links."""

import re
from collections.abc import Callable

from flask import url_for
from markupsafe import escape

from gersapp.catalogue.links import published, without_marks
from gersapp.catalogue.text import french_spacing
from gersapp.web.rendering.html import Html

_LINK = re.compile(
    r"(?<![\w@&#./-])(?:(?P<address>(?:https?://|www\.)[^\W_][^\s<>\"«»“”]*)|#\w*[^\W\d_]\w*)", re.IGNORECASE
)


def linked(text: str, show: Callable[[str], str] = escape) -> Html:
    """Return `text` with French spaces, its addresses and hashtags as links, and each part as `show` has it.

    `show` escapes it. A hashtag leads to the operations that it finds.
    """
    text = french_spacing(text)
    parts: list[str] = []
    end = 0
    for match in _LINK.finditer(text):
        words = without_marks(match[0])
        if match["address"]:
            url = published(words if "://" in words else f"https://{words}")
            tag = f'<a href="{escape(url)}" rel="nofollow noopener noreferrer">'
        else:
            tag = f'<a href="{escape(url_for("browse.catalogue", q=words))}">'
        parts += (show(text[end : match.start()]), tag, show(words), "</a>")
        end = match.start() + len(words)
    return Html("".join([*parts, show(text[end:])]))
