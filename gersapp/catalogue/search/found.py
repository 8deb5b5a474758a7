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

    def neighbours(self, id: str) -> tuple[Operation | None, Operation | None]:
        """Return the operations before and after the operation `id`, each counted where it stands first.

        None at an end; twice None when that operation is not here.
        """
        shown = {operation.id: operation for section in self.sections for operation in section.operations}
        operations = [*shown.values()]
        if id not in shown:
            return None, None
        place = operations.index(shown[id])
        before = operations[place - 1] if place else None
        after = operations[place + 1] if place + 1 < len(operations) else None
        return before, after
