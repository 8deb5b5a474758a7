"""What others change is offered while the page is looked at, and disturbs nobody. The clock is the page's."""

import re

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from proof.tools.server import Server, StartServer
from tests.support.browser import Place, is_remembered, remember, save, tab_to
from tests.support.browsing import AllowConsole, Check, NewPage

# « Within 20 seconds », and how often the page thinks of it.
AT_MOST, TURN = 20_000, 5_000


@pytest.fixture
def editor(new_page: NewPage) -> Page:
    return with_own_clock(new_page())


def with_own_clock(page: Page) -> Page:
    """Give `page` a clock that a test can move on."""
    page.clock.install()
    page.add_init_script("""
      Object.defineProperty(document, "hidden", { get: () => window.isHidden === true });
    """)
    return page


def record_requests(page: Page) -> list[str]:
    """Return the list that the requests for news of this page are added to as they come."""
    seen: list[str] = []

    def watch(request: Request) -> None:
        if "/news?" in request.url:
            seen.append(request.url)

    page.on("request", watch)
    return seen


def hide(page: Page, hidden: bool) -> None:
    page.evaluate(
        """hidden => { window.isHidden = hidden;
          document.dispatchEvent(new Event("visibilitychange")); }""",
        hidden,
    )


def nothing_new(page: Page) -> None:
    """Let the page ask; it is told that nothing changed."""
    with page.expect_response("**/news?*") as answered:
        page.clock.run_for(AT_MOST)
    assert answered.value.status == 304
    expect(page.locator("#nouvelles")).to_be_empty()


def offer(page: Page) -> Locator:
    return page.locator("#nouvelles")


def refresh(page: Page) -> Locator:
    return offer(page).get_by_role("link", name="Actualiser")


def layout(page: Page) -> list[object]:
    """Where everything stands, but for the offer."""
    boxes: list[object] = page.evaluate(
        """() => [scrollX, scrollY, ...[...document.querySelectorAll("body *")]
          .filter((element) => !element.closest("#nouvelles"))
          .map((element) => JSON.stringify(element.getBoundingClientRect()))]"""
    )
    return boxes


@pytest.mark.parametrize(("signed_in", "scheme"), [(True, "light"), (False, "dark")])
def test_an_offer_of_changes_moves_nothing_and_comes_in_place(
    new_page: NewPage, site: Server, place: Place, axe: Check, signed_in: bool, scheme: str
) -> None:
    page = with_own_clock(new_page(signed_in=signed_in, color_scheme=scheme))
    page.goto(f"{place.address}&q=essai")
    nothing_new(page)
    link = page.get_by_role("link", name="Premier essai", exact=True).first
    link.focus()
    before, steps = layout(page), page.evaluate("history.length")
    save(site, place.ids[0], title="Premier essai, changé")
    page.clock.run_for(AT_MOST)
    expect(offer(page)).to_have_attribute("role", "status")
    expect(offer(page)).to_have_text("1 opération a changé. Actualiser")
    expect(link).to_be_focused()
    assert layout(page) == before
    axe(page)
    # What is the same is not said twice.
    remember(page, "#actualiser")
    known = offer(page).get_attribute("data-state") or ""
    save(site, place.ids[0], title="Premier essai, rechangé")
    with page.expect_response("**/news?*") as answered:
        page.clock.run_for(AT_MOST)
    assert answered.value.status == 200
    expect(offer(page)).not_to_have_attribute("data-state", known)
    assert is_remembered(page, "#actualiser")
    tab_to(page, refresh(page), "Shift+Tab")
    page.keyboard.press("Enter")
    titles = ["Premier essai, rechangé", "Deuxième essai", "Troisième essai"]
    expect(place.titles(page)).to_have_text(titles)
    expect(offer(page)).to_be_empty()
    expect(page.locator("#compte")).to_be_focused()
    expect(page).to_have_url(f"{place.address}&q=essai")
    expect(page.locator("#q")).to_have_value("essai")
    assert page.evaluate("history.length") == steps
    nothing_new(page)


def test_a_hidden_page_does_not_ask_for_news(editor: Page, site: Server, place: Place) -> None:
    requests = record_requests(editor)
    editor.goto(place.address)
    hide(editor, True)
    save(site, place.ids[0], title="Autre")
    editor.clock.run_for(3 * AT_MOST)
    assert requests == []
    hide(editor, False)
    expect(offer(editor)).to_have_text("1 opération a changé. Actualiser")


def test_news_disturbs_no_typing_and_loses_no_text(editor: Page, site: Server, place: Place) -> None:
    requests = record_requests(editor)
    editor.set_viewport_size({"width": 320, "height": 640})
    editor.goto(place.address)
    what_the_bar_said = editor.locator("#barre").inner_text()
    form = place.card(editor, 1)
    form.locator(".edit").click()
    title = form.get_by_label("Titre")
    expect(title).to_be_focused()
    editor.keyboard.type("Pas fini : ")
    save(site, place.ids[0], title="Autre")
    editor.clock.run_for(3 * AT_MOST)
    assert requests == []
    # It comes at the next turn once the field is left, and goes out of the way of the next one.
    form.get_by_label("YouTube").focus()
    editor.clock.run_for(TURN)
    expect(offer(editor)).to_have_text("1 opération a changé. Actualiser")
    for control in form.locator("input:not([type=hidden]), textarea, button:not([tabindex]), a").all():
        # Those of a closed <details> take no focus.
        if control.is_visible():
            control.focus()
            assert is_uncovered(control), control
    # Under it, as a click in what shows of a field leaves the page.
    title.evaluate(
        """element => { element.focus({ preventScroll: true });
          scrollBy(0, element.getBoundingClientRect().bottom - innerHeight + 20); }"""
    )
    assert is_uncovered(title)
    form.get_by_label("YouTube").focus()
    refresh(editor).click()
    expect(place.titles(editor).first).to_have_text("Autre")
    expect(offer(editor)).to_be_empty()
    expect(title).to_have_value("Pas fini : Deuxième essai")
    expect(editor.locator("#compte")).to_be_focused()
    expect(editor.locator("#barre")).to_have_text(what_the_bar_said)
    form.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(place.titles(editor).nth(1)).to_have_text("Pas fini : Deuxième essai")


def is_uncovered(control: Locator) -> bool:
    seen: bool = control.evaluate(
        """element => { const { left, top, width, height } = element.getBoundingClientRect();
          return [0.1, 0.5, 0.9].every((part) => {
            const hit = document.elementFromPoint(left + width / 2, top + height * part);
            return hit && !hit.closest("#nouvelles"); }); }"""
    )
    return seen


def test_own_changes_are_not_offered(editor: Page, site: Server, place: Place) -> None:
    editor.goto(place.address)
    card = place.card(editor)
    card.locator(".edit").click()
    card.get_by_label("Titre").fill("De ma main")
    editor.keyboard.press("Enter")
    expect(card.locator(".edit")).to_be_focused()
    nothing_new(editor)
    editor.get_by_role("button", name="Descendre « De ma main »").click()
    expect(place.titles(editor).first).to_have_text("Deuxième essai")
    nothing_new(editor)
    editor.locator("#entete .actions a").click()
    editor.get_by_label("Mot-dièse").fill(f"#{place.section}")
    editor.keyboard.press("Enter")
    expect(editor.locator("#entete .hashtag")).to_have_text(f"#{place.section}")
    nothing_new(editor)
    # What another one did in between is.
    save(site, place.ids[2], title="De la leur")
    card.locator(".edit").click()
    card.get_by_label("Titre").fill("De ma main encore")
    editor.keyboard.press("Enter")
    expect(card.locator(".edit")).to_be_focused()
    editor.clock.run_for(AT_MOST)
    expect(refresh(editor)).to_be_visible()


def test_after_a_time_without_a_server_news_come_again(
    new_page: NewPage, server: StartServer, allow_console: AllowConsole
) -> None:
    allow_console(r"ERR_CONNECTION_(REFUSED|RESET)|^htmx:(afterRequest|sendError) ")
    site = server()
    page = with_own_clock(new_page(signed_in=False))
    page.goto(f"{site.url}/")
    save(site, "recettes", title="Recettes du terroir")
    page.clock.run_for(AT_MOST)
    expect(refresh(page)).to_be_visible()
    site.kill()
    with page.expect_event("requestfailed"):
        page.clock.run_for(AT_MOST)
    refresh(page).click()
    expect(page.locator("#alerte")).to_contain_text("Le site ne répond pas.")
    again = server(site.database, port=site.port)
    refresh(page).click()
    expect(page.get_by_role("heading", level=3, name="Recettes du terroir")).to_be_visible()
    expect(offer(page)).to_be_empty()
    again.kill()
    server(site.database, port=site.port)
    # Another launch, and nothing new: nothing is shown.
    with page.expect_response("**/news?*") as answered:
        page.clock.run_for(AT_MOST)
    assert answered.value.status == 200
    expect(offer(page)).to_have_attribute("data-state", re.compile("."))
    nothing_new(page)


@pytest.mark.long
def test_a_page_of_something_between_is_no_news(editor: Page, site: Server, place: Place) -> None:
    editor.goto(place.address)
    save(site, place.ids[0], title="De quelqu’un d’autre")
    editor.route("**/news?*", lambda route: route.fulfill(body="<!DOCTYPE html><title>Hotel</title>"))
    with editor.expect_response("**/news?*"):
        editor.clock.run_for(AT_MOST)
    editor.unroute_all()
    editor.clock.run_for(AT_MOST)
    expect(refresh(editor)).to_be_visible()


def test_without_script_there_is_no_request_and_no_offer(
    new_page: NewPage, site: Server, place: Place
) -> None:
    page = new_page(java_script_enabled=False)
    requests = record_requests(page)
    page.goto(place.address)
    expect(offer(page)).to_be_hidden()
    page.get_by_role("link", name="Modifier « Premier essai »").click()
    expect(page.get_by_label("Titre")).to_be_focused()
    assert requests == []
