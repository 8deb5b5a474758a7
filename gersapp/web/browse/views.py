"""Reading: the catalogue, and one operation's own address."""

import re
from collections.abc import Sequence
from functools import partial
from typing import Any
from urllib.parse import parse_qs
from zlib import crc32

from flask import Blueprint, Response, request, url_for

from gersapp.catalogue.history.audiences import notice_renamed, read_address
from gersapp.catalogue.history.fields import HEADING
from gersapp.catalogue.model import Operation
from gersapp.catalogue.search.selection import MAX_QUERY, Notice, Selection
from gersapp.french import UNTITLED, count_found, counted, label_filters
from gersapp.store.repository import Snapshot
from gersapp.web import htmx
from gersapp.web.changes import describe_audiences, render_recent_bar
from gersapp.web.current import (
    current_history,
    current_repository,
    current_request,
    current_settings,
    current_snapshot,
)
from gersapp.web.form_data import pages_on_page
from gersapp.web.fragments import Fragment, requested_fragment, set_browser_address
from gersapp.web.french import say_changed, say_selected
from gersapp.web.french_times import date_in_paris, today
from gersapp.web.navigation import (
    add_query,
    catalogue_address,
    current_origin,
    current_path,
    moved,
    see_other,
    selection_of_page,
    with_ticks,
)
from gersapp.web.rendering.cards import ALONE
from gersapp.web.rendering.html import Html
from gersapp.web.rendering.pages import (
    render_card,
    render_fragment,
    render_in_batches,
    render_page,
    respond,
    respond_cached,
    respond_large,
    respond_streamed,
    respond_unchanged,
    with_etag,
)
from gersapp.web.results import (
    BulkForm,
    find_results,
    render_catalogue_page,
    render_next_page,
    render_results,
    requested_section,
)
from gersapp.web.security.access import (
    explain_suspension,
    may_change,
    may_edit,
    public,
    reader_key,
)
from gersapp.web.security.headers import VARY

bp = Blueprint("browse", __name__)


# All but the marks that follow an address in a text, and are copied with it. To look for the marks themselves
# takes the square of their number: 0.7 s for an address of 8 kB.
_WITHOUT_FINAL_MARKS = re.compile(r".*[^\W_]", re.DOTALL)


@bp.get("/")
@public
def catalogue() -> Response:
    """Show the page, its results alone, or the rest of its results; the query string is the whole state."""
    request, snapshot = current_request(), current_snapshot()
    fragment = requested_fragment() if htmx.is_fragment() else None
    bulk = BulkForm() if fragment or not may_change() else _bulk_form()
    trouble = crc32("\n".join([current_repository().status() or "", *bulk.ticked, str(bulk.is_all)]).encode())
    part = fragment.value if fragment else date_in_paris().isoformat()
    etag = f"{snapshot.state}/{reader_key()}/{trouble:x}/{part}"
    if request.if_none_match.contains_weak(etag):
        return respond_unchanged(etag)
    query = parse_qs(request.query_string.decode())
    selection, notices = read_address(query, snapshot.catalogue.heading, current_history(snapshot))
    if not fragment and "seen" in request.args:  # without script, the filters send the ticks too
        return see_other(with_ticks(catalogue_address(selection.query), bulk.ticked))
    origin = "" if fragment else _canonical_origin()
    make = partial(_render, fragment, snapshot, selection, notices=notices, origin=origin, bulk=bulk)
    if fragment is Fragment.REFRESHED_RESULTS:
        response = respond_large(make)
    elif notices or bulk != BulkForm() or len(selection.q) > MAX_QUERY:
        response = respond(make())
    else:
        response = respond_cached((etag, origin, selection), make)
    if fragment:
        set_browser_address(response, fragment, add_query(current_path(), selection.query))
    return with_etag(response, etag)


@bp.get("/imprimer")
@public
def printable() -> Response:
    """Show all that the selection finds on one page, to be printed."""
    snapshot = current_snapshot()
    heading, query = snapshot.catalogue.heading, parse_qs(request.query_string.decode())
    selection = read_address(query, heading, current_history(snapshot))[0].on_page(1)
    found = snapshot.catalogue.find_all(selection)
    return respond_streamed(
        "browse/printable.html",
        heading=heading,
        title=heading.title or UNTITLED,
        selected=say_selected(label_filters(heading, selection)),
        count=count_found(found.operations, found.links),
        groups=[
            (part.audience.label, counted(part.count, "opération"), render_in_batches(part.operations))
            for part in found.sections
        ],
        today=today(),
        back=catalogue_address(selection.query),
        address=current_origin() + catalogue_address(selection.query),
    )


@bp.get("/news")
@public
def news() -> Response:
    """Say what has changed since the action `seen`, to a page that shows the catalogue of that time, or that
    changes are suspended or possible again, to one that was made (`suspended`) before.

    A page that has the state of the catalogue already, by its ETag, gets 304.
    """
    snapshot = current_snapshot()
    is_suspended = explain_suspension() is not None
    is_as_before = is_suspended == ("suspended" in request.args)
    if is_as_before and request.if_none_match.contains_weak(snapshot.state):
        return respond_unchanged(snapshot.state)
    revisions = current_history(snapshot).since(request.args.get("seen", ""))
    changed = {revision.operation for revision in revisions or ()}
    operations = changed - {HEADING}
    # A page from before a restoration names an action that is not in this history.
    is_changed = revisions is None or changed
    response = render_fragment(
        "results/_news.html",
        changed=say_changed(len(operations)) if is_changed else "",
        suspension="" if is_as_before else "suspended" if is_suspended else "over",
        address=catalogue_address(selection_of_page(snapshot).on_page(1).query),
        # The heading stands outside of the results: only a whole page has it anew.
        is_whole=not is_as_before or not operations or HEADING in changed,
    )
    return with_etag(response, snapshot.state)


@bp.get("/operations/<id>")
@public
def operation(id: str) -> Response:
    """Show the page of an operation, or its card to htmx."""
    snapshot = current_snapshot()
    catalogue = snapshot.catalogue
    trashed = catalogue.trash.get(id)
    if trashed and may_edit() and not htmx.is_fragment():
        seen = current_history(snapshot).last
        return render_page("browse/trashed.html", 404, operation=trashed.operation, seen=seen)
    if id not in catalogue.operations:
        return _correct_operation_address(snapshot, id)
    operation = catalogue.get(id)
    if htmx.is_fragment():
        return Response(render_card(operation, requested_section(snapshot)), headers={"Vary": VARY})
    is_saved = may_edit() and "saved" in request.args
    changed = request.args.getlist("changed") if may_edit() else []
    return render_page(
        "browse/operation.html",
        heading=catalogue.heading,
        operation=operation,
        card=render_card(operation, ALONE),
        bar=render_recent_bar(with_shared=True) if is_saved else "",
        notes=describe_audiences(snapshot, changed, request.args.get("since")).values(),
        **_surroundings(snapshot, operation),
    )


@bp.get("/operations/<id>/")
@public
def operation_with_slash(id: str) -> Response:
    """Lead from an address that was copied with a final slash."""
    return _correct_operation_address(current_snapshot(), id)


def _correct_operation_address(snapshot: Snapshot, id: str) -> Response:
    """Lead to the operation whose address was copied with what followed it in a text; raises NotFound."""
    copied = _WITHOUT_FINAL_MARKS.match(id)
    operation = snapshot.catalogue.get(copied[0] if copied else "")
    address = url_for("browse.operation", id=operation.id)
    return moved(add_query(address, request.query_string.decode()))


def _surroundings(snapshot: Snapshot, operation: Operation) -> dict[str, Any]:
    """Return what the page of `operation` says of the catalogue around it, in the selection of its address,
    or else of the page that the browser comes from."""
    query = parse_qs(request.query_string.decode())
    selection = read_address(query, snapshot.catalogue.heading, current_history(snapshot))[0].on_page(1)
    if not selection.query:
        selection = selection_of_page(snapshot).on_page(1)
    before, after = _neighbours(operation.id, snapshot.catalogue.ids_of(selection))
    return {
        "before": snapshot.catalogue.operations.get(before),
        "after": snapshot.catalogue.operations.get(after),
        "query": selection.query,
        "active": ", ".join(label_filters(snapshot.catalogue.heading, selection)),
        "back": catalogue_address(selection.query),
        "today": today(),
        "origin": _canonical_origin(),
        "address": current_origin() + current_path(),
    }


def _neighbours(id: str, ids: Sequence[str]) -> tuple[str, str]:
    """Return the ids before and after `id` in `ids`, "" for none; what is not in `ids` has no neighbours."""
    if id not in ids:
        return "", ""
    place = ids.index(id)
    return ids[place - 1] if place else "", ids[place + 1] if place + 1 < len(ids) else ""


def _bulk_form() -> BulkForm:
    """Return what the address has ticked, from a browser without script."""
    return BulkForm(tuple(dict.fromkeys(request.args.getlist("op"))), is_all="all" in request.args)


def _render(
    fragment: Fragment | None,
    snapshot: Snapshot,
    selection: Selection,
    *,
    notices: Sequence[Notice],
    origin: str,
    bulk: BulkForm,
) -> bytes:
    """Return the fragment of the page, or the whole page without one."""
    is_refreshed = fragment is Fragment.REFRESHED_RESULTS
    pages = pages_on_page(request.args) if is_refreshed else 1
    results = find_results(snapshot, selection, pages)
    if fragment is None:
        renamed = notice_renamed(selection, snapshot.catalogue.heading, current_history(snapshot))
        notices = (*notices, *renamed)
        return render_catalogue_page(
            results,
            bar=render_recent_bar(),
            notices=notices,
            origin=origin,
            bulk=bulk,
        )
    if fragment is Fragment.NEXT_PAGE:
        return render_next_page(results)
    return render_results(
        results,
        notices=notices,
        with_filter_fields=fragment.has_filter_fields,
        bar=None if is_refreshed else Html(),
    )


def _canonical_origin() -> str:
    """Return the scheme and host of the canonical address; "" unless hosts are declared, and so checked."""
    return current_origin() if current_settings().hosts else ""
