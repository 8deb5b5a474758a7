"""Moving an operation by one place, among those that its editor sees."""

from enum import StrEnum

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.delete import find_gone
from gersapp.catalogue.editing.draft import Draft
from gersapp.catalogue.editing.outcomes import Gone, OperationEdited
from gersapp.catalogue.history.history import History
from gersapp.catalogue.search.selection import Selection


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"


def move_operation(
    catalogue: Catalogue,
    history: History,
    *,
    id: str,
    selection: Selection,
    section: str,
    direction: Direction,
) -> OperationEdited | Gone:
    """Move an operation past its neighbour among those that `selection` shows under the audience `section`.

    Nothing changes when it has no neighbour in that direction, or is not shown under that audience.
    """
    operation = catalogue.operations.get(id)
    if not operation:
        return find_gone(catalogue, history, id)
    draft = Draft(catalogue)
    shown = catalogue.ids(selection, section)
    neighbour = shown.index(id) + (1 if direction is Direction.DOWN else -1) if id in shown else -1
    if 0 <= neighbour < len(shown):
        others = [other for other in catalogue.operations if other != id]
        draft.move(id, others.index(shown[neighbour]) + (direction is Direction.DOWN))
    return OperationEdited(change=draft.change(), operation=operation)
