"""The addresses and hashtags within a text that people read."""

import re

from gersapp.catalogue.links.address import published
from gersapp.catalogue.links.pasting import without_marks

# An address, or a hashtag.
LINK = re.compile(
    r"(?<![\w@&#./-])(?:(?P<address>(?:https?://|www\.)[^\W_][^\s<>\"«»“”]*)|#\w*[^\W\d_]\w*)", re.IGNORECASE
)


def with_published(text: str) -> str:
    """Return `text`, where it has no links, with its addresses as they are published."""
    # Most texts have none, and an export asks for each of thousands.
    if "://" not in text and "www." not in text.lower():
        return text
    return LINK.sub(lambda match: _with_published(match[0]) if match["address"] else match[0], text)


def published_words(address: str) -> str:
    """Return what is shown of an address: itself, unless it tracks people or is a redirection."""
    url = address if "://" in address else f"https://{address}"
    clean = published(url)
    return address if clean == url else clean


def _with_published(address: str) -> str:
    """Return an address as it is published, and the marks that close its sentence."""
    words = without_marks(address)
    return published_words(words) + address[len(words) :]
