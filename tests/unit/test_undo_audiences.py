"""`gersapp.catalogue.editing.undo`: audiences come back, and no two have one name."""

from collections.abc import Callable

import pytest

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.draft import Draft
from gersapp.catalogue.editing.outcomes import CannotUndo, Problem, Rejected
from gersapp.catalogue.editing.undo import undo_action
from gersapp.catalogue.history.fields import HEADING
from gersapp.catalogue.history.recorded import RecordedHistory
from gersapp.catalogue.model import MAX_AUDIENCES, Audience, Heading
from tests.support.editing import Desk, add_audience, content_of, put
from tests.support.undoing import (
    AUDIENCES,
    bring,
    merge,
    new_audience,
    new_desk,
    operation,
    remove,
    rename,
    undo,
)


def test_audiences_removed_since_come_back_under_their_last_name() -> None:
    desk = new_desk()
    action = desk.edit(lambda draft: put(draft, "q", audiences=("a",)))
    rename("e", "Petits")(desk)
    remove("e")(desk)
    undo(desk, action)
    assert desk.catalogue.get("q").audiences == ("a", "e")
    assert desk.catalogue.heading.audiences == (AUDIENCES[0], AUDIENCES[2], Audience("e", "Petits"))


def test_the_renaming_of_an_audience_removed_since_is_stuck() -> None:
    desk = new_desk()
    desk.edit(lambda draft: add_audience(draft, "n", "Nouvelle"))
    action = rename("n", "Autre")(desk)
    remove("n")(desk)
    outcome = undo_action(desk.catalogue, desk.history, name=action)
    assert outcome == CannotUndo(((HEADING, ("audiences",)),))
    assert desk.catalogue.heading.audiences == AUDIENCES


def add_with_audience(draft: Draft) -> None:
    add_audience(draft, "z", "Z")
    draft.add(operation("n", "z"))


def test_an_audience_in_use_since_survives_its_undoing() -> None:
    desk = new_desk()
    action = desk.edit(add_with_audience)
    desk.edit(lambda draft: put(draft, "p", audiences=("a", "z")))
    undo(desk, action)
    assert desk.catalogue.get("p").audiences == ("a", "z")
    assert desk.catalogue.heading.audiences == (*AUDIENCES, Audience("z", "Z"))
    assert "n" in desk.catalogue.trash


def test_an_audience_of_what_goes_to_the_trash_stays_too() -> None:
    desk = new_desk()
    action = desk.edit(add_with_audience)
    after = content_of(desk.catalogue)
    undoing = undo(desk, action)
    assert list(desk.catalogue.operations) == list("pqrs")
    assert desk.catalogue.heading.audiences == (*AUDIENCES, Audience("z", "Z"))
    undo(desk, undoing)
    assert content_of(desk.catalogue) == after


def test_an_audience_for_which_there_is_no_room_cannot_come_back() -> None:
    desk = new_desk()
    action = desk.edit(lambda draft: put(draft, "q", audiences=("a",)))
    remove("e")(desk)
    many = tuple(Audience(f"c{number}", "C") for number in range(MAX_AUDIENCES - 2))
    desk.edit(lambda draft: draft.set_audiences([*draft.audiences.values(), *many]))
    outcome = undo_action(desk.catalogue, desk.history, name=action)
    assert outcome == CannotUndo(((HEADING, ("audiences",)),))


def test_an_audience_whose_name_is_not_known_cannot_come_back() -> None:
    desk = new_desk()
    desk.history = RecordedHistory()
    action = desk.edit(lambda draft: put(draft, "q", audiences=("a",)))
    operations = [desk.catalogue.get(id) for id in "pqrs"]
    desk.catalogue = Catalogue.of(Heading(audiences=AUDIENCES[:1]), operations)
    outcome = undo_action(desk.catalogue, desk.history, name=action)
    assert outcome == CannotUndo(((HEADING, ("audiences",)),))


# What is undone → what was done since, and the name that two audiences would have.
TAKEN: dict[str, tuple[Callable[[Desk], str], Callable[[Desk], str], str]] = {
    "a renaming": (rename("a", "Grands"), new_audience("ADULTES"), "ADULTES"),
    "a renaming, another renamed": (rename("a", "Grands"), rename("e", "Adultes"), "Adultes"),
    "a merge": (merge("a", "t"), new_audience("adultes"), "adultes"),
    "a removal": (remove("t"), rename("e", "Tout\u00a0public"), "Tout public"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_undoing_gives_no_two_audiences_the_same_name(name: str) -> None:
    do, do_since, label = TAKEN[name]
    desk = new_desk()
    action = do(desk)
    do_since(desk)
    outcome = undo_action(desk.catalogue, desk.history, name=action)
    assert outcome == Rejected("audiences", Problem.LABEL_TAKEN, (label,))


def test_an_audience_comes_back_as_the_one_that_bears_its_name() -> None:
    desk = new_desk()
    name = desk.edit(lambda draft: put(draft, "q", audiences=("e",)))
    action = desk.edit(lambda draft: put(draft, "q", audiences=("a",)))
    remove("e")(desk)
    new_audience("enfants")(desk)
    bring(desk, "q", name)
    assert desk.catalogue.get("q").audiences == ("enfants",)
    desk.edit(lambda draft: put(draft, "q", audiences=("a",)))
    undo(desk, action)
    assert desk.catalogue.get("q").audiences == ("enfants",)
    assert [audience.slug for audience in desk.catalogue.heading.audiences] == ["a", "t", "enfants"]
