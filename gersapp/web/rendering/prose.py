"""Prose whose addresses and hashtags are links."""

from collections.abc import Callable

from flask import url_for
from markupsafe import escape

from gersapp.catalogue.links import without_marks
from gersapp.catalogue.links.texts import LINK, published_words
from gersapp.catalogue.text import french_spacing
from gersapp.web.rendering.html import Html


def _search_address(words: str) -> str:
    return url_for("browse.catalogue", q=words)


def linked(
    text: str,
    show: Callable[[str], str] = escape,
    address_of: Callable[[str], str] = _search_address,
) -> Html:
    """Return `text` with French spaces, its addresses and hashtags as links, and each part as `show` has it.

    `show` escapes it. A hashtag leads to `address_of` it, the operations that it finds. An address is shown
    as it is published: one of Outlook names who got the message.
    """
    text = french_spacing(text)
    parts: list[str] = []
    end = 0
    for match in LINK.finditer(text):
        words = without_marks(match[0])
        if match["address"]:
            shown = published_words(words)
            url = shown if "://" in shown else f"https://{shown}"
            tag = f'<a href="{escape(url)}" rel="nofollow noopener noreferrer">'
        else:
            shown = words
            tag = f'<a href="{escape(address_of(words))}">'
        parts += (show(text[end : match.start()]), tag, show(shown), "</a>")
        end = match.start() + len(words)
    return Html("".join([*parts, show(text[end:])]))
