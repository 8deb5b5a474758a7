"""The three main journeys, at the root and under a prefix: a filter, an edit, signing in."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from proof.tools.editor import NAME, PASSWORD
from proof.tools.server import Server, StartServer
from tests.support.browser import (
    Place,
    bar,
    button,
    chips,
    is_remembered,
    message,
    open_form,
    remember,
    result,
    state,
    stored,
    tab_to,
)
from tests.support.browsing import NewPage
from tests.support.quick import first_quick
from tests.support.sign_in_states import (
    FILTERED,
    expect_editor,
    expect_reader,
)


@pytest.fixture(scope="module", params=first_quick("", "/catalogue"), ids=["root", "prefix"])
def site(
    shared: StartServer,
    seed_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Server:
    """A server at the root, then one under the prefix, each on a copy of the seed."""
    folder = tmp_path_factory.mktemp("journeys")
    return shared(Path(shutil.copy(seed_path, folder)), SCRIPT_NAME=request.param)


def test_an_operation_is_edited_in_place_with_the_mouse(page: Page, site: Server, place: Place) -> None:
    page.goto(place.address)
    expect(bar(page)).to_have_attribute("role", "status")
    remember(page, "#barre")
    card = place.card(page)
    form = open_form(page, place)
    expect(form).to_have_class("operation editing")
    expect(page).to_have_url(place.address)
    form.get_by_label("Titre").fill("Premier essai, corrigé")
    form.get_by_label("Description").fill("Une ligne.\nUne autre.")
    button(form, "Enregistrer").click()
    expect(card.locator("h3")).to_have_text("Premier essai, corrigé")
    expect(card.locator(".description")).to_have_text("Une ligne. Une autre.")
    expect(card.locator(".edit")).to_be_focused()
    expect(message(page)).to_have_text("Enregistré.")
    assert is_remembered(page, "#barre")
    expect(page).to_have_url(place.address)
    saved = stored(site)[place.ids[0]]
    assert saved["title"] == "Premier essai, corrigé"
    assert saved["description"] == "Une ligne.\nUne autre."


def test_signing_in_with_the_keyboard_keeps_the_filters(reader: Page, site: Server) -> None:
    reader.goto(f"{site.url}/")
    reader.locator("#platform-instagram").check()
    expect(reader).to_have_url(f"{site.url}/?platform=instagram")
    reader.locator("#audience-adultes").check()
    expect(reader).to_have_url(site.url + FILTERED)
    expect_reader(reader)
    tab_to(reader, reader.get_by_role("link", name="Se connecter").first, "Shift+Tab")
    reader.keyboard.press("Enter")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Se connecter")
    expect(reader.get_by_label("Nom", exact=True)).to_be_focused()
    reader.keyboard.type(NAME)
    reader.keyboard.press("Tab")
    expect(reader.get_by_label("Mot de passe", exact=True)).to_be_focused()
    reader.keyboard.type(PASSWORD)
    reader.keyboard.press("Enter")
    expect(reader).to_have_url(site.url + FILTERED)
    expect_editor(reader)
    expect(reader.locator("#compte")).to_have_text("4 opérations, 7 liens")
    expect(reader.locator("#filtres :checked")).to_have_count(2)
    # The token is out of any script's reach, and is gone with the browser.
    assert reader.evaluate("document.cookie") == ""
    (cookie,) = reader.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (True, "Lax", -1)


def test_an_address_gives_the_same_page_however_it_is_reached(
    page: Page, new_page: NewPage, site: Server
) -> None:
    steps: tuple[tuple[Callable[[], object], str], ...] = (
        (page.locator("#platform-instagram").check, "/?platform=instagram"),
        (page.locator("#audience-adultes").check, "/?audience=adultes&platform=instagram"),
        (chips(page).last.click, "/?audience=adultes"),
        (lambda: page.locator("#q").fill("œil"), "/?audience=adultes&q=%C5%93il"),
    )
    page.goto(f"{site.url}/")
    seen = [state(page)]
    for act, address in steps:
        act()
        expect(page).to_have_url(site.url + address)
        seen.append(state(page))
    # Typing replaced the address of the step before it.
    del seen[3]

    page.reload()
    assert state(page) == seen[-1]
    for expected in reversed(seen[:-1]):
        page.go_back()
        expect(page).to_have_url(site.origin + expected["address"])
        expect(result(page)).to_have_text(expected["result"])
        assert state(page) == expected
    for expected in seen[1:]:
        page.go_forward()
        expect(page).to_have_url(site.origin + expected["address"])
        expect(result(page)).to_have_text(expected["result"])
        assert state(page) == expected
    for expected in seen:
        other = new_page()
        other.goto(site.origin + expected["address"])
        assert state(other) == expected
