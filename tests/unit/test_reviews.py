"""`gersapp.reviews`: what people decided about a dossier, beside what the catalogue has."""

from dataclasses import replace
from functools import partial

import pytest

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.history.fields import State
from gersapp.catalogue.model import Audience, Heading, Link, Operation
from gersapp.exchange.proposal import Doubt, Fate, Proposal, ProposedOperation
from gersapp.reviews import validation
from gersapp.reviews.comparison import Standing
from gersapp.reviews.items import ItemState, view_review
from gersapp.reviews.review import (
    Choice,
    Review,
    Suggestion,
    choose,
    correct,
    map_audience,
    set_heading,
    state_of_proposed,
    take_suggestions,
    with_fates,
)
from gersapp.reviews.taking import Taking, record_added, typed_import
from tests.support.editing import Desk, put
from tests.support.reviews import OTHER_POST, POST, doubtful, items_of, proposed, review_of

EMPTY = Catalogue.of(Heading(), ())
ADULTS = Audience("adultes", "Adultes")
TEXT = "Un conseil chaque jour."
TIPS = Operation("tips", "Tips du jour", TEXT, ("adultes",), ("facebook",), (Link(POST),))
CATALOGUE = Catalogue.of(Heading("Catalogue", audiences=(ADULTS,)), [TIPS])
SAME = proposed("Tips du Jour", 1, description=TEXT, platforms=("Facebook",), links=(POST,))


def standing(operation: ProposedOperation) -> Standing:
    return items_of(review_of(operation), CATALOGUE)[0].standing


def titles(review: Review, catalogue: Catalogue = EMPTY) -> list[str]:
    return [item.operation.title for item in items_of(review, catalogue)]


# -- beside the catalogue


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        (SAME, Standing.THERE),
        (replace(SAME, title="« TIPS du jour »"), Standing.DOUBLE),
        (replace(SAME, title="TIPS DU JOUR", platforms=()), Standing.THERE),
        (replace(SAME, description=""), Standing.THERE),
        (replace(SAME, title="Tips  du ^{jour}", description="Un conseil  chaque jour."), Standing.DOUBLE),
        (replace(SAME, title="Tips  du jour", description="Un conseil  chaque jour ."), Standing.THERE),
        (replace(SAME, links=(f"{POST}?fbclid=1",)), Standing.THERE),
        (replace(SAME, links=(POST, OTHER_POST)), Standing.INCOMPLETE),
        (replace(SAME, audiences=("Adultes", "Enfants")), Standing.INCOMPLETE),
        (replace(SAME, description="Autre chose."), Standing.DOUBLE),
        (replace(SAME, description="", links=(OTHER_POST,)), Standing.DOUBLE),
        (proposed("Conseils", 1, links=(POST,)), Standing.DOUBLE),
        (proposed("Conseils", 1, links=(OTHER_POST,)), Standing.NEW),
    ],
)
def test_what_the_catalogue_has_of_an_operation(operation: ProposedOperation, expected: Standing) -> None:
    assert standing(operation) == expected


def test_a_double_shows_both_and_how_they_differ() -> None:
    (match,) = items_of(review_of(proposed("Conseils", 1, description="Autre.", links=(POST,))), CATALOGUE)[
        0
    ].matches
    assert (match.operation, match.by_title, match.posts) == (TIPS, False, (POST,))
    assert match.differing == ("title", "description")


def test_the_same_dossier_twice_proposes_nothing_new() -> None:
    review = review_of(SAME, proposed("Recettes", 2), proposed("Concours", 3, links=(OTHER_POST,)))
    desk = Desk(EMPTY)
    desk.do(Taking(view_review(review, EMPTY), EMPTY))
    again = view_review(replace(review, id="f" * 16), desk.catalogue)
    assert again.standings == {Standing.THERE: 3}
    assert again.taken == []


def test_a_field_that_is_lacking_is_completed() -> None:
    review = review_of(replace(SAME, links=(POST, OTHER_POST), audiences=("Adultes", "Enfants")))
    review = choose(review, 0, Choice.COMPLETE, seen=["tips"], target="tips", fields=["links"])
    desk = Desk(CATALOGUE)
    desk.do(Taking(view_review(review, CATALOGUE), CATALOGUE))
    assert [link.url for link in desk.catalogue.get("tips").links] == [POST, OTHER_POST]
    assert desk.catalogue.get("tips").audiences == ("adultes",)


def test_posts_are_compared_only_where_titles_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at = list[str]()

    def look(operation: ProposedOperation) -> set[str]:
        looked_at.append(operation.title)
        return validation.marks_of(operation)

    monkeypatch.setattr("gersapp.reviews.items.marks_of", look)
    again = proposed("JAZZ", 3, links=(POST,))
    review = review_of(proposed("Jazz", 1, links=(POST,)), proposed("Film", 2), again)
    assert [item.is_repeated for item in items_of(review, EMPTY)] == [False, False, True]
    assert looked_at == ["Jazz", "JAZZ"]


def test_a_label_is_checked_once_for_all_operations(monkeypatch: pytest.MonkeyPatch) -> None:
    checked = list[object]()
    monkeypatch.setattr(validation, "load_label", checked.append)
    label = "Aînés du canton"
    view_review(review_of(*[proposed(f"Bal {n}", n, audiences=(label,)) for n in (1, 2, 3)]), EMPTY)
    assert checked == [{"label": label}]


def test_what_was_checked_is_not_loaded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = view_review(review_of(proposed("Film noir", 1), proposed("Jazz à Auch", 2)), EMPTY)
    monkeypatch.setattr(validation, "load_operation", None)
    assert [typed.title for typed in Taking(shown, EMPTY).typed.operations] == ["Film noir", "Jazz à Auch"]


# -- what « Ajouter » takes


def test_a_double_waits_for_a_choice() -> None:
    review = review_of(proposed("Conseils", 1, links=(POST,)))
    assert (view_review(review, CATALOGUE).taken, len(view_review(review, CATALOGUE).to_check)) == ([], 1)
    taken = view_review(choose(review, 0, Choice.TAKE, seen=["tips"]), CATALOGUE)
    assert (len(taken.taken), taken.to_check) == (1, [])


def test_a_choice_does_not_bind_about_what_came_since() -> None:
    review = choose(review_of(SAME), 0, Choice.TAKE)
    assert len(view_review(review, EMPTY).taken) == 1
    assert view_review(review, CATALOGUE).taken == []


def test_what_is_ignored_is_not_taken() -> None:
    review = choose(review_of(proposed("Recettes", 1), proposed("Concours", 2)), 0, Choice.IGNORE)
    assert [item.operation.title for item in view_review(review, EMPTY).taken] == ["Concours"]


def test_a_doubtful_operation_is_new_and_not_sure() -> None:
    shown = view_review(review_of(doubtful("Recettes", 1), proposed("Concours", 2)), EMPTY)
    assert [item.operation.title for item in shown.sure] == ["Concours"]
    assert [item.doubts for item in shown.to_check] == [(Doubt.AUDIENCE_GUESSED,)]
    assert len(shown.taken) == 2


def test_what_a_form_would_refuse_waits_for_a_correction() -> None:
    review = review_of(proposed("Recettes", 1, audiences=()))
    (item,) = items_of(review, EMPTY)
    assert "audiences" in item.problems
    assert view_review(review, EMPTY).taken == []
    (taken,) = items_of(choose(review, 0, Choice.TAKE), EMPTY)
    assert (taken.state, taken.is_taken) == (ItemState.TO_CHECK, False)
    corrected = correct(review, 0, {**state_of_proposed(item.operation), "audiences": ("Enfants",)})
    assert [item.operation.audiences for item in view_review(corrected, EMPTY).taken] == [("Enfants",)]


def test_what_was_added_is_not_added_again() -> None:
    review = review_of(proposed("Recettes", 1))
    shown, desk = view_review(review, EMPTY), Desk(EMPTY)
    desk.do(Taking(shown, EMPTY))
    review = record_added(review, shown, {"1": "recettes"})
    desk.edit(partial(put, id="recettes", title="Un tout autre titre"))
    assert [item.standing for item in items_of(review, desk.catalogue)] == [Standing.ADDED]
    desk.edit(lambda draft: draft.delete({"recettes"}))
    assert len(view_review(review, desk.catalogue).taken) == 1


def test_an_import_takes_what_the_newest_catalogue_lacks() -> None:
    taking = Taking(view_review(review_of(SAME, proposed("Recettes", 2)), EMPTY), EMPTY)
    desk = Desk(CATALOGUE)
    desk.do(taking)
    assert list(desk.catalogue.operations) == ["tips", "recettes"]


def test_the_same_things_taken_have_the_same_name() -> None:
    review = review_of(proposed("Recettes", 1), doubtful("Concours", 2))
    name = Taking(view_review(review, EMPTY), EMPTY).name
    assert name == Taking(view_review(choose(review, 0, Choice.TAKE), EMPTY), EMPTY).name
    assert name != Taking(view_review(review, EMPTY), EMPTY, only_sure=True).name
    assert name != Taking(view_review(replace(review, id="f" * 16), EMPTY), EMPTY).name


@pytest.mark.parametrize(
    ("second", "is_repeated"),
    [
        (proposed("RECETTES", 3, audiences=("Enfants",), links=(POST,)), True),
        (proposed("Recettes", 3, description=TEXT), True),
        (proposed("Recettes", 3, links=(OTHER_POST,)), False),
        (proposed("Autres recettes", 3, links=(POST,)), False),
    ],
)
def test_what_the_dossier_says_twice_is_taken_once(second: ProposedOperation, is_repeated: bool) -> None:
    review = review_of(proposed("Recettes", 1, links=(POST,), description=TEXT), second)
    shown = view_review(review, EMPTY)
    assert [item.is_repeated for item in shown.items] == [False, is_repeated]
    assert (len(shown.taken), len(shown.to_check)) == ((1, 1) if is_repeated else (2, 0))
    assert len(view_review(choose(review, 1, Choice.TAKE), EMPTY).taken) == 2
    if is_repeated:
        assert [item.place for item in view_review(choose(review, 0, Choice.IGNORE), EMPTY).taken] == [1]


# -- corrections


def test_a_correction_stays_after_a_changed_fate() -> None:
    review = review_of(proposed("Recettes", 1, 2), proposed("Concours", 3, 4))
    state = {**state_of_proposed(review.proposal.operations[1]), "title": "Grand concours"}
    review = correct(choose(review, 0, Choice.IGNORE), 1, state)
    split = Proposal(
        "text", operations=(proposed("Recettes", 1), proposed("Suite", 2), proposed("Concours", 3, 4))
    )
    review = with_fates(review, {2: Fate.TITLE}, split)
    assert titles(review) == ["Recettes", "Suite", "Grand concours"]
    assert [item.choice for item in items_of(review, EMPTY)] == [Choice.IGNORE, Choice.NONE, Choice.NONE]


def test_a_correction_takes_in_what_is_read_anew() -> None:
    review = review_of(proposed("Recettes", 1, links=(POST,)))
    state = {**state_of_proposed(review.proposal.operations[0]), "title": "Recettes de chefs"}
    anew = proposed("Recettes", 1, 2, links=(POST, OTHER_POST), description="Une suite.")
    review = with_fates(correct(review, 0, state), {2: Fate.TEXT}, Proposal("text", operations=(anew,)))
    (item,) = items_of(review, EMPTY)
    assert (item.operation.title, item.operation.links) == ("Recettes de chefs", (POST, OTHER_POST))
    assert (item.operation.description, item.is_outdated) == ("Une suite.", False)


def test_a_field_read_otherwise_since_is_to_be_looked_at() -> None:
    review = review_of(proposed("Recettes", 1, description="Un."))
    state = {**state_of_proposed(review.proposal.operations[0]), "description": "Une."}
    anew = proposed("Recettes", 1, 2, description="Un. Deux.")
    review = with_fates(correct(review, 0, state), {2: Fate.TEXT}, Proposal("text", operations=(anew,)))
    (item,) = items_of(review, EMPTY)
    assert (item.operation.description, item.is_outdated, item.is_taken) == ("Une.", True, False)


def test_what_a_form_leaves_as_it_was_is_no_correction() -> None:
    review = review_of(proposed("L'été", 1, audiences=("Grands",), platforms=("Insta",), links=(POST,)))
    review = map_audience(review, "Grands", "Adultes")
    review = take_suggestions(review, 0, items_of(review, EMPTY)[0].suggestions)
    sent: State = {
        "description": "",
        "audiences": ("Adultes",),
        "platforms": ("instagram",),
        "links": (POST,),
    }
    assert items_of(correct(review, 0, {**sent, "title": "L’été"}), EMPTY)[0].decision == review.decisions[0]
    review = correct(review, 0, {**sent, "title": "L’été", "links": (POST, OTHER_POST)})
    (item,) = items_of(map_audience(review, "Grands", "Seniors"), EMPTY)
    assert (item.operation.title, item.operation.audiences) == ("L’été", ("Seniors",))
    assert item.operation.links == (POST, OTHER_POST)
    (item,) = items_of(correct(review, 0, {**sent, "title": "L'été"}), EMPTY)
    assert item.operation.title == "L'été"


def test_no_two_items_have_a_key() -> None:
    review = review_of(proposed("A", 1), proposed("B", 1), proposed("C"), proposed("D"))
    assert [item.key for item in items_of(review, EMPTY)] == ["1", "1-2", "o3", "o4"]
    decided = choose(choose(review, 1, Choice.IGNORE), 3, Choice.IGNORE)
    choices = [item.choice for item in items_of(decided, EMPTY)]
    assert choices == [Choice.NONE, Choice.IGNORE, Choice.NONE, Choice.IGNORE]


# -- audiences and texts of the catalogue


def test_an_audience_is_mapped_renamed_or_dropped() -> None:
    review = review_of(proposed("A", 1, audiences=("Grands", "Enfants", "Divers")))
    review = map_audience(map_audience(review, "Grands", "adultes"), "Divers", "")
    shown = view_review(map_audience(review, "Enfants", "Jeunes"), CATALOGUE)
    assert shown.items[0].operation.audiences == ("Adultes", "Jeunes")
    typed = typed_import(shown, shown.taken)
    assert typed.audiences == (("Adultes", "adultes"), ("Jeunes", ""))
    assert {line.label: line.into for line in shown.audiences}["Divers"] == ""


def test_texts_are_proposed_to_a_catalogue_without_any() -> None:
    proposal = Proposal("text", introduction="Bonjour.", title="Opérations", operations=(proposed("A", 1),))
    review = review_of(proposal=proposal)
    assert view_review(review, EMPTY).heading == {"title": "Opérations", "introduction": "Bonjour."}
    assert view_review(review, CATALOGUE).heading == {"introduction": "Bonjour."}
    shown = view_review(review, EMPTY)
    assert typed_import(shown, shown.items).heading == (("title", "Opérations"), ("introduction", "Bonjour."))
    assert typed_import(shown, ()).heading == ()
    left = set_heading(review, {"title": "", "introduction": "Bonsoir."})
    assert view_review(left, EMPTY).heading == {"introduction": "Bonsoir."}


# -- typography


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("Le 1^{er} mai", "1^{er}", "1er"),
        ("Le 1^er mai", "1^er", "1er"),
        ("Des ﬁgures", "ﬁgures", "figures"),
        ("Deux  espaces", "Deux  espaces", "Deux espaces"),
        ("Salut , toi", "Salut ,", "Salut,"),
        ("Attention! Oui", "Attention!", "Attention !"),
        ("Un «mot» ici", "«mot»", "« mot »"),
        ('Le "dab" du jour', '"dab"', "« dab »"),
        ("L'été", "L'été", "L’été"),
    ],
)
def test_a_suggestion_is_shown_and_applied_once_taken(text: str, before: str, after: str) -> None:
    review = review_of(proposed("Titre", 1, description=text))
    (item,) = items_of(review, EMPTY)
    assert item.operation.description == text
    assert Suggestion("description", before, after) in item.suggestions
    (item,) = items_of(take_suggestions(review, 0, item.suggestions), EMPTY)
    assert item.operation.description == text.replace(before, after)
    assert item.suggestions == ()


@pytest.mark.parametrize(
    "text",
    [
        "Voir https://gers.fr/a;b?x=1!y et « ceci » : 14 h 02, n° 5 ; c’est l’été !",
        "Des questions ?",
        "Prix : 1 000,50 €…",
        "",
    ],
)
def test_good_french_gets_no_suggestion(text: str) -> None:
    assert items_of(review_of(proposed("Titre", 1, description=text)), EMPTY)[0].suggestions == ()


@pytest.mark.parametrize(
    "text", ["E" + "\u0301" * 100_000, "a" * 100_000, "'" * 19_999, '"' * 19_999, "« " * 9_999]
)
def test_odd_texts_cost_no_more_than_long_ones(text: str) -> None:
    assert items_of(review_of(proposed("Titre", 1, description=text)), EMPTY)[0].operation.description == text
