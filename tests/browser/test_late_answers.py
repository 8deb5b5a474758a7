"""Answers that come late: what the person clicks meanwhile is done and shown, or is visibly not possible."""

import pytest
from playwright.sync_api import Locator, Page, expect

from proof.tools.server import Server
from tests.support.browser import (
    Place,
    bar,
    button,
    chips,
    message,
    result,
    save,
    state,
    stored,
)
from tests.support.browsing import AllowConsole, NewPage
from tests.support.late import LateAnswers
from tests.support.quick import first_quick


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A page that shares neither its process nor its connections with the pages of other tests."""
    return new_page()


def undo_button(page: Page) -> Locator:
    return bar(page).locator("form button")


# -- the element that asked has left the page


def search(page: Page, place: Place, late: LateAnswers, text: str = "essai") -> None:
    """Type a search whose answer comes before that of the request on its way."""
    late.wait_for(1)
    page.locator("#q").fill(text)
    late.wait_for(2)
    late.arrive(1)
    expect(page.locator("#resultats mark").first).to_be_attached()


def test_a_form_opens_in_results_that_came_meanwhile(page: Page, place: Place) -> None:
    page.goto(place.address)
    late = LateAnswers(page)
    place.card(page).locator(".edit").click()
    search(page, place, late)
    late.pass_all()
    expect(place.card(page).get_by_label("Titre")).to_have_value("Premier essai")
    expect(place.card(page)).to_have_count(1)


@pytest.mark.long
def test_a_form_opens_though_a_filter_hides_its_card(page: Page, place: Place) -> None:
    page.goto(place.address)
    late = LateAnswers(page)
    place.card(page).locator(".edit").click()
    search(page, place, late, "troisième")
    late.pass_all()
    expect(place.card(page).get_by_label("Titre")).to_have_value("Premier essai")


def test_a_deletion_is_shown_in_results_that_came_meanwhile(page: Page, place: Place) -> None:
    page.goto(place.address)
    late = LateAnswers(page)
    button(place.card(page, 1), "Supprimer « Deuxième essai »").click()
    search(page, place, late)
    late.pass_all()
    expect(place.titles(page)).to_have_text(["Premier essai", "Troisième essai"])
    expect(bar(page)).to_contain_text("Opération supprimée : « Deuxième essai ».")
    expect(result(page)).to_have_text("2 opérations, 0 lien")


def test_a_form_that_opened_during_a_deletion_keeps_its_text(page: Page, place: Place) -> None:
    page.goto(place.address)
    late = LateAnswers(page)
    card = place.card(page, 1)
    card.locator(".edit").click()
    late.wait_for(1)
    button(card, "Supprimer « Deuxième essai »").click()
    late.wait_for(2)
    late.arrive(0)
    card.get_by_label("Titre").fill("Tapé pendant la suppression")
    late.pass_all()
    expect(bar(page)).to_contain_text("Opération supprimée : « Deuxième essai ».")
    expect(page.get_by_label("Titre")).to_have_value("Tapé pendant la suppression")
    expect(page.get_by_label("Titre")).to_be_visible()


def test_the_undo_before_cannot_be_pressed_during_a_change(page: Page, site: Server, place: Place) -> None:
    page.goto(place.address)
    late = LateAnswers(page)
    expect(undo_button(page)).to_be_enabled()
    button(place.card(page, 1), "Supprimer « Deuxième essai »").click()
    late.wait_for(1)
    expect(undo_button(page)).to_be_disabled()
    undo_button(page).click(force=True)
    late.pass_all()
    expect(message(page)).to_have_text("Opération supprimée : « Deuxième essai ».")
    undo_button(page).click()
    expect(place.titles(page)).to_have_text(["Premier essai", "Deuxième essai", "Troisième essai"])
    assert set(place.ids) <= stored(site).keys()


@pytest.mark.long
def test_a_box_ticked_while_something_is_undone_stays(page: Page, site: Server, place: Place) -> None:
    page.goto(place.address)
    late = LateAnswers(page)
    undo_button(page).click()
    late.wait_for(1)
    page.locator("#platform-tiktok").check()
    late.wait_for(2)
    late.arrive(1)
    expect(page).to_have_url(f"{place.address}&platform=tiktok")
    late.pass_all()
    expect(message(page)).to_have_text("Modification annulée.")
    expect(result(page)).to_have_text("Aucune opération")
    expect(page.locator("#platform-tiktok")).to_be_checked()
    shown = state(page)
    page.reload()
    assert state(page) == shown


def delete_during_a_search(page: Page, place: Place) -> LateAnswers:
    """Delete the second operation; the answer to a search from before the deletion is held back."""
    late = LateAnswers(page)
    page.locator("#q").fill("essai")
    late.wait_for(1)
    button(place.card(page, 1), "Supprimer « Deuxième essai »").click()
    late.wait_for(2)
    late.arrive(1)
    expect(place.titles(page)).to_have_count(2)
    return late


def test_results_older_than_a_deletion_are_asked_for_again(page: Page, place: Place) -> None:
    page.goto(place.address)
    late = delete_during_a_search(page, place)
    late.pass_all()
    expect(page).to_have_url(f"{place.address}&q=essai")
    expect(place.titles(page)).to_have_text(["Premier essai", "Troisième essai"])


@pytest.mark.long
def test_results_asked_for_again_may_fail_in_their_turn(
    page: Page, place: Place, allow_console: AllowConsole
) -> None:
    allow_console("ERR_FAILED")
    page.goto(place.address)
    late = delete_during_a_search(page, place)
    late.arrive()
    late.wait_for(1)
    late.fail()
    expect(page.locator("#alerte")).to_contain_text("Les résultats n’ont pas changé")
    late.pass_all()
    page.locator("#q").press("Enter")
    expect(place.titles(page)).to_have_text(["Premier essai", "Troisième essai"])


def test_a_chip_and_a_tick_both_count(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/?audience=adultes&platform=instagram")
    late = LateAnswers(page)
    chips(page).first.click()
    late.wait_for(1)
    page.locator("#platform-tiktok").check()
    late.pass_all()
    expect(page).to_have_url(f"{site.url}/?platform=instagram&platform=tiktok")


@pytest.mark.parametrize("first", first_quick("refresh", "chip"))
def test_a_refresh_takes_no_filter_back(page: Page, site: Server, place: Place, first: str) -> None:
    page.clock.install()
    page.goto(f"{place.address}&platform=x")
    save(site, place.ids[0], title="Le titre de l’autre")
    page.clock.run_for(20_000)
    refresh = page.get_by_role("link", name="Actualiser")
    late = LateAnswers(page)
    if first == "refresh":
        refresh.click()
        late.wait_for()
        page.locator("#platform-x").uncheck()
        late.wait_for(2)
        late.arrive(1)
        expect(chips(page)).to_have_count(1)
    else:
        chips(page).last.click()
        late.wait_for()
        refresh.click()
    late.pass_all()
    expect(page).to_have_url(place.address)
    expect(place.titles(page).first).to_have_text("Le titre de l’autre")
    expect(page.locator("#nouvelles")).to_be_empty()
    shown = state(page)
    page.reload()
    assert state(page) == shown


@pytest.mark.long
def test_a_way_back_stays_when_an_older_filter_comes(page: Page, place: Place) -> None:
    page.goto(place.address)
    late = LateAnswers(page)
    button(place.card(page, 1), "Supprimer « Deuxième essai »").click()
    late.wait_for(1)
    page.locator("#q").fill("essai")
    late.wait_for(2)
    late.pass_all()
    expect(place.titles(page)).to_have_text(["Premier essai", "Troisième essai"])
    expect(page).to_have_url(f"{place.address}&q=essai")
    undo_button(page).click()
    expect(place.titles(page)).to_have_text(["Premier essai", "Deuxième essai", "Troisième essai"])


@pytest.mark.long
def test_the_address_is_that_of_a_change_when_back_fails(
    page: Page, place: Place, allow_console: AllowConsole
) -> None:
    allow_console("ERR_FAILED")
    page.goto(place.address)
    page.locator("#platform-x").check()
    expect(place.titles(page)).to_have_count(0)
    late = LateAnswers(page)
    page.locator("#platform-x").uncheck()
    late.wait_for(1)
    late.arrive()
    expect(place.titles(page)).to_have_count(3)
    page.go_back()
    late.wait_for(1)
    button(place.card(page, 1), "Supprimer « Deuxième essai »").click()
    late.wait_for(2)
    late.arrive(1)
    expect(bar(page)).to_contain_text("Opération supprimée")
    late.fail()
    expect(page.locator("#alerte")).to_contain_text("Les résultats n’ont pas changé")
    shown = state(page)
    page.reload()
    assert state(page) == shown


# -- additions, and several at once


def test_adding_again_leads_to_the_form_that_is_open(page: Page, place: Place) -> None:
    page.goto(place.address)
    late = LateAnswers(page)
    add = page.get_by_role("link", name="Ajouter une opération")
    add.dblclick()
    late.wait_for(1)
    late.arrive()
    title = page.locator("#ajout").get_by_label("Titre")
    expect(title).to_be_focused()
    title.fill("Pas fini")
    late.pass_all()
    page.locator("#q").focus()
    add.click()
    expect(title).to_be_focused()
    expect(title).to_have_value("Pas fini")


def test_a_tick_during_a_change_of_several_stays(page: Page, site: Server, place: Place) -> None:
    page.goto(place.address)
    boxes = page.locator("#resultats .pick input")
    boxes.nth(0).check()
    late = LateAnswers(page)
    page.locator("#lot-valeur").select_option("platform:mastodon")
    page.get_by_role("button", name="Ajouter aux opérations cochées").click()
    late.wait_for(1)
    boxes.nth(1).check()
    page.locator("#lot-valeur").select_option("platform:bluesky")
    expect(page.get_by_role("button", name="Supprimer les opérations cochées")).to_be_disabled()
    late.pass_all()
    expect(bar(page)).to_contain_text("1 opération modifiée")
    assert boxes.evaluate_all("all => all.map((box) => box.checked)") == [True, True, False]
    expect(page.locator("#lot-valeur")).to_have_value("platform:bluesky")
