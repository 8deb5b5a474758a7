"""Deleting an operation, and restoring it."""

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.draft import Draft
from gersapp.catalogue.editing.outcomes import Gone, OperationEdited, Stale
from gersapp.catalogue.history.history import History
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
    operation = draft.operations.get(id)
    if not operation:
        return find_gone(catalogue, history, id)
    return OperationEdited(change=draft.change(), operation=operation)


def find_gone(catalogue: Catalogue, history: History, id: str) -> Gone:
    """Find out what became of an operation that is not in the catalogue."""
    return Gone(history.deletions({id}).get(id), id in catalogue.trash)
