"""A review as its page shows it: pieces of the source, each beside the operation that is made of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from gersapp.exchange.proposal import Fate, SourceLine
from gersapp.reviews.items import Item, ItemState, ReviewView

PAGE = 50  # pairs
# More lines than these that are left out, one after the other, are folded.
_MAX_UNFOLDED = 6


class Show(StrEnum):
    """Which pairs a page shows; the values are those of its address."""

    ALL = "tout"
    TO_CHECK = "verifier"
    SURE = "sur"
    UNKNOWN = "non-compris"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the source. `owner` is the key of its operation or ""; `is_chosen`: people chose its fate."""

    number: int
    text: str
    fate: Fate
    owner: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """Lines of the source, and the operation `item` that is made of them.

    Further lines of an operation, which stand elsewhere, are a pair without item, `of` the operation's key.
    """

    id: str
    lines: tuple[Line, ...]
    item: Item | None = None
    of: str = ""

    @property
    def is_unknown(self) -> bool:
        return any(line.fate is Fate.UNKNOWN for line in self.lines)

    @property
    def is_doubt(self) -> bool:
        return self.is_unknown or (self.item is not None and self.item.is_to_check)

    @property
    def is_left(self) -> bool:
        """Whether the catalogue takes nothing of it."""
        return bool(self.lines) and all(line.fate in (Fate.LEFT, Fate.DECOR) for line in self.lines)

    @property
    def is_folded(self) -> bool:
        return self.is_left and len(self.lines) > _MAX_UNFOLDED

    def has_control(self, id: str) -> bool:
        """Whether the control of this id stands in it."""
        card = f"carte-{self.item.key}-" if self.item else ""
        return (bool(card) and id.startswith(card)) or any(
            id == f"l{line.number}-sort" for line in self.lines
        )

    @property
    def fates(self) -> list[Fate]:
        """What its lines are, each once."""
        return list(dict.fromkeys(line.fate for line in self.lines))

    def is_in(self, show: Show) -> bool:
        match show:
            case Show.TO_CHECK:
                return self.item is not None and self.item.is_to_check
            case Show.SURE:
                return self.item is not None and self.item.state is ItemState.SURE
            case Show.UNKNOWN:
                return self.is_unknown
        return True


@dataclass(frozen=True, slots=True)
class ShownPairs:
    """The pairs of the page `number` (1 for the first) of `count` pages.

    `doubts` are the ids of the pairs to be looked at, of all these pages, each with the number of its page.
    """

    pairs: tuple[Pair, ...]
    number: int
    count: int
    doubts: tuple[tuple[str, int], ...]


def pair_up(view: ReviewView) -> tuple[Pair, ...]:
    """Return the pairs of a whole review, in the order of the source; operations without lines come last."""
    keys = [item.key for item in view.items]
    chosen = view.review.fates
    pairs: list[Pair] = []
    paired = set[str]()
    for (place, _), group in groupby(view.review.proposal.lines, key=_belonging):
        owner = keys[place] if place is not None and place < len(keys) else ""
        lines = tuple(
            [Line(line.number, line.text, line.fate, owner, line.number in chosen) for line in group]
        )
        if owner and owner not in paired:
            paired.add(owner)
            pairs.append(Pair(f"op-{owner}", lines, view.by_key[owner]))
        else:
            pairs.append(Pair(f"lignes-{lines[0].number}", lines, of=owner))
    pairs += [Pair(f"op-{item.key}", (), item) for item in view.items if item.key not in paired]
    return tuple(pairs)


def _belonging(line: SourceLine) -> tuple[int | None, str]:
    """Return what neighbouring lines of one pair have in common."""
    if line.operation is not None:
        return line.operation, ""
    return None, "left" if line.fate in (Fate.LEFT, Fate.DECOR) else line.fate


def show_pairs(pairs: Sequence[Pair], show: Show, number: int) -> ShownPairs:
    """Return the page `number`, or the nearest that there is, of the pairs that `show` asks for."""
    shown = [pair for pair in pairs if pair.is_in(show)]
    count = max(1, -(-len(shown) // PAGE))
    number = min(max(1, number), count)
    doubts = tuple([(pair.id, place // PAGE + 1) for place, pair in enumerate(shown) if pair.is_doubt])
    return ShownPairs(tuple(shown[(number - 1) * PAGE : number * PAGE]), number, count, doubts)


def count_pairs(pairs: Iterable[Pair]) -> dict[Show, int]:
    """Return how many operations there are, how many sure and to check; and lines that are not understood."""
    pairs = list(pairs)
    items = [pair.item for pair in pairs if pair.item]
    return {
        Show.ALL: len(items),
        Show.SURE: sum(item.state is ItemState.SURE for item in items),
        Show.TO_CHECK: sum(item.is_to_check for item in items),
        Show.UNKNOWN: sum(line.fate is Fate.UNKNOWN for pair in pairs for line in pair.lines),
    }
