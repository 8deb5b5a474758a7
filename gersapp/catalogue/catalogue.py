"""The whole catalogue as one immutable value, and the change that leads to another one."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from itertools import islice
from operator import lt, or_
from sys import getsizeof
from typing import cast

from gersapp.cache import Cache
from gersapp.catalogue.links import recognise
from gersapp.catalogue.model import Audience, Heading, Operation, Trashed
from gersapp.catalogue.platforms import PLATFORMS
from gersapp.catalogue.search.found import Found, Section
from gersapp.catalogue.search.index import Index, slots_by_rank, slots_in
from gersapp.catalogue.search.selection import Selection
from gersapp.catalogue.search.targets import MAX_COMPARED, with_target
from gersapp.catalogue.search.typed import fold_label, read_text, with_text
from gersapp.catalogue.search.words import Search
from gersapp.catalogue.text import free_slug
from gersapp.errors import NotFound

PAGE = 50
# Bytes of the searched words that a catalogue remembers, with the operations that they find: some 500 words.
_MIN_MEMO_BYTES, _MEMO_BYTES_PER_OPERATION = 256 * 1024, 64
# Making a new index takes less time than changing the old one for more than a quarter of the operations. It
# also has no gaps, where the old one has a slot for each operation that was deleted.
_STEP_COST = 4

# The place that an operation leaves and the place that it takes, 0 for the first; None for no place in the
# catalogue. Both count the operations as they stand at that step.
Place = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Step:
    """The change of one operation, in the catalogue or in its trash.

    `before` is None for a new operation, `after` for an erased one. `place` is None when the order does not
    change.
    """

    id: str
    before: Operation | None
    after: Operation | None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """The difference between two catalogues. Only a draft, a comparison and an erasure make one.

    `heading` is the new one, or None. `steps` are applied in order: deletions from the last place to the
    first, then moves, then new contents, then additions from the first place to the last. `trash` has the
    operations that enter the trash or change in it, by id, and None for those that leave it.
    """

    heading: Heading | None
    steps: tuple[Step, ...]
    trash: Mapping[str, Trashed | None]


_fold_label = lru_cache(maxsize=1_000)(fold_label)


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """`operations` by id, in the catalogue's order; `trash` holds the deleted ones by id.

    Each operation has a slot in the index: `_slots` has the slots by id, and `_at` the operations by slot.
    `_rank` maps each slot to its place, its keys in the catalogue's order; None when the slots already have
    that order. `_made` is the index, None until it is needed.
    """

    heading: Heading
    operations: Mapping[str, Operation]
    trash: Mapping[str, Trashed]
    _made: Index | None = field(repr=False)
    _slots: Mapping[str, int]
    _at: Sequence[Operation | None] = field(repr=False)
    _rank: Mapping[int, int] | None = field(repr=False)
    _memo: Cache[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        max_bytes = _MIN_MEMO_BYTES + _MEMO_BYTES_PER_OPERATION * len(self._at)
        memo = Cache[str, int](max_bytes, lambda word, bits: getsizeof(word) + getsizeof(bits))
        object.__setattr__(self, "_memo", memo)

    @classmethod
    def of(
        cls,
        heading: Heading,
        operations: Iterable[Operation],
        trash: Iterable[Trashed] = (),
        *,
        is_indexed: bool = True,
    ) -> "Catalogue":
        """Return a catalogue of `operations`, whose ids differ, in that order.

        Unless it `is_indexed`, its index is made when it is first needed: of many catalogues, few are.
        """
        by_id = {operation.id: operation for operation in operations}
        return cls(
            heading=heading,
            operations=by_id,
            trash={trashed.operation.id: trashed for trashed in trash},
            _made=Index.of(by_id.values()) if is_indexed else None,
            _slots={id: slot for slot, id in enumerate(by_id)},
            _at=list(by_id.values()),
            _rank=None,
        )

    @property
    def _index(self) -> Index:
        if self._made is None:
            object.__setattr__(self, "_made", Index.of(self._at))
        return cast(Index, self._made)

    def get(self, id: str) -> Operation:
        """Return the operation with this `id`; raises NotFound."""
        if id not in self.operations:
            raise NotFound(id)
        return self.operations[id]

    def get_even_trashed(self, id: str) -> Operation | None:
        """Return the operation with this `id`, in the catalogue or in the trash; None when there is none."""
        trashed = self.trash.get(id)
        return trashed.operation if trashed else self.operations.get(id)

    def find(self, selection: Selection, size: int = PAGE) -> Found:
        """Return the page of results of `selection`, of `size` entries, by audience in the heading's order.

        An operation with several selected audiences stands under each of them, and counts once.
        """
        index = self._index
        addresses, search = read_text(selection.q)
        matching = self._with_text(addresses, search)
        in_audiences = self._with_any(index.audiences, selection.audiences)
        on_platforms = self._with_any(index.platforms, selection.platforms)
        found_in_audiences, found_on_platforms = matching & in_audiences, matching & on_platforms
        hits = found_in_audiences & on_platforms

        hits_by_audience = {
            audience.slug: found_on_platforms & index.audiences.get(audience.slug, 0)
            for audience in self.heading.audiences
        }
        counts = {slug: bits.bit_count() for slug, bits in hits_by_audience.items()}
        shown = [
            audience
            for audience in self.heading.audiences
            if not selection.audiences or audience.slug in selection.audiences
        ]
        return Found(
            operations=hits.bit_count(),
            links=index.links_in(hits),
            sections=tuple(self._sections(selection.page, size, shown, hits_by_audience)),
            audiences={
                slug: count
                for slug, count in counts.items()
                if index.audiences.get(slug) or slug in selection.audiences
            },
            platforms={
                platform.slug: (found_in_audiences & index.platforms.get(platform.slug, 0)).bit_count()
                for platform in PLATFORMS
                if index.platforms.get(platform.slug) or platform.slug in selection.platforms
            },
            has_more=sum(counts[audience.slug] for audience in shown) > selection.page * size,
            words=tuple(dict.fromkeys(word for ways in search for words in ways for word in words)),
        )

    def find_all(self, selection: Selection) -> Found:
        """Return all the results of `selection` as one page."""
        return self.find(selection.on_page(1), size=max(1, len(self._at) * len(self.heading.audiences)))

    def _sections(
        self, page: int, size: int, audiences: Sequence[Audience], hits_by_audience: Mapping[str, int]
    ) -> Iterator[Section]:
        """Yield the part of a page for each of the `audiences`, from the hits of all pages."""
        skip, room = (page - 1) * size, size
        for audience in audiences:
            bits = hits_by_audience[audience.slug]
            count = bits.bit_count()
            if room and skip < count:
                operations = self.in_order(bits, count, skip, room)
                yield Section(audience, count, operations, is_continued=skip > 0)
                room -= len(operations)
            skip = max(0, skip - count)

    def platforms_by_use(self) -> list[str]:
        """Return the slugs of the platforms in the catalogue, those of most operations first."""
        sets = self._index.platforms
        used = [platform.slug for platform in PLATFORMS if sets.get(platform.slug)]
        return sorted(used, key=lambda slug: -sets[slug].bit_count())

    def ids(self, selection: Selection, audience: str) -> list[str]:
        """Return the ids of all the operations that `selection` shows under `audience`, in order."""
        on_platforms = self._with_any(self._index.platforms, selection.platforms)
        in_audience = self._index.audiences.get(audience, 0)
        found = self._with_text(*read_text(selection.q)) & on_platforms & in_audience
        count = found.bit_count()
        return [operation.id for operation in self.in_order(found, count, 0, count)]

    def ids_of(self, selection: Selection) -> list[str]:
        """Return the ids of all the operations of `selection`, each once."""
        shown = selection.audiences or [audience.slug for audience in self.heading.audiences]
        return list(dict.fromkeys(id for audience in shown for id in self.ids(selection, audience)))

    def has_word(self, word: str) -> bool:
        """Whether an operation has this `word` (folded) in its texts or links."""
        return word in self._index.postings

    def _with_any(self, sets: Mapping[str, int], slugs: Sequence[str]) -> int:
        """Return the operations in one of the `sets` of these `slugs`; all of them without slugs."""
        if not slugs:
            return self._index.everything
        return reduce(or_, (sets.get(slug, 0) for slug in slugs))

    def with_post(self, url: str) -> tuple[Operation, ...]:
        """Return the operations with a link to the post of `url`; none for a profile, a page or a site."""
        found = with_target(self._index, self._at.__getitem__, url) if recognise(url).is_post else 0
        return self.in_order(found, found.bit_count(), 0, MAX_COMPARED)

    def _with_text(self, addresses: Iterable[str], search: Search) -> int:
        """Return the operations with the words of `search`, and with each address or the words of it."""
        at, with_word = self._at.__getitem__, self._with_word
        return with_text(addresses, search, index=self._index, at=at, with_word=with_word)

    def _with_word(self, prefix: str) -> int:
        """Return the operations that have a word beginning with `prefix` (folded), in a text or a label."""
        return self._memo.get(prefix, lambda: self._search(prefix))

    def _search(self, prefix: str) -> int:
        index = self._index
        bits = index.with_prefix(prefix)
        # Labels and the hashtag are searched here, not in the index: a label that changes then needs no new
        # index.
        wanted = f" {prefix}"
        if wanted in _fold_label(self.heading.hashtag):
            return index.everything
        for labels, sets in (
            (self.heading.audiences, index.audiences),
            (PLATFORMS, index.platforms),
        ):
            for value in labels:
                if wanted in _fold_label(value.label):
                    bits |= sets.get(value.slug, 0)
        return bits

    @property
    def by_slot(self) -> Sequence[Operation | None]:
        """The operations by their slots; None in those of operations that were deleted.

        An operation keeps its slot in the catalogues that `apply` makes, unless many operations change.
        """
        return self._at

    def slot_of(self, id: str) -> int | None:
        """Return the slot of the operation with this `id`; None when there is none."""
        return self._slots.get(id)

    def in_order(self, bits: int, count: int, skip: int, most: int) -> tuple[Operation, ...]:
        """Return the operations of the slots in `bits`, in the catalogue's order.

        There are `count` of them; `most` at most are returned, after the first `skip`.
        """
        if self._rank is None:
            slots = slots_in(bits, skip, most)
        else:
            slots = list(islice(slots_by_rank(bits, count, self._rank, len(self._at)), skip, skip + most))
        return tuple(filter(None, map(self._at.__getitem__, slots)))

    def free_id(self, title: str, is_known: Callable[[str], bool] = lambda id: False) -> str:
        """Return an id made of `title` that is not known, and that no operation has, in the trash or not."""
        return free_slug(
            title,
            lambda id: id in self.operations or id in self.trash or is_known(id),
            default="operation",
        )

    def apply(self, change: Change) -> "Catalogue":
        """Return the catalogue after `change`, which was made from this one."""
        heading = change.heading or self.heading
        trash = self.trash
        if change.trash:
            trash = {id: trashed for id, trashed in trash.items() if change.trash.get(id, trashed)}
            trash |= {id: trashed for id, trashed in change.trash.items() if trashed}
        operations = dict(self.operations)
        order = list(operations)
        for step in change.steps:
            left, taken = step.place or (None, None)
            if left is not None:
                del order[left]
            if taken is not None:
                order.insert(taken, step.id)
            if step.after and (taken is not None or (step.place is None and step.id in operations)):
                operations[step.id] = step.after
            elif left is not None:
                del operations[step.id]
        if len(self._at) + _STEP_COST * len(change.steps) > 2 * len(order):
            return Catalogue.of(
                heading,
                [operations[id] for id in order],
                trash.values(),
                is_indexed=self._made is not None,
            )
        if list(operations) != order:
            operations = {id: operations[id] for id in order}
        return self._with(heading, operations, trash, [step.id for step in change.steps])

    def _with(
        self,
        heading: Heading,
        operations: Mapping[str, Operation],
        trash: Mapping[str, Trashed],
        touched: Sequence[str],
    ) -> "Catalogue":
        """Return a catalogue of `operations`, in that order; only the `touched` (ids) differ from these."""
        at, slots = list(self._at), dict(self._slots)
        changes: list[tuple[int, Operation | None, Operation | None]] = []
        for id in dict.fromkeys(touched):
            before, after = self.operations.get(id), operations.get(id)
            if before is after:
                continue
            slot = slots.setdefault(id, len(at))
            at[slot : slot + 1] = [after]
            if after is None:
                del slots[id]
            changes.append((slot, before, after))
        rank = self._rank
        if list(operations) != list(self.operations):
            order = [slots[id] for id in operations]
            is_ascending = all(map(lt, order, islice(order, 1, None)))
            rank = None if is_ascending else {slot: place for place, slot in enumerate(order)}
        return Catalogue(
            heading=heading,
            operations=operations,
            trash=trash,
            _made=self._made and self._made.changed(changes),
            _slots=slots,
            _at=at,
            _rank=rank,
        )
