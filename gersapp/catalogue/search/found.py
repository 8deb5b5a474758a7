"""A page of results."""

from collections.abc import Mapping
from dataclasses import dataclass

from gersapp.catalogue.model import Audience, Operation


@dataclass(frozen=True, slots=True)
class Section:
    """One audience's part of a page of results: `count` is its hits on all pages together."""

    audience: Audience
    count: int
    operations: tuple[Operation, ...]
    continued: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A page of results, with the counts of all of them.

    `operations` and `links` count each operation once. `audiences` and `platforms` say, for each
    value, how many operations it would find with the filters of the other kind as they are.
    """

    operations: int
    links: int
    sections: tuple[Section, ...]
    audiences: Mapping[str, int]
    platforms: Mapping[str, int]
    more: bool
    words: tuple[str, ...]
