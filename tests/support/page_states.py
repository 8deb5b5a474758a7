"""The states of the pages that tests look at, and how a page fits its window."""

from collections.abc import Callable, Iterator, Sequence
from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, expect

from proof.tools.server import Server
from tests.support.browser import make_place, post, undo

Prepare = Callable[[Page, Server], None]
# A scheme of colours, and the size of the window.
View = tuple[Literal["light", "dark"], int, int]
REMOVED = "confi-concert"
# Each scheme and each width once; the two other pairs of them are for the long tests.
VIEWS: Sequence[View] = (("light", 1280, 720), ("dark", 320, 640))
OTHER_VIEWS: Sequence[View] = (("light", 320, 640), ("dark", 1280, 720))
in_each_view = pytest.mark.parametrize(
    "views", [VIEWS, pytest.param(OTHER_VIEWS, marks=pytest.mark.long)], ids=["views", "other views"]
)


def start(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/")


def filtered(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/")
    page.locator("#audience-adultes").check()
    page.locator("#q").fill("gers")
    expect(page.locator("#resultats mark").first).to_be_attached()


def no_result(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/?platform=tiktok&audience=adultes&platform=inconnue")


def open_form(page: Page, site: Server, query: str = "") -> Locator:
    page.goto(f"{site.url}/{query}")
    form = page.locator("#adultes--tips-du-jour")
    form.locator(".edit").click()
    expect(form.get_by_label("Titre")).to_be_focused()
    return form


def edited(page: Page, site: Server) -> None:
    open_form(page, site)


def refused(page: Page, site: Server) -> None:
    form = open_form(page, site)
    form.get_by_label("Titre").fill("")
    form.get_by_label("Adresse du lien n° 1").fill("www.gers.fr")
    form.get_by_label("Adultes").uncheck()
    page.keyboard.press("Control+Enter")
    expect(form.get_by_role("alert")).to_be_focused()


def in_conflict(page: Page, site: Server) -> None:
    id = make_place(site, ["Disputée"]).ids[0]
    page.goto(f"{site.url}/operations/{id}")
    form = page.locator(".operation")
    form.locator(".edit").click()
    form.get_by_label("Titre").fill("Ma version")
    form.get_by_label("Description").fill("Mon texte")
    revision = form.locator("[name=revision]").input_value()
    other_form = [("title", "L’autre version"), ("audiences", "adultes"), ("revision", revision)]
    post(site, f"/operations/{id}", other_form)
    page.keyboard.press("Control+Enter")
    expect(form.get_by_role("alert")).to_be_focused()


def adding(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/")
    page.get_by_role("link", name="Ajouter une opération").click()
    expect(page.locator("#ajout").get_by_label("Titre")).to_be_focused()


def heading_edited(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/")
    page.locator("#entete .actions a").click()
    expect(page.get_by_label("Titre du catalogue")).to_be_focused()


def one_operation(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/operations/tips-du-jour")


def form_page(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/operations/tips-du-jour/edit")


def missing(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/nulle-part")


def removed(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/operations/{REMOVED}")
    if page.locator(".operation").count():
        page.get_by_role("button", name="Supprimer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Opération supprimée")


def statement(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/accessibilite")


def deleted(page: Page, site: Server) -> None:
    place = make_place(site, ["À supprimer", "À garder"])
    page.goto(place.address)
    page.get_by_role("button", name="Supprimer « À supprimer »").click()
    expect(undo(page)).to_be_focused()


STATES: dict[str, Prepare] = {
    "home": start,
    "filtered": filtered,
    "no result": no_result,
    "form": edited,
    "refused form": refused,
    "conflict": in_conflict,
    "addition": adding,
    "heading form": heading_edited,
    "operation": one_operation,
    "form page": form_page,
    "not found": missing,
    "just deleted": deleted,
    "deleted": removed,
    "statement": statement,
}


def settle(page: Page) -> None:
    """Wait until the short fades are over: a colour half way through has little contrast."""
    page.wait_for_function(
        "() => !document.querySelector('.htmx-request, .htmx-added, .htmx-settling')"
        " && document.getAnimations().every((element) => element.playState === 'finished')"
    )


def each_view(page: Page, views: Sequence[View]) -> Iterator[View]:
    """Yield each view, once the page is shown so."""
    for view in views:
        scheme, width, height = view
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": height})
        settle(page)
        yield view


def loose_signs(page: Page) -> list[str]:
    """Return the texts that a line may break before « : », « » » and the like, or after « « »."""
    loose: list[str] = page.evaluate(
        """() => {
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const texts = [];
          while (walker.nextNode()) {
            const { data, parentElement } = walker.currentNode;
            if (parentElement.closest("textarea, select, code, .visually-hidden")) continue;
            const line = data.replace(/[\\n\\t]/g, " ");
            if (/\\S [:;!?»]|« |\\d h \\d/.test(line)) texts.push(line.trim());
          }
          return texts;
        }"""
    )
    return loose


def levels(page: Page) -> list[int]:
    found: list[int] = page.locator("h1, h2, h3, h4, h5, h6").evaluate_all(
        "all => all.map((heading) => Number(heading.tagName[1]))"
    )
    return found


def sideways(page: Page) -> list[object]:
    """Return by how many pixels the page scrolls to the side, and the elements that stick out."""
    out: list[object] = page.evaluate(
        """() => [document.documentElement.scrollWidth - innerWidth,
          [...document.querySelectorAll("body *")].filter((element) => element.checkVisibility()
            && !element.closest(".visually-hidden, .skips, .bulk .line")
            && element.getBoundingClientRect().right > innerWidth + 1)
            .map((element) => element.outerHTML.slice(0, 100))]"""
    )
    return out


def small_targets(page: Page) -> list[str]:
    """Return the targets under 24 px; the label of a box is its target, for a click on it ticks the box."""
    small: list[str] = page.evaluate(
        """() => [...document.querySelectorAll(
            "a, button, summary, textarea, select, :is([type=checkbox], [type=radio]) + label,"
            + "input:not([type=hidden], [type=checkbox], [type=radio])")]
          .filter((element) => {
            if (!element.checkVisibility() || element.closest(".visually-hidden, .skips")) return false;
            if (element.matches(".visually-hidden")) return false;
            const around = element.parentElement.textContent.trim().length;
            const running = element.matches("p a, .errors li a")
              && around > element.textContent.trim().length + 12;
            const box = element.getBoundingClientRect();
            return !running && (box.width < 24 || box.height < 24);
          }).map((element) => {
            const { width, height } = element.getBoundingClientRect();
            return `${Math.round(width)}x${Math.round(height * 10) / 10} ${element.outerHTML.slice(0, 110)}`;
          })"""
    )
    return small
