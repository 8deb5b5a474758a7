"""Reading: the catalogue, one operation's own address, the accessibility statement."""

from flask import Blueprint, Response, make_response, request

from gersapp.catalogue.selection import read_selection
from gersapp.web import guard, htmx
from gersapp.web.pages import (
    ALONE,
    fragment,
    page,
    plain_card,
    results_context,
    section_of,
    site,
    today,
)

pages = Blueprint("browse", __name__)

# Ids of elements that ask for results: the search field types, the link to the rest adds.
SEARCH, MORE = "q", "suite"


@pages.get("/")
def catalogue() -> Response:
    """The page, its results alone, or the rest of its results; the query string is the whole state."""
    published = site().store.published
    as_fragment = htmx.is_fragment()
    continues = as_fragment and htmx.target() == MORE
    face = f"{htmx.target()}/{htmx.trigger()}" if as_fragment else today()
    etag = f"{published.generation}/{guard.may_edit():d}{site().store.trouble is not None:d}/{face}"
    unchanged = _unchanged(etag)
    if unchanged:
        return unchanged

    here = published.catalogue
    selection, notices = read_selection(request.args.to_dict(flat=False), here.heading.audiences)
    context = results_context(here, selection) | {"notices": notices}
    if continues:
        response = fragment("_more.html", **context)
    elif as_fragment:
        nothing = {"message": "", "undo": None, "hidden": None, "added": False}
        response = fragment("_results_answer.html", trigger=htmx.trigger(), **nothing, **context)
        if htmx.trigger() == SEARCH:
            htmx.replace(response, selection.address)
        else:
            htmx.push(response, selection.address)
    else:
        response = page("catalogue.html", today=today(), **context)
    response.set_etag(etag, weak=True)
    return response


@pages.get("/operations/<id>")
def operation(id: str) -> Response:
    """One operation: its page, or its card to htmx."""
    here = site().store.published.catalogue
    trashed = here.trash.get(id)
    if trashed and guard.may_edit() and not htmx.is_fragment():
        return page("trashed.html", 404, heading=here.heading, operation=trashed.operation)
    found = here.get(id)
    if htmx.is_fragment():
        response = make_response(plain_card(found, section_of(here)))
        guard.vary_by_face(response)
        return response
    saved = "saved" in request.args
    card = plain_card(found, ALONE)
    return page("operation.html", heading=here.heading, operation=found, card=card, saved=saved)


@pages.get("/accessibilite")
def accessibility() -> Response:
    """The statement that the law asks for."""
    here = site().store.published.catalogue
    return page("accessibility.html", heading=here.heading, settings=site().settings)


def _unchanged(etag: str) -> Response | None:
    """The 304 for a visitor whose copy is still good, before anything is rendered."""
    if not request.if_none_match.contains_weak(etag):
        return None
    response = Response(status=304)
    response.set_etag(etag, weak=True)
    response.headers["Cache-Control"] = "no-cache"
    guard.vary_by_face(response)
    return response
