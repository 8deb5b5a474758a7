"""The Observatoire in a browser: its filters, its long list of bodies, and no barrier at any width."""

import contextlib
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from gersapp.observatory.body import Body, Kind
from gersapp.store.postgres import PostgresBodies
from proof.tools.server import Server, StartServer
from tests.support.browser import chips, is_remembered, remember, result, tab_to
from tests.support.browsing import Check, NewPage
from tests.support.page_states import levels, loose_signs, settle, sideways, small_targets
from tests.support.postgres import Databases
from tests.support.quick import first_quick

TOWNS = [f"Ville d’Élan {number}" for number in range(1, 10)]
STATES = [
    "/",
    "/?kind=commune&territory=75&q=tips",
    "/?q=zzz",
    "/?page=2",
    "/organismes?sort=operations",
    "/telecharger",
]


@pytest.fixture(scope="module")
def observatory(shared: StartServer, databases: Databases, seed_path: Path) -> Server:
    """Ten bodies with the same sixteen operations."""
    address, seed = databases.make(), seed_path.read_text("utf-8")
    with contextlib.closing(PostgresBodies(address)) as bodies:
        bodies.add(Body("gers", Kind.DEPARTMENT, "32"), seed.encode())
        for number, name in enumerate(TOWNS, 1):
            content = seed.replace("Département du Gers", name)
            bodies.add(Body(f"elan-{number}", Kind.COMMUNE, "75"), content.encode())
    return shared(GERSAPP_DATABASE=address)


def bodies(page: Page) -> Locator:
    """What the filter of bodies shows when it is folded."""
    return page.locator("#pli-body > summary")


def open_bodies(page: Page) -> None:
    """Open the filter of bodies by the keyboard."""
    bodies(page).press("Enter")
    expect(page.get_by_label("Trouver un organisme")).to_be_visible()


def test_long_filters_are_one_stop_each_for_the_keyboard(reader: Page, observatory: Server) -> None:
    reader.goto(f"{observatory.url}/?kind=commune")
    reader.locator("#choix-territory input").last.focus()
    tab_to(reader, bodies(reader), limit=1)
    tab_to(reader, reader.locator("#audience-grand-public"), limit=1)


@pytest.mark.parametrize("path", first_quick(*STATES))
def test_no_page_has_a_barrier_at_any_width(reader: Page, observatory: Server, axe: Check, path: str) -> None:
    reader.goto(f"{observatory.url}{path}")
    settle(reader)
    axe(reader)
    found = levels(reader)
    assert found[0] == 1
    assert found.count(1) == 1
    assert loose_signs(reader) == []
    assert small_targets(reader) == []
    for width in (640, 320):
        reader.set_viewport_size({"width": width, "height": 700})
        assert sideways(reader) == [0, []], width
    assert small_targets(reader) == []


def test_a_phone_in_the_dark_unfolds_the_filters(new_page: NewPage, observatory: Server, axe: Check) -> None:
    page = new_page(signed_in=False, color_scheme="dark", viewport={"width": 320, "height": 640})
    page.goto(f"{observatory.url}/")
    expect(bodies(page)).to_be_hidden()
    page.locator("#volet > summary").click()
    expect(bodies(page)).to_be_visible()
    open_bodies(page)
    axe(page)


def test_the_arrow_of_a_column_points_as_it_is_sorted(reader: Page, observatory: Server) -> None:
    for sort, column, arrow, direction in (
        ("name", "Organisme", "↑", "ascending"),
        ("operations", "Opérations", "↓", "descending"),
    ):
        reader.goto(f"{observatory.url}/organismes?sort={sort}")
        sorted_by = reader.locator("thead th[aria-sort]")
        expect(sorted_by).to_have_count(1)
        expect(sorted_by).to_contain_text(column)
        expect(sorted_by).to_have_attribute("aria-sort", direction)
        shown = sorted_by.evaluate("head => getComputedStyle(head, '::after').content")
        assert shown.strip('"').strip() == arrow


def test_a_name_narrows_the_list_and_asks_for_nothing(reader: Page, observatory: Server) -> None:
    reader.goto(f"{observatory.url}/")
    open_bodies(reader)
    requests: list[str] = []
    reader.on("request", lambda request: requests.append(request.url))
    reader.get_by_label("Trouver un organisme").press_sequentially("ELAN 3")
    expect(reader.locator("#choix-body li:visible")).to_have_count(1)
    expect(reader.locator("#choix-body [role=status]")).to_have_text("1 organisme sur 10")
    reader.keyboard.press("Enter")
    reader.keyboard.press("Tab")
    assert requests == []
    reader.keyboard.press("Space")
    expect(reader).to_have_url(f"{observatory.url}/?body=elan-3")
    expect(result(reader)).to_have_text("16 opérations, 28 liens, 1 organisme")
    expect(reader.locator("#body-elan-3")).to_be_focused()
    expect(bodies(reader)).to_have_text("Organismes 1 coché : Ville d’Élan 3")


def test_a_name_of_the_address_counts_among_all(reader: Page, observatory: Server) -> None:
    reader.goto(f"{observatory.url}/?find-body=ELAN+3")
    expect(reader.locator("#choix-body li")).to_have_count(1)
    expect(reader.locator("#choix-body [role=status]")).to_have_text("1 organisme sur 10")
    # As extensions of the browser may send; an error fails the test.
    for type in ("input", "change", "keydown"):
        reader.evaluate("type => window.dispatchEvent(new Event(type))", type)


def test_a_chip_leaves_the_list_as_it_is_narrowed(reader: Page, observatory: Server) -> None:
    reader.goto(f"{observatory.url}/?body=elan-4")
    reader.get_by_label("Trouver un organisme").fill("gers")
    chips(reader).click()
    expect(result(reader)).to_have_text(re.compile("^160 opérations"))
    expect(reader.get_by_label("Trouver un organisme")).to_have_value("gers")
    expect(reader.locator("#body-elan-5")).to_be_hidden()
    expect(bodies(reader)).to_have_text("Organismes")
    reader.go_back()
    expect(reader.locator("#body-elan-4")).to_be_checked()
    expect(result(reader)).to_have_text(re.compile("^16 opérations"))


def test_filters_that_come_anew_stay_open_and_narrowed(reader: Page, observatory: Server) -> None:
    reader.goto(f"{observatory.url}/")
    reader.get_by_role("link", name="Afficher 50 opérations de plus").click()
    expect(reader.locator("#affichees")).not_to_be_empty()
    open_bodies(reader)
    reader.get_by_label("Trouver un organisme").fill("gers")
    reader.locator("#body-gers").check()
    expect(chips(reader)).to_have_count(1)
    remember(reader, "#choix-body")
    bodies(reader).focus()
    reader.go_back()
    expect(chips(reader)).to_have_count(0)
    assert not is_remembered(reader, "#choix-body")
    expect(bodies(reader)).to_be_focused()
    expect(reader.locator("#choix-body li:visible")).to_have_count(1)


def test_without_script_every_filter_is_a_plain_form(new_page: NewPage, observatory: Server) -> None:
    page = new_page(signed_in=False, java_script_enabled=False)
    page.goto(f"{observatory.url}/")
    open_bodies(page)
    page.get_by_label("Trouver un organisme").fill("elan 7")
    page.get_by_role("button", name="Appliquer les filtres").click()
    expect(page.locator("#choix-body li")).to_have_count(1)
    page.locator("#body-elan-7").check()
    page.get_by_role("button", name="Appliquer les filtres").click()
    expect(result(page)).to_have_text("16 opérations, 28 liens, 1 organisme")
    page.get_by_role("link", name="Ville d’Élan 7", exact=True).click()
    expect(page).to_have_url(f"{observatory.url}/elan-7/")


def test_further_pages_are_added_and_announced(reader: Page, observatory: Server) -> None:
    reader.goto(f"{observatory.url}/")
    reader.get_by_role("link", name="Afficher 50 opérations de plus").click()
    # The page after it comes by itself when the foot of the page is in sight.
    expect(reader.locator("#affichees")).to_have_text(re.compile(r"^1[056]0\sopérations affichées sur\s160$"))
    assert reader.locator("#resultats .operation").count() >= 100
