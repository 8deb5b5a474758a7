"""The demands of RGAA and WCAG 2.2 that a machine can check: axe-core in every state, keyboard, reflow, spacing."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from proof.tools.server import Server, StartServer
from tests.support.browser import catalogue_file, make_place, message
from tests.support.browsing import AllowConsole, Check, NewPage
from tests.support.page_states import (
    STATES,
    levels,
    loose_signs,
    open_form,
    settle,
    sideways,
    small_targets,
)
from tests.support.quick import first_quick, quick_but

FOCUSABLE = (
    "a[href], button, summary, input:not([type=hidden]), textarea, select, [tabindex]:not([tabindex='-1'])"
)


def allow_refusals(allow_console: AllowConsole) -> None:
    allow_console(r"status of (404|409|422) ")


@pytest.fixture(scope="module")
def empty(shared: StartServer, tmp_path_factory: pytest.TempPathFactory) -> Server:
    return shared(catalogue_file(tmp_path_factory.mktemp("empty") / "db.json", []))


@pytest.mark.parametrize("name", quick_but(STATES, "form", "addition", "heading form"))
def test_no_state_has_a_barrier_at_any_width(
    page: Page, site: Server, axe: Check, allow_console: AllowConsole, name: str
) -> None:
    """320 px is WCAG's reflow; 640 px is 1280 px at 200 %. Targets: WCAG 2.5.8, but for links in running text."""
    allow_refusals(allow_console)
    STATES[name](page, site)
    settle(page)
    axe(page)
    found = levels(page)
    assert found[0] == 1
    assert found.count(1) == 1
    assert [pair for pair in pairwise(found) if pair[1] > pair[0] + 1] == []
    assert loose_signs(page) == []
    assert small_targets(page) == []
    for width in (640, 320):
        page.set_viewport_size({"width": width, "height": 700})
        unfold(page)
        assert sideways(page) == [0, []], width
    assert small_targets(page) == []


@pytest.mark.parametrize("name", first_quick("refused form", "home", "filtered", "conflict"))
def test_axe_finds_no_barrier_in_the_dark_scheme_at_320_px(
    new_page: NewPage, site: Server, axe: Check, allow_console: AllowConsole, name: str
) -> None:
    allow_refusals(allow_console)
    page = new_page(color_scheme="dark", viewport={"width": 1280, "height": 720})
    STATES[name](page, site)
    page.set_viewport_size({"width": 320, "height": 640})
    settle(page)
    axe(page)


def test_axe_finds_no_barrier_in_an_empty_catalogue(page: Page, empty: Server, axe: Check) -> None:
    page.goto(f"{empty.url}/")
    expect(page.get_by_role("heading", name="Votre catalogue est vide")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Ajouter la première opération").click()
    expect(page.locator("#ajout").get_by_label("Titre")).to_be_focused()


# -- keyboard


@pytest.mark.parametrize("name", ["filtered", "form"])
def test_the_keyboard_reaches_every_control_with_a_visible_focus(page: Page, site: Server, name: str) -> None:
    if name == "filtered":
        page.goto(f"{site.url}/?audience=enfants-jeunes")
    else:
        open_form(page, site, "?q=decontraction")
    # From the top of the page, as on arrival.
    page.evaluate(
        """selector => {
          document.activeElement.blur();
          for (const element of document.querySelectorAll(selector))
            element.toReach = element.tabIndex >= 0 && element.checkVisibility();
          const top = document.createElement("span");
          top.tabIndex = 0;
          document.body.prepend(top);
          top.focus();
        }""",
        FOCUSABLE,
    )
    look = """selector => {
      const element = document.activeElement;
      if (element === document.body) return null;
      element.toReach = false;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      return {
        what: element.outerHTML.slice(0, 120),
        outline: outlineStyle === "none" ? 0 : parseFloat(outlineWidth),
        shown: box.top >= -1 && box.bottom <= innerHeight + 1 || box.height > innerHeight / 2,
        order: [...document.querySelectorAll(selector)].indexOf(element),
      };
    }"""
    last = -1
    for _ in range(150):
        page.keyboard.press("Tab")
        seen = page.evaluate(look, FOCUSABLE)
        if seen is None:
            break
        assert seen["outline"] >= 2, f"no visible focus: {seen['what']}"
        assert seen["shown"], f"out of sight: {seen['what']}"
        assert seen["order"] > last, f"out of order: {seen['what']}"
        last = seen["order"]
    left = page.evaluate(
        """selector => [...document.querySelectorAll(selector)]
          .filter((element) => element.toReach).map((element) => element.outerHTML.slice(0, 120))""",
        FOCUSABLE,
    )
    assert left == []
    assert last > 10


@pytest.mark.parametrize("size", first_quick((320, 256), (320, 640), (1280, 720), quick=2))
def test_the_bar_never_hides_what_has_the_focus(page: Page, site: Server, size: tuple[int, int]) -> None:
    """320 × 256 is 1280 × 1024 at 400 %."""
    width, height = size
    titles = [f"Le titre très long d’une opération, pour que la barre soit haute : {i}" for i in range(4)]
    place = make_place(site, titles)
    page.set_viewport_size({"width": width, "height": height})
    page.goto(place.address)
    expect(message(page)).to_contain_text("Le titre très long")
    place.card(page, 3).locator(".edit").focus()
    for _ in range(15):
        page.keyboard.press("Shift+Tab")
        hidden_by = page.evaluate(
            """() => {
              const focused = document.activeElement;
              const { left, top, width, height } = focused.getBoundingClientRect();
              const shown = document.elementFromPoint(left + Math.min(width, 20) / 2, top + height / 2);
              return focused.contains(shown) || shown?.contains(focused) ? "" : shown?.outerHTML ?? "the edge";
            }"""
        )
        assert hidden_by == ""


def test_skip_links_come_first_and_lead_somewhere(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/")
    for id in ("contenu", "filtres", "pied"):
        page.goto(f"{site.url}/")
        link = page.locator(f".skips a[href='#{id}']")
        page.keyboard.press("Tab")
        while not link.evaluate("element => element === document.activeElement"):
            assert page.evaluate("document.activeElement.closest('.skips') !== null")
            page.keyboard.press("Tab")
        expect(link).to_be_in_viewport()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        inside = page.evaluate("id => document.getElementById(id).contains(document.activeElement)", id)
        assert inside, f"« {link.inner_text()} » leads elsewhere"


# -- reflow, zoom, spacing


@pytest.mark.parametrize("name", first_quick("refused form", "home"))
def test_wider_text_spacing_loses_no_text(
    page: Page, site: Server, allow_console: AllowConsole, name: str
) -> None:
    """WCAG 1.4.12: line height 1.5, paragraphs 2, letters 0.12, words 0.16 times the type size."""
    allow_refusals(allow_console)
    STATES[name](page, site)
    page.set_viewport_size({"width": 320, "height": 700})
    unfold(page)
    page.evaluate(
        """() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
            word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }`);
          document.adoptedStyleSheets = [sheet];
        }"""
    )
    clipped = page.evaluate(
        """() => [...document.querySelectorAll("body *")].filter((element) => {
          if (!element.checkVisibility() || element.closest(".visually-hidden, .skips")) return false;
          if (element.matches("input, textarea, details")) return false;
          const { overflowX, overflowY, display } = getComputedStyle(element);
          if (display === "inline") return false;
          const wide = element.scrollWidth > element.clientWidth + 1;
          const high = overflowY !== "visible" && element.scrollHeight > element.clientHeight + 1;
          return wide || (high && overflowX === "hidden");
        }).map((element) => element.outerHTML.slice(0, 100))"""
    )
    assert clipped == []


def unfold(page: Page) -> None:
    """Open the filters where they are folded."""
    page.evaluate("document.querySelectorAll('details').forEach((element) => { element.open = true; })")


# -- structure


def test_live_regions_stand_in_the_page_from_the_start(page: Page, new_page: NewPage, site: Server) -> None:
    # The bar of an editor has their last change.
    reader = new_page(signed_in=False)
    reader.goto(f"{site.url}/")
    regions = {"compte": "status", "barre": "status", "nouvelles": "status", "alerte": "alert"}
    for id, role in regions.items():
        region = reader.locator(f"#{id}")
        expect(region).to_have_attribute("role", role)
        if id != "compte":
            expect(region).to_be_empty()
    page.goto(f"{site.url}/operations/tips-du-jour")
    expect(page.locator("#barre")).to_have_attribute("role", "status")
    expect(page.locator("#alerte")).to_have_attribute("role", "alert")


def test_sections_are_h2_with_h3_operations_in_lists(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("Adultes")
    for selector in ("ol.operations > li > h3", "ul.links > li"):
        assert page.locator(selector).count() >= 15
    expect(page.locator("html")).to_have_attribute("lang", "fr")


def test_each_link_to_a_publication_is_explicit_and_its_own(page: Page, site: Server) -> None:
    """Over all operations of the seed: platform, kind and title distinguish the links."""
    page.goto(f"{site.url}/?platform=facebook&platform=instagram&platform=tiktok")
    links = page.locator("a.link")
    names = [" ".join(text.split()) for text in links.all_text_contents()]
    assert len(names) >= 26
    for name in names:
        assert re.fullmatch(r".*\S.* — .*\S.*", name), name
        assert "://" not in name
    assert len(set(names)) == len(names)
    # Every other link and button of one name has one destination too.
    everything = page.locator("a[href], button").evaluate_all(
        """all => all.filter((element) => element.checkVisibility()).map((element) => [
          element.textContent.replace(/\\s+/g, " ").trim(),
          element.getAttribute("href") || element.getAttribute("hx-post") + element.value])"""
    )
    destinations: dict[str, set[str]] = {}
    for name, where in everything:
        destinations.setdefault(name, set()).add(where)
    assert {name: found for name, found in destinations.items() if len(found) > 1} == {}


def test_controls_of_one_operation_name_it(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/operations/tips-du-jour")
    card = page.locator(".operation")
    for name in ("Modifier", "Supprimer"):
        expect(card.locator(".actions > *", has_text=name)).to_have_accessible_name(
            re.compile(f"^{name} « Tips du Jour »$".replace(" ", r"\s"))
        )


def test_reduced_motion_stops_every_animation(new_page: NewPage, site: Server) -> None:
    page = new_page(reduced_motion="reduce")
    page.goto(f"{site.url}/")
    moving = """() => [...document.querySelectorAll("*")].filter((element) => {
      const { animationName, transitionDuration } = getComputedStyle(element);
      return animationName !== "none" || parseFloat(transitionDuration) > 0;
    }).map((element) => element.outerHTML.slice(0, 80))"""
    assert page.evaluate(moving) == []
    expect(page.locator("html")).to_have_css("scroll-behavior", "auto")


def test_the_home_page_states_its_accessibility(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/")
    page.get_by_role("link", name="Accessibilité : non conforme").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Déclaration d’accessibilité")
    for part in ("État de conformité", "Retour d’information et contact", "Voies de recours"):
        expect(page.get_by_role("heading", level=2, name=part)).to_be_visible()


def test_no_link_opens_a_window_unasked(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/")
    expect(page.locator("[target]")).to_have_count(0)
    external = page.locator("a.link")
    rels = external.evaluate_all("all => all.map((element) => element.rel)")
    assert set(rels) == {"noopener noreferrer"}
