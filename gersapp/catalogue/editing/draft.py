"""A draft of a catalogue, which makes the change: the only way to edit a catalogue."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from gersapp.catalogue.catalogue import Catalogue, Change, Step
from gersapp.catalogue.history.moves import find_moves
from gersapp.catalogue.model import Audience, Heading, Operation, Trashed


class Draft:
    """A copy of `start` to edit. The ids given to its methods are in it, unless they say otherwise."""

    def __init__(self, start: Catalogue) -> None:
        self.heading: Heading = start.heading
        self.start = start
        self._operations = dict(start.operations)
        self._trash = dict(start.trash)
        self._order = list(start.operations)
        self._touched: dict[str, None] = {}
        self._moved: set[str] = set()

    @property
    def operations(self) -> Mapping[str, Operation]:
        """The operations by id, in no particular order."""
        return self._operations

    @property
    def trash(self) -> Mapping[str, Trashed]:
        return self._trash

    @property
    def audiences(self) -> Mapping[str, Audience]:
        """The audiences by slug, in their order."""
        return {audience.slug: audience for audience in self.heading.audiences}

    def everything(self) -> list[Operation]:
        """Return all operations, those of the trash last."""
        return [*self._operations.values(), *(trashed.operation for trashed in self._trash.values())]

    def get(self, id: str) -> Operation | None:
        """Return the operation with this id, in the trash or not; None when there is none."""
        trashed = self._trash.get(id)
        return trashed.operation if trashed else self._operations.get(id)

    def put(self, operation: Operation) -> None:
        """Replace the operation of the same id, in the trash or not."""
        self._touched[operation.id] = None
        trashed = self._trash.get(operation.id)
        if trashed:
            self._trash[operation.id] = Trashed(operation, trashed.position)
        else:
            self._operations[operation.id] = operation

    def add(self, operation: Operation, place: int | None = None) -> None:
        """Add an operation whose id is new, at `place` (0 for the first) or at the end."""
        self._touched[operation.id] = None
        if operation.id in self.start.operations:
            # This draft has deleted it: it may come back to another place.
            self._moved.add(operation.id)
        self._operations[operation.id] = operation
        self._order.insert(len(self._order) if place is None else place, operation.id)

    def delete(self, ids: Collection[str]) -> None:
        """Put operations into the trash, each with the place that it had at the start.

        Ids that are in the trash already, or unknown, are ignored.
        """
        places = {id: place for place, id in enumerate(self.start.operations)}
        # The last first, so that each can be restored to its present place.
        for place in range(len(self._order) - 1, -1, -1):
            id = self._order[place]
            if id in ids:
                self._touched[id] = None
                self._trash[id] = Trashed(self._operations.pop(id), places.get(id, place))
                del self._order[place]

    def restore(self, id: str) -> None:
        """Bring an operation back from the trash, to the place that it had, or to the end."""
        trashed = self._trash.pop(id)
        self.add(trashed.operation, min(trashed.position, len(self._order)))

    def move(self, id: str, place: int) -> None:
        """Give an operation this place among the others."""
        self._moved.add(id)
        self._order.remove(id)
        self._order.insert(place, id)

    def arrange(self, order: Iterable[str], moved: Iterable[str]) -> None:
        """Give all operations the `order`; those `moved` were in the catalogue at the start."""
        self._order = list(order)
        self._moved.update(moved)

    def set_audiences(self, audiences: Iterable[Audience]) -> None:
        """Replace the audiences, whose slugs differ."""
        self.heading = replace(self.heading, audiences=tuple(audiences))

    def remove_audience(self, slug: str) -> None:
        """Remove an audience from the heading, and from no operation."""
        self.set_audiences(audience for audience in self.heading.audiences if audience.slug != slug)

    def change(self) -> Change | None:
        """Return the change that leads from the start to this draft; None when nothing differs."""
        start = self.start
        heading = None if self.heading == start.heading else self.heading
        steps = tuple(self._steps())
        trash = {id: self._trash.get(id) for id in self._touched}
        trash = {id: trashed for id, trashed in trash.items() if trashed != start.trash.get(id)}
        return Change(heading, steps, trash) if heading or steps or trash else None

    def _steps(self) -> Iterator[Step]:
        """Yield a step for each operation that differs, in the order that `Change` requires."""
        before, after = self.start.operations, self._operations
        deleted = {id for id in self._touched if id in before and id not in after}
        added = {id for id in self._touched if id in after and id not in before}
        if deleted:
            for place, id in reversed(list(enumerate(before))):
                if id in deleted:
                    yield Step(id, before[id], self._trash[id].operation, (place, None))
        moved = set[str]()
        if self._moved:
            order = [id for id in before if id not in deleted]
            kept = [id for id in self._order if id not in added]
            for id, left, taken in find_moves(order, kept, about=self._moved):
                moved.add(id)
                yield Step(id, before[id], after[id], (left, taken))
        modified = {
            id for id in self._touched if id in before and id in after and after[id] != before[id]
        } - moved
        for id in modified if len(modified) < 2 else filter(modified.__contains__, self._order):
            yield Step(id, before[id], after[id])
        if added:
            for place, id in enumerate(self._order):
                if id in added:
                    trashed = self.start.trash.get(id)
                    yield Step(id, trashed.operation if trashed else None, after[id], (None, place))
        for id, trashed in self.start.trash.items():
            new = self._trash.get(id)
            if id in self._touched and new and new.operation != trashed.operation:
                yield Step(id, trashed.operation, new.operation)
