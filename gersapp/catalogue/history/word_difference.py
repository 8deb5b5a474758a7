"""What differs between two texts, word by word, as people read it."""

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal

Kind = Literal["same", "removed", "added", "skipped"]
Part = tuple[Kind, str]

_PIECES = re.compile(r"\s+|\w+|[^\w\s]")
# Beyond so many pieces, or pairs of equal words, what differs is shown as one: comparing takes as long as
# their product. Two texts of 150 words have some 1 000 pairs.
_MOST_PIECES = 300
_MOST_PAIRS = 2_000
# How many pieces of what stayed are shown beside what did not.
_CONTEXT = 16


@lru_cache(maxsize=500)
def differing(before: str, after: str) -> tuple[Part, ...]:
    """The parts of which both are made, in order; what stayed far from any change is « skipped »."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    shortest = min(len(old), len(new))
    head = next((k for k in range(shortest) if old[k] != new[k]), shortest)
    tail = next((k for k in range(shortest - head) if old[-1 - k] != new[-1 - k]), shortest - head)
    middle = [old[head : len(old) - tail], new[head : len(new) - tail]]
    parts: list[Part] = [("same", "".join(old[:head]))]
    parts += _compared(*middle)
    parts.append(("same", "".join(old[len(old) - tail :])))
    parts = [part for part in parts if part[1]]
    last = len(parts) - 1
    return tuple(piece for place, part in enumerate(parts) for piece in _shortened(part, place, last))


def _compared(old: list[str], new: list[str]) -> Iterator[Part]:
    if len(old) > _MOST_PIECES or len(new) > _MOST_PIECES or _pairs(old, new) > _MOST_PAIRS:
        yield "removed", "".join(old)
        yield "added", "".join(new)
        return
    for tag, i, j, k, end in SequenceMatcher(_is_no_word, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "same", "".join(old[i:j])
        else:
            yield "removed", "".join(old[i:j])
            yield "added", "".join(new[k:end])


def _pairs(old: list[str], new: list[str]) -> int:
    """How many pairs of equal words, one of each text, there are."""
    times = Counter(new)
    return sum(times[piece] for piece in old if not _is_no_word(piece))


def _is_no_word(piece: str) -> bool:
    """Whether a piece is no reason to take two places for the same: the spaces of two texts that have no word
    in common were, one by one, in a third of a second."""
    return not piece[0].isalnum()


def _shortened(part: Part, place: int, last: int) -> Iterator[Part]:
    """`part`, less what is far from its neighbours."""
    pieces = _PIECES.findall(part[1])
    begin = _CONTEXT if place > 0 else 0
    end = _CONTEXT if place < last else 0
    if part[0] != "same" or len(pieces) <= begin + end + _CONTEXT:
        yield part
        return
    if begin:
        yield "same", "".join(pieces[:begin])
    yield "skipped", ""
    if end:
        yield "same", "".join(pieces[-end:])
