"""The catalogues of two bodies in one browser: what is typed in one is not offered in the other."""

import contextlib
import re
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Page, expect

from gersapp.observatory.body import Body
from gersapp.store.postgres import PostgresBodies
from proof.tools.editor import let_in_database
from proof.tools.server import Server, StartServer
from tests.support.browser import button, offers
from tests.support.browsing import Check, NewPage
from tests.support.visitor import ID

pytestmark = pytest.mark.long


@pytest.fixture
def observatory(server: StartServer, database_address: str, seed_path: Path) -> Server:
    """Two bodies with the same operations, under the prefix."""
    with contextlib.closing(PostgresBodies(database_address)) as bodies:
        for slug in ("gers", "tarn"):
            bodies.add(Body(slug), seed_path.read_bytes())
    with psycopg.connect(database_address) as connection:
        let_in_database(connection)
    return server(GERSAPP_DATABASE=database_address)


def type_title(page: Page, text: str) -> None:
    """Type another title of an operation, and leave it until it is kept."""
    card = page.locator(f"[id$='--{ID}']").first
    card.locator(".edit").click()
    card.get_by_label("Titre").fill(text)
    page.wait_for_function("text => JSON.stringify(sessionStorage).includes(text)", arg=text)


def test_what_is_typed_stays_with_its_body(new_page: NewPage, observatory: Server, axe: Check) -> None:
    page = new_page(viewport={"width": 320, "height": 700})
    page.on("dialog", lambda dialog: dialog.accept())
    for body, title in (("gers", "Pour le Gers"), ("tarn", "Pour le Tarn")):
        page.goto(f"{observatory.url}/{body}/")
        expect(offers(page)).to_be_empty()
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        type_title(page, title)
    page.goto(f"{observatory.url}/gers/")
    expect(offers(page).locator("p")).to_have_text("Saisie interrompue, non enregistrée : « Pour le Gers ».")
    # Whoever signs out of one signs out of all.
    button(page, "Se déconnecter").click()
    expect(page).to_have_url(f"{observatory.url}/gers/")
    expect(page.get_by_role("link", name="Se connecter").first).to_be_visible()
    assert page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('saisie')).length") == 0


def test_one_goes_from_a_body_to_all_and_back(page: Page, observatory: Server, axe: Check) -> None:
    page.goto(f"{observatory.url}/gers/operations/{ID}")
    page.get_by_role("link", name="Observatoire", exact=True).click()
    expect(page).to_have_url(f"{observatory.url}/")
    page.get_by_label("Rechercher").fill("quiz")
    expect(page).to_have_url(re.compile("q=quiz"))
    page.get_by_role("link", name="Vos catalogues").click()
    expect(page.get_by_role("heading", name="Vos catalogues")).to_be_visible()
    axe(page)
    page.goto(f"{observatory.url}/tarn/comptes")
    axe(page)
