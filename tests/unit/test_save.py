"""`gersapp.catalogue.editing.save`: a form of one editor, and audiences that change while it is open."""

from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.add import add_operation
from gersapp.catalogue.editing.audiences import merge_audiences, remove_audience, rename_audience
from gersapp.catalogue.editing.outcomes import (
    OperationEdited,
    OperationSaved,
    Problem,
    Rejected,
)
from gersapp.catalogue.editing.save import save_operation
from gersapp.catalogue.editing.typed import TypedOperation
from gersapp.catalogue.editing.undo import undo_action
from gersapp.catalogue.history.audiences import follow_audience
from gersapp.catalogue.history.recorded import RecordedHistory
from gersapp.catalogue.history.revisions import Act, Cause
from gersapp.catalogue.model import MAX_AUDIENCES, Audience, Heading, Link, Operation
from gersapp.schemas import load_operation
from gersapp.store.documents.documents import heading_document
from gersapp.store.documents.reader import read_heading
from tests.support.catalogues import HYPOTHESIS, NAMES
from tests.support.editing import Desk, add_audience, put
from tests.support.saving import (
    AUDIENCES,
    FIRST,
    JEANNE,
    NOTHING_MERGED,
    add,
    many,
    new_desk,
    save,
    typed_of,
)

# -- one editor


def test_an_operation_is_saved() -> None:
    desk = new_desk()
    before = desk.catalogue.get("p")
    outcome = save(desk, typed_of(before, title="Autre", links=many(2)))
    assert outcome.before is before
    assert outcome.operation == replace(before, title="Autre", links=tuple(map(Link, many(2))))
    assert outcome.merged_with == NOTHING_MERGED
    assert desk.catalogue.get("p") == outcome.operation


def test_a_form_that_changes_nothing_is_saved_without_a_change() -> None:
    outcome = save(new_desk(), typed_of(FIRST.get("p")))
    assert outcome.change is None


# What a form makes of them: nothing, or other line ends, spaces, accents and order.
PIECES = ["é", "e\u0301", "E\u0302\u0323", " ", "\u00a0", "\u202f", "\u200b", "\ufeff", "\u2060", "\n", "\t", "a", "ﬁ", "\u0958", "Å"]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
titles = texts.map(lambda text: f"T{text}".replace("\n", "").replace("\t", ""))


@given(
    titles,
    texts,
    st.permutations(["adultes", "enfants-jeunes"]),
    st.permutations(["x", "facebook", "tiktok"]),
)
@settings(HYPOTHESIS, max_examples=30)
def test_a_form_saved_untouched_is_no_change(
    title: str, description: str, audiences: list[str], platforms: list[str]
) -> None:
    stored = Operation("p", title, description, tuple(audiences), tuple(platforms), tuple(map(Link, many(2))))
    desk = Desk(Catalogue.of(FIRST.heading, [stored]))
    form = {
        "title": title,
        "description": description.replace("\n", "\r\n"),
        "audiences": sorted(audiences),
        "platforms": sorted(platforms),
        "links": list(many(2)),
        "revision": stored.revision,
    }
    outcome = save(desk, load_operation(form))
    assert (outcome.change, outcome.operation) == (None, stored)
    # Somebody else saves all fields meanwhile: nothing of it is in conflict, or lost.
    other = replace(FIRST.get("q"), id="p", platforms=("mastodon",), links=())
    desk.edit(lambda draft: draft.put(other), JEANNE)
    assert save(desk, load_operation(form)).operation == other


def test_what_both_ticked_in_two_orders_is_no_conflict() -> None:
    desk = new_desk()
    typed = typed_of(desk.catalogue.get("p"), platforms=("x", "facebook", "tiktok"), title="Autre")
    desk.edit(lambda draft: put(draft, "p", platforms=("tiktok", "x", "facebook")), JEANNE)
    assert save(desk, typed).operation.platforms == ("tiktok", "x", "facebook")


def test_what_is_ticked_alike_keeps_its_order() -> None:
    typed = typed_of(
        FIRST.get("p"), audiences=("adultes", "enfants-jeunes"), platforms=("facebook", "x"), title="Autre"
    )
    assert save(new_desk(), typed).operation == replace(FIRST.get("p"), title="Autre")


# -- audiences


def test_audiences_ticked_anew_stand_in_the_order_of_the_heading() -> None:
    desk = new_desk()
    desk.edit(lambda draft: put(draft, "p", audiences=("adultes",)))
    typed = typed_of(desk.catalogue.get("p"), audiences=("enfants-jeunes", "adultes"))
    assert save(desk, typed).operation.audiences == ("adultes", "enfants-jeunes")


def test_a_new_audience_comes_after_the_others() -> None:
    desk = new_desk()
    typed = load_operation(
        {"title": "T", "audiences": ["adultes"], "new_audience": "  Agents de l’État ", "revision": "0"}
    )
    outcome = add_operation(desk.catalogue, desk.history, typed=typed)
    assert isinstance(outcome, OperationEdited)
    assert outcome.operation.audiences == ("adultes", "agents-de-l-etat")
    desk.commit(outcome.change)
    assert desk.catalogue.heading.audiences == (*AUDIENCES, Audience("agents-de-l-etat", "Agents de l’État"))
    alone = load_operation({"title": "T", "new_audience": "Agents"})
    outcome = add_operation(desk.catalogue, desk.history, typed=alone)
    assert isinstance(outcome, OperationEdited)
    assert outcome.operation.audiences == ("agents",)


@pytest.mark.parametrize(
    "label", ["Enfants/Jeunes", "ENFANTS/JEUNES ", "énfants/\u200bjeunes", "Ｅｎｆａｎｔｓ／Ｊｅｕｎｅｓ"]
)
def test_the_name_of_an_existing_audience_ticks_it(label: str) -> None:
    typed = load_operation({"title": "T", "audiences": ["adultes"], "new_audience": label})
    outcome = add_operation(FIRST, RecordedHistory(), typed=typed)
    assert isinstance(outcome, OperationEdited)
    assert outcome.change
    assert outcome.change.heading is None
    assert outcome.operation.audiences == ("adultes", "enfants-jeunes")


@pytest.mark.parametrize("label", ["Enfants Jeunes", "Enfants - Jeunes", "Adultes +", "+ Adultes", "Adulte"])
def test_a_name_with_another_sign_is_another_audience(label: str) -> None:
    desk = new_desk()
    assert add(desk, new_audience=label)[1] == label


def test_new_audiences_have_slugs_that_the_file_accepts() -> None:
    desk = new_desk()
    desk.do(partial(rename_audience, slug="adultes", label="Grands"))
    for name in [*NAMES, "Adultes"]:
        assert add(desk, new_audience=name)[1] == name
    read_heading({"schema": 1, **heading_document(desk.catalogue.heading, {}, {})})
    slugs = [audience.slug for audience in desk.catalogue.heading.audiences]
    assert len(slugs) == len(set(slugs)) == len(NAMES) + 3


def test_the_id_of_an_operation_that_is_gone_stays_its_own() -> None:
    desk = new_desk()
    desk.edit(lambda draft: put(draft, "q", title="Autre"))
    desk.replace(Catalogue.of(desk.catalogue.heading, [desk.catalogue.get("p")]))
    outcome = add_operation(
        desk.catalogue, desk.history, typed=TypedOperation(title="Q", audiences=("adultes",))
    )
    assert isinstance(outcome, OperationEdited)
    assert outcome.operation.id == "q-2"


def test_the_slug_of_an_audience_that_is_gone_stays_its_own() -> None:
    desk = new_desk()
    desk.do(partial(merge_audiences, slug="adultes", into="enfants-jeunes"))
    assert add(desk, new_audience="Adultes") == ("adultes-2", "Adultes")


@pytest.mark.parametrize(
    ("ticked", "unknown"),
    [
        (("martiens",), ("martiens",)),
        (("adultes", "{choices}"), ("{choices}",)),
        (("a", "adultes", "b"), ("a", "b")),
    ],
)
def test_an_unknown_audience_is_rejected(ticked: tuple[str, ...], unknown: tuple[str, ...]) -> None:
    expected = Rejected("audiences", Problem.UNKNOWN_AUDIENCE, unknown)
    typed = typed_of(FIRST.get("p"), audiences=ticked)
    assert add_operation(FIRST, RecordedHistory(), typed=typed) == expected
    assert save_operation(FIRST, RecordedHistory(), id="p", typed=typed) == expected


def test_a_catalogue_with_the_most_audiences_takes_no_new_one() -> None:
    full = Heading(audiences=tuple(Audience(f"a{i}", f"A{i}") for i in range(MAX_AUDIENCES)))
    typed = TypedOperation(title="T", new_audience="Une de plus")
    outcome = add_operation(Catalogue.of(full, ()), RecordedHistory(), typed=typed)
    assert outcome == Rejected("new_audience", Problem.TOO_MANY_AUDIENCES)


# -- audiences that change while a form is open

MERGED = partial(merge_audiences, slug="adultes", into="enfants-jeunes")


def test_a_ticked_audience_that_was_merged_is_followed() -> None:
    desk = new_desk()
    typed = typed_of(desk.catalogue.get("q"), title="Q2")
    desk.do(MERGED)
    outcome = save_operation(desk.catalogue, desk.history, id="q", typed=typed)
    assert isinstance(outcome, OperationSaved)
    assert outcome.operation == replace(FIRST.get("q"), title="Q2", audiences=("enfants-jeunes",))
    assert outcome.merged_with == NOTHING_MERGED
    assert add(desk, audiences=("adultes", "enfants-jeunes")) == ("enfants-jeunes", "Enfants/Jeunes")


def test_ticks_changed_during_a_merge_are_no_conflict() -> None:
    desk = new_desk()
    desk.edit(lambda draft: add_audience(draft, "z", "Z"))
    typed = typed_of(desk.catalogue.get("p"), audiences=("enfants-jeunes", "adultes", "z"))
    desk.do(MERGED)
    assert save(desk, typed).operation.audiences == ("enfants-jeunes", "z")


def test_an_audience_unticked_during_a_merge_stays_so() -> None:
    desk = new_desk()
    desk.edit(lambda draft: add_audience(draft, "z", "Z"))
    desk.edit(lambda draft: put(draft, "p", audiences=("adultes", "z")))
    typed = typed_of(desk.catalogue.get("p"), audiences=("z",))
    desk.do(MERGED)
    assert save(desk, typed).operation.audiences == ("z",)


def test_merges_are_followed_to_the_end_and_back() -> None:
    desk = new_desk()
    desk.edit(lambda draft: add_audience(draft, "z", "Z"))
    desk.do(MERGED)
    action = desk.do(partial(merge_audiences, slug="enfants-jeunes", into="z"))
    for expected in ("z", "enfants-jeunes", "z", "enfants-jeunes"):
        assert follow_audience("adultes", desk.catalogue.heading, desk.history) == expected
        action = desk.do(partial(undo_action, name=action), Act(cause=Cause.UNDO, of=action))


def test_a_merge_of_audiences_that_all_have_is_followed() -> None:
    desk = new_desk()
    desk.edit(lambda draft: put(draft, "q", audiences=("adultes", "enfants-jeunes")))
    desk.do(MERGED)
    assert add(desk, audiences=("adultes",))[0] == "enfants-jeunes"


def test_an_audience_named_anew_stands_for_the_old_one() -> None:
    desk = new_desk()
    desk.do(MERGED)
    assert add(desk, new_audience="ADULTES") == ("adultes-2", "ADULTES")
    assert add(desk, audiences=("adultes",)) == ("adultes-2", "ADULTES")


def test_an_audience_that_was_removed_is_unknown() -> None:
    desk = new_desk()
    desk.edit(lambda draft: add_audience(draft, "z", "Z"))
    desk.do(partial(remove_audience, slug="z"))
    typed = typed_of(desk.catalogue.get("p"), audiences=("adultes", "z"))
    expected = Rejected("audiences", Problem.UNKNOWN_AUDIENCE, ("z",))
    assert save_operation(desk.catalogue, desk.history, id="p", typed=typed) == expected


def test_undoing_an_addition_is_no_merge_of_its_audience() -> None:
    desk = new_desk()
    typed = typed_of(desk.catalogue.get("q"), audiences=(), new_audience="Z")
    outcome = save_operation(desk.catalogue, desk.history, id="q", typed=typed)
    action = desk.commit(outcome.change)
    assert desk.catalogue.get("q").audiences == ("z",)
    desk.do(partial(undo_action, name=action), Act(cause=Cause.UNDO, of=action))
    assert desk.catalogue.get("q").audiences == ("adultes",)
    past = desk.history.past_audiences()["z"]
    assert (past.labels, past.into) == (("Z",), "")
