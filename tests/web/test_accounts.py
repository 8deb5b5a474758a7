"""« Mon compte », « Comptes » and invitations: what each page shows, refuses and leaves as it was."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from proof.tools.editor import COOKIE, NAME, PASSWORD
from tests.support.hostile import TEXTS, strange_markup, urlencoded
from tests.support.sign_in import RIGHT, cookies, may_edit, sign_in, with_cookies
from tests.support.visitor import Visitor, form_fields, history_of, opened, page_of, plain_text

# Those of many bodies: test_teams.py.
pytestmark = pytest.mark.usefixtures("one_catalogue")

NEW = "Un canard passe la Baïse"
CHANGE = {"current": PASSWORD, "password": NEW, "again": NEW}
GONE = "Cette invitation ne sert plus"


@pytest.fixture
def app(own: Flask) -> Flask:
    """One whose accounts a test changes."""
    return own


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    return tmp_path / "instance"


@pytest.fixture
def guest(app: Flask) -> Visitor:
    return Visitor(app, {})


def invite(editor: Visitor) -> str:
    """The path of the address that the page shows once."""
    response = editor.post("/comptes")
    assert response.status_code == 200
    (address,) = [tag["value"] for name, tag in page_of(response).tags if tag.get("id") == "adresse"]
    return address.removeprefix("http://127.0.0.1")


def accept(guest: Visitor, path: str, name: str = "Paul", **changes: str) -> Visitor:
    """Fill in the form at `path`; return the guest's browser, signed in."""
    form = {"token": path.rpartition("/")[2], "name": name, "password": NEW, "again": NEW, **changes}
    response = guest.post("/connexion/invitation", form)
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    return with_cookies(guest, response)


def kept(instance: Path) -> dict[str, bytes]:
    names = ("editors.json", "invitations.json")
    return {name: (instance / name).read_bytes() for name in names if (instance / name).exists()}


def log(instance: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (instance / "security.log").read_text("ascii").splitlines()]


# -- one's own password


def test_an_editor_changes_their_own_password(editor: Visitor, guest: Visitor) -> None:
    elsewhere = sign_in(guest)
    assert "Mot de passe actuel" in editor.get("/compte").text
    response = editor.post("/compte", CHANGE)
    assert response.headers["Location"] == "/compte?fait=mot-de-passe"
    renewed = with_cookies(editor, response)
    assert "Votre mot de passe est changé" in renewed.get(response.headers["Location"]).text
    assert [may_edit(browser) for browser in (editor, elsewhere, renewed)] == [False, False, True]
    assert guest.post("/connexion", RIGHT).status_code == 401
    assert guest.post("/connexion", {**RIGHT, "password": NEW}).status_code == 303


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"current": "faux"}, "actuel", "Ce n’est pas votre mot de passe actuel."),
        ({"current": ""}, "actuel", "Ce n’est pas votre mot de passe actuel."),
        ({"again": "autre"}, "encore", "Les deux saisies diffèrent."),
        ({"password": "court", "again": "court"}, "nouveau", "au moins 12 caractères"),
        ({"password": "motdepasse12", "again": "motdepasse12"}, "nouveau", "trop facile à deviner"),
        ({"password": NAME, "again": NAME}, "nouveau", "trop facile à deviner"),
    ],
)
def test_a_refused_password_is_said_beside_its_field(
    editor: Visitor, instance: Path, changes: dict[str, str], field: str, message: str
) -> None:
    before = kept(instance)
    response = editor.post("/compte", CHANGE | changes)
    assert response.status_code == 422
    page = page_of(response)
    assert page.all("title")[0].startswith("Erreur")
    assert message in page.all("p", id=f"erreur-{field}")[0]
    (focused,) = [tag for _, tag in page.tags if "autofocus" in tag]
    assert (focused["id"], focused["aria-invalid"]) == (field, "true")
    assert not any(form_fields(response)[name] != [""] for name in ("current", "password", "again"))
    assert kept(instance) == before
    assert may_edit(editor)


def test_wrong_present_passwords_delay_as_at_the_sign_in(editor: Visitor, guest: Visitor) -> None:
    for _ in range(5):
        assert editor.post("/compte", CHANGE | {"current": "faux"}).status_code == 422
    response = editor.post("/compte", CHANGE)
    assert (response.status_code, response.headers["Retry-After"]) == (429, "15")
    assert "Réessayez dans 15 secondes" in response.text
    assert guest.post("/connexion", RIGHT).status_code == 429
    assert may_edit(editor)


# -- accounts


def test_the_page_says_who_has_an_account_since_when(editor: Visitor, guest: Visitor) -> None:
    accept(guest, invite(editor))
    page = page_of(editor.get("/comptes"))
    assert page.all("h2") == ["Paul", f"{NAME} (vous)"]
    assert "Compte créé le 22 novembre 2026." in plain_text(page)
    assert page.all("summary") == ["Retirer le compte de Paul…"]


def test_an_editor_removes_a_colleague_whose_work_stays(
    editor: Visitor, guest: Visitor, instance: Path
) -> None:
    paul = accept(guest, invite(editor))
    paul.post("/operations/tips-du-jour/move", {"direction": "down", "section": "adultes"})
    for _ in range(2):
        response = editor.post("/comptes/retirer", {"account": "Paul"})
        assert response.headers["Location"] == "/comptes?fait=compte-retire"
    assert "Le compte est retiré" in editor.get(response.headers["Location"]).text
    # On the page that was left open, what was typed is given back.
    lost = paul.post("/operations", {"title": "Un long travail"})
    assert (lost.status_code, "Un long travail" in lost.text) == (401, True)
    assert guest.post("/connexion", {"name": "Paul", "password": NEW}).status_code == 401
    assert "Paul" in history_of(editor.app).editors()
    assert [line["event"] for line in log(instance)].count("account removed") == 1


def test_an_editor_does_not_remove_their_own_account(editor: Visitor, instance: Path) -> None:
    before = kept(instance)
    response = editor.post("/comptes/retirer", {"account": NAME.upper()})
    assert response.status_code == 409
    assert "ne se retire pas lui-même" in page_of(response).all("p", role="alert")[0]
    assert kept(instance) == before


# -- invitations


def test_an_invitation_makes_an_account_once(editor: Visitor, guest: Visitor) -> None:
    path = invite(editor)
    assert path not in editor.get("/comptes").text
    form = guest.get(path)
    assert (form.status_code, form.headers["Cache-Control"]) == (200, "no-store")
    assert form_fields(form)["token"] == [path.rpartition("/")[2]]
    paul = accept(guest, path)
    assert may_edit(paul)
    assert "Invitations en attente" not in editor.get("/comptes").text
    for response in (guest.get(path), guest.post("/connexion/invitation", form_fields(form))):
        assert (response.status_code, cookies(response)) == (404, {})
        assert page_of(response).all("h1") == [GONE]


def test_a_pending_invitation_is_shown_and_withdrawn(editor: Visitor, guest: Visitor) -> None:
    path = invite(editor)
    page = editor.get("/comptes")
    assert f"Invitation d’{NAME}" in page.text
    (id,) = form_fields(page)["invitation"]
    assert id not in path
    for said in ("L’invitation est retirée", "Cette invitation n’attendait plus"):
        response = editor.post("/comptes/invitations/retirer", {"invitation": id})
        assert said in page_of(editor.get(response.headers["Location"])).all("p", class_="notice")[0]
    assert page_of(guest.get(path)).all("h1") == [GONE]


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"name": NAME.upper()}, "nom", "Un compte a déjà le nom"),
        ({"name": " "}, "nom", "de 1 à 64 caractères"),
        ({"name": "Éditeur sans compte"}, "nom", "est réservé"),
        ({"again": ""}, "encore", "Les deux saisies diffèrent."),
        ({"password": "paul paul paul", "again": "paul paul paul"}, "nouveau", "trop facile"),
    ],
)
def test_a_refused_guest_keeps_the_name_and_the_invitation(
    editor: Visitor, guest: Visitor, instance: Path, changes: dict[str, str], field: str, message: str
) -> None:
    path = invite(editor)
    before = kept(instance)
    form = {"token": path.rpartition("/")[2], "name": "Paul", "password": NEW, "again": NEW} | changes
    response = guest.post("/connexion/invitation", form)
    assert (response.status_code, cookies(response)) == (422, {})
    assert message in page_of(response).all("p", id=f"erreur-{field}")[0]
    assert form_fields(response)["name"] == [form["name"]]
    assert page_of(response).all("title")[0].startswith("Erreur")
    assert kept(instance) == before
    assert may_edit(accept(guest, path))


def test_a_guest_takes_no_name_of_the_history(editor: Visitor, guest: Visitor, instance: Path) -> None:
    marie = accept(guest, invite(editor), name="Marie")
    assert marie.post("/operations/questions-pour-un-gersois/delete").status_code == 303
    assert editor.post("/comptes/retirer", {"account": "Marie"}).status_code == 303
    path = invite(editor)
    before = kept(instance)
    form = {"token": path.rpartition("/")[2], "name": "MARIE ", "password": NEW, "again": NEW}
    response = guest.post("/connexion/invitation", form)
    assert (response.status_code, cookies(response)) == (422, {})
    assert "l’historique vous attribuerait" in page_of(response).all("p", id="erreur-nom")[0]
    assert kept(instance) == before
    # A stranger learns no name.
    stranger = guest.post("/connexion/invitation", {**form, "token": "x"})
    assert (stranger.status_code, page_of(stranger).all("h1")) == (404, [GONE])
    assert may_edit(accept(guest, path, name="Marion"))


def test_who_accepts_an_invitation_leaves_their_session(editor: Visitor) -> None:
    paul = accept(editor, invite(editor))
    assert may_edit(paul)
    assert not may_edit(editor)


def test_hostile_guests_make_no_account(editor: Visitor, guest: Visitor, instance: Path) -> None:
    token = invite(editor).rpartition("/")[2]
    before = kept(instance)
    for text in TEXTS.values():
        fields = [("token", token), ("name", text), ("password", text), ("again", "autre")]
        for body in (urlencoded(fields), urlencoded([("token", text)])):
            response = guest.post("/connexion/invitation", body)
            assert response.status_code in (404, 413, 422), text[:99]
            assert strange_markup(response.text) == []
    assert kept(instance) == before


def test_no_token_and_no_password_is_in_a_log_or_file(
    editor: Visitor, guest: Visitor, instance: Path
) -> None:
    path = invite(editor)
    # Refused for its host name, which the log tells.
    assert guest.post(path, Sec_Fetch_Site="cross-site").status_code == 403
    accept(guest, path)
    for file in (file for file in instance.parent.rglob("*") if file.is_file()):
        assert path.rpartition("/")[2] not in file.read_text("utf-8", "replace")
        assert NEW not in file.read_text("utf-8", "replace")


def test_accounts_that_cannot_be_written_are_said_so(
    editor: Visitor, guest: Visitor, instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = invite(editor)
    before = kept(instance)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("gersapp.files.os.fsync", full)
    token = path.rpartition("/")[2]
    joining = {"token": token, "name": "Paul", "password": NEW, "again": NEW}
    for response in (
        editor.post("/compte", CHANGE),
        editor.post("/comptes"),
        editor.post("/comptes/invitations/retirer", {"invitation": json.loads(before["invitations.json"]).popitem()[0]}),
        guest.post("/connexion/invitation", joining),
    ):  # fmt: skip
        assert response.status_code == 503
        assert "le journal du serveur dit pourquoi" in plain_text(page_of(response))
    assert 'value="Paul"' in response.text
    assert kept(instance) == before
    assert editor.get("/comptes").status_code == 200


# -- without an account


def test_whom_a_proxy_names_reads_what_applies(seed_path: Path, tmp_path: Path) -> None:
    settings = {"proxies": ("10.0.0.1",), "trusted_user_header": "X-Remote-User"}
    with opened(Path(shutil.copy(seed_path, tmp_path)), **settings) as app:
        visitor = Visitor(app, {"X-Remote-User": "Jeanne"}, {"REMOTE_ADDR": "10.0.0.1"})
        named = with_cookies(visitor, visitor.post("/connexion", {"next": "/"}))
        assert "Votre organisme vous identifie" in named.get("/compte").text
        page = named.get("/comptes")
        assert page_of(page).all("h2") == [NAME]
        assert page_of(page).all("button") == ["Se déconnecter"]
        for path, form in (("/comptes", {}), ("/comptes/retirer", {"account": NAME})):
            assert named.post(path, form).status_code == 409
        assert named.post("/compte", CHANGE).status_code == 422
        assert may_edit(Visitor(app, {**COOKIE}))


def test_the_first_account_is_made_by_an_invitation(app: Flask, guest: Visitor, instance: Path) -> None:
    (instance / "editors.json").unlink()
    token = app.extensions["gersapp"].editors.invite()
    local = replace(guest, environ={"REMOTE_ADDR": "127.0.0.1"})
    first = with_cookies(local, local.post("/connexion/premiere", {"token": token}))
    assert "Vous modifiez sans compte" in first.get("/compte").text
    assert "Personne n’a encore de compte" in first.get("/comptes").text
    assert may_edit(accept(guest, invite(first)))
    assert not may_edit(first)
