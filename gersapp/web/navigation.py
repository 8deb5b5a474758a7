"""Addresses of ours: where a person is, comes from, and goes on to, under whatever prefix the site has."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs, urlsplit

from flask import Response, request, url_for

from gersapp.catalogue.model import Heading
from gersapp.catalogue.search.selection import Selection, read_selection
from gersapp.web import htmx

# A query with more parameters is none of ours.
_MAX_PARAMETERS = 100

# One slash, then neither another nor a backslash, which browsers take for one; no control character.
_PATH = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]*")
# The names « . » and « .. » in a path, as browsers understand them: they lead out of a prefix.
_DOTS = re.compile(r"/(\.|%2e){1,2}(/|$)", re.IGNORECASE)


def home() -> str:
    """Return the address of the catalogue without filters."""
    return url_for("browse.catalogue")


def local_address(address: str) -> str:
    """Return `address` when it is a path of ours, with its query; or nothing."""
    path = address.partition("?")[0]
    is_ours = path.startswith(f"{request.root_path}/") and not _DOTS.search(path)
    return address if is_ours and _PATH.fullmatch(address) else ""


def path_of(url: str) -> str:
    """Return the path and the query of `url` when they are ours; or nothing."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return local_address(parts.path + (f"?{parts.query}" if parts.query else ""))


def current_address() -> str:
    """Return the path and the query that the browser requests."""
    return request.root_path + request.full_path.removesuffix("?")


def previous_address() -> str:
    """Return the path of the page of ours that the browser comes from; the sign-in is none."""
    referer = request.headers.get("Referer", "")
    host = referer.partition("://")[2].partition("/")[0]
    path = path_of(referer) if host == request.host else ""
    return "" if path.startswith(url_for("signin.form")) else path


def see_other(address: str) -> Response:
    """Send the browser to `address`, with GET."""
    return Response(status=303, headers={"Location": address})


def catalogue_address(query: str) -> str:
    """The address of the catalogue's page, for the selection whose query string is `query`."""
    return with_query(url_for("browse.catalogue"), query)


def with_query(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


def standing_selection(heading: Heading) -> Selection:
    """The selection of the page that the person looks at."""
    return read_selection(_standing_query(), heading.audiences)[0]


def _standing_query() -> Mapping[str, Sequence[str]]:
    """The query of the page that the person looks at: htmx's word for it, else the browser's."""
    address = htmx.current_url() or request.headers.get("Referer", "")
    try:
        parts = urlsplit(address)
    except ValueError:
        return {}
    # Without script, a refused change to several operations is shown on the catalogue's page, at its own
    # address.
    is_catalogue = parts.path in (url_for("browse.catalogue"), url_for("bulk.change"))
    if not is_catalogue or parts.query.count("&") >= _MAX_PARAMETERS:
        return {}
    return parse_qs(parts.query, max_num_fields=_MAX_PARAMETERS)
