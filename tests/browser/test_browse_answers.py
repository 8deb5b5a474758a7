"""Answers that cross or do not come, « Back » and reloads; the rest of many results."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from proof.tools.server import Server
from tests.support.browser import chips, result, state
from tests.support.browsing import AllowConsole, NewPage
from tests.support.quick import first_quick

ALL = "16 opérations, 28 liens"
INSTAGRAM_FOR_ADULTS = "4 opérations, 7 liens"


def hold_first(page: Page, pattern: str) -> list[Route]:
    """Hold back the first htmx request to an address like `pattern`; the others pass."""
    held: list[Route] = []

    def handle(route: Route) -> None:
        if not held and "hx-request" in route.request.headers:
            held.append(route)
        else:
            route.continue_()

    page.route(pattern, handle)
    return held


# -- answers that cross


@pytest.mark.parametrize("first", first_quick("tick", "type", "chip"))
def test_an_older_answer_never_overtakes_a_newer_one(page: Page, site: Server, first: str) -> None:
    page.goto(f"{site.url}/?audience=adultes" if first == "chip" else f"{site.url}/")
    gone: list[str] = []
    page.on("requestfailed", lambda request: gone.append(request.url))
    held = hold_first(page, "**/?**")
    with page.expect_request(lambda request: "hx-request" in request.headers):
        if first == "tick":
            page.locator("#audience-adultes").check()
        elif first == "type":
            page.locator("#q").fill("concours")
        else:
            chips(page).click()
    page.locator("#platform-tiktok").check()
    newer, shown = {
        "tick": ("/?audience=adultes&platform=tiktok", "Aucune opération"),
        "type": ("/?platform=tiktok&q=concours", "Aucune opération"),
        "chip": ("/?platform=tiktok", "1 opération, 1 lien"),
    }[first]
    expect(page).to_have_url(site.url + newer)
    expect(result(page)).to_have_text(shown)
    assert len(gone) == 1, "the older request was not given up"
    (route,) = held
    route.continue_()
    page.unroute_all()
    expect(page).to_have_url(site.url + newer)
    seen = state(page)
    page.goto(site.url + newer)
    assert state(page) == seen


def test_the_rest_that_comes_after_a_new_filter_is_dropped(page: Page, large: Server) -> None:
    page.goto(f"{large.url}/")
    held = hold_first(page, "**/?page=2")
    with page.expect_request("**/?page=2"):
        page.locator("#suite").scroll_into_view_if_needed()
    page.locator("#audience-tout-public").check()
    expect(result(page)).to_have_text("30 opérations, 30 liens")
    (route,) = held
    if page.evaluate("document.querySelectorAll('#suite').length") == 0:
        route.continue_()
    page.unroute_all()
    page.locator("#audience-tout-public").uncheck()
    expect(result(page)).to_have_text("130 opérations, 130 liens")
    expect(page.locator(".operation").first).to_contain_text("Essai n° 1")
    ids = page.locator("#resultats .operation").evaluate_all("all => all.map(({ id }) => id)")
    assert len(ids) == len(set(ids))


# -- « Back », and answers that do not come


def test_back_keeps_an_open_form_and_agrees_with_the_address(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/?platform=tiktok")
    page.locator("#platform-tiktok").uncheck()
    expect(result(page)).to_have_text(ALL)
    page.locator("#tout-public--recettes .edit").click()
    title = page.locator("#tout-public--recettes").get_by_label("Titre")
    expect(title).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.type(", pas fini")
    # A question that is not expected would be dismissed, and leave the page as it is.
    for step, shown in (
        (page.go_back, "1 opération, 1 lien"),
        (page.go_forward, ALL),
        (page.go_back, "1 op"),
    ):
        step()
        expect(result(page)).to_contain_text(shown)
        expect(title).to_have_value("Recettes, pas fini")
    expect(page).to_have_url(f"{site.url}/?platform=tiktok")
    expect(page.locator("#filtres :checked")).to_have_count(1)
    expect(chips(page)).to_contain_text("TikTok")
    expect(page.locator("#resultats h3")).to_have_text(["TikTok"])


NO_ANSWER = {
    "offline": lambda route: route.abort(),
    "hotspot": lambda route: route.fulfill(
        content_type="text/html", body="<!DOCTYPE html><title>Hotel</title>"
    ),
    "proxy": lambda route: route.fulfill(status=502, content_type="text/plain", body="Bad Gateway"),
    "empty": lambda route: route.fulfill(status=504),
}


def test_a_failure_is_seen_over_the_filters_of_a_phone(
    page: Page, site: Server, allow_console: AllowConsole
) -> None:
    allow_console(r"ERR_FAILED|^htmx:(afterRequest|sendError) ")
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{site.url}/")
    page.evaluate("scrollTo(0, 1500)")
    page.route("**/*", NO_ANSWER["offline"])
    page.get_by_role("button", name="Descendre « Carte Interactive »").first.click()
    text = page.locator("#alerte p")
    expect(text).to_contain_text("Le site ne répond pas.")
    assert text.evaluate(
        """(element) => {
          const { left, top } = element.getBoundingClientRect();
          return element.contains(document.elementFromPoint(left + 5, top + 5));
        }"""
    )


def test_a_box_is_heard_with_its_count_and_no_stray_space(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/")
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    names = [node["name"]["value"] for node in nodes if node.get("role", {}).get("value") == "checkbox"]
    assert "Adultes, 7 opérations" in names


@pytest.mark.parametrize("how", first_quick(*NO_ANSWER, quick=2))
def test_without_an_answer_filters_stay_those_of_the_results(
    page: Page, site: Server, allow_console: AllowConsole, how: str
) -> None:
    allow_console(r"ERR_FAILED|status of 50|^htmx:(afterRequest|sendError) ")
    page.goto(f"{site.url}/?audience=adultes")
    page.locator("#platform-instagram").check()
    expect(result(page)).to_have_text(INSTAGRAM_FOR_ADULTS)
    seen = state(page)
    alert = page.locator("#alerte")
    page.route("**/*", NO_ANSWER[how])
    page.locator("#platform-tiktok").press("Space")
    expect(alert).to_contain_text("Le site ne répond pas. Les résultats n’ont pas changé")
    expect(page.locator("#platform-tiktok")).to_be_focused()
    assert state(page) == seen
    alert.get_by_role("button", name="Fermer").click()
    page.go_back()
    expect(alert).to_contain_text("Les résultats n’ont pas changé")
    assert state(page) == seen
    # A text that was typed is no tick: it stays, to be sent again.
    page.locator("#q").fill("gers")
    expect(page.locator("#q")).not_to_be_empty()
    page.unroute_all()
    page.locator("#q").press("Enter")
    expect(page).to_have_url(f"{site.url}/?audience=adultes&platform=instagram&q=gers")
    expect(alert).to_be_empty()


# -- the rest of many results


def test_the_rest_loads_when_it_is_scrolled_into_view(page: Page, large: Server) -> None:
    page.goto(f"{large.url}/")
    cards = page.locator("#resultats .operation")
    expect(cards).to_have_count(50)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#partiel")).to_have_text(re.compile(r"^50 opérations sur 130\s:"))
    for total in (100, 130):
        page.locator("#suite").scroll_into_view_if_needed()
        expect(cards).to_have_count(total)
        expect(page.locator("#affichees")).to_have_text(f"{total} opérations affichées sur 130")
    expect(page.locator("#suite")).to_have_count(0)
    expect(page).to_have_url(f"{large.url}/")
    ids = cards.evaluate_all("all => all.map(({ id }) => id)")
    assert len(set(ids)) == 130
    # The headings of an audience that goes on are not shown twice.
    expect(page.locator("#resultats h2:not(.visually-hidden)")).to_have_text(
        ["Adultes : 100 opérations", "Tout public : 30 opérations"]
    )


def test_a_reload_and_back_give_the_cards_at_the_same_height(page: Page, large: Server) -> None:
    page.goto(f"{large.url}/?platform=site-web")
    cards = page.locator("#resultats .operation")
    page.locator("#suite a").scroll_into_view_if_needed()
    expect(cards).to_have_count(100)
    wanted = page.get_by_role("link", name="Essai n° 90", exact=True)
    wanted.scroll_into_view_if_needed()
    page.wait_for_function("() => history.state?.pages === 2 && history.state.height === scrollY")
    height = page.evaluate("scrollY")

    def check() -> None:
        expect(cards).to_have_count(100)
        page.wait_for_function("height => Math.abs(scrollY - height) < 5", arg=height)
        expect(wanted).to_be_in_viewport()

    page.reload()
    check()
    wanted.click()
    expect(page.locator("#resultats")).to_have_count(0)
    page.go_back()
    check()


@pytest.mark.long
def test_back_to_other_filters_gives_their_cards_and_height(page: Page, large: Server) -> None:
    page.goto(f"{large.url}/?platform=site-web")
    cards = page.locator("#resultats .operation")
    page.locator("#suite a").scroll_into_view_if_needed()
    expect(cards).to_have_count(100)
    page.get_by_role("link", name="Essai n° 90", exact=True).scroll_into_view_if_needed()
    height = page.evaluate("scrollY")
    page.locator("#audience-tout-public").check()
    expect(cards).to_have_count(30)
    expect(page).to_have_url(f"{large.url}/?audience=tout-public&platform=site-web")
    below = page.evaluate("scrollTo(0, 200); scrollY")
    for step, count, place in (
        (page.go_back, 100, height),
        (page.go_forward, 30, below),
        (page.go_back, 100, height),
    ):
        # Its place is kept a moment after the page was scrolled.
        page.wait_for_function("() => history.state?.height === scrollY")
        step()
        expect(cards).to_have_count(count)
        page.wait_for_function("place => Math.abs(scrollY - place) < 5", arg=place)
    expect(page.locator("#filtres :checked")).to_have_count(1)


@pytest.mark.long
def test_the_rest_loads_with_the_filters_that_are_set(page: Page, large: Server) -> None:
    page.goto(f"{large.url}/")
    page.locator("#audience-adultes").check()
    expect(result(page)).to_have_text("100 opérations, 100 liens")
    page.locator("#suite").scroll_into_view_if_needed()
    expect(page.locator("#resultats .operation")).to_have_count(100)
    expect(page.locator("#suite")).to_have_count(0)


def test_the_rest_is_a_plain_link_without_script(new_page: NewPage, large: Server) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{large.url}/")
    page.get_by_role("link", name="Afficher 50 opérations de plus").click()
    expect(page).to_have_url(f"{large.url}/?page=2")
    expect(page.locator("#resultats .operation")).to_have_count(50)
    expect(page.locator("#resultats .operation").first).to_contain_text("Essai n° 51")
    page.get_by_role("link", name="Résultats précédents").click()
    expect(page).to_have_url(f"{large.url}/")
