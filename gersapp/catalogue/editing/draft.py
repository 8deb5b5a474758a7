"""A catalogue in the making: many changes that become one."""

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.model import Heading, Operation, Trashed


class Draft:
    """What `start` is to become. The ids that are given are in it."""

    def __init__(self, start: Catalogue) -> None:
        self._start = start
        self.heading: Heading = start.heading
        self.operations: dict[str, Operation] = dict(start.operations)
        self.trash: dict[str, Trashed] = dict(start.trash)
        self._order = list(start.operations)
        # What history says that a deletion took away is the place at the start, whatever else moved first.
        self._left = {id: place for place, id in enumerate(start.operations)}

    def get(self, id: str) -> Operation | None:
        """The operation with this id, in the trash or not."""
        trashed = self.trash.get(id)
        return trashed.operation if trashed else self.operations.get(id)

    def put(self, operation: Operation) -> None:
        """Replace the operation of the same id, wherever it is."""
        trashed = self.trash.get(operation.id)
        if trashed:
            self.trash[operation.id] = Trashed(operation, trashed.position)
        else:
            self.operations[operation.id] = operation

    def add(self, operation: Operation, place: int) -> None:
        """Add an operation, at `place` or at the end."""
        self.operations[operation.id] = operation
        self._order.insert(place, operation.id)

    def delete(self, ids: set[str]) -> None:
        """Put operations in the trash."""
        # The last first: each is then restored to the place that it has now.
        for place in range(len(self._order) - 1, -1, -1):
            id = self._order[place]
            if id in ids:
                self.trash[id] = Trashed(self.operations.pop(id), self._left.get(id, place))
        self._order = [id for id in self._order if id not in ids]

    def restore(self, id: str) -> None:
        """Bring an operation back from the trash, to where it was."""
        trashed = self.trash.pop(id)
        self.add(trashed.operation, trashed.position)

    def move(self, id: str, place: int) -> None:
        """Give an operation this place among the others."""
        self._order.remove(id)
        self._order.insert(place, id)

    def finished(self) -> Catalogue:
        """The catalogue; the one that it was made from if nothing differs."""
        start = self._start
        operations = {id: self.operations[id] for id in self._order}
        # What is equal stays the same, so nobody takes it for changed.
        heading = start.heading if self.heading == start.heading else self.heading
        trash = start.trash if self.trash == start.trash else self.trash
        is_same = list(operations.items()) == list(start.operations.items())
        if is_same and heading is start.heading and trash is start.trash:
            return start
        return start.become(heading, operations, trash)
