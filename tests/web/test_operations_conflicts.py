"""Saves of an operation that somebody else changed or deleted meanwhile: merges, conflicts, and ways back."""

import re
from pathlib import Path
from typing import Any

import orjson
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from gersapp.catalogue.history.revisions import Act
from gersapp.catalogue.model import Link
from proof.tools.editor import NAME
from tests.support.edits import commit, delete, set_fields
from tests.support.visitor import (
    ID,
    Form,
    Visitor,
    catalogue_of,
    digest,
    form_fields,
    form_of,
    history_of,
    operation_in,
    page_of,
    plain_text,
    repository_of,
)

SAVE = f"/operations/{ID}"
TYPED = "  Titre <tapé> & gardé  "


def test_an_edit_by_hand_is_not_overwritten(browser: Visitor, app: Flask, db_file: Path) -> None:
    form = form_of(operation_in(app), title=TYPED)
    db_file.write_text(db_file.read_text("utf-8").replace("une astuce pour", "un truc pour"), "utf-8")
    before = orjson.loads(db_file.read_bytes())["operations"]
    response = browser.post(SAVE, {**form, "description": "Une autre description."})
    assert response.status_code == 409
    assert "un truc pour" in response.text
    assert "quelqu’un, dans le fichier" in response.text
    assert orjson.loads(db_file.read_bytes())["operations"] == before


def test_an_edit_by_hand_is_merged_with_a_save_of_another_field(
    browser: Visitor, app: Flask, db_file: Path
) -> None:
    form = form_of(operation_in(app), title=TYPED)
    db_file.write_text(db_file.read_text("utf-8").replace("une astuce pour", "un truc pour"), "utf-8")
    assert browser.post(SAVE, form).status_code in (200, 303)
    assert operation_in(app).title == TYPED.strip()
    assert "un truc pour" in operation_in(app).description


# -- conflicts


SAVED_TITLE, TYPED_TITLE = "Version de l’autre", "La mienne"


OTHER = "Hélène"


def save_beside(app: Flask, editor: str, **values: Any) -> None:
    """Save other values of the operation, as this editor does meanwhile."""
    commit(repository_of(app), set_fields(ID, **values), Act(editor))


def conflict(browser: Visitor, app: Flask, editor: str = OTHER) -> tuple[TestResponse, Form]:
    """Save after an editor changed the title and added a link; return the response and its form."""
    links = [link.url for link in operation_in(app).links]
    stale = form_of(operation_in(app), title=TYPED, platforms=["x"], links=[*links, "https://a.example/1"])
    new_links = tuple(map(Link, [*links, "https://b.example/2"]))
    save_beside(app, editor, title=SAVED_TITLE, links=new_links)
    response = browser.post(SAVE, stale)
    return response, form_fields(response)


def test_a_conflict_asks_for_shared_fields_and_merges_the_rest(
    browser: Visitor, app: Flask, db_file: Path
) -> None:
    response, typed = conflict(browser, app)
    before = digest(db_file)
    assert response.status_code == 409
    assert typed["title"] == [TYPED]
    assert typed["platforms"] == ["x"]
    assert [url for url in typed["links"] if "example" in url] == [
        "https://b.example/2",
        "https://a.example/1",
    ]
    page = page_of(response)
    assert page.all("p", class_="text theirs") == [SAVED_TITLE]
    assert "Votre version" in page.text
    assert re.search(rf"Version enregistrée par {OTHER} à \d+ h \d\d", page.text)
    assert "Modifié aussi par quelqu’un d’autre" in page.text
    assert typed["conflict"] == ["title"]
    assert digest(db_file) == before


@pytest.mark.parametrize(
    ("choice", "title"), [("mine", TYPED_TITLE), ("saved", SAVED_TITLE), ("", TYPED_TITLE)]
)
def test_a_conflict_is_resolved_by_picking_or_mending(
    browser: Visitor, app: Flask, choice: str, title: str
) -> None:
    _, typed = conflict(browser, app)
    response = browser.post(SAVE, {**typed, "title": TYPED_TITLE, "choice-title": choice})
    assert response.status_code in (200, 303)
    assert operation_in(app).title == title
    assert operation_in(app).platforms == ("x",)


def test_a_conflict_goes_on_while_something_else_is_refused(browser: Visitor, app: Flask) -> None:
    _, typed = conflict(browser, app)
    refused = browser.post(
        SAVE, {**typed, "title": TYPED_TITLE, "choice-title": "saved", "links": ["mailto:x"]}
    )
    assert refused.status_code == 422
    fields = form_fields(refused)
    assert (fields["title"], fields["conflict"]) == ([TYPED_TITLE], ["title"])
    assert page_of(refused).all("p", class_="text theirs") == [SAVED_TITLE]
    assert browser.post(SAVE, {**fields, "links": [], "choice-title": "saved"}).status_code in (200, 303)
    assert operation_in(app).title == SAVED_TITLE


def test_saves_of_different_fields_are_merged_and_said(browser: Visitor, app: Flask) -> None:
    stale = form_of(operation_in(app), title=TYPED_TITLE)
    save_beside(app, OTHER, description="Une autre description.")
    response = browser.post(SAVE, stale)
    assert response.status_code in (200, 303)
    assert (operation_in(app).title, operation_in(app).description) == (TYPED_TITLE, "Une autre description.")
    if "HX-Request" in browser.headers:
        message = f"Enregistré. Fusionné avec la modification d’{OTHER} : description."
        assert message in page_of(response).text.replace("\u202f", " ")


def test_an_own_second_tab_is_not_told_as_somebody_else(htmx: Visitor, app: Flask) -> None:
    response, _ = conflict(htmx, app, NAME)
    page = plain_text(page_of(response))
    assert "Vous avez modifié cette opération ailleurs, dans un autre onglet peut-être" in page
    assert "Fusionné avec votre autre modification : liens." in page
    assert re.search(r"Version enregistrée par vous à \d+ h \d\d", page)
    assert "Modifié aussi par vous, ailleurs : que garder ?" in page
    # Of two who changed it, only the other is named.
    stale = form_of(operation_in(app), title=TYPED_TITLE)
    save_beside(app, OTHER, description="Une autre description.")
    save_beside(app, NAME, platforms=("x", "tiktok"))
    merged = plain_text(page_of(htmx.post(SAVE, stale)))
    assert f"Fusionné avec la modification d’{OTHER} et votre autre modification" in merged
    stale = form_of(operation_in(app), title=TYPED_TITLE)
    htmx.post(f"{SAVE}/delete", {"revision": operation_in(app).revision})
    deleted = plain_text(page_of(htmx.post(SAVE, stale)))
    assert "Cette opération a été supprimée par vous à" in deleted
    assert not any(NAME in text or "uelqu’un" in text for text in (page, merged, deleted))


LINKS = [f"https://www.gers.fr/{letter}" for letter in "abc"]
NEW = "https://www.gers.fr/d"


@pytest.mark.parametrize(("choice", "order"), [("mine", "bdac"), ("saved", "acbd")])
def test_links_put_in_two_orders_are_asked_about(
    browser: Visitor, app: Flask, choice: str, order: str
) -> None:
    browser.post(SAVE, form_of(operation_in(app), links=LINKS))
    a, b, c = LINKS
    stale = form_of(operation_in(app), links=[b, a, c], title=TYPED_TITLE)
    browser.post(SAVE, form_of(operation_in(app), links=[a, c, b, NEW]))
    response = browser.post(SAVE, stale)
    assert response.status_code == 409
    form = form_fields(response)
    assert form["conflict"] == ["links"]
    assert form["links"] == [b, NEW, a, c]
    assert page_of(response).all("p", class_="text theirs") == [" ".join([a, c, b, NEW])]
    # The answer to the question stays in a draft.
    form = form_fields(browser.post(SAVE, {**form, "choice-links": choice, "action": "resume"}))
    assert browser.post(SAVE, {**form, "action": "save"}).status_code in (200, 303)
    assert "".join(link.url[-1] for link in operation_in(app).links) == order
    assert operation_in(app).title == TYPED_TITLE


@pytest.mark.parametrize("action", ["up-1", "down-0", "remove-3", "recognise"])
def test_editing_the_links_of_a_question_chooses_them(browser: Visitor, app: Flask, action: str) -> None:
    browser.post(SAVE, form_of(operation_in(app), links=LINKS))
    a, b, c = LINKS
    stale = form_of(operation_in(app), links=[b, a, c], title=TYPED_TITLE)
    browser.post(SAVE, form_of(operation_in(app), links=[a, c, b], title=SAVED_TITLE))
    form = form_fields(browser.post(SAVE, stale))
    assert form["conflict"] == ["title", "links"]
    choices = {"choice-links": "saved", "choice-title": "saved"}
    edited = form_fields(browser.post(SAVE, {**form, **choices, "action": action}))
    assert (edited["choice-links"], edited["choice-title"]) == (["mine"], ["saved"])
    assert browser.post(SAVE, {**edited, "action": "save"}).status_code in (200, 303)
    assert [link.url for link in operation_in(app).links] == list(filter(None, edited["links"]))
    assert operation_in(app).title == SAVED_TITLE


def form_action(response: TestResponse) -> str:
    """Return the address that the operation's form in a response is sent to."""
    (action,) = [
        attributes["action"]
        for tag, attributes in page_of(response).tags
        if tag == "form" and attributes.get("method") == "post" and attributes["action"] != "/deconnexion"
    ]
    return action


def test_a_save_of_a_deleted_operation_can_bring_it_back(browser: Visitor, app: Flask, db_file: Path) -> None:
    form = form_of(operation_in(app), title=TYPED)
    commit(repository_of(app), delete(ID), Act(OTHER))
    before = digest(db_file)
    response = browser.post(SAVE, form)
    assert response.status_code == 409
    assert f"a été supprimée par {OTHER}" in response.text
    assert digest(db_file) == before
    assert form_action(response) == SAVE
    assert browser.post(SAVE, form_fields(response)).status_code in (200, 303)
    assert operation_in(app).title == TYPED.strip()
    assert not catalogue_of(app).trash
    _, saved = reversed(history_of(app).actions(first=0, count=9))
    assert len(saved.revisions) == 1


def test_a_save_of_a_vanished_operation_can_add_it_again(browser: Visitor, app: Flask, db_file: Path) -> None:
    form = form_of(operation_in(app), title=TYPED)
    tables = orjson.loads(db_file.read_bytes())
    tables["operations"] = {key: row for key, row in tables["operations"].items() if row["id"] != ID}
    db_file.write_bytes(orjson.dumps(tables))
    response = browser.post(SAVE, form)
    assert response.status_code == 409
    assert form_action(response) == "/operations"
    assert browser.post("/operations", form_fields(response)).status_code in (200, 303)
    assert operation_in(app, "titre-tape-garde").title == TYPED.strip()
