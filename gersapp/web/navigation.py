"""The site's own addresses, under any prefix: the present page, the one before, and the next."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from urllib.parse import parse_qs, quote, unquote, urlsplit

from flask import Response, current_app, request, url_for

from gersapp.catalogue.history.audiences import read_address
from gersapp.catalogue.search.selection import Selection
from gersapp.store.repository import Snapshot
from gersapp.web import htmx
from gersapp.web.current import current_bodies, current_body, current_history, current_request, has_catalogue

# What programs may read in the place of the catalogue's page.
_DATA = (
    ("application/json", "JSON", "interface.operations"),
    ("application/atom+xml", "Ce qui change", "feed.operations"),
    ("text/csv", "CSV", "spreadsheets.csv"),
)
# The site makes no query with more parameters, ticked operations among them.
_MAX_PARAMETERS = 400
# Characters of an address with ticked operations: browsers send it back whole, in a header of at most 8 kB.
_MAX_TICKED_ADDRESS = 6_000

# One slash, then neither a second one nor a backslash, which browsers treat as one; no control character.
_PATH = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\#]*")
# The names « . » and « .. » in a path, as browsers read them: they lead out of a prefix.
_DOTS = re.compile(r"/(\.|%2e){1,2}(/|$)", re.IGNORECASE)


def current_origin() -> str:
    """Return the scheme and host of the request: who forges them gets the forgery, which no cache keeps."""
    return request.host_url.rstrip("/")


def home() -> str:
    """Return the address of the catalogue without filters; on pages of no body, that of the whole site."""
    if not has_catalogue():
        return site_home()
    return _fixed_address("browse.catalogue", request.script_root, current_body())


def site_home() -> str:
    """Return the address of the site: of the only catalogue, or of all of them together."""
    return f"{request.script_root}/"


def printable_home() -> str:
    """Return the address of the whole catalogue on one page."""
    return _fixed_address("browse.printable", request.script_root, current_body())


def download_home() -> str:
    """Return the address of the documents of the whole catalogue."""
    return _fixed_address("documents.index", request.script_root, current_body())


def data_addresses(query: str) -> list[tuple[str, str, str]]:
    """Return the type, name and address of the data of the selection whose query string is `query`."""
    return [
        (media_type, name, add_query(_fixed_address(endpoint, request.script_root, current_body()), query))
        for media_type, name, endpoint in _DATA
    ]


@lru_cache(maxsize=2_000)
def _fixed_address(endpoint: str, script_root: str, body: str) -> str:
    """Return the address of `endpoint` in the current `body`, which begins with `script_root`; Flask takes
    10 µs to make it."""
    return url_for(endpoint)


def local_address(address: str) -> str:
    """Return `address`, a path with its query, when it belongs to the site; else an empty string.

    An address that only receives forms, where a refused one may stand, becomes that of the page above it.
    """
    path, _, query = address.partition("?")
    is_ours = path.startswith(f"{request.root_path}/") and not _DOTS.search(path)
    if not is_ours or not _PATH.fullmatch(address):
        return ""
    return add_query(request.root_path + _page_above(path.removeprefix(request.root_path)), query)


def _page_above(path: str) -> str:
    """Return `path`, under the root of the site, or if it only receives forms the page that it is below."""
    routes = current_app.url_map.bind(request.host)
    if routes.allowed_methods(unquote(path)):
        while not routes.test(unquote(path), "GET"):
            path = path.rpartition("/")[0] or "/"
    return path


def path_of(url: str) -> str:
    """Return the path and the query of `url` when they belong to the site; else an empty string."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return local_address(parts.path + (f"?{parts.query}" if parts.query else ""))


def current_path() -> str:
    """Return the path that the browser requests."""
    request = current_request()
    return request.root_path + request.path


def current_address() -> str:
    """Return the path and the query that the browser requests."""
    return request.root_path + request.full_path.removesuffix("?")


def previous_address() -> str:
    """Return the path of the site's page that the browser comes from, except the sign-in form; or ""."""
    referer = request.headers.get("Referer", "")
    host = referer.partition("://")[2].partition("/")[0]
    path = path_of(referer) if host == request.host else ""
    return "" if path.startswith(url_for("signin.form")) else path


def catalogue_before() -> str:
    """Return the address of the catalogue's page that the browser comes from, or else `home`.

    Where the site has many catalogues and the request is for none, it is that of the page before.
    """
    address = previous_address()
    start = home() if has_catalogue() else _home_above(address)
    return address if address.partition("?")[0] == start else start


def _home_above(address: str) -> str:
    """Return the address of the catalogue that has the page at `address`, or that of the whole site."""
    bodies = current_bodies()
    slug = address.removeprefix(site_home()).partition("/")[0]
    return f"{site_home()}{slug}/" if bodies and slug in bodies.states() else site_home()


def see_other(address: str) -> Response:
    """Send the browser to `address`, with GET."""
    return Response(status=303, headers={"Location": address})


def moved(address: str) -> Response:
    """Send the browser to `address`, for good."""
    return Response(status=308, headers={"Location": address})


def add_query(address: str, query: str) -> str:
    """Return `address` with `query`, if there is one."""
    return f"{address}?{query}" if query else address


def catalogue_address(query: str) -> str:
    """Return the address of the catalogue's page for the selection whose query string is `query`."""
    return add_query(home(), query)


def with_ticks(address: str, ids: Collection[str], *, is_all: bool = False) -> str:
    """Return the catalogue's `address` with the operations that are ticked there without script, if it can
    have so many; `is_all`: the whole selection is."""
    if not ids and not is_all:
        return address
    ticks = ["all=1"] if is_all else [f"op={quote(id)}" for id in dict.fromkeys(ids)]
    ticked = "&".join([address if "?" in address else f"{address}?", *ticks]).replace("?&", "?")
    is_short = len(ticks) < _MAX_PARAMETERS // 2 and len(ticked) <= _MAX_TICKED_ADDRESS
    return ticked if is_short else address


def selection_of_page(snapshot: Snapshot) -> Selection:
    """Return the selection of the page that sends the request."""
    # Without script, a refused change to several operations shows the catalogue's page at its own address.
    query = query_of_page(url_for("browse.catalogue"), url_for("bulk.change"))
    return read_address(query, snapshot.catalogue.heading, current_history(snapshot))[0]


def query_of_page(*paths: str) -> Mapping[str, Sequence[str]]:
    """Return the query of the page that sends the request, from the header of htmx or from Referer, when it
    is at one of the `paths`."""
    address = htmx.current_url() or request.headers.get("Referer", "")
    try:
        parts = urlsplit(address)
    except ValueError:
        return {}
    if parts.path not in paths or parts.query.count("&") >= _MAX_PARAMETERS:
        return {}
    return parse_qs(parts.query, max_num_fields=_MAX_PARAMETERS)
