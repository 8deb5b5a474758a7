"""Who may do what where each body has its own editors: every route, for every kind of person."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from gersapp.editors.rights import NO_RIGHTS
from gersapp.errors import EditorsUnavailable
from gersapp.observatory.slugs import may_begin_addresses
from gersapp.web.security.access import Right, curates, right_to
from tests.support.observatory import (
    BODY,
    CURATOR,
    EDITOR,
    MANAGER,
    OTHER,
    OTHER_EDITOR,
    READER,
    browser_of,
    opened_observatory,
    seeded_bodies,
)
from tests.support.routes import request_route, routes
from tests.support.visitor import ID, Visitor, catalogue_of, page_of

VISITOR = ""
# The rights that each person has on a body.
HELD = {
    (VISITOR, BODY): {Right.PUBLIC},
    (READER, BODY): {Right.PUBLIC, Right.SIGNED_IN},
    (OTHER_EDITOR, BODY): {Right.PUBLIC, Right.SIGNED_IN},
    (EDITOR, BODY): {Right.PUBLIC, Right.SIGNED_IN, Right.EDIT},
    (MANAGER, BODY): {Right.PUBLIC, Right.SIGNED_IN, Right.EDIT, Right.MANAGE},
    (CURATOR, BODY): set(Right),
    (EDITOR, OTHER): {Right.PUBLIC, Right.SIGNED_IN},
    (MANAGER, OTHER): {Right.PUBLIC, Right.SIGNED_IN},
    (CURATOR, OTHER): set(Right),
}
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def site(seed_path: Path, tmp_path: Path) -> Iterator[Flask]:
    with opened_observatory(seeded_bodies(seed_path.read_bytes()), tmp_path) as app:
        yield app


def answer_to(browser: Visitor, method: str, path: str, body: str) -> str:
    """What becomes of a request: sent to sign in, refused, or neither."""
    response = request_route(browser, method, path, body, **SAME_ORIGIN)
    if response.headers.get("Location", "").startswith("/connexion?next="):
        return "sign in"
    return "refused" if response.status_code == 403 else "responded"


@pytest.mark.parametrize(("person", "body"), HELD)
def test_each_route_responds_to_whom_it_is_for(site: Flask, person: str, body: str) -> None:
    elsewhere = OTHER if body == BODY else BODY
    before, before_elsewhere = catalogue_of(site, body), catalogue_of(site, elsewhere)
    for method, path, endpoint in routes(site, body):
        # To sign out ends what the walk is about; HEAD is GET, and OPTIONS says nothing.
        if endpoint == "signin.sign_out" or method in ("HEAD", "OPTIONS"):
            continue
        right = right_to(site.view_functions[endpoint])
        refused = "refused" if person else "sign in"
        wanted = "responded" if right in HELD[person, body] else refused
        assert (path, answer_to(browser_of(site, person), method, path, body)) == (path, wanted)
    assert catalogue_of(site, elsewhere) is before_elsewhere
    assert (catalogue_of(site, body) is before) == (Right.EDIT not in HELD[person, body])


def test_an_editor_of_another_body_is_told_why(site: Flask) -> None:
    browser = browser_of(site, OTHER_EDITOR)
    response = browser.get(f"/{BODY}/operations/{ID}/edit")
    assert response.status_code == 403
    assert "Votre compte ne permet pas de modifier ce catalogue" in page_of(response).text
    assert f'href="/{BODY}/"' in response.text
    alert = browser.htmx(f"adultes--{ID}", at=f"/{BODY}/").get(f"/{BODY}/operations/{ID}/edit")
    assert (alert.status_code, alert.headers["HX-Retarget"]) == (403, "#alerte")
    page = page_of(browser.get(f"/{BODY}/"))
    assert not {"Modifier", "Ajouter une opération", "Importer"} & {*page.all("a"), *page.all("button")}
    assert "Modifier" in browser.get(f"/{OTHER}/").text


def test_a_right_given_or_withdrawn_shows_at_once(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = browser_of(site, EDITOR)
    etag = browser.get(f"/{BODY}/").headers["ETag"]
    assert browser.get(f"/{BODY}/", If_None_Match=etag).status_code == 304
    monkeypatch.setattr(site.extensions["gersapp"].editors, "rights_of", lambda name: NO_RIGHTS)
    assert browser.get(f"/{BODY}/", If_None_Match=etag).status_code == 200


def test_a_curators_view_is_for_curators(site: Flask) -> None:
    site.add_url_rule("/observatoire/essai", "essai", curates(lambda: "pour elle"))
    assert browser_of(site, CURATOR).get("/observatoire/essai").text == "pour elle"
    assert browser_of(site, MANAGER).get("/observatoire/essai").status_code == 403


def test_no_route_of_the_site_takes_the_slug_of_a_body(site: Flask, app: Flask) -> None:
    firsts = {rule.rule.split("/")[1] for one in (site, app) for rule in one.url_map.iter_rules()}
    assert [first for first in firsts - {"<body>"} if not may_begin_addresses(first)] == []


@pytest.mark.parametrize("unknown", ["identify", "rights_of"])
def test_nobody_signs_in_again_for_a_silent_database(
    site: Flask, monkeypatch: pytest.MonkeyPatch, unknown: str
) -> None:
    def fail(name: str) -> str:
        raise EditorsUnavailable("La base de données ne répond pas.")

    browser, form, before = browser_of(site, EDITOR), {"title": "Tapé"}, catalogue_of(site, BODY)
    path = f"/{BODY}/operations/{ID}"
    monkeypatch.setattr(site.extensions["gersapp"].editors, unknown, fail)
    alert = browser.htmx(f"adultes--{ID}", at=f"/{BODY}/").post(path, form)
    assert (alert.status_code, alert.headers["HX-Retarget"]) == (503, "#alerte")
    assert "HX-Redirect" not in alert.headers
    pages = [browser.get(f"{path}/edit"), browser.post(path, form)]
    for response in (alert, *pages):
        assert response.status_code == 503
        assert "La base de données ne répond pas" in response.text
        assert "session est terminée" not in response.text
    assert "Tapé" in pages[1].text
    assert catalogue_of(site, BODY) == before
    assert browser.get(f"/{BODY}/").status_code == 200
