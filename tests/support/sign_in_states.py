"""The states of signing in, as tests look at them."""

import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from gersapp.editors.sessions import Sessions
from proof.tools.editor import NAME, PASSWORD
from proof.tools.server import Server
from tests.support.browser import button

Prepare = Callable[[Page, Server], None]
FILTERED = "/?audience=adultes&platform=instagram"
ENDED = "Votre session est terminée"


def fill_in(page: Page, password: str = PASSWORD, name: str = NAME) -> None:
    """Fill the form that the page shows, and send it."""
    page.get_by_label("Nom", exact=True).fill(name)
    page.get_by_label("Mot de passe", exact=True).fill(password)
    button(page, "Se connecter").click()


def sign_in(page: Page, site: Server) -> None:
    """Sign in, with a session of the page's own."""
    page.goto(f"{site.url}/connexion?next={site.prefix}/accessibilite")
    fill_in(page)
    expect(page).to_have_url(f"{site.url}/accessibilite")


def end_session(page: Page, site: Server) -> None:
    """End the session of the page's visitor, as its time does."""
    (token,) = [cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "gersapp"]
    Sessions(site.log.parent / "instance", time.time).end(token)


def forget_attempts(site: Server) -> None:
    """Forget the wrong passwords of other tests."""
    (site.log.parent / "instance" / "attempts.json").unlink(missing_ok=True)


def expect_editor(page: Page, name: str = NAME) -> None:
    """The page is the editor's: it has their name and all that leads to a change."""
    expect(page.locator(".who")).to_contain_text(name)
    expect(button(page, "Se déconnecter")).to_be_visible()
    expect(page.locator("#resultats .edit").first).to_be_visible()
    expect(page.get_by_role("link", name="Ajouter une opération")).to_be_visible()
    expect(page.get_by_role("link", name="Se connecter").first).to_have_count(0)


def expect_reader(page: Page) -> None:
    """The page is a visitor's: nothing on it leads to a change."""
    expect(page.get_by_role("link", name="Se connecter").first).to_be_visible()
    for selector in (".who", ".edit", ".add", ".actions"):
        expect(page.locator(selector)).to_have_count(0)


def form(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/connexion")


def refused(page: Page, site: Server) -> None:
    forget_attempts(site)
    page.goto(f"{site.url}/connexion")
    fill_in(page, "pas le bon")
    expect(page.locator("#refus")).to_be_visible()


def invited_twice(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/connexion/premiere/{'x' * 43}")
    expect(page.get_by_role("alert").filter(has_text="ne sert plus")).to_be_visible()


def invited(page: Page, site: Server) -> None:
    """An invitation of their own is shown, and their account may be removed by nobody here."""
    sign_in(page, site)
    page.goto(f"{site.url}/comptes")
    button(page, "Inviter quelqu’un").click()
    expect(page.get_by_label("Adresse à donner")).to_be_focused()


def guest_refused(page: Page, site: Server) -> None:
    invited(page, site)
    page.goto(page.get_by_label("Adresse à donner").input_value())
    button(page, "Créer mon compte").click()
    expect(page.get_by_label("Nom")).to_be_focused()


def password_refused(page: Page, site: Server) -> None:
    sign_in(page, site)
    page.goto(f"{site.url}/compte")
    page.get_by_label("Encore une fois").fill("autre")
    button(page, "Changer le mot de passe").click()
    expect(page.get_by_label("Encore une fois")).to_be_focused()


def ended(page: Page, site: Server) -> None:
    sign_in(page, site)
    page.goto(f"{site.url}/operations/tips-du-jour/edit")
    page.get_by_label("Titre").fill("Un long travail")
    end_session(page, site)
    button(page, "Enregistrer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(ENDED)


def ended_in_place(page: Page, site: Server) -> None:
    sign_in(page, site)
    page.goto(f"{site.url}{FILTERED}")
    page.locator("#adultes--tips-du-jour .edit").click()
    page.get_by_label("Titre").fill("Un long travail")
    end_session(page, site)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#alerte a")).to_be_focused()


def signed_in(page: Page, site: Server) -> None:
    sign_in(page, site)
    page.goto(f"{site.url}{FILTERED}")
    expect_editor(page)


def visitor(page: Page, site: Server) -> None:
    page.goto(f"{site.url}{FILTERED}")


SIGN_IN_STATES: dict[str, Prepare] = {
    "sign-in": form,
    "sign-in refused": refused,
    "invitation used": invited_twice,
    "account invited": invited,
    "guest refused": guest_refused,
    "password refused": password_refused,
    "session ended": ended,
    "session ended in place": ended_in_place,
    "signed in": signed_in,
    "visitor": visitor,
}
