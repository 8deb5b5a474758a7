"""The catalogue in its file, as the service opens it: the only calls of the store in `proof`.

The faults of the torture are the exception: they are inside the store.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from gersapp.catalogue.catalogue import Catalogue, Change
from gersapp.catalogue.editing.draft import Draft
from gersapp.catalogue.history.history import History
from gersapp.catalogue.history.revisions import Act
from gersapp.catalogue.model import Operation
from gersapp.store.documents.tables import Tables
from gersapp.store.repository import Repository, Snapshot, new_action_name
from gersapp.store.tinydb import TinyDBRepository

Edit = Callable[[Draft], object]


@dataclass(frozen=True, slots=True)
class _Edited:
    """The least outcome of an edit."""

    change: Change | None


class StoredCatalogue:
    """A catalogue's file, held by this process until the end of a `with`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._repository = TinyDBRepository(path)

    def __enter__(self) -> "StoredCatalogue":
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._repository.close()

    @property
    def catalogue(self) -> Catalogue:
        return self._repository.snapshot().catalogue

    @property
    def tables(self) -> Tables:
        """All that the last edit wrote, the history included, without reading the file."""
        return self._repository._documents.tables

    def edit(self, edit: Edit, editor: str = "") -> None:
        """Change the catalogue as `edit` changes its draft; when this returns, it is on the disk."""
        commit_edit(self._repository, edit, editor)


def commit_edit(repository: Repository, edit: Edit, editor: str = "") -> Snapshot:
    """Change a catalogue as `edit` changes its draft; return the snapshot once it is durable."""

    def draft_edit(catalogue: Catalogue, history: History) -> _Edited:
        return _Edited(make_change(catalogue, edit))

    return repository.commit(draft_edit, Act(editor), new_action_name()).snapshot


def make_change(catalogue: Catalogue, edit: Edit) -> Change | None:
    """Return the change that `edit` makes of a catalogue; None when nothing differs."""
    draft = Draft(catalogue)
    edit(draft)
    return draft.change()


def edit_operation(id: str, change: Callable[[Operation], Operation]) -> Edit:
    """Return an edit of one operation."""
    return lambda draft: draft.put(change(draft.operations[id]))


def describe_operation(id: str, description: str) -> Edit:
    """Return an edit that gives an operation another description."""
    return edit_operation(id, lambda operation: replace(operation, description=description))


def edit_in_every_way(draft: Draft, title: str) -> None:
    """Give the first operation another title, add one, move it, delete the last, replace the introduction."""
    ids = list(draft.start.operations)
    first = draft.operations[ids[0]]
    draft.put(replace(first, title=title))
    added = Operation(draft.start.free_id(title), title, audiences=first.audiences)
    draft.add(added)
    draft.move(added.id, 0)
    draft.delete({ids[-1]})
    draft.heading = replace(draft.heading, introduction=title)
