"""`gersapp.catalogue.editing.undo`: an action undone is as if it had not been, and nothing done since is lost."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import orjson
import pytest

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing import bulk
from gersapp.catalogue.editing.draft import Draft
from gersapp.catalogue.editing.undo import brought_back, is_undone, undoings_among, undone
from gersapp.catalogue.history.fields import HEADING
from gersapp.catalogue.history.history import Act, History, Revision
from gersapp.catalogue.model import MAX_AUDIENCES, Audience, Heading, Link, Operation
from gersapp.errors import CannotUndo, NotFound
from gersapp.store.tinydb.documents import Documents

AUDIENCES = (Audience("a", "Adultes"), Audience("e", "Enfants"), Audience("t", "Tout public"))
URLS = [f"https://www.gers.fr/{letter}" for letter in "abc"]


def operation(id: str, *audiences: str) -> Operation:
    return Operation(id, id.upper(), "", audiences or ("a",), ("x",), tuple(map(Link, URLS[:2])))


def said(catalogue: Catalogue) -> tuple[Any, ...]:
    """All that a catalogue says, to be compared: it has no equality of its own."""
    return catalogue.heading, list(catalogue.operations.items()), dict(catalogue.trash)


def edited(catalogue: Catalogue, id: str, **values: Any) -> Catalogue:
    before = catalogue.get(id)
    return catalogue.replaced(replace(before, **values), before.revision)


def deleted(catalogue: Catalogue, id: str) -> Catalogue:
    return catalogue.deleted(id, catalogue.get(id).revision)


def headed(catalogue: Catalogue, **values: Any) -> Catalogue:
    return catalogue.with_heading(replace(catalogue.heading, **values), catalogue.heading.revision)


class Desk:
    """A catalogue that is changed and undone: p, q, r, s in this order, and u, v in the trash."""

    def __init__(self) -> None:
        all_of_them = [operation("u"), operation("p"), operation("q", "a", "e"), *map(operation, "rsv")]
        first = Catalogue.of(Heading("Titre", "Organisme", "#Gers", "", AUDIENCES), all_of_them)
        self.documents = Documents.empty().updated(first, Act(), 0)
        self.do(lambda here: bulk.deleted(here, ["u", "v"]))

    @property
    def now(self) -> Catalogue:
        return self.documents.catalogue

    def do(self, change: Callable[[Catalogue], Catalogue], act: Act = Act()) -> int:  # noqa: B008
        """Make a change; gives the number of the action."""
        last = self.documents.history.last
        after = change(self.now)
        if after is not self.now:
            self.documents = self.documents.updated(after, act, 0)
        return last + 1

    def undo(self, action: int) -> int:
        return self.do(
            lambda here: undone(here, self.documents.history, action), Act(cause="undo", of=action)
        )

    def bring_back(self, id: str, number: int) -> int:
        return self.do(
            lambda here: brought_back(here, self.documents.history, id, number), Act(cause="version")
        )

    def edit_file(self, change: Callable[[dict[str, Any]], object]) -> int:
        """Change the file by hand while it is in use."""
        last = self.documents.history.last
        tables = orjson.loads(orjson.dumps(self.documents.tables))
        change(tables)
        self.documents = Documents.of(tables).caught_up(self.documents, 0)
        return last + 1


def _rows(*keys: str) -> Callable[[dict[str, Any]], object]:
    """The file with these operations only, in this order."""
    return lambda tables: tables.update(operations={key: tables["operations"][key] for key in keys})


ACTIONS: dict[str, Callable[[Catalogue], Catalogue]] = {
    "a title": lambda here: edited(here, "p", title="Autre"),
    "all fields": lambda here: edited(
        here, "q", title="T", description="D\nD", audiences=("t",), platforms=(), links=(Link(URLS[2]),)
    ),
    "links in another order": lambda here: edited(here, "p", links=tuple(map(Link, reversed(URLS)))),
    "an addition": lambda here: here.added(operation("n"), 1),
    "an addition at the end": lambda here: here.added(operation("n")),
    "a deletion": lambda here: deleted(here, "q"),
    "a restoration": lambda here: here.restored("u"),
    "a move down": lambda here: here.moved("p", "r", after=True),
    "a move up": lambda here: here.moved("s", "p", after=False),
    "many moves": lambda here: here.moved("p", "s", after=True).moved("r", "q", after=False),
    "the heading": lambda here: headed(here, title="Autre", body="Autre", hashtag="#A", introduction="A\nB"),
    "a new audience": lambda here: here.with_audience(Audience("z", "Z")),
    "an audience renamed": lambda here: bulk.audience_renamed(here, "e", "Petits"),
    "an audience merged": lambda here: bulk.audience_merged(here, "a", "t"),
    "an audience removed": lambda here: bulk.audience_removed(here, "t"),
    "an audience for many": lambda here: bulk.with_value(here, list("pqr"), "audiences", "t"),
    "a platform from many": lambda here: bulk.without_value(here, list("pqr"), "platforms", "x"),
    "many deletions": lambda here: bulk.deleted(here, list("prs")),
    "all deleted": lambda here: bulk.deleted(here, list("pqrs")),
    "all of it": lambda here: headed(
        edited(deleted(here, "q").restored("u").moved("s", "p", after=False), "p", title="Autre"),
        title="Autre",
    ).added(operation("n"), 2),
}


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_undone_gives_what_was_before_and_undone_again_what_was_after(name: str) -> None:
    desk = Desk()
    before = said(desk.now)
    action = desk.do(ACTIONS[name])
    after = said(desk.now)
    assert after != before
    undo = desk.undo(action)
    there_before = (*before[:2], {id: each for id, each in before[2].items() if id not in "n"})
    heading, operations, trash = said(desk.now)
    assert (heading, operations, {id: each for id, each in trash.items() if id != "n"}) == there_before
    again = desk.undo(undo)
    assert said(desk.now) == after
    desk.undo(again)
    assert said(desk.now)[:2] == before[:2]


@pytest.mark.parametrize(
    "keys", [("3", "4"), ("5",), (), ("5", "4", "3", "2"), ("3", "2", "5", "4"), ("4", "2"), ("5", "3")]
)
def test_operations_taken_out_or_moved_by_hand_come_back_to_their_places(keys: tuple[str, ...]) -> None:
    desk = Desk()
    before = said(desk.now)
    action = desk.edit_file(_rows(*keys))
    after = said(desk.now)
    undo = desk.undo(action)
    assert said(desk.now) == before
    desk.undo(undo)
    assert said(desk.now)[:2] == after[:2]


def test_additions_undone_after_they_changed_places_come_back_where_they_were() -> None:
    desk = Desk()
    action = desk.do(lambda here: here.added(operation("n"), 0).added(operation("m"), 2))
    desk.do(lambda here: here.moved("n", "s", after=True))
    order = list(desk.now.operations)
    undo = desk.undo(action)
    left = {each.operation: each.place for each in desk.documents.history.action(undo)}
    trash = desk.now.trash
    assert [(trash[id].position, None) for id in ("n", "m")] == [left["n"], left["m"]]
    desk.undo(undo)
    assert list(desk.now.operations) == order


# -- what was done since


def test_what_was_changed_since_elsewhere_stays() -> None:
    desk = Desk()
    action = desk.do(lambda here: edited(here, "p", title="Autre", links=tuple(map(Link, URLS))))
    desk.do(lambda here: edited(here, "p", description="Depuis", links=tuple(map(Link, URLS[1:]))))
    desk.do(lambda here: edited(here, "q", title="Depuis"))
    desk.do(lambda here: here.with_audience(Audience("z", "Z")))
    desk.undo(action)
    p = desk.now.get("p")
    assert (p.title, p.description, p.links) == ("P", "Depuis", (Link(URLS[1]),))
    assert desk.now.get("q").title == "Depuis"
    assert desk.now.heading.audiences == (*AUDIENCES, Audience("z", "Z"))


def test_a_move_is_undone_among_what_came_and_went_since() -> None:
    desk = Desk()
    action = desk.do(lambda here: here.moved("r", "p", after=False), Act(about="r"))
    desk.do(lambda here: here.added(operation("n"), 0))
    desk.do(lambda here: deleted(here, "p"))
    desk.undo(action)
    assert list(desk.now.operations) == ["n", "q", "r", "s"]


def test_a_deletion_is_undone_among_what_came_and_went_since() -> None:
    desk = Desk()
    action = desk.do(lambda here: deleted(here, "r"))
    desk.do(lambda here: here.added(operation("n"), 0))
    desk.undo(action)
    assert list(desk.now.operations) == ["n", "p", "q", "r", "s"]


def test_an_addition_that_was_changed_since_goes_to_the_trash_as_it_is_now() -> None:
    desk = Desk()
    action = desk.do(lambda here: here.added(operation("n"), 1))
    desk.do(lambda here: edited(here, "n", title="Depuis"))
    undo = desk.undo(action)
    assert desk.now.trash["n"].operation.title == "Depuis"
    desk.undo(undo)
    assert desk.now.get("n").title == "Depuis"


# What is undone → what was done since, and what cannot be undone for it.
STUCK: dict[str, tuple[str, Callable[[Catalogue], Catalogue], list[tuple[str, tuple[str, ...]]]]] = {
    "the same field": ("a title", lambda here: edited(here, "p", title="Depuis"), [("p", ("title",))]),
    "some fields": (
        "all fields",
        lambda here: edited(here, "q", description="Depuis", platforms=("facebook",)),
        [("q", ("description", "platforms"))],
    ),
    "texts of the heading": (
        "the heading",
        lambda here: headed(here, title="Depuis", hashtag="#D"),
        [(HEADING, ("title", "hashtag"))],
    ),
    "one of many": (
        "an audience for many",
        lambda here: edited(here, "q", audiences=("e", "t")),
        [("q", ("audiences",))],
    ),
    "the same in the trash": (
        "a title",
        lambda here: deleted(edited(here, "p", title="Depuis"), "p"),
        [("p", ("title",))],
    ),
    "a name given to the audience again": (
        "an audience renamed",
        lambda here: bulk.audience_renamed(here, "e", "Depuis"),
        [(HEADING, ("audiences",))],
    ),
}


@pytest.mark.parametrize("name", STUCK)
def test_what_was_changed_again_since_cannot_be_undone_and_nothing_is(name: str) -> None:
    done, since, stuck = STUCK[name]
    desk = Desk()
    action = desk.do(ACTIONS[done])
    desk.do(since)
    before = said(desk.now)
    with pytest.raises(CannotUndo) as raised:
        desk.undo(action)
    assert raised.value.stuck == stuck
    assert said(desk.now) == before


def test_what_is_undone_already_changes_nothing_and_what_never_was_is_not_found() -> None:
    desk = Desk()
    action = desk.do(ACTIONS["a title"])
    desk.undo(action)
    assert undone(desk.now, desk.documents.history, action) is desk.now
    for number in (0, action + 2, 10_000):
        with pytest.raises(NotFound):
            undone(desk.now, desk.documents.history, number)


def test_a_purge_cannot_be_undone() -> None:
    desk = Desk()
    desk.documents = desk.documents.without("p", 0)
    with pytest.raises(NotFound):
        undone(desk.now, desk.documents.history, desk.documents.history.last)


def test_an_action_is_undone_or_not_through_all_undoings_of_undoings() -> None:
    desk = Desk()
    action = other = desk.do(ACTIONS["a title"])
    for expected in (True, False, True, False):
        other = desk.undo(other)
        assert is_undone(desk.documents.history, action) is expected
    desk.undo(action)
    assert is_undone(desk.documents.history, action)
    assert not is_undone(desk.documents.history, 2)


# -- audiences


def test_audiences_removed_since_come_back_under_their_last_name() -> None:
    desk = Desk()
    action = desk.do(lambda here: edited(here, "q", audiences=("a",)))
    desk.do(lambda here: bulk.audience_renamed(here, "e", "Petits"))
    desk.do(lambda here: bulk.audience_removed(here, "e"))
    desk.undo(action)
    assert desk.now.get("q").audiences == ("a", "e")
    assert desk.now.heading.audiences == (AUDIENCES[0], AUDIENCES[2], Audience("e", "Petits"))


def test_the_renaming_of_an_audience_that_was_removed_since_cannot_be_undone() -> None:
    desk = Desk()
    desk.do(lambda here: here.with_audience(Audience("n", "Nouvelle")))
    action = desk.do(lambda here: bulk.audience_renamed(here, "n", "Autre"))
    desk.do(lambda here: bulk.audience_removed(here, "n"))
    with pytest.raises(CannotUndo) as refused:
        desk.undo(action)
    assert refused.value.stuck == [(HEADING, ("audiences",))]
    assert desk.now.heading.audiences == AUDIENCES


def test_an_audience_in_use_since_stays_when_its_addition_is_undone() -> None:
    desk = Desk()
    action = desk.do(lambda here: here.with_audience(Audience("z", "Z")).added(operation("n", "z")))
    desk.do(lambda here: edited(here, "p", audiences=("a", "z")))
    desk.undo(action)
    assert desk.now.get("p").audiences == ("a", "z")
    assert desk.now.heading.audiences == (*AUDIENCES, Audience("z", "Z"))
    assert "n" in desk.now.trash


def test_an_audience_of_what_goes_to_the_trash_stays_too() -> None:
    desk = Desk()
    action = desk.do(lambda here: here.with_audience(Audience("z", "Z")).added(operation("n", "z")))
    after = said(desk.now)
    undo = desk.undo(action)
    assert list(desk.now.operations) == list("pqrs")
    assert desk.now.heading.audiences == (*AUDIENCES, Audience("z", "Z"))
    desk.undo(undo)
    assert said(desk.now) == after


def test_an_audience_for_which_there_is_no_room_any_more_cannot_come_back() -> None:
    desk = Desk()
    action = desk.do(lambda here: edited(here, "q", audiences=("a",)))
    desk.do(lambda here: bulk.audience_removed(here, "e"))
    many = tuple(Audience(f"c{number}", "C") for number in range(MAX_AUDIENCES - 2))
    desk.do(lambda here: headed(here, audiences=(*here.heading.audiences, *many)))
    with pytest.raises(CannotUndo) as raised:
        desk.undo(action)
    assert raised.value.stuck == [(HEADING, ("audiences",))]


# -- versions brought back


def test_an_earlier_version_is_brought_back_and_that_is_undone() -> None:
    desk = Desk()
    first = desk.do(lambda here: edited(here, "p", title="Un", links=()))
    desk.do(lambda here: edited(here, "p", title="Deux", description="D"))
    after = said(desk.now)
    back = desk.bring_back("p", first)
    assert desk.now.get("p") == replace(operation("p"), title="Un", links=())
    desk.undo(back)
    assert said(desk.now) == after


def test_what_was_deleted_comes_back_with_its_version() -> None:
    desk = Desk()
    first = desk.do(lambda here: edited(here, "p", title="Un"))
    desk.do(lambda here: deleted(edited(here, "p", title="Deux"), "p"))
    desk.bring_back("p", first)
    assert list(desk.now.operations) == list("pqrs")
    assert desk.now.get("p").title == "Un"


def test_what_was_taken_out_of_the_file_by_hand_comes_back_at_the_end() -> None:
    desk = Desk()
    action = desk.edit_file(_rows("3", "4", "5"))
    desk.bring_back("p", action)
    assert list(desk.now.operations) == list("qrsp")
    assert desk.now.get("p") == operation("p")


def test_the_texts_of_the_heading_are_brought_back_and_its_audiences_stay() -> None:
    desk = Desk()
    first = desk.do(lambda here: headed(here, title="Un"))
    desk.do(lambda here: headed(here, title="Deux"))
    desk.do(lambda here: here.with_audience(Audience("z", "Z")))
    desk.bring_back(HEADING, first)
    assert desk.now.heading == Heading("Un", "Organisme", "#Gers", "", (*AUDIENCES, Audience("z", "Z")))


def test_a_version_that_never_was_is_not_found() -> None:
    desk = Desk()
    number = desk.do(ACTIONS["a title"])
    for id, wrong in (("p", number + 1), ("q", number), ("zzz", number), (HEADING, number)):
        with pytest.raises(NotFound):
            brought_back(desk.now, desk.documents.history, id, wrong)


def test_a_version_that_is_the_one_now_is_no_change() -> None:
    desk = Desk()
    number = desk.do(ACTIONS["a title"])
    assert brought_back(desk.now, desk.documents.history, "p", number) is desk.now


# -- drafts


def test_a_draft_that_changes_nothing_is_the_catalogue_that_it_was_made_from() -> None:
    here = Desk().now
    draft = Draft(here)
    draft.put(replace(here.get("p")))
    draft.move("p", 2)
    draft.move("p", 0)
    draft.heading = replace(here.heading)
    assert draft.finished() is here


def test_a_chain_of_thousands_of_undoings_is_followed_to_its_end() -> None:
    revisions = [
        Revision(number, number, number, "Jeanne", "undo" if number > 1 else "", number - 1, "une", {})
        for number in range(1, 3_001)
    ]
    assert is_undone(History.of((), revisions), 1)
    assert not is_undone(History.of((), revisions[:-1]), 1)
    # Every second one did again what the one before undid.
    assert undoings_among(History.of((), revisions), {1, 2, 3, 3_000}) == {2, 3_000}
