"""Signing in and out, the first time included, and what the page then shows."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from gersapp.editors import NOBODY
from gersapp.french import counted
from proof.tools import chromium
from proof.tools.editor import NAME, PASSWORD
from proof.tools.server import Server, StartServer, free_port
from tests.support.browser import Place, button, open_form, stored
from tests.support.browsing import AllowConsole, Check, NewPage, new_context
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
    end_session,
    expect_editor,
    expect_reader,
    fill_in,
    forget_attempts,
    sign_in,
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


# -- out


@pytest.mark.parametrize("script", first_quick(True, False))
def test_after_signing_out_nothing_in_the_history_may_be_changed(
    new_page: NewPage, site: Server, place: Place, script: bool
) -> None:
    page = new_page(signed_in=False, java_script_enabled=script)
    sign_in(page, site)
    page.goto(place.address)
    page.goto(f"{site.url}/operations/{place.ids[0]}/edit")
    page.goto(place.address)
    expect_editor(page)
    before = site.database.read_bytes()
    page.goto(f"{site.url}/accessibilite")
    button(page, "Se déconnecter").click()
    expect(page).to_have_url(f"{site.url}/")
    expect_reader(page)
    assert page.context.cookies() == []
    page.go_back()
    page.go_back()
    expect(page).to_have_url(place.address)
    expect_reader(page)
    # The form that was shown is not, either.
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Se connecter")
    assert site.database.read_bytes() == before


def test_signing_out_keeps_the_filters(new_page: NewPage, site: Server, place: Place) -> None:
    page = new_page(signed_in=False)
    sign_in(page, site)
    page.goto(place.address)
    button(page, "Se déconnecter").click()
    expect_reader(page)
    expect(page).to_have_url(place.address)


@pytest.mark.long
def test_pages_kept_by_the_browser_are_gone_after_signing_out(
    browser: Browser, site: Server, place: Place
) -> None:
    """Playwright turns this cache of pages off; Chromium keeps in it even those that nobody may store."""
    executable = chromium.find_whole()
    if executable is None or executable.name == chromium.SHELL:
        pytest.skip("only the headless shell is here, which keeps no page")
    keeping = browser.browser_type.launch(
        executable_path=executable,
        args=chromium.flags(),
        ignore_default_args=["--disable-back-forward-cache"],
    )
    try:
        page = new_context(keeping, signed_in=False).new_page()
        sign_in(page, site)
        page.goto(place.address)
        page.evaluate("window.kept = true")
        page.goto(f"{site.url}/accessibilite")
        page.evaluate("setTimeout(() => history.back())")
        expect(page).to_have_url(place.address)
        expect(page.locator(".edit").first).to_be_visible()
        assert page.evaluate("window.kept"), "nothing is kept: this proves nothing"
        page.goto(f"{site.url}/accessibilite")
        button(page, "Se déconnecter").click()
        expect(page).to_have_url(f"{site.url}/")
        page.evaluate("setTimeout(() => history.go(-2))")
        expect(page).to_have_url(place.address)
        expect_reader(page)
        assert not page.evaluate("window.kept")
    finally:
        keeping.close()


def test_signing_out_with_something_typed_asks_first(reader: Page, site: Server, place: Place) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    reader.on("dialog", stay)
    sign_in(reader, site)
    reader.goto(place.address)
    form = open_form(reader, place)
    reader.keyboard.type("Pas fini : ")
    button(reader, "Se déconnecter").click()
    expect(form.get_by_label("Titre")).to_have_value(re.compile("Pas fini"))
    assert asked == ["beforeunload"]
    button(form, "Enregistrer").click()
    expect(place.card(reader).locator("h3")).to_contain_text("Pas fini")


def test_a_page_left_open_leads_to_the_form_and_back(
    new_page: NewPage, site: Server, place: Place, allow_console: AllowConsole
) -> None:
    """Signed out elsewhere, or after half an hour: nobody types, so nothing needs to be kept."""
    allow_console(r"status of 401 .*/operations/")
    page = new_page(signed_in=False)
    sign_in(page, site)
    page.goto(place.address)
    before = site.database.read_bytes()
    for act in ("Modifier « Deuxième essai »", "Supprimer « Deuxième essai »"):
        end_session(page, site)
        page.locator(f"#{place.section}--{place.ids[1]}").get_by_text(act, exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Se connecter")
        fill_in(page)
        expect(page).to_have_url(place.address)
        expect_editor(page)
        expect(place.titles(page)).to_have_count(3)
    assert site.database.read_bytes() == before


def test_without_script_signing_in_leads_to_the_requested_form(
    plain: Page, site: Server, place: Place
) -> None:
    sign_in(plain, site)
    plain.goto(place.address)
    end_session(plain, site)
    plain.get_by_role("link", name="Modifier « Premier essai »").click()
    fill_in(plain)
    expect(plain).to_have_url(f"{site.url}/operations/{place.ids[0]}/edit")
    expect(plain.get_by_label("Titre")).to_be_focused()


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
