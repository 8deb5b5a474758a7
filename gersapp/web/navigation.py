"""Addresses: of a selection, and of the page that the person looks at."""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs, urlsplit

from flask import request, url_for

from gersapp.catalogue.model import Heading
from gersapp.catalogue.search.selection import Selection, read_selection
from gersapp.web import htmx

# A query with more parameters is none of ours.
_MAX_PARAMETERS = 100


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
