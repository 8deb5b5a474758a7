"""The texts of the catalogue: editing them, refusals and conflicts."""

import re
from pathlib import Path

import orjson
import pytest
from flask import Flask

from tests.support.visitor import (
    Visitor,
    catalogue_of,
    digest,
    form_fields,
    heading_form,
    is_page,
    page_of,
    put_back,
)

TYPED = "  Titre <tapé> & gardé  "
LABELS = {
    "title": "Titre du catalogue",
    "hashtag": "Mot-dièse",
    "introduction": "Introduction",
    "audiences": "",
}


# -- the heading


def test_the_heading_is_edited_where_it_stands(htmx: Visitor, app: Flask) -> None:
    filtered = htmx.htmx("entete")
    form = filtered.get("/catalogue/edit")
    assert re.match('<[a-z]+ id="entete" class="masthead editing"', form.text)
    response = filtered.post("/catalogue", {**form_fields(form), "title": "Nouveau catalogue"})
    assert response.status_code == 200
    assert page_of(response).all("h1") == ["Nouveau catalogue"]
    assert "Enregistré." in response.text
    assert page_of(filtered.get("/catalogue")).all("h1") == ["Nouveau catalogue"]


def test_a_plain_browser_edits_the_heading_on_a_page_of_its_own(plain: Visitor, app: Flask) -> None:
    form = plain.get("/catalogue/edit")
    assert is_page(form)
    response = plain.post("/catalogue", {**form_fields(form), "title": "Nouveau catalogue"})
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    assert page_of(plain.get("/")).all("h1") == ["Nouveau catalogue"]
    assert plain.get("/catalogue").headers["Location"] == "/"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": ""}, "Donnez un titre au catalogue."),
        ({"hashtag": "#" * 81}, "81 caractères"),
        ({"introduction": "a\x07"}, "U+0007"),
        ({"audiences": "adultes"}, "Champ inconnu."),
    ],
)
def test_a_refused_heading_comes_back_as_typed(
    browser: Visitor, app: Flask, db_file: Path, changes: dict[str, str], message: str
) -> None:
    before = digest(db_file)
    form = heading_form(app, **{"body": TYPED, **changes})
    response = browser.post("/catalogue", form)
    assert response.status_code == 422
    assert message in response.text
    (field,) = changes
    assert page_of(response).all("a", href=f"#entete-{field}") == [LABELS[field]] * bool(LABELS[field])
    assert form_fields(response)["body"] == [TYPED]
    assert digest(db_file) == before


@pytest.mark.parametrize(
    "texts",
    [
        {"title": "E\u0301te\u0301\u00a0", "introduction": "\n Un\u200b\n\nDeux ", "hashtag": "\ufeff#Gers"},
        {"title": "", "introduction": "a" + "\u0301" * 40},
    ],
)
def test_an_untouched_heading_is_no_change_whatever_is_stored(
    browser: Visitor, app: Flask, db_file: Path, texts: dict[str, str]
) -> None:
    tables = orjson.loads(db_file.read_bytes())
    tables["catalogue"]["1"].update(texts)
    put_back(app, orjson.dumps(tables))
    form = form_fields(browser.get("/catalogue/edit"))
    before = digest(db_file)
    sent = {name: [value.replace("\n", "\r\n") for value in values] for name, values in form.items()}
    assert browser.post("/catalogue", sent).status_code in (200, 303)
    assert digest(db_file) == before


@pytest.mark.parametrize("revision", ["0123456789abcdef", ""])
def test_a_heading_changed_meanwhile_shows_both_versions(
    browser: Visitor, app: Flask, db_file: Path, revision: str
) -> None:
    before = digest(db_file)
    response = browser.post("/catalogue", heading_form(app, title=TYPED, revision=revision))
    assert response.status_code == 409
    assert form_fields(response)["title"] == [TYPED]
    assert page_of(response).all("p", class_="text theirs") == [
        "Les opérations du Gers sur les réseaux sociaux pendant la crise du Covid-19"
    ]
    assert digest(db_file) == before
    assert browser.post("/catalogue", form_fields(response)).status_code in (200, 303)
    assert catalogue_of(app).heading.title == TYPED.strip()
