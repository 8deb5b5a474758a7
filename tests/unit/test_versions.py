"""`gersapp.catalogue.editing.versions`: what is brought back, and what cannot be."""

from dataclasses import replace

from gersapp.catalogue.editing.outcomes import CannotUndo, Edited, NotInHistory
from gersapp.catalogue.editing.versions import ORIGINAL, bring_back
from gersapp.catalogue.history.fields import HEADING
from gersapp.catalogue.history.recorded import RecordedHistory
from gersapp.catalogue.model import MAX_AUDIENCES, Audience, Heading
from tests.support.editing import add_audience, content_of, put, put_heading
from tests.support.undoing import (
    ACTIONS,
    AUDIENCES,
    bring,
    change_and_delete,
    new_desk,
    only,
    operation,
    remove,
    undo,
)


def test_an_earlier_version_is_brought_back_and_that_is_undone() -> None:
    desk = new_desk()
    first = desk.edit(lambda draft: put(draft, "p", title="Un", links=()))
    desk.edit(lambda draft: put(draft, "p", title="Deux", description="D"))
    after = content_of(desk.catalogue)
    action = bring(desk, "p", first)
    assert desk.catalogue.get("p") == replace(operation("p"), title="Un", links=())
    undo(desk, action)
    assert content_of(desk.catalogue) == after


def test_the_version_before_all_is_brought_back() -> None:
    desk = new_desk()
    desk.history = RecordedHistory()
    desk.edit(lambda draft: put(draft, "p", title="Un"))
    desk.edit(lambda draft: put(draft, "p", title="Deux"))
    bring(desk, "p", ORIGINAL)
    assert desk.catalogue.get("p") == operation("p")


def test_what_was_deleted_comes_back_with_its_version() -> None:
    desk = new_desk()
    first = desk.edit(lambda draft: put(draft, "p", title="Un"))
    desk.edit(change_and_delete)
    bring(desk, "p", first)
    assert list(desk.catalogue.operations) == list("pqrs")
    assert desk.catalogue.get("p").title == "Un"


def test_what_was_taken_out_by_hand_comes_back_at_the_end() -> None:
    desk = new_desk()
    action = desk.replace(only(desk.catalogue, "qrs"))
    bring(desk, "p", action)
    assert list(desk.catalogue.operations) == list("qrsp")
    assert desk.catalogue.get("p") == operation("p")


def test_the_heading_is_brought_back_and_its_audiences_stay() -> None:
    desk = new_desk()
    first = desk.edit(lambda draft: put_heading(draft, title="Un"))
    desk.edit(lambda draft: put_heading(draft, title="Deux"))
    desk.edit(lambda draft: add_audience(draft, "z", "Z"))
    bring(desk, HEADING, first)
    assert desk.catalogue.heading == Heading("Un", "Organisme", "#Gers", "", (*AUDIENCES, Audience("z", "Z")))


def test_a_version_that_never_was_is_not_in_the_history() -> None:
    desk = new_desk()
    name = ACTIONS["a title"](desk)
    # What was before all of « p » is nothing: it was added.
    for id, wrong in (("p", "f" * 32), ("p", ORIGINAL), ("q", name), ("zzz", name), (HEADING, name)):
        assert bring_back(desk.catalogue, desk.history, id=id, name=wrong) == NotInHistory()


def test_a_version_that_is_the_one_now_changes_nothing() -> None:
    desk = new_desk()
    name = ACTIONS["a title"](desk)
    assert bring_back(desk.catalogue, desk.history, id="p", name=name) == Edited(change=None)


def test_a_version_whose_audience_has_no_room_cannot_come_back() -> None:
    desk = new_desk()
    name = desk.edit(lambda draft: put(draft, "q", audiences=("e",)))
    desk.edit(lambda draft: put(draft, "q", audiences=("a",)))
    remove("e")(desk)
    many = tuple(Audience(f"c{number}", "C") for number in range(MAX_AUDIENCES - 2))
    desk.edit(lambda draft: draft.set_audiences([*draft.audiences.values(), *many]))
    outcome = bring_back(desk.catalogue, desk.history, id="q", name=name)
    assert outcome == CannotUndo(((HEADING, ("audiences",)),))
