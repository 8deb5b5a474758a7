"""Signing out, and pages that are left open: what they then show, and what they still lead to."""

import re

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from proof.tools import chromium
from proof.tools.server import Server
from tests.support.browser import Place, button, open_form
from tests.support.browsing import AllowConsole, NewPage, new_context
from tests.support.quick import first_quick
from tests.support.sign_in_states import (
    end_session,
    expect_editor,
    expect_reader,
    fill_in,
    sign_in,
)


@pytest.fixture
def plain(new_page: NewPage) -> Page:
    """A reader whose browser runs no script."""
    return new_page(signed_in=False, java_script_enabled=False)


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
