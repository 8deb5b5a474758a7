"""What every view renders with: the templates' environment, the results, the cards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, Response, current_app, make_response, render_template
from jinja2 import StrictUndefined

from gersapp.catalogue.catalogue import Catalogue, Found, Section
from gersapp.catalogue.model import Audience, Heading, Operation
from gersapp.catalogue.platforms import BY_SLUG, PLATFORMS
from gersapp.catalogue.selection import Selection, read_selection
from gersapp.catalogue.text import narrowed
from gersapp.settings import Settings
from gersapp.store import Store
from gersapp.web import guard, htmx
from gersapp.web.assets import Assets
from gersapp.web.cards import Cards, searchable, unmarked
from gersapp.web.html import Html

# The section of a card that stands alone, on the operation's own page.
ALONE = "seule"
_MOST_PAGES = 40

_PARIS = ZoneInfo("Europe/Paris")
_MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
)


@dataclass(frozen=True, slots=True)
class Site:
    """What the views share: made once, by `make_app`."""

    settings: Settings
    store: Store
    cards: Cards


@dataclass(frozen=True, slots=True)
class Group:
    """A section with its cards rendered."""

    audience: Audience
    count: int
    continued: bool
    cards: Html


@dataclass(frozen=True, slots=True)
class Focus:
    """The control of a card that takes the focus: `edit`, `move-up` or `move-down`."""

    id: str
    section: str
    control: str


def site() -> Site:
    found = current_app.extensions["gersapp"]
    assert isinstance(found, Site)
    return found


def init_app(app: Flask, settings: Settings, store: Store, assets: Assets) -> None:
    """Set the templates up, and what views share."""
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters.update(narrowed=narrowed, searchable=searchable, counted=counted)
    environment.globals.update(
        asset=assets.url,
        may_edit=guard.may_edit,
        platforms=PLATFORMS,
        platform=BY_SLUG,
    )
    card = environment.get_template("_card.html")

    def render(operation: Operation, section: str, editable: bool) -> str:
        return card.render(operation=operation, section=section, editable=editable, focus="")

    app.extensions["gersapp"] = Site(settings, store, Cards(render))


def counted(number: int, one: str, many: str) -> str:
    """« 1 lien », « 28 liens », « 10 000 liens »: French, where 0 is singular."""
    digits = f"{number:,}".replace(",", "\u202f")
    return f"{digits} {one if number < 2 else many}"


def today() -> str:
    """« 28 avril 2020 », in Paris."""
    now = datetime.now(_PARIS)
    day = "1er" if now.day == 1 else str(now.day)
    return f"{day} {_MONTHS[now.month - 1]} {now.year}"


def results_context(
    catalogue: Catalogue, selection: Selection, pages: int = 1, focus: Focus | None = None
) -> dict[str, Any]:
    """What `_results.html` and its parts need, for `pages` pages of results from `selection.page` on.

    `focused` says whether the card that `focus` names is among them.
    """
    found = last = catalogue.find(selection)
    shown = [found]
    page_number = selection.page
    while last.more and len(shown) < min(pages, _MOST_PAGES):
        page_number += 1
        last = catalogue.find(selection.on_page(page_number))
        shown.append(last)
    return {
        "heading": catalogue.heading,
        "selection": selection,
        "found": found,
        "groups": [group for each in shown for group in _groups(each, focus)],
        "next": selection.on_page(page_number + 1).address if last.more else None,
        "total": len(catalogue.operations),
        "focused": any(_place(section, focus) >= 0 for each in shown for section in each.sections),
    }


def _groups(found: Found, focus: Focus | None) -> list[Group]:
    groups = []
    for section in found.sections:
        slug, operations = section.audience.slug, section.operations
        place = _place(section, focus)
        if focus and place >= 0:
            fresh = fresh_card(operations[place], slug, focus.control)
            before, after = _cards(operations[:place], slug, found), _cards(operations[place + 1 :], slug, found)
            cards = Html("".join((before, fresh, after)))
        else:
            cards = _cards(operations, slug, found)
        groups.append(Group(section.audience, section.count, section.continued, cards))
    return groups


def _cards(operations: Sequence[Operation], section: str, found: Found) -> Html:
    return site().cards.html(operations, section, guard.may_edit(), found.words)


def _place(section: Section, focus: Focus | None) -> int:
    """Where in `section` the card that takes the focus stands; -1 for nowhere."""
    if focus is None or focus.section != section.audience.slug:
        return -1
    ids = [operation.id for operation in section.operations]
    return ids.index(focus.id) if focus.id in ids else -1


def standing_selection(heading: Heading) -> Selection:
    """The selection of the page that the person looks at."""
    return read_selection(htmx.standing_query(), heading.audiences)[0].on_page(1)


def section_of(catalogue: Catalogue) -> str:
    """The section of the card that htmx is about to replace, by its id."""
    section = htmx.target().partition("--")[0]
    known = any(audience.slug == section for audience in catalogue.heading.audiences)
    return section if known else ALONE


def fresh_card(operation: Operation, section: str, focus: str = "") -> Html:
    """The card of `operation`; `focus` names the control that takes the focus."""
    html = render_template(
        "_card.html", operation=operation, section=section, editable=guard.may_edit(), focus=focus
    )
    return unmarked(html)


def plain_card(operation: Operation, section: str) -> Html:
    """The card of `operation` as any visitor of this page gets it."""
    return site().cards.html((operation,), section, guard.may_edit(), ())


def page(template: str, status: int = 200, **context: Any) -> Response:
    """A whole page; `trouble` tells editors why nothing can be changed now."""
    trouble = site().store.trouble if guard.may_edit() else None
    response = make_response(render_template(template, trouble=trouble, **context), status)
    response.headers["Cache-Control"] = "no-cache"
    guard.vary_by_face(response)
    return response


def fragment(template: str, status: int = 200, **context: Any) -> Response:
    """A piece of page, for htmx."""
    response = make_response(render_template(template, **context), status)
    response.headers["Cache-Control"] = "no-cache"
    guard.vary_by_face(response)
    return response


