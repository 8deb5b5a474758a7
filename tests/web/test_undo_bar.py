"""The quiet bar after a change says what its button undoes; the cards that an undoing touches are marked."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.visitor import (
    Form,
    Visitor,
    form_of,
    heading_form,
    last_action,
    operation_in,
    page_of,
    save_operation,
)

ID, OTHER = "carte-interactive", "concours"
AT = f"/operations/{ID}"
ADDITION: dict[str, str | list[str]] = {"title": "Neuve", "audiences": "adultes"}
LONG = "« Une opération dont le titre est bien trop long pour tenir sur un bouton »"
LONG_CUT = "Une opération dont le titre est bien trop long pour tenir s…"
BOTH: dict[str, str | list[str]] = {"op": [ID, OTHER], "value": "platform:tiktok"}

# A change, as the path and the form that make it; what it is called.
CHANGES: dict[str, tuple[str, Form, str]] = {
    "add": ("/operations", ADDITION, "l’ajout de « Neuve »"),
    "add with an audience": ("/operations", ADDITION | {"new_audience": "Aînés"}, "l’ajout de « Neuve »"),
    "add with a long title": ("/operations", ADDITION | {"title": LONG}, f"l’ajout de « {LONG_CUT} »"),
    "delete": (f"{AT}/delete", {}, "la suppression de « Carte Interactive »"),
    "restore": ("/operations/tiktok/restore", {}, "le rétablissement de « TikTok »"),
    "move": (
        f"{AT}/move",
        {"direction": "down", "section": "adultes"},
        "le déplacement de « Carte Interactive »",
    ),
    "version": (f"{AT}/versions/0", {}, "la modification de « Carte Interactive »"),
    "rename": (
        "/audiences/adultes/rename",
        {"label": "Grands"},
        "le changement de nom de la cible « Grands »",
    ),
    "merge": ("/audiences/adultes/merge", {"into": "tout-public"}, "la fusion de la cible « Adultes »"),
    "remove": ("/audiences/personne/remove", {}, "le retrait de la cible « Personne »"),
    "bulk": ("/bulk", BOTH | {"action": "add"}, "la modification de 2 opérations"),
    "bulk deletion": ("/bulk", BOTH | {"action": "delete"}, "la suppression de 2 opérations"),
}


@pytest.fixture
def changed(app: Flask) -> Flask:
    """A catalogue with an operation in the trash, another that was changed, and an audience without any."""
    plain = Visitor(app)
    plain.post("/operations/tiktok/delete")
    save_operation(plain, app, ID, new_audience="Personne")
    save_operation(plain, app, ID, description="Relue.", audiences=["adultes"])
    return app


def buttons(response: TestResponse) -> list[str]:
    """What the buttons say that undo or do again, with plain spaces."""
    texts = [text.replace("\u202f", " ") for text in page_of(response).all("button")]
    return [text for text in texts if text.startswith(("Défaire", "Refaire"))]


def undo_last(browser: Visitor, app: Flask) -> TestResponse:
    return browser.post(f"/actions/{last_action(app)}/undo")


def marked(response: TestResponse) -> list[str]:
    """The ids of the cards that are marked."""
    cards = [has for tag, has in page_of(response).tags if tag == "li" and "id" in has]
    return [has["id"] for has in cards if "touched" in has["class"].split()]


@pytest.mark.parametrize("name", CHANGES)
def test_the_bar_names_what_its_button_undoes(changed: Flask, name: str) -> None:
    plain = Visitor(changed)
    path, form, called = CHANGES[name]
    assert plain.post(path, form).status_code == 303
    assert buttons(plain.get("/")) == [f"Défaire {called}"]
    for way in ("Refaire", "Défaire"):
        assert buttons(undo_last(plain.htmx(), changed)) == [f"{way} {called}"]
        assert buttons(plain.get("/")) == [f"{way} {called}"]


def test_a_saved_form_names_what_its_undoing_changes(app: Flask) -> None:
    card = Visitor(app).htmx(f"adultes--{ID}")
    saved = card.post(AT, form_of(operation_in(app, ID), title="Autre"))
    assert buttons(saved) == ["Défaire la modification de « Autre »"]
    saved = card.post("/catalogue", heading_form(app, hashtag="#Autre"))
    assert buttons(saved) == ["Défaire la modification des textes du catalogue"]


@pytest.mark.parametrize(("action", "ids"), [("delete", [ID]), ("bulk deletion", [ID, OTHER])])
def test_the_cards_that_an_undoing_touches_are_marked(changed: Flask, action: str, ids: list[str]) -> None:
    htmx = Visitor(changed).htmx()
    path, form, _ = CHANGES[action]
    assert marked(htmx.post(path, form)) == []
    assert [id.partition("--")[2] for id in marked(undo_last(htmx, changed))] == ids
    # Deleted again, they have no card.
    assert marked(undo_last(htmx, changed)) == []
    assert marked(undo_last(htmx.reader, changed)) == []


def test_what_an_undoing_touches_out_of_the_results_is_linked(changed: Flask) -> None:
    elsewhere = Visitor(changed).htmx(at="/?platform=tiktok")
    Visitor(changed).post(*CHANGES["delete"][:2])
    undone = page_of(undo_last(elsewhere, changed))
    assert "L’opération n’est pas dans les résultats affichés" in undone.text
    assert undone.all("a", href=AT) == ["voir l’opération"]
    redone = page_of(undo_last(elsewhere, changed))
    assert "n’est pas dans les résultats" not in redone.text
