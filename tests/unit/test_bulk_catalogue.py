"""`gersapp.catalogue.editing.bulk`: many operations changed as one, audiences changed everywhere, and the way back."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.bulk import (
    audience_merged,
    audience_removed,
    audience_renamed,
    deleted,
    with_value,
    without_value,
)
from gersapp.catalogue.editing.undo import undone
from gersapp.catalogue.history.fields import state_of, state_of_heading
from gersapp.catalogue.history.history import Act, History
from gersapp.catalogue.model import Audience, Heading, Operation
from gersapp.catalogue.search.selection import Selection
from gersapp.errors import LeftWithoutAudience, NotFound

AUDIENCES = (Audience("adultes", "Adultes"), Audience("aines", "Aînés"), Audience("tous", "Tout public"),
             Audience("vide", "Personne"))  # fmt: skip
Make = Callable[[Catalogue, list[str]], Catalogue]


def catalogue(size: int) -> Catalogue:
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
    here = Catalogue.of(Heading("Catalogue", audiences=AUDIENCES), operations)
    return deleted(here, [f"o-{size - 2}"]) if size > 2 else here


def content(here: Catalogue) -> object:
    """All that a catalogue says, in its order."""
    return (
        state_of_heading(here.heading),
        [(id, state_of(operation)) for id, operation in here.operations.items()],
        sorted((id, state_of(each.operation), each.position) for id, each in here.trash.items()),
    )


def found_anew(here: Catalogue) -> None:
    """What the index finds is what a catalogue made anew of the same finds."""
    anew = Catalogue.of(here.heading, here.operations.values(), here.trash.values())
    for asked in (
        Selection(),
        Selection(("tous",)),
        Selection((), ("x",)),
        Selection((), ("tiktok",)),
        Selection((), (), "titre 1"),
    ):
        assert here.find(asked) == anew.find(asked)


MAKES: dict[str, Make] = {
    "an audience added": lambda here, ids: with_value(here, ids, "audiences", "tous"),
    "a platform added": lambda here, ids: with_value(here, ids, "platforms", "tiktok"),
    "a platform removed": lambda here, ids: without_value(here, ids, "platforms", "x"),
    "deleted": deleted,
    "an audience renamed": lambda here, _: audience_renamed(here, "aines", "Les aînés"),
    "audiences merged": lambda here, _: audience_merged(here, "adultes", "aines"),
    "audiences merged, the other way": lambda here, _: audience_merged(here, "tous", "adultes"),
    "an audience removed": lambda here, _: audience_removed(here, "vide"),
}


@pytest.mark.parametrize("size", [2, 9, 350])
@pytest.mark.parametrize("make", MAKES.values(), ids=MAKES.keys())
def test_each_is_one_action_and_undone_at_once(make: Make, size: int) -> None:
    before = catalogue(size)
    history = History().noted(before, before, Act("Jeanne"), 1)
    after = make(before, list(before.operations)[: size // 2 + 1])
    assert content(after) != content(before)
    found_anew(after)
    history = history.noted(before, after, Act("Jeanne"), 2)
    assert {each.action for each in history} == {1}
    back = undone(after, history, 1)
    assert content(back) == content(before)
    found_anew(back)
    # And the undoing in its turn.
    action = history.last + 1
    again = history.noted(after, back, Act("Jeanne", "undo", 1), 3)
    assert content(undone(back, again, action)) == content(after)


@pytest.mark.parametrize("make", MAKES.values(), ids=MAKES.keys())
def test_undoing_leaves_what_others_changed_since(make: Make) -> None:
    before = catalogue(9)
    after = make(before, list(before.operations)[:4])
    history = History().noted(before, after, Act("Jeanne"), 1)
    theirs = replace(after.get("o-5"), description="De Paul")
    now = after.replaced(theirs, after.get("o-5").revision)
    history = history.noted(after, now, Act("Paul"), 2)
    back = undone(now, history, 1)
    assert back.get("o-5").description == "De Paul"
    assert list(back.operations) == list(before.operations)
    assert [each.audiences for each in back.operations.values()] == [
        each.audiences for each in before.operations.values()
    ]


def test_an_added_audience_stands_in_the_order_of_the_catalogue() -> None:
    here = with_value(catalogue(9), ["o-0", "o-1", "o-0"], "audiences", "aines")
    assert here.get("o-0").audiences == ("adultes", "aines", "tous")
    assert here.get("o-1").audiences == ("aines",)


@pytest.mark.parametrize(
    "make",
    [
        lambda here: with_value(here, ["o-0"], "audiences", "tous"),
        lambda here: with_value(here, ["o-1", "o-1"], "platforms", "x"),
        lambda here: without_value(here, ["o-0"], "audiences", "aines"),
        lambda here: without_value(here, ["o-0"], "platforms", "x"),
        lambda here: with_value(here, [], "audiences", "tous"),
        lambda here: deleted(here, []),
        lambda here: audience_renamed(here, "aines", "Aînés"),
        lambda here: audience_merged(here, "aines", "aines"),
    ],
)
def test_what_differs_in_nothing_is_the_same_catalogue(make: Callable[[Catalogue], Catalogue]) -> None:
    here = catalogue(9)
    assert make(here) is here


@pytest.mark.parametrize(
    ("make", "left"),
    [
        (
            lambda here: without_value(here, ["o-0", "o-1", "o-4", "o-1"], "audiences", "aines"),
            ["o-1", "o-4"],
        ),
        (lambda here: audience_removed(here, "tous"), ["o-0", "o-3", "o-6"]),
    ],
)
def test_no_operation_is_left_without_an_audience(
    make: Callable[[Catalogue], Catalogue], left: list[str]
) -> None:
    with pytest.raises(LeftWithoutAudience) as refused:
        make(catalogue(9))
    assert refused.value.ids == left


@pytest.mark.parametrize(
    "make",
    [
        lambda here: with_value(here, ["o-0", "o-99"], "audiences", "tous"),
        lambda here: with_value(here, ["o-7"], "platforms", "x"),  # in the trash
        lambda here: with_value(here, ["o-0"], "audiences", "martiens"),
        lambda here: without_value(here, ["o-99"], "platforms", "x"),
        lambda here: deleted(here, ["o-0", "o-99"]),
        lambda here: audience_renamed(here, "martiens", "Martiens"),
        lambda here: audience_merged(here, "martiens", "tous"),
        lambda here: audience_merged(here, "tous", "martiens"),
        lambda here: audience_removed(here, "martiens"),
    ],
)
def test_what_is_not_there_is_not_found(make: Callable[[Catalogue], Catalogue]) -> None:
    with pytest.raises(NotFound):
        make(catalogue(9))


def test_a_merge_changes_what_is_in_the_trash_too_and_gives_no_audience_twice() -> None:
    here = audience_merged(catalogue(9), "aines", "tous")
    assert here.trash["o-7"].operation.audiences == ("tous",)
    here = audience_merged(here, "adultes", "tous")
    assert {each.audiences for each in here.operations.values()} == {("tous",)}
    assert [audience.slug for audience in here.heading.audiences] == ["tous", "vide"]


def test_an_audience_that_only_the_trash_has_cannot_be_removed() -> None:
    here = catalogue(9)
    here = deleted(here, list(here.operations))
    with pytest.raises(LeftWithoutAudience) as refused:
        audience_removed(here, "aines")
    assert set(refused.value.ids) == {"o-1", "o-2", "o-4", "o-5", "o-7", "o-8"}


def test_deleted_together_operations_come_back_in_their_order() -> None:
    before = catalogue(350)
    ids = list(before.operations)[::2]
    after = deleted(before, ids)
    history = History().noted(before, after, Act(), 1)
    assert list(undone(after, history, 1).operations) == list(before.operations)
