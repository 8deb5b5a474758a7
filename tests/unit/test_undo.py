"""`gersapp.catalogue.editing.undo`: what was done since is never lost."""

from collections.abc import Callable
from functools import partial

import pytest

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.outcomes import CannotUndo, Edited, NotInHistory
from gersapp.catalogue.editing.undo import undo_action
from gersapp.catalogue.editing.versions import ORIGINAL
from gersapp.catalogue.history.fields import HEADING
from gersapp.catalogue.history.recorded import RecordedHistory
from gersapp.catalogue.history.revisions import Cause, Revision
from gersapp.catalogue.model import Audience, Heading, Link
from tests.support.editing import Desk, add_audience, content_of, in_turn, put, put_heading
from tests.support.steps import CountedId, counted
from tests.support.undoing import (
    ACTIONS,
    AUDIENCES,
    URLS,
    by_draft,
    change_and_delete,
    new_desk,
    only,
    operation,
    rename,
    undo,
)


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_is_undone_and_its_undoing_too(name: str) -> None:
    desk = new_desk()
    before = content_of(desk.catalogue)
    action = ACTIONS[name](desk)
    after = content_of(desk.catalogue)
    assert after != before
    undoing = undo(desk, action)
    heading, operations, trash = content_of(desk.catalogue)
    # What was added stays in the trash.
    assert (heading, operations, {id: trashed for id, trashed in trash.items() if id != "n"}) == before
    again = undo(desk, undoing)
    assert content_of(desk.catalogue) == after
    undo(desk, again)
    assert content_of(desk.catalogue)[:2] == before[:2]


@pytest.mark.parametrize("ids", ["qr", "s", "", "srqp", "qpsr", "rp", "sq"])
def test_what_was_taken_out_or_moved_by_hand_comes_back_in_place(ids: str) -> None:
    desk = new_desk()
    before = content_of(desk.catalogue)
    action = desk.replace(only(desk.catalogue, ids))
    after = content_of(desk.catalogue)
    undoing = undo(desk, action)
    assert content_of(desk.catalogue) == before
    undo(desk, undoing)
    assert content_of(desk.catalogue)[:2] == after[:2]


def test_additions_undone_after_they_moved_come_back_in_place() -> None:
    desk = new_desk()
    action = desk.edit(
        in_turn(lambda draft: draft.add(operation("n"), 0), lambda draft: draft.add(operation("m"), 2))
    )
    desk.edit(lambda draft: draft.move("n", 5))
    order = list(desk.catalogue.operations)
    assert order == list("pmqrsn")
    undoing = undo(desk, action)
    found = desk.history.action(undoing)
    assert found
    left = {revision.operation: revision.place for revision in found.revisions}
    trash = desk.catalogue.trash
    assert [(trash[id].position, None) for id in ("n", "m")] == [left["n"], left["m"]]
    undo(desk, undoing)
    assert list(desk.catalogue.operations) == order


# -- what was done since


def test_undo_leaves_later_changes_of_other_fields() -> None:
    desk = new_desk()
    action = desk.edit(lambda draft: put(draft, "p", title="Autre", links=tuple(map(Link, URLS))))
    desk.edit(lambda draft: put(draft, "p", description="Depuis", links=tuple(map(Link, URLS[1:]))))
    desk.edit(lambda draft: put(draft, "q", title="Depuis"))
    desk.edit(lambda draft: add_audience(draft, "z", "Z"))
    undo(desk, action)
    p = desk.catalogue.get("p")
    assert (p.title, p.description, p.links) == ("P", "Depuis", (Link(URLS[1]),))
    assert desk.catalogue.get("q").title == "Depuis"
    assert desk.catalogue.heading.audiences == (*AUDIENCES, Audience("z", "Z"))


def test_a_move_is_undone_among_what_came_and_went_since() -> None:
    desk = new_desk()
    action = desk.edit(lambda draft: draft.move("r", 0))
    desk.edit(lambda draft: draft.add(operation("n"), 0))
    desk.edit(lambda draft: draft.delete({"p"}))
    undo(desk, action)
    assert list(desk.catalogue.operations) == ["n", "q", "r", "s"]


def test_a_deletion_is_undone_among_what_came_and_went_since() -> None:
    desk = new_desk()
    action = desk.edit(lambda draft: draft.delete({"r"}))
    desk.edit(lambda draft: draft.add(operation("n"), 0))
    undo(desk, action)
    assert list(desk.catalogue.operations) == ["n", "p", "q", "r", "s"]


def test_an_addition_changed_since_goes_to_the_trash_as_it_is() -> None:
    desk = new_desk()
    action = desk.edit(lambda draft: draft.add(operation("n"), 1))
    desk.edit(lambda draft: put(draft, "n", title="Depuis"))
    undoing = undo(desk, action)
    assert desk.catalogue.trash["n"].operation.title == "Depuis"
    undo(desk, undoing)
    assert desk.catalogue.get("n").title == "Depuis"


# What is undone → what was done since, and what cannot be undone for it.
STUCK: dict[str, tuple[str, Callable[[Desk], str], tuple[tuple[str, tuple[str, ...]], ...]]] = {
    "the same field": (
        "a title",
        by_draft(lambda draft: put(draft, "p", title="Depuis")),
        (("p", ("title",)),),
    ),
    "some fields": (
        "all fields",
        by_draft(lambda draft: put(draft, "q", description="Depuis", platforms=("facebook",))),
        (("q", ("description", "platforms")),),
    ),
    "texts of the heading": (
        "the heading",
        by_draft(lambda draft: put_heading(draft, title="Depuis", hashtag="#D")),
        ((HEADING, ("title", "hashtag")),),
    ),
    "one of many": (
        "an audience for many",
        by_draft(lambda draft: put(draft, "q", audiences=("e", "t"))),
        (("q", ("audiences",)),),
    ),
    "the same place": ("a move up", by_draft(lambda draft: draft.move("s", 2)), (("s", ("place",)),)),
    "a place and a field": (
        "all of it",
        by_draft(in_turn(lambda draft: draft.move("s", 4), lambda draft: put(draft, "p", title="Depuis"))),
        (("p", ("title",)), ("s", ("place",))),
    ),
    "the same in the trash": ("a title", by_draft(change_and_delete), (("p", ("title",)),)),
    "a name given to the audience again": (
        "an audience renamed",
        rename("e", "Depuis"),
        ((HEADING, ("audiences",)),),
    ),
}


@pytest.mark.parametrize("name", STUCK)
def test_what_was_changed_again_since_cannot_be_undone(name: str) -> None:
    done, do_since, stuck = STUCK[name]
    desk = new_desk()
    action = ACTIONS[done](desk)
    do_since(desk)
    before = content_of(desk.catalogue)
    outcome = undo_action(desk.catalogue, desk.history, name=action)
    assert outcome == CannotUndo(stuck)
    assert outcome.change is None
    assert content_of(desk.catalogue) == before


def test_what_is_undone_already_changes_nothing() -> None:
    desk = new_desk()
    action = ACTIONS["a title"](desk)
    undo(desk, action)
    assert undo_action(desk.catalogue, desk.history, name=action) == Edited(change=None)


@pytest.mark.parametrize("name", ["", ORIGINAL, "f" * 32, "10000"])
def test_an_action_that_never_was_is_not_in_the_history(name: str) -> None:
    desk = new_desk()
    ACTIONS["a title"](desk)
    assert undo_action(desk.catalogue, desk.history, name=name) == NotInHistory()


def test_an_erasure_cannot_be_undone() -> None:
    desk = new_desk()
    desk.history = desk.history.without("p", desk.catalogue, name="e" * 32, time=0)
    assert desk.history.last == "e" * 32
    assert undo_action(desk.catalogue, desk.history, name="e" * 32) == NotInHistory()


def test_an_action_is_undone_or_not_through_all_undoings() -> None:
    desk = new_desk()
    action = other = ACTIONS["a title"](desk)
    for expected in (True, False, True, False):
        other = undo(desk, other)
        assert (desk.history.undone({action}) == {action}) is expected
    undo(desk, action)
    first = next(iter(desk.history)).name
    assert desk.history.undone({action, first}) == {action}


# -- what it costs


def cost_of_undoing(kind: str, *, size: int, touched: int, later: int = 0) -> int:
    """The steps of undoing an action of a `kind` on `touched` operations among `size`, after `later` moves."""
    ids = [CountedId(f"o-{number}") for number in range(size)]
    desk = Desk(Catalogue.of(Heading(audiences=AUDIENCES), map(operation, ids)))
    chosen = ids[: 2 * touched : 2]
    if kind == "a change of order by hand":
        rest = [id for id in ids if id not in chosen]
        wanted = [desk.catalogue.get(id) for id in [*rest, *chosen[::-1]]]
        action = desk.replace(Catalogue.of(desk.catalogue.heading, wanted))
    else:
        action = desk.edit(lambda draft: draft.delete(set(chosen)))
    if kind in ("the undoing of deletions", "deletions that were done again"):
        undoing = undo(desk, action)
        action = undo(desk, undoing) and action if kind == "deletions that were done again" else undoing
    for number in range(later):
        desk.edit(lambda draft, number=number: draft.move(ids[-1 - number % 2], 0))  # type: ignore[misc]
    with counted() as steps:
        outcome = undo_action(desk.catalogue, desk.history, name=action)
    assert isinstance(outcome, Edited)
    assert outcome.change
    assert len(outcome.change.steps) == touched
    return steps.number


KINDS = [
    "deletions",
    "the undoing of deletions",
    "deletions that were done again",
    "a change of order by hand",
]


@pytest.mark.parametrize("kind", KINDS)
def test_undoing_costs_what_it_touches_in_any_catalogue(kind: str) -> None:
    cost = partial(cost_of_undoing, kind)
    per_more = [
        cost(size=size, touched=30, later=later) - cost(size=size, touched=10, later=later)
        for size, later in [(100, 2), (400, 2), (100, 40)]
    ]
    assert max(per_more) < 1.5 * per_more[0], per_more


def test_a_chain_of_thousands_of_undoings_is_followed_to_its_end() -> None:
    revisions = [
        Revision(
            number=number,
            action=number,
            name=str(number),
            time=number,
            editor="Jeanne",
            cause=Cause.UNDO if number > 1 else Cause.EDIT,
            of=str(number - 1) if number > 1 else "",
            operation="une",
            changes={},
        )
        for number in range(1, 3_001)
    ]
    history = RecordedHistory.of((), revisions)
    assert history.undone({"1"}) == {"1"}
    assert RecordedHistory.of((), revisions[:-1]).undone({"1"}) == set()
    # Every second one did again what the one before undid.
    assert history.undoings({"1", "2", "3", "3000"}) == {"2", "3000"}
    names = {str(number) for number in range(1, 3_001)}
    with counted(most=200_000):
        assert {action.name for action in history.origins(names).values()} == {"1"}
