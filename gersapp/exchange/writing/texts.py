"""Texts, addresses and times, as the files of documents and data have them."""

import re
from datetime import UTC, datetime
from urllib.parse import quote

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# Characters of the title at the foot of pages.
MAX_FOOTER = 90

# What no XML can hold. No catalogue has it, but what is written must open, whatever it is given.
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# … and what it has in other words.
_SPECIAL = re.compile(f'[&<>"\r]|{_IMPOSSIBLE.pattern}')
# The first letter is one of a script that is read from the right.
_RIGHT_TO_LEFT = re.compile(
    "[\\W\\d_]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_ADDRESS = re.compile(r"([a-z]+://)([^/?#]*)([^#]*)(.*)", re.IGNORECASE | re.DOTALL)
_LONE_PERCENT = re.compile(r"%(?![0-9a-fA-F]{2})")
_MEANT = "!$&'()*+,-./:;=?@_~%"


def possible(text: str) -> str:
    """Return `text` as XML can hold it: U+FFFD stands for what it cannot."""
    return _IMPOSSIBLE.sub("\N{REPLACEMENT CHARACTER}", text) if _IMPOSSIBLE.search(text) else text


def escape(text: str) -> str:
    """Return `text` for an element or an attribute in double quotes.

    U+FFFD stands for what XML cannot hold.
    """
    if not _SPECIAL.search(text):
        return text
    text = possible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("\r", "&#13;")


def is_right_to_left(text: str) -> bool:
    """Whether a text begins in a script such as Arabic, so that its paragraph does too."""
    return not text.isascii() and bool(_RIGHT_TO_LEFT.match(text))


def target_of(url: str, *, is_ascii: bool = False) -> str:
    """Return an address as files may have it behind words: the same, in ASCII but for its host.

    Word and Excel refuse a file with an address that is none by RFC 3987. With `is_ascii`, its host is in
    ASCII too, as PDF has it.
    """
    match = _ADDRESS.fullmatch(url)
    if not match:
        return quote(url, safe=_MEANT + "#")
    scheme, host, path, fragment = match.groups()
    host = _ascii_host(host) if is_ascii else host
    path, fragment = (_LONE_PERCENT.sub("%25", text) for text in (path, fragment[1:]))
    mark = f"#{quote(fragment, safe=_MEANT, errors='replace')}" if match[4] else ""
    return f"{scheme}{host}{quote(path, safe=_MEANT, errors='replace')}{mark}"


def _ascii_host(host: str) -> str:
    try:
        return host.encode("idna").decode()
    except UnicodeError:  # no host that anybody can have
        return quote(host, errors="replace")


def rfc_3339(time: int) -> str:
    """Return `time`, in seconds since 1970, as RFC 3339 has it: « 2026-11-25T14:02:00Z »."""
    return datetime.fromtimestamp(time, UTC).replace(tzinfo=None).isoformat() + "Z"
