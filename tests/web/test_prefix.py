"""Under a prefix (SCRIPT_NAME=/catalogue): signing in and out, refusals, and a crawl that finds no way out of it."""

import gzip
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from gersapp.catalogue.editing.draft import Draft
from gersapp.catalogue.model import Operation
from proof.tools.editor import COOKIE, NAME, PASSWORD, let_in
from tests.support.crawl import Crawl, is_outside, kind_of
from tests.support.edits import commit, draft_edit
from tests.support.visitor import (
    ID,
    Page,
    Visitor,
    catalogue_of,
    form_of,
    opened,
    page_of,
    repository_of,
    save_operation,
)

PREFIX = "/catalogue"
HOME = f"{PREFIX}/"
EDIT = f"/operations/{ID}/edit"
RIGHT = {"name": NAME, "password": PASSWORD}

OUTSIDE = ["/", "/connexion", "/?q=a", "/catalogue", "/catalogue-2/", "/cataloguex", "//elsewhere.example/catalogue/",
           "/catalogue/../", "/catalogue/../connexion", "/catalogue/%2e%2E/autre", "/catalogue/.%2e/?q=a",
           "/catalogue/x/../../autre", "/catalogue/..#x", "/catalogue/.%2e#x", "/catalogue/..", "https://127.0.0.1/catalogue/", "catalogue/", ""]  # fmt: skip


@pytest.fixture(scope="module")
def site(seed_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with opened(Path(shutil.copy(seed_path, tmp_path_factory.mktemp("prefix")))) as app:
        yield app


@pytest.fixture
def visitor(site: Flask) -> Visitor:
    """A browser that is not signed in; its paths are given without the prefix."""
    instance = Path(site.extensions["gersapp"].settings.instance)
    let_in(instance)
    (instance / "attempts.json").unlink(missing_ok=True)
    return Visitor(site, {}, {"SCRIPT_NAME": PREFIX})


@pytest.fixture
def editor(visitor: Visitor) -> Visitor:
    return replace(visitor, headers=COOKIE)


def leads_to(response: TestResponse) -> tuple[int, str]:
    return response.status_code, response.headers["Location"]


def test_the_prefix_without_its_slash_leads_to_the_catalogue(visitor: Visitor) -> None:
    bare = replace(visitor, environ={**visitor.environ, "PATH_INFO": ""})
    # The response names no host, for the request's may be forged.
    assert leads_to(bare.get("/", Host="elsewhere.example")) == (303, HOME)
    assert leads_to(bare.get("/?q=a")) == (303, HOME)


def test_signing_in_leads_to_the_catalogue(visitor: Visitor) -> None:
    response = visitor.post("/connexion", RIGHT)
    assert leads_to(response) == (303, HOME)
    # The prefix __Host- of the name, over TLS, demands this path.
    assert "; Path=/;" in response.headers["Set-Cookie"]
    cookie = response.headers["Set-Cookie"].partition(";")[0]
    assert replace(visitor, headers={"Cookie": cookie}).get(EDIT).status_code == 200


def test_over_tls_the_cookie_is_bound_to_its_host(visitor: Visitor) -> None:
    secure = replace(visitor, environ={**visitor.environ, "wsgi.url_scheme": "https"})
    response = secure.post("/connexion", RIGHT, Origin="https://127.0.0.1")
    assert response.headers["Set-Cookie"].startswith("__Host-gersapp=")
    assert "; Secure; HttpOnly; Path=/; SameSite=Lax" in response.headers["Set-Cookie"]


@pytest.mark.parametrize("address", [HOME, f"{HOME}?q=a/../b", f"{PREFIX}{EDIT}", f"{HOME}connexion/x"])
def test_signing_in_leads_on_inside_the_prefix(visitor: Visitor, address: str) -> None:
    assert leads_to(visitor.post("/connexion", {**RIGHT, "next": address})) == (303, address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_signing_in_leads_nobody_out_of_the_prefix(visitor: Visitor, address: str) -> None:
    assert leads_to(visitor.post("/connexion", {**RIGHT, "next": address})) == (303, HOME)
    form = visitor.get(f"/connexion?next={address}")
    assert f'name="next" value="{HOME}"' in form.text
    assert f'<a href="{HOME}">Annuler</a>' in form.text


def test_signing_in_leads_to_the_requested_form(visitor: Visitor) -> None:
    response = visitor.get(f"{EDIT}?x=1")
    assert leads_to(response) == (
        302,
        f"/catalogue/connexion?next=%2Fcatalogue%2Foperations%2F{ID}%2Fedit%3Fx%3D1",
    )
    form = visitor.get(response.headers["Location"].removeprefix(PREFIX))
    assert f'name="next" value="{PREFIX}{EDIT}?x=1"' in form.text
    assert 'action="/catalogue/connexion"' in form.text


def test_htmx_is_sent_to_the_form_and_then_back_to_its_page(visitor: Visitor) -> None:
    response = visitor.htmx(at=f"{HOME}?q=tips").get(EDIT)
    assert response.status_code == 401
    assert response.headers["HX-Redirect"] == "/catalogue/connexion?next=%2Fcatalogue%2F%3Fq%3Dtips"


def test_the_footer_leads_to_the_form_and_back(visitor: Visitor) -> None:
    assert '<a href="/catalogue/connexion">Se connecter</a>' in visitor.get("/?q=tips").text
    form = visitor.get("/connexion", Referer=f"http://127.0.0.1{HOME}?q=tips")
    assert f'name="next" value="{HOME}?q=tips"' in form.text
    other = visitor.get("/connexion", Referer="http://127.0.0.1/autre/")
    assert f'name="next" value="{HOME}"' in other.text


@pytest.mark.parametrize(
    ("referer", "address"),
    [
        (f"{HOME}?q=a&page=2", f"{HOME}?q=a&page=2"),
        (f"{PREFIX}{EDIT}", HOME),
        ("/?q=a", HOME),
        ("/autre/", HOME),
        (PREFIX, HOME),
    ],
)
def test_signing_out_leaves_the_filters(editor: Visitor, referer: str, address: str) -> None:
    response = editor.post("/deconnexion", Referer=f"http://127.0.0.1{referer}")
    assert leads_to(response) == (303, address)
    assert "gersapp=; " in response.headers["Set-Cookie"]
    assert "Path=/;" in response.headers["Set-Cookie"]
    assert editor.get(EDIT).status_code == 302


def test_a_form_sent_after_the_session_ended_goes_to_its_address(editor: Visitor) -> None:
    assert editor.post("/deconnexion").status_code == 303
    form = form_of(catalogue_of(editor.app).get(ID), title="Tapé")
    response = editor.post(f"/operations/{ID}", form)
    assert response.status_code == 401
    page = Page(response.text)
    assert [attributes["action"] for tag, attributes in page.tags if tag == "form"] == [
        f"{PREFIX}/operations/{ID}"
    ]
    (sign_in,) = [attributes["href"] for tag, attributes in page.tags if attributes.get("target") == "_blank"]
    assert sign_in == f"/catalogue/connexion?next={HOME}"


def test_kept_answers_of_two_prefixes_are_never_mixed(site: Flask) -> None:
    for prefix in ("", PREFIX, "/autre") * 3:
        for encoding in ("", "gzip"):
            visitor = Visitor(site, {}, {"SCRIPT_NAME": prefix}).htmx()
            response = visitor.get("/?audience=adultes", Accept_Encoding=encoding)
            assert response.headers["HX-Push-Url"] == f"{prefix}/?audience=adultes"
            html = (gzip.decompress(response.data) if encoding else response.data).decode()
            cards = re.findall(r'href="(.*)/operations/([\w-]+)"', html)
            assert (prefix, ID) in cards
            assert {before for before, _ in cards} == {prefix}


def test_the_page_that_one_looks_at_is_known(app: Flask) -> None:
    editor = Visitor(app, environ={"SCRIPT_NAME": PREFIX})
    asks = editor.htmx(target=f"adultes--{ID}", at=f"{HOME}?audience=adultes")
    form = form_of(catalogue_of(editor.app).get(ID), title="Autre")
    counts = page_of(asks.post(f"/operations/{ID}", form)).all("div", **{"hx-swap-oob": "innerHTML:#compte"})
    assert counts == ["7 opérations, 14 liens"]
    moved = editor.post(
        f"/operations/{ID}/move",
        {"direction": "down", "section": "adultes"},
        Referer=f"http://127.0.0.1{HOME}?audience=adultes",
    )
    assert leads_to(moved) == (303, f"{HOME}?audience=adultes#adultes--{ID}")


def test_the_canonical_address_has_the_prefix(visitor: Visitor) -> None:
    tags = page_of(visitor.get("/?q=gers&page=1")).tags
    assert [has["href"] for _, has in tags if has.get("rel") == "canonical"] == [f"{HOME}?q=gers"]


def test_the_first_address_signs_in(visitor: Visitor) -> None:
    site = visitor.app.extensions["gersapp"]
    (Path(site.settings.instance) / "editors.json").unlink()
    token = site.editors.invite()
    assert 'action="/catalogue/connexion/premiere"' in visitor.get(f"/connexion/premiere/{token}").text
    assert leads_to(visitor.post("/connexion/premiere", {"token": token})) == (303, HOME)


# -- a crawl


STARTS = ["/", "/?audience=adultes&platform=instagram&q=gers", "/?q=zzz", "/?page=2", "/nulle-part"]
EDITOR_STARTS = [*STARTS, "/operations/recettes", f"/historique?operation={ID}"]
PAGES = {"/?", "/?q", "/?page", "/operations/*?", "/accessibilite?"}
EDITOR_PAGES = {
    "/operations/new?", "/operations/*/edit?", "/catalogue/edit?", "/historique?", "/historique?operation", "/corbeille?",
    "/audiences?", "/static/*/editors.css?",
}  # fmt: skip
EDITOR_FORMS = {
    "/operations?", "/operations/*?", "/operations/*/move?", "/operations/*/delete?", "/operations/*/restore?",
    "/operations/*/versions/0?", "/actions/*/undo?", "/catalogue?", "/bulk?", "/audiences/adultes/rename?",
    "/audiences/adultes/merge?", "/deconnexion?",
}  # fmt: skip


@pytest.fixture
def large(seed_path: Path, tmp_path: Path) -> Iterator[Flask]:
    """An application with two pages of results, a deletion and an edit; its pages are kept for the root too."""
    with opened(Path(shutil.copy(seed_path, tmp_path))) as app:
        operations = [Operation(f"essai-{n}", f"Essai {n}", audiences=("adultes",)) for n in range(50)]
        commit(repository_of(app), draft_edit(*(partial(_add, operation) for operation in operations)))
        save_operation(Visitor(app), app, title="Gers")
        Visitor(app).post("/operations/recettes/delete")
        for address in STARTS * 2:
            for browser in (Visitor(app), Visitor(app, {})):
                browser.get(address)
        yield app


def _add(operation: Operation, draft: Draft) -> None:
    draft.add(operation)


def test_a_crawl_by_a_visitor_stays_inside_the_prefix(large: Flask) -> None:
    crawl = Crawl(Visitor(large, {}, {"SCRIPT_NAME": PREFIX}), PREFIX)
    crawl.follow(STARTS)
    crawl.post_forms()
    assert crawl.outside == set()
    assert crawl.pages >= PAGES | {"/connexion?", "/static/*/style.css?"}
    assert crawl.forms == {"/", "/connexion"}


def test_a_crawl_by_an_editor_stays_inside_the_prefix(large: Flask) -> None:
    crawl = Crawl(Visitor(large, COOKIE, {"SCRIPT_NAME": PREFIX}), PREFIX)
    crawl.follow(EDITOR_STARTS)
    crawl.post_forms()
    assert crawl.outside == set()
    assert crawl.pages >= PAGES | EDITOR_PAGES
    assert {kind_of(address) for address in crawl.forms} >= EDITOR_FORMS


@pytest.mark.parametrize("address", ["/", "/catalogue", "/cataloguex/", "/?q=a", "http://127.0.0.1/", "../x"])
def test_an_address_outside_the_prefix_is_found(address: str) -> None:
    assert is_outside(PREFIX, address)


@pytest.mark.parametrize(
    "address", ["/catalogue/", "?q=a", "#a", "edit", "https://www.gers.fr/", "/catalogue/?q=/"]
)
def test_an_address_inside_the_prefix_is_not(address: str) -> None:
    assert not is_outside(PREFIX, address)


@pytest.mark.parametrize(("path", "status"), [("/nulle-part", 404), ("/operations/new", 302)])
def test_a_refusal_has_the_links_of_the_prefix(visitor: Visitor, path: str, status: int) -> None:
    response = visitor.get(path)
    assert response.status_code == status
    links = [
        attributes[name]
        for _, attributes in Page(response.text).tags
        for name in ("href", "action", "src")
        if name in attributes
    ]
    links += [response.headers["Location"]] if status == 302 else []
    assert links
    assert [link for link in links if not link.startswith(("#", HOME))] == []
