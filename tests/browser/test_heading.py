"""The texts of the catalogue, edited in place."""

import re

from playwright.sync_api import Page, expect

from proof.tools.server import Server
from tests.support.browser import (
    button,
    heading_on_disk,
    message,
    offers,
)
from tests.support.browsing import AllowConsole, NewPage

# -- the heading


def test_the_heading_is_edited_in_place(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/")
    masthead = page.locator("#entete")
    masthead.get_by_role("link", name="Modifier le titre et l’introduction").click()
    title = masthead.get_by_label("Titre du catalogue")
    expect(title).to_be_focused()
    title.fill("Le catalogue du Gers")
    masthead.get_by_label("Introduction", exact=True).fill("Deux lignes\nen tout.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Le catalogue du Gers")
    expect(message(page)).to_have_text("Enregistré.")
    expect(masthead.locator(".actions a")).to_be_focused()
    assert heading_on_disk(site)["introduction"] == "Deux lignes\nen tout."
    page.keyboard.press("Enter")
    expect(title).to_be_focused()
    title.fill("Autre chose")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", level=1)).to_have_text("Le catalogue du Gers")
    expect(masthead.locator(".actions a")).to_be_focused()
    button(offers(page), "Reprendre la saisie").click()
    expect(title).to_have_value("Autre chose")


def test_a_refused_or_conflicting_heading_keeps_what_was_typed(
    page: Page, new_page: NewPage, site: Server, allow_console: AllowConsole
) -> None:
    allow_console(r"status of (422|409) .*/catalogue")
    other = new_page()
    for editor in (page, other):
        editor.goto(f"{site.url}/")
        editor.locator("#entete .actions a").click()
    masthead, other_form = page.locator("#entete"), other.locator("#entete")
    title = masthead.get_by_label("Titre du catalogue")
    title.fill("")
    masthead.get_by_label("Introduction", exact=True).fill("Mon introduction")
    button(masthead, "Enregistrer").click()
    expect(masthead.get_by_role("alert")).to_be_focused()
    expect(title).to_have_accessible_description(re.compile("Donnez un titre au catalogue."))
    expect(masthead.get_by_label("Introduction", exact=True)).to_have_value("Mon introduction")

    other_form.get_by_label("Titre du catalogue").fill("Le titre de l’autre")
    button(other_form, "Enregistrer").click()
    expect(message(other)).to_have_text("Enregistré.")
    title.fill("Mon titre")
    button(masthead, "Enregistrer").click()
    expect(masthead.get_by_role("alert")).to_contain_text("Vous avez modifié ces textes ailleurs")
    expect(masthead.locator(".theirs").first).to_contain_text("Le titre de l’autre")
    expect(title).to_have_value("Mon titre")
    button(masthead, "Enregistrer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon titre")
    assert heading_on_disk(site)["introduction"] == "Mon introduction"
