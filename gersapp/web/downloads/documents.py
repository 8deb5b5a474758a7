"""« Télécharger »: the selection as a document."""

from urllib.parse import parse_qs

from flask import Blueprint, Response, request

from gersapp.catalogue.history.audiences import read_address
from gersapp.catalogue.search.selection import Selection
from gersapp.errors import ExportBusy, ExportFailed
from gersapp.exchange.dossier import Dossier, make_dossier
from gersapp.exchange.writing import FORMATS
from gersapp.store.repository import Snapshot
from gersapp.web.current import current_exports, current_history, current_snapshot
from gersapp.web.downloads.naming import file_name
from gersapp.web.french_times import date_in_paris
from gersapp.web.navigation import add_query, catalogue_address, current_origin
from gersapp.web.rendering.pages import render_page, respond, respond_refusal
from gersapp.web.security.headers import VARY

bp = Blueprint("documents", __name__)

_NOTHING = ("Rien à télécharger", "Aucune opération ne correspond à cette sélection.")
_BUSY = (
    "Un instant…",
    "Beaucoup de documents se préparent en ce moment. Le vôtre arrive dans quelques secondes.",
)
_FAILED = (
    "Document impossible",
    "Ce document n’a pas pu être préparé : le journal du serveur dit pourquoi. Essayez un autre format, ou "
    "moins d’opérations.",
)
# Seconds after which a browser asks again.
_RETRY_S = 3


@bp.get("/telecharger")
def index() -> Response:
    """Show the formats of the selection, and what each is for."""
    snapshot = current_snapshot()
    selection = _selection(snapshot)
    dossier = _dossier(snapshot, selection)
    return render_page(
        "downloads/index.html",
        heading=snapshot.catalogue.heading,
        dossier=dossier,
        formats={slug: format for slug, format in FORMATS.items() if format.is_installed},
        query=selection.query,
        back=catalogue_address(selection.query),
    )


@bp.get("/dossier.<slug>")
def document(slug: str) -> Response:
    """Send the selection as a document."""
    format = FORMATS.get(slug)
    if not format or not format.is_installed:
        return respond_refusal(404, "Format indisponible", "Ce format n’est pas installé sur ce serveur.")
    snapshot = current_snapshot()
    selection = _selection(snapshot)
    dossier = _dossier(snapshot, selection)
    if not dossier.operations:
        return respond_refusal(404, *_NOTHING)
    key = (snapshot.state, dossier.day, selection.query, dossier.address)
    etag = f"{snapshot.state}/{dossier.day}/{slug}"
    if request.if_none_match.contains_weak(etag):
        return _with_validator(respond(b"", 304), etag)
    try:
        content = current_exports().get(slug, key, lambda: dossier)
    except ExportBusy:
        return _ask_again()
    except ExportFailed:
        return respond_refusal(500, *_FAILED)
    response = Response(content, mimetype=format.media_type)
    title, is_extract = dossier.heading.title, bool(dossier.filters)
    name = file_name(title, dossier.day, format.slug, is_extract=is_extract)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return _with_validator(response, etag)


def _selection(snapshot: Snapshot) -> Selection:
    """Return the selection of the address, whatever its page."""
    query = parse_qs(request.query_string.decode())
    return read_address(query, snapshot.catalogue.heading, current_history(snapshot))[0].on_page(1)


def _dossier(snapshot: Snapshot, selection: Selection) -> Dossier:
    home = current_origin() + catalogue_address("")
    return make_dossier(
        snapshot.catalogue, selection, date_in_paris(), address=add_query(home, selection.query), home=home
    )


def _ask_again() -> Response:
    """Answer who comes while many documents are made: their browser asks again by itself."""
    response = respond_refusal(503, *_BUSY)
    response.headers["Retry-After"] = str(_RETRY_S)
    # What a `meta` of the page would do; every browser knows it.
    response.headers["Refresh"] = str(_RETRY_S)
    return response


def _with_validator(response: Response, etag: str) -> Response:
    response.headers.update({"ETag": f'W/"{etag}"', "Cache-Control": "no-cache", "Vary": VARY})
    return response
