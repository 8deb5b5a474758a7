"""`gersapp.catalogue.editing.save`: the texts of the catalogue, merged or in conflict."""

from dataclasses import replace

import pytest

from gersapp.catalogue.editing.outcomes import (
    HeadingSaved,
    InConflict,
    MergedWith,
    SavedField,
)
from gersapp.catalogue.editing.save import save_heading, saved_fields
from gersapp.catalogue.editing.typed import TypedHeading
from gersapp.catalogue.history.fields import HEADING
from gersapp.catalogue.history.recorded import RecordedHistory
from gersapp.catalogue.history.revisions import Act
from gersapp.catalogue.model import Audience, Heading
from tests.support.editing import Desk, add_audience, put_heading
from tests.support.saving import (
    AUDIENCES,
    FIRST,
    JEANNE,
    NOTHING_MERGED,
    PAUL,
    new_desk,
)


def save_texts(desk: Desk, revision: str, **texts: str) -> HeadingSaved:
    typed = TypedHeading(texts, revision)
    outcome = save_heading(desk.catalogue, desk.history, typed=typed)
    assert isinstance(outcome, HeadingSaved)
    desk.commit(outcome.change, PAUL)
    return outcome


def test_texts_that_are_not_on_the_form_stay() -> None:
    desk = new_desk()
    outcome = save_texts(desk, desk.catalogue.heading.revision, hashtag="#Autre")
    assert outcome.merged_with == NOTHING_MERGED
    assert desk.catalogue.heading == replace(FIRST.heading, hashtag="#Autre")
    assert save_texts(desk, desk.catalogue.heading.revision, hashtag="#Autre").change is None


def test_texts_and_audiences_changed_by_others_are_merged() -> None:
    desk = new_desk()
    revision = desk.catalogue.heading.revision
    desk.edit(lambda draft: put_heading(draft, title="De Jeanne"), JEANNE)
    desk.edit(lambda draft: add_audience(draft, "z", "Z"), Act("Marie"))
    outcome = save_texts(desk, revision, title="Titre", introduction="De Paul")
    assert outcome.merged_with == MergedWith(("title", "audiences"), ("Jeanne", "Marie"))
    assert desk.catalogue.heading == Heading(
        "De Jeanne", "Organisme", "#Gers", "De Paul", (*AUDIENCES, Audience("z", "Z"))
    )


def test_a_text_of_the_heading_changed_by_both_is_in_conflict() -> None:
    desk = new_desk()
    typed = TypedHeading({"title": "De Paul", "hashtag": "#Paul"}, desk.catalogue.heading.revision)
    desk.edit(lambda draft: put_heading(draft, title="De Jeanne"), JEANNE)
    (last,) = desk.history
    outcome = save_heading(desk.catalogue, desk.history, typed=typed)
    assert isinstance(outcome, InConflict)
    assert outcome.change is None
    assert outcome.conflicts == {"title": SavedField("De Jeanne", last)}
    assert outcome.revision == desk.catalogue.heading.revision
    assert (outcome.state["title"], outcome.state["hashtag"]) == ("De Paul", "#Paul")
    names, revision = ["title"], desk.catalogue.heading.revision
    assert (
        saved_fields(desk.catalogue, desk.history, id=HEADING, names=names, revision=revision)
        == outcome.conflicts
    )


@pytest.mark.parametrize("revision", ["", "0"])
def test_a_heading_of_an_unknown_version_is_in_conflict(revision: str) -> None:
    outcome = save_heading(FIRST, RecordedHistory(), typed=TypedHeading({"hashtag": "#A"}, revision))
    assert isinstance(outcome, InConflict)
    assert outcome.conflicts == {"hashtag": SavedField("#Gers", None)}
