"""The faults that keep an address from being stored."""

import re
from enum import Enum, auto
from ipaddress import AddressValueError, IPv4Address
from unicodedata import normalize
from urllib.parse import SplitResult, urlsplit

MAX_URL = 2048  # characters
MAX_HOST = 253  # characters, RFC 1035
DEFAULT_PORTS = {"http": 80, "https": 443}

# Spaces, controls, lone surrogates, invisible marks (soft hyphen, zero width, direction), signs.
_FORBIDDEN = re.compile(
    r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff"
    r"\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufffe\uffff"
    r'"<>\\`{}|^]'
)
_LABEL = re.compile(r"(?!-)(?:[^\W_]|-){1,63}(?<!-)")
# Most addresses: a scheme, a plain ASCII host, a path without anything to decode. Those of at most MAX_HOST
# characters have no fault.
PLAIN = re.compile(
    r"https?://((?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)"
    r"/([!#$&'()*+,\-./0-9:;=?@A-Z_a-z~]*)"
)


class Fault(Enum):
    """Why an address cannot be stored."""

    EMPTY = auto()
    TOO_LONG = auto()  # over MAX_URL
    FORBIDDEN_CHARACTER = auto()
    BAD_HOST = auto()
    MISSING_SCHEME = auto()  # and nothing else: it has a `suggestion`
    BAD_SCHEME = auto()
    CREDENTIALS = auto()
    BAD_PORT = auto()


def fault(url: str) -> Fault | None:
    """Return the first fault of an address, or None when it may be stored."""
    if len(url) <= MAX_HOST and PLAIN.fullmatch(url):
        return None
    if not url:
        return Fault.EMPTY
    if len(url) > MAX_URL:
        return Fault.TOO_LONG
    if _FORBIDDEN.search(url):
        return Fault.FORBIDDEN_CHARACTER
    try:
        parts = urlsplit(url)
    except ValueError:
        return Fault.BAD_HOST
    if parts.scheme not in DEFAULT_PORTS:
        return Fault.MISSING_SCHEME if suggestion(url) else Fault.BAD_SCHEME
    if "@" in parts.netloc:
        return Fault.CREDENTIALS
    if "[" in parts.netloc or not _is_public(host_of(parts)):
        return Fault.BAD_HOST
    return None if _has_valid_port(parts) else Fault.BAD_PORT


def suggestion(url: str) -> str | None:
    """Return the address with https:// in front, or None unless it lacks just that."""
    completed = "https://" + url.removeprefix("//")
    return None if url.lower().startswith(("http://", "https://")) or fault(completed) else completed


def host_of(parts: SplitResult) -> str:
    """Return the host as browsers write it: in small letters, none of them full-width."""
    return normalize("NFKC", parts.hostname or "").lower()


def _is_public(host: str) -> bool:
    """Whether a host is a name with a dot, or a plain IPv4 address."""
    labels = host.split(".")
    if labels[-1][:1].isdigit():  # no top-level domain begins so: it can only be an IP address
        try:
            IPv4Address(host)
        except AddressValueError:
            return False
    return len(labels) > 1 and len(host) <= MAX_HOST and all(map(_LABEL.fullmatch, labels))


def _has_valid_port(parts: SplitResult) -> bool:
    try:
        return parts.port != 0
    except ValueError:
        return False
