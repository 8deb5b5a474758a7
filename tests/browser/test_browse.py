"""Filters: at once, in the address, with the focus kept; a narrow screen."""

import re

from playwright.sync_api import Page, Request, expect

from proof.tools.server import Server
from tests.support.browser import chips, is_remembered, remember, result, state
from tests.support.browsing import AllowConsole, NewPage

ALL = "16 opérations, 28 liens"
INSTAGRAM = "9 opérations, 17 liens"
INSTAGRAM_FOR_ADULTS = "4 opérations, 7 liens"


def record_requests(page: Page) -> list[str]:
    """Return the list that the addresses requested by htmx are added to from now on."""
    addresses: list[str] = []

    def note(request: Request) -> None:
        if "hx-request" in request.headers:
            addresses.append(request.url)

    page.on("request", note)
    return addresses


# -- ticking


def test_a_tick_filters_at_once_and_is_announced(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/")
    expect(result(page)).to_have_text(ALL)
    expect(result(page)).to_have_attribute("role", "status")
    remember(page, "#compte")
    before = page.evaluate("history.length")
    page.locator("#platform-instagram").check()
    expect(result(page)).to_have_text(INSTAGRAM)
    expect(page.locator("#resultats .operation")).to_have_count(9)
    # An assistive technology speaks only of a region that it knew before.
    assert is_remembered(page, "#compte")
    expect(page).to_have_url(f"{site.url}/?platform=instagram")
    assert page.evaluate("history.length") == before + 1
    expect(page).to_have_title("Instagram — " + TITLE)


def test_the_head_names_the_data_of_what_is_on_the_page(page: Page, site: Server) -> None:
    named = """() => [...document.querySelectorAll("head :is([rel=alternate], [rel=canonical])")]
      .map((link) => link.href.replace(location.origin, ""))"""
    page.goto(f"{site.url}/")
    prefix = site.url.partition("//")[2].partition("/")[2]
    paths = [f"/{prefix}/{name}" for name in ("", "operations.json", "operations.atom", "operations.csv")]
    assert page.evaluate(named) == paths
    page.locator("#platform-instagram").check()
    expect(result(page)).to_have_text(INSTAGRAM)
    assert page.evaluate(named) == [f"{path}?platform=instagram" for path in paths]
    page.go_back()
    expect(result(page)).to_have_text(ALL)
    assert page.evaluate(named) == paths


TITLE = "Les opérations du Gers sur les réseaux sociaux pendant la crise du Covid-19 — Département du Gers"


def test_counts_follow_the_filters_of_the_other_kind(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/")
    audiences = page.locator("#choix-audience .n")
    platforms = page.locator("#choix-platform .n")
    expect(audiences).to_have_text(["7", "2", "7"])
    expect(platforms).to_have_text(["13", "9", "5", "2", "1", "1", "1"])
    page.locator("#platform-instagram").check()
    expect(audiences).to_have_text(["4", "1", "4"])
    expect(platforms).to_have_text(["13", "9", "5", "2", "1", "1", "1"])
    page.locator("#audience-adultes").check()
    expect(result(page)).to_have_text(INSTAGRAM_FOR_ADULTS)
    expect(audiences).to_have_text(["4", "1", "4"])
    expect(platforms.first).to_have_text("6")
    expect(page.locator("#n-platform-tiktok")).to_have_class("n zero")


def test_the_address_has_one_order_whatever_the_ticks(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/")
    for id in ("platform-x", "audience-tout-public", "platform-facebook", "audience-adultes"):
        page.locator(f"#{id}").check()
    expect(page).to_have_url(
        f"{site.url}/?audience=adultes&audience=tout-public&platform=facebook&platform=x"
    )
    page.locator("#platform-x").uncheck()
    expect(page).to_have_url(f"{site.url}/?audience=adultes&audience=tout-public&platform=facebook")


def test_a_tick_keeps_the_focus_and_shows_the_count(new_page: NewPage, site: Server) -> None:
    page = new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{site.url}/")
    page.evaluate("window.scrollTo(0, 900)")
    box = page.locator("#platform-facebook")
    box.evaluate("element => element.focus({ preventScroll: true })")
    remember(page, "#platform-facebook")
    assert page.evaluate("window.scrollY") == 900
    page.keyboard.press("Space")
    expect(result(page)).to_have_text("13 opérations, 25 liens")
    expect(box).to_be_focused()
    assert is_remembered(page, "#platform-facebook")
    expect(result(page)).to_be_in_viewport()
    shown_from = page.evaluate("window.scrollY")
    page.keyboard.press("Space")
    expect(result(page)).to_have_text(ALL)
    expect(box).to_be_focused()
    assert page.evaluate("window.scrollY") == shown_from


# -- typing


def test_typing_filters_after_a_pause_of_150_ms_only(new_page: NewPage, site: Server) -> None:
    page = new_page()
    page.clock.install()
    page.goto(f"{site.url}/")
    page.clock.pause_at(page.evaluate("Date.now()") + 10_000)
    addresses = record_requests(page)
    field = page.locator("#q")
    field.focus()
    for letter in "concer":
        page.keyboard.type(letter)
        page.clock.run_for(140)
    assert addresses == []
    with page.expect_response("**/?q=concer"):
        page.clock.run_for(20)
    page.clock.resume()
    expect(result(page)).to_have_text("1 opération, 1 lien")
    assert len(addresses) == 1


def test_typing_replaces_the_address_and_keeps_the_field(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/")
    page.locator("#audience-tout-public").check()
    expect(page).to_have_url(f"{site.url}/?audience=tout-public")
    before = page.evaluate("history.length")
    remember(page, "#q")
    field = page.locator("#q")
    field.press_sequentially("sport ")
    expect(result(page)).to_have_text("1 opération, 2 liens")
    expect(page).to_have_url(f"{site.url}/?audience=tout-public&q=sport")
    field.press_sequentially("loc")
    expect(page).to_have_url(f"{site.url}/?audience=tout-public&q=sport+loc")
    assert page.evaluate("history.length") == before
    expect(field).to_be_focused()
    assert is_remembered(page, "#q")
    # What was typed is as it was typed, and the caret is where it was.
    expect(field).to_have_value("sport loc")
    assert field.evaluate("element => element.selectionStart") == len("sport loc")
    page.go_back()
    expect(page).to_have_url(f"{site.url}/")
    expect(result(page)).to_have_text(ALL)


def test_hits_are_marked_whatever_accents_and_capitals(page: Page, large: Server) -> None:
    page.goto(f"{large.url}/")
    page.locator("#q").fill("THEATRE oeuv piec")
    expect(result(page)).to_have_text("1 opération, 1 lien")
    expect(page.locator("#resultats mark")).to_have_text(["Théâtre", "Œuvre", "pièce"])
    # Nothing but words is marked: the controls keep the title whole.
    expect(page.locator("#resultats .edit")).to_have_text("Modifier « Le Théâtre de l’Œuvre »")


def test_typed_markup_is_shown_as_text(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/")
    page.locator("#q").fill("<img src=x onerror=alert(1)> concours")
    expect(result(page)).to_have_text("Aucune opération")
    expect(chips(page)).to_contain_text("<img src=x onerror=alert(1)> concours")
    expect(page.locator("main img")).to_have_count(0)
    page.reload()
    expect(page.locator("#q")).to_have_value("<img src=x onerror=alert(1)> concours")
    expect(page.locator("main img")).to_have_count(0)


def test_enter_in_the_search_filters_and_goes_to_the_results(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/")
    page.evaluate("window.same = true")
    page.locator("#q").fill("recettes")
    page.keyboard.press("Enter")
    expect(result(page)).to_have_text("1 opération, 1 lien")
    expect(page).to_have_url(f"{site.url}/?q=recettes")
    assert page.evaluate("window.same")
    expect(result(page)).to_be_focused()


def test_a_failed_enter_takes_no_focus_from_who_types_on(
    page: Page, site: Server, allow_console: AllowConsole
) -> None:
    allow_console(r"ERR_FAILED|^htmx:(afterRequest|sendError) ")
    page.goto(f"{site.url}/")
    page.locator("#q").focus()
    page.route("**/*", lambda route: route.abort())
    page.keyboard.press("Enter")
    expect(page.locator("#alerte p")).to_contain_text("Le site ne répond pas.")
    page.unroute("**/*")
    page.keyboard.type("recettes")
    expect(result(page)).to_have_text("1 opération, 1 lien")
    expect(page.locator("#q")).to_be_focused()


# -- chips


def test_a_chip_removes_one_filter_and_moves_the_focus_on(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/?audience=adultes&platform=instagram&q=gers")
    expect(chips(page)).to_have_count(3)
    page.get_by_role("link", name="Retirer le filtre Instagram").click()
    expect(page).to_have_url(f"{site.url}/?audience=adultes&q=gers")
    expect(page.locator("#platform-instagram")).not_to_be_checked()
    expect(page.locator("#audience-adultes")).to_be_checked()
    expect(page.locator("#q")).to_have_value("gers")
    expect(chips(page).first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site.url}/?q=gers")
    expect(page.locator("#audience-adultes")).not_to_be_checked()
    expect(chips(page).first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site.url}/")
    expect(page.locator("#q")).to_have_value("")
    expect(page.locator(".chips")).to_have_count(0)
    expect(result(page)).to_be_focused()


def test_clear_all_empties_every_filter(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/?audience=adultes&platform=instagram&platform=x&q=gers")
    page.get_by_role("link", name="Tout effacer").click()
    expect(result(page)).to_have_text(ALL)
    expect(page).to_have_url(f"{site.url}/")
    expect(page.locator("#filtres :checked")).to_have_count(0)
    expect(page.locator("#q")).to_have_value("")
    expect(result(page)).to_be_focused()
    page.go_back()
    expect(page.locator("#filtres :checked")).to_have_count(3)
    expect(page.locator("#q")).to_have_value("gers")


def test_back_from_an_operation_gives_the_filtered_page_again(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/")
    page.locator("#platform-tiktok").check()
    expect(result(page)).to_have_text("1 opération, 1 lien")
    seen = state(page)
    page.get_by_role("link", name="TikTok", exact=True).click()
    expect(page).to_have_url(f"{site.url}/operations/tiktok")
    page.go_back()
    expect(result(page)).to_have_text("1 opération, 1 lien")
    assert state(page) == seen


def test_an_unknown_value_is_said_and_ignored(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/?platform=myspace&audience=adultes&fbclid=1")
    expect(page.locator(".notice")).to_have_text("Plateforme inconnue, ignorée : « myspace ».")
    expect(result(page)).to_have_text("7 opérations, 14 liens")
    expect(page.locator("#filtres :checked")).to_have_count(1)
    page.locator("#audience-adultes").uncheck()
    expect(page).to_have_url(f"{site.url}/")
    expect(page.locator(".notice")).to_have_count(0)


def test_no_result_says_so_and_what_to_do(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/")
    page.locator("#platform-tiktok").check()
    page.locator("#audience-adultes").check()
    expect(result(page)).to_have_text("Aucune opération")
    expect(page.get_by_role("heading", name="Aucune opération ne correspond")).to_be_visible()
    expect(page.locator(".empty p")).to_contain_text("Retirez un filtre ci-dessus")
    page.locator("#q").fill("zzz")
    expect(page.locator(".empty p")).to_contain_text("Essayez un autre mot, ou retirez")
    page.get_by_role("link", name="Tout effacer").click()
    page.locator("#q").fill("zzz")
    expect(page.locator(".empty p")).to_contain_text("le début d’un mot")


# -- a narrow screen


def test_a_proposed_word_takes_the_place_of_the_mistyped_one(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/?audience=adultes")
    page.locator("#q").fill("facebok")
    expect(result(page)).to_have_text(
        "Aucune opération. Vouliez-vous dire « Facebook » ?", use_inner_text=False
    )
    page.locator(".empty").get_by_role("link", name="Facebook").press("Enter")
    expect(page).to_have_url(f"{site.url}/?audience=adultes&q=Facebook")
    expect(page.locator("#q")).to_have_value("Facebook")
    expect(page.locator("#resultats .operation mark").first).to_have_text("Facebook")
    expect(chips(page).first).to_be_focused()


def test_narrow_filters_fold_and_say_what_they_find(new_page: NewPage, site: Server) -> None:
    page = new_page(viewport={"width": 360, "height": 740})
    page.goto(f"{site.url}/?audience=adultes&platform=instagram")
    summary = page.locator("#volet > summary")
    expect(summary).to_have_text("Filtres (2) · 4 opérations")
    expect(page.locator("#platform-x")).not_to_be_visible()
    page.locator("#resultats .operation").last.scroll_into_view_if_needed()
    for always_in_reach in (summary, page.locator("#q")):
        expect(always_in_reach).to_be_in_viewport()
    summary.click()
    page.get_by_role("checkbox", name=re.compile(r"^X \(ex-Twitter\) ?, \d opérations$")).check()
    expect(summary).to_have_text("Filtres (3) · 7 opérations")
    expect(page.locator("#platform-x")).to_be_focused()
    for shown in (summary, result(page)):
        expect(shown).to_be_in_viewport()
    summary.click()
    expect(page.locator("#platform-x")).not_to_be_visible()
    page.locator("#resultats .operation").last.scroll_into_view_if_needed()
    page.locator("#q").fill("gers")
    page.keyboard.press("Enter")
    expect(result(page)).to_be_focused()
    expect(result(page)).to_be_in_viewport()
    page.get_by_role("link", name="Tout effacer").click()
    expect(summary).to_have_text("Filtres · 16 opérations")
    expect(page.locator("#platform-x")).not_to_be_visible()


def test_with_room_the_filters_stand_open_and_cannot_be_folded(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/")
    expect(page.locator("#platform-x")).to_be_visible()
    expect(page.locator("#volet > summary")).not_to_be_visible()
    page.set_viewport_size({"width": 600, "height": 700})
    expect(page.locator("#volet > summary")).to_be_visible()
    expect(page.locator("#platform-x")).not_to_be_visible()
