"""The door in a real browser: in, out, and sessions that end while somebody types."""

import re
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Locator, Page, expect

from gersapp.editors import NOBODY
from proof.tools import chromium
from proof.tools.editor import NAME, PASSWORD
from proof.tools.server import Server, StartServer, free_port
from tests.support.browser import Place, focused, make_place, stored, tab_to
from tests.support.browsing import new_context
from tests.support.layout import levels, settle, sideways, small_targets
from tests.support.scenes_sign_in import (
    DOORS,
    ENDED,
    FILTERED,
    button,
    end_session,
    fill_in,
    is_an_editors,
    sign_in,
)

NewPage = Callable[..., Page]
AllowConsole = Callable[[str], None]
Check = Callable[[Page], None]

FACEBOOK = "https://www.facebook.com/LeGers32/posts/1234567"


@pytest.fixture
def reader(new_page: NewPage) -> Page:
    return new_page(signed_in=False)


@pytest.fixture
def plain(new_page: NewPage) -> Page:
    """A reader whose browser runs no script."""
    return new_page(signed_in=False, java_script_enabled=False)


@pytest.fixture
def place(site: Server) -> Place:
    return make_place(site, ["Premier essai", "Deuxième essai", "Troisième essai"])


def open_form(page: Page, place: Place, number: int = 0) -> Locator:
    form = place.card(page, number)
    form.locator(".edit").click()
    expect(form.get_by_label("Titre")).to_be_focused()
    return form


def sign_in_beside(page: Page, link: Locator) -> None:
    """Follow the link to the form, which opens a page of its own, sign in there, and come back."""
    with page.context.expect_page() as opened:
        link.click()
    other = opened.value
    fill_in(other)
    expect(button(other, "Se déconnecter")).to_be_visible()
    other.close()
    page.bring_to_front()


def is_a_readers(page: Page) -> None:
    """Nothing on the page leads to a change."""
    expect(page.get_by_role("link", name="Se connecter")).to_be_visible()
    for selector in (".who", ".edit", ".add", ".actions"):
        expect(page.locator(selector)).to_have_count(0)


# -- in


def test_a_reader_signs_in_with_the_keyboard_and_stands_on_the_same_filters(
    reader: Page, site: Server
) -> None:
    reader.goto(f"{site.url}/")
    reader.locator("#platform-instagram").check()
    expect(reader).to_have_url(f"{site.url}/?platform=instagram")
    reader.locator("#audience-adultes").check()
    expect(reader).to_have_url(site.url + FILTERED)
    is_a_readers(reader)
    tab_to(reader, reader.get_by_role("link", name="Se connecter"), "Shift+Tab")
    reader.keyboard.press("Enter")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Se connecter")
    expect(reader.get_by_label("Nom", exact=True)).to_be_focused()
    reader.keyboard.type(NAME)
    reader.keyboard.press("Tab")
    expect(reader.get_by_label("Mot de passe", exact=True)).to_be_focused()
    reader.keyboard.type(PASSWORD)
    reader.keyboard.press("Enter")
    expect(reader).to_have_url(site.url + FILTERED)
    is_an_editors(reader)
    expect(reader.locator("#compte")).to_have_text("4 opérations, 7 liens")
    expect(reader.locator("#filtres :checked")).to_have_count(2)
    # The token is out of any script's reach, and is gone with the browser.
    assert reader.evaluate("document.cookie") == ""
    (cookie,) = reader.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (True, "Lax", -1)


def test_a_reader_signs_in_without_script_and_stands_on_the_same_filters(plain: Page, site: Server) -> None:
    plain.goto(f"{site.url}/")
    plain.locator("#platform-instagram").check()
    plain.locator("#audience-adultes").check()
    button(plain, "Appliquer les filtres").click()
    expect(plain.locator("#compte")).to_have_text("4 opérations, 7 liens")
    there = plain.url
    is_a_readers(plain)
    plain.get_by_role("link", name="Se connecter").click()
    expect(plain.get_by_label("Nom", exact=True)).to_be_focused()
    plain.keyboard.type(NAME)
    plain.keyboard.press("Tab")
    plain.keyboard.type(PASSWORD)
    plain.keyboard.press("Enter")
    expect(plain).to_have_url(there)
    is_an_editors(plain)
    expect(plain.locator("#filtres :checked")).to_have_count(2)


def test_who_gives_up_signing_in_is_back_on_the_same_filters(reader: Page, site: Server) -> None:
    reader.goto(site.url + FILTERED)
    reader.get_by_role("link", name="Se connecter").click()
    reader.get_by_role("link", name="Annuler").click()
    expect(reader).to_have_url(site.url + FILTERED)
    is_a_readers(reader)


@pytest.mark.parametrize("script", [True, False])
def test_a_wrong_password_is_said_and_may_be_typed_again_at_once(
    new_page: NewPage, server: StartServer, allow_console: AllowConsole, script: bool
) -> None:
    allow_console(r"status of 401 .*/connexion")
    site = server()
    page = new_page(signed_in=False, java_script_enabled=script)
    page.goto(site.url + FILTERED)
    page.get_by_role("link", name="Se connecter").click()
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
    is_an_editors(page)


def test_after_five_wrong_passwords_one_is_told_how_long_to_wait(
    reader: Page, server: StartServer, allow_console: AllowConsole
) -> None:
    allow_console(r"status of (401|429) .*/connexion")
    site = server()
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
    expect(wrong).to_have_text(f"Trop d’essais. Réessayez dans {seconds} secondes.")
    expect(reader.get_by_label("Mot de passe")).to_have_accessible_description(re.compile("Trop d’essais"))
    expect(reader.get_by_label("Nom", exact=True)).to_have_value(NAME)
    # Reading goes on.
    reader.get_by_role("link", name="Annuler").click()
    expect(reader.locator("#compte")).to_be_visible()


# -- out


@pytest.mark.parametrize("script", [True, False])
def test_after_signing_out_nothing_in_the_history_may_be_changed(
    new_page: NewPage, site: Server, place: Place, script: bool
) -> None:
    page = new_page(signed_in=False, java_script_enabled=script)
    sign_in(page, site)
    page.goto(place.address)
    page.goto(f"{site.url}/operations/{place.ids[0]}/edit")
    page.goto(place.address)
    is_an_editors(page)
    before = site.database.read_bytes()
    page.goto(f"{site.url}/accessibilite")
    button(page, "Se déconnecter").click()
    expect(page).to_have_url(f"{site.url}/")
    is_a_readers(page)
    assert page.context.cookies() == []
    page.go_back()
    page.go_back()
    expect(page).to_have_url(place.address)
    is_a_readers(page)
    # The form that was shown is not, either.
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Se connecter")
    assert site.database.read_bytes() == before


def test_who_signs_out_stands_on_the_same_filters(new_page: NewPage, site: Server, place: Place) -> None:
    page = new_page(signed_in=False)
    sign_in(page, site)
    page.goto(place.address)
    button(page, "Se déconnecter").click()
    is_a_readers(page)
    expect(page).to_have_url(place.address)


def test_the_pages_that_a_browser_keeps_alive_are_gone_after_signing_out(
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
        is_a_readers(page)
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


def test_a_page_left_open_in_another_tab_leads_to_the_form_and_back(
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
        is_an_editors(page)
        expect(place.titles(page)).to_have_count(3)
    assert site.database.read_bytes() == before


def test_without_script_the_form_that_was_asked_for_comes_after_signing_in(
    plain: Page, site: Server, place: Place
) -> None:
    sign_in(plain, site)
    plain.goto(place.address)
    end_session(plain, site)
    plain.get_by_role("link", name="Modifier « Premier essai »").click()
    fill_in(plain)
    expect(plain).to_have_url(f"{site.url}/operations/{place.ids[0]}/edit")
    expect(plain.get_by_label("Titre")).to_be_focused()


# -- a session that ends while somebody types


@pytest.fixture
def editor(reader: Page, site: Server, allow_console: AllowConsole) -> Page:
    """Somebody with a session of their own, which a test may end."""
    allow_console(r"status of 401 .*/(operations|catalogue)")
    sign_in(reader, site)
    return reader


@pytest.mark.parametrize("how", ["ended", "no cookie"])
def test_what_is_typed_when_the_session_ends_stays_and_is_saved_after_signing_in_beside(
    editor: Page, site: Server, place: Place, how: str
) -> None:
    editor.goto(place.address)
    form = open_form(editor, place)
    form.get_by_label("Titre").fill("Un long travail")
    form.get_by_label("Description").fill("Une ligne.\nUne autre.")
    form.get_by_label("Mastodon").check()
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
    expect(form.get_by_label("Mastodon")).to_be_checked()
    # The hand is given back to where it was.
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
    assert (saved["description"], saved["platforms"]) == ("Une ligne.\nUne autre.", ["mastodon"])


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
    # Still not signed in: said again, and nothing lost.
    form.get_by_label("Titre").press("Control+Enter")
    expect(link).to_be_focused()
    sign_in_beside(editor, link)
    button(form, "Enregistrer").click()
    expect(place.card(editor).locator("h3")).to_have_text("Un long travail")
    expect(editor.locator("#alerte")).to_be_empty()


@pytest.mark.parametrize("alone", [False, True])
def test_escape_after_the_session_ended_still_lets_the_work_be_resumed(
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
    button(editor.locator("#barre"), "Reprendre la saisie").click()
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


def test_addresses_pasted_after_the_session_ended_stay_and_the_focus_with_them(
    editor: Page, site: Server, place: Place
) -> None:
    editor.goto(place.address)
    form = open_form(editor, place)
    end_session(editor, site)
    adding = form.get_by_label("Ajouter des adresses")
    adding.focus()
    editor.keyboard.insert_text(FACEBOOK)
    adding.dispatch_event("paste")
    alert = editor.locator("#alerte")
    expect(alert).to_contain_text(ENDED)
    # Whoever is still writing is not torn away.
    expect(adding).to_be_focused()
    expect(adding).to_have_value(FACEBOOK)
    sign_in_beside(editor, alert.get_by_role("link"))
    button(form, "Enregistrer").click()
    expect(place.card(editor).locator("a.link")).to_have_count(1)
    assert [link["url"] for link in stored(site)[place.ids[0]]["links"]] == [FACEBOOK]


def test_links_put_in_order_are_kept_when_the_session_ends(editor: Page, site: Server) -> None:
    """Nothing was typed, and still something would be lost."""
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


def test_filtering_after_the_session_ended_keeps_the_form_that_is_open(
    editor: Page, site: Server, place: Place
) -> None:
    editor.goto(place.address)
    form = open_form(editor, place, 1)
    form.get_by_label("Titre").fill("Pas fini")
    end_session(editor, site)
    editor.locator("#q").fill("essai")
    expect(editor).to_have_url(f"{place.address}&q=essai")
    expect(editor.locator("#q")).to_be_focused()
    expect(form.get_by_label("Titre")).to_have_value("Pas fini")
    # Where its card was, and not beside it.
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


def test_another_click_while_something_is_typed_takes_nothing_away(
    editor: Page, site: Server, place: Place
) -> None:
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
def test_a_whole_page_that_is_sent_too_late_keeps_all_that_was_typed(
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
    # The only way in opens a page of its own: this one would go, with what it holds.
    expect(page.locator("a[href*=connexion]")).to_have_count(1)
    # Too early: said again, with all that was typed.
    button(page, "Recommencer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(ENDED)
    sign_in_beside(page, page.get_by_role("link", name="Connectez-vous dans un nouvel onglet"))
    button(page, "Recommencer").click()
    expect(page.get_by_role("heading", level=3)).to_have_text("Un long travail")
    saved = stored(site)[place.ids[0]]
    assert saved["description"] == text.strip()
    assert [link["url"] for link in saved["links"]] == [FACEBOOK, "https://www.gers.fr/"]
    assert saved["platforms"] == ["tiktok"]
    assert sorted(saved["audiences"]) == ["adultes", place.section]


# -- the first time


def address_printed(site: Server) -> str:
    found = re.search(r"^Modifier : (http://\S+)$", site.output(), re.MULTILINE)
    assert found, site.output()
    return found[1]


def test_the_address_that_a_new_server_prints_lets_edit_at_once_and_once_only(
    new_page: NewPage, server: StartServer, tmp_path: Path, allow_console: AllowConsole
) -> None:
    allow_console(r"status of 401 .*/connexion/premiere")
    site = server(GERSAPP_INSTANCE=str(tmp_path / "fresh"))
    address = address_printed(site)
    assert address.startswith(f"{site.url}/connexion/premiere/")
    page = new_page(signed_in=False)
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Première connexion")
    expect(button(page, "Commencer à modifier")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site.url}/")
    is_an_editors(page, NOBODY)
    page.get_by_role("link", name="Modifier « Recettes »").click()
    form = page.locator("#tout-public--recettes")
    form.get_by_label("Titre").fill("Recettes du terroir")
    page.keyboard.press("Enter")
    expect(form.locator("h3")).to_have_text("Recettes du terroir")
    assert stored(site)["recettes"]["title"] == "Recettes du terroir"

    other = new_page(signed_in=False)
    other.goto(address)
    button(other, "Commencer à modifier").click()
    expect(other.get_by_role("alert").filter(has_text="ne sert plus")).to_be_visible()
    other.get_by_role("link", name="Aller au catalogue").click()
    is_a_readers(other)
    # The first one's session is none the worse for it.
    page.reload()
    is_an_editors(page, NOBODY)


def test_a_server_that_others_can_reach_prints_the_command_and_no_address(
    new_page: NewPage, server: StartServer, tmp_path: Path
) -> None:
    port = free_port()
    site = server(GERSAPP_INSTANCE=str(tmp_path / "fresh"), GERSAPP_BIND=f"0.0.0.0:{port}", port=port)
    assert "flask editor add NOM" in site.output()
    assert "/connexion/premiere/" not in site.output()
    page = new_page(signed_in=False)
    page.goto(f"{site.url}/")
    is_a_readers(page)


# -- how it looks, and to whom


@pytest.mark.parametrize("name", DOORS)
def test_axe_finds_no_barrier_at_the_door_in_any_scheme_and_nothing_is_too_wide_or_small(
    reader: Page, site: Server, axe: Check, allow_console: AllowConsole, name: str
) -> None:
    allow_console(r"status of 401 ")
    DOORS[name](reader, site)
    found = levels(reader)
    assert (found[0], found.count(1)) == (1, 1)
    for scheme, width in product(("light", "dark"), (1280, 320)):
        reader.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its literals
        reader.set_viewport_size({"width": width, "height": 720})
        settle(reader)
        axe(reader)
        assert sideways(reader) == [0, []], width
        assert small_targets(reader) == [], width


def test_who_is_signed_in_is_said_once_above_all_and_takes_little_room(
    page: Page, new_page: NewPage, site: Server
) -> None:
    reader = new_page(signed_in=False)
    for each in (page, reader):
        each.goto(f"{site.url}/")
    tops = [each.locator("h1").evaluate("h1 => h1.getBoundingClientRect().top") for each in (page, reader)]
    assert 0 < tops[0] - tops[1] < 24
    expect(page.get_by_text(NAME)).to_have_count(1)
    # After the skip links, before anything else: the team's pages, then the way out.
    for _ in range(3):
        page.keyboard.press("Tab")
    for name in ("Modifications récentes", "Corbeille", "Cibles"):
        page.keyboard.press("Tab")
        expect(page.locator(".who").get_by_role("link", name=name)).to_be_focused()
    page.keyboard.press("Tab")
    expect(button(page, "Se déconnecter")).to_be_focused()
