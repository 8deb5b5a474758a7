"""Merging two changes of the same fields: a three-way merge, field by field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from gersapp.catalogue.history.fields import State
from gersapp.catalogue.links import recognise

# The fields that are merged item by item, each with a key that is the same for two items that are the same.
Listed = Mapping[str, Callable[[str], str]]

OPERATION_LISTS: Listed = {"links": lambda url: recognise(url).key}
HEADING_LISTS: Listed = {"audiences": lambda item: item.partition(" ")[0]}


@dataclass(frozen=True, slots=True)
class Merged:
    """`state` has both changes; in the fields `conflicts`, which both changed, it has the wanted value.

    `taken` are the fields where `state` has changes of the saved value.
    """

    state: State
    conflicts: tuple[str, ...]
    taken: tuple[str, ...]


def merge(base: State | None, wanted: State, saved: State, listed: Listed) -> Merged:
    """Merge `wanted` and `saved`, both made from `base`, which is None when it is not known.

    The fields `listed` get the items that either added, without those that either removed. Another field
    that both changed, and not alike, is a conflict.
    """
    state = dict(wanted)
    conflicts: list[str] = []
    taken: list[str] = []
    for name, value in wanted.items():
        old, other = base and base[name], saved[name]
        if other in (old, value):
            continue
        if value != old and name not in listed:
            conflicts.append(name)
            continue
        taken.append(name)
        if value == old:
            state[name] = other
        else:
            state[name] = _merge_lists(tuple(old or ()), tuple(value), tuple(other), key=listed[name])
    return Merged(state, tuple(conflicts), tuple(taken))


def _merge_lists(
    base: tuple[str, ...], wanted: tuple[str, ...], saved: tuple[str, ...], *, key: Callable[[str], str]
) -> tuple[str, ...]:
    """Return the saved items without those that `wanted` removed, and with those that it added.

    An added item follows the same item as in `wanted`, unless one with the same `key` is present. Where only
    `wanted` reorders the items that all three share, its order stays.
    """
    removed = set(base) - set(wanted)
    merged = [item for item in saved if item not in removed]
    shared = set(base) & set(wanted) & set(saved)
    base_order, wanted_order, saved_order = (
        [item for item in items if item in shared] for items in (base, wanted, saved)
    )
    # A file may have a link twice: where `wanted` has it once, the two orders have different lengths.
    if base_order == saved_order != wanted_order and len(wanted_order) == len(saved_order):
        in_order = iter(wanted_order)
        merged = [next(in_order) if item in shared else item for item in merged]
    keys = set(map(key, merged))
    added = {(last, item) for last, item in pairwise((None, *saved)) if item not in base}
    for number, item in enumerate(wanted):
        if item in base or key(item) in keys:
            continue
        before = next((other for other in reversed(wanted[:number]) if other in merged), None)
        place = merged.index(before) + 1 if before is not None else 0
        # The items that `saved` added at the very same place were saved first, and stand first.
        while place < len(merged) and (before, merged[place]) in added:
            before = merged[place]
            place += 1
        merged.insert(place, item)
        keys.add(key(item))
    return tuple(merged)
