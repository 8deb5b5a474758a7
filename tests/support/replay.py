"""A catalogue made of its revisions alone, to be held against the real one."""

from collections.abc import Iterable

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.history.fields import HEADING, State, state_of, state_of_heading
from gersapp.catalogue.history.revisions import Revision

# The heading, the operations in their order, and the trash with the places left.
Replayed = tuple[State, list[tuple[str, State]], dict[str, tuple[State, int]]]


def replayed(first: Catalogue, revisions: Iterable[Revision]) -> Replayed:
    """What `first` becomes by every revision in turn."""
    states = {HEADING: state_of_heading(first.heading)}
    states |= {id: state_of(operation) for id, operation in first.operations.items()}
    states |= {id: state_of(trashed.operation) for id, trashed in first.trash.items()}
    trash = {id: trashed.position for id, trashed in first.trash.items()}
    order = list(first.operations)
    for revision in revisions:
        id = revision.operation
        after = revision.state_after(states.get(id))
        assert after is not None, f"{revision} does not follow from {states.get(id)}"
        states[id] = after
        if revision.place is None:
            continue
        left, taken = revision.place
        if left is not None:
            assert order[left] == id
            del order[left]
            trash[id] = left
        if taken is not None:
            assert 0 <= taken <= len(order)
            order.insert(taken, id)
            trash.pop(id, None)
    return (
        states[HEADING],
        [(id, states[id]) for id in order],
        {id: (states[id], place) for id, place in trash.items()},
    )


def as_replayed(catalogue: Catalogue) -> Replayed:
    """What the revisions that led to `catalogue` should make."""
    return (
        state_of_heading(catalogue.heading),
        [(id, state_of(operation)) for id, operation in catalogue.operations.items()],
        {id: (state_of(trashed.operation), trashed.position) for id, trashed in catalogue.trash.items()},
    )
