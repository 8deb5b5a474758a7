"""What differs between two catalogues, for somebody who is about to replace one by the other."""

from dataclasses import dataclass

from gersapp.catalogue.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Difference:
    """Titles of the operations, in their catalogue's order, and whether the rest differs."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    modified: tuple[str, ...]
    heading: bool
    order: bool
    trash: bool


def difference(before: Catalogue, after: Catalogue) -> Difference:
    """What one sees change when `after` takes the place of `before`."""
    was, now = before.operations, after.operations
    return Difference(
        added=tuple(operation.title for id, operation in now.items() if id not in was),
        removed=tuple(operation.title for id, operation in was.items() if id not in now),
        modified=tuple(
            operation.title for id, operation in now.items() if was.get(id, operation) != operation
        ),
        heading=before.heading != after.heading,
        order=[id for id in was if id in now] != [id for id in now if id in was],
        trash=before.trash != after.trash,
    )
