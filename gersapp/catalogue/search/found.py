"""A page of results."""

from collections.abc import Mapping
from dataclasses import dataclass

from gersapp.catalogue.model import Audience, Operation


@dataclass(frozen=True, slots=True)
class Section:
    """The part of an audience in a page of results; `count` is the number of its hits on all pages."""

    audience: Audience
    count: int
    operations: tuple[Operation, ...]
    is_continued: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A page of results, with the counts of all pages.

    `operations` and `links` count each operation once. `audiences` and `platforms` have, for each value, the
    number of operations that it would find with the filters of the other kind unchanged; an audience or a
    platform that no operation has is not there, unless it is one of the filters.
    """

    operations: int
    links: int
    sections: tuple[Section, ...]
    audiences: Mapping[str, int]
    platforms: Mapping[str, int]
    has_more: bool
    words: tuple[str, ...]
