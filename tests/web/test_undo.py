"""Undoing: each change, from the bar after it and from the history, and what cannot be undone."""

import re

import pytest
from flask import Flask

from gersapp.catalogue.history.revisions import Act
from tests.support.edits import commit, delete
from tests.support.visitor import (
    ID,
    Visitor,
    catalogue_of,
    digest,
    form_of,
    heading_form,
    last_action,
    operation_in,
    page_of,
    plain_text,
    repository_of,
    save_operation,
)

SAVE = f"/operations/{ID}"
OTHER = "questions-pour-un-gersois"


@pytest.fixture
def htmx(plain: Visitor) -> Visitor:
    """htmx on the results."""
    return plain.htmx()


def content_in(app: Flask) -> tuple[object, ...]:
    """All that the catalogue holds, to be compared."""
    catalogue = catalogue_of(app)
    return catalogue.heading, list(catalogue.operations.items()), dict(catalogue.trash)


def make_change(browser: Visitor, app: Flask, kind: str) -> None:
    """Make one change of this kind."""
    match kind:
        case "save":
            save_operation(
                browser,
                app,
                title="Autre",
                description="Autre.",
                links=["https://a.example/1"],
                platforms=["x"],
            )
        case "audience":
            save_operation(browser, app, new_audience="Les aînés")
        case "add":
            response = browser.post(
                "/operations", {"title": "Neuve", "audiences": "adultes", "action": "save"}
            )
            assert response.status_code in (200, 303)
        case "delete":
            browser.post(f"{SAVE}/delete", {"revision": operation_in(app).revision})
        case "restore":
            browser.post("/operations/tiktok/restore")
        case "move":
            browser.post(f"{SAVE}/move", {"direction": "up", "section": "adultes"})
        case "heading":
            browser.post("/catalogue", heading_form(app, title="Autre titre", introduction="Autre."))
        case "version":
            browser.post(f"{SAVE}/versions/0")


@pytest.mark.parametrize(
    "kind", ["save", "audience", "add", "delete", "restore", "move", "heading", "version"]
)
def test_each_change_is_undone_and_the_undoing_too(browser: Visitor, app: Flask, kind: str) -> None:
    save_operation(browser, app, title="D’abord")
    browser.post("/operations/tiktok/delete", {"revision": operation_in(app, "tiktok").revision})
    before = content_in(app)
    make_change(browser, app, kind)
    name = last_action(app)
    after = content_in(app)
    assert after != before
    assert browser.post(f"/actions/{name}/undo").status_code in (200, 303)
    if kind == "add":
        # The added operation is in the trash, and can be restored.
        assert content_in(app)[:2] == before[:2]
        assert "neuve" in catalogue_of(app).trash
    else:
        assert content_in(app) == before
    assert browser.post(f"/actions/{last_action(app)}/undo").status_code in (200, 303)
    assert content_in(app) == after


def test_the_bar_after_a_change_leads_to_its_undoing_and_back(app: Flask) -> None:
    htmx = Visitor(app).htmx(f"adultes--{ID}")
    saved = page_of(htmx.post(SAVE, form_of(operation_in(app), title="Autre")))
    (undo,) = [
        attributes["hx-post"]
        for tag, attributes in saved.tags
        if attributes.get("hx-post", "").endswith("/undo")
    ]
    undone = page_of(htmx.post(undo))
    assert "Modification annulée." in undone.text
    (redo,) = [
        attributes["hx-post"]
        for tag, attributes in undone.tags
        if attributes.get("hx-post", "").endswith("/undo")
    ]
    assert "Refaire la modification de « Tips du Jour »" in plain_text(undone)
    redone = page_of(htmx.post(redo))
    assert operation_in(app).title == "Autre"
    assert "Modification rétablie." in redone.text
    assert "Défaire la modification de « Autre »" in plain_text(redone)
    headings = [text.replace("\u202f", " ") for text in page_of(Visitor(app).get("/historique")).all("h2")]
    kind = "« Autre » : titre"
    assert headings == [f"Rétablissement — {kind}", f"Annulation — {kind}", kind]


def test_the_way_back_survives_a_reload_for_its_editor_only(app: Flask, plain: Visitor) -> None:
    save_operation(plain, app, title="Autre")
    name = last_action(app)
    for path in ("/", f"{SAVE}?saved={name}", "/historique"):
        page = page_of(plain.get(path))
        assert [
            attributes["action"]
            for _, attributes in page.tags
            if attributes.get("action") == f"/actions/{name}/undo"
        ], path
    assert re.search(r"Enregistré à \d+ h \d\d — « Autre » : titre\.", plain_text(page_of(plain.get("/"))))
    assert "/undo" not in plain.reader.get("/").text
    commit(repository_of(app), delete(OTHER), Act("Paul"))
    assert "« Autre » : titre" in plain_text(page_of(plain.get("/")))


def test_undoing_twice_changes_nothing(browser: Visitor, app: Flask, plain: Visitor) -> None:
    save_operation(plain, app, title="Autre")
    undo = f"/actions/{last_action(app)}/undo"
    browser.post(undo)
    before = digest(repository_of(app).path)
    response = browser.post(undo)
    assert response.status_code in (200, 303)
    assert digest(repository_of(app).path) == before


@pytest.mark.parametrize("action", ["0", "1", "2", "99999999999999999999", "x", "-1", "0" * 32])
def test_an_action_that_is_not_is_a_404(browser: Visitor, app: Flask, plain: Visitor, action: str) -> None:
    save_operation(plain, app, title="Autre")
    before = digest(repository_of(app).path)
    response = browser.post(f"/actions/{action}/undo")
    assert response.status_code == 404
    assert "Cette modification n’est plus dans l’historique" in plain_text(page_of(response))
    assert digest(repository_of(app).path) == before


def test_a_change_made_over_by_another_is_named_and_not_undone(
    browser: Visitor, app: Flask, plain: Visitor
) -> None:
    save_operation(plain, app, title="Autre")
    undo = f"/actions/{last_action(app)}/undo"
    save_operation(plain, app, title="Encore une autre", description="Nouvelle.")
    before = digest(repository_of(app).path)
    response = browser.post(undo)
    assert response.status_code == 409
    assert "« Encore une autre » (titre)" in plain_text(page_of(response))
    assert digest(repository_of(app).path) == before


def test_undo_leaves_later_changes_of_other_fields(plain: Visitor, app: Flask) -> None:
    title = operation_in(app).title
    save_operation(plain, app, title="Autre")
    undo = f"/actions/{last_action(app)}/undo"
    save_operation(plain, app, description="Nouvelle.")
    plain.post(undo)
    assert (operation_in(app).title, operation_in(app).description) == (title, "Nouvelle.")
