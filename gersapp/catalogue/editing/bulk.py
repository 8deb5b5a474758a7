"""Changing many operations at once: adding or removing an audience or a platform, deleting."""

from dataclasses import replace

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.draft import Draft
from gersapp.catalogue.editing.outcomes import (
    LeftWithoutAudience,
    ManyEdited,
    OperationsGone,
    Problem,
    Rejected,
    Stale,
)
from gersapp.catalogue.editing.typed import BulkAction, Facet, TypedBulk
from gersapp.catalogue.history.audiences import find_bearer
from gersapp.catalogue.history.history import History
from gersapp.catalogue.history.unseen import find_unseen
from gersapp.catalogue.model import Operation


def change_many(
    catalogue: Catalogue, history: History, *, typed: TypedBulk, seen: str | None = None
) -> ManyEdited | OperationsGone | LeftWithoutAudience | Rejected | Stale:
    """Make the same change to many operations, or to none; delete none that was changed since the action
    `seen`.

    Nothing changes when all of them are deleted already.
    """
    order = [audience.slug for audience in catalogue.heading.audiences]
    if typed.facet is Facet.AUDIENCES and typed.action is not BulkAction.DELETE:
        bearer = find_bearer(typed.slug, catalogue.heading, history)
        if not bearer:
            return Rejected("value", Problem.UNKNOWN_AUDIENCE, (typed.slug,))
        typed = replace(typed, slug=bearer)
    gone = tuple(id for id in typed.ids if id not in catalogue.operations)
    if typed.action is BulkAction.DELETE and catalogue.trash.keys() >= set(typed.ids):
        return ManyEdited(change=None, count=len(typed.ids))
    if gone:
        return OperationsGone(gone)
    draft = Draft(catalogue)
    if typed.action is BulkAction.DELETE:
        unseen = find_unseen(history, seen, set(typed.ids))
        if unseen:
            return Stale(unseen)
        draft.delete(set(typed.ids))
    else:
        for id in typed.ids:
            draft.put(_with_value_changed(catalogue.operations[id], typed, order))
    left = tuple(id for id in typed.ids if id in draft.operations and not draft.operations[id].audiences)
    if left:
        return LeftWithoutAudience(left)
    change = draft.change()
    return ManyEdited(change=change, count=len(change.steps) if change else 0)


def _with_value_changed(operation: Operation, typed: TypedBulk, order: list[str]) -> Operation:
    slugs: tuple[str, ...] = getattr(operation, typed.facet)
    if typed.action is BulkAction.REMOVE:
        slugs = tuple(slug for slug in slugs if slug != typed.slug)
    elif typed.slug not in slugs:
        slugs = (*slugs, typed.slug)
        if typed.facet is Facet.AUDIENCES:
            # The form of an operation saves them in this order too.
            slugs = tuple(sorted(slugs, key=order.index))
    if typed.facet is Facet.AUDIENCES:
        return replace(operation, audiences=slugs)
    return replace(operation, platforms=slugs)
