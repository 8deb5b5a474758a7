"""`gersapp.catalogue.editing.place`: operations placed in an audience, or beside another one."""

from typing import Any

import pytest

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.outcomes import OperationsGone, Placed, Problem, Rejected
from gersapp.catalogue.editing.place import find_by_title, label_operations, place_operations
from gersapp.catalogue.editing.typed import Position, TypedPlace
from gersapp.catalogue.editing.undo import undo_action
from gersapp.catalogue.history.recorded import RecordedHistory
from gersapp.catalogue.model import Audience, Heading, Operation
from tests.support.editing import Desk

AUDIENCES = (Audience("a", "Adultes"), Audience("e", "Enfants"), Audience("v", "Vide"))
TITLES = {"p": "Recettes", "q": "Recettes", "r": "Recettes (2)", "s": "Éloge du melon", "t": "Carte"}
START = Catalogue.of(
    Heading("Titre", audiences=AUDIENCES),
    [Operation(id, title, "", ("e",) if id in "rt" else ("a",)) for id, title in TITLES.items()],
)


def place(ids: str, position: Position, **values: Any) -> tuple[Desk, Any]:
    """The catalogue after p(a), q(a), r(e), s(a), t(e) are placed, and the outcome."""
    desk = Desk(START)
    desk.history = RecordedHistory()
    typed = TypedPlace(ids=tuple(ids), position=position, **values)
    outcome = place_operations(desk.catalogue, desk.history, typed=typed)
    desk.commit(outcome.change)
    return desk, outcome


@pytest.mark.parametrize(
    ("ids", "position", "values", "order"),
    [
        ("s", Position.FIRST, {"audience": "a"}, "spqrt"),
        ("t", Position.FIRST, {"audience": "e"}, "pqtrs"),
        ("p", Position.LAST, {"audience": "a"}, "qrspt"),
        ("s", Position.FIRST, {}, "spqrt"),
        ("tq", Position.FIRST, {}, "qtprs"),
        ("pr", Position.LAST, {}, "qstpr"),
        ("p", Position.AFTER, {"audience": "a", "anchor": "s"}, "qrspt"),
        ("s", Position.BEFORE, {"audience": "a", "anchor": "q"}, "psqrt"),
        ("ps", Position.AFTER, {"anchor": "t"}, "qrtps"),
        # The one that they are placed beside stays, even if it is among them.
        ("pst", Position.AFTER, {"anchor": "t"}, "qrtps"),
        ("p", Position.AFTER, {"title": "éloge  du MELON"}, "qrspt"),
        ("p", Position.AFTER, {"title": "melon"}, "qrspt"),
    ],
)
def test_operations_get_their_place(ids: str, position: Position, values: dict[str, str], order: str) -> None:
    desk, outcome = place(ids, position, **values)
    assert "".join(desk.catalogue.operations) == order
    assert isinstance(outcome, Placed)
    assert {revision.operation for revision in desk.history} <= set(ids)


@pytest.mark.parametrize(
    ("ids", "position", "values"),
    [
        ("p", Position.FIRST, {"audience": "a"}),
        ("r", Position.FIRST, {"audience": "e"}),
        ("s", Position.LAST, {"audience": "a"}),
        ("s", Position.AFTER, {"audience": "a", "anchor": "q"}),
        ("p", Position.AFTER, {"anchor": "p"}),
        ("pq", Position.FIRST, {}),
    ],
)
def test_operations_that_have_their_place_change_nothing(
    ids: str, position: Position, values: dict[str, str]
) -> None:
    outcome = place(ids, position, **values)[1]
    assert (type(outcome), outcome.change) == (Placed, None)


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        ({"ids": ("p", "zzz")}, OperationsGone(("zzz",))),
        ({"anchor": "zzz"}, OperationsGone(("zzz",))),
        ({"audience": "zzz"}, Rejected("audience", Problem.UNKNOWN_AUDIENCE, ("zzz",))),
        ({"title": "Recet"}, Rejected("title", Problem.UNKNOWN_TITLE, ("Recet",))),
        ({"title": ""}, Rejected("title", Problem.UNKNOWN_TITLE, ("",))),
    ],
)
def test_a_place_that_is_unknown_is_refused(values: dict[str, Any], outcome: object) -> None:
    typed = TypedPlace(**{"ids": ("p",), "position": Position.AFTER, **values})
    assert place_operations(START, RecordedHistory(), typed=typed) == outcome


def test_an_operation_goes_to_another_audience_and_back() -> None:
    desk, outcome = place("s", Position.FIRST, audience="e", leaves="a")
    assert "".join(desk.catalogue.operations) == "pqsrt"
    assert desk.catalogue.get("s").audiences == ("e",)
    assert outcome.audience == "e"
    (revision,) = desk.history
    desk.commit(undo_action(desk.catalogue, desk.history, name=revision.name).change)
    assert list(desk.catalogue.operations.values()) == list(START.operations.values())


def test_an_operation_gets_the_audience_that_it_is_placed_in() -> None:
    for audience, leaves in (("v", ""), ("e", "e")):
        desk, outcome = place("s", Position.FIRST, audience=audience, leaves=leaves)
        assert desk.catalogue.get("s").audiences == (("a", "v") if audience == "v" else ("a", "e"))
        assert outcome.change


def test_a_placing_of_many_is_one_action_that_is_undone() -> None:
    desk = place("rst", Position.FIRST)[0]
    assert "".join(desk.catalogue.operations) == "rstpq"
    name = next(iter(desk.history)).name
    desk.commit(undo_action(desk.catalogue, desk.history, name=name).change)
    assert list(desk.catalogue.operations) == list(START.operations)


def test_each_operation_has_a_label_of_its_own() -> None:
    labels = label_operations(START)
    assert list(labels.values()) == list(START.operations)
    assert list(labels)[:3] == ["Recettes", "Recettes (2)", "Recettes (2) (2)"]
    assert [find_by_title(START, label) for label in labels] == list(START.operations)
    assert find_by_title(START, "recettes") == "p"
