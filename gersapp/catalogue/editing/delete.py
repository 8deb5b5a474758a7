"""Deleting an operation, and restoring it."""

from contextlib import suppress
from dataclasses import replace

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.audiences import add_missing_audiences
from gersapp.catalogue.editing.draft import Draft
from gersapp.catalogue.editing.outcomes import Gone, OperationEdited, Stale
from gersapp.catalogue.history.history import History
from gersapp.catalogue.history.revisions import Splice, SpliceMismatch
from gersapp.catalogue.history.unseen import find_unseen


def delete_operation(
    catalogue: Catalogue, history: History, *, id: str, revision: str | None = None
) -> OperationEdited | Gone | Stale:
    """Put an operation into the trash; with a `revision`, only when it still has that revision.

    An operation that is in the trash already stays there.
    """
    operation = catalogue.get_even_trashed(id)
    if not operation:
        return find_gone(catalogue, history, id)
    if revision not in (None, operation.revision):
        return Stale((id,))
    draft = Draft(catalogue)
    draft.delete({id})
    return OperationEdited(change=draft.change(), operation=operation)


def restore_operation(
    catalogue: Catalogue, history: History, *, id: str, seen: str | None = None
) -> OperationEdited | Gone | Stale:
    """Bring an operation back from the trash, unless it was changed since the action `seen`.

    An operation of the catalogue stays as it is.
    """
    draft = Draft(catalogue)
    if id in draft.trash:
        unseen = find_unseen(history, seen, {id})
        if unseen:
            return Stale(unseen)
        draft.restore(id)
        _restore_audiences(draft, history, id)
    operation = draft.operations.get(id)
    if not operation:
        return find_gone(catalogue, history, id)
    return OperationEdited(change=draft.change(), operation=operation)


def _restore_audiences(draft: Draft, history: History, id: str) -> None:
    """Give an operation the audiences back that it lost when an import was undone."""
    deletion, operation, heading = history.deletions({id}).get(id), draft.operations[id], draft.heading
    lost = deletion.changes.get("audiences") if deletion else None
    if not lost:
        return
    with suppress(SpliceMismatch):
        found = Splice(lost.at, lost.added, lost.removed).apply(operation.audiences)
        draft.put(replace(operation, audiences=tuple(found)))
    if not add_missing_audiences(draft, history):
        draft.heading = heading
        draft.put(operation)


def find_gone(catalogue: Catalogue, history: History, id: str) -> Gone:
    """Find out what became of an operation that is not in the catalogue."""
    return Gone(history.deletions({id}).get(id), id in catalogue.trash)
