"""Who may do what: strangers are sent to sign in, and editors' pages are kept by nobody."""

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from gersapp.web.security.access import Right, right_to
from proof.tools.editor import COOKIE, TOKEN
from tests.support.routes import POSTS, request_route, routes
from tests.support.visitor import ID, Page, Visitor, catalogue_of, digest, repository_of

SIGN_IN = ["/connexion", "/deconnexion", "/connexion/premiere", "/connexion/invitation"]


SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


# Requests that no editor makes: their headers, and their WSGI environ.
STRANGERS: list[tuple[dict[str, str], dict[str, Any]]] = [
    ({}, {}),
    ({}, {"REMOTE_ADDR": "192.0.2.1"}),
    ({"Host": "127.0.0.1:8000"}, {}),
    ({"Host": "localhost"}, {}),
    ({"X-Forwarded-For": "127.0.0.1"}, {}),
    ({"X-Remote-User": "Jeanne"}, {}),
    ({"Remote-User": "Jeanne"}, {"REMOTE_USER": "Jeanne"}),
    ({"Authorization": "Basic SmVhbm5lOm1vdA=="}, {}),
    ({"Cookie": "gersapp="}, {}),
    ({"Cookie": "gersapp=inconnu"}, {}),
    ({"Cookie": f"gersapp={TOKEN}x"}, {}),
    ({"Cookie": f"gersapp={hashlib.sha256(TOKEN.encode()).hexdigest()}"}, {}),
    ({"Cookie": f"session={TOKEN}"}, {}),
    # Over TLS only a cookie of the secure kind counts, over HTTP only the other.
    ({"Cookie": f"gersapp={TOKEN}"}, {"wsgi.url_scheme": "https"}),
    ({"Cookie": f"__Host-gersapp={TOKEN}"}, {}),
    ({"Cookie": "gersapp=\xe9\xff; ;=;,"}, {}),
    ({"Cookie": "gersapp=" + "a" * 8_000}, {}),
]


# -- who may


def parts(number: int) -> bytes:
    """So many fields, as multipart/form-data with the boundary « b »."""
    return b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n' * number + b"--b--\r\n"


@pytest.mark.parametrize("path", SIGN_IN)
def test_a_visitor_fills_in_few_fields(app: Flask, path: str) -> None:
    assert Visitor(app, SAME_ORIGIN).post(path, b"a=&" * 10_000).status_code == 413


def test_a_visitor_fills_in_few_parts(app: Flask) -> None:
    kind = "multipart/form-data; boundary=b"
    response = Visitor(app, SAME_ORIGIN).post("/connexion", parts(900), Content_Type=kind)
    assert response.status_code == 413


def test_the_fields_of_a_stranger_are_not_read(app: Flask) -> None:
    stranger = Visitor(app, SAME_ORIGIN)
    # With more than a thousand, reading them would fail.
    body, kind = parts(1_100), "multipart/form-data; boundary=b"
    assert stranger.post("/operations", body, Content_Type=kind).status_code == 302


@pytest.mark.usefixtures("one_catalogue")
def test_the_walk_knows_every_route(app: Flask) -> None:
    requests = {(method, path) for method, path, _ in routes(app)}
    assert {("POST", path) for path in POSTS + SIGN_IN} == {
        (method, path) for method, path in requests if method == "POST"
    }
    assert {method for method, _ in requests} == {"GET", "HEAD", "OPTIONS", "POST"}


def is_public(app: Flask, endpoint: str) -> bool:
    return right_to(app.view_functions[endpoint]) is Right.PUBLIC


@pytest.mark.usefixtures("one_catalogue")
@pytest.mark.parametrize(("headers", "environ"), STRANGERS)
def test_a_stranger_is_sent_to_sign_in_by_every_private_route(
    app: Flask, db_file: Path, headers: dict[str, str], environ: dict[str, Any]
) -> None:
    before = digest(db_file)
    generation = repository_of(app).snapshot().state
    stranger = Visitor(app, {**SAME_ORIGIN, **headers}, environ)
    for browser in (stranger, stranger.htmx(f"adultes--{ID}")):
        is_htmx = "HX-Request" in browser.headers
        for method, path, endpoint in routes(app):
            response = request_route(browser, method, path)
            if is_public(app, endpoint):
                assert response.status_code in (200, 303, 308, 401, 404, 429)
                continue
            if method == "OPTIONS" and response.status_code == 200:  # the same address has a public GET
                assert response.data == b""
                continue
            assert (response.status_code, path) == (401 if is_htmx else 302, path)
            address = response.headers["HX-Redirect" if is_htmx else "Location"]
            assert address.startswith("/connexion?next=%2F")
            assert "Set-Cookie" not in response.headers
            assert "<form" not in response.text
            assert 'name="revision"' not in response.text
    assert digest(db_file) == before
    assert repository_of(app).snapshot().state == generation


def test_an_editor_may_from_anywhere(app: Flask) -> None:
    for environ in ({"REMOTE_ADDR": "192.0.2.1"}, {}):
        editor = Visitor(app, {**SAME_ORIGIN, **COOKIE, "Host": "catalogue.example"}, environ)
        assert editor.get(f"/operations/{ID}/edit").status_code == 200
        assert request_route(editor, "POST", f"/operations/{ID}").status_code == 303
        assert catalogue_of(app).get(ID).title == "Changé"


@pytest.mark.usefixtures("one_catalogue")
@pytest.mark.parametrize("methods", [["GET"], ["POST"], ["DELETE"]])
def test_a_route_that_declares_nothing_is_refused_to_strangers(own: Flask, methods: list[str]) -> None:
    own.add_url_rule("/nouvelle", "browse.new_one", lambda: "secret", methods=methods)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    response = Visitor(own, SAME_ORIGIN | form).get("/nouvelle", methods[0])
    assert response.status_code == 302
    assert "secret" not in response.text
    assert Visitor(own, SAME_ORIGIN | form | COOKIE).get("/nouvelle", methods[0]).text == "secret"


def test_a_visitor_sees_no_control_and_gets_no_cookie(app: Flask) -> None:
    visitor = Visitor(app, {})
    for path in ("/", f"/operations/{ID}", "/accessibilite", "/nulle-part", "/?q=zzz"):
        for browser in (visitor, visitor.htmx()):
            response = browser.get(path)
            text = Page(response.text).text
            assert not re.search("Ajouter une|Modifier|Supprimer|Monter|Se déconnecter", text)
            assert 'method="post"' not in response.text
            assert "Set-Cookie" not in response.headers


def test_pages_of_an_editor_are_never_cached(app: Flask) -> None:
    for path in ("/", f"/operations/{ID}", f"/operations/{ID}/edit", "/accessibilite", "/nulle-part"):
        for browser in (Visitor(app), Visitor(app).htmx()):
            response = browser.get(path)
            assert response.headers["Cache-Control"] == "no-store"
            assert "Cookie" in response.headers["Vary"].split(", ")
    style = re.search(r"/static/[^\"]+editors.css", Visitor(app).get("/").text)
    assert style
    assert "immutable" in Visitor(app).get(style[0]).headers["Cache-Control"]


def test_the_etag_of_an_editor_is_not_a_visitors(app: Flask) -> None:
    etags = [Visitor(app, headers).get("/").headers["ETag"] for headers in (COOKIE, {})]
    assert etags[0] != etags[1]
    assert Visitor(app).get("/", If_None_Match=etags[1]).status_code == 200


def test_nothing_changes_on_get_head_or_options(app: Flask, db_file: Path) -> None:
    before = digest(db_file), db_file.stat().st_ino
    for browser in (Visitor(app), Visitor(app).htmx(f"adultes--{ID}")):
        for method, path, _ in routes(app):
            if method == "POST":
                for safe in ("GET", "HEAD", "OPTIONS"):
                    browser.get(f"{path}?action=save&title=Changé&revision=x", safe)
            else:
                browser.get(path, method)
    assert (digest(db_file), db_file.stat().st_ino) == before


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_other_methods_do_nothing(app: Flask, db_file: Path, method: str) -> None:
    before = digest(db_file)
    visitor = Visitor(app, {**SAME_ORIGIN, "Content-Type": "application/x-www-form-urlencoded"})
    for path in ["/", *POSTS]:
        assert visitor.get(path, method).status_code == 405
    assert digest(db_file) == before
