"""Signing in, the first time included, and what the page then shows."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from gersapp.editors import NOBODY
from gersapp.french import counted
from proof.tools.editor import NAME, PASSWORD
from proof.tools.server import Server, StartServer, free_port
from tests.support.browser import button, stored
from tests.support.browsing import AllowConsole, Check, NewPage
from tests.support.page_states import (
    VIEWS,
    View,
    each_view,
    in_each_view,
    levels,
    sideways,
    small_targets,
)
from tests.support.quick import first_quick, quick_but
from tests.support.sign_in_states import (
    FILTERED,
    SIGN_IN_STATES,
    expect_editor,
    expect_reader,
    fill_in,
    forget_attempts,
)


@pytest.fixture
def plain(new_page: NewPage) -> Page:
    """A reader whose browser runs no script."""
    return new_page(signed_in=False, java_script_enabled=False)


def expect_no_barrier(page: Page, axe: Check, views: Sequence[View] = VIEWS) -> None:
    for view in each_view(page, views):
        axe(page)
        assert sideways(page) == [0, []], view
        assert small_targets(page) == [], view


def test_signing_in_without_script_keeps_the_filters(plain: Page, site: Server) -> None:
    plain.goto(f"{site.url}/")
    plain.locator("#platform-instagram").check()
    plain.locator("#audience-adultes").check()
    button(plain, "Appliquer les filtres").click()
    expect(plain.locator("#compte")).to_have_text("4 opérations, 7 liens")
    address = plain.url.removesuffix("#compte")
    expect_reader(plain)
    plain.get_by_role("link", name="Se connecter").first.click()
    expect(plain.get_by_label("Nom", exact=True)).to_be_focused()
    plain.keyboard.type(NAME)
    plain.keyboard.press("Tab")
    plain.keyboard.type(PASSWORD)
    plain.keyboard.press("Enter")
    expect(plain).to_have_url(address)
    expect_editor(plain)
    expect(plain.locator("#filtres :checked")).to_have_count(2)


def test_giving_up_signing_in_keeps_the_filters(reader: Page, site: Server) -> None:
    reader.goto(site.url + FILTERED)
    reader.get_by_role("link", name="Se connecter").first.click()
    reader.get_by_role("link", name="Annuler").click()
    expect(reader).to_have_url(site.url + FILTERED)
    expect_reader(reader)


@pytest.mark.parametrize("script", first_quick(True, False))
def test_a_wrong_password_is_said_and_may_be_typed_again_at_once(
    new_page: NewPage, site: Server, allow_console: AllowConsole, script: bool
) -> None:
    allow_console(r"status of 401 .*/connexion")
    forget_attempts(site)
    page = new_page(signed_in=False, java_script_enabled=script)
    page.goto(site.url + FILTERED)
    page.get_by_role("link", name="Se connecter").first.click()
    fill_in(page, "pas le bon")
    wrong = page.get_by_role("alert").filter(has_text="incorrect")
    expect(wrong).to_have_text("Nom ou mot de passe incorrect.")
    expect(page).to_have_title(re.compile("^Erreur"))
    name, password = page.get_by_label("Nom", exact=True), page.get_by_label("Mot de passe", exact=True)
    for field in (name, password):
        expect(field).to_have_accessible_description("Nom ou mot de passe incorrect.")
    expect(name).to_have_value(NAME)
    expect(password).to_have_value("")
    expect(password).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(site.url + FILTERED)
    expect_editor(page)


def test_five_wrong_passwords_impose_a_delay_that_is_said(
    reader: Page, site: Server, allow_console: AllowConsole
) -> None:
    allow_console(r"status of (401|429) .*/connexion")
    forget_attempts(site)
    reader.goto(f"{site.url}/connexion")
    for _ in range(5):
        fill_in(reader, "pas le bon")
        expect(reader.locator("#refus")).to_have_text("Nom ou mot de passe incorrect.")
        expect(reader.get_by_label("Mot de passe")).to_have_value("")
    with reader.expect_response("**/connexion") as answer:
        fill_in(reader)
    assert answer.value.status == 429
    seconds = int(answer.value.headers["retry-after"])
    assert 1 <= seconds <= 15
    wrong = reader.get_by_role("alert").filter(has_text="essais")
    expect(wrong).to_have_text(f"Trop d’essais. Réessayez dans {counted(seconds, 'seconde')}.")
    expect(reader.get_by_label("Mot de passe")).to_have_accessible_description(re.compile("Trop d’essais"))
    expect(reader.get_by_label("Nom", exact=True)).to_have_value(NAME)
    # Reading goes on.
    reader.get_by_role("link", name="Annuler").click()
    expect(reader.locator("#compte")).to_be_visible()
    forget_attempts(site)


# -- the first time


def address_printed(site: Server) -> str:
    found = re.search(r"^Modifier : (http://\S+)$", site.output(), re.MULTILINE)
    assert found, site.output()
    return found[1]


def test_the_printed_address_lets_edit_at_once_and_only_once(
    new_page: NewPage, server: StartServer, tmp_path: Path, axe: Check
) -> None:
    site = server(GERSAPP_INSTANCE=str(tmp_path / "fresh"))
    address = address_printed(site)
    assert address.startswith(f"{site.url}/connexion/premiere/")
    page = new_page(signed_in=False)
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Première connexion")
    expect(button(page, "Commencer à modifier")).to_be_focused()
    expect_no_barrier(page, axe)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site.url}/")
    expect_editor(page, NOBODY)
    page.get_by_role("link", name="Modifier « Recettes »").click()
    form = page.locator("#tout-public--recettes")
    form.get_by_label("Titre").fill("Recettes du terroir")
    page.keyboard.press("Enter")
    expect(form.locator("h3")).to_have_text("Recettes du terroir")
    assert stored(site)["recettes"]["title"] == "Recettes du terroir"

    other = new_page(signed_in=False)
    other.goto(address)
    expect(other.get_by_role("alert").filter(has_text="ne sert plus")).to_be_visible()
    other.get_by_role("link", name="Aller au catalogue").click()
    expect_reader(other)
    # The first one's session is none the worse for it.
    page.reload()
    expect_editor(page, NOBODY)


def test_a_reachable_server_prints_the_command_and_no_address(
    new_page: NewPage, server: StartServer, tmp_path: Path
) -> None:
    port = free_port()
    site = server(GERSAPP_INSTANCE=str(tmp_path / "fresh"), GERSAPP_BIND=f"0.0.0.0:{port}", port=port)
    assert "flask editor add NOM" in site.output()
    assert "/connexion/premiere/" not in site.output()
    page = new_page(signed_in=False)
    page.goto(f"{site.url}/")
    expect_reader(page)


# -- colleagues


def test_a_colleague_is_invited_and_let_in_without_script(page: Page, plain: Page, site: Server) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{site.url}/comptes")
    button(page, "Inviter quelqu’un").click()
    expect(page.get_by_label("Adresse à donner")).to_be_focused()
    button(page, "Copier").click()
    expect(page.get_by_role("status").filter(has_text="Adresse copiée.")).to_be_visible()
    plain.goto(page.evaluate("navigator.clipboard.readText()"))
    plain.get_by_label("Nom").fill("Paul")
    plain.get_by_label("Mot de passe").fill(PASSWORD)
    plain.get_by_label("Encore une fois").fill(PASSWORD)
    button(plain, "Créer mon compte").click()
    expect_editor(plain, "Paul")
    plain.goto(f"{site.url}/comptes")
    button(plain, "Inviter quelqu’un").click()
    expect(plain.get_by_label("Adresse à donner")).to_be_focused()
    # Nothing copies without script.
    expect(button(plain, "Copier")).to_have_count(0)
    page.goto(f"{site.url}/comptes")
    page.get_by_text("Retirer le compte de Paul…").click()
    button(page, "Retirer le compte de Paul").click()
    expect(page.get_by_role("status").filter(has_text="Le compte est retiré")).to_be_focused()
    plain.goto(f"{site.url}/")
    expect_reader(plain)


# -- how it looks, and to whom


@in_each_view
@pytest.mark.parametrize("name", quick_but(SIGN_IN_STATES, "sign-in", "guest refused", "signed in"))
def test_signing_in_has_no_barrier_at_any_width_in_any_scheme(
    reader: Page, site: Server, axe: Check, allow_console: AllowConsole, name: str, views: Sequence[View]
) -> None:
    allow_console(r"status of (401|422) ")
    SIGN_IN_STATES[name](reader, site)
    found = levels(reader)
    assert (found[0], found.count(1)) == (1, 1)
    expect_no_barrier(reader, axe, views)


def test_the_name_of_the_editor_is_shown_once_at_the_top(page: Page, new_page: NewPage, site: Server) -> None:
    reader = new_page(signed_in=False)
    for visitor in (page, reader):
        visitor.goto(f"{site.url}/")
    tops = [
        visitor.locator("h1").evaluate("h1 => h1.getBoundingClientRect().top") for visitor in (page, reader)
    ]
    assert 0 <= tops[0] - tops[1] < 24
    expect(page.get_by_text(NAME)).to_have_count(1)
    # After the skip links, before anything else: the team's pages, then the way out.
    for _ in range(4):
        page.keyboard.press("Tab")
    links = ["Importer", "Modifications récentes", "Corbeille", "Cibles", "Comptes", f"{NAME} : mon compte"]
    for name in links:
        page.keyboard.press("Tab")
        expect(page.locator(".who").get_by_role("link", name=name)).to_be_focused()
    page.keyboard.press("Tab")
    expect(button(page, "Se déconnecter")).to_be_focused()
