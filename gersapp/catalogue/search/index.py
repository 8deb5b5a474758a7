"""Which operations have what, as sets of bits: filtering, facet counts and search without a scan.

Each operation has a slot, a small number that stays its own while it is in memory; a set of operations
is an int whose bit `slot` says whether it is in. AND, OR and `bit_count` on such ints cost microseconds
at 10 000 operations, so a count for each facet value is nothing. An index is never changed: an edit makes
a new one that shares what did not change, and readers keep theirs.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import compress

from gersapp.catalogue.model import Operation
from gersapp.catalogue.text import folded_words

# A set is walked by so many bits at a time, then by more: a page of results is most often in the first ones.
_FIRST_WINDOW, _LAST_WINDOW = 512, 8192

# Under this many hits, sorting them is cheaper than walking the whole order.
_FEW_HITS = 500
_AS_TRUTH = bytes.maketrans(b"01", b"\x00\x01")

Posting = tuple[int, ...] | int


def _few(size: int) -> int:
    """The greatest number of operations for which a word is kept as their slots, not as bits.

    At 100 000 operations a set of bits weighs 13 kB, and most words of links are in one operation only;
    but it is OR-ed in the time that it takes to set some 30 bits one by one.
    """
    return 8 + size // 1000


def words_of(operation: Operation) -> set[str]:
    """The folded words that find an operation by its own text and links."""
    # The scheme says nothing: every link has one.
    addresses = [link.url.partition("://")[2] or link.url for link in operation.links]
    # Addresses apart: they are ASCII, and folded at once.
    words = set(folded_words(f"{operation.title} {operation.description}"))
    words.update(folded_words(" ".join(addresses)))
    return words


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """See the module. `link_bits[k]` holds the operations whose number of links has bit k."""

    size: int
    everything: int
    audiences: Mapping[str, int]
    platforms: Mapping[str, int]
    link_bits: tuple[int, ...]
    postings: Mapping[str, Posting]
    vocabulary: list[str]

    @classmethod
    def of(cls, operations: Iterable[Operation]) -> "Index":
        """Index `operations`, giving them the slots 0, 1, 2… in their order."""
        audiences: dict[str, list[int]] = {}
        platforms: dict[str, list[int]] = {}
        link_bits: list[list[int]] = []
        slots_of: defaultdict[str, list[int]] = defaultdict(list)
        size = 0
        for slot, operation in enumerate(operations):
            size = slot + 1
            for audience in operation.audiences:
                audiences.setdefault(audience, []).append(slot)
            for platform in operation.all_platforms:
                platforms.setdefault(platform, []).append(slot)
            count = len(operation.links)
            while len(link_bits) < count.bit_length():
                link_bits.append([])
            for k in range(count.bit_length()):
                if count >> k & 1:
                    link_bits[k].append(slot)
            for word in words_of(operation):
                slots_of[word].append(slot)
        few = _few(size)
        return cls(
            size,
            (1 << size) - 1,
            {slug: bits_of(slots, size) for slug, slots in audiences.items()},
            {slug: bits_of(slots, size) for slug, slots in platforms.items()},
            tuple(bits_of(slots, size) for slots in link_bits),
            {
                word: tuple(slots) if len(slots) <= few else bits_of(slots, size)
                for word, slots in slots_of.items()
            },
            sorted(slots_of),
        )

    def changed(self, slot: int, before: Operation | None, after: Operation | None) -> "Index":
        """This index with `slot` holding `after` in place of `before`; None for nothing there."""
        bit = 1 << slot
        audiences = dict(self.audiences)
        platforms = dict(self.platforms)
        link_bits = list(self.link_bits)
        if before:
            for slugs, sets in ((before.audiences, audiences), (before.all_platforms, platforms)):
                for slug in slugs:
                    sets[slug] &= ~bit
            link_bits = [bits & ~bit for bits in link_bits]
        if after:
            for slugs, sets in ((after.audiences, audiences), (after.all_platforms, platforms)):
                for slug in slugs:
                    sets[slug] = sets.get(slug, 0) | bit
            count = len(after.links)
            link_bits += [0] * (count.bit_length() - len(link_bits))
            link_bits = [bits | bit if count >> k & 1 else bits for k, bits in enumerate(link_bits)]

        old = words_of(before) if before else set()
        new = words_of(after) if after else set()
        postings = dict(self.postings)
        vocabulary = self.vocabulary.copy()
        for word in old - new:
            posting = postings[word]
            left = posting & ~bit if isinstance(posting, int) else tuple(s for s in posting if s != slot)
            if left:
                postings[word] = left
            else:
                del postings[word]
                del vocabulary[bisect_left(vocabulary, word)]
        for word in new - old:
            posting = postings.get(word, ())
            if posting == ():
                insort(vocabulary, word)
            if isinstance(posting, int):
                postings[word] = posting | bit
            elif len(posting) < _few(self.size):
                postings[word] = (*posting, slot)
            else:
                postings[word] = bits_of((*posting, slot), max(self.size, slot + 1))
        return Index(
            max(self.size, slot + 1),
            self.everything | bit if after else self.everything & ~bit,
            audiences,
            platforms,
            tuple(link_bits),
            postings,
            vocabulary,
        )

    def with_prefix(self, prefix: str) -> int:
        """The operations that have a word that begins with `prefix` (folded, not empty)."""
        first = bisect_left(self.vocabulary, prefix)
        last = bisect_left(self.vocabulary, prefix + "\U0010ffff", first)
        bits = 0
        slots: list[int] = []
        for word in self.vocabulary[first:last]:
            posting = self.postings[word]
            if isinstance(posting, int):
                bits |= posting
            else:
                slots += posting
        return bits | bits_of(slots, self.size)

    def links_in(self, bits: int) -> int:
        """How many links the operations in `bits` have together."""
        return sum((bits & mask).bit_count() << k for k, mask in enumerate(self.link_bits))


def slots_in(bits: int, skip: int, most: int) -> list[int]:
    """The slots in the set `bits`, the lowest first: `most` of them at most, after the first `skip`."""
    slots: list[int] = []
    base, width = 0, _FIRST_WINDOW
    while bits and len(slots) < most:
        window = bits & ((1 << width) - 1)
        count = window.bit_count()
        if skip >= count:
            skip -= count
        else:
            digits = bin(window)[:1:-1]
            place = -1
            for _ in range(skip):
                place = digits.find("1", place + 1)
            for _ in range(min(count - skip, most - len(slots))):
                place = digits.find("1", place + 1)
                slots.append(base + place)
            skip = 0
        bits >>= width
        base += width
        width = min(2 * width, _LAST_WINDOW)
    return slots


def slots_by_rank(bits: int, count: int, rank: Mapping[int, int], size: int) -> Iterator[int]:
    """The `count` slots of the set `bits`, all under `size`, in the order of the keys of `rank`."""
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


def bits_of(slots: Iterable[int], size: int) -> int:
    """The set of `slots`, each under `size`, as bits."""
    buffer = bytearray((size >> 3) + 1)
    for slot in slots:
        buffer[slot >> 3] |= 1 << (slot & 7)
    return int.from_bytes(buffer, "little")
