"""Signing in: who is let in, where that leads, and who waits."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from proof.tools.clock import Clock
from proof.tools.editor import COOKIE, NAME, PASSWORD
from tests.support.cost import no_freeze
from tests.support.hostile import BODIES, EXTRA, TEXTS, strange_markup, urlencoded
from tests.support.sign_in import RIGHT, cookies, may_edit, sign_in, with_cookies
from tests.support.visitor import (
    ID,
    Page,
    Visitor,
    digest,
)

RIGHT_BUT_FOR_ITS_END = [("name", NAME), ("password", PASSWORD[:-1])]
SAVE = f"/operations/{ID}"


def test_the_footer_leads_to_the_form_and_back_to_the_filters(
    visitor: Visitor,
) -> None:
    address = "/?audience=adultes&platform=x"
    assert '<a href="/connexion">Se connecter</a>' in visitor.get(address).text
    form = visitor.get("/connexion", Referer=f"http://127.0.0.1{address}")
    assert form.status_code == 200
    (destination,) = [
        attributes["value"] for _, attributes in Page(form.text).tags if attributes.get("name") == "next"
    ]
    assert destination == address
    response = visitor.post("/connexion", {**RIGHT, "next": destination})
    assert (response.status_code, response.headers["Location"]) == (303, address)
    page = Page(with_cookies(visitor, response).get(address).text)
    assert NAME in page.text
    assert "Se déconnecter" in page.text
    assert "Modifier" in page.text
    assert "Se connecter" not in page.text


def test_signing_in_leads_to_the_requested_form(visitor: Visitor) -> None:
    response = visitor.get(f"{SAVE}/edit?x=1")
    assert (response.status_code, response.headers["Location"]) == (
        302,
        f"/connexion?next=%2Foperations%2F{ID}%2Fedit%3Fx%3D1",
    )
    assert f'value="{SAVE}/edit?x=1"' in visitor.get(response.headers["Location"]).text


def test_htmx_is_sent_to_the_form_and_then_back_to_its_page(visitor: Visitor) -> None:
    response = visitor.htmx(f"adultes--{ID}", at="/?q=tips&page=2").get(f"{SAVE}/edit")
    assert response.status_code == 401
    assert response.headers["HX-Redirect"] == "/connexion?next=%2F%3Fq%3Dtips%26page%3D2"
    assert response.text.startswith('<div class="alert" role="alert">')


def test_a_signed_in_editor_skips_the_form(visitor: Visitor) -> None:
    response = sign_in(visitor).get("/connexion?next=/?q=a")
    assert (response.status_code, response.headers["Location"]) == (303, "/?q=a")


@pytest.mark.parametrize(
    "destination",
    ["//elsewhere.example", "/\\elsewhere.example", "https://elsewhere.example", "javascript:alert(1)",
     "/\t/elsewhere.example", "/a\r\nSet-Cookie: a=b", " /", "elsewhere", "", "/a\\..\\b", "\\\\elsewhere", "/\x00"],
)  # fmt: skip
def test_nobody_is_led_elsewhere(visitor: Visitor, destination: str) -> None:
    response = visitor.post("/connexion", {**RIGHT, "next": destination})
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    assert 'name="next" value="/"' in visitor.post("/connexion", {"next": destination}).text


@pytest.mark.parametrize("referer", ["http://elsewhere.example/?q=a", "http://[", "/connexion", ""])
def test_a_page_that_is_not_ours_is_no_way_back(visitor: Visitor, referer: str) -> None:
    assert 'name="next" value="/"' in visitor.get("/connexion", Referer=referer).text


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ({"name": NAME, "password": "faux faux faux"}, NAME),
        ({"name": "Personne", "password": PASSWORD}, "Personne"),
        ({"name": "", "password": ""}, ""),
        ({"name": NAME}, NAME),
        ({}, ""),
        ({"name": "<script>\x00", "password": PASSWORD}, "<script>\x00"),
        ({"name": NAME, "password": PASSWORD[:-1]}, NAME),
        ({"name": NAME, "password": PASSWORD + " "}, NAME),
        ({"name": NAME, "password": PASSWORD.upper()}, NAME),
        ({"name": NAME, "password": "a" * 60_000}, NAME),
    ],
)
def test_wrong_sign_ins_get_the_same_words_and_the_name(
    visitor: Visitor, form: dict[str, str], shown: str
) -> None:
    response = visitor.post("/connexion", form)
    assert response.status_code == 401
    assert "Nom ou mot de passe incorrect." in response.text
    tags = Page(response.text).tags
    fields = {attributes["name"]: attributes.get("value", "") for tag, attributes in tags if tag == "input"}
    assert fields == {"next": "/", "name": shown, "password": ""}
    assert cookies(response) == {}


@pytest.mark.parametrize("field", ["name", "password"])
def test_a_heap_of_accents_is_refused_fast(visitor: Visitor, field: str) -> None:
    other = {"name": "password", "password": "name"}[field]
    heap = "a" + "\u0301" * 15_000 + "\u0323" * 15_000
    # To put them in order took 9 s, and no other thread runs meanwhile.
    with no_freeze():
        answer = visitor.post("/connexion", f"{field}={heap}&{other}={RIGHT[other]}".encode())
    assert answer.status_code == 401


def test_unknown_names_and_wrong_passwords_look_the_same(visitor: Visitor) -> None:
    known = visitor.post("/connexion", {"name": NAME, "password": "faux"})
    unknown = visitor.post("/connexion", {"name": "Personne d’ici", "password": "faux"})
    assert known.status_code == unknown.status_code == 401
    assert known.text.replace(NAME, "?") == unknown.text.replace("Personne d’ici", "?")


def test_after_five_failures_the_page_says_how_long_to_wait(visitor: Visitor, clock: Clock) -> None:
    wrong = {"name": NAME, "password": "faux"}
    for _ in range(5):
        assert visitor.post("/connexion", wrong).status_code == 401
    for form in (wrong, RIGHT):
        response = visitor.post("/connexion", form)
        assert (response.status_code, response.headers["Retry-After"]) == (429, "15")
        assert "Réessayez dans 15 secondes" in response.text
        assert cookies(response) == {}
    clock.now += 15
    assert visitor.post("/connexion", wrong).status_code == 401
    assert visitor.post("/connexion", RIGHT).headers["Retry-After"] == "30"
    clock.now += 30
    assert may_edit(sign_in(visitor))


def test_failures_delay_their_address_and_no_other_address(visitor: Visitor) -> None:
    for number in range(5):
        assert visitor.post("/connexion", {"name": f"n{number}", "password": "x"}).status_code == 401
    assert visitor.post("/connexion", RIGHT).status_code == 429
    assert may_edit(sign_in(replace(visitor, environ={"REMOTE_ADDR": "192.0.2.7"})))


def test_the_cookie_is_for_this_host_alone_and_no_script(visitor: Visitor) -> None:
    plain = visitor.post("/connexion", RIGHT).headers["Set-Cookie"]
    assert re.fullmatch(r"gersapp=[\w-]{43}; HttpOnly; Path=/; SameSite=Lax", plain)
    secure = replace(visitor, environ={"wsgi.url_scheme": "https"})
    response = secure.post("/connexion", RIGHT, Origin="https://127.0.0.1")
    assert re.fullmatch(
        r"__Host-gersapp=[\w-]{43}; Secure; HttpOnly; Path=/; SameSite=Lax", response.headers["Set-Cookie"]
    )
    assert may_edit(with_cookies(secure, response))


def test_a_new_session_ends_the_one_before(visitor: Visitor) -> None:
    first = sign_in(visitor)
    second = sign_in(first)
    assert first.headers["Cookie"] != second.headers["Cookie"]
    assert may_edit(second)
    assert not may_edit(first)


def test_a_token_that_somebody_planted_is_never_taken(visitor: Visitor) -> None:
    planted = replace(visitor, headers={"Cookie": "gersapp=plante"})
    response = planted.post("/connexion", RIGHT)
    assert cookies(response)["gersapp"] != "plante"
    assert not may_edit(planted)


def test_the_password_is_nowhere(visitor: Visitor, instance: Path, app: Flask) -> None:
    sign_in(visitor)
    visitor.post("/connexion", {"name": PASSWORD, "password": NAME})
    token = sign_in(visitor).headers["Cookie"].partition("=")[2]
    for path in [path for path in instance.parent.rglob("*") if path.is_file()]:
        text = path.read_text("utf-8", "replace")
        assert PASSWORD not in text
        assert token not in text


def test_over_a_network_without_tls_the_form_warns(visitor: Visitor) -> None:
    far = {"REMOTE_ADDR": "192.0.2.1"}
    assert "pas chiffrée" not in visitor.get("/connexion").text
    assert "pas chiffrée" in replace(visitor, environ=far).get("/connexion").text
    assert (
        "pas chiffrée"
        not in replace(visitor, environ=far | {"wsgi.url_scheme": "https"}).get("/connexion").text
    )


def test_accounts_that_cannot_be_written_refuse_no_reader(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("gersapp.files.os.fsync", full)
    response = visitor.post("/connexion", RIGHT)
    assert response.status_code == 503
    assert "La connexion est impossible" in response.text
    assert NAME in response.text
    assert "disque plein" in caplog.text
    assert visitor.get("/").status_code == 200


def test_accounts_that_cannot_be_read_refuse_no_reader(visitor: Visitor, instance: Path) -> None:
    editor = sign_in(visitor)
    (instance / "editors.json").write_text("{", "utf-8")
    assert editor.get("/").status_code == 200
    assert not may_edit(editor)
    assert visitor.post("/connexion", RIGHT).status_code == 503


HOSTILE = [
    *(
        urlencoded([("name", text), ("password", text), ("next", text), ("token", text)])
        for text in TEXTS.values()
    ),
    *(urlencoded([*RIGHT_BUT_FOR_ITS_END, *pairs]) for pairs in EXTRA.values()),
    *BODIES.values(),
]


@pytest.mark.parametrize(
    ("path", "bodies"),
    [
        ("/deconnexion", HOSTILE),
        ("/connexion/premiere", HOSTILE),
        # Each wrong password takes 50 ms.
        ("/connexion", HOSTILE[::5]),
        pytest.param("/connexion", HOSTILE, marks=pytest.mark.long),
    ],
    ids=["out", "first", "some", "all"],
)
def test_hostile_forms_open_nothing_and_show_nothing_strange(
    visitor: Visitor, clock: Clock, db_file: Path, path: str, bodies: list[bytes]
) -> None:
    before = digest(db_file)
    for body in bodies:
        clock.now += 3_600
        response = visitor.post(path, body)
        assert response.status_code in ({303, 413} if path == "/deconnexion" else {401, 413}), body[:99]
        assert strange_markup(response.text) == []
        assert not any(cookies(response).values())
        assert response.headers.get("Location", "/").startswith("/")
    assert digest(db_file) == before


def test_the_cookie_of_tests_opens_nothing_without_its_session(app: Flask) -> None:
    """Otherwise the tests of editing would prove nothing about access."""
    assert not may_edit(Visitor(app, COOKIE))
