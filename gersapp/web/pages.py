"""What every view renders with: the templates' environment, the cards, whole pages and fragments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from flask import Flask, Response, current_app
from jinja2 import StrictUndefined

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.model import Operation
from gersapp.catalogue.platforms import BY_SLUG, PLATFORMS
from gersapp.catalogue.text import narrowed
from gersapp.settings import Settings
from gersapp.store import Store
from gersapp.web import guard, htmx
from gersapp.web.answers import Answers
from gersapp.web.assets import Assets
from gersapp.web.cards import Card, Cards, searchable
from gersapp.web.html import SLOT, filled

# The section of a card that stands alone, on the operation's own page.
# No audience is named so: a slug has no underscore.
ALONE = "_seule"

_PARIS = ZoneInfo("Europe/Paris")
_MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]


@dataclass(frozen=True, slots=True)
class Site:
    """What the views share: made once, by `make_app`."""

    settings: Settings
    store: Store
    cards: Cards
    answers: Answers


def site() -> Site:
    return cast(Site, current_app.extensions["gersapp"])


def init_app(app: Flask, settings: Settings, store: Store, assets: Assets) -> None:
    """Set the templates up, and what views share."""
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters.update(narrowed=narrowed, searchable=searchable)
    environment.globals.update(
        asset=assets.url,
        may_edit=guard.may_edit,
        platforms=PLATFORMS,
        platform=BY_SLUG,
    )
    card = environment.get_template("_card.html")

    def render_card(operation: Operation, section: str, editable: bool) -> str:
        return card.render(operation=operation, section=section, editable=editable, focus="")

    app.extensions["gersapp"] = Site(settings, store, Cards(render_card), Answers())


def render(template: str, **context: Any) -> str:
    """`template` with `context` and nothing else: no template of ours uses what Flask would add."""
    return current_app.jinja_env.get_template(template).render(context)


def today() -> str:
    """« 28 avril 2020 », in Paris."""
    now = datetime.now(_PARIS)
    day = "1er" if now.day == 1 else str(now.day)
    return f"{day} {_MONTHS[now.month - 1]} {now.year}"


def section_of(catalogue: Catalogue) -> str:
    """The section of the card that htmx is about to replace, by its id."""
    section = htmx.target().partition("--")[0]
    known = any(audience.slug == section for audience in catalogue.heading.audiences)
    return section if known else ALONE


def fresh_card(operation: Operation, section: str, focus: str, words: tuple[str, ...] = ()) -> bytes:
    """The card of `operation`, `words` marked; `focus` names the control that takes the focus."""
    editable = guard.may_edit()
    card = Card(render("_card.html", operation=operation, section=section, editable=editable, focus=focus))
    return card.marked(words)


def plain_card(operation: Operation, section: str) -> bytes:
    """The card of `operation` as any visitor of this page gets it."""
    return site().cards.html((operation,), section, guard.may_edit(), ())


def trouble_now() -> str | None:
    """Why nothing can be changed now, for those who may change something."""
    return site().store.trouble if guard.may_edit() else None


def page(template: str, status: int = 200, /, **context: Any) -> Response:
    """A whole page."""
    return fragment(template, status, trouble=trouble_now(), **context)


def fragment(template: str, status: int = 200, /, **context: Any) -> Response:
    """A piece of page, for htmx."""
    return answer(rendered(template, **context), status)


def rendered(template: str, /, cards: Sequence[bytes] = (), **context: Any) -> bytes:
    """`template` in UTF-8, `cards` in its slots."""
    return filled(render(template, slot=SLOT, **context), cards)


def answer(body: bytes, status: int = 200) -> Response:
    """The answer that `body` is, at an address of several faces."""
    response = Response(body, status)
    response.headers["Cache-Control"] = "no-cache"
    guard.vary_by_face(response)
    return response
