"""An address in its parts, without those that never matter, and as it is published."""

import fnmatch
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from string import ascii_letters, digits
from urllib.parse import unquote, urljoin, urlsplit

from gersapp.catalogue.links.faults import DEFAULT_PORTS, fault, host_of
from gersapp.catalogue.links.sites import OTHER_SITE, PLATFORM_TRACKING, SITES, TRACKING, WRAPPERS

_MAX_WRAPPERS = 3  # redirections inside one another that are followed

# What comes before the name of a site on phones, for a language or for a country.
_VARIANT = re.compile(r"(?:www|m|mobile|web|[a-z]{2}(?:-[a-z]{2})?)\.")
# Proofpoint masks a character by `*`, and several by `**` and their number; they follow in base64.
_PROOFPOINT = re.compile(r"/v3/__(.+?)__;([^!]*)!")
_MASKED = re.compile(r"\*\*(.)|\*")
_LENGTHS = ascii_letters.swapcase() + digits + "-_"


@dataclass(frozen=True, slots=True)
class Address:
    """An address without scheme, default port and final slash; its host is the domain that the forms have."""

    platform: str
    site: str
    path: str
    parameters: tuple[tuple[str, str], ...]  # name, and the whole `name=value` as it stands
    fragment: str

    def value(self, name: str) -> str:
        """Return the first value of a parameter, still percent-encoded; empty if there is none."""
        return next((text.partition("=")[2] for other, text in self.parameters if other == name), "")

    def meaningful(self) -> Iterator[tuple[str, str]]:
        """Return the parameters but those that track people."""
        names = (
            f"{TRACKING} {PLATFORM_TRACKING.get(self.platform, '')} {PLATFORM_TRACKING.get(self.site, '')}"
        )
        is_tracking = _pattern_of(names).match
        return (parameter for parameter in self.parameters if not is_tracking(parameter[0]))


def published(url: str) -> str:
    """Return the address to show and to open: of a redirection its target, and no tracking parameters."""
    if fault(url):
        return url
    url = _unwrap(url)
    address = read_parts(url)
    kept = [text for _, text in address.meaningful()]
    if len(kept) == len(address.parameters):
        return url
    before, mark, fragment = url.partition("#")
    return "?".join(filter(None, [before.partition("?")[0], "&".join(kept)])) + mark + fragment


def read_address(url: str) -> Address:
    """Read an address that has no fault; for a redirection, read the address that it leads to."""
    return read_parts(_unwrap(url))


def find_site(host: str) -> tuple[str, str]:
    """Return the platform of a host, and the domain that the forms have for it."""
    domain = host.removeprefix("www.")
    general = host[variant.end() :] if (variant := _VARIANT.match(host)) else host
    *_, before_last, last = "", *host.split(".")
    for known in (host, general, "*." + host.partition(".")[2], f"*.{before_last}.{last}"):
        if known in SITES:
            platform, written = SITES[known]
            return platform, written or domain
    return OTHER_SITE, domain


def _unwrap(url: str) -> str:
    """Return the address that a redirection leads to, or `url` itself."""
    for _ in range(_MAX_WRAPPERS):
        inner = _target(url)
        if fault(inner):
            break
        url = inner
    return url


def _target(url: str) -> str:
    """Return what a redirection says that it leads to; empty if it is none."""
    address = read_parts(url)
    masked = _PROOFPOINT.search(url) if address.site == "urldefense.com" else None
    if masked:
        return _unmask(*masked.groups())
    names = WRAPPERS.get(address.site + address.path, "").split()
    inner = next(filter(None, map(address.value, names)), "")
    if address.site + address.path == "urldefense.com/v2/url":
        inner = inner.replace("-", "%").replace("_", "/")
    inner = unquote(inner)
    try:
        return urljoin(url, inner) if inner.startswith("/") else inner
    except ValueError:  # as for « //[ »
        return ""


def _unmask(masked: str, encoded: str) -> str:
    """Return an address as it was before Proofpoint; empty if it cannot be read."""
    try:
        characters = iter(urlsafe_b64decode(encoded + "==").decode())
    except ValueError:
        return ""
    return _MASKED.sub(
        lambda mask: "".join(islice(characters, _LENGTHS.find(mask[1]) + 2 if mask[1] else 1)), masked
    )


# What an address is, and what of it is published, are asked one after the other.
@lru_cache(maxsize=8)
def read_parts(url: str) -> Address:
    """Read an address that has no fault, be it a redirection or not."""
    parts = urlsplit(url)
    host = host_of(parts)
    if parts.port not in (None, DEFAULT_PORTS[parts.scheme]):
        host = f"{host}:{parts.port}"
    platform, site = find_site(host)
    path, fragment = parts.path, parts.fragment
    if platform != OTHER_SITE and fragment.startswith("!/"):
        path, fragment = fragment[1:].partition("?")[0], ""
    if site == "instagram.com":
        path = _with_plain_highlight(path)
    return Address(
        platform=platform,
        site=site,
        path=path.rstrip("/"),
        parameters=tuple(
            (piece.partition("=")[0].removeprefix("amp;"), piece) for piece in parts.query.split("&") if piece
        ),
        fragment=fragment,
    )


def _with_plain_highlight(path: str) -> str:
    """Return the path of a story whose code is « highlight: » and a number, in base64."""
    try:
        decoded = urlsafe_b64decode(path.removeprefix("/s/").rstrip("/") + "==").decode()
    except ValueError:
        return path
    kind, _, number = decoded.partition(":")
    return f"/stories/highlights/{number}" if kind == "highlight" else path


@cache
def _pattern_of(names: str) -> re.Pattern[str]:
    return re.compile("|".join(map(fnmatch.translate, names.split())), re.IGNORECASE)
