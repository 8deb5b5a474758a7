"""The catalogue in its file, as the service opens it: the only calls of the store in `proof`.

The faults of the torture are the exception: they are inside the store.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.history.history import Act
from gersapp.catalogue.model import Operation
from gersapp.store.tinydb import Store
from gersapp.store.tinydb.durable import Tables

Edit = Callable[[Catalogue], Catalogue]


class StoredCatalogue:
    """A catalogue's file, held by this process until the end of a `with`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._store = Store(path)

    def __enter__(self) -> "StoredCatalogue":
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._store.close()

    @property
    def catalogue(self) -> Catalogue:
        return self._store.published.catalogue

    @property
    def tables(self) -> Tables:
        """All that the last edit wrote, the history included, without reading the file."""
        return self._store._documents.tables

    def edit(self, edit: Edit, editor: str = "") -> None:
        """Replace the catalogue by what `edit` makes of it; when this returns, it is on the disk."""
        self._store.change(lambda catalogue, _: edit(catalogue), Act(editor))


def edit_operation(id: str, change: Callable[[Operation], Operation]) -> Edit:
    """Return an edit of one operation."""

    def edit(catalogue: Catalogue) -> Catalogue:
        before = catalogue.get(id)
        return catalogue.replaced(change(before), before.revision)

    return edit


def describe_operation(id: str, description: str) -> Edit:
    """Return an edit that gives an operation another description."""
    return edit_operation(id, lambda operation: replace(operation, description=description))


def edit_in_every_way(catalogue: Catalogue, title: str) -> Catalogue:
    """Return the catalogue with a new title for the first operation, an addition, a deletion, a move, and
    another introduction."""
    first = next(iter(catalogue.operations.values()))
    catalogue = catalogue.replaced(replace(first, title=title), first.revision)
    added = Operation(catalogue.free_id(title), title, audiences=first.audiences)
    catalogue = catalogue.added(added).moved(added.id, first.id, after=False)
    last = list(catalogue.operations.values())[-1]
    catalogue = catalogue.deleted(last.id, last.revision)
    heading = catalogue.heading
    return catalogue.with_heading(replace(heading, introduction=title), heading.revision)
