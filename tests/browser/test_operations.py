"""Operations added, deleted and moved, with the focus kept; the page of one operation."""

import re

from playwright.sync_api import Page, expect

from proof.tools.server import Server
from tests.support.browser import (
    Place,
    bar,
    button,
    focused,
    make_place,
    message,
    offers,
    open_form,
    redo,
    state,
    stored,
    undo,
)
from tests.support.browsing import AllowConsole

FACEBOOK = "https://www.facebook.com/LeGers32/posts/1234567"


# -- audiences, additions, deletions, order


def test_a_new_audience_of_the_form_becomes_a_filter(page: Page, site: Server, place: Place) -> None:
    page.goto(place.address)
    form = open_form(page, place)
    form.get_by_label("Nouvelle cible").fill(f"Aînés de {place.label}")
    button(form, "Enregistrer").click()
    expect(message(page)).to_have_text("Enregistré.")
    expect(place.card(page).locator(".edit")).to_be_focused()
    box = page.locator("#choix-audience").get_by_label(f"Aînés de {place.label}")
    expect(box).not_to_be_checked()
    box.check()
    expect(page.get_by_role("heading", level=2, name=f"Aînés de {place.label}")).to_be_visible()
    expect(page.locator("#compte")).to_contain_text("3 opérations")
    assert len(stored(site)[place.ids[0]]["audiences"]) == 2


def test_an_operation_is_added_and_shown_with_the_focus_on_it(page: Page, site: Server, place: Place) -> None:
    page.goto(place.address)
    page.get_by_role("link", name="Ajouter une opération").click()
    form = page.locator("#ajout")
    expect(form.get_by_label("Titre")).to_be_focused()
    expect(form.get_by_label(place.label, exact=True)).to_be_checked()
    page.keyboard.type("Nouvelle venue")
    form.get_by_label("Ajouter des adresses").fill(FACEBOOK)
    page.keyboard.press("Control+Enter")
    expect(message(page)).to_have_text("Opération ajoutée : « Nouvelle venue ».")
    expect(form).to_be_empty()
    expect(place.titles(page)).to_have_text(
        ["Premier essai", "Deuxième essai", "Troisième essai", "Nouvelle venue"]
    )
    expect(focused(page)).to_have_text("Modifier « Nouvelle venue »")
    expect(page.locator("#compte")).to_have_text("4 opérations, 1 lien")
    expect(page.locator(f"#n-audience-{place.section}")).to_have_text("4")
    added = [document for document in stored(site).values() if document["title"] == "Nouvelle venue"]
    assert [document["audiences"] for document in added] == [[place.section]]


def test_an_addition_that_the_filters_hide_is_one_link_away(page: Page, place: Place) -> None:
    page.goto(f"{place.address}&q=premier")
    page.get_by_role("link", name="Ajouter une opération").click()
    page.locator("#ajout").get_by_label("Titre").fill(f"Ailleurs {place.section}")
    page.keyboard.press("Enter")
    expect(bar(page)).to_contain_text("L’opération n’est pas dans les résultats affichés")
    link = bar(page).get_by_role("link", name="voir l’opération")
    expect(link).to_be_focused()
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Ailleurs {place.section}")


def test_an_addition_is_refused_cancelled_and_resumed(
    page: Page, place: Place, allow_console: AllowConsole
) -> None:
    allow_console(r"status of 422 .*/operations")
    page.goto(place.address)
    add = page.get_by_role("link", name="Ajouter une opération")
    add.click()
    form = page.locator("#ajout")
    form.get_by_label("Description").fill("Sans titre")
    button(form, "Enregistrer").click()
    expect(form.get_by_role("alert")).to_be_focused()
    expect(form.get_by_label("Titre")).to_have_accessible_description(
        re.compile("Donnez un titre à l’opération.")
    )
    expect(form.get_by_label("Description")).to_have_value("Sans titre")
    form.get_by_label("Titre").fill("Presque")
    page.keyboard.press("Escape")
    expect(form).to_be_empty()
    expect(add).to_be_focused()
    button(offers(page), "Reprendre la saisie").click()
    expect(form.get_by_label("Titre")).to_have_value("Presque")
    expect(form.get_by_label("Titre")).to_be_focused()


def test_a_deletion_is_said_and_undone(page: Page, site: Server, place: Place) -> None:
    page.goto(place.address)
    button(place.card(page, 1), "Supprimer « Deuxième essai »").click()
    expect(place.titles(page)).to_have_text(["Premier essai", "Troisième essai"])
    expect(bar(page)).to_contain_text("Opération supprimée : « Deuxième essai ».")
    expect(page.locator("#compte")).to_have_text("2 opérations, 0 lien")
    assert place.ids[1] not in stored(site)
    expect(undo(page)).to_be_focused()
    expect(undo(page)).to_have_text("Défaire la suppression de « Deuxième essai »")
    page.keyboard.press("Enter")
    expect(place.titles(page)).to_have_text(["Premier essai", "Deuxième essai", "Troisième essai"])
    expect(message(page)).to_contain_text("est de retour.")
    assert place.ids[1] in stored(site)
    expect(redo(page)).to_be_focused()
    expect(redo(page)).to_have_text("Refaire la suppression de « Deuxième essai »")
    page.keyboard.press("Enter")
    expect(place.titles(page)).to_have_text(["Premier essai", "Troisième essai"])
    assert place.ids[1] not in stored(site)


def test_operations_move_and_the_focus_stays_on_the_button(page: Page, site: Server, place: Place) -> None:
    page.goto(place.address)
    down = button(place.card(page), "Descendre « Premier essai »")
    down.focus()
    page.keyboard.press("Enter")
    expect(place.titles(page)).to_have_text(["Deuxième essai", "Premier essai", "Troisième essai"])
    expect(down).to_be_focused()
    page.keyboard.press("Enter")
    expect(place.titles(page)).to_have_text(["Deuxième essai", "Troisième essai", "Premier essai"])
    expect(message(page)).to_have_text("Opération descendue d’une place : « Premier essai ».")
    expect(down).to_be_focused()
    page.keyboard.press("Enter")
    expect(message(page)).to_have_text("Déjà à la dernière place : « Premier essai ».")
    expect(down).to_be_focused()
    up = button(place.card(page), "Monter « Premier essai »")
    up.focus()
    page.keyboard.press("Enter")
    expect(place.titles(page)).to_have_text(["Deuxième essai", "Premier essai", "Troisième essai"])
    expect(up).to_be_focused()
    order = [id for id in stored(site) if id in place.ids]
    assert order == [place.ids[1], place.ids[0], place.ids[2]]


def test_a_filtered_operation_moves_past_its_shown_neighbour(page: Page, site: Server) -> None:
    place = make_place(site, ["Un marché", "Une fête", "Deux marchés", "Trois marchés"])
    page.goto(f"{place.address}&q=march")
    expect(place.titles(page)).to_have_text(["Un marché", "Deux marchés", "Trois marchés"])
    button(place.card(page, 2), "Monter « Deux marchés »").click()
    expect(place.titles(page)).to_have_text(["Deux marchés", "Un marché", "Trois marchés"])
    # The answer has the same marks as the search.
    expect(place.titles(page).locator("mark")).to_have_count(3)
    page.goto(place.address)
    expect(place.titles(page)).to_have_text(["Deux marchés", "Un marché", "Une fête", "Trois marchés"])


# -- the page of one operation


def test_the_page_of_one_operation_edits_and_deletes_it_too(
    page: Page, site: Server, place: Place, allow_console: AllowConsole
) -> None:
    allow_console(rf"status of 404 .*/operations/{place.ids[0]}")
    page.goto(f"{site.url}/operations/{place.ids[0]}")
    card = page.locator(".operation")
    card.locator(".edit").click()
    expect(card.get_by_label("Titre")).to_be_focused()
    card.get_by_label("Titre").fill("Chez elle")
    page.keyboard.press("Enter")
    expect(card.locator("h1")).to_have_text("Chez elle")
    expect(message(page)).to_have_text("Enregistré.")
    expect(card.locator(".edit")).to_be_focused()
    button(card, "Supprimer « Chez elle »").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Opération supprimée")
    page.get_by_role("button", name="Annuler la suppression").click()
    expect(card.locator("h1")).to_have_text("Chez elle")
    expect(message(page)).to_have_text(re.compile(r"Enregistré à \d+\sh\s\d\d — «\sChez elle\s» rétablie\."))


def test_pressing_save_twice_saves_once(page: Page, site: Server, place: Place) -> None:
    page.goto(place.address)
    page.get_by_role("link", name="Ajouter une opération").click()
    form = page.locator("#ajout")
    form.get_by_label("Titre").fill(f"Une seule {place.section}")
    button(form, "Enregistrer").dblclick()
    expect(bar(page)).to_contain_text("Opération ajoutée")
    expect(place.titles(page)).to_have_count(4)
    titles = [document["title"] for document in stored(site).values()]
    assert titles.count(f"Une seule {place.section}") == 1


def test_a_second_click_presses_nothing_that_came_meanwhile(page: Page, site: Server, place: Place) -> None:
    page.goto(place.address)
    delete = button(place.card(page), "Supprimer « Premier essai »")
    delete.scroll_into_view_if_needed()
    box = delete.bounding_box()
    assert box
    x, y = box["x"] + 5, box["y"] + 5
    page.mouse.click(x, y)
    expect(undo(page)).to_be_focused()
    # The button of the next card stands there now.
    at_mouse = page.evaluate_handle("([x, y]) => document.elementFromPoint(x, y)", [x, y])
    assert at_mouse.evaluate("element => element.textContent") == "Supprimer « Deuxième essai »"
    page.mouse.down(click_count=2)
    page.mouse.up(click_count=2)
    assert state(page)["result"] == "2 opérations, 0 lien"
    # A click of its own does what it says.
    page.mouse.click(x, y)
    expect(message(page)).to_have_text("Opération supprimée : « Deuxième essai ».")
    assert stored(site).keys() & set(place.ids) == {place.ids[2]}


def test_a_double_click_or_a_held_key_does_not_undo_what_it_did(
    page: Page, site: Server, place: Place
) -> None:
    page.goto(place.address)
    button(place.card(page), "Supprimer « Premier essai »").focus()
    page.keyboard.down("Enter")
    expect(undo(page)).to_be_focused()
    page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    assert place.ids[0] not in stored(site)
    undo(page).click()
    expect(redo(page)).to_be_focused()
    redo(page).hover()
    page.mouse.down(click_count=2)
    page.mouse.up(click_count=2)
    assert state(page)["result"] == "3 opérations, 0 lien"
    assert place.ids[0] in stored(site)


def test_a_saved_card_is_in_view_on_a_phone(page: Page, site: Server) -> None:
    """The form is higher than the window, and « Enregistrer » is at its foot."""
    place = make_place(site, ["Au téléphone", "La suivante", "La dernière"])
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(place.address)
    form = open_form(page, place)
    form.get_by_label("Description").fill("Une ligne\n" * 8)
    button(form, "Enregistrer").click()
    expect(message(page)).to_have_text("Enregistré.")
    expect(place.card(page).locator(".edit")).to_be_focused()
    title = place.card(page).locator("h3")
    bottom_of_bar = bar(page).evaluate("element => element.getBoundingClientRect().bottom")
    assert bottom_of_bar <= title.evaluate("element => element.getBoundingClientRect().top") < 640


def test_a_save_says_the_count_only_when_it_changes(page: Page, place: Place) -> None:
    page.goto(place.address)
    page.locator("#compte").evaluate(
        """count => {
          window.said = [];
          const observer = new MutationObserver(() => window.said.push(count.textContent.trim()));
          observer.observe(count, { childList: true, characterData: true, subtree: true });
        }"""
    )
    form = open_form(page, place)
    form.get_by_label("Description").fill("Un autre texte")
    button(form, "Enregistrer").click()
    expect(message(page)).to_have_text("Enregistré.")
    button(place.card(page, 1), "Supprimer « Deuxième essai »").click()
    expect(message(page)).to_contain_text("Opération supprimée")
    assert set(page.evaluate("said")) == {"2 opérations, 0 lien"}
