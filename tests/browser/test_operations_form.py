"""The form in the place of a card: with the keyboard, its refusals, its links, and what is resumed."""

import re

import pytest
from playwright.sync_api import Dialog, Page, expect

from proof.tools.server import Server
from tests.support.browser import (
    Place,
    bar,
    button,
    make_place,
    message,
    offers,
    open_form,
    stored,
    tab_to,
)
from tests.support.browsing import AllowConsole, NewPage

FACEBOOK = "https://www.facebook.com/LeGers32/posts/1234567"
INSTAGRAM = "https://www.instagram.com/p/Abc123/"
X = "https://twitter.com/LeGers32/status/1255088417815367680?s=20"


def test_an_operation_is_edited_with_the_keyboard_alone(page: Page, site: Server, place: Place) -> None:
    page.goto(place.address)
    card = place.card(page)
    edit = card.locator(".edit")
    page.locator("#contenu").focus()
    tab_to(page, edit)
    page.keyboard.press("Enter")
    title = card.get_by_label("Titre")
    expect(title).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.type(" au clavier")
    page.keyboard.press("Enter")
    expect(card.locator("h3")).to_have_text("Premier essai au clavier")
    expect(edit).to_be_focused()

    page.keyboard.press("Enter")
    expect(title).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Control+End")
    page.keyboard.type(" Encore un mot.")
    tiktok = card.get_by_label("TikTok")
    tab_to(page, tiktok)
    page.keyboard.press("Space")
    expect(tiktok).to_be_checked()
    page.keyboard.press("Control+Enter")
    expect(card.locator(".description")).to_have_text("Texte de Premier essai. Encore un mot.")
    expect(card.locator(".announced")).to_have_text("TikTok : annoncé, sans lien")
    expect(edit).to_be_focused()

    page.keyboard.press("Enter")
    expect(title).to_be_focused()
    tab_to(page, button(card, "Enregistrer"))
    page.keyboard.press("Space")
    expect(edit).to_be_focused()
    assert stored(site)[place.ids[0]]["platforms"] == ["tiktok"]


def test_escape_and_cancel_give_the_card_back_unchanged(page: Page, place: Place) -> None:
    page.goto(place.address)
    card = place.card(page)
    before, what_it_said = card.inner_text(), bar(page).inner_text()
    form = open_form(page, place)
    page.keyboard.press("Escape")
    expect(card.locator(".edit")).to_be_focused()
    assert card.inner_text() == before
    # Nothing was typed: nothing is offered.
    expect(offers(page)).to_be_empty()
    expect(bar(page)).to_have_text(what_it_said)
    open_form(page, place)
    form.get_by_role("link", name="Annuler").click()
    expect(card.locator(".edit")).to_be_focused()
    expect(bar(page)).to_have_text(what_it_said)


def test_texts_typed_before_escape_can_be_resumed_and_saved(page: Page, site: Server, place: Place) -> None:
    page.goto(place.address)
    form = open_form(page, place)
    form.get_by_label("Titre").fill("Un long travail")
    form.get_by_label("TikTok").check()
    page.keyboard.press("Escape")
    expect(place.card(page).locator("h3")).to_have_text("Premier essai")
    expect(offers(page)).to_contain_text("Saisie abandonnée, rien n’est enregistré")
    button(offers(page), "Reprendre la saisie").click()
    expect(form.get_by_label("Titre")).to_have_value("Un long travail")
    expect(form.get_by_label("Titre")).to_be_focused()
    expect(form.get_by_label("TikTok")).to_be_checked()
    expect(offers(page)).to_be_empty()
    button(form, "Enregistrer").click()
    expect(place.card(page).locator("h3")).to_have_text("Un long travail")
    assert stored(site)[place.ids[0]]["title"] == "Un long travail"


def test_the_browser_asks_before_typed_text_is_left(page: Page, place: Place) -> None:
    asked: list[str] = []

    def accept(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", accept)
    page.goto(place.address)
    form = open_form(page, place)
    page.reload()
    assert asked == []
    open_form(page, place)
    page.keyboard.type("a")
    page.reload()
    assert asked == ["beforeunload"]
    open_form(page, place)
    page.keyboard.type("b")
    button(form, "Enregistrer").click()
    expect(message(page)).to_have_text("Enregistré.")
    page.reload()
    assert asked == ["beforeunload"]


# -- refusals


def test_a_refused_form_keeps_the_text_and_says_what_is_wrong(
    page: Page, site: Server, place: Place, allow_console: AllowConsole
) -> None:
    allow_console(r"status of 422 .*/operations/")
    before = site.database.read_bytes()
    page.goto(place.address)
    form = open_form(page, place)
    title = form.get_by_label("Titre")
    title.fill("   ")
    form.get_by_label("Description").fill("Ce que j’ai écrit <b>avec soin</b>.")
    form.get_by_label("Ajouter des adresses").fill("javascript:alert(1)")
    form.get_by_label(place.label, exact=True).uncheck()
    button(form, "Enregistrer").click()

    summary = form.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Rien n’est enregistré pour l’instant :")
    expect(summary.get_by_role("listitem")).to_contain_text(
        ["Titre : Donnez un titre à l’opération.", "Cibles : Cochez au moins une cible", "Liens : "]
    )
    expect(title).to_have_attribute("aria-invalid", "true")
    expect(title).to_have_accessible_description(re.compile("Donnez un titre à l’opération."))
    expect(title).to_have_value("   ")
    expect(form.get_by_label("Description")).to_have_value("Ce que j’ai écrit <b>avec soin</b>.")
    expect(form.get_by_label("Description")).not_to_have_attribute("aria-invalid", "true")
    link = form.get_by_label("Adresse du lien n° 1")
    expect(link).to_have_value("javascript:alert(1)")
    expect(link).to_have_attribute("aria-invalid", "true")
    expect(link).to_have_accessible_description(re.compile("http"))
    expect(form.get_by_role("group", name="Cibles")).to_have_accessible_description(
        re.compile("Cochez au moins une cible, ou nommez-en une nouvelle.")
    )
    assert site.database.read_bytes() == before

    summary.get_by_role("link", name="Titre").click()
    expect(title).to_be_focused()
    title.fill("Un titre")
    form.get_by_label(place.label, exact=True).check()
    button(form, "Retirer le lien n° 1").click()
    expect(form.get_by_label("Adresse du lien n° 1")).to_have_count(0)
    button(form, "Enregistrer").click()
    expect(place.card(page).locator("h3")).to_have_text("Un titre")
    expect(place.card(page).locator(".description")).to_have_text("Ce que j’ai écrit <b>avec soin</b>.")


@pytest.mark.long
def test_each_line_of_the_summary_leads_to_its_field(
    page: Page, place: Place, allow_console: AllowConsole
) -> None:
    allow_console(r"status of 422 .*/operations/")
    page.goto(place.address)
    form = open_form(page, place)
    form.get_by_label("Titre").fill("")
    form.get_by_label("Description").fill("x" * 5001)
    form.get_by_label(place.label, exact=True).uncheck()
    form.get_by_label("Ajouter des adresses").fill("pas une adresse")
    button(form, "Enregistrer").click()
    links = form.get_by_role("alert").get_by_role("link")
    expect(links).to_have_text(["Titre", "Description", "Cibles", "Liens"])
    for link in links.all():
        link.focus()
        page.keyboard.press("Enter")
        wanted = (link.get_attribute("href") or "")[1:]
        reached = "id => document.getElementById(id).contains(document.activeElement)"
        assert page.evaluate(reached, wanted), f"{link.inner_text()} leads nowhere"


# -- links


def test_several_addresses_pasted_at_once_are_recognised(new_page: NewPage, site: Server) -> None:
    place = make_place(site, ["Collage"], label="15-17 ans")
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(place.address)
    form = open_form(page, place)
    form.get_by_label("Titre").fill("Pas encore enregistré")
    page.evaluate("text => navigator.clipboard.writeText(text)", f"Voir <{FACEBOOK}>.\n{INSTAGRAM}{X}\n")
    form.get_by_label("Ajouter des adresses").focus()
    page.keyboard.press("Control+v")
    expect(form.locator(".recognised")).to_have_text(
        ["Publication Facebook", "Publication Instagram", "Post X (ex-Twitter)"]
    )
    expect(form.get_by_label("Adresse du lien n° 2")).to_have_value(INSTAGRAM)
    adding = form.get_by_label("Ajouter des adresses")
    expect(adding).to_have_value("")
    expect(adding).to_be_focused()
    # The response replaced the links alone.
    expect(form.get_by_label("Titre")).to_have_value("Pas encore enregistré")
    # A typed address is recognised when the field is left.
    page.keyboard.type("gers.fr/agenda")
    page.keyboard.press("Tab")
    expect(form.get_by_label("Adresse du lien n° 4")).to_have_value("gers.fr/agenda")
    button(form, "Ajouter https:// au lien n° 4").click()
    expect(form.get_by_label("Adresse du lien n° 4")).to_have_value("https://gers.fr/agenda")
    expect(form.get_by_label("Adresse du lien n° 4")).to_be_focused()
    button(form, "Enregistrer").click()
    expect(place.card(page).locator("a.link")).to_have_text(
        [
            re.compile("Publication Facebook — Pas encore"),
            re.compile("Publication Instagram — "),
            re.compile("Post X .ex-Twitter. — "),
            re.compile("gers.fr"),
        ]
    )
    urls = [link["url"] for link in stored(site)[place.ids[0]]["links"]]
    assert urls == [FACEBOOK, INSTAGRAM, X, "https://gers.fr/agenda"]


@pytest.mark.long
def test_changing_the_address_of_a_row_changes_its_words(page: Page, site: Server) -> None:
    place = make_place(site, ["Ligne"], links=[FACEBOOK, INSTAGRAM])
    page.goto(place.address)
    form = open_form(page, place)
    form.get_by_label("Adresse du lien n° 1").fill(X)
    page.keyboard.press("Tab")
    expect(form.locator(".recognised")).to_have_text(["Post X (ex-Twitter)", "Publication Instagram"])
    expect(button(form, "Descendre le lien n° 1")).to_be_focused()
    # Two addresses in one row make two rows.
    form.get_by_label("Adresse du lien n° 2").fill(f"{INSTAGRAM} {FACEBOOK}")
    button(form, "Enregistrer").click()
    expect(place.card(page).locator("a.link")).to_have_count(3)
    assert [link["url"] for link in stored(site)[place.ids[0]]["links"]] == [X, INSTAGRAM, FACEBOOK]


def test_a_click_that_leaves_a_typed_address_still_works(page: Page, site: Server, place: Place) -> None:
    page.goto(place.address)
    form = open_form(page, place)
    form.get_by_label("Ajouter des adresses").fill(FACEBOOK)
    # A slow click: the links could be recognised, and move the box, while the button is down.
    box = form.get_by_label("TikTok", exact=True)
    box.click(delay=150)
    expect(box).to_be_checked()
    expect(form.get_by_label("Adresse du lien n° 1")).to_have_value(FACEBOOK)
    expect(box).to_be_focused()

    form.get_by_label("Ajouter des adresses").fill(INSTAGRAM)
    button(form, "Enregistrer").click(delay=150)
    expect(place.card(page).locator("a.link")).to_have_count(2)
    row = stored(site)[place.ids[0]]
    assert [link["url"] for link in row["links"]] == [FACEBOOK, INSTAGRAM]
    assert "tiktok" in row["platforms"]


def test_addresses_just_pasted_and_saved_at_once_are_not_lost(page: Page, site: Server, place: Place) -> None:
    page.goto(place.address)
    form = open_form(page, place)
    form.get_by_label("Ajouter des adresses").focus()
    page.keyboard.insert_text(f"{FACEBOOK} {INSTAGRAM}")
    page.keyboard.press("Control+Enter")
    expect(place.card(page).locator("a.link")).to_have_count(2)
    assert [link["url"] for link in stored(site)[place.ids[0]]["links"]] == [FACEBOOK, INSTAGRAM]

    # With the mouse, leaving the field for the button asks for the links first.
    form = open_form(page, place)
    form.get_by_label("Ajouter des adresses").focus()
    page.keyboard.insert_text(X)
    button(form, "Enregistrer").click()
    expect(place.card(page).locator("a.link")).to_have_count(3)
    assert [link["url"] for link in stored(site)[place.ids[0]]["links"]] == [FACEBOOK, INSTAGRAM, X]


def test_links_are_put_in_order_and_removed_with_the_focus_kept(page: Page, site: Server) -> None:
    place = make_place(site, ["Trois liens"], links=[FACEBOOK, INSTAGRAM, X], label="18-25 ans")
    page.goto(place.address)
    form = open_form(page, place)

    def urls() -> list[str]:
        every: list[str] = form.locator(".rows input").evaluate_all("all => all.map(i => i.value)")
        return every

    button(form, "Descendre le lien n° 1").focus()
    page.keyboard.press("Enter")
    expect(button(form, "Descendre le lien n° 2")).to_be_focused()
    assert urls() == [INSTAGRAM, FACEBOOK, X]
    page.keyboard.press("Enter")
    expect(button(form, "Monter le lien n° 3")).to_be_focused()
    assert urls() == [INSTAGRAM, X, FACEBOOK]
    page.keyboard.press("Enter")
    expect(button(form, "Monter le lien n° 2")).to_be_focused()
    page.keyboard.press("Enter")
    expect(button(form, "Descendre le lien n° 1")).to_be_focused()
    assert urls() == [FACEBOOK, INSTAGRAM, X]
    button(form, "Retirer le lien n° 2").focus()
    page.keyboard.press("Enter")
    expect(form.get_by_label("Adresse du lien n° 2")).to_be_focused()
    assert urls() == [FACEBOOK, X]
    button(form, "Enregistrer").click()
    expect(place.card(page).locator("a.link")).to_have_count(2)
    assert [link["url"] for link in stored(site)[place.ids[0]]["links"]] == [FACEBOOK, X]
