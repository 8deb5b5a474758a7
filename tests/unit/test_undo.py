"""`gersapp.catalogue.editing.undo` and `versions`: what was done since is never lost."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing import audiences
from gersapp.catalogue.editing.add import add_operation
from gersapp.catalogue.editing.bulk import change_many
from gersapp.catalogue.editing.draft import Draft
from gersapp.catalogue.editing.outcomes import CannotUndo, Edited, NotInHistory, Problem, Rejected
from gersapp.catalogue.editing.typed import BulkAction, Facet, TypedBulk, TypedOperation
from gersapp.catalogue.editing.undo import undo_action
from gersapp.catalogue.editing.versions import ORIGINAL, bring_back
from gersapp.catalogue.history.fields import HEADING
from gersapp.catalogue.history.recorded import RecordedHistory
from gersapp.catalogue.history.revisions import Act, Cause, Revision
from gersapp.catalogue.model import MAX_AUDIENCES, Audience, Heading, Link, Operation
from tests.support.editing import Desk, Edit, add_audience, content_of, in_turn, put, put_heading
from tests.support.steps import CountedId, counted

AUDIENCES = (Audience("a", "Adultes"), Audience("e", "Enfants"), Audience("t", "Tout public"))
URLS = [f"https://www.gers.fr/{letter}" for letter in "abc"]


def operation(id: str, *audiences: str) -> Operation:
    return Operation(id, id.upper(), "", audiences or ("a",), ("x",), tuple(map(Link, URLS[:2])))


def new_desk() -> Desk:
    """p, q, r, s in this order, and u, v in the trash."""
    all_of_them = [operation("u"), operation("p"), operation("q", "a", "e"), *map(operation, "rsv")]
    desk = Desk(Catalogue.of(Heading("Titre", "Organisme", "#Gers", "", AUDIENCES), all_of_them))
    desk.edit(lambda draft: draft.delete({"u", "v"}))
    return desk


def undo(desk: Desk, action: str) -> str:
    """Undo an action that can be; return the name of the undoing."""
    outcome = undo_action(desk.catalogue, desk.history, name=action)
    assert isinstance(outcome, Edited)
    return desk.commit(outcome.change, Act(cause=Cause.UNDO, of=action))


def bring(desk: Desk, id: str, name: str) -> str:
    """Bring back a version that is known; return the name of the action."""
    outcome = bring_back(desk.catalogue, desk.history, id=id, name=name)
    assert isinstance(outcome, Edited)
    return desk.commit(outcome.change, Act(cause=Cause.VERSION, of=name))


def only(catalogue: Catalogue, ids: str) -> Catalogue:
    """The file with these operations only, in this order."""
    operations = [catalogue.get(id) for id in ids]
    return Catalogue.of(catalogue.heading, operations, catalogue.trash.values())


def rename(slug: str, label: str) -> Callable[[Desk], str]:
    return lambda desk: desk.do(partial(audiences.rename_audience, slug=slug, label=label))


def merge(slug: str, into: str) -> Callable[[Desk], str]:
    return lambda desk: desk.do(partial(audiences.merge_audiences, slug=slug, into=into))


def remove(slug: str) -> Callable[[Desk], str]:
    return lambda desk: desk.do(partial(audiences.remove_audience, slug=slug))


def new_audience(label: str) -> Callable[[Desk], str]:
    typed = TypedOperation(title="N", new_audience=label)
    return lambda desk: desk.do(partial(add_operation, typed=typed))


def in_bulk(
    action: BulkAction, ids: str, facet: Facet = Facet.AUDIENCES, slug: str = ""
) -> Callable[[Desk], str]:
    typed = TypedBulk(ids=tuple(ids), action=action, facet=facet, slug=slug)
    return lambda desk: desk.do(partial(change_many, typed=typed))


def by_draft(edit: Edit) -> Callable[[Desk], str]:
    return lambda desk: desk.edit(edit)


ALL_FIELDS = {
    "title": "T",
    "description": "D\nD",
    "audiences": ("t",),
    "platforms": (),
    "links": (Link(URLS[2]),),
}
ALL_TEXTS = {"title": "Autre", "organisation": "Autre", "hashtag": "#A", "introduction": "A\nB"}


def do_all(draft: Draft) -> None:
    draft.delete({"q"})
    draft.restore("u")
    draft.move("s", 1)
    put(draft, "p", title="Autre")
    put_heading(draft, title="Autre")
    draft.add(operation("n"), 2)


ACTIONS: dict[str, Callable[[Desk], str]] = {
    "a title": by_draft(lambda draft: put(draft, "p", title="Autre")),
    "all fields": by_draft(lambda draft: put(draft, "q", **ALL_FIELDS)),
    "links in another order": by_draft(lambda draft: put(draft, "p", links=tuple(map(Link, reversed(URLS))))),
    "an addition": by_draft(lambda draft: draft.add(operation("n"), 1)),
    "an addition at the end": by_draft(lambda draft: draft.add(operation("n"))),
    "a deletion": by_draft(lambda draft: draft.delete({"q"})),
    "a restoration": by_draft(lambda draft: draft.restore("u")),
    "a move down": by_draft(lambda draft: draft.move("p", 2)),
    "a move up": by_draft(lambda draft: draft.move("s", 0)),
    "many moves": by_draft(in_turn(lambda draft: draft.move("p", 3), lambda draft: draft.move("r", 0))),
    "the heading": by_draft(lambda draft: put_heading(draft, **ALL_TEXTS)),
    "a new audience": by_draft(lambda draft: add_audience(draft, "z", "Z")),
    "an audience renamed": rename("e", "Petits"),
    "an audience merged": merge("a", "t"),
    "an audience removed": remove("t"),
    "an audience for many": in_bulk(BulkAction.ADD, "pqr", slug="t"),
    "a platform from many": in_bulk(BulkAction.REMOVE, "pqr", Facet.PLATFORMS, "x"),
    "many deletions": in_bulk(BulkAction.DELETE, "prs"),
    "all deleted": in_bulk(BulkAction.DELETE, "pqrs"),
    "all of it": by_draft(do_all),
}


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


def change_and_delete(draft: Draft) -> None:
    put(draft, "p", title="Depuis")
    draft.delete({"p"})


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


# -- audiences


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


# -- versions brought back


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
