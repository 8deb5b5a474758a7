"""From a pasted document to the catalogue: with script, by the keyboard, at 320 px, and without script."""

from itertools import pairwise

import pytest
from playwright.sync_api import Locator, Page, expect

from proof.tools.server import Server, StartServer
from tests.support.browser import focused, message, undo
from tests.support.browsing import AllowConsole, Check, NewPage
from tests.support.page_states import levels, loose_signs, settle, sideways, small_targets

DOSSIER = """Nos rendez-vous de printemps

Public : Adultes

Balade contée
Le 1^{er} samedi du mois, à la bibliothèque, sur Facebook.
https://www.facebook.com/LeGers32/posts/1234567

Café des souvenirs
Un café pour se raconter, chaque mardi.
https://www.facebook.com/LeGers32/posts/7654321

Public : Aînés

Atelier de tricot
Toutes les semaines.
https://www.instagram.com/p/Tricot1/
"""
TABLE = "Titre;Public;Lien\nBalade;Adultes;https://www.gers.fr/balade\nConcert;Adultes;pas une adresse\n"


def paste(page: Page, site: Server, text: str = DOSSIER) -> None:
    """Bring a text, and wait for its review."""
    page.goto(f"{site.url}/importer")
    page.get_by_label("Coller le texte").fill(text)
    page.get_by_role("button", name="Lire le document").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Relire le texte collé", timeout=30_000)


def card(page: Page, title: str) -> Locator:
    """The proposed operation of this title, or what stands in its place."""
    return page.locator(".proposed .operation", has=page.get_by_role("heading", name=title))


def test_a_paste_becomes_operations_with_one_way_back(page: Page, site: Server) -> None:
    paste(page, site)
    balade = card(page, "Balade contée")
    balade.get_by_role("button", name="Prendre 1er au lieu de 1^{er}").click()
    expect(balade.locator(".description")).to_contain_text("Le 1er samedi")
    expect(balade.locator(".edit")).to_be_focused()
    page.get_by_role("button", name="Ignorer « Café des souvenirs »").click()
    expect(page.locator("#annonce")).to_contain_text("Ignorée.")
    expect(focused(page)).to_have_attribute("aria-pressed", "true")
    page.get_by_label("Aînés").select_option("Tout public")
    expect(card(page, "Atelier de tricot").locator(".audiences-of")).to_have_text("Tout public")
    page.get_by_role("button", name="Ajouter 2 opérations").click()
    expect(message(page)).to_contain_text("2 opérations importées d’un texte collé")
    undo(page).click()
    expect(page.locator("#resultats h3", has_text="Balade contée")).to_have_count(0)


def test_a_correction_survives_another_fate_of_a_line(page: Page, site: Server) -> None:
    paste(page, site)
    card(page, "Balade contée").locator(".edit").click()
    title = page.get_by_label("Titre", exact=True)
    expect(title).to_be_focused()
    title.fill("Balade au clair de lune")
    line = page.locator(".line", has_text="Un café pour se raconter")
    line.locator("summary").click()
    line.get_by_role("button", name="À laisser").click()
    expect(page.locator("#annonce")).to_contain_text("à laisser, par vous")
    expect(line.locator("summary")).to_be_focused()
    expect(title).to_have_value("Balade au clair de lune")
    title.press("Control+Enter")
    expect(card(page, "Balade au clair de lune")).to_have_count(1)
    expect(card(page, "Balade au clair de lune").locator(".edit")).to_be_focused()
    page.reload()
    expect(card(page, "Balade au clair de lune")).to_have_count(1)
    expect(line).to_have_attribute("data-fate", "decor")


def test_keys_go_from_doubt_to_doubt(page: Page, site: Server) -> None:
    twice = DOSSIER.replace("sur Facebook", "sur Facebook et Twitter").replace("mardi", "mardi, sur Twitter")
    paste(page, site, twice)
    page.wait_for_load_state()
    doubts = page.locator(".pair.doubtful")
    assert doubts.count() > 1
    for place in range(doubts.count()):
        page.keyboard.press("Alt+ArrowDown")
        expect(doubts.nth(place)).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(doubts.first).to_be_focused()
    expect(page.locator("#annonce")).to_have_text("Retour au premier doute.")
    page.keyboard.press("Alt+ArrowUp")
    expect(doubts.last).to_be_focused()
    expect(page.locator("#annonce")).to_have_text("Retour au dernier doute.")


def test_a_rich_paste_keeps_the_links_behind_words(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/importer")
    page.get_by_label("Coller le texte").evaluate(
        """(field) => {
          const data = new DataTransfer();
          data.setData("text/plain", "Balade contée\\nVoir la page");
          data.setData("text/html", `<style>p {}</style><h2>Balade contée</h2>
            <p style="color:red">Voir <a href="https://www.gers.fr/balade">la page</a></p>`);
          field.focus();
          field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
          document.execCommand("insertText", false, data.getData("text/plain"));
        }"""
    )
    expect(page.locator("#texte-etat")).to_have_text("Collé avec ses liens.")
    page.get_by_role("button", name="Lire le document").click()
    expect(page.locator("a.link[href='https://www.gers.fr/balade']")).to_have_count(1, timeout=30_000)


def test_what_is_too_long_is_not_sent(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/importer")
    page.get_by_label("Coller le texte").fill("é" * 600_000)
    page.get_by_role("button", name="Lire le document").click()
    expect(page.get_by_role("alert").filter(has_text="Ce texte dépasse 1 Mo")).to_be_visible()
    expect(page.get_by_label("Coller le texte")).not_to_have_value("")


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.long)])
def test_a_review_has_no_barrier_at_320_px(new_page: NewPage, site: Server, axe: Check, scheme: str) -> None:
    page = new_page(color_scheme=scheme, viewport={"width": 320, "height": 700})
    for text in (DOSSIER, TABLE):
        paste(page, site, text)
        page.evaluate("document.querySelectorAll('main details').forEach((part) => { part.open = true; })")
        page.get_by_role("button", name="Ignorer").first.click()
        expect(page.locator("[data-state=ignored]")).to_have_count(1)
        settle(page)
        axe(page)
        found = levels(page)
        assert [pair for pair in pairwise(found) if pair[1] > pair[0] + 1] == []
        assert loose_signs(page) == []
        assert small_targets(page) == []
        assert sideways(page)[0] == 0


def test_without_script_a_document_becomes_operations(new_page: NewPage, site: Server) -> None:
    page = new_page(java_script_enabled=False)
    paste(page, site, DOSSIER.replace("sur Facebook", "sur Facebook et Twitter"))
    expect(page.get_by_role("link", name="Premier doute")).to_be_visible()
    expect(page.get_by_text("vont de doute en doute")).to_be_hidden()
    line = page.locator(".line", has_text="Un café pour se raconter")
    line.locator("summary").click()
    line.get_by_role("button", name="À laisser").click()
    expect(line).to_have_attribute("data-fate", "decor")
    card(page, "Atelier de tricot").locator(".edit").click()
    page.get_by_label("Titre", exact=True).fill("Tricot à plusieurs")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(card(page, "Tricot à plusieurs")).to_have_count(1)
    page.get_by_role("button", name="Ignorer « Balade contée »").click()
    page.get_by_role("button", name="Ajouter 2 opérations").click()
    expect(page.get_by_role("button", name="Défaire l’import de 2 opérations")).to_be_visible()
    page.get_by_role("button", name="Défaire l’import de 2 opérations").click()
    expect(page.get_by_role("button", name="Refaire l’import de 2 opérations")).to_be_visible()


def test_a_session_that_ends_leads_back_to_the_review(
    new_page: NewPage, site: Server, allow_console: AllowConsole
) -> None:
    allow_console("status of 401")
    page = new_page()
    paste(page, site)
    address = page.url
    page.context.clear_cookies()
    page.get_by_role("button", name="Ignorer « Balade contée »").click()
    page.wait_for_url(f"{site.url}/connexion?**")
    assert page.locator("[name=next]").input_value() == address.removeprefix(site.origin)


def test_what_is_typed_just_before_is_added_too(new_page: NewPage, server: StartServer) -> None:
    # A file that does not exist is an empty catalogue.
    site = server(server.folder / "empty.json")
    page = new_page()
    paste(page, site)
    page.locator("#textes > summary").click()
    page.get_by_label("Titre du catalogue").fill("Nos rendez-vous de 2026")
    page.get_by_role("button", name="Ajouter 3 opérations").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nos rendez-vous de 2026")
    expect(message(page)).to_contain_text("3 opérations importées")
