"""`gersapp.catalogue.editing.bulk` and `audiences`: many operations changed as one, and the way back."""

from collections.abc import Callable, Sequence
from functools import partial

import pytest

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.audiences import merge_audiences, remove_audience, rename_audience
from gersapp.catalogue.editing.bulk import change_many
from gersapp.catalogue.editing.outcomes import (
    AudienceInUse,
    Edited,
    LeftWithoutAudience,
    ManyEdited,
    OperationsGone,
    Problem,
    Rejected,
    UnknownAudience,
)
from gersapp.catalogue.editing.typed import BulkAction, Facet, TypedBulk
from gersapp.catalogue.editing.undo import undo_action
from gersapp.catalogue.history.history import History
from gersapp.catalogue.history.recorded import RecordedHistory
from gersapp.catalogue.history.revisions import Act, Cause
from gersapp.catalogue.model import Audience, Heading, Operation
from gersapp.catalogue.search.selection import Selection
from tests.support.editing import Desk, Outcome, content_of, edited, put

AUDIENCES = (Audience("adultes", "Adultes"), Audience("aines", "Aînés"), Audience("tous", "Tout public"),
             Audience("vide", "Personne"))  # fmt: skip
JEANNE = Act("Jeanne")
UseCase = Callable[[Catalogue, History], Outcome]


def catalogue_of(size: int) -> Catalogue:
    """`size` operations, of which every third has two audiences; the last but one is in the trash."""
    operations = [
        Operation(
            f"o-{i}",
            f"Titre {i}",
            "",
            ("adultes", "tous") if i % 3 == 0 else ("aines",),
            ("x",) if i % 2 else (),
        )
        for i in range(size)
    ]
    catalogue = Catalogue.of(Heading("Catalogue", audiences=AUDIENCES), operations)
    return edited(catalogue, lambda draft: draft.delete({f"o-{size - 2}"})) if size > 2 else catalogue


def desk_of(size: int) -> Desk:
    """A desk whose history begins now."""
    desk = Desk(catalogue_of(size))
    desk.history = RecordedHistory()
    return desk


def assert_index_is_true(catalogue: Catalogue) -> None:
    """What the index finds is what a catalogue made anew of the same finds."""
    anew = Catalogue.of(catalogue.heading, catalogue.operations.values(), catalogue.trash.values())
    for asked in (
        Selection(),
        Selection(("tous",)),
        Selection((), ("x",)),
        Selection((), ("tiktok",)),
        Selection((), (), "titre 1"),
    ):
        assert catalogue.find(asked) == anew.find(asked)


def bulk(action: BulkAction, ids: Sequence[str], facet: Facet = Facet.AUDIENCES, slug: str = "") -> UseCase:
    return partial(change_many, typed=TypedBulk(ids=tuple(ids), action=action, facet=facet, slug=slug))


add_audience = partial(bulk, BulkAction.ADD, facet=Facet.AUDIENCES)
add_platform = partial(bulk, BulkAction.ADD, facet=Facet.PLATFORMS)
remove_value = partial(bulk, BulkAction.REMOVE)
delete = partial(bulk, BulkAction.DELETE)


def outcome_of(use_case: UseCase, size: int = 9) -> Outcome:
    return use_case(catalogue_of(size), RecordedHistory())


USE_CASES: dict[str, Callable[[list[str]], UseCase]] = {
    "an audience added": lambda ids: add_audience(ids, slug="tous"),
    "a platform added": lambda ids: add_platform(ids, slug="tiktok"),
    "a platform removed": lambda ids: remove_value(ids, facet=Facet.PLATFORMS, slug="x"),
    "deleted": delete,
    "an audience renamed": lambda _: partial(rename_audience, slug="aines", label="Les aînés"),
    "audiences merged": lambda _: partial(merge_audiences, slug="adultes", into="aines"),
    "audiences merged, the other way": lambda _: partial(merge_audiences, slug="tous", into="adultes"),
    "an audience removed": lambda _: partial(remove_audience, slug="vide"),
}


@pytest.mark.parametrize("size", [2, 9, 350])
@pytest.mark.parametrize("name", USE_CASES)
def test_each_is_one_action_and_undone_at_once(name: str, size: int) -> None:
    desk = desk_of(size)
    before = content_of(desk.catalogue)
    action = desk.do(USE_CASES[name](list(desk.catalogue.operations)[: size // 2 + 1]), JEANNE)
    after = content_of(desk.catalogue)
    assert after != before
    assert_index_is_true(desk.catalogue)
    assert {(revision.action, revision.name) for revision in desk.history} == {(1, action)}
    undoing = desk.do(partial(undo_action, name=action), Act("Jeanne", Cause.UNDO, action))
    assert content_of(desk.catalogue) == before
    assert_index_is_true(desk.catalogue)
    # And the undoing in its turn.
    desk.do(partial(undo_action, name=undoing))
    assert content_of(desk.catalogue) == after


@pytest.mark.parametrize("name", USE_CASES)
def test_undoing_leaves_what_others_changed_since(name: str) -> None:
    desk = desk_of(9)
    before = desk.catalogue
    action = desk.do(USE_CASES[name](list(before.operations)[:4]), JEANNE)
    desk.edit(lambda draft: put(draft, "o-5", description="De Paul"), Act("Paul"))
    desk.do(partial(undo_action, name=action))
    back = desk.catalogue
    assert back.get("o-5").description == "De Paul"
    assert list(back.operations) == list(before.operations)
    assert [operation.audiences for operation in back.operations.values()] == [
        operation.audiences for operation in before.operations.values()
    ]


def test_an_added_audience_stands_in_the_order_of_the_catalogue() -> None:
    desk = desk_of(9)
    desk.do(add_audience(["o-0", "o-1", "o-0"], slug="aines"))
    assert desk.catalogue.get("o-0").audiences == ("adultes", "aines", "tous")
    assert desk.catalogue.get("o-1").audiences == ("aines",)


def test_as_many_are_counted_as_differ() -> None:
    outcome = outcome_of(add_audience(["o-0", "o-1", "o-2"], slug="aines"))
    assert isinstance(outcome, ManyEdited)
    assert outcome.count == 1
    outcome = outcome_of(delete(["o-0", "o-1"]))
    assert isinstance(outcome, ManyEdited)
    assert outcome.count == 2


NO_DIFFERENCE: list[tuple[UseCase, Outcome]] = [
    (add_audience(["o-0"], slug="tous"), ManyEdited(change=None, count=0)),
    (add_platform(["o-1", "o-1"], slug="x"), ManyEdited(change=None, count=0)),
    (remove_value(["o-0"], slug="aines"), ManyEdited(change=None, count=0)),
    (remove_value(["o-0"], facet=Facet.PLATFORMS, slug="x"), ManyEdited(change=None, count=0)),
    (add_audience([], slug="tous"), ManyEdited(change=None, count=0)),
    (delete([]), ManyEdited(change=None, count=0)),
    (partial(rename_audience, slug="aines", label="Aînés"), Edited(change=None)),
    (
        partial(merge_audiences, slug="aines", into="aines"),
        Rejected("into", Problem.UNKNOWN_AUDIENCE, ("aines",)),
    ),
]


@pytest.mark.parametrize(("use_case", "expected"), NO_DIFFERENCE)
def test_what_differs_in_nothing_is_no_change(use_case: UseCase, expected: Outcome) -> None:
    outcome = outcome_of(use_case)
    assert outcome == expected
    assert outcome.change is None


@pytest.mark.parametrize(
    ("use_case", "expected"),
    [
        (remove_value(["o-0", "o-1", "o-4"], slug="aines"), LeftWithoutAudience(("o-1", "o-4"))),
        (partial(remove_audience, slug="tous"), AudienceInUse(("o-0", "o-3", "o-6"))),
    ],
)
def test_no_operation_is_left_without_an_audience(use_case: UseCase, expected: Outcome) -> None:
    outcome = outcome_of(use_case)
    assert outcome == expected
    assert outcome.change is None


@pytest.mark.parametrize(
    ("use_case", "expected"),
    [
        (add_audience(["o-0", "o-99"], slug="tous"), OperationsGone(("o-99",))),
        (add_platform(["o-7"], slug="x"), OperationsGone(("o-7",))),  # in the trash
        (add_audience(["o-0"], slug="martiens"), Rejected("value", Problem.UNKNOWN_AUDIENCE, ("martiens",))),
        (remove_value(["o-0"], slug="martiens"), Rejected("value", Problem.UNKNOWN_AUDIENCE, ("martiens",))),
        (remove_value(["o-99"], facet=Facet.PLATFORMS, slug="x"), OperationsGone(("o-99",))),
        (delete(["o-0", "o-99"]), OperationsGone(("o-99",))),
        (partial(rename_audience, slug="martiens", label="Martiens"), UnknownAudience()),
        (partial(merge_audiences, slug="martiens", into="tous"), UnknownAudience()),
        (
            partial(merge_audiences, slug="tous", into="martiens"),
            Rejected("into", Problem.UNKNOWN_AUDIENCE, ("martiens",)),
        ),
        (partial(remove_audience, slug="martiens"), UnknownAudience()),
    ],
)
def test_what_is_not_in_the_catalogue_changes_nothing(use_case: UseCase, expected: Outcome) -> None:
    outcome = outcome_of(use_case)
    assert outcome == expected
    assert outcome.change is None


@pytest.mark.parametrize(
    "label",
    ["Adultes", "  ADULTES", "adultès", "Ａdultes", "Adul\u00adtes", "tout\u00a0 public", "TOUT PÙBLIC"],
)
def test_no_audience_gets_a_name_that_reads_like_another(label: str) -> None:
    outcome = outcome_of(partial(rename_audience, slug="aines", label=label))
    taken = "Tout public" if "t" in label.lower()[0] else "Adultes"
    assert outcome == Rejected("label", Problem.LABEL_TAKEN, (taken,))


@pytest.mark.parametrize("label", ["Adultes +", "- Adultes", "Tous"])
def test_an_audience_may_get_the_slug_of_another_as_its_name(label: str) -> None:
    desk = desk_of(9)
    desk.do(partial(rename_audience, slug="aines", label=label))
    assert Audience("aines", label) in desk.catalogue.heading.audiences


def test_an_audience_may_get_the_name_of_its_own_slug() -> None:
    desk = desk_of(9)
    desk.do(partial(rename_audience, slug="tous", label="Tous"))
    assert desk.catalogue.heading.audiences[2] == Audience("tous", "Tous")


def test_a_merge_changes_the_trash_and_gives_no_audience_twice() -> None:
    desk = desk_of(9)
    desk.do(partial(merge_audiences, slug="aines", into="tous"))
    assert desk.catalogue.trash["o-7"].operation.audiences == ("tous",)
    desk.do(partial(merge_audiences, slug="adultes", into="tous"))
    assert {operation.audiences for operation in desk.catalogue.operations.values()} == {("tous",)}
    assert [audience.slug for audience in desk.catalogue.heading.audiences] == ["tous", "vide"]


def test_an_audience_that_only_the_trash_has_cannot_be_removed() -> None:
    desk = desk_of(9)
    desk.do(delete(list(desk.catalogue.operations)))
    outcome = remove_audience(desk.catalogue, desk.history, slug="aines")
    assert isinstance(outcome, AudienceInUse)
    assert set(outcome.ids) == {"o-1", "o-2", "o-4", "o-5", "o-7", "o-8"}


def test_deleted_together_operations_come_back_in_their_order() -> None:
    desk = desk_of(350)
    before = list(desk.catalogue.operations)
    action = desk.do(delete(before[::2]))
    desk.do(partial(undo_action, name=action))
    assert list(desk.catalogue.operations) == before
