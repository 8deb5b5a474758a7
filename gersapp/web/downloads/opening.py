"""What all data that programs read have in common: anyone may read them, from any site, and errors are JSON.

The answers are the same for visitors and for editors, so nothing here asks who makes the request.
"""

import hashlib
from collections.abc import Callable, Mapping
from urllib.parse import parse_qs

import orjson
from flask import Blueprint, Flask, Response, current_app, request, url_for
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from gersapp.catalogue.history.audiences import read_address
from gersapp.catalogue.search.selection import Notice, Selection
from gersapp.store.repository import Snapshot
from gersapp.web.current import current_history, current_request, current_settings, has_catalogue
from gersapp.web.navigation import current_origin
from gersapp.web.rendering.pages import respond, respond_cached

_METHODS = ("GET", "HEAD", "OPTIONS")
PROBLEM = "application/problem+json"
# The blueprints whose addresses give data.
_DATA = {"description", "feed", "interface", "national_data", "national_description", "spreadsheets"}
_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link",
    "Vary": "Accept-Encoding",
}
# What a page of another site may send, asked once a day.
_PREFLIGHT = {
    "Allow": ", ".join(_METHODS),
    "Access-Control-Allow-Methods": ", ".join(_METHODS),
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def init_app(app: Flask) -> None:
    """Refuse whatever is no reading of data, before anything else is said about it."""
    app.before_request(_refuse_other_methods)


def open_to_all(bp: Blueprint) -> None:
    """Let the pages of all sites read what the addresses of `bp` give."""
    bp.after_request(_open)


def gives_data() -> bool:
    """Whether the request is for data, by whatever method."""
    request = current_request()
    # By POST, the address of an operation takes that of its data for its own.
    endpoint = request.endpoint if request.method in _METHODS else _reading_endpoint()
    return (endpoint or "").partition(".")[0] in _DATA


def read_query(snapshot: Snapshot) -> tuple[Selection, tuple[Notice, ...]]:
    """Return the selection of the address, as the catalogue's page reads it, and what is to be said of it."""
    query = parse_qs(request.query_string.decode())
    return read_address(query, snapshot.catalogue.heading, current_history(snapshot))


def respond_data(
    state: str, media_type: str, make: Callable[[], bytes], links: Mapping[str, str] | None = None
) -> Response:
    """Return the answer that `make` makes of the catalogue, or of all, whose state has this name; or 304.

    `links` are addresses by their relation.
    """
    asked = f"{current_origin()}{request.script_root}{request.full_path}"
    etag = f"{state}/{hashlib.sha256(asked.encode(errors='replace')).hexdigest()[:32]}"
    if request.if_none_match.contains_weak(etag):
        response = respond(b"", 304)
    else:
        response = respond_cached(etag, make, is_data=True)
        response.content_type = media_type
    response.headers["ETag"] = f'W/"{etag}"'
    # RFC 8631 and RFC 8288: where what describes the data is, and what one may do with them.
    description = "description.interface" if has_catalogue() else "national_description.interface"
    service = {"service-desc": current_origin() + url_for(description)}
    every = {**(links or {}), "license": current_settings().licence, **service}
    response.headers["Link"] = ", ".join(f'<{address}>; rel="{rel}"' for rel, address in every.items())
    return response


def respond_problem(status: int, title: str, message: str) -> Response:
    """Return a refusal that programs read (RFC 9457), in French for people."""
    problem = {"title": title, "status": status, "detail": message}
    response = respond(orjson.dumps(problem), status)
    response.content_type = PROBLEM
    response.headers["Cache-Control"] = "no-store"
    return _open(response)


def _refuse_other_methods() -> Response | None:
    if current_request().method in _METHODS or not gives_data():
        return None
    message = "Ces données se lisent, par GET ou HEAD : elles ne se modifient pas à cette adresse."
    response = respond_problem(405, "Demande impossible", message)
    response.headers["Allow"] = ", ".join(_METHODS)
    return response


def _reading_endpoint() -> str | None:
    """Return the endpoint that the path has for GET."""
    try:
        # No route depends on the host, which may be no name at all.
        endpoint, _ = current_app.url_map.bind("localhost").match(request.path, "GET")
    except (MethodNotAllowed, NotFound, RequestRedirect):
        return None
    return str(endpoint)


def _open(response: Response) -> Response:
    response.headers.update(_HEADERS)
    if request.method == "OPTIONS":
        response.headers.update(_PREFLIGHT)
    return response
