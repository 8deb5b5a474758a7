"""A page of results across bodies, and the figures of each body."""

from collections.abc import Mapping
from dataclasses import dataclass

from gersapp.catalogue.history.history import Dates
from gersapp.catalogue.model import Operation
from gersapp.observatory.body import Body


@dataclass(frozen=True, slots=True)
class BodySection:
    """The part of a body in a page of results; `count` is the number of its hits on all pages."""

    body: Body
    name: str
    count: int
    operations: tuple[Operation, ...]
    is_continued: bool


@dataclass(frozen=True, slots=True)
class Dated:
    """An operation of the body of this slug, and when it was added and changed."""

    body: str
    operation: Operation
    dates: Dates


@dataclass(frozen=True, slots=True)
class NationalFound:
    """A page of results, with the counts of all pages.

    Each filter has, for each value, the number of operations that it would find with the other filters
    unchanged. A value that no operation has is not there, unless it is selected.
    """

    operations: int
    links: int
    sections: tuple[BodySection, ...]
    bodies: Mapping[str, int]
    kinds: Mapping[str, int]
    territories: Mapping[str, int]
    groups: Mapping[str, int]
    platforms: Mapping[str, int]
    has_more: bool
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a body: how many operations it has, how many links, and how many operations of each
    platform and each group of audiences, but for those of which it has none."""

    body: Body
    name: str
    operations: int
    links: int
    platforms: Mapping[str, int]
    groups: Mapping[str, int]
