"""The operations of each value and of each word, as sets of bits: filters, counts and search without a scan.

Each operation has a slot, a small number that it keeps while it is in memory; a set of operations is an int
whose bit `slot` says whether the operation is in it. AND, OR and `bit_count` on these ints take microseconds
at 10 000 operations, so counting each value of a filter costs next to nothing. An index never changes: an
edit makes a new one, which shares the unchanged sets, and readers keep the old one.
"""

import re
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Protocol
from urllib.parse import unquote

from gersapp.catalogue.links import published, recognise
from gersapp.catalogue.model import Link, Operation
from gersapp.catalogue.search.words import searched_words
from gersapp.catalogue.text import folded_words

# Bits read in the first window, and at most in one: the first ones usually hold the whole page.
_FIRST_WINDOW_BITS, _MAX_WINDOW_BITS = 512, 8192

# Under this many hits, sorting them is cheaper than walking the whole order.
_FEW_HITS = 500
_AS_TRUTH = bytes.maketrans(b"01", b"\x00\x01")
_NO_OPERATION = Operation("", "")

# Addresses that may lack the words of their keys: wrapped ones, in base64, with « id » before a number.
_HIDING = re.compile("%|data=|/s/|/id|urldefense")

Posting = tuple[int, ...] | int


class Indexed(Protocol):
    """What an index reads of an operation. `audiences` are any slugs that it is counted under."""

    @property
    def title(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def networks(self) -> Sequence[str]: ...
    @property
    def links(self) -> Sequence[Link]: ...
    @property
    def audiences(self) -> Sequence[str]: ...
    @property
    def all_platforms(self) -> Sequence[str]: ...


def _max_listed(size: int) -> int:
    """Return the greatest number of operations of a word that are kept as a tuple of slots, not as bits.

    At 100 000 operations a set of bits weighs 13 kB, and most words of links are in one operation only; but
    OR-ing that set takes no longer than setting some 30 bits one by one.
    """
    return 8 + size // 1000


def _posting(slots: list[int], size: int, max_listed: int, alone: dict[int, tuple[int, ...]]) -> Posting:
    """Return what is kept of the `slots` of a word.

    The words that one operation alone has share a tuple, in `alone`: 6 MB less at 100 000 operations.
    """
    if len(slots) == 1:
        return alone.setdefault(slots[0], (slots[0],))
    return tuple(slots) if len(slots) <= max_listed else bits_of(slots, size)


def _change_sets(sets: dict[str, int], bit: int, before: Iterable[str], after: Iterable[str]) -> None:
    """Remove `bit` from the sets of the slugs `before`, and add it to those of `after`."""
    for slug in before:
        sets[slug] &= ~bit
    for slug in after:
        sets[slug] = sets.get(slug, 0) | bit


def words_of_key(key: str) -> list[str]:
    """Return the folded words of the key of an address, after its platform and its kind or its host.

    There are none for a home page: its host is in many addresses.
    """
    _, _, fields = key.partition("/")[2].partition("/")
    return folded_words(unquote(fields))


def words_of(operation: Indexed) -> set[str]:
    """Return the folded words that find an operation by its own texts and links."""
    # Without the scheme: every link has one.
    urls = [link.url for link in operation.links]
    # Nobody finds an operation by the recipient of the message that an address comes from.
    urls = [published(url) if "data=" in url else url for url in urls]
    addresses = [url.partition("://")[2] or url for url in urls]
    # Addresses are read separately: they are ASCII, which takes less time.
    words = searched_words("\n".join((operation.title, operation.description, *operation.networks)))
    words.update(folded_words(unquote(" ".join(addresses))))
    for url in urls:
        if _HIDING.search(url):
            words.update(words_of_key(recognise(url).key))
    return words


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """The sets of operations by audience, by platform and by word; `size` is the number of slots.

    `link_bits[k]` holds the operations whose number of links has bit k. `vocabulary` has the words of
    `postings`, sorted.
    """

    size: int
    everything: int
    audiences: Mapping[str, int]
    platforms: Mapping[str, int]
    link_bits: tuple[int, ...]
    postings: Mapping[str, Posting]
    vocabulary: list[str]

    @classmethod
    def of(cls, operations: Iterable[Indexed | None]) -> "Index":
        """Index `operations`, giving them the slots 0, 1, 2… in their order; a slot with None stays empty."""
        audiences: defaultdict[str, list[int]] = defaultdict(list)
        platforms: defaultdict[str, list[int]] = defaultdict(list)
        link_bits: list[list[int]] = []
        words: defaultdict[str, list[int]] = defaultdict(list)
        live: list[int] = []
        size = 0
        for slot, operation in enumerate(operations):
            size = slot + 1
            if operation is None:
                continue
            live.append(slot)
            for audience in operation.audiences:
                audiences[audience].append(slot)
            for platform in operation.all_platforms:
                platforms[platform].append(slot)
            count = len(operation.links)
            while len(link_bits) < count.bit_length():
                link_bits.append([])
            for k in range(count.bit_length()):
                if count >> k & 1:
                    link_bits[k].append(slot)
            for word in words_of(operation):
                words[word].append(slot)
        max_listed = _max_listed(size)
        alone: dict[int, tuple[int, ...]] = {}
        return cls(
            size=size,
            everything=bits_of(live, size),
            audiences={slug: bits_of(slots, size) for slug, slots in audiences.items()},
            platforms={slug: bits_of(slots, size) for slug, slots in platforms.items()},
            link_bits=tuple(bits_of(slots, size) for slots in link_bits),
            postings={word: _posting(slots, size, max_listed, alone) for word, slots in words.items()},
            vocabulary=sorted(words),
        )

    def changed(self, changes: Iterable[tuple[int, Indexed | None, Indexed | None]]) -> "Index":
        """Return this index after `changes`, each a slot, its operation before and the one after, or None."""
        size, everything = self.size, self.everything
        audiences, platforms, link_bits = dict(self.audiences), dict(self.platforms), list(self.link_bits)
        postings, vocabulary = dict(self.postings), self.vocabulary.copy()
        for slot, before, after in changes:
            bit = 1 << slot
            size = max(size, slot + 1)
            everything = everything | bit if after else everything & ~bit
            before, after = before or _NO_OPERATION, after or _NO_OPERATION
            _change_sets(audiences, bit, before.audiences, after.audiences)
            _change_sets(platforms, bit, before.all_platforms, after.all_platforms)
            count = len(after.links)
            link_bits += [0] * (count.bit_length() - len(link_bits))
            for k, bits in enumerate(link_bits):
                link_bits[k] = bits | bit if count >> k & 1 else bits & ~bit
            old, new = words_of(before), words_of(after)
            _remove_slot(postings, vocabulary, slot, old - new)
            _add_slot(postings, vocabulary, slot, new - old, size)
        return Index(
            size=size,
            everything=everything,
            audiences=audiences,
            platforms=platforms,
            link_bits=tuple(link_bits),
            postings=postings,
            vocabulary=vocabulary,
        )

    def with_prefix(self, prefix: str) -> int:
        """Return the operations that have a word that begins with `prefix` (folded, not empty)."""
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

    def with_words(self, words: Iterable[str]) -> int:
        """Return the operations that have all the `words` (folded), to the last letter."""
        bits = self.everything
        for word in words:
            posting = self.postings.get(word, 0)
            bits &= posting if isinstance(posting, int) else bits_of(posting, self.size)
        return bits

    def links_in(self, bits: int) -> int:
        """Return how many links the operations in `bits` have together."""
        return sum((bits & mask).bit_count() << k for k, mask in enumerate(self.link_bits))


def _remove_slot(
    postings: dict[str, Posting], vocabulary: list[str], slot: int, words: Iterable[str]
) -> None:
    """Remove `slot` from the postings of `words`, and the words that no slot is left for."""
    for word in words:
        posting = postings[word]
        rest = posting & ~(1 << slot) if isinstance(posting, int) else tuple(s for s in posting if s != slot)
        if rest:
            postings[word] = rest
        else:
            del postings[word]
            del vocabulary[bisect_left(vocabulary, word)]


def _add_slot(
    postings: dict[str, Posting], vocabulary: list[str], slot: int, words: Iterable[str], size: int
) -> None:
    """Add `slot`, of `size` in all, to the postings of `words`, and the words that are new."""
    for word in words:
        posting = postings.get(word, ())
        if posting == ():
            insort(vocabulary, word)
        if isinstance(posting, int):
            postings[word] = posting | 1 << slot
        elif len(posting) < _max_listed(size):
            postings[word] = (*posting, slot)
        else:
            postings[word] = bits_of((*posting, slot), size)


def slots_in(bits: int, skip: int, limit: int) -> list[int]:
    """Return the slots in the set `bits`, lowest first: at most `limit` of them, after the first `skip`."""
    slots: list[int] = []
    base, width = 0, _FIRST_WINDOW_BITS
    while bits and len(slots) < limit:
        window = bits & ((1 << width) - 1)
        count = window.bit_count()
        if skip >= count:
            skip -= count
        else:
            digits = bin(window)[:1:-1]
            place = -1
            for _ in range(skip):
                place = digits.find("1", place + 1)
            for _ in range(min(count - skip, limit - len(slots))):
                place = digits.find("1", place + 1)
                slots.append(base + place)
            skip = 0
        bits >>= width
        base += width
        width = min(2 * width, _MAX_WINDOW_BITS)
    return slots


def slots_by_rank(bits: int, count: int, rank: Mapping[int, int], size: int) -> Iterator[int]:
    """Return the `count` slots of the set `bits`, all under `size`, in the order of the keys of `rank`."""
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
    """Return the set of `slots`, each under `size`, as bits."""
    buffer = bytearray((size >> 3) + 1)
    for slot in slots:
        buffer[slot >> 3] |= 1 << (slot & 7)
    return int.from_bytes(buffer, "little")
