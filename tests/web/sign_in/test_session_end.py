"""Signing out, and sessions that end: what is then refused, and which forms are kept."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from proof.tools.clock import Clock
from tests.support.sign_in import RIGHT, cookies, may_edit, sign_in
from tests.support.visitor import (
    ID,
    Page,
    Visitor,
    catalogue_of,
    digest,
    form_of,
)

SAVE = f"/operations/{ID}"


# -- out


def test_signing_out_ends_the_session_for_good(visitor: Visitor) -> None:
    editor = sign_in(visitor)
    response = editor.post("/deconnexion")
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "gersapp=;" in response.headers["Set-Cookie"]
    assert "Max-Age=0" in response.headers["Set-Cookie"]
    assert not may_edit(editor)
    assert editor.get("/").text.count("Se déconnecter") == 0


@pytest.mark.parametrize(
    ("referer", "address"),
    [
        ("http://127.0.0.1/?q=a&page=2", "/?q=a&page=2"),
        (f"http://127.0.0.1{SAVE}/edit", "/"),
        ("http://elsewhere.example/?q=a", "/"),
    ],
)
def test_signing_out_leaves_the_filters_as_they_are(visitor: Visitor, referer: str, address: str) -> None:
    assert sign_in(visitor).post("/deconnexion", Referer=referer).headers["Location"] == address


def test_signing_out_is_on_every_page_of_an_editor(visitor: Visitor) -> None:
    editor = sign_in(visitor)
    for path in ("/", SAVE, f"{SAVE}/edit", "/operations/new", "/catalogue/edit", "/accessibilite", "/rien"):
        assert "Se déconnecter" in editor.get(path).text, path


def test_a_get_signs_nobody_out(visitor: Visitor) -> None:
    editor = sign_in(visitor)
    assert editor.get("/deconnexion").status_code == 405
    assert may_edit(editor)


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
@pytest.mark.parametrize("path", ["/connexion", "/deconnexion", "/connexion/premiere"])
def test_another_site_signs_nobody_in_or_out(visitor: Visitor, path: str, site: str) -> None:
    editor = sign_in(visitor)
    response = editor.post(path, RIGHT, Sec_Fetch_Site=site)
    assert response.status_code == 403
    assert cookies(response) == {}
    assert may_edit(editor)


def test_a_visitor_who_signs_out_gets_no_cookie(visitor: Visitor) -> None:
    response = visitor.post("/deconnexion")
    assert response.status_code == 303
    assert "Set-Cookie" not in response.headers


# -- a session that ends


@pytest.mark.parametrize(
    ("steps", "alive"),
    [([1_799] * 5, True), ([1_800], False), ([1_700] * 16, True), ([1_700] * 17, False)],
)
def test_a_session_lasts_30_minutes_idle_and_8_hours_at_most(
    visitor: Visitor, clock: Clock, steps: list[int], alive: bool
) -> None:
    editor = sign_in(visitor)
    for seconds in steps:
        clock.now += seconds
        found = may_edit(editor)
    assert found is alive


def test_a_form_sent_after_the_session_ended_is_kept_whole(
    app: Flask, visitor: Visitor, clock: Clock, db_file: Path
) -> None:
    editor = sign_in(visitor)
    typed = form_of(catalogue_of(app).get(ID), title="  Tapé « là » <b>", description="\nun\n\ndeux")
    clock.now += 1_800
    before = digest(db_file)
    response = editor.post(SAVE, typed)
    assert response.status_code == 401
    assert "Votre session est terminée" in response.text
    assert digest(db_file) == before
    page = Page(response.text)
    fields: dict[str, list[str]] = {}
    for tag, attributes, texts in page.elements:
        if tag == "textarea":
            # A browser ignores the first line end after the tag.
            fields.setdefault(attributes["name"], []).append("".join(texts).removeprefix("\n"))
    assert fields == {name: [text] if isinstance(text, str) else text for name, text in typed.items() if text}
    (action,) = [attributes["action"] for tag, attributes in page.tags if tag == "form"]
    second_response = sign_in(visitor).post(action, dict(fields))
    assert second_response.status_code == 303
    assert catalogue_of(app).get(ID).description == "un\n\ndeux"


def test_to_htmx_a_session_that_ended_leaves_the_page_as_it_is(
    app: Flask, visitor: Visitor, clock: Clock, db_file: Path
) -> None:
    editor = sign_in(visitor)
    clock.now += 1_800
    before = digest(db_file)
    response = editor.htmx(f"adultes--{ID}", at="/?q=a").post(
        SAVE, form_of(catalogue_of(app).get(ID), title="x")
    )
    assert response.status_code == 401
    assert response.headers["HX-Retarget"] == "#alerte"
    assert response.headers["HX-Redirect"] == "/connexion?next=%2F%3Fq%3Da"
    assert digest(db_file) == before


@pytest.mark.parametrize("name", ["sessions.json", "editors.json"])
def test_a_form_is_kept_when_nobody_can_be_known(visitor: Visitor, instance: Path, name: str) -> None:
    editor = sign_in(visitor)
    (instance / name).write_text("{", "utf-8")
    response = editor.post(SAVE, {"title": "Tapé"})
    assert response.status_code == 401
    assert "Tapé" in response.text


def test_a_form_of_a_visitor_is_not_repeated(app: Flask, visitor: Visitor) -> None:
    for headers in ({}, {"Cookie": "gersapp=inconnu"}):
        response = replace(visitor, headers=headers).post(
            SAVE, {"title": "<b>"}, Referer="http://127.0.0.1/?q=a"
        )
        assert (response.status_code, response.headers["Location"]) == (302, "/connexion?next=%2F%3Fq%3Da")
