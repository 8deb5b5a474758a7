"""Signing in and out, sessions that end, the first time, and the log that says who did what."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from gersapp.catalogue.catalogue import Catalogue
from gersapp.editors import NOBODY, open_editors
from proof.tools.clock import Clock
from proof.tools.editor import COOKIE, NAME, PASSWORD, TOKEN, let_in
from tests.support.cost import no_freeze
from tests.support.edits import become, commit
from tests.support.hostile import BODIES, EXTRA, TEXTS, strange_markup, urlencoded
from tests.support.sign_in import RIGHT, cookies, may_edit, sign_in, with_cookies
from tests.support.visitor import (
    ID,
    Page,
    Visitor,
    catalogue_of,
    digest,
    form_of,
    history_of,
    opened,
    repository_of,
)

RIGHT_BUT_FOR_ITS_END = [("name", NAME), ("password", PASSWORD[:-1])]


SAVE = f"/operations/{ID}"


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def db_file(seed_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copy(seed_path, tmp_path_factory.mktemp("signin")))


@pytest.fixture(scope="module")
def shared(db_file: Path, clock: Clock) -> Iterator[tuple[Flask, Catalogue]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "gersapp.web.factory.open_editors", lambda folder, **named: open_editors(folder, clock, **named)
        )
        with opened(db_file) as app:
            yield app, catalogue_of(app)


@pytest.fixture
def app(shared: tuple[Flask, Catalogue], instance: Path) -> Flask:
    """The shared application, with the seed, one account, no session and no failed try."""
    app, seed = shared
    commit(repository_of(app), become(seed))
    let_in(instance)
    for name in ("sessions.json", "attempts.json"):
        (instance / name).unlink(missing_ok=True)
    return app


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app, {})


@pytest.fixture
def instance(db_file: Path) -> Path:
    return db_file.parent / "instance"


# -- in


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


# -- the first time


@pytest.fixture
def invited(app: Flask, instance: Path) -> str:
    """The token of the address that `make run` prints when there is no account."""
    (instance / "editors.json").unlink()
    token: str = app.extensions["gersapp"].editors.invite()
    return token


def test_the_first_address_signs_in_by_its_button_once(visitor: Visitor, invited: str) -> None:
    page = visitor.get(f"/connexion/premiere/{invited}")
    assert "Commencer à modifier" in page.text
    # GET changes nothing, so programs that follow links do not use the invitation up.
    assert "Commencer à modifier" in visitor.get(f"/connexion/premiere/{invited}").text
    response = visitor.post("/connexion/premiere", {"token": invited})
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    editor = with_cookies(visitor, response)
    assert may_edit(editor)
    assert NOBODY in editor.get("/").text
    second_response = visitor.post("/connexion/premiere", {"token": invited})
    assert second_response.status_code == 401
    assert "ne sert plus" in second_response.text
    assert "ne sert plus" in visitor.get(f"/connexion/premiere/{invited}").text
    assert cookies(second_response) == {}


@pytest.mark.parametrize(
    ("headers", "environ"),
    [
        ({}, {"REMOTE_ADDR": "192.0.2.1"}),
        ({"Host": "rebound.example", "Origin": "http://rebound.example"}, {}),
        ({"X-Forwarded-For": "127.0.0.1"}, {}),
        ({"Via": "1.1 proxy"}, {}),
    ],
)
def test_the_first_address_is_good_on_this_machine_only(
    visitor: Visitor, invited: str, headers: dict[str, str], environ: dict[str, str]
) -> None:
    stranger = replace(visitor, headers=headers, environ=environ)
    assert "sur la machine" in stranger.get(f"/connexion/premiere/{invited}").text
    assert stranger.post("/connexion/premiere", {"token": invited}).status_code == 401
    assert visitor.post("/connexion/premiere", {"token": invited}).status_code == 303


@pytest.mark.parametrize("token", ["", "x", "é", TOKEN])
def test_no_other_address_is_the_first_one(visitor: Visitor, invited: str, token: str) -> None:
    if token:
        assert "ne sert plus" in visitor.get(f"/connexion/premiere/{token}").text
    assert visitor.post("/connexion/premiere", {"token": token}).status_code == 401


def test_the_first_address_is_good_for_a_quarter_of_an_hour(
    visitor: Visitor, invited: str, clock: Clock
) -> None:
    clock.now += 15 * 60
    assert visitor.post("/connexion/premiere", {"token": invited}).status_code == 401


# -- the log


def test_the_log_names_editors_and_actions(app: Flask, visitor: Visitor, instance: Path) -> None:
    log = instance / "security.log"
    size_before = log.stat().st_size if log.exists() else 0
    visitor.post("/connexion", {"name": "x\r\ny", "password": "faux"})
    visitor.get(f"{SAVE}/edit")
    editor = sign_in(visitor)
    editor.post(SAVE, form_of(catalogue_of(app).get(ID), title="Changé"))
    editor.post(f"{SAVE}/delete", {})
    editor.post("/operations", form_of(catalogue_of(app).get("rdv-des-petits"), title="Autre"))
    editor.post("/operations", "x", Sec_Fetch_Site="cross-site")
    editor.post("/deconnexion")
    lines = [json.loads(line) for line in log.read_bytes()[size_before:].splitlines()]
    assert [line["event"] for line in lines] == [
        "sign-in refused", "refused", "signed in", "saved", "deleted", "added", "refused", "signed out",
    ]  # fmt: skip
    assert [line["editor"] for line in lines[2:]] == [NAME] * 6
    assert lines[3]["what"] == ID
    assert lines[3]["revision"]
    assert lines[6]["status"] == 403
    assert {line["address"] for line in lines} == {"127.0.0.1"}


def test_a_long_path_does_not_push_the_rest_out_of_the_log(visitor: Visitor, instance: Path) -> None:
    long = f"/operations/{'%ff' * 2_600}/edit"
    size_before = (instance / "security.log").stat().st_size if (instance / "security.log").exists() else 0
    assert visitor.get(long).status_code == 302
    assert visitor.post(long, Origin="http://elsewhere.example").status_code == 403
    assert (instance / "security.log").stat().st_size - size_before < 4_000


def test_the_log_has_only_effective_changes(app: Flask, visitor: Visitor, instance: Path) -> None:
    editor = sign_in(visitor)
    log = instance / "security.log"
    size_before = log.stat().st_size
    first = next(iter(catalogue_of(app).operations.values()))
    editor.post(f"/operations/{first.id}", form_of(first))
    editor.post(f"/operations/{first.id}/move", {"direction": "up", "section": first.audiences[0]})
    editor.post(f"/operations/{first.id}/restore")
    heading = catalogue_of(app).heading
    texts = {
        "body" if name == "organisation" else name: getattr(heading, name)
        for name in ("title", "organisation", "hashtag", "introduction", "revision")
    }
    assert editor.post("/catalogue", texts).status_code == 303
    assert log.read_bytes()[size_before:] == b""
    editor.post(f"/operations/{first.id}/delete", {})
    editor.post(f"/operations/{first.id}/restore")
    editor.post("/catalogue", {**texts, "title": "Changé"})
    last = history_of(app).last_number
    lines = [json.loads(line) for line in log.read_bytes()[size_before:].splitlines()]
    assert [(line["event"], line["what"], line["revision"]) for line in lines] == [
        ("deleted", first.id, last - 2),
        ("restored", first.id, last - 1),
        ("saved", "catalogue", last),
    ]


def test_the_cookie_of_tests_opens_nothing_without_its_session(app: Flask) -> None:
    """Otherwise the tests of editing would prove nothing about access."""
    assert not may_edit(Visitor(app, COOKIE))
