"""All operations of all bodies as one immutable value, which finds and counts across them.

The merged index is made of the catalogues once, and then changed by what differs in the bodies that changed.
"""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from functools import reduce
from hashlib import blake2b
from heapq import merge
from itertools import chain
from operator import and_, or_
from sys import getsizeof

from gersapp.cache import Cache
from gersapp.catalogue.catalogue import PAGE
from gersapp.catalogue.history.history import Dates
from gersapp.catalogue.model import Operation
from gersapp.catalogue.platforms import PLATFORMS
from gersapp.catalogue.search.index import Index
from gersapp.catalogue.search.typed import fold_label, read_text, with_text
from gersapp.catalogue.search.words import Search
from gersapp.catalogue.text import folded_words
from gersapp.observatory import territories
from gersapp.observatory.body import Kind
from gersapp.observatory.found import BodySection, Dated, Figures, NationalFound
from gersapp.observatory.groups import GROUPS
from gersapp.observatory.parts import Grouped, Member, Part, lay_out, room_for
from gersapp.observatory.selection import NationalSelection

# Bytes of the searched words that are remembered, with the operations that they find.
_MIN_MEMO_BYTES, _MEMO_BYTES_PER_OPERATION = 256 * 1024, 64
# Making a new index takes less time than changing more than a quarter of the operations; it has no gaps,
# where the old one has those of bodies that left or outgrew their slots.
_STEP_COST = 4
_MAX_GAPS = 2

_KINDS = tuple(kind.value for kind in Kind)
_GROUP_SLUGS = tuple(group.slug for group in GROUPS)
_PLATFORM_SLUGS = tuple(platform.slug for platform in PLATFORMS)
_FOLDED_PLATFORMS = tuple((platform.slug, fold_label(platform.label)) for platform in PLATFORMS)


@dataclass(frozen=True, slots=True, eq=False)
class National:
    """`parts` by the slug of their body, in the order of the bodies' names; `state` names the whole.

    Two values of the same bodies in the same states have the same name of state, in any process.
    """

    parts: Mapping[str, Part]
    state: str
    _index: Index = field(repr=False)
    _by_start: Sequence[Part] = field(repr=False)
    # The values that find each body, in the order of `parts`: none for one without operation.
    _values: Mapping[str, Sequence[tuple[str, ...]]] = field(repr=False)
    _memo: Cache[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        max_bytes = _MIN_MEMO_BYTES + _MEMO_BYTES_PER_OPERATION * self._index.size
        memo = Cache[str, int](max_bytes, lambda word, bits: getsizeof(word) + getsizeof(bits))
        object.__setattr__(self, "_memo", memo)

    @classmethod
    def of(cls, members: Iterable[Member]) -> "National":
        """Return all that `members` have, whose slugs differ."""
        parts = lay_out(_by_name(members))
        return cls._with(parts, Index.of(chain.from_iterable(part.grouped() for part in parts)))

    def updated(self, members: Iterable[Member]) -> "National":
        """Return what `of` returns for `members`, made of this value: only bodies that differ are read."""
        members = _by_name(members)
        end = max((part.start + part.room for part in self.parts.values()), default=0)
        parts: list[Part] = []
        changes: list[tuple[int, Grouped | None, Grouped | None]] = []
        for member in members:
            former = self.parts.get(member.body.slug)
            if former and former.member == member:
                parts.append(former)
            elif former and former.holds(member):
                parts.append(Part.of(member, former.start, former.room))
                changes += parts[-1].changes_from(former)
            else:
                parts.append(Part.of(member, end, room_for(member)))
                end += parts[-1].room
                changes += parts[-1].changes_from(former) if former else parts[-1].additions()
        kept = {part.member.body.slug for part in parts}
        for slug, part in self.parts.items():
            changes += part.removals() if slug not in kept else ()
        room = sum(part.room for part in parts)
        if _STEP_COST * len(changes) > room or end > _MAX_GAPS * room:
            return National.of(members)
        return National._with(parts, self._index.changed(changes) if changes else self._index)

    @classmethod
    def _with(cls, parts: Sequence[Part], index: Index) -> "National":
        return cls(
            parts={part.member.body.slug: part for part in parts},
            state=_state_of(part.member for part in parts),
            _index=index,
            _by_start=sorted(parts, key=lambda part: part.start),
            _values=_values_of(parts),
        )

    @property
    def operations(self) -> int:
        """The number of all operations."""
        return self._index.everything.bit_count()

    def find(self, selection: NationalSelection, size: int = PAGE) -> NationalFound:
        """Return the page of results of `selection`, of `size` operations, by body in order of names."""
        index = self._index
        found_by, search = self._filter(selection)
        hits, page = found_by.all(), selection.page
        count = hits.bit_count()
        by_body, by_kind, by_territory = self._count_by_body(
            [found_by.all_but(name) for name in ("bodies", "kinds", "territories")]
        )
        return NationalFound(
            operations=count,
            links=index.links_in(hits),
            sections=tuple(self._sections(hits, page, size)),
            bodies=self._sum(by_body, "bodies", self.parts, selection.bodies),
            kinds=self._sum(by_kind, "kinds", _KINDS, selection.kinds),
            territories=self._sum(by_territory, "territories", territories.BY_SLUG, selection.territories),
            groups=_count(_GROUP_SLUGS, index.audiences, found_by.all_but("groups"), selection.groups),
            platforms=_count(
                _PLATFORM_SLUGS, index.platforms, found_by.all_but("platforms"), selection.platforms
            ),
            has_more=count > page * size,
            words=tuple(dict.fromkeys(word for ways in search for words in ways for word in words)),
        )

    def find_all(self, selection: NationalSelection) -> NationalFound:
        """Return all the results of `selection` as one page."""
        return self.find(selection.on_page(1), size=max(1, self._index.size))

    def newest(
        self, selection: NationalSelection, dates_of: Callable[[str], Mapping[str, Dates]]
    ) -> Iterator[Dated]:
        """Yield the operations of `selection` that were added or changed, the newest first.

        `dates_of` returns the dates of the operations of a body, by id, the newest first.
        """
        data = _bytes_of(self._filter(selection)[0].all(), self._index)
        hits = [(part.member, bits) for part in self.parts.values() if (bits := _bits_in(data, part))]
        dated = [_dated(member, bits, dates_of(member.body.slug)) for member, bits in hits]
        yield from merge(*dated, key=lambda one: -one.dates.changed)

    def count_changed(
        self, selection: NationalSelection, changed: Mapping[str, Collection[str] | None]
    ) -> int:
        """Return how many operations of `selection` are `changed`: ids by body, None for all of a body."""
        data = _bytes_of(self._filter(selection)[0].all(), self._index)
        parts = [(self.parts[slug], ids) for slug, ids in changed.items() if slug in self.parts]
        return sum(part.member.count(ids, _bits_in(data, part)) for part, ids in parts)

    def has_word(self, word: str) -> bool:
        """Whether an operation has this `word` (folded) in its texts or links."""
        return word in self._index.postings

    def figures(self) -> list[Figures]:
        """Return the figures of each body, in the order of the names."""
        index = self._index
        by_platform = {slug: _bytes_of(bits, index) for slug, bits in index.platforms.items()}
        by_group = {slug: _bytes_of(bits, index) for slug, bits in index.audiences.items()}
        everything = _bytes_of(index.everything, index)
        return [
            Figures(
                body=part.member.body,
                name=part.member.name,
                operations=(own := _bits_in(everything, part)).bit_count(),
                links=index.links_in(own << part.start),
                platforms=_figures_in(by_platform, part),
                groups=_figures_in(by_group, part),
            )
            for part in self.parts.values()
        ]

    def _filter(self, selection: NationalSelection) -> tuple["_Filters", Search]:
        """Return what each filter of `selection` finds, and its words."""
        index = self._index
        addresses, search = read_text(selection.q)
        sets = {
            "q": with_text(addresses, search, index=index, at=self._operation_at, with_word=self._with_word),
            "bodies": self._in_bodies("bodies", selection.bodies),
            "kinds": self._in_bodies("kinds", selection.kinds),
            "territories": self._in_bodies("territories", selection.territories),
            "groups": _with_any(index.audiences, selection.groups),
            "platforms": _with_any(index.platforms, selection.platforms),
        }
        return _Filters(index.everything, sets), search

    def _sections(self, hits: int, page: int, size: int) -> Iterator[BodySection]:
        """Yield the part of a page for each body, from the hits of all pages."""
        skip, room, data = (page - 1) * size, size, _bytes_of(hits, self._index)
        for part in self.parts.values():
            bits = _bits_in(data, part)
            count = bits.bit_count()
            if room and skip < count:
                member = part.member
                operations = member.catalogue.in_order(bits, count, skip, room)
                yield BodySection(member.body, member.name, count, operations, is_continued=skip > 0)
                room -= len(operations)
            if not room:
                return
            skip = max(0, skip - count)

    def _in_bodies(self, name: str, chosen: Sequence[str]) -> int | None:
        """Return the operations of the bodies with one of the values `chosen` of the filter of this `name`.

        None without any.
        """
        if not chosen:
            return None
        buffer = bytearray(_length_of(self._index))
        for part, values in zip(self.parts.values(), self._values[name], strict=True):
            if any(value in chosen for value in values):
                buffer[part.start >> 3 : part.start + part.room >> 3] = b"\xff" * (part.room >> 3)
        return int.from_bytes(buffer, "little")

    def _count_by_body(self, sets: Sequence[int]) -> list[list[int]]:
        """Return for each of the `sets` how many operations each body has in it, by name."""
        counts: dict[int, list[int]] = {}
        for bits in sets:
            # Most often they are the same.
            if id(bits) not in counts:
                data = _bytes_of(bits, self._index)
                counts[id(bits)] = [_bits_in(data, part).bit_count() for part in self.parts.values()]
        return [counts[id(bits)] for bits in sets]

    def _sum(
        self, counts: Sequence[int], name: str, order: Iterable[str], chosen: Sequence[str]
    ) -> dict[str, int]:
        """Return the `counts` of the bodies by the values of the filter of this `name`, in this `order`.

        A value that no operation has is there only when it is `chosen`.
        """
        sums: dict[str, int] = {}
        for values, count in zip(self._values[name], counts, strict=True):
            for value in values:
                sums[value] = sums.get(value, 0) + count
        return {value: sums.get(value, 0) for value in order if value in sums or value in chosen}

    def _operation_at(self, slot: int) -> Operation | None:
        part = self._by_start[bisect_right(self._by_start, slot, key=lambda part: part.start) - 1]
        return part.member.catalogue.by_slot[slot - part.start]

    def _with_word(self, prefix: str) -> int:
        """Return the operations with a word that begins with `prefix` (folded), in a text or a label."""
        return self._memo.get(prefix, lambda: self._search(prefix))

    def _search(self, prefix: str) -> int:
        bits = self._index.with_prefix(prefix)
        wanted = f" {prefix}"
        for slug, label in _FOLDED_PLATFORMS:
            if wanted in label:
                bits |= self._index.platforms.get(slug, 0)
        for part in self.parts.values():
            for label, own in part.labels:
                if wanted in label:
                    bits |= own << part.start
        return bits


class _Filters:
    """The sets of operations that filters find, by name; None for one without a value, which finds all."""

    def __init__(self, everything: int, sets: Mapping[str, int | None]) -> None:
        self._everything = everything
        self._sets = {name: bits for name, bits in sets.items() if bits is not None}
        self._all = reduce(and_, self._sets.values(), everything)

    def all(self) -> int:
        """Return what all filters find together."""
        return self._all

    def all_but(self, name: str) -> int:
        """Return what the filters find together, but for that of this `name`."""
        if name not in self._sets:
            return self._all
        others = (bits for other, bits in self._sets.items() if other != name)
        return reduce(and_, others, self._everything)


def _by_name(members: Iterable[Member]) -> list[Member]:
    return sorted(members, key=lambda member: (folded_words(member.name), member.body.slug))


def _state_of(members: Iterable[Member]) -> str:
    facts = sorted((*astuple(member.body), member.state, sorted(member.chosen.items())) for member in members)
    return blake2b(repr(facts).encode(), digest_size=16).hexdigest()


def _values_of(parts: Iterable[Part]) -> dict[str, list[tuple[str, ...]]]:
    values: dict[str, list[tuple[str, ...]]] = {"bodies": [], "kinds": [], "territories": []}
    for part in parts:
        body, has_operations = part.member.body, bool(part.member.catalogue.operations)
        values["bodies"].append((body.slug,) if has_operations else ())
        values["kinds"].append((body.kind.value,) if has_operations else ())
        values["territories"].append(part.places if has_operations else ())
    return values


def _with_any(sets: Mapping[str, int], slugs: Sequence[str]) -> int | None:
    """Return the operations in one of the `sets` of these `slugs`; None without slugs."""
    return reduce(or_, (sets.get(slug, 0) for slug in slugs)) if slugs else None


def _count(
    values: Iterable[str], sets: Mapping[str, int], bits: int, chosen: Sequence[str]
) -> dict[str, int]:
    """Return how many of `bits` each of the `values` has, but for those without operation nor choice."""
    return {
        value: (bits & sets.get(value, 0)).bit_count()
        for value in values
        if sets.get(value) or value in chosen
    }


def _dated(member: Member, bits: int, dates: Mapping[str, Dates]) -> Iterator[Dated]:
    """Yield the operations of a body that are in `bits` (from its start), in the order of the `dates`."""
    for id, own in dates.items():
        slot = member.catalogue.slot_of(id)
        if slot is not None and bits >> slot & 1:
            yield Dated(member.body.slug, member.catalogue.get(id), own)


def _length_of(index: Index) -> int:
    return (index.size + 7) // 8


def _bytes_of(bits: int, index: Index) -> bytes:
    return bits.to_bytes(_length_of(index), "little")


def _bits_in(data: bytes, part: Part) -> int:
    """Return the bits of `part`, from its start, of a set of operations in bytes."""
    return int.from_bytes(data[part.start >> 3 : part.start + part.room >> 3], "little")


def _figures_in(sets: Mapping[str, bytes], part: Part) -> dict[str, int]:
    counts = {slug: _bits_in(data, part).bit_count() for slug, data in sets.items()}
    return {slug: count for slug, count in counts.items() if count}
