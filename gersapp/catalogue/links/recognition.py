"""Recognising the post of an address: its platform, its French words, and a key that identifies it."""

import re
from dataclasses import dataclass
from functools import cache
from string import punctuation
from sys import getsizeof
from urllib.parse import quote, unquote

from gersapp.cache import Cache
from gersapp.catalogue.links.address import Address, find_site, read_address
from gersapp.catalogue.links.faults import MAX_HOST, MAX_URL, PLAIN, fault
from gersapp.catalogue.links.form import FIELDS
from gersapp.catalogue.links.media import MEDIA
from gersapp.catalogue.links.networks import NETWORKS
from gersapp.catalogue.links.sites import (
    ANY_SITE,
    IN_ANY_SITE,
    KINDS_OF_SITE,
    OTHER_SITE,
    WRAPPERS,
    WRAPPING_DOMAINS,
)
from gersapp.catalogue.platforms import BY_SLUG

_FORMS = NETWORKS | MEDIA


@dataclass(frozen=True, slots=True)
class Recognised:
    """The target of an address. Two addresses with the same `key` are the same post.

    `is_post`: it is known to be a single publication, and no profile, page or site.
    """

    platform: str  # slug
    words: str  # French, explicit enough to be the text of a link
    key: str  # ASCII; for comparing, never for display
    is_post: bool = False


def recognise(url: str) -> Recognised:
    """Recognise the target of an address; never raises, whatever the text."""
    return _recognised.get(url, lambda: _recognise(url)) if len(url) <= MAX_URL else _unreadable(url)


def platform_of(url: str) -> str:
    """Return `recognise(url).platform`, some fifty times faster for the common addresses.

    An index of 100 000 operations needs the platform of each link, and nothing else.
    """
    plain = PLAIN.fullmatch(url)
    if not plain or len(url) > MAX_HOST:
        return recognise(url).platform
    platform, domain = find_site(plain[1].lower())
    path = plain[2].partition("?")[0]
    is_other = platform == OTHER_SITE
    may_wrap = domain in WRAPPING_DOMAINS and (is_other or f"{domain}/{path}".rstrip("/") in WRAPPERS)
    if may_wrap or (is_other and IN_ANY_SITE.search(f"/{path}")):
        return recognise(url).platform
    return platform


def _unreadable(url: str) -> Recognised:
    """Return the result for a text that is no address: it is equal to itself only."""
    key = quote(url, safe=punctuation, errors="backslashreplace")
    return Recognised(OTHER_SITE, BY_SLUG[OTHER_SITE].label, f"?/{key}")


# To recognise an address takes 50 µs, and a form, its check and its merge do it several times.
_recognised = Cache[str, Recognised](
    4 * 1024 * 1024, lambda url, found: getsizeof(url) + getsizeof(found.words) + getsizeof(found.key)
)


def _recognise(url: str) -> Recognised:
    if fault(url):
        return _unreadable(url)
    address = read_address(url)
    place = address.site + unquote(address.path)
    for platform in ANY_SITE if address.platform == OTHER_SITE else (address.platform,):
        for form in _FORMS.get(platform, ()):
            for shape in form.addresses.split():
                fields = _match(shape, address, place)
                if fields is not None:
                    key = quote("/".join([platform, form.kind, *fields]), safe=punctuation)
                    return Recognised(platform, form.words, key, form.is_post)
    label = BY_SLUG[address.platform].label
    is_site = address.platform in KINDS_OF_SITE
    words = f"{label} {address.site.partition(':')[0]}" if is_site else f"Lien {label}"
    return Recognised(address.platform, words, quote(_key_without_form(address), safe=punctuation))


def _match(shape: str, address: Address, place: str) -> list[str] | None:
    """Return the fields of an address that identify its post, or None when it does not have this shape.

    `place` is its host and path, decoded.
    """
    place_pattern, query_pattern, names = _compile(shape)
    in_place = place_pattern.fullmatch(place)
    if in_place is None:
        return None
    query = "&".join([f"{name}={unquote(address.value(name))}" for name in names])
    in_query = query_pattern.fullmatch(query)
    if in_query is None:
        return None
    fields = in_place.groupdict() | in_query.groupdict()
    return [value.lower() if name == "user" else value for name, value in sorted(fields.items())]


@cache
def _compile(shape: str) -> tuple[re.Pattern[str], re.Pattern[str], tuple[str, ...]]:
    """Return the patterns of host and path and of query, and the names of the query's parameters."""
    place, _, query = shape.partition("?")
    return _pattern(place), _pattern(query), tuple(re.findall(r"(\w+)=", query))


def _pattern(template: str) -> re.Pattern[str]:
    pieces = re.split(r"(\{\w+\})", template)
    return re.compile(
        "".join(FIELDS[piece[1:-1]] if piece.startswith("{") else re.escape(piece) for piece in pieces)
    )


def _key_without_form(address: Address) -> str:
    """Return the identity of an address of no known form: all of it but tracking parameters."""
    pieces = [piece for _, piece in sorted(address.meaningful(), key=lambda parameter: parameter[0])]
    query = "?" + "&".join(pieces) if pieces else ""
    fragment = f"#{address.fragment}" if address.fragment else ""
    return f"{address.platform}/{address.site}{address.path}{query}{fragment}"
