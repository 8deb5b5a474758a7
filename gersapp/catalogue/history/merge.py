"""Merging two changes of the same fields: a three-way merge, field by field."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from gersapp.catalogue.history.fields import State, audience_of
from gersapp.catalogue.links import recognise

# The fields that are merged item by item, each with a key that is the same for two items that are the same.
Listed = Mapping[str, Callable[[str], str]]

OPERATION_LISTS: Listed = {"links": lambda url: recognise(url).key}
HEADING_LISTS: Listed = {"audiences": lambda item: audience_of(item).slug}


@dataclass(frozen=True, slots=True)
class Merged:
    """`state` has both changes; in the fields `conflicts`, which both changed, it has the wanted value.

    A list is in conflict when the two put its items in orders that exclude each other: it then has the items
    of both, in the wanted order. `taken` are the fields where `state` has changes of the saved value.
    """

    state: State
    conflicts: tuple[str, ...]
    taken: tuple[str, ...]


def merge(base: State | None, wanted: State, saved: State, listed: Listed) -> Merged:
    """Merge `wanted` and `saved`, both made from `base`, which is None when it is not known.

    The fields `listed` get the items that either added, without those that either removed, in an order that
    has what either moved. Another field that both changed, and not alike, is a conflict.
    """
    state = dict(wanted)
    conflicts: list[str] = []
    taken: list[str] = []
    for name, value in wanted.items():
        old, other = base and base[name], saved[name]
        if other in (old, value):
            continue
        if value == old:
            taken.append(name)
            state[name] = other
            continue
        order = None
        if name in listed:
            lists = tuple(old or ()), tuple(value), tuple(other)
            order = _merge_orders(*lists)
            state[name] = _merge_lists(*lists, order=order or lists[1], key=listed[name])
        (conflicts if order is None else taken).append(name)
    return Merged(state, tuple(conflicts), tuple(taken))


def _merge_orders(
    base: tuple[str, ...], wanted: tuple[str, ...], saved: tuple[str, ...]
) -> tuple[str, ...] | None:
    """Return the items that `wanted` and `saved` share, in an order that has the moves of both; None when
    their moves contradict each other.

    Each two items have the order of both lists or, where these differ, the one that is not that of `base`.
    """
    in_base, in_wanted, in_saved = (
        {item: place for place, item in enumerate(dict.fromkeys(items))} for items in (base, wanted, saved)
    )
    followers = {item: 0 for item in in_saved if item in in_wanted}
    for first, second in combinations(followers, 2):
        is_first = in_wanted[first] < in_wanted[second]
        if not is_first and {first, second} <= in_base.keys():
            is_first = in_base[first] > in_base[second]
        elif not is_first:
            return None
        followers[first if is_first else second] += 1
    order = tuple(sorted(followers, key=followers.__getitem__, reverse=True))
    return order if len(set(followers.values())) == len(order) else None


def _merge_lists(
    base: tuple[str, ...],
    wanted: tuple[str, ...],
    saved: tuple[str, ...],
    *,
    order: Sequence[str],
    key: Callable[[str], str],
) -> tuple[str, ...]:
    """Return the saved items without those that `wanted` removed, and with those that it added.

    The items of both have this `order`. An added item follows the same item as where it was added, unless one
    with the same `key` is present.
    """
    removed = set(base) - set(wanted)
    groups: dict[str, list[str]] = {"": []}
    last = ""
    for item in saved:
        if item in wanted and item not in groups:
            groups[item] = []
            last = item
        if item not in removed:
            groups[last].append(item)
    merged = [item for first in dict.fromkeys(("", *order)) for item in groups.get(first, ())]
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
