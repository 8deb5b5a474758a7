"""What an operation announces: slugs of platforms, and the names of networks that are none of them."""

import re
from collections.abc import Iterable
from functools import lru_cache

from gersapp.catalogue.platforms import BY_SLUG, PLATFORMS
from gersapp.catalogue.text import fold_name, folded_words

# Other names of platforms, as `_key` gives them.
_ALIASES = {
    "twitter": "x",
    "extwitter": "x",
    "fb": "facebook",
    "insta": "instagram",
    "newsletter": "lettre-information",
}
_SEPARATOR = re.compile(r"[,;\n]")


def _key(name: str) -> str:
    """Return what names of one platform have in common: « face book » is Facebook."""
    return "".join(folded_words(name))


_SLUGS = {
    _key(name): platform.slug for platform in PLATFORMS for name in (platform.slug, platform.label)
} | _ALIASES


def read_announced(values: Iterable[str]) -> tuple[str, ...]:
    """Return the platforms, as slugs, and the other networks, as words, that slugs and names announce.

    A value may have several names, between commas, semicolons or line ends. No two results read alike.
    """
    names = (" ".join(name.split()) for value in values for name in _SEPARATOR.split(value))
    announced: dict[str, str] = {}
    for folded, found in map(_read_name, filter(None, names)):
        announced.setdefault(folded, found)
    return tuple(announced.values())


# Reading a name takes 9 µs, and a start reads those of every operation.
@lru_cache(maxsize=1_000)
def _read_name(name: str) -> tuple[str, str]:
    """Return what a network is compared by, and its slug, or its `name` if it is no platform."""
    found = _SLUGS.get(_key(name), name)
    return fold_name(found), found


def networks_in(announced: Iterable[str]) -> tuple[str, ...]:
    """Return the names in `announced` that are no slugs of platforms."""
    return tuple(name for name in announced if name not in BY_SLUG)
