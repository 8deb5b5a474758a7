"""The parts of a written dossier → operations: one that stands in several parts is one again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from heapq import heapify, heappop, heappush
from itertools import pairwise

from gersapp.catalogue.text import fold_name
from gersapp.exchange.doubts import doubts_of
from gersapp.exchange.proposal import ProposedOperation


@dataclass(slots=True)
class Entry:
    """An operation as it stands in the part of an audience, `label`; `also` are the labels of the others."""

    label: str
    title: str
    description: str = ""
    also: list[str] = field(default_factory=list)
    platforms: tuple[str, ...] = ()
    links: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Merged:
    """`owners` has the place in `operations` of each entry."""

    audiences: tuple[str, ...]
    operations: tuple[ProposedOperation, ...]
    owners: tuple[int, ...]


def merge(labels: Iterable[str], entries: Sequence[Entry]) -> Merged:
    """Return the operations of `entries`, in an order that keeps that of each part; `labels` are the parts'.

    Entries of the same content and audiences are one operation, but for two in one part: the first of each
    part are one, and so on. Labels that read alike are one audience.
    """
    spelt: dict[str, str] = {}
    for label in [*labels, *(other for entry in entries for other in entry.also)]:
        if label:
            spelt.setdefault(fold_name(label), label)
    ranks = {name: rank for rank, name in enumerate(spelt)}
    known: dict[tuple[object, ...], int] = {}
    counts: dict[tuple[object, ...], int] = {}
    merged: list[ProposedOperation] = []
    owners: list[int] = []
    for entry in entries:
        names = sorted(
            {fold_name(label) for label in (entry.label, *entry.also) if label}, key=ranks.__getitem__
        )
        operation = ProposedOperation(
            title=entry.title,
            description=entry.description,
            audiences=tuple(spelt[name] for name in names),
            platforms=entry.platforms,
            links=tuple(dict.fromkeys(entry.links)),
        )
        in_part = (operation, entry.label)
        counts[in_part] = counts.get(in_part, 0) + 1
        owner = known.setdefault((operation, counts[in_part]), len(merged))
        if owner == len(merged):
            merged.append(replace(operation, doubts=doubts_of(operation)))
        merged[owner] = replace(merged[owner], lines=(*merged[owner].lines, *entry.lines))
        owners.append(owner)
    order = _in_order(len(merged), entries, owners)
    places = {owner: place for place, owner in enumerate(order)}
    return Merged(
        tuple(spelt.values()),
        tuple(merged[owner] for owner in order),
        tuple(places[owner] for owner in owners),
    )


def _in_order(count: int, entries: Sequence[Entry], owners: Sequence[int]) -> list[int]:
    """Return the operations in an order that keeps that of each part, else the one they were read in."""
    parts: dict[str, list[int]] = {}
    for entry, owner in zip(entries, owners, strict=True):
        parts.setdefault(entry.label, []).append(owner)
    after: list[list[int]] = [[] for _ in range(count)]
    waits = [0] * count
    for part in parts.values():
        for before, then in pairwise(part):
            after[before].append(then)
            waits[then] += 1
    ready = [owner for owner in range(count) if not waits[owner]]
    heapify(ready)
    order: list[int] = []
    while ready:
        owner = heappop(ready)
        order.append(owner)
        for then in after[owner]:
            waits[then] -= 1
            if not waits[then]:
                heappush(ready, then)
    # Somebody moved an operation in one part only: no order keeps them all.
    return order if len(order) == count else list(range(count))
