"""Two changes of one thing made into one: what each of them changed, and what both did."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from gersapp.catalogue.history.fields import State
from gersapp.catalogue.links import recognise

# The fields that are merged item by item, and what makes two of their items the same.
Listed = Mapping[str, Callable[[str], str]]

OPERATION_LISTS: Listed = {"links": lambda url: recognise(url).key}
HEADING_LISTS: Listed = {"audiences": lambda item: item.partition(" ")[0]}


@dataclass(frozen=True, slots=True)
class Merged:
    """`state` has both changes and, in the fields `conflicts` that both changed, mine. `taken` are the
    fields that have something of theirs."""

    state: State
    conflicts: tuple[str, ...]
    taken: tuple[str, ...]


def merge(base: State | None, mine: State, theirs: State, listed: Listed) -> Merged:
    """What `mine` and `theirs`, both made from `base`, are together; None when that is not known.

    The fields `listed` have what either added, less what either took away. Any other that both changed, and
    not alike, is a conflict.
    """
    state = dict(mine)
    conflicts: list[str] = []
    taken: list[str] = []
    for name in mine:
        was, ours, other = base and base[name], mine[name], theirs[name]
        if other in (was, ours):
            continue
        if ours != was and name not in listed:
            conflicts.append(name)
            continue
        taken.append(name)
        state[name] = other
        if ours != was:
            state[name] = _merged_list(tuple(was or ()), tuple(ours), tuple(other), listed[name])
    return Merged(state, tuple(conflicts), tuple(taken))


def _merged_list(
    base: tuple[str, ...], mine: tuple[str, ...], theirs: tuple[str, ...], key: Callable[[str], str]
) -> tuple[str, ...]:
    """Theirs, less what mine took away, with what mine added after the item that it follows in mine.

    Where mine has another order of what is in all three, and theirs has not, it is mine's. What is there
    already by its `key` is not added again.
    """
    gone = set(base) - set(mine)
    merged = [item for item in theirs if item not in gone]
    shared = set(base) & set(mine) & set(theirs)
    was, ours, other = ([item for item in items if item in shared] for items in (base, mine, theirs))
    # A file may have a link twice: where mine has it once, there are not as many to put in order.
    if was == other != ours and len(ours) == len(other):
        in_order = iter(ours)
        merged = [next(in_order) if item in shared else item for item in merged]
    keys = set(map(key, merged))
    added = {(last, item) for last, item in pairwise((None, *theirs)) if item not in base}
    for number, item in enumerate(mine):
        if item in base or key(item) in keys:
            continue
        before = next((other for other in reversed(mine[:number]) if other in merged), None)
        place = merged.index(before) + 1 if before is not None else 0
        # What theirs added at the very same place was saved first, and stands first.
        while place < len(merged) and (before, merged[place]) in added:
            before = merged[place]
            place += 1
        merged.insert(place, item)
        keys.add(key(item))
    return tuple(merged)
