"""The difference between two texts, word by word, for people to read."""

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from enum import StrEnum
from sys import getsizeof

from gersapp.cache import Cache


class PartKind(StrEnum):
    """The fate of a part of a text; an unchanged part far from any change is skipped."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"
    SKIPPED = "skipped"


Part = tuple[PartKind, str]

_PIECES = re.compile(r"\s+|\w+|[^\w\s]")
# Beyond so many pieces, or pairs of equal words, the whole difference is one part: comparing takes as long
# as their product. Two texts of 150 words have some 1 000 pairs.
_MAX_PIECES = 300
_MAX_PAIRS = 2_000
# How many unchanged pieces are shown beside a change.
_CONTEXT = 16


def _weigh(texts: tuple[str, str], parts: tuple[Part, ...]) -> int:
    return sum(map(getsizeof, texts)) + sum(getsizeof(part) + getsizeof(part[1]) for part in parts)


_compared = Cache[tuple[str, str], tuple[Part, ...]](4 * 1024 * 1024, _weigh)


def compare_texts(before: str, after: str) -> tuple[Part, ...]:
    """Return the parts that make up both texts, in order."""
    return _compared.get((before, after), lambda: _compare(before, after))


def _compare(before: str, after: str) -> tuple[Part, ...]:
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    shortest = min(len(old), len(new))
    head = next((k for k in range(shortest) if old[k] != new[k]), shortest)
    tail = next((k for k in range(shortest - head) if old[-1 - k] != new[-1 - k]), shortest - head)
    found = (
        (PartKind.SAME, "".join(old[:head])),
        *_compare_words(old[head : len(old) - tail], new[head : len(new) - tail]),
        (PartKind.SAME, "".join(old[len(old) - tail :])),
    )
    parts = [part for part in found if part[1]]
    last = len(parts) - 1
    return tuple(piece for place, part in enumerate(parts) for piece in _shorten(part, place, last))


def _compare_words(old: list[str], new: list[str]) -> Iterator[Part]:
    if len(old) > _MAX_PIECES or len(new) > _MAX_PIECES or _count_pairs(old, new) > _MAX_PAIRS:
        yield PartKind.REMOVED, "".join(old)
        yield PartKind.ADDED, "".join(new)
        return
    for tag, i, j, k, end in SequenceMatcher(_is_space_or_sign, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield PartKind.SAME, "".join(old[i:j])
        else:
            yield PartKind.REMOVED, "".join(old[i:j])
            yield PartKind.ADDED, "".join(new[k:end])


def _count_pairs(old: list[str], new: list[str]) -> int:
    times = Counter(new)
    return sum(times[piece] for piece in old if not _is_space_or_sign(piece))


def _is_space_or_sign(piece: str) -> bool:
    """Whether a piece is no word: texts that share only such pieces share nothing.

    Comparing two texts without a common word space by space took a third of a second.
    """
    return not piece[0].isalnum()


def _shorten(part: Part, place: int, last: int) -> Iterator[Part]:
    """Yield `part`; a long unchanged one without the pieces that are far from its neighbours."""
    pieces = _PIECES.findall(part[1])
    begin = _CONTEXT if place > 0 else 0
    end = _CONTEXT if place < last else 0
    if part[0] != PartKind.SAME or len(pieces) <= begin + end + _CONTEXT:
        yield part
        return
    if begin:
        yield PartKind.SAME, "".join(pieces[:begin])
    yield PartKind.SKIPPED, ""
    if end:
        yield PartKind.SAME, "".join(pieces[-end:])
