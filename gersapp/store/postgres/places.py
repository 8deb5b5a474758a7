"""The order of rows: each has a number between those of its neighbours."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from operator import lt

from gersapp.catalogue.history.moves import find_moves


def place_keys(keys: Sequence[str], known: Mapping[str, float]) -> Mapping[str, float]:
    """Return a number for each of `keys`, in this order: the `known` one of all but the new and the moved.

    All get others where two neighbours leave no number between them.
    """
    if list(known) == keys:
        return known
    kept = [key for key in keys if key in known]
    moved = {key for key, _, _ in find_moves(sorted(kept, key=known.__getitem__), kept)}
    staying = {key: known[key] for key in kept if key not in moved}
    places = dict(_between(keys, staying))
    if all(map(lt, places.values(), islice(places.values(), 1, None))):
        return places
    return {key: float(number) for number, key in enumerate(keys, 1)}


def _between(keys: Sequence[str], staying: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    """Yield the place of each key: its own, or an equal share of the room between two that stay."""
    run: list[str] = []
    left: float | None = None
    for key in keys:
        right = staying.get(key)
        if right is None:
            run.append(key)
            continue
        first = right - len(run) - 1 if left is None else left
        yield from _share(run, first, (right - first) / (len(run) + 1))
        yield key, right
        run, left = [], right
    yield from _share(run, left or 0.0, 1.0)


def _share(run: Sequence[str], first: float, step: float) -> Iterator[tuple[str, float]]:
    yield from ((key, first + number * step) for number, key in enumerate(run, 1))
