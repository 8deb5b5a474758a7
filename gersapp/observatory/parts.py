"""The slots of the merged index: those of a body lie together, so counting by body takes slices of bits."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.model import Link, Operation
from gersapp.catalogue.search.index import bits_of
from gersapp.catalogue.search.typed import fold_label
from gersapp.observatory import territories
from gersapp.observatory.body import Body, name_body
from gersapp.observatory.groups import OTHER, group_audiences


@dataclass(frozen=True, slots=True)
class Member:
    """A body of the observatory, and its catalogue, whose state has this name.

    `chosen` are the groups of audiences that its manager chose, by the slug of the audience.
    """

    body: Body
    catalogue: Catalogue
    state: str
    chosen: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return name_body(self.body.slug, self.catalogue.heading)

    def count(self, ids: Collection[str] | None, bits: int) -> int:
        """Return how many operations in `bits` (by slot) have one of these `ids`; None is all ids."""
        if ids is None:
            return bits.bit_count()
        return sum(bits >> slot & 1 for slot in map(self.catalogue.slot_of, ids) if slot is not None)


class Grouped(NamedTuple):
    """An operation as the merged index reads it: its audiences are national groups."""

    title: str
    description: str
    networks: Sequence[str]
    links: Sequence[Link]
    audiences: Sequence[str]
    all_platforms: Sequence[str]


@dataclass(frozen=True, slots=True)
class Part:
    """The slots of a body: `room` of them from `start`, both multiples of 8.

    The slot of an operation is `start` and its slot in the catalogue of the body. `places` are its
    territories. `groups` has the group of each audience, and `labels` each text that finds operations by what
    they belong to, folded, with the operations (bits from `start`) that it finds.
    """

    member: Member
    start: int
    room: int
    places: tuple[str, ...]
    groups: Mapping[str, str]
    labels: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, member: Member, start: int, room: int) -> "Part":
        places = territories.enclosing(member.body.territory)
        return cls(
            member=member,
            start=start,
            room=room,
            places=places,
            groups=group_audiences(member.catalogue.heading.audiences, member.chosen),
            labels=tuple(_labels(member, places)),
        )

    def holds(self, member: Member) -> bool:
        """Whether the slots have room for all operations of `member`."""
        return len(member.catalogue.by_slot) <= self.room

    def grouped(self) -> Iterator[Grouped | None]:
        """Yield what the merged index reads of each slot."""
        for operation in self.member.catalogue.by_slot:
            yield self._group(operation) if operation else None
        for _ in range(self.room - len(self.member.catalogue.by_slot)):
            yield None

    def _group(self, operation: Operation) -> Grouped:
        groups = dict.fromkeys([self.groups[slug] for slug in operation.audiences if slug in self.groups])
        return Grouped(
            operation.title,
            operation.description,
            operation.networks,
            operation.links,
            tuple(groups) or (OTHER.slug,),
            operation.all_platforms,
        )

    def changes_from(self, former: "Part") -> Iterator[tuple[int, Grouped | None, Grouped | None]]:
        """Yield the slots that differ from those of `former`, with what the index read and reads there.

        What comes to other slots is before what leaves its slots: words stay in the index meanwhile.
        """
        if self.start != former.start:
            yield from self.additions()
            yield from former.removals()
            return
        at, at_before = self.member.catalogue.by_slot, former.member.catalogue.by_slot
        has_same_groups = self.groups == former.groups
        for slot in range(max(len(at), len(at_before))):
            after = at[slot] if slot < len(at) else None
            before = at_before[slot] if slot < len(at_before) else None
            if not has_same_groups or (after is not before and after != before):
                grouped_before = former._group(before) if before else None
                grouped_after = self._group(after) if after else None
                if grouped_before != grouped_after:
                    yield self.start + slot, grouped_before, grouped_after

    def additions(self) -> Iterator[tuple[int, Grouped | None, Grouped | None]]:
        """Yield the slots of a body that is new in them."""
        for slot, grouped in enumerate(self.grouped(), self.start):
            if grouped:
                yield slot, None, grouped

    def removals(self) -> Iterator[tuple[int, Grouped | None, Grouped | None]]:
        """Yield the slots of a body that leaves them."""
        for slot, _, grouped in self.additions():
            yield slot, grouped, None


def room_for(member: Member) -> int:
    """Return how many slots a body gets: an eighth more than its operations, for those to come."""
    count = len(member.catalogue.by_slot)
    return -(-(count + count // 8 + 4) // 8) * 8


def _labels(member: Member, places: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Yield the texts, folded, that find operations by their body or audience, with these operations."""
    catalogue, heading = member.catalogue, member.catalogue.heading
    slots: dict[str, list[int]] = {}
    live: list[int] = []
    for slot, operation in enumerate(catalogue.by_slot):
        if operation:
            live.append(slot)
            for slug in operation.audiences:
                slots.setdefault(slug, []).append(slot)
    size = len(catalogue.by_slot)
    of_body = fold_label(
        " ".join(
            (heading.organisation, heading.hashtag, *[territories.BY_SLUG[place].label for place in places])
        )
    )
    yield of_body, bits_of(live, size)
    for audience in heading.audiences:
        yield fold_label(audience.label), bits_of(slots.get(audience.slug, ()), size)


def lay_out(members: Iterable[Member]) -> list[Part]:
    """Return the parts of `members` one after the other."""
    parts: list[Part] = []
    start = 0
    for member in members:
        parts.append(Part.of(member, start, room_for(member)))
        start += parts[-1].room
    return parts
