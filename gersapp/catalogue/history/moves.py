"""Finding the fewest moves that turn one order into another."""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence


def find_moves(
    before: Sequence[str], after: Sequence[str], about: Collection[str] = ()
) -> Iterator[tuple[str, int, int]]:
    """Yield the moves that lead from the order `before` to the order `after` of the same ids.

    A move is an id, the place that it leaves and the place that it then takes, 0 for the first. When moving
    the ids `about` is enough, they are the moves: two swapped neighbours may have been moved by either.
    """
    if list(before) == list(after):
        return
    others = [[id for id in order if id not in about] for order in (before, after)]
    staying = set(others[0]) if others[0] == others[1] else _longest_in_order(before, after)
    # All places are those in `before`. A moved id stands after its anchor, the last staying id before it in
    # `after`, and after those moved there already. A list of all ids would be read through at each move.
    places = {id: place for place, id in enumerate(before)}
    moving = [place for place, id in enumerate(before) if id not in staying]
    unmoved, anchors = moving.copy(), list[int]()
    anchor = -1
    for id in after:
        place = places[id]
        if id in staying:
            anchor = place
            continue
        number = bisect_left(unmoved, place)
        left = place - bisect_left(moving, place) + number + bisect_left(anchors, place)
        del unmoved[number]
        taken = anchor + 1 - bisect_left(moving, anchor) + bisect_left(unmoved, anchor) + len(anchors)
        anchors.append(anchor)
        if left != taken:
            yield id, left, taken


def _longest_in_order(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """Return the largest set of ids that have the same order in `before` and in `after`.

    The longest increasing subsequence, by patience sorting (Fredman 1975).
    """
    rank = {id: place for place, id in enumerate(after)}
    tops: list[int] = []
    ends: list[str] = []
    link: dict[str, str] = {}
    for id in before:
        pile = bisect_left(tops, rank[id])
        if pile:
            link[id] = ends[pile - 1]
        tops[pile : pile + 1] = [rank[id]]
        ends[pile : pile + 1] = [id]
    longest = {ends[-1]}
    id = ends[-1]
    while id in link:
        id = link[id]
        longest.add(id)
    return longest
