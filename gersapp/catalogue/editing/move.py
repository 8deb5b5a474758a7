"""Moving an operation by one place, among those that its editor looks at."""

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
    """Put an operation just before or after its neighbour among those that `selection` shows under the
    audience `section`.

    The first and the last stay where they are, and one that is not shown there.
    """
    operation = catalogue.operations.get(id)
    if not operation:
        return find_gone(catalogue, history, id)
    draft = Draft(catalogue)
    shown = catalogue.ids(selection, section)
    step = 1 if direction is Direction.DOWN else -1
    neighbour = shown.index(id) + step if id in shown else -1
    if 0 <= neighbour < len(shown):
        others = [other for other in catalogue.operations if other != id]
        draft.move(id, others.index(shown[neighbour]) + (direction is Direction.DOWN))
    return OperationEdited(change=draft.change(), operation=operation)
