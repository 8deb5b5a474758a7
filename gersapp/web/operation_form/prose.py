"""A whole text pasted into the form of an addition: its title, its description and its addresses."""

import re
from dataclasses import dataclass

from gersapp.catalogue.links import split_addresses
from gersapp.catalogue.model import MAX_TITLE

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Prose:
    """The parts of a text. A line without any words but addresses is no part of the description."""

    title: str
    description: str
    links: tuple[str, ...]


def split_prose(text: str, *, has_title: bool) -> Prose:
    """Split `text`: its first line is the title, unless the form `has_title` or the line is too long."""
    lines = [line.strip() for line in text.strip().splitlines()]
    addresses = [address for line in lines for address in _ADDRESS.findall(line)]
    kept = [line for line in lines if not line or _WORD.search(_ADDRESS.sub("", line))]
    is_titled = bool(kept) and not has_title and len(kept[0]) <= MAX_TITLE
    title = kept.pop(0) if is_titled else ""
    return Prose(title, "\n".join(kept).strip(), split_addresses(" ".join(addresses)))
