"""Signs of waiting: an answer that takes long is announced, to the eye and the ear. The clock is the page's."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from proof.tools.server import Server
from tests.support.browser import Place, button, undo
from tests.support.browsing import NewPage

# When the page says so, in milliseconds.
AFTER = 300


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A page with a clock of its own."""
    return new_page()


@pytest.fixture
def held(page: Page) -> list[Route]:
    """The requests of htmx that the page sends from now on: they wait for the test."""
    requests: list[Route] = []

    def hold(route: Route) -> None:
        if "hx-request" in route.request.headers:
            requests.append(route)
        else:
            route.continue_()

    page.route("**/*", hold)
    return requests


def test_a_late_answer_is_said_where_it_is_awaited(
    page: Page, site: Server, place: Place, held: list[Route]
) -> None:
    page.clock.install()
    page.goto(f"{site.url}/")
    page.clock.pause_at(page.evaluate("Date.now()") + 10_000)
    waiting, results, card = page.locator("#attente"), page.locator("#resultats"), place.card(page)
    expect(waiting).to_have_attribute("role", "status")
    steps: tuple[tuple[Callable[[], object], Locator], ...] = (
        (page.locator(f"#audience-{place.section}").check, results),
        (card.locator(".edit").click, card),
        (lambda: fill_in(card, "Premier essai, changé"), card),
        (undo(page).click, results),
    )
    for act, region in steps:
        with page.expect_request(lambda request: "hx-request" in request.headers):
            act()
        page.clock.run_for(AFTER - 10)
        expect(region).not_to_have_attribute("aria-busy", "true")
        expect(waiting).to_be_empty()
        page.clock.run_for(10)
        expect(region).to_have_attribute("aria-busy", "true")
        expect(waiting).to_have_text("Un instant…")
        expect(waiting).to_be_in_viewport()
        held.pop().continue_()
        expect(waiting).to_be_empty()
        expect(page.locator("[aria-busy=true]")).to_have_count(0)


def fill_in(form: Locator, title: str) -> None:
    form.get_by_label("Titre").fill(title)
    button(form, "Enregistrer").click()


def test_a_request_given_up_is_not_waited_for(page: Page, site: Server, held: list[Route]) -> None:
    page.clock.install()
    page.goto(f"{site.url}/")
    page.clock.pause_at(page.evaluate("Date.now()") + 10_000)
    for name in ("tiktok", "facebook"):
        with page.expect_request(lambda request: "hx-request" in request.headers):
            page.locator(f"#platform-{name}").check()
        page.clock.run_for(AFTER)
    expect(page.locator("#attente")).to_have_text("Un instant…")
    held.pop().continue_()
    expect(page.locator("#attente")).to_be_empty()
    expect(page.locator("#resultats")).to_have_attribute("aria-busy", "false")
