"""« Placer… » and the handle of a card: in place, with the focus, and with the pointer."""

from playwright.sync_api import Page, expect

from proof.tools.server import Server
from tests.support.browser import Place, focused, make_place, stored, tab_to, undo
from tests.support.browsing import AllowConsole


def order(site: Server, place: Place) -> str:
    """The places of the operations in the catalogue: « 012 » as they were made."""
    return "".join(str(place.ids.index(id)) for id in stored(site) if id in place.ids)


def test_an_operation_is_placed_with_two_presses(
    page: Page, site: Server, allow_console: AllowConsole
) -> None:
    allow_console(r"status of 422 .*/place")
    place = make_place(site, [f"Essai {number}" for number in range(10)])
    page.goto(place.address)
    last = place.card(page, 9)
    opener = last.get_by_role("link", name="Placer…")
    last.locator(".edit").focus()
    tab_to(page, opener)
    page.keyboard.press("Enter")
    expect(focused(page)).to_have_text("En premier")
    page.keyboard.press("Escape")
    expect(focused(page)).to_have_accessible_name("Modifier « Essai 9 »")
    opener.click()
    expect(focused(page)).to_have_text("En premier")
    top = last.bounding_box()
    page.keyboard.press("Enter")
    expect(page.locator("#barre")).to_contain_text("Opération placée en premier")
    expect(opener).to_be_focused()
    assert order(site, place) == "9012345678"
    # As near to where it was as the page can be scrolled.
    assert top
    expect(last).to_be_in_viewport()
    opener.click()
    field = last.get_by_label("Après l’opération")
    field.fill("Rien")
    field.press("Enter")
    expect(last.locator(".error")).to_contain_text("choisissez-la dans la liste")
    expect(field).to_be_focused()
    field.fill("essai 3")
    field.press("Enter")
    expect(page.locator("#barre")).to_contain_text("placée après")
    assert order(site, place) == "0123945678"


def test_the_ticked_ones_are_placed_after_another(page: Page, site: Server, place: Place) -> None:
    page.goto(place.address)
    for number in (0, 1):
        place.card(page, number).get_by_role("checkbox").check()
    page.locator("#lot").get_by_role("button", name="Placer…").click()
    expect(page.locator("#titres option").first).to_be_attached()
    page.get_by_label("Après l’opération").fill("Troisième essai")
    page.get_by_label("Après l’opération").press("Enter")
    expect(page.locator("#barre")).to_contain_text("2 opérations placées après")
    assert order(site, place) == "201"
    undo(page).click()
    expect(page.locator("#barre")).to_contain_text("annulée")
    assert order(site, place) == "012"


def test_a_card_is_dragged_by_its_handle(page: Page, site: Server, place: Place) -> None:
    # All cards are in sight: a page that is scrolled moves them from under the pointer.
    page.set_viewport_size({"width": 1280, "height": 1600})
    page.goto(place.address)
    card = place.card(page, 2)
    card.hover()
    card.locator(".handle").hover()
    page.mouse.down()
    # A drag begins with the first move.
    for y in (6, 4):
        place.card(page, 0).hover(position={"x": 40, "y": y})
    expect(page.locator(".drop-before")).to_have_count(1)
    page.mouse.up()
    expect(page.locator("#barre")).to_contain_text("Opération placée avant")
    assert order(site, place) == "201"
    expect(page.locator(".drop-before, .drop-after")).to_have_count(0)


def test_a_ticked_card_takes_the_other_ticked_ones(page: Page, site: Server, place: Place) -> None:
    page.set_viewport_size({"width": 1280, "height": 1600})
    page.goto(place.address)
    for number in (1, 2):
        place.card(page, number).get_by_role("checkbox").check()
    card = place.card(page, 2)
    card.hover()
    card.locator(".handle").hover()
    page.mouse.down()
    for y in (6, 4):
        place.card(page, 0).hover(position={"x": 40, "y": y})
    expect(page.locator(".dragged")).to_have_count(2)
    page.mouse.up()
    expect(page.locator("#barre")).to_contain_text("2 opérations placées avant")
    assert order(site, place) == "120"
    expect(page.locator(".dragged")).to_have_count(0)
    expect(page.locator("#coches")).to_have_text("2 opérations cochées")
