"""A proxy that names the editor: only the sign-in listens to it, and a session of ours begins there by a click."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from proof.tools.editor import let_in
from tests.support.routes import request_route, routes
from tests.support.sign_in import RIGHT, cookies, may_edit, sign_in, with_cookies
from tests.support.visitor import ID, Visitor, form_fields, opened, page_of

SAVE = f"/operations/{ID}"
HEADER = "X-Remote-User"
BASIC = "Basic SmVhbm5lOng="


@pytest.fixture
def visitor_by_proxy(seed_path: Path, tmp_path: Path) -> Iterator[Visitor]:
    """A visitor of a site whose proxy, at 10.0.0.1, may name the editor."""
    with opened(
        Path(shutil.copy(seed_path, tmp_path)), proxies=("10.0.0.1",), trusted_user_header=HEADER
    ) as app:
        yield Visitor(app, {}, {"REMOTE_ADDR": "10.0.0.1"})


@pytest.fixture
def jeanne(visitor_by_proxy: Visitor) -> Visitor:
    """One whom the proxy names Jeanne, at every address."""
    return replace(visitor_by_proxy, headers={HEADER: "Jeanne", "X-Forwarded-For": "192.0.2.1"})


def signed_in(named: Visitor, destination: str = "/") -> Visitor:
    """The same browser, after a click on the button that the sign-in shows."""
    fields = form_fields(named.get(f"/connexion?next={destination}"))
    response = named.post("/connexion", fields)
    assert (response.status_code, response.headers["Location"]) == (303, destination)
    return with_cookies(named, response)


def test_a_click_at_the_sign_in_opens_a_session_of_ours(jeanne: Visitor) -> None:
    page = jeanne.get("/connexion")
    assert page_of(page).all("button") == ["Continuer comme Jeanne"]
    assert "Mot de passe" not in page.text
    assert (cookies(page), page.headers["Cache-Control"]) == ({}, "no-store")
    assert not may_edit(jeanne)
    editor = signed_in(jeanne, "/accessibilite")
    # The session is enough: the header may be absent from now on.
    for visitor in (editor, replace(editor, headers={"Cookie": editor.headers["Cookie"]})):
        assert may_edit(visitor)
        page = visitor.get("/")
        assert page_of(page).all("button")[0] == "Se déconnecter"
        assert page_of(page).all("a", href="/compte") == ["Jeanne : mon compte"]
        assert page.headers["Cache-Control"] == "no-store"


def test_the_header_says_nothing_at_any_other_address(jeanne: Visitor) -> None:
    unnamed = replace(jeanne, headers={"X-Forwarded-For": "192.0.2.1"})
    addresses = [(method, path) for method, path, _ in routes(jeanne.app) if path != "/connexion"]
    assert len(addresses) > 40
    for method, path in addresses:
        answers = [
            request_route(visitor, method, path, **{"Sec-Fetch-Site": "same-origin"})
            for visitor in (jeanne, unnamed)
        ]
        assert answers[0].data == answers[1].data, path
        assert answers[0].status == answers[1].status, path
        assert cookies(answers[0]).get("gersapp", "") == "", path
    assert not may_edit(jeanne)


def test_signing_out_ends_it_until_the_next_click(jeanne: Visitor) -> None:
    editor = signed_in(jeanne)
    response = editor.post("/deconnexion")
    assert response.headers["Location"] == "/"
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    # The proxy still names Jeanne, whose browser kept the cookie: nothing signs in again by itself.
    for method, path, _ in routes(editor.app):
        if method != "POST":
            request_route(editor, method, path)
    assert not may_edit(editor)
    assert page_of(editor.get("/connexion")).all("button") == ["Continuer comme Jeanne"]
    assert may_edit(signed_in(jeanne))


def test_the_session_replaces_the_one_that_the_browser_had(jeanne: Visitor) -> None:
    first = signed_in(jeanne)
    second = with_cookies(first, first.post("/connexion", {"next": "/"}))
    assert may_edit(second)
    assert not may_edit(first)


def test_the_log_says_by_whom_the_editor_was_named(jeanne: Visitor) -> None:
    editor = signed_in(jeanne)
    editor.post("/deconnexion")
    log = Path(jeanne.app.extensions["gersapp"].settings.instance) / "security.log"
    began, ended = (json.loads(line) for line in log.read_text().splitlines())
    assert (began["event"], began["editor"], began["address"]) == ("signed in", "Jeanne", "192.0.2.1")
    assert began["by"] == HEADER
    assert (ended["event"], ended["editor"]) == ("signed out", "Jeanne")


@pytest.mark.parametrize("header", ["", "X-Other-User"])
def test_the_session_ends_when_the_proxy_is_believed_no_more(
    seed_path: Path, tmp_path: Path, jeanne: Visitor, header: str
) -> None:
    cookie = signed_in(jeanne).headers["Cookie"]
    instance = jeanne.app.extensions["gersapp"].settings.instance
    elsewhere = tmp_path / "later"
    elsewhere.mkdir()
    settings = {"instance": instance, "proxies": ("10.0.0.1",), "trusted_user_header": header}
    with opened(Path(shutil.copy(seed_path, elsewhere)), **settings) as app:
        assert not may_edit(Visitor(app, {"Cookie": cookie}))
    assert may_edit(replace(jeanne, headers={"Cookie": cookie}))


def test_pages_that_are_kept_are_each_editors_own(jeanne: Visitor) -> None:
    # The CRC-32 of the second is that of no name at all.
    for name in ("Jeanne", "Jeanne qxjjoakr"):
        editor = signed_in(replace(jeanne, headers={HEADER: name}))
        for _ in range(3):
            assert page_of(editor.get("/")).all("a", href="/compte") == [f"{name} : mon compte"]
    assert "Jeanne" not in jeanne.get("/").text


@pytest.mark.parametrize("name", ["", " ", "Jeanne, Autre", "a" * 65, "Je\x7fanne"])
def test_a_name_that_is_none_opens_nothing(visitor_by_proxy: Visitor, name: str) -> None:
    refuses(replace(visitor_by_proxy, headers={HEADER: name}))


@pytest.mark.parametrize("address", ["10.0.0.2", "127.0.0.1", "", "::1"])
def test_nobody_else_says_who_edits(visitor_by_proxy: Visitor, address: str) -> None:
    refuses(replace(visitor_by_proxy, headers={HEADER: "Jeanne"}, environ={"REMOTE_ADDR": address}))


def test_a_password_that_comes_along_is_not_checked(visitor_by_proxy: Visitor) -> None:
    """The proxy passes on what it was sent: the name in it may be invented."""
    unchecked = replace(visitor_by_proxy, headers={HEADER: "Jeanne", "Authorization": BASIC})
    page = refuses(unchecked)
    assert "Connexion unique refusée" in page
    # A visitor who is not named learns nothing of it.
    assert "Connexion unique" not in refuses(replace(visitor_by_proxy, headers={"Authorization": BASIC}))


def refuses(visitor: Visitor) -> str:
    """The text of the sign-in, which asks for a password; what is posted without one opens nothing."""
    page = visitor.get("/connexion")
    assert page_of(page).all("button") == ["Se connecter"]
    response = visitor.post("/connexion", {"next": "/"})
    assert (response.status_code, cookies(response)) == (401, {})
    assert not may_edit(visitor)
    return page.text


def test_a_password_signs_in_where_the_proxy_names_nobody(visitor_by_proxy: Visitor) -> None:
    let_in(Path(visitor_by_proxy.app.extensions["gersapp"].settings.instance))
    assert may_edit(sign_in(visitor_by_proxy))


def test_a_declared_proxy_makes_no_visitor_local(seed_path: Path, tmp_path: Path) -> None:
    with opened(Path(shutil.copy(seed_path, tmp_path)), proxies=("127.0.0.1",)) as app:
        (tmp_path / "instance" / "editors.json").unlink()
        visitor = Visitor(app, {})
        token = app.extensions["gersapp"].editors.invite()
        assert visitor.post("/connexion/premiere", {"token": token}).status_code == 401
        # A proxy that sends no header says nothing of TLS: the password may be read on its way.
        assert "pas chiffrée" in visitor.get("/connexion").text


def test_another_site_signs_nobody_in_by_the_proxys_word(jeanne: Visitor) -> None:
    response = jeanne.post("/connexion", {"next": "/"}, Sec_Fetch_Site="cross-site")
    assert (response.status_code, cookies(response)) == (403, {})


def test_a_declared_proxy_says_the_address_and_tls(visitor_by_proxy: Visitor) -> None:
    sent = {"X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "https"}
    response = replace(visitor_by_proxy, headers=sent).post("/connexion", RIGHT, Origin="https://127.0.0.1")
    assert response.headers["Set-Cookie"].startswith("__Host-gersapp=")
    assert "Strict-Transport-Security" in response.headers
