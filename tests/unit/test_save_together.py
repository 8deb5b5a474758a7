"""`gersapp.catalogue.editing.save`: what two editors save is merged, in conflict, or gone."""

from functools import partial

import pytest

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.outcomes import (
    Gone,
    InConflict,
    MergedWith,
    Problem,
    Rejected,
    SavedField,
)
from gersapp.catalogue.editing.save import save_operation, saved_fields
from gersapp.catalogue.history.recorded import RecordedHistory
from gersapp.catalogue.history.revisions import Act
from gersapp.catalogue.model import MAX_LINKS, Link, Operation
from tests.support.editing import put
from tests.support.saving import FIRST, JEANNE, many, new_desk, save, typed_of

# -- two editors


def test_changes_of_different_fields_are_both_saved() -> None:
    desk = new_desk()
    typed = typed_of(desk.catalogue.get("p"), description="De Paul")
    desk.edit(lambda draft: put(draft, "p", title="De Jeanne"), JEANNE)
    desk.edit(lambda draft: put(draft, "p", links=tuple(map(Link, many(1)))), Act("Éric"))
    outcome = save(desk, typed)
    assert outcome.merged_with == MergedWith(("title", "links"), ("Jeanne", "Éric"))
    expected = Operation(
        "p", "De Jeanne", "De Paul", FIRST.get("p").audiences, FIRST.get("p").platforms, (Link(many(1)[0]),)
    )
    assert desk.catalogue.get("p") == expected


def test_only_editors_of_the_merged_fields_are_named() -> None:
    desk = new_desk()
    typed = typed_of(desk.catalogue.get("p"), description="De Paul")
    desk.edit(lambda draft: put(draft, "p", description="De Marie"), Act("Marie"))
    desk.edit(lambda draft: put(draft, "p", description="De Paul", title="De Jeanne"), JEANNE)
    assert save(desk, typed).merged_with == MergedWith(("title",), ("Jeanne",))


def test_the_last_of_many_changes_by_others_is_in_conflict() -> None:
    desk = new_desk()
    typed = typed_of(desk.catalogue.get("p"), title="De Paul")
    for title in ("Un", "Deux"):
        desk.edit(lambda draft, title=title: put(draft, "p", title=title, description=title), JEANNE)  # type: ignore[misc]
    outcome = save_operation(desk.catalogue, desk.history, id="p", typed=typed)
    assert isinstance(outcome, InConflict)
    assert outcome.conflicts == {"title": SavedField("Deux", list(desk.history)[-1])}
    assert outcome.merged_with == MergedWith(("description",), ("Jeanne",))


def test_the_same_field_changed_by_both_is_in_conflict() -> None:
    desk = new_desk()
    typed = typed_of(desk.catalogue.get("p"), title="De Paul", description="De Paul")
    desk.edit(lambda draft: put(draft, "p", title="De Jeanne", links=tuple(map(Link, many(1)))), JEANNE)
    (last,) = desk.history
    outcome = save_operation(desk.catalogue, desk.history, id="p", typed=typed)
    assert outcome == InConflict(
        state={
            "title": "De Paul",
            "description": "De Paul",
            "audiences": FIRST.get("p").audiences,
            "platforms": FIRST.get("p").platforms,
            "links": many(1),
        },
        revision=desk.catalogue.get("p").revision,
        conflicts={"title": SavedField("De Jeanne", last)},
        merged_with=MergedWith(("links",), ("Jeanne",)),
    )
    assert outcome.change is None


@pytest.mark.parametrize("revision", ["", "0", "f" * 16])
def test_a_form_of_an_unknown_version_is_in_conflict(revision: str) -> None:
    typed = typed_of(FIRST.get("p"), title="Autre", revision=revision)
    outcome = save_operation(FIRST, RecordedHistory(), id="p", typed=typed)
    assert isinstance(outcome, InConflict)
    assert outcome.conflicts == {"title": SavedField("P", None)}


def test_a_new_audience_waits_for_the_end_of_the_conflict() -> None:
    desk = new_desk()
    typed = typed_of(desk.catalogue.get("p"), title="De Paul", new_audience="Agents")
    desk.edit(lambda draft: put(draft, "p", title="De Jeanne"), JEANNE)
    outcome = save_operation(desk.catalogue, desk.history, id="p", typed=typed)
    assert isinstance(outcome, InConflict)
    assert outcome.change is None
    assert outcome.state["audiences"] == ("adultes", "enfants-jeunes", "agents")


def test_more_links_than_possible_after_a_merge_are_rejected() -> None:
    desk = new_desk()
    desk.edit(lambda draft: put(draft, "p", links=tuple(map(Link, many(MAX_LINKS - 1)))))
    urls = (*many(MAX_LINKS - 1), "https://www.gers.fr/paul")
    typed = typed_of(desk.catalogue.get("p"), links=urls)
    new = Link("https://www.gers.fr/jeanne")
    desk.edit(lambda draft: put(draft, "p", links=(*desk.catalogue.get("p").links, new)), JEANNE)
    outcome = save_operation(desk.catalogue, desk.history, id="p", typed=typed)
    assert outcome == Rejected("links", Problem.TOO_MANY_LINKS, (str(MAX_LINKS + 1),))


def test_a_form_in_conflict_is_shown_again_as_it_was() -> None:
    desk = new_desk()
    desk.edit(lambda draft: put(draft, "p", title="De Jeanne"), JEANNE)
    (last,) = desk.history
    revision = desk.catalogue.get("p").revision
    desk.edit(lambda draft: put(draft, "p", description="Depuis"), JEANNE)
    found = partial(saved_fields, desk.catalogue, desk.history, id="p")
    assert found(names=["title"], revision=revision) == {"title": SavedField("De Jeanne", last)}
    assert found(names=["body"], revision=revision) == {}
    # Of a version that is not known, what is saved now.
    assert found(names=["audiences"], revision="0") == {
        "audiences": SavedField(FIRST.get("p").audiences, None)
    }
    assert saved_fields(desk.catalogue, desk.history, id="zzz", names=["title"], revision="0") == {}


# -- what was deleted


def test_a_deleted_operation_is_gone_and_says_by_whom() -> None:
    desk = new_desk()
    typed = typed_of(desk.catalogue.get("p"), title="Autre")
    desk.edit(lambda draft: draft.delete({"p"}), JEANNE)
    (deletion,) = desk.history
    desk.edit(lambda draft: put(draft, "p", audiences=("adultes",)), Act("Marie"))
    outcome = save_operation(desk.catalogue, desk.history, id="p", typed=typed)
    assert outcome == Gone(deletion, is_in_trash=True)
    assert outcome.change is None
    desk.replace(Catalogue.of(desk.catalogue.heading, desk.catalogue.operations.values()))
    assert save_operation(desk.catalogue, desk.history, id="p", typed=typed) == Gone(
        deletion, is_in_trash=False
    )


def test_an_operation_that_never_was_is_gone() -> None:
    outcome = save_operation(FIRST, RecordedHistory(), id="zzz", typed=typed_of(FIRST.get("p")))
    assert outcome == Gone(None, is_in_trash=False)


def test_what_was_deleted_is_restored_and_saved_if_asked() -> None:
    desk = new_desk()
    typed = typed_of(desk.catalogue.get("p"), title="Autre")
    desk.edit(lambda draft: draft.delete({"p"}), JEANNE)
    save(desk, typed, restores=True)
    assert list(desk.catalogue.operations) == ["p", "q"]
    assert desk.catalogue.get("p").title == "Autre"
    assert not desk.catalogue.trash
    assert save(desk, typed, restores=True).change is None
