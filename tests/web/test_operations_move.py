"""Moving an operation among those that the filters show."""

from pathlib import Path

import pytest
from flask import Flask

from tests.support.visitor import (
    ID,
    Visitor,
    digest,
    page_of,
    stored_operations,
)

SAVE = f"/operations/{ID}"


# -- moves


def test_a_move_is_among_those_that_the_filter_shows(plain: Visitor, app: Flask, db_file: Path) -> None:
    # Under LinkedIn, « Fin de cellule de crise » stands alone in its section, « Carte » is not shown.
    filtered = plain.htmx("adultes--lettres-d-information", at="/?platform=x")
    response = filtered.post(
        "/operations/lettres-d-information/move", {"direction": "up", "section": "adultes"}
    )
    assert response.status_code == 200
    shown = [
        attributes["id"] for _, attributes in page_of(response).tags if attributes.get("class") == "operation"
    ]
    assert shown[:2] == ["adultes--lettres-d-information", "adultes--100-000-equipements"]
    assert "Opération montée d’une place" in response.text
    (button,) = [
        attributes
        for _, attributes in page_of(response).tags
        if attributes.get("value") == "up" and "autofocus" in attributes
    ]
    assert button["hx-post"] == "/operations/lettres-d-information/move"
    filtered.post("/operations/lettres-d-information/move", {"direction": "down", "section": "adultes"})
    assert list(stored_operations(db_file))[3:5] == ["100-000-equipements", "lettres-d-information"]


def test_a_move_passes_over_hidden_operations(plain: Visitor, db_file: Path) -> None:
    filtered = plain.htmx(at="/?platform=linkedin&platform=youtube&platform=tiktok&q=")
    filtered.post("/operations/recettes/move", {"direction": "down", "section": "tout-public"})
    assert list(stored_operations(db_file)).index("recettes") == 9  # not among those shown: stays
    filtered = plain.htmx(at="/?platform=instagram")
    filtered.post("/operations/questions-pour-un-gersois/move", {"direction": "down", "section": "adultes"})
    filtered.post("/operations/questions-pour-un-gersois/move", {"direction": "down", "section": "adultes"})
    filtered.post("/operations/questions-pour-un-gersois/move", {"direction": "down", "section": "adultes"})
    assert list(stored_operations(db_file))[:6] == [
        "tips-du-jour",
        "hommage-au-personnel-soignant",
        "100-000-equipements",
        "lettres-d-information",
        "carte-interactive",
        "questions-pour-un-gersois",
    ]


def test_a_move_past_the_end_of_a_section_says_so(htmx: Visitor, db_file: Path) -> None:
    before = digest(db_file)
    first = {"direction": "up", "section": "adultes"}
    last = {"direction": "down", "section": "adultes"}
    assert "Déjà à la première place" in htmx.post("/operations/questions-pour-un-gersois/move", first).text
    assert "Déjà à la dernière place" in htmx.post("/operations/des-masques-pour-les-gersois/move", last).text
    assert digest(db_file) == before


def test_a_plain_move_leads_back_to_the_card_under_its_filter(plain: Visitor, db_file: Path) -> None:
    response = plain.post(
        f"{SAVE}/move",
        {"direction": "up", "section": "adultes"},
        Referer="http://127.0.0.1/?platform=facebook&platform=instagram",
    )
    assert response.status_code == 303
    assert response.headers["Location"] == f"/?platform=facebook&platform=instagram#adultes--{ID}"
    assert next(iter(stored_operations(db_file))) == ID


@pytest.mark.parametrize("direction", [None, "", "sideways", "UP"])
def test_a_move_in_no_direction_moves_nothing(browser: Visitor, db_file: Path, direction: str | None) -> None:
    before = digest(db_file)
    form = {"section": "adultes"} | ({"direction": direction} if direction is not None else {})
    browser.post(f"{SAVE}/move", form)
    assert digest(db_file) == before
