"""The whole catalogue as one immutable value: an edit gives another, that shares what it can with it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import compress, islice
from operator import lt

from gersapp.catalogue.model import Audience, Heading, Operation, Trashed
from gersapp.catalogue.platforms import PLATFORMS
from gersapp.catalogue.search.index import Index, slots_in
from gersapp.catalogue.search.selection import Selection
from gersapp.catalogue.text import folded_words, slug
from gersapp.errors import Conflict, NotFound

PAGE = 50
MAX_WORDS = 20
# Under this many hits, sorting them is cheaper than walking the whole order.
_FEW_HITS = 500
# Words searched lately whose operations are kept, in each state of the catalogue.
_MAX_MEMO = 512
# Beyond so many changes at once, a new index is made sooner than the old one changed.
_MANY = 100
_AS_TRUTH = bytes.maketrans(b"01", b"\x00\x01")


@dataclass(frozen=True, slots=True)
class Section:
    """One audience's part of a page of results: `count` is its hits on all pages together."""

    audience: Audience
    count: int
    operations: tuple[Operation, ...]
    continued: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A page of results, with the counts of all of them.

    `operations` and `links` count each operation once. `audiences` and `platforms` say, for each
    value, how many operations it would find with the filters of the other kind as they are.
    """

    operations: int
    links: int
    sections: tuple[Section, ...]
    audiences: Mapping[str, int]
    platforms: Mapping[str, int]
    more: bool
    words: tuple[str, ...]


@lru_cache(maxsize=1_000)
def _spaced(label: str) -> str:
    """The folded words of `label`, each after a space."""
    return "".join(f" {word}" for word in folded_words(label))


def _words(selection: Selection) -> tuple[str, ...]:
    """The folded words of a search, each once."""
    return tuple(dict.fromkeys(folded_words(selection.q)))[:MAX_WORDS]


def _in_order(bits: int, count: int, rank: Mapping[int, int], size: int) -> Iterator[int]:
    """The slots in `bits`, which are `count`, by `rank`, whose keys are in that order, all under
    `size`."""
    digits = bin(bits)[:1:-1]
    if count > _FEW_HITS:
        truth = digits.encode().translate(_AS_TRUTH).ljust(size, b"\x00")
        return compress(rank, map(truth.__getitem__, rank))
    slots: list[int] = []
    slot = digits.find("1")
    while slot >= 0:
        slots.append(slot)
        slot = digits.find("1", slot + 1)
    slots.sort(key=rank.__getitem__)
    return iter(slots)


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """`operations` by id, in the catalogue's order; `trash` holds the deleted ones by id.

    Each operation has a slot in the index: `_slots` by id, and `_at` the other way. `_rank` gives the
    places of the slots in the catalogue's order; None as long as that is the order of the slots.
    """

    heading: Heading
    operations: Mapping[str, Operation]
    trash: Mapping[str, Trashed]
    _index: Index
    _slots: Mapping[str, int]
    _at: Sequence[Operation | None] = field(repr=False)
    _rank: Mapping[int, int] | None = field(repr=False)
    _memo: dict[str, int] = field(init=False, repr=False, default_factory=dict)

    @classmethod
    def of(
        cls, heading: Heading, operations: Iterable[Operation], trash: Iterable[Trashed] = ()
    ) -> "Catalogue":
        """A catalogue of `operations`, whose ids differ, in that order."""
        by_id = {operation.id: operation for operation in operations}
        return cls(
            heading,
            by_id,
            {trashed.operation.id: trashed for trashed in trash},
            Index.of(by_id.values()),
            {id: slot for slot, id in enumerate(by_id)},
            list(by_id.values()),
            None,
        )

    # -- reading

    def get(self, id: str) -> Operation:
        """The operation with this `id`; raises NotFound."""
        operation = self.operations.get(id)
        if operation is None:
            raise NotFound(id)
        return operation

    def find(self, selection: Selection) -> Found:
        """The page of results that `selection` asks for, grouped by audience in their order.

        An operation with several audiences stands under each that is asked for, and counts once.
        """
        index = self._index
        words = _words(selection)
        matching = index.everything
        for word in words:
            matching &= self._with_word(word)
        in_audiences = self._any(index.audiences, selection.audiences)
        on_platforms = self._any(index.platforms, selection.platforms)
        by_platform, by_audience = matching & in_audiences, matching & on_platforms
        hits = by_platform & on_platforms

        with_audience = {
            audience.slug: by_audience & index.audiences.get(audience.slug, 0)
            for audience in self.heading.audiences
        }
        counts = {slug: bits.bit_count() for slug, bits in with_audience.items()}

        sections: list[Section] = []
        skip, room, entries = (selection.page - 1) * PAGE, PAGE, 0
        for audience in self.heading.audiences:
            if selection.audiences and audience.slug not in selection.audiences:
                continue
            count = counts[audience.slug]
            entries += count
            if room and skip < count:
                operations = self._operations(with_audience[audience.slug], count, skip, room)
                sections.append(Section(audience, count, operations, continued=skip > 0))
                room -= len(operations)
            skip = max(0, skip - count)
        return Found(
            hits.bit_count(),
            index.links_in(hits),
            tuple(sections),
            counts,
            {
                platform.slug: (by_platform & index.platforms.get(platform.slug, 0)).bit_count()
                for platform in PLATFORMS
            },
            entries > selection.page * PAGE,
            words,
        )

    def ids(self, selection: Selection, audience: str) -> list[str]:
        """The ids of all the operations that `selection` shows under `audience`, in order."""
        found = self._index.everything
        for word in _words(selection):
            found &= self._with_word(word)
        found &= self._any(self._index.platforms, selection.platforms)
        found &= self._index.audiences.get(audience, 0)
        count = found.bit_count()
        return [operation.id for operation in self._operations(found, count, 0, count)]

    def _any(self, sets: Mapping[str, int], slugs: Sequence[str]) -> int:
        if not slugs:
            return self._index.everything
        bits = 0
        for wanted in slugs:
            bits |= sets.get(wanted, 0)
        return bits

    def _with_word(self, prefix: str) -> int:
        """The operations that `prefix` (folded) finds, by a word of theirs or of a label that they have."""
        found = self._memo.get(prefix)
        if found is None:
            found = self._search(prefix)
            if len(self._memo) >= _MAX_MEMO:
                self._memo.clear()
            self._memo[prefix] = found
        return found

    def _search(self, prefix: str) -> int:
        index = self._index
        bits = index.with_prefix(prefix)
        # Labels and the hashtag are few, and shared: looked at here, they may change with no new index.
        wanted = f" {prefix}"
        if wanted in _spaced(self.heading.hashtag):
            return index.everything
        for labels, sets in (
            (self.heading.audiences, index.audiences),
            (PLATFORMS, index.platforms),
        ):
            for value in labels:
                if wanted in _spaced(value.label):
                    bits |= sets.get(value.slug, 0)
        return bits

    def _operations(self, bits: int, count: int, skip: int, most: int) -> tuple[Operation, ...]:
        """The operations in `bits`, which are `count`, in the catalogue's order: `most` at most, after
        the first `skip`."""
        if self._rank is None:
            slots = slots_in(bits, skip, most)
        else:
            slots = list(islice(_in_order(bits, count, self._rank, self._index.size), skip, skip + most))
        return tuple(filter(None, map(self._at.__getitem__, slots)))

    # -- changing: each gives another catalogue, or raises and changes nothing

    def free_id(self, title: str) -> str:
        """An id made of `title` that no operation has, nor had and may get back from the trash."""
        stem = slug(title) or "operation"
        # `new` is the address of the form for an addition.
        taken = {"new", *self.operations, *self.trash}
        id, number = stem, 2
        while id in taken:
            id, number = f"{stem}-{number}", number + 1
        return id

    def with_heading(self, heading: Heading, revision: str) -> "Catalogue":
        """With another heading, if `revision` is still the heading's; raises Conflict."""
        if revision != self.heading.revision:
            raise Conflict
        return replace(self, heading=heading)

    def with_audience(self, audience: Audience) -> "Catalogue":
        """With one more audience, at the end."""
        audiences = (*self.heading.audiences, audience)
        return replace(self, heading=replace(self.heading, audiences=audiences))

    def replaced(self, operation: Operation, revision: str) -> "Catalogue":
        """With `operation` for the one of its id, if that is still at `revision`.

        Raises NotFound when it is gone and Conflict when it changed.
        """
        before = self.get(operation.id)
        if before.revision != revision:
            raise Conflict
        slot = self._slots[operation.id]
        at = list(self._at)
        at[slot] = operation
        return replace(
            self,
            operations={**self.operations, operation.id: operation},
            _index=self._index.changed(slot, before, operation),
            _at=at,
        )

    def added(self, operation: Operation, position: int | None = None) -> "Catalogue":
        """With a new operation, at `position` (0 for the first) or at the end."""
        slot = len(self._at)
        added = replace(
            self,
            operations={**self.operations, operation.id: operation},
            _index=self._index.changed(slot, None, operation),
            _slots={**self._slots, operation.id: slot},
            _at=[*self._at, operation],
        )
        ids = list(self.operations)
        ids.insert(len(ids) if position is None else position, operation.id)
        return added._reordered(ids)

    def deleted(self, id: str, revision: str) -> "Catalogue":
        """With the operation in the trash; raises NotFound, or Conflict when it changed."""
        operation = self.get(id)
        if operation.revision != revision:
            raise Conflict
        ids = list(self.operations)
        position = ids.index(id)
        del ids[position]
        slot = self._slots[id]
        at = list(self._at)
        at[slot] = None
        slots = dict(self._slots)
        del slots[id]
        less = replace(
            self,
            trash={**self.trash, id: Trashed(operation, position)},
            _index=self._index.changed(slot, operation, None),
            _slots=slots,
            _at=at,
        )
        return less._reordered(ids)

    def restored(self, id: str) -> "Catalogue":
        """With the operation back from the trash, where it was; raises NotFound."""
        trashed = self.trash.get(id)
        if trashed is None:
            raise NotFound(id)
        trash = {key: value for key, value in self.trash.items() if key != id}
        return replace(self, trash=trash).added(trashed.operation, trashed.position)

    def moved(self, id: str, neighbour: str, *, after: bool) -> "Catalogue":
        """With the operation just before `neighbour`, or just after; raises NotFound."""
        self.get(id)
        self.get(neighbour)
        ids = [other for other in self.operations if other != id]
        ids.insert(ids.index(neighbour) + after, id)
        return self._reordered(ids)

    def become(
        self, heading: Heading, operations: Mapping[str, Operation], trash: Mapping[str, Trashed]
    ) -> "Catalogue":
        """With another heading, other operations in another order, and another trash, where they differ."""
        both = dict.fromkeys((*self.operations, *operations))
        changed = [id for id in both if operations.get(id) is not self.operations.get(id)]
        if len(changed) > _MANY:
            return Catalogue.of(heading, operations.values(), trash.values())
        here = self
        for id in changed:
            here = here._with_one(id, operations.get(id))
        if list(operations) != list(here.operations):
            here = here._reordered(list(operations))
        return replace(here, heading=heading, trash=trash)

    def purged(self, id: str) -> "Catalogue":
        """Without an operation, that is in the trash or not: nothing of it is left."""
        operations = {key: operation for key, operation in self.operations.items() if key != id}
        here = list(self.operations).index(id) if id in self.operations else len(self.operations)
        trash = {
            key: replace(trashed, position=trashed.position - (trashed.position > here))
            for key, trashed in self.trash.items()
            if key != id
        }
        return self.become(self.heading, operations, trash)

    def _with_one(self, id: str, operation: Operation | None) -> "Catalogue":
        """With `operation` as what this id has, the last in order if it is new; None for nothing."""
        before = self.operations.get(id)
        slots = dict(self._slots)
        slot = slots.setdefault(id, len(self._at))
        at = [*self._at, None] if slot == len(self._at) else list(self._at)
        at[slot] = operation
        operations = dict(self.operations)
        if operation:
            operations[id] = operation
        else:
            del operations[id], slots[id]
        changed = replace(
            self,
            operations=operations,
            _index=self._index.changed(slot, before, operation),
            _slots=slots,
            _at=at,
        )
        return changed if before and operation else changed._reordered(list(operations))

    def _reordered(self, ids: Sequence[str]) -> "Catalogue":
        order = [self._slots[id] for id in ids]
        is_ascending = all(map(lt, order, islice(order, 1, None)))
        return replace(
            self,
            operations={id: self.operations[id] for id in ids},
            _rank=None if is_ascending else {slot: rank for rank, slot in enumerate(order)},
        )
