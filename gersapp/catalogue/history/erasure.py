"""The change that erases an operation for good."""

from dataclasses import replace

from gersapp.catalogue.catalogue import Catalogue, Change, Step


def make_erasure(catalogue: Catalogue, id: str) -> Change:
    """Return the change that removes an operation for good, in the trash or not; no draft can do it."""
    if id not in catalogue.operations:
        return Change(None, (), {id: None} if id in catalogue.trash else {})
    place = list(catalogue.operations).index(id)
    trash = {
        other: replace(trashed, position=trashed.position - 1)
        for other, trashed in catalogue.trash.items()
        if trashed.position > place
    }
    return Change(None, (Step(id, catalogue.operations[id], None, (place, None)),), trash)
