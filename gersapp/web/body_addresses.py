"""The body that an address begins with, where the site has the catalogues of many."""

import contextlib
from typing import Any

from flask import Blueprint, Flask, Response, request
from werkzeug.exceptions import NotFound

from gersapp.errors import StoreUnavailable
from gersapp.store.bodies import Bodies
from gersapp.web.current import current_body, current_repository, current_request, set_body
from gersapp.web.navigation import add_query, home, moved
from gersapp.web.security.access import identify, public

# The part of the addresses of a body's pages.
PREFIX = "/<body>"

bp = Blueprint("bodies", __name__)


def init_app(app: Flask, bodies: Bodies) -> None:
    """Have each address say which body it belongs to, and each address that is made begin with it."""

    @app.url_value_preprocessor
    def find_body(endpoint: str | None, values: dict[str, Any] | None) -> None:
        # Also where there is no such page: the one that says so is then the body's.
        slug = current_request().path[1:].partition("/")[0]
        if slug in bodies.states():
            set_body(slug)
        if values:
            values.pop("body", None)

    @app.url_defaults
    def add_body(endpoint: str, values: dict[str, Any]) -> None:
        slug = current_body()
        if slug and "body" not in values and app.url_map.is_endpoint_expecting(endpoint, "body"):
            values["body"] = slug

    app.before_request(_prepare_body)


def _prepare_body() -> None:
    """Refuse the addresses of an unknown body. Show who is signed in whatever was committed before, by any
    process: nobody meets their own change as that of somebody else. Visitors see it a moment later, and wait
    for nothing."""
    if not current_body():
        rule = current_request().url_rule
        if rule and "body" in rule.arguments:
            raise NotFound
    elif identify():
        # Without the store, reading goes on.
        with contextlib.suppress(StoreUnavailable):
            current_repository().snapshot(fresh=True)


@bp.get(PREFIX)
@public
def without_slash() -> Response:
    """Lead from the address of a catalogue that was copied without its final slash."""
    return moved(add_query(home(), request.query_string.decode()))
