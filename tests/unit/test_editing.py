"""`gersapp.catalogue.editing`: one operation added, deleted, restored, moved."""

from functools import partial

import pytest

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.add import add_operation
from gersapp.catalogue.editing.delete import delete_operation, restore_operation
from gersapp.catalogue.editing.move import Direction, move_operation
from gersapp.catalogue.editing.outcomes import Gone, OperationEdited, Stale
from gersapp.catalogue.editing.typed import TypedOperation
from gersapp.catalogue.history.recorded import RecordedHistory
from gersapp.catalogue.model import Audience, Heading, Link, Operation
from gersapp.catalogue.search.selection import Selection
from tests.support.editing import Desk, Outcome, put

AUDIENCES = (Audience("a", "Adultes"), Audience("e", "Enfants"))
FIRST = Catalogue.of(
    Heading("Titre", audiences=AUDIENCES),
    [Operation(id, id.upper(), "", ("a",) if id in "ps" else ("a", "e")) for id in "pqrs"],
)


def new_desk() -> Desk:
    """p, q, r, s in this order, of which q and r have two audiences; the history begins now."""
    desk = Desk(FIRST)
    desk.history = RecordedHistory()
    return desk


def operation_of(outcome: Outcome) -> Operation:
    assert isinstance(outcome, OperationEdited)
    return outcome.operation


# -- additions


def test_an_addition_is_the_last_and_has_an_id_of_its_title() -> None:
    desk = new_desk()
    typed = TypedOperation(
        title="P", description="Ligne", audiences=("a",), platforms=("x",), links=("https://www.gers.fr/",)
    )
    outcome = add_operation(desk.catalogue, desk.history, typed=typed)
    desk.commit(outcome.change)
    added = Operation("p-2", "P", "Ligne", ("a",), ("x",), (Link("https://www.gers.fr/"),))
    assert operation_of(outcome) == added
    assert list(desk.catalogue.operations) == ["p", "q", "r", "s", "p-2"]
    assert desk.catalogue.get("p-2") == added


# -- deletions


@pytest.mark.parametrize("revision", [None, FIRST.get("q").revision])
def test_an_operation_is_deleted_and_comes_back_in_place(revision: str | None) -> None:
    desk = new_desk()
    outcome = delete_operation(desk.catalogue, desk.history, id="q", revision=revision)
    desk.commit(outcome.change)
    assert operation_of(outcome) == FIRST.get("q")
    assert list(desk.catalogue.operations) == ["p", "r", "s"]
    assert list(desk.catalogue.trash) == ["q"]
    restored = restore_operation(desk.catalogue, desk.history, id="q")
    desk.commit(restored.change)
    assert operation_of(restored) == FIRST.get("q")
    assert list(desk.catalogue.operations) == ["p", "q", "r", "s"]
    assert not desk.catalogue.trash


@pytest.mark.parametrize("revision", [FIRST.get("q").revision, "", "0"])
def test_an_operation_changed_since_is_not_deleted(revision: str) -> None:
    desk = new_desk()
    desk.edit(lambda draft: put(draft, "q", title="Autre"))
    outcome = delete_operation(desk.catalogue, desk.history, id="q", revision=revision)
    assert outcome == Stale(("q",))
    assert outcome.change is None


def test_what_is_in_the_catalogue_is_not_restored() -> None:
    outcome = restore_operation(FIRST, RecordedHistory(), id="q")
    assert outcome == OperationEdited(change=None, operation=FIRST.get("q"))


ALL = Selection()
MOVE = partial(move_operation, selection=ALL, section="a", direction=Direction.UP)


@pytest.mark.parametrize("use_case", [delete_operation, restore_operation, MOVE])
def test_an_operation_that_never_was_is_gone(use_case: partial[Outcome]) -> None:
    outcome = use_case(FIRST, RecordedHistory(), id="zzz")
    assert outcome == Gone(None, is_in_trash=False)
    assert outcome.change is None


def test_an_operation_in_the_trash_is_gone_and_says_since_when() -> None:
    desk = new_desk()
    desk.edit(lambda draft: draft.delete({"q"}))
    (deletion,) = desk.history
    assert MOVE(desk.catalogue, desk.history, id="q") == Gone(deletion, is_in_trash=True)


# -- moves


def moved(id: str, direction: Direction, selection: Selection = ALL, section: str = "a") -> tuple[str, bool]:
    """The order after a move, and whether anything changed."""
    desk = new_desk()
    outcome = move_operation(
        desk.catalogue, desk.history, id=id, selection=selection, section=section, direction=direction
    )
    assert operation_of(outcome) == FIRST.get(id)
    desk.commit(outcome.change)
    assert {revision.operation for revision in desk.history} <= {id}
    return "".join(desk.catalogue.operations), outcome.change is not None


@pytest.mark.parametrize(
    ("id", "direction", "order"),
    [
        ("q", Direction.UP, "qprs"),
        ("q", Direction.DOWN, "prqs"),
        ("r", Direction.UP, "prqs"),
        ("s", Direction.UP, "pqsr"),
        ("p", Direction.DOWN, "qprs"),
    ],
)
def test_an_operation_changes_places_with_its_neighbour(id: str, direction: Direction, order: str) -> None:
    assert moved(id, direction) == (order, True)


@pytest.mark.parametrize(("id", "direction"), [("p", Direction.UP), ("s", Direction.DOWN)])
def test_the_first_and_the_last_stay(id: str, direction: Direction) -> None:
    assert moved(id, direction) == ("pqrs", False)


def test_the_neighbour_is_one_that_the_selection_shows() -> None:
    shown = Selection(q="p")
    assert moved("p", Direction.DOWN, shown) == ("pqrs", False)
    assert moved("q", Direction.UP, section="e") == ("pqrs", False)
    assert moved("q", Direction.DOWN, section="e") == ("prqs", True)


def test_an_operation_that_is_not_shown_there_stays() -> None:
    assert moved("s", Direction.UP, section="e") == ("pqrs", False)
    assert moved("q", Direction.UP, Selection(q="r")) == ("pqrs", False)
    assert moved("q", Direction.UP, section="martiens") == ("pqrs", False)


def test_a_move_passes_over_what_is_not_shown() -> None:
    desk = new_desk()
    desk.edit(lambda draft: put(draft, "q", audiences=("e",)))
    use_case = partial(move_operation, selection=ALL, section="a", direction=Direction.UP)
    desk.do(partial(use_case, id="r"))
    assert list(desk.catalogue.operations) == ["r", "p", "q", "s"]
