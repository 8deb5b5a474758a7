"""Adding an operation."""

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.audiences import tick_audiences
from gersapp.catalogue.editing.draft import Draft
from gersapp.catalogue.editing.outcomes import OperationEdited, Rejected
from gersapp.catalogue.editing.typed import TypedOperation
from gersapp.catalogue.history.history import History
from gersapp.catalogue.model import Link, Operation


def add_operation(
    catalogue: Catalogue, history: History, *, typed: TypedOperation
) -> OperationEdited | Rejected:
    """Add an operation at the end, with an id made of its title, which no other in the history has."""
    draft = Draft(catalogue)
    audiences = tick_audiences(draft, history, typed)
    if isinstance(audiences, Rejected):
        return audiences
    operation = Operation(
        id=catalogue.free_id(typed.title, history.has),
        title=typed.title,
        description=typed.description,
        audiences=audiences,
        platforms=typed.platforms,
        links=tuple(map(Link, typed.links)),
    )
    draft.add(operation)
    return OperationEdited(change=draft.change(), operation=operation)
