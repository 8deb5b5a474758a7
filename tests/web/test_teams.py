"""« Comptes » of a body and of the Observatoire: who is shown, named, invited and withdrawn there."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from gersapp.editors.rights import ALL_RIGHTS, NO_RIGHTS, Rights, Role
from tests.support.editor_places import BODY, DatabasePlace
from tests.support.observatory import OTHER
from tests.support.sign_in import with_cookies
from tests.support.teams import (
    CURATOR,
    EDITOR,
    ELSEWHERE,
    HEADER,
    MANAGER,
    PASSWORD,
    READER,
    TEAM,
    browser_as,
    gather,
    opened_team,
)
from tests.support.visitor import Visitor, form_fields, page_of, plain_text

TEAM_PAGE, ALL_PAGE = f"/{BODY}/comptes", "/comptes"
BODY_EDITOR = Rights(roles={BODY: Role.EDITOR})


@pytest.fixture(autouse=True)
def hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = count()
    monkeypatch.setattr("gersapp.editors.accounts.find_fault", lambda password, name: None)
    monkeypatch.setattr("gersapp.editors.accounts.hash_password", lambda password: f"hash {next(numbers)}")


@pytest.fixture(scope="module")
def running(
    editors_database: DatabasePlace, seed_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """One application for all of these tests: to start one takes a quarter of a second."""
    folder = tmp_path_factory.mktemp("teams")
    with (
        editors_database.another_body(OTHER),
        opened_team(editors_database, seed_path.read_bytes(), folder) as app,
    ):
        yield app


@pytest.fixture
def place(running: Flask, editors_database: DatabasePlace) -> DatabasePlace:
    """The database of the application, where all of TEAM have an account."""
    gather(editors_database)
    return editors_database


@pytest.fixture
def site(running: Flask, place: DatabasePlace) -> Flask:
    return running


def rights(site: Flask, name: str) -> Rights:
    found: Rights = site.extensions["gersapp"].editors.rights_of(name)
    return found


def said(response: TestResponse) -> str:
    """The text of a page, with simple spaces."""
    return plain_text(page_of(response)).replace("\u00a0", " ").replace("\u202f", " ")


def invite(browser: Visitor, page: str, **form: str) -> str:
    """The path of the address that the page shows once."""
    response = browser.post(page, form)
    assert response.status_code == 200
    (address,) = [has["value"] for _, has in page_of(response).tags if has.get("id") == "adresse"]
    return address.removeprefix("http://127.0.0.1")


# -- the page of a body


def test_a_body_shows_who_has_a_role_in_it(site: Flask) -> None:
    page = page_of(browser_as(site, MANAGER).get(TEAM_PAGE))
    assert page.all("h2") == [f"{MANAGER} (vous)", EDITOR]
    assert page.all("summary") == [f"Retirer le compte d’{EDITOR}…"]
    assert "Faire gérer" not in plain_text(page)
    assert page_of(browser_as(site, ELSEWHERE).get(f"/{OTHER}/comptes")).all("h2") == [f"{ELSEWHERE} (vous)"]


def test_a_manager_invites_an_editor_who_makes_an_account(site: Flask) -> None:
    manager, guest = browser_as(site, MANAGER), Visitor(site, {})
    assert manager.post(TEAM_PAGE, {"role": "manager"}).status_code == 409
    path = invite(manager, TEAM_PAGE)
    form = guest.get(path)
    assert "permet de modifier le catalogue « Département du Gers »." in said(form)
    joined = guest.post(
        "/connexion/invitation",
        {**form_fields(form), "name": "Paul", "password": PASSWORD, "again": PASSWORD},
    )
    paul = with_cookies(guest, joined)
    assert (joined.status_code, joined.headers["Location"]) == (303, "/")
    assert rights(site, "Paul") == BODY_EDITOR
    assert [paul.get(f"/{body}/importer").status_code for body in (BODY, OTHER)] == [200, 403]


def test_who_has_an_account_accepts_an_invitation_with_it(site: Flask) -> None:
    path = invite(browser_as(site, MANAGER), TEAM_PAGE)
    elsewhere = browser_as(site, ELSEWHERE)
    page = elsewhere.get(path)
    assert page_of(page).all("h1") == ["Accepter une invitation"]
    form = {"token": path.rpartition("/")[2]}
    accepted = elsewhere.post("/connexion/invitation/accepter", form)
    assert accepted.headers["Location"] == "/compte?fait=droits-recus"
    assert rights(site, ELSEWHERE) == TEAM[ELSEWHERE].joined_with(BODY_EDITOR)
    own = page_of(elsewhere.get("/compte"))
    assert [text for text in own.all("a") if text.startswith("Comptes")] == ["Comptes de Département du Gers"]
    again = browser_as(site, READER).post("/connexion/invitation/accepter", form)
    assert (again.status_code, rights(site, READER)) == (404, NO_RIGHTS)


def test_who_has_an_account_signs_in_and_comes_back(site: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gersapp.editors.identification.verify_password", lambda password, kept: True)
    path = invite(browser_as(site, MANAGER), TEAM_PAGE)
    guest = Visitor(site, {})
    (address,) = [
        has["href"]
        for _, has in page_of(guest.get(path)).tags
        if has.get("href", "").endswith(path.split("/")[-1])
    ]
    form = form_fields(guest.get(address)) | {"name": READER, "password": PASSWORD}
    response = guest.post("/connexion", form)
    assert response.headers["Location"] == path
    assert page_of(with_cookies(guest, response).get(path)).all("h1") == ["Accepter une invitation"]


def test_a_manager_withdraws_an_editor_and_no_manager(site: Flask, place: DatabasePlace) -> None:
    manager = browser_as(site, MANAGER)
    for _ in range(2):
        response = manager.post(f"{TEAM_PAGE}/retirer", {"account": EDITOR})
        assert response.headers["Location"] == f"{TEAM_PAGE}?fait=droits-retires"
    assert rights(site, EDITOR) == NO_RIGHTS
    place.accounts().add("Autre", PASSWORD, "2026-11-22", rights=TEAM[MANAGER])
    assert "Retirer d’ici le compte d’Autre" not in plain_text(page_of(manager.get(TEAM_PAGE)))
    before = place.kept()
    assert manager.post(f"{TEAM_PAGE}/retirer", {"account": "Autre"}).status_code == 409
    assert manager.post(f"{TEAM_PAGE}/retirer", {"account": MANAGER}).status_code == 409
    assert place.kept() == before


@pytest.mark.parametrize(
    ("name", "role", "after"),
    [
        (EDITOR, "manager", TEAM[MANAGER]),
        (MANAGER, "editor", BODY_EDITOR),
        (f" {READER.upper()}", "editor", BODY_EDITOR),
        (READER, "manager", TEAM[MANAGER]),
    ],
)
def test_a_curator_names_editors_and_managers(site: Flask, name: str, role: str, after: Rights) -> None:
    curator = browser_as(site, CURATOR)
    response = curator.post(f"{TEAM_PAGE}/role", {"account": name, "role": role})
    assert response.headers["Location"] == f"{TEAM_PAGE}?fait=role-donne"
    assert rights(site, name.strip()) == after
    assert "en a le droit dès maintenant" in curator.get(response.headers["Location"]).text


@pytest.mark.parametrize(
    ("giver", "account", "role"),
    [
        (MANAGER, EDITOR, "manager"),
        (MANAGER, MANAGER, "editor"),
        (CURATOR, "Personne", "editor"),
        (CURATOR, "", "manager"),
    ],
)
def test_a_role_that_is_refused_changes_nothing(
    site: Flask, place: DatabasePlace, giver: str, account: str, role: str
) -> None:
    browser = browser_as(site, giver)
    before = place.kept()
    response = browser.post(f"{TEAM_PAGE}/role", {"account": account, "role": role})
    assert (response.status_code, len(page_of(response).all("p", role="alert"))) == (409, 1)
    assert place.kept() == before


def test_an_invitation_is_withdrawn_by_who_may_give_it(site: Flask, place: DatabasePlace) -> None:
    path = invite(browser_as(site, CURATOR), TEAM_PAGE, role="manager")
    manager, curator = browser_as(site, MANAGER), browser_as(site, CURATOR)
    assert form_fields(manager.get(TEAM_PAGE)).get("invitation") in (None, [])
    (id,) = form_fields(curator.get(TEAM_PAGE))["invitation"]
    assert manager.post(f"{TEAM_PAGE}/invitations/retirer", {"invitation": id}).status_code == 409
    assert Visitor(site, {}).get(path).status_code == 200
    done = curator.post(f"{TEAM_PAGE}/invitations/retirer", {"invitation": id})
    assert done.headers["Location"] == f"{TEAM_PAGE}?fait=invitation-retiree"
    assert Visitor(site, {}).get(path).status_code == 404


# -- the page of the Observatoire


def test_curators_see_all_accounts_and_their_catalogues(site: Flask) -> None:
    page = page_of(browser_as(site, CURATOR).get(ALL_PAGE))
    assert set(page.all("h2")) == {f"{CURATOR} (vous)", EDITOR, MANAGER, READER, ELSEWHERE}
    links = [has.get("href") for _, has in page.tags]
    assert (links.count(f"/{BODY}/comptes"), links.count(f"/{OTHER}/comptes")) == (2, 1)
    assert "Gère l’Observatoire." in plain_text(page)


def test_a_curator_invites_and_names_another(site: Flask) -> None:
    curator = browser_as(site, CURATOR)
    path = invite(curator, ALL_PAGE)
    assert "permet de gérer l’Observatoire." in plain_text(page_of(browser_as(site, READER).get(path)))
    response = curator.post("/comptes/observatoire", {"account": EDITOR, "curator": "oui"})
    assert response.headers["Location"] == "/comptes?fait=role-donne"
    assert rights(site, EDITOR) == ALL_RIGHTS.joined_with(BODY_EDITOR)
    editor = browser_as(site, EDITOR)
    assert editor.post("/comptes/observatoire", {"account": CURATOR, "curator": "non"}).status_code == 303
    assert rights(site, CURATOR) == NO_RIGHTS
    assert editor.post("/comptes/observatoire", {"account": EDITOR, "curator": "non"}).status_code == 409
    assert rights(site, EDITOR).curator


def test_a_curator_removes_an_account_and_not_their_own(site: Flask) -> None:
    curator, editor = browser_as(site, CURATOR), browser_as(site, EDITOR)
    for _ in range(2):
        assert curator.post("/comptes/retirer", {"account": EDITOR}).status_code == 303
    assert editor.get(f"/{BODY}/importer").status_code == 302
    assert curator.post("/comptes/retirer", {"account": CURATOR}).status_code == 409
    assert rights(site, CURATOR) == ALL_RIGHTS


# -- without an account


def test_the_first_account_is_that_of_a_curator(site: Flask, place: DatabasePlace) -> None:
    place.clear()
    token = site.extensions["gersapp"].editors.invite("start")
    local = Visitor(site, {}, {"REMOTE_ADDR": "127.0.0.1"})
    first = with_cookies(local, local.post("/connexion/premiere", {"token": token}))
    assert first.get(f"/{BODY}/importer").status_code == 200
    path = invite(first, ALL_PAGE)
    form = form_fields(first.get(path)) | {"name": "Jeanne", "password": PASSWORD, "again": PASSWORD}
    jeanne = with_cookies(local, local.post("/connexion/invitation", form))
    assert rights(site, "Jeanne") == ALL_RIGHTS
    assert jeanne.get(ALL_PAGE).status_code == 200
    assert first.get(ALL_PAGE).status_code == 302


def test_whom_a_proxy_names_has_the_rights_of_the_account(
    place: DatabasePlace, seed_path: Path, tmp_path: Path
) -> None:
    settings = {"proxies": ("10.0.0.1",), "trusted_user_header": HEADER}
    with opened_team(place, seed_path.read_bytes(), tmp_path, **settings) as app:

        def named(name: str) -> Visitor:
            visitor = Visitor(app, {HEADER: name}, {"REMOTE_ADDR": "10.0.0.1"})
            return with_cookies(visitor, visitor.post("/connexion", {"next": "/"}))

        manager, nobody = named("Gestionnaire"), named("Jeanne")
        assert manager.post(f"{TEAM_PAGE}/retirer", {"account": EDITOR}).status_code == 303
        assert rights(app, EDITOR) == NO_RIGHTS
        assert "Vos droits sont ceux du compte" in manager.get("/compte").text
        assert nobody.get(TEAM_PAGE).status_code == 403
        assert "Aucun compte n’a votre nom" in plain_text(page_of(nobody.get("/compte")))
        path = invite(manager, TEAM_PAGE)
        assert form_fields(nobody.get(path))["name"] == ["Jeanne"]
