"""Forms that stay open while something else happens: a filter, another form, a server that stops."""

import pytest
from playwright.sync_api import Page, expect

from proof.tools.server import Server, StartServer
from tests.support.browser import (
    Place,
    bar,
    button,
    offers,
    open_form,
    post,
    stored,
    undo,
)
from tests.support.browsing import AllowConsole
from tests.support.quick import first_quick

# -- several things at once


def test_filtering_keeps_texts_typed_in_an_open_form(page: Page, site: Server, place: Place) -> None:
    page.goto(place.address)
    form = open_form(page, place, 1)
    form.get_by_label("Titre").fill("Pas fini")
    form.get_by_label("YouTube").check()
    # A filter that leaves its card, then one that hides it.
    page.locator("#q").fill("essai")
    expect(page).to_have_url(f"{place.address}&q=essai")
    expect(page.locator("#q")).to_be_focused()
    expect(form.get_by_label("Titre")).to_have_value("Pas fini")
    page.locator("#q").fill("premier")
    expect(place.titles(page)).to_have_text(["Premier essai"])
    expect(form.get_by_label("Titre")).to_have_value("Pas fini")
    expect(form.get_by_label("YouTube")).to_be_checked()
    page.get_by_role("link", name="Retirer le filtre « premier »").click()
    expect(place.titles(page)).to_have_text(["Premier essai", "Troisième essai"])
    expect(form.get_by_label("Titre")).to_have_value("Pas fini")
    # It stands where its card would, once and not twice.
    expect(form).to_have_count(1)
    ids = page.locator("#resultats .operation").evaluate_all("all => all.map(({ id }) => id)")
    assert ids == [f"{place.section}--{id}" for id in place.ids]
    button(form, "Enregistrer").click()
    expect(place.titles(page)).to_have_text(["Premier essai", "Pas fini", "Troisième essai"])
    assert stored(site)[place.ids[1]]["platforms"] == ["youtube"]


def test_an_open_addition_stays_while_the_results_are_filtered(page: Page, place: Place) -> None:
    page.goto(place.address)
    page.get_by_role("link", name="Ajouter une opération").click()
    title = page.locator("#ajout").get_by_label("Titre")
    title.fill("Pas fini")
    page.locator("#platform-facebook").check()
    expect(page.locator("#compte")).to_have_text("Aucune opération")
    expect(title).to_have_value("Pas fini")


@pytest.mark.parametrize("act", first_quick("save", "move", "delete"))
def test_a_form_that_is_open_stays_while_another_card_changes(page: Page, place: Place, act: str) -> None:
    page.goto(place.address)
    form = open_form(page, place, 1)
    form.get_by_label("Titre").fill("Pas fini")
    if act == "save":
        other = open_form(page, place, 0)
        other.get_by_label("Titre").fill("Fini")
        button(other, "Enregistrer").click()
        expect(place.titles(page)).to_have_text(["Fini", "Troisième essai"])
        expect(place.card(page, 0).locator(".edit")).to_be_focused()
    elif act == "move":
        button(place.card(page, 2), "Monter « Troisième essai »").click()
        expect(bar(page)).to_contain_text("montée d’une place")
    else:
        button(place.card(page, 2), "Supprimer « Troisième essai »").click()
        expect(bar(page)).to_contain_text("Opération supprimée")
        expect(undo(page)).to_be_focused()
    expect(form.get_by_label("Titre")).to_have_value("Pas fini")
    expect(form).to_have_count(1)
    button(form, "Enregistrer").click()
    expect(place.titles(page).filter(has_text="Pas fini")).to_have_count(1)


def test_a_refused_form_leaves_another_open_form_alone(
    page: Page, place: Place, allow_console: AllowConsole
) -> None:
    allow_console(r"status of 422 .*/operations/")
    page.goto(place.address)
    first, second = open_form(page, place, 0), open_form(page, place, 1)
    first.get_by_label("Titre").fill("Première saisie")
    second.get_by_label("Titre").fill("")
    button(second, "Enregistrer").click()
    expect(second.get_by_role("alert")).to_be_focused()
    expect(first.get_by_label("Titre")).to_have_value("Première saisie")


def test_a_server_that_stops_while_saving_loses_nothing_typed(
    page: Page, server: StartServer, allow_console: AllowConsole
) -> None:
    allow_console(r"ERR_CONNECTION_REFUSED|^htmx:(afterRequest|sendError) ")
    site = server()
    page.goto(f"{site.url}/")
    form = page.locator("#tout-public--recettes")
    form.locator(".edit").click()
    form.get_by_label("Titre").fill("Recettes du terroir")
    site.stop()
    button(form, "Enregistrer").click()
    alert = page.locator("#alerte")
    expect(alert).to_have_attribute("role", "alert")
    expect(alert).to_contain_text("Le site ne répond pas.")
    expect(form.get_by_label("Titre")).to_have_value("Recettes du terroir")
    again = server(site.database, port=site.port)
    button(form, "Enregistrer").click()
    expect(form.locator("h3")).to_have_text("Recettes du terroir")
    expect(alert).to_be_empty()
    assert stored(again)["recettes"]["title"] == "Recettes du terroir"


@pytest.mark.long
def test_a_form_stays_when_something_between_answers(
    page: Page, site: Server, place: Place, allow_console: AllowConsole
) -> None:
    allow_console("status of 50")
    page.goto(place.address)
    form = open_form(page, place)
    form.get_by_label("Titre").fill("Un titre")
    for answer in (
        lambda route: route.fulfill(status=502, content_type="text/plain", body="Bad Gateway"),
        lambda route: route.fulfill(status=504),
    ):
        page.route("**/operations/**", answer)
        button(form, "Enregistrer").click()
        expect(page.locator("#alerte")).to_contain_text("votre saisie est toujours là")
        page.locator("#alerte .dismiss").click()
        expect(form.get_by_label("Titre")).to_have_value("Un titre")
    page.unroute_all()
    button(form, "Enregistrer").click()
    expect(place.card(page).locator("h3")).to_have_text("Un titre")
    assert stored(site)[place.ids[0]]["title"] == "Un titre"


def test_the_form_of_a_deleted_operation_can_be_cancelled(
    page: Page, site: Server, place: Place, allow_console: AllowConsole
) -> None:
    allow_console("status of 404")
    page.goto(place.address)
    form = open_form(page, place, 1)
    form.get_by_label("Titre").fill("Pas fini")
    post(site, f"/operations/{place.ids[1]}/delete", [])
    page.keyboard.press("Escape")
    expect(page.locator("#alerte")).to_contain_text("Opération introuvable")
    expect(page.locator(".editing")).to_have_count(0)
    button(offers(page), "Reprendre la saisie").click()
    expect(form.get_by_label("Titre")).to_have_value("Pas fini")
