"""Titles and texts of operations, as the source writes them: addresses, tags and labels apart."""

import re
from collections.abc import Sequence

from gersapp.exchange.structure.cues import is_period
from gersapp.exchange.structure.numbers import without_number
from gersapp.exchange.structure.roles.features import Seen
from gersapp.exchange.structure.tags import Tag, tags_of

_SPACES = re.compile(r"[ \t]{2,}")
# What stood around an address, once it is gone.
_EMPTIED = re.compile(r"\s?(?:\([ ,;]*\)|\[[ ,;]*\]|<[ ,;]*>)|\s[:→>]\s?(?=\.(?:\s|$))")
_EDGES = " \t\u00a0\u202f:–—-|,;•·*→=>"
# What led to an address, and leads to nothing once it is gone.
_DANGLING = re.compile(
    r"[\s(\[<:–—,-]*"
    r"(?:\b(?:à voir|voir|à retrouver|retrouvez-l[ea]s?|lien|liens|ici|cliquez)\b(?:\s(?:ici|sur|:))*)?"
    r"[\s(\[<:>)\]–—,-]*$",
    re.IGNORECASE,
)


def title_of(seen: Seen, *, is_whole: bool) -> tuple[str, str, tuple[Tag, ...]]:
    """Return the title of a line, its text if the line `is_whole` an operation, and the tags of the title."""
    whole = seen.whole
    if not is_whole or whole is None:
        return _title(seen, 0, len(seen.bare)), "", ()
    title = _title(seen, whole.start, whole.end)
    tags = tags_of(title)
    text = title
    for tag in reversed(tags):
        text = text[: tag.start] + text[tag.end :]
    return text.strip(_EDGES) or title, _plain(seen, whole.rest, len(seen.bare)), tags


def _title(seen: Seen, start: int, end: int) -> str:
    text = seen.bare[:end]
    for tag in reversed(seen.tags):
        if start <= tag.start and tag.end <= end:
            text = text[: tag.start] + text[tag.end :]
    text = text[start:]
    text = " ".join(text.split()).strip(_EDGES).strip()
    period, division, rest = text.partition(" : ")
    if division and rest.strip() and is_period(period):  # « Chaque lundi : « L’invité » »
        text = rest.strip(_EDGES)
    text = without_number(text)
    text = (
        text.removesuffix(" ()").removesuffix("<>").rstrip(" .<")
        if text.endswith((".", "<", ">", "()"))
        else text
    )
    return text or " ".join(seen.bare.split()).strip(_EDGES) or seen.line.text.strip()


def text_of(seen: Seen) -> str:
    """Return the text of a line without the addresses written in it."""
    return _plain(seen, 0, len(seen.bare))


def _plain(seen: Seen, start: int, end: int) -> str:
    text = seen.bare[start:end]
    if any(not address.is_anchor and address.start >= start for address in seen.addresses):
        text = _EMPTIED.sub("", _SPACES.sub(" ", text))
        text = _DANGLING.sub("", text) if not text.rstrip().endswith(".") else text
    return text.strip()


def description_of(texts: Sequence[str]) -> str:
    """Return a text of several lines."""
    return "\n".join(text for text in texts if text)
