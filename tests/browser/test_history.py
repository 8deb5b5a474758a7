"""Going back: undo, the history and the trash, with the keyboard, without script, at every width."""

import re
from collections.abc import Sequence

import pytest
from playwright.sync_api import Locator, Page, expect

from proof.tools.editor import NAME
from proof.tools.server import Server
from tests.support.browser import (
    Place,
    bar,
    become,
    button,
    message,
    open_form,
    post,
    redo,
    save,
    stored,
    tab_to,
    undo,
)
from tests.support.browsing import AllowConsole, Check, NewPage
from tests.support.history_states import (
    HISTORY_STATES,
    entries,
)
from tests.support.page_states import View, each_view, in_each_view, levels, sideways, small_targets
from tests.support.quick import first_quick, quick_but

OTHER = "Jeanne d’essai"


def title(site: Server, id: str) -> str:
    return str(stored(site)[id]["title"])


# -- undo, in the bar


def test_a_save_is_undone_and_done_again_with_the_keyboard(page: Page, site: Server, place: Place) -> None:
    page.goto(place.address)
    card = place.card(page)
    card.locator(".edit").focus()
    page.keyboard.press("Enter")
    expect(card.get_by_label("Titre")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.type(", changé")
    page.keyboard.press("Enter")
    expect(card.locator(".edit")).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="Enregistré.")).to_have_count(1)
    tab_to(page, undo(page), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(card.locator("h3")).to_have_text("Premier essai")
    expect(page.get_by_role("status").filter(has_text="Modification annulée.")).to_have_count(1)
    # The undoing can be undone.
    expect(redo(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(card.locator("h3")).to_have_text("Premier essai, changé")
    expect(message(page)).to_have_text("Modification rétablie.")
    expect(undo(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(message(page)).to_have_text("Modification annulée.")
    assert title(site, place.ids[0]) == "Premier essai"


@pytest.mark.parametrize("act", first_quick("Descendre", "Supprimer"))
def test_a_move_and_a_deletion_are_undone_with_the_keyboard(
    page: Page, site: Server, place: Place, act: str
) -> None:
    before = list(stored(site))
    page.goto(place.address)
    page.get_by_role("button", name=f"{act} « Premier essai »").focus()
    page.keyboard.press("Enter")
    expect(place.titles(page).first).to_have_text("Deuxième essai")
    if act == "Descendre":
        tab_to(page, undo(page), "Shift+Tab")
    expect(undo(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(place.titles(page)).to_have_text(["Premier essai", "Deuxième essai", "Troisième essai"])
    expect(redo(page)).to_be_focused()
    assert list(stored(site)) == before


def test_after_a_reload_the_bar_still_leads_back(page: Page, site: Server, place: Place) -> None:
    save(site, place.ids[1], title="Autre")
    page.goto(place.address)
    expect(message(page)).to_have_text(re.compile(r"Enregistré à \d+\sh\s\d\d — «\sAutre\s»\s: titre\."))
    undo(page).click()
    expect(place.titles(page).nth(1)).to_have_text("Deuxième essai")
    expect(redo(page)).to_be_focused()
    page.reload()
    expect(message(page)).to_contain_text("Annulé à ")
    redo(page).click()
    expect(place.titles(page).nth(1)).to_have_text("Autre")
    page.reload()
    expect(message(page)).to_contain_text("Enregistré à ")
    expect(undo(page)).to_be_visible()


def test_the_bar_steps_aside_while_a_form_is_open_under_it(page: Page, site: Server, place: Place) -> None:
    save(site, place.ids[1], title="Autre")
    page.goto(place.address)
    before = undo(page).inner_text()
    add = page.get_by_role("link", name="Ajouter une opération")
    for form in (add, place.card(page).locator(".edit"), page.locator("#entete .actions a")):
        expect(undo(page)).to_be_visible()
        form.click()
        expect(page.locator(".editing")).to_have_count(1)
        expect(undo(page)).to_be_hidden()
        expect(message(page)).to_be_hidden()
        page.keyboard.press("Escape")
    expect(page.locator(".editing")).to_have_count(0)
    expect(undo(page)).to_have_text(before)
    # What is done while a form is open can be undone at once.
    open_form(page, place)
    button(page, "Supprimer « Troisième essai »").click()
    expect(undo(page)).to_have_text("Défaire la suppression de « Troisième essai »")
    expect(undo(page)).to_be_visible()


def test_the_bar_is_closed_and_nothing_moves(page: Page, site: Server, place: Place) -> None:
    save(site, place.ids[1], title="Autre")
    page.goto(f"{site.url}/")
    page.evaluate("scrollBy(0, 1500)")
    button(bar(page), "Fermer ce message").focus()
    before = tops(page)
    page.keyboard.press("Enter")
    expect(bar(page)).to_be_empty()
    expect(page.locator("#contenu")).to_be_focused()
    assert stay(before, tops(page)) == len(before)


def test_an_undoing_moves_nothing_and_shows_what_comes_back(page: Page, site: Server) -> None:
    page.set_viewport_size({"width": 320, "height": 720})
    page.goto(f"{site.url}/")
    card = page.locator("#tout-public--concours")
    for away in (0, 1500, -1500):
        card.evaluate("card => scrollBy(0, card.getBoundingClientRect().top - 276)")
        before = tops(page)
        button(card, "Supprimer « Concours »").click()
        expect(undo(page)).to_be_focused()
        assert stay(before, tops(page))
        page.evaluate("away => scrollBy(0, away)", away)
        before = tops(page)
        page.keyboard.press("Enter")
        expect(redo(page)).to_be_focused()
        # Only what is out of view has the page scrolled; the bar does not cover it.
        assert away or stay(before, tops(page))
        assert min(room_around(card)) >= 0
        expect(card).to_have_class("operation touched")


def tops(page: Page) -> dict[str, float]:
    """Where each card stands in the window, or out of it, by its id."""
    found: dict[str, float] = page.locator("#resultats .operation").evaluate_all(
        "cards => Object.fromEntries(cards.map((card) => [card.id, card.getBoundingClientRect().top]))"
    )
    return found


def stay(before: dict[str, float], after: dict[str, float]) -> int:
    """How many cards are where they were; a page is scrolled by whole pixels."""
    return sum(abs(after[id] - top) <= 1 for id, top in before.items() if id in after)


def room_around(card: Locator) -> list[float]:
    """How much of the window is left between the bar and a card, and below it."""
    room: list[float] = card.evaluate(
        """card => { const { top, bottom } = card.getBoundingClientRect();
          return [top - document.getElementById("barre").getBoundingClientRect().bottom, innerHeight - bottom]; }"""
    )
    return room


# -- the history and the trash


def test_a_version_is_brought_back_with_the_keyboard(page: Page, site: Server, place: Place) -> None:
    for text in ("Deux", "Trois"):
        save(site, place.ids[0], title=text)
    page.goto(place.address)
    place.card(page).get_by_role("link", name="Historique").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Modifications récentes")
    expect(page.get_by_label("Sur quoi")).to_have_value(place.ids[0])
    expect(entries(page)).to_have_count(3)
    # Screen readers hear the difference.
    expect(entries(page).first.locator("dd")).to_have_text("[supprimé : Deux][ajouté : Trois]")
    back = entries(page).nth(1).get_by_role("button", name=re.compile("^Rétablir cette version de «"))
    undoing = entries(page).nth(1).get_by_role("button", name=re.compile("^Annuler cette modification : "))
    boxes = [control.bounding_box() for control in (undoing, back)]
    assert boxes[0]
    assert boxes[1]
    assert boxes[0]["y"] == boxes[1]["y"]
    tab_to(page, back)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Deux")
    assert title(site, place.ids[0]) == "Deux"
    undo(page).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trois")
    assert title(site, place.ids[0]) == "Trois"


def test_without_script_changes_are_chosen_and_undone(new_page: NewPage, site: Server, place: Place) -> None:
    page = new_page(java_script_enabled=False)
    become(page, site, OTHER)
    page.goto(f"{site.url}/operations/{place.ids[0]}/edit")
    page.get_by_label("Titre").fill("De Jeanne")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page).not_to_have_url(re.compile("/edit$"))
    save(site, place.ids[0], description="D’une autre.")
    page.get_by_role("link", name="Modifications récentes").click()
    page.get_by_label("Sur quoi").select_option(label="De Jeanne")
    page.get_by_role("button", name="Afficher").click()
    expect(entries(page)).to_have_count(3)
    page.get_by_label("Par qui").select_option(OTHER)
    page.get_by_role("button", name="Afficher").click()
    expect(entries(page)).to_have_count(1)
    expect(entries(page).locator("h2")).to_have_text(re.compile(r"«\sDe Jeanne\s»\s: titre"))
    expect(entries(page).locator(".by")).to_contain_text(f"{OTHER}, à ")
    address = page.url
    entries(page).get_by_role("button", name="Annuler cette modification").click()
    # The page stays the same.
    expect(page).to_have_url(address)
    expect(entries(page)).to_have_count(2)
    expect(entries(page).last.locator(".by")).to_contain_text("annulée depuis")
    document = stored(site)[place.ids[0]]
    assert (document["title"], document["description"]) == ("Premier essai", "D’une autre.")
    entries(page).last.get_by_role("button", name="Rétablir cette version").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("De Jeanne")
    assert stored(site)[place.ids[0]]["description"] == "Texte de Premier essai."


def test_a_deleted_operation_is_restored_with_the_keyboard(page: Page, site: Server, place: Place) -> None:
    post(site, f"/operations/{place.ids[1]}/delete", [])
    page.goto(place.address)
    page.get_by_role("link", name="Corbeille").focus()
    page.keyboard.press("Enter")
    row = entries(page).filter(has_text="Deuxième essai").first
    expect(row.locator(".by")).to_have_text(re.compile(rf"Supprimée par {NAME}, à \d+\sh\s\d\d"))
    tab_to(page, row.get_by_role("button", name="Rétablir « Deuxième essai »"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Deuxième essai")
    expect(message(page)).to_contain_text("rétablie")
    assert place.ids[1] in stored(site)


# -- how they look, and are heard


@in_each_view
@pytest.mark.parametrize("name", quick_but(HISTORY_STATES, "empty trash"))
def test_nothing_bars_the_way_at_any_width_in_any_scheme(
    page: Page, site: Server, axe: Check, allow_console: AllowConsole, name: str, views: Sequence[View]
) -> None:
    allow_console(r"status of 409 .*/operations/")
    HISTORY_STATES[name](page, site)
    found = levels(page)
    assert (found[0], found.count(1)) == (1, 1)
    for view in each_view(page, views):
        assert sideways(page) == [0, []], view
        assert small_targets(page) == [], view
        axe(page)


@pytest.mark.parametrize("path", first_quick("/historique", "/corbeille", "/audiences"))
def test_pages_without_results_offer_the_way_back(page: Page, site: Server, place: Place, path: str) -> None:
    post(site, f"/operations/{place.ids[0]}/delete", [])
    page.goto(f"{site.url}{path}")
    undo(page).click()
    expect(bar(page)).to_contain_text("Annulé")
    expect(page).to_have_url(f"{site.url}{path}")
    assert place.ids[0] in stored(site)
