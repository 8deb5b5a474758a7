"""Placing operations: first or last of an audience, or beside another operation."""

from dataclasses import replace

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.draft import Draft
from gersapp.catalogue.editing.outcomes import OperationsGone, Placed, Problem, Rejected
from gersapp.catalogue.editing.typed import Position, TypedPlace
from gersapp.catalogue.history.audiences import follow_audience
from gersapp.catalogue.history.history import History
from gersapp.catalogue.search.selection import Selection
from gersapp.catalogue.text import fold_name


def place_operations(
    catalogue: Catalogue, history: History, *, typed: TypedPlace
) -> Placed | OperationsGone | Rejected:
    """Give operations a place, one after the other in the order that they have.

    Nothing changes when those of the audience have this order already.
    """
    gone = tuple(id for id in (*typed.ids, typed.anchor) if id and id not in catalogue.operations)
    if gone:
        return OperationsGone(gone)
    audience = follow_audience(typed.audience, catalogue.heading, history)
    leaves = follow_audience(typed.leaves, catalogue.heading, history)
    if typed.audience and not audience:
        return Rejected("audience", Problem.UNKNOWN_AUDIENCE, (typed.audience,))
    anchor = ""
    if typed.position in (Position.BEFORE, Position.AFTER):
        anchor = typed.anchor or find_by_title(catalogue, typed.title)
        if not anchor:
            return Rejected("title", Problem.UNKNOWN_TITLE, (typed.title,))
    draft = Draft(catalogue)
    _arrange(draft, typed, audience=audience, anchor=anchor)
    if audience:
        for id in typed.ids:
            _give_audience(draft, id, audience, leaves=leaves)
    return Placed(
        change=draft.change(),
        count=len(typed.ids),
        audience=audience,
        anchor=catalogue.operations.get(anchor),
    )


def label_operations(catalogue: Catalogue) -> dict[str, str]:
    """Return the id of each operation by a label of its own: its title, or « Title (2) » for the second."""
    ids: dict[str, str] = {}
    numbers: dict[str, int] = {}
    for operation in catalogue.operations.values():
        label = operation.title
        while label in ids:
            number = numbers[operation.title] = numbers.get(operation.title, 1) + 1
            label = f"{operation.title} ({number})"
        ids[label] = operation.id
    return ids


def find_by_title(catalogue: Catalogue, title: str) -> str:
    """Return the id of the operation of this label or title, or of the only one that a search for it finds;
    "" for none."""
    labels = label_operations(catalogue)
    name = fold_name(title)
    alike = [labels[title]] if title in labels else [labels[one] for one in labels if fold_name(one) == name]
    if not alike and name:
        found = catalogue.find(Selection(q=title))
        alike = [operation.id for part in found.sections for operation in part.operations]
    return alike[0] if len(set(alike)) == 1 else ""


def _arrange(draft: Draft, typed: TypedPlace, *, audience: str, anchor: str) -> None:
    operations, ids = draft.start.operations, set(typed.ids) - {anchor}
    moving = [id for id in operations if id in ids]
    others = [id for id in operations if id not in ids]
    in_audience = [id for id in others if not audience or audience in operations[id].audiences]
    neighbours = [anchor] if anchor else in_audience
    if not neighbours:
        return
    neighbour = neighbours[-1 if typed.position is Position.LAST else 0]
    place = others.index(neighbour) + (typed.position in (Position.LAST, Position.AFTER))
    order = [*others[:place], *moving, *others[place:]]
    # What stands between them under other audiences only stays where it is.
    seen = {anchor, *ids, *in_audience}
    if list(filter(seen.__contains__, order)) != list(filter(seen.__contains__, operations)):
        draft.arrange(order, moving)


def _give_audience(draft: Draft, id: str, audience: str, *, leaves: str) -> None:
    operation = draft.operations[id]
    slugs = {*operation.audiences} - {leaves} | {audience}
    if slugs != {*operation.audiences}:
        draft.put(replace(operation, audiences=tuple(slug for slug in draft.audiences if slug in slugs)))
