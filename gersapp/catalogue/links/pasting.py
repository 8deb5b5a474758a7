"""The addresses of a pasted text."""

import re

from gersapp.catalogue.links.faults import MAX_URL, suggestion

# What word processors and social media put in and nobody sees (soft hyphens, zero width, direction) goes; a
# hyphen that may not end a line is a hyphen, a bullet of Word is a bullet.
_UNSEEN = dict.fromkeys(
    map(ord, "\x1f\xad\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")
)
_AS_MEANT = {**_UNSEEN, 0x1E: "-", 0xF0B7: " "}
_AMPERSAND = re.compile("&(?:amp;)+")
_BETWEEN = re.compile(r"(?:[\s«»‹›“”„]|&nbsp;|\">)+")
# Where an address begins within another text, but for a parameter, the address within one of Proofpoint, and
# what an archive keeps.
_GLUED = re.compile(r"(?<![=?:_])(?=https?://)", re.IGNORECASE)
_ARCHIVED = re.compile(r"https?://[^/]*archive", re.IGNORECASE)
_START = re.compile(r"https?://|(?<![\w@./-])www\.", re.IGNORECASE)
# Matched backwards. No address ends by a sign that is neither ASCII nor a letter, as an arrow or a picture;
# an accent may follow its letter.
_CLOSING_MARKS = re.compile(r"(?:[^\w\x00-\x7f\u0300-\u036f]|[.,;:!?'\"<>*|(\[{])*")
_LONE_SCHEME = re.compile(r"https?://\W*", re.IGNORECASE)
_OPENED_BY = {")": "(", "]": "[", "}": "{"}


def split_addresses(text: str) -> tuple[str, ...]:
    """Return the addresses of `text`, in order; of a text without any, the text itself on one line.

    Prose around addresses is dropped, and so is a lone name of a site. What has a path and lacks no more than
    its scheme stays, and so does what begins otherwise (`ftp://`): the form refuses it beside the field.
    """
    text = _AMPERSAND.sub("&", text.translate(_AS_MEANT))
    addresses = tuple(address for words in _BETWEEN.split(text) for address in _addresses_of(words))
    has_words = any(map(str.isalnum, text))
    return addresses or ((" ".join(text.split()),) if has_words else ())


def _addresses_of(words: str) -> list[str]:
    """Return the addresses of a text without spaces."""
    addresses = []
    for piece in [words] if _ARCHIVED.search(words) else _GLUED.split(words):
        if _LONE_SCHEME.fullmatch(piece):
            continue
        start = _START.search(piece)
        if start:
            address = without_marks(piece[start.start() :])
            addresses.append(address if "://" in start[0] else f"https://{address}")
        elif "://" in piece or ("/" in piece and suggestion(without_marks(piece))):
            addresses.append(without_marks(piece))
    return addresses


def without_marks(address: str) -> str:
    """Return an address without the marks that close a sentence, nor brackets that it does not open."""
    shorter = _without_last(address)
    last = shorter[-1:]
    while (
        last in _OPENED_BY
        and len(shorter) <= MAX_URL
        and shorter.count(last) > shorter.count(_OPENED_BY[last])
    ):
        shorter = _without_last(shorter[:-1])
        last = shorter[-1:]
    return shorter


def _without_last(address: str) -> str:
    """Return an address without the marks that it ends by."""
    marks = _CLOSING_MARKS.match(address[::-1])
    return address[: -marks.end()] if marks and marks.end() else address
