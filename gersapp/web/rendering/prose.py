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

    `show` escapes it. A hashtag leads to the operations that it finds. An address is shown as it is
    published: one of Outlook names who got the message.
    """
    text = french_spacing(text)
    parts: list[str] = []
    end = 0
    for match in _LINK.finditer(text):
        words = without_marks(match[0])
        if match["address"]:
            shown = _published(words)
            url = shown if "://" in shown else f"https://{shown}"
            tag = f'<a href="{escape(url)}" rel="nofollow noopener noreferrer">'
        else:
            shown = words
            tag = f'<a href="{escape(url_for("browse.catalogue", q=words))}">'
        parts += (show(text[end : match.start()]), tag, show(shown), "</a>")
        end = match.start() + len(words)
    return Html("".join([*parts, show(text[end:])]))


def with_published(text: str) -> str:
    """Return `text`, where it has no links, with its addresses as they are published."""
    return _LINK.sub(lambda match: _with_published(match[0]) if match["address"] else match[0], text)


def _with_published(address: str) -> str:
    """Return an address as it is published, and the marks that close its sentence."""
    words = without_marks(address)
    return _published(words) + address[len(words) :]


def _published(address: str) -> str:
    """Return what is shown of an address: itself, unless it tracks people or is a redirection."""
    url = address if "://" in address else f"https://{address}"
    clean = published(url)
    return address if clean == url else clean
