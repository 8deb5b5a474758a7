"""A session that ends while somebody types: nothing typed is lost."""

import pytest
from playwright.sync_api import Locator, Page, expect

from proof.tools.server import Server
from tests.support.browser import Place, button, focused, make_place, offers, open_form, stored
from tests.support.browsing import AllowConsole, NewPage
from tests.support.quick import first_quick
from tests.support.sign_in_states import (
    ENDED,
    end_session,
    fill_in,
    sign_in,
)

FACEBOOK = "https://www.facebook.com/LeGers32/posts/1234567"


def sign_in_beside(page: Page, link: Locator) -> None:
    """Follow the link to the form, which opens a page of its own, sign in there, and come back."""
    with page.context.expect_page() as opened:
        link.click()
    other = opened.value
    fill_in(other)
    expect(button(other, "Se déconnecter")).to_be_visible()
    other.close()
    page.bring_to_front()


# -- a session that ends while somebody types


@pytest.fixture
def editor(reader: Page, site: Server, allow_console: AllowConsole) -> Page:
    """The page of an editor whose session the test may end."""
    allow_console(r"status of 401 .*/(operations|catalogue)")
    sign_in(reader, site)
    return reader


@pytest.mark.parametrize("how", first_quick("ended", "no cookie"))
def test_text_typed_in_an_ended_session_is_saved_after_sign_in(
    editor: Page, site: Server, place: Place, how: str
) -> None:
    editor.goto(place.address)
    form = open_form(editor, place)
    form.get_by_label("Titre").fill("Un long travail")
    form.get_by_label("Description").fill("Une ligne.\nUne autre.")
    form.get_by_label("YouTube").check()
    if how == "ended":
        end_session(editor, site)
    else:
        editor.context.clear_cookies()
    save = button(form, "Enregistrer")
    save.click()

    alert = editor.locator("#alerte")
    expect(alert).to_have_attribute("role", "alert")
    expect(alert).to_contain_text(f"{ENDED}, votre saisie est toujours là")
    link = alert.get_by_role("link", name="Se connecter dans un nouvel onglet")
    expect(link).to_be_focused()
    expect(link).to_have_css("outline-style", "solid")
    expect(link).to_be_in_viewport()
    expect(editor).to_have_url(place.address)
    assert stored(site)[place.ids[0]]["title"] == "Premier essai"

    sign_in_beside(editor, link)
    expect(form.get_by_label("Titre")).to_have_value("Un long travail")
    expect(form.get_by_label("Description")).to_have_value("Une ligne.\nUne autre.")
    expect(form.get_by_label("YouTube")).to_be_checked()
    # The focus goes back to where it was.
    editor.keyboard.press("Tab")
    expect(button(alert, "Fermer")).to_be_focused()
    editor.keyboard.press("Enter")
    expect(alert).to_be_empty()
    expect(save).to_be_focused()
    editor.keyboard.press("Enter")
    expect(place.card(editor).locator("h3")).to_have_text("Un long travail")
    expect(place.card(editor).locator(".edit")).to_be_focused()
    expect(alert).to_be_empty()
    saved = stored(site)[place.ids[0]]
    assert (saved["description"], saved["platforms"]) == ("Une ligne.\nUne autre.", ["youtube"])


def test_the_alert_goes_by_itself_when_the_form_is_saved_again(
    editor: Page, site: Server, place: Place
) -> None:
    editor.goto(place.address)
    form = open_form(editor, place)
    form.get_by_label("Titre").fill("Un long travail")
    end_session(editor, site)
    editor.keyboard.press("Control+Enter")
    link = editor.locator("#alerte").get_by_role("link")
    expect(link).to_be_focused()
    expect(link).to_have_css("outline-style", "solid")
    # Still not signed in: the alert comes again, and nothing is lost.
    form.get_by_label("Titre").press("Control+Enter")
    expect(link).to_be_focused()
    sign_in_beside(editor, link)
    button(form, "Enregistrer").click()
    expect(place.card(editor).locator("h3")).to_have_text("Un long travail")
    expect(editor.locator("#alerte")).to_be_empty()


@pytest.mark.parametrize("alone", first_quick(False, True))
def test_work_can_be_resumed_after_the_session_ended(
    editor: Page, site: Server, place: Place, alone: bool
) -> None:
    editor.goto(f"{site.url}/operations/{place.ids[1]}" if alone else place.address)
    card = editor.locator(".operation", has=editor.get_by_role("heading", name="Deuxième essai"))
    card.locator(".edit").click()
    form = editor.locator(".editing")
    form.get_by_label("Titre").fill("Un long travail")
    end_session(editor, site)
    form.get_by_label("Titre").press("Control+Enter")
    link = editor.locator("#alerte").get_by_role("link")
    expect(link).to_be_focused()
    form.get_by_label("Titre").press("Escape")
    expect(card).to_be_visible()
    focused(editor)
    button(offers(editor), "Reprendre la saisie").click()
    expect(form.get_by_label("Titre")).to_have_value("Un long travail")
    expect(form.get_by_label("Titre")).to_be_focused()
    # In the place of its card, which is now a visitor's.
    expect(card).to_have_count(0)
    expect(editor.locator(".operation")).to_have_count(1 if alone else 3)
    form.get_by_label("Titre").press("Control+Enter")
    sign_in_beside(editor, link)
    button(form, "Enregistrer").click()
    expect(editor.get_by_role("heading", name="Un long travail")).to_be_visible()
    expect(editor.locator(".operation")).to_have_count(1 if alone else 3)


@pytest.mark.long
def test_addresses_pasted_after_the_session_ended_stay(editor: Page, site: Server, place: Place) -> None:
    editor.goto(place.address)
    form = open_form(editor, place)
    end_session(editor, site)
    adding = form.get_by_label("Ajouter des adresses")
    adding.focus()
    editor.keyboard.insert_text(FACEBOOK)
    adding.dispatch_event("paste")
    alert = editor.locator("#alerte")
    expect(alert).to_contain_text(ENDED)
    # The focus stays with the person who is typing.
    expect(adding).to_be_focused()
    expect(adding).to_have_value(FACEBOOK)
    sign_in_beside(editor, alert.get_by_role("link"))
    button(form, "Enregistrer").click()
    expect(place.card(editor).locator("a.link")).to_have_count(1)
    assert [link["url"] for link in stored(site)[place.ids[0]]["links"]] == [FACEBOOK]


@pytest.mark.long
def test_links_put_in_order_are_kept_when_the_session_ends(editor: Page, site: Server) -> None:
    """Nothing was typed, and yet something could be lost: the order of the links."""
    place = make_place(site, ["Deux liens"], links=[FACEBOOK, "https://www.gers.fr/"])
    editor.goto(place.address)
    form = open_form(editor, place)
    button(form, "Descendre le lien n° 1").click()
    expect(form.get_by_label("Adresse du lien n° 2")).to_have_value(FACEBOOK)
    end_session(editor, site)
    button(form, "Enregistrer").click()
    link = editor.locator("#alerte").get_by_role("link")
    expect(link).to_be_focused()
    sign_in_beside(editor, link)
    button(form, "Enregistrer").click()
    expect(place.card(editor).locator(".edit")).to_be_focused()
    urls = [link["url"] for link in stored(site)[place.ids[0]]["links"]]
    assert urls == ["https://www.gers.fr/", FACEBOOK]


def test_filtering_after_the_session_ended_keeps_the_form(editor: Page, site: Server, place: Place) -> None:
    editor.goto(place.address)
    form = open_form(editor, place, 1)
    form.get_by_label("Titre").fill("Pas fini")
    end_session(editor, site)
    editor.locator("#q").fill("essai")
    expect(editor).to_have_url(f"{place.address}&q=essai")
    expect(editor.locator("#q")).to_be_focused()
    expect(form.get_by_label("Titre")).to_have_value("Pas fini")
    # The form stands in the place of its card, not beside it.
    expect(place.titles(editor)).to_have_text(["Premier essai", "Troisième essai"])
    expect(editor.locator("#resultats .operation").nth(1)).to_have_class("operation editing")
    button(form, "Enregistrer").click()
    link = editor.locator("#alerte").get_by_role("link")
    expect(link).to_be_focused()
    sign_in_beside(editor, link)
    button(form, "Enregistrer").click()
    expect(editor.locator("#barre")).to_contain_text("Enregistré.")
    expect(editor.locator(".editing")).to_have_count(0)
    assert stored(site)[place.ids[1]]["title"] == "Pas fini"


def test_another_click_takes_no_typed_text_away(editor: Page, site: Server, place: Place) -> None:
    editor.goto(place.address)
    form = open_form(editor, place)
    form.get_by_label("Titre").fill("Pas fini")
    end_session(editor, site)
    place.card(editor, 1).locator(".edit").click()
    alert = editor.locator("#alerte")
    expect(alert).to_contain_text(ENDED)
    editor.get_by_role("link", name="Ajouter une opération").click()
    expect(alert.get_by_role("link")).to_be_focused()
    expect(form.get_by_label("Titre")).to_have_value("Pas fini")
    expect(editor.locator(".editing")).to_have_count(1)


@pytest.mark.parametrize("script", [False, True])
def test_a_form_page_sent_too_late_keeps_all_that_was_typed(
    new_page: NewPage, site: Server, place: Place, allow_console: AllowConsole, script: bool
) -> None:
    allow_console(r"status of 401 .*/operations/")
    page = new_page(signed_in=False, java_script_enabled=script)
    sign_in(page, site)
    page.goto(f"{site.url}/operations/{place.ids[0]}/edit")
    text = "\n  Une ligne « là » <b>\n\nUne autre."
    page.get_by_label("Titre").fill("Un long travail")
    page.get_by_label("Description").fill(text)
    page.get_by_label("Ajouter des adresses").fill(f"{FACEBOOK}\nhttps://www.gers.fr/")
    page.get_by_label("TikTok").check()
    page.get_by_label("Adultes").check()
    end_session(page, site)
    button(page, "Enregistrer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(ENDED)
    expect(page.locator("main")).to_contain_text("Rien de ce que vous avez saisi n’est perdu")
    assert stored(site)[place.ids[0]]["title"] == "Premier essai"
    # The only link to the sign-in opens another tab, for this page holds what was typed.
    expect(page.locator("a[href*=connexion]")).to_have_count(1)
    # Sent before signing in: the same page comes again, with all that was typed.
    button(page, "Recommencer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(ENDED)
    sign_in_beside(page, page.get_by_role("link", name="Connectez-vous dans un nouvel onglet"))
    button(page, "Recommencer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Un long travail")
    saved = stored(site)[place.ids[0]]
    assert saved["description"] == text.strip()
    assert [link["url"] for link in saved["links"]] == [FACEBOOK, "https://www.gers.fr/"]
    assert saved["platforms"] == ["tiktok"]
    assert sorted(saved["audiences"]) == ["adultes", place.section]
