"""What every view renders with: the templates' environment, the cards, whole pages and fragments."""

import gc
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from flask import Flask, Response, current_app
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import escape

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.model import Operation
from gersapp.catalogue.platforms import BY_SLUG, PLATFORMS
from gersapp.catalogue.text import french_spacing
from gersapp.editors import Editors
from gersapp.settings import Settings
from gersapp.store.tinydb import Store
from gersapp.web import htmx
from gersapp.web.rendering.answers import Answers
from gersapp.web.rendering.assets import Assets
from gersapp.web.rendering.cards import Cards, searchable
from gersapp.web.rendering.html import Html, Shell, hole, hollowed
from gersapp.web.security import guard

# The section of a card that stands alone, on the operation's own page.
# No audience is named so: a slug has no underscore.
ALONE = "_seule"

_INCLUDE = re.compile(r'\{% include "(\w+\.html)" %\}\n?')


@dataclass(frozen=True, slots=True)
class Site:
    """What the views share: made once, by `make_app`."""

    settings: Settings
    store: Store
    editors: Editors
    cards: Cards
    answers: Answers


def site() -> Site:
    return cast(Site, current_app.extensions["gersapp"])


def init_app(app: Flask, settings: Settings, store: Store, editors: Editors, assets: Assets) -> None:
    """Set the templates up, and what views share."""
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters.update(narrowed=french_spacing)
    environment.globals.update(
        asset=assets.url,
        may_edit=guard.may_edit,
        editor=guard.editor,
        can_sign_out=guard.can_sign_out,
        platforms=PLATFORMS,
        platform=BY_SLUG,
    )
    environment.loader = _Whole(cast(str, app.template_folder))
    cards = Cards(
        lambda operation: _render(environment, "_card_body.html", _body(operation)),
        lambda section, editable, focus: Shell(
            _render(environment, "_card.html", _shell(section, editable, focus))
        ),
        lambda: store.published.catalogue.operations.values(),
    )
    app.extensions["gersapp"] = Site(settings, store, editors, cards, Answers())

    def get_ready() -> None:
        # Else the first edit compiles the templates of its form, and every visitor waits for it.
        for name in environment.list_templates():
            environment.get_template(name)
        cards.render_ahead()
        # They stay: the collector need not look at them again, which took 0.2 s at 100 000 operations.
        gc.freeze()

    threading.Thread(target=get_ready, daemon=True).start()


class _Whole(FileSystemLoader):
    """Templates with their partials already in their place: to include one while rendering takes longer
    than to render most of them."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, path, is_current = super().get_source(environment, template)
        return (
            _INCLUDE.sub(lambda include: self.get_source(environment, include[1])[0], source),
            path,
            is_current,
        )


def _body(operation: Operation) -> dict[str, Any]:
    """What `_card_body.html` needs."""
    words = [link.recognised.words for link in operation.links]
    return {
        "id": operation.id,
        "title": Html(escape(operation.title)),
        "searched_title": searchable(operation.title),
        "description": searchable(operation.description),
        "links": [
            (link.url, link.recognised.platform, _searchable_label(words[k]), words[: k + 1].count(words[k]))
            for k, link in enumerate(operation.links)
        ],
        "announced": [(slug, _searchable_label(BY_SLUG[slug].label)) for slug in operation.without_link],
    }


def _shell(section: str, editable: bool, focus: str) -> dict[str, Any]:
    """What `_card.html` needs, with holes for what differs from one operation to the next."""
    holes = {name: hole(name) for name in ("id", "title", "revision", "ticked", "body")}
    return {"section": section, "editable": editable, "focus": focus, **holes}


# The same few words in every card.
_searchable_label = lru_cache(maxsize=1_000)(searchable)


def _render(environment: Environment, template: str, context: dict[str, Any]) -> str:
    """As Template.render does it, but for the copies of all globals that it makes one by one."""
    made = environment.get_template(template)
    return environment.concat(
        made.root_render_func(made.new_context({**environment.globals, **context}, shared=True))
    )


def render(template: str, **context: Any) -> str:
    """`template` with `context` and nothing else: no template of ours uses what Flask would add."""
    return _render(current_app.jinja_env, template, context)


def section_of(catalogue: Catalogue) -> str:
    """The section of the card that htmx is about to replace, by its id."""
    section = htmx.target().partition("--")[0]
    known = any(audience.slug == section for audience in catalogue.heading.audiences)
    return section if known else ALONE


def fresh_card(operation: Operation, section: str, focus: str, words: tuple[str, ...] = ()) -> bytes:
    """The card of `operation`, `words` marked; `focus` names the control that takes the focus."""
    return site().cards.html((operation,), section, guard.may_edit(), words, operation.id, focus)


def plain_card(operation: Operation, section: str) -> bytes:
    """The card of `operation` as any visitor of this page gets it."""
    return site().cards.html((operation,), section, guard.may_edit())


def trouble_now() -> str | None:
    """Why nothing can be changed now, for those who may change something."""
    return site().store.trouble if guard.may_edit() else None


def page(template: str, status: int = 200, /, **context: Any) -> Response:
    """A whole page."""
    return fragment(template, status, trouble=trouble_now(), **context)


def fragment(template: str, status: int = 200, /, **context: Any) -> Response:
    """A piece of page, for htmx."""
    return answer(rendered(template, **context), status)


def rendered(template: str, /, piece: bytes = b"", **context: Any) -> bytes:
    """`template` in UTF-8, `piece`, HTML in UTF-8 already, in its slot if it has one."""
    return Shell(render(template, slot=hole("slot"), **context)).filled({b"slot": piece})


def poured(template: str, context: Mapping[str, Any]) -> bytes:
    """`template` in UTF-8, rendered once for each shape of `context` (see `hollowed`) and then filled.

    The template shows texts as they are, and asks of them only whether they are empty.
    """
    shape, texts = hollowed(context)
    return _shell_of(current_app.jinja_env, template, shape).filled(texts)


@lru_cache(maxsize=500)
def _shell_of(environment: Environment, template: str, shape: tuple[tuple[str, Any], ...]) -> Shell:
    return Shell(_render(environment, template, dict(shape)))


def answer(body: bytes, status: int = 200) -> Response:
    """The answer that `body` is, at an address of several faces."""
    return Response(body, status, {"Cache-Control": "no-cache", "Vary": guard.FACES})
