"""`gersapp.catalogue.history.places`: the places before an action, among what came, went and moved since."""

import pytest

from gersapp.catalogue.catalogue import Place
from gersapp.catalogue.history.places import find_placed_again, order_before
from gersapp.catalogue.history.revisions import Revision

# An id, and its place before and after.
Placing = tuple[str, int | None, int | None]


def revisions(*placings: Placing) -> list[Revision]:
    return [revision(id, (left, taken)) for id, left, taken in placings]


def revision(id: str, place: Place | None) -> Revision:
    return Revision(number=1, action=1, name="", time=0, operation=id, changes={}, place=place)


ACTION = revisions(("r", 2, None))


@pytest.mark.parametrize(
    ("now", "later", "before"),
    [
        ("pqs", [], "pqrs"),
        ("tpqs", [("t", None, 0)], "tpqrs"),
        ("tqsp", [("t", None, 0), ("p", 1, 3)], "tqrsp"),
        ("p", [("t", None, 0), ("p", 1, 3), ("s", 2, None), ("q", 1, None), ("t", 0, None)], "rp"),
        # What was placed since says nothing of the place of before.
        ("qps", [("q", 1, 0)], "qprs"),
        ("pqts", [("t", None, 2)], "pqrts"),
    ],
)
def test_a_deleted_operation_returns_among_what_came_and_went(
    now: str, later: list[Placing], before: str
) -> None:
    order = order_before(now, {"r"}, action=ACTION, later=revisions(*later))
    assert "".join(order) == before


def test_operations_return_together_before_what_came_between() -> None:
    action = revisions(("d", 3, None), ("c", 2, None), ("b", 1, None), ("a", 0, None))
    later = revisions(("x", None, 1))
    assert "".join(order_before("exf", set("abcd"), action=action, later=later)) == "abcdexf"


def test_a_restored_operation_stays_where_it_stands() -> None:
    later = revisions(("r", None, 0))
    assert "".join(order_before("rpqs", set(), action=ACTION, later=later)) == "rpqs"


def test_places_that_do_not_fit_lose_and_double_nothing() -> None:
    # The file was put in another order while the application did not run.
    later = revisions(("z", 7, 9), ("s", None, 5), ("q", 4, 4), ("y", None, 1))
    order = order_before("sqp", {"r", "p"}, action=[*ACTION, *revisions(("p", 9, 1))], later=later)
    assert sorted(id for id in order if id in "pqrs") == list("pqrs")


@pytest.mark.parametrize(
    ("now", "later", "again"),
    [
        ("rpqs", [], False),
        ("rqs", [("p", 1, None)], False),
        ("rtpqs", [("t", None, 1)], False),
        ("prqs", [("p", 1, 0)], False),
        ("pqrs", [("r", 0, 2)], True),
        ("pqsr", [("r", 0, 3)], True),
        # There and back again.
        ("rpqs", [("r", 0, 2), ("r", 2, 0)], False),
        ("rpqs", [("r", 0, None), ("r", None, 0)], False),
    ],
)
def test_what_was_moved_again_is_found(now: str, later: list[Placing], again: bool) -> None:
    assert find_placed_again(now, {"r"}, later=revisions(*later)) == ({"r"} if again else set())
