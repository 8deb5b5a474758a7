"""The Observatoire: one search over all bodies, and all that it finds on one page to be printed."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from flask import Blueprint, Response, request

from gersapp.catalogue.search.selection import MAX_QUERY, Notice
from gersapp.french import counted
from gersapp.observatory.found import BodySection
from gersapp.observatory.national import National
from gersapp.observatory.selection import NationalSelection
from gersapp.web import htmx
from gersapp.web.current import current_settings, in_body
from gersapp.web.form_data import pages_on_page
from gersapp.web.fragments import Fragment, requested_fragment, set_browser_address
from gersapp.web.french import say_changed, say_selected
from gersapp.web.french_times import date_in_paris, today
from gersapp.web.national.current import (
    current_following,
    current_national,
    read_national,
    read_national_address,
)
from gersapp.web.national.french import EVERYTHING, TITLE, count_national, label_national_filters
from gersapp.web.navigation import add_query, current_origin, query_of_page, site_home
from gersapp.web.observatory.results import find_national, render_national_fragment, render_national_page
from gersapp.web.rendering.pages import (
    render_fragment,
    render_in_batches,
    respond,
    respond_cached,
    respond_large,
    respond_streamed,
    respond_unchanged,
    with_etag,
)
from gersapp.web.security.access import public, reader_key

bp = Blueprint("observatory", __name__)

# Characters of what narrows a long filter.
_MAX_NAME = 80
_LONG_FILTERS = ("body", "territory")


@bp.get("/")
@public
def index() -> Response:
    """Show the page, its results alone, or the rest of its results; the query string is the whole state."""
    national = current_national()
    fragment = requested_fragment() if htmx.is_fragment() else None
    etag = f"{national.state}/{reader_key()}/{fragment.value if fragment else date_in_paris().isoformat()}"
    if request.if_none_match.contains_weak(etag):
        return respond_unchanged(etag)
    selection, notices = read_national_address(national)
    narrowing = {} if fragment else _read_narrowing()
    origin = current_origin() if current_settings().hosts and not fragment else ""
    make = partial(
        _render, fragment, national, selection, notices=notices, narrowing=narrowing, origin=origin
    )
    if fragment is Fragment.REFRESHED_RESULTS:
        response = respond_large(make)
    elif notices or narrowing or len(selection.q) > MAX_QUERY:
        response = respond(make())
    else:
        response = respond_cached((etag, origin, selection), make)
    if fragment:
        set_browser_address(response, fragment, add_query(site_home(), selection.query))
    return with_etag(response, etag)


@bp.get("/news")
@public
def news() -> Response:
    """Say how many operations of the selection were changed after the state `seen`, to a page of that state.

    A page that has the state of all bodies already, by its ETag, gets 304.
    """
    national = current_national()
    if request.if_none_match.contains_weak(national.state):
        return respond_unchanged(national.state)
    selection = read_national(query_of_page(site_home()), national)[0].on_page(1)
    changed = current_following().changed_since(request.args.get("seen", ""))
    count = national.count_changed(selection, changed or {})
    response = render_fragment(
        "results/_news.html",
        # A page that is much older, or from before a restart, names a state that is not remembered.
        changed="Les catalogues ont changé." if changed is None else say_changed(count) if count else "",
        suspension="",
        address=add_query(site_home(), selection.query),
        is_whole=False,
    )
    return with_etag(response, national.state)


@bp.get("/imprimer")
@public
def printable() -> Response:
    """Show all that the selection finds on one page, to be printed."""
    national = current_national()
    selection = read_national_address(national)[0].on_page(1)
    found = national.find_all(selection)
    address = add_query(site_home(), selection.query)
    return respond_streamed(
        "observatory/printable.html",
        title=TITLE,
        selected=say_selected(label_national_filters(national, selection), EVERYTHING),
        count=count_national(found.operations, found.links, len(found.sections)),
        groups=list(map(_render_section, found.sections)),
        today=today(),
        back=address,
        address=current_origin() + address,
    )


def _read_narrowing() -> dict[str, str]:
    """Return what the form sends without script of the fields in long filters (filter → text).

    It is no part of the selection.
    """
    typed = {name: request.args.get(f"find-{name}", "").strip()[:_MAX_NAME] for name in _LONG_FILTERS}
    return {name: text for name, text in typed.items() if text}


def _render_section(section: BodySection) -> tuple[str, str, Iterator[bytes]]:
    """Return the name of a body, the number of its hits in words, and their cards."""
    with in_body(section.body.slug):
        cards = render_in_batches(section.operations)
    return section.name, counted(section.count, "opération"), cards


def _render(
    fragment: Fragment | None,
    national: National,
    selection: NationalSelection,
    *,
    notices: Sequence[Notice],
    narrowing: Mapping[str, str],
    origin: str,
) -> bytes:
    """Return the fragment of the page, or the whole page without one."""
    pages = pages_on_page(request.args) if fragment is Fragment.REFRESHED_RESULTS else 1
    results = find_national(national, selection, pages)
    if fragment is None:
        return render_national_page(results, notices=notices, narrowing=narrowing, origin=origin)
    return render_national_fragment(results, fragment, notices=notices)
