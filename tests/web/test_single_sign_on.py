"""A proxy that names the editor: when it is believed, and what the pages then show."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from proof.tools.editor import NAME, let_in
from tests.support.sign_in import RIGHT, may_edit, sign_in
from tests.support.visitor import (
    ID,
    Visitor,
    opened,
)

SAVE = f"/operations/{ID}"


# -- single sign-on


@pytest.fixture
def visitor_by_proxy(seed_path: Path, tmp_path: Path) -> Iterator[Visitor]:
    """A visitor of a site whose proxy, at 10.0.0.1, names the editor."""
    with opened(
        Path(shutil.copy(seed_path, tmp_path)), proxies=("10.0.0.1",), trusted_user_header="X-Remote-User"
    ) as app:
        yield Visitor(app, {}, {"REMOTE_ADDR": "10.0.0.1"})


def test_the_proxy_says_who_edits(visitor_by_proxy: Visitor) -> None:
    editor = replace(visitor_by_proxy, headers={"X-Remote-User": "Jeanne", "X-Forwarded-For": "192.0.2.1"})
    assert may_edit(editor)
    page = editor.get("/")
    assert "Jeanne" in page.text
    assert "Se déconnecter" not in page.text  # that is the proxy's own business
    assert page.headers["Cache-Control"] == "no-store"
    assert not may_edit(visitor_by_proxy)


def test_pages_that_are_kept_are_each_editors_own(visitor_by_proxy: Visitor) -> None:
    # The CRC-32 of the second is that of no name at all.
    for name in ("Jeanne", "Jeanne qxjjoakr"):
        for _ in range(3):
            assert (
                f"<p>{name}</p>" in replace(visitor_by_proxy, headers={"X-Remote-User": name}).get("/").text
            )
    assert "Jeanne" not in visitor_by_proxy.get("/").text


def test_an_editor_with_a_session_may_sign_out_behind_a_proxy(visitor_by_proxy: Visitor) -> None:
    let_in(Path(visitor_by_proxy.app.extensions["gersapp"].settings.instance))
    named = replace(visitor_by_proxy, headers={"X-Remote-User": NAME.encode().decode("latin-1")})
    for _ in range(3):
        assert "Se déconnecter" not in named.get("/").text
    assert "Se déconnecter" in sign_in(visitor_by_proxy).get("/").text


@pytest.mark.parametrize("name", ["", " ", "Jeanne, Autre", "a" * 65, "Je\x7fanne"])
def test_a_name_that_is_none_is_nobodys(visitor_by_proxy: Visitor, name: str) -> None:
    assert not may_edit(replace(visitor_by_proxy, headers={"X-Remote-User": name}))


@pytest.mark.parametrize("address", ["10.0.0.2", "127.0.0.1", "", "::1"])
def test_nobody_else_says_who_edits(visitor_by_proxy: Visitor, address: str) -> None:
    stranger = replace(
        visitor_by_proxy, headers={"X-Remote-User": "Jeanne"}, environ={"REMOTE_ADDR": address}
    )
    assert not may_edit(stranger)


def test_a_declared_proxy_makes_no_visitor_local(seed_path: Path, tmp_path: Path) -> None:
    with opened(Path(shutil.copy(seed_path, tmp_path)), proxies=("127.0.0.1",)) as app:
        (tmp_path / "instance" / "editors.json").unlink()
        visitor = Visitor(app, {})
        token = app.extensions["gersapp"].editors.invite()
        assert visitor.post("/connexion/premiere", {"token": token}).status_code == 401
        # A proxy that sends no header says nothing of TLS: the password may be read on its way.
        assert "pas chiffrée" in visitor.get("/connexion").text


def test_the_proxys_word_makes_no_change_from_another_site(visitor_by_proxy: Visitor) -> None:
    editor = replace(visitor_by_proxy, headers={"X-Remote-User": "Jeanne"})
    response = editor.post(SAVE, {"title": "x"}, Sec_Fetch_Site="cross-site")
    assert response.status_code == 403


def test_a_declared_proxy_says_the_address_and_tls(visitor_by_proxy: Visitor) -> None:
    sent = {"X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "https"}
    response = replace(visitor_by_proxy, headers=sent).post("/connexion", RIGHT, Origin="https://127.0.0.1")
    assert response.headers["Set-Cookie"].startswith("__Host-gersapp=")
    assert "Strict-Transport-Security" in response.headers
