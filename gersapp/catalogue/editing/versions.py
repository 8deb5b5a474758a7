"""Bringing an older version back by a further change."""

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.audiences import add_missing_audiences
from gersapp.catalogue.editing.draft import Draft
from gersapp.catalogue.editing.outcomes import CannotUndo, Edited, NotInHistory, Stale
from gersapp.catalogue.history.fields import HEADING, NOTHING, heading_of, operation_of, state_of_heading
from gersapp.catalogue.history.history import History
from gersapp.catalogue.history.unseen import find_unseen

# The name of the version before the first revision. No action has this name.
ORIGINAL = "0"


def bring_back(
    catalogue: Catalogue, history: History, *, id: str, name: str, seen: str | None = None
) -> Edited | NotInHistory | CannotUndo | Stale:
    """Give an operation, or the heading, the texts that the action of this `name` gave it, unless it was
    changed since the action `seen`.

    A deleted operation is restored. The heading keeps its audiences.
    """
    versions = history.versions(id)
    states = {version.revision.name: version.after for version in versions}
    if versions:
        states[ORIGINAL] = versions[0].before
    state = states.get(name)
    if state is None or state == NOTHING:
        return NotInHistory()
    draft = Draft(catalogue)
    if id == HEADING:
        now = state_of_heading(draft.heading)
        draft.heading = heading_of({**now, **state, "audiences": now["audiences"]})
    else:
        operation = operation_of(id, state)
        if id in draft.trash:
            draft.restore(id)
        elif id not in draft.operations:
            draft.add(operation)
        draft.put(operation)
    if not add_missing_audiences(draft, history):
        return CannotUndo(((HEADING, ("audiences",)),))
    change = draft.change()
    unseen = find_unseen(history, seen, {id}) if change else ()
    return Stale(unseen) if unseen else Edited(change=change)
