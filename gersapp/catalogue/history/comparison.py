"""Comparing two whole catalogues, to find the changes made in the file outside of the application.

It is also the plain version of `Draft.change`: the tests check that both give the same change.
"""

from collections.abc import Collection, Iterator, Mapping
from itertools import compress
from operator import is_not
from typing import Protocol

from gersapp.catalogue.catalogue import Catalogue, Change, Step
from gersapp.catalogue.history.moves import find_moves
from gersapp.catalogue.model import Heading, Operation, Trashed


class Contents(Protocol):
    """The contents of a catalogue, as `Catalogue` has them."""

    @property
    def heading(self) -> Heading: ...
    @property
    def operations(self) -> Mapping[str, Operation]: ...
    @property
    def trash(self) -> Mapping[str, Trashed]: ...


def compare(before: Catalogue, after: Contents, about: Collection[str] = ()) -> Change | None:
    """Return the change that leads from `before` to `after`; None when nothing differs.

    Where several moves explain the new order, `about` are the operations that were moved: only the
    tests give it, to compare the change with that of a draft.
    """
    heading = None if before.heading == after.heading else after.heading
    steps = tuple(_steps(before, after, about))
    trash = {id: after.trash.get(id) for id in {**before.trash, **after.trash}}
    trash = {id: trashed for id, trashed in trash.items() if trashed != before.trash.get(id)}
    return Change(heading, steps, trash) if heading or steps or trash else None


def _steps(before: Catalogue, after: Contents, about: Collection[str]) -> Iterator[Step]:
    """Yield the steps in the order that `Change` requires."""
    old, new = before.operations, after.operations
    staying, kept = list(old), list(new)
    # Most often the operations are the same, and then not gone through one by one.
    are_others = old.keys() != new.keys()
    for place, id in reversed(list(enumerate(old))) if are_others else ():
        if id not in new:
            yield Step(id, old[id], after.trash[id].operation if id in after.trash else None, (place, None))
    if are_others:
        staying, kept = [id for id in old if id in new], [id for id in new if id in old]
    moved = set[str]()
    for id, left, taken in find_moves(staying, kept, about):
        moved.add(id)
        yield Step(id, old[id], new[id], (left, taken))
    for id in compress(kept, map(is_not, map(new.__getitem__, kept), map(old.__getitem__, kept))):
        if id not in moved and new[id] != old[id]:
            yield Step(id, old[id], new[id])
    for place, id in enumerate(new) if are_others else ():
        if id not in old:
            trashed = before.trash.get(id)
            yield Step(id, trashed.operation if trashed else None, new[id], (None, place))
    for id, trashed in after.trash.items():
        old_trashed = before.trash.get(id)
        if old_trashed and old_trashed.operation != trashed.operation:
            yield Step(id, old_trashed.operation, trashed.operation)
