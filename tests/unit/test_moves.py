"""`gersapp.catalogue.history.moves`: the moves lead where they must, and are as few as can be."""

import random
from itertools import permutations

import pytest

from gersapp.catalogue.history.moves import find_moves


def moved(before: str, after: str, about: str = "") -> tuple[str, list[str]]:
    """What `before` is after the moves, and the ids that were moved."""
    order, moved_ids = list(before), []
    for id, left, taken in find_moves(before, after, about):
        assert order.pop(left) == id
        assert left != taken
        order.insert(taken, id)
        moved_ids.append(id)
    return "".join(order), moved_ids


def fewest(after: str) -> int:
    """The length of `after` less that of its longest rising subsequence, by trying each end."""
    rising: list[int] = []
    for place, letter in enumerate(after):
        rising.append(1 + max((rising[i] for i in range(place) if after[i] < letter), default=0))
    return len(after) - max(rising, default=0)


@pytest.mark.parametrize("before", ["", "a", "ab", "abc", "abcd", "abcde", "abcdef"])
def test_the_moves_lead_to_the_other_order_and_are_the_fewest(before: str) -> None:
    for letters in permutations(before):
        after = "".join(letters)
        result, moved_ids = moved(before, after)
        assert result == after
        assert len(moved_ids) == fewest(after)


def test_many_moves_lead_there_too() -> None:
    chance = random.Random(3)  # noqa: S311
    letters = [chr(300 + number) for number in range(400)]
    for _ in range(5):
        before = "".join(letters)
        chance.shuffle(letters)
        assert moved(before, "".join(letters))[0] == "".join(letters)


@pytest.mark.parametrize(
    ("after", "about", "moved_ids"),
    [
        ("bacd", "a", ["a"]),
        ("bacd", "b", ["b"]),
        ("abdc", "c", ["c"]),
        ("abdc", "d", ["d"]),
        ("dabc", "d", ["d"]),
        ("abcd", "a", []),
        ("dabc", "zzz", ["d"]),  # it is not there
        ("bcda", "c", ["a"]),  # it is not what was moved
        ("bcad", "bc", ["b", "c"]),
        ("acbd", "ac", ["c"]),
    ],
)
def test_the_operation_asked_about_is_moved_if_that_is_enough(
    after: str, about: str, moved_ids: list[str]
) -> None:
    assert moved("abcd", after, about) == (after, moved_ids)
