"""Finding the places that operations had before an action, or would have had without another operation."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from gersapp.catalogue.history.revisions import Revision


def order_before(
    now: Sequence[str],
    returning: Collection[str],
    *,
    action: Sequence[Revision],
    later: Sequence[Revision],
) -> list[str]:
    """Return the order `now`, with the ids `returning` in the places that they had before `action`.

    `later` are the revisions after those of the action; they led to `now`. Each id returns right after the
    nearest one that stood before it and has not been placed since, with those that stood in between.
    """
    order = list(now)
    _rewind(order, later)
    _rewind(order, action)
    groups: dict[str, list[str]] = {"": []}
    for id, anchor in _anchors(order, _staying(now, (*action, *later)), returning):
        groups.setdefault(anchor, []).append(id)
    rest = ("", *(id for id in now if id not in returning))
    return [id for first in rest for id in (first, *groups.get(first, ()))][1:]


def find_placed_again(now: Sequence[str], ids: Collection[str], *, later: Sequence[Revision]) -> set[str]:
    """Return those of the `ids`, all of them in `now`, that the `later` revisions moved."""
    if not any(revision.place and revision.operation in ids for revision in later):
        return set()
    order = list(now)
    _rewind(order, later)
    staying = _staying(now, later)
    now_after, after = (dict(_anchors(some, staying, ids)) for some in (now, order))
    return {id for id in ids if now_after[id] != after.get(id)}


def places_without(id: str, now: Sequence[str], revisions: Iterable[Revision]) -> list[Revision]:
    """Return those of the `revisions` that are of other operations than `id`, with the places that they would
    have without it.

    The revisions led to the order `now`, and come the newest first.
    """
    position = now.index(id) if id in now else None
    others: list[Revision] = []
    for revision in revisions:
        left, taken = revision.place or (None, None)
        if revision.operation == id:
            position = left if revision.place else position
            continue
        if revision.place and position is not None:
            # Never less than 0: places are approximate where the file was reordered while not in use.
            if taken is not None and position < taken:
                taken -= 1
            elif taken is not None:
                position = max(position - 1, 0)
            if left is not None and left <= position:
                position += 1
            elif left is not None:
                left -= 1
            revision = replace(revision, place=(left, taken))
        others.append(revision)
    return others


def _staying(now: Sequence[str], revisions: Iterable[Revision]) -> set[str]:
    """Return the ids of `now` that none of the `revisions` placed."""
    return set(now).difference(revision.operation for revision in revisions if revision.place)


def _anchors(
    order: Iterable[str], staying: Collection[str], ids: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Yield each of the `ids` that is in `order` once, with the last of the `staying` before it, or ""."""
    anchor = ""
    for id in dict.fromkeys(order):
        if id in ids:
            yield id, anchor
        elif id in staying:
            anchor = id


def _rewind(order: list[str], revisions: Sequence[Revision]) -> None:
    """Change `order` to what it was before the `revisions`."""
    for revision in reversed(revisions):
        id, (left, taken) = revision.operation, revision.place or (None, None)
        if taken is not None:
            if order[taken : taken + 1] == [id]:
                del order[taken]
            else:
                # Places are approximate where the file was reordered while not in use.
                with suppress(ValueError):
                    order.remove(id)
        if left is not None:
            order.insert(left, id)
