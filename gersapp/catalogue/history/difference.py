"""The difference between two catalogues, for people who replace one by the other."""

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
    """Return the visible differences when `after` replaces `before`."""
    old, new = before.operations, after.operations
    return Difference(
        added=tuple(operation.title for id, operation in new.items() if id not in old),
        removed=tuple(operation.title for id, operation in old.items() if id not in new),
        modified=tuple(
            operation.title for id, operation in new.items() if old.get(id, operation) != operation
        ),
        heading=before.heading != after.heading,
        order=[id for id in old if id in new] != [id for id in new if id in old],
        trash=before.trash != after.trash,
    )
