"""« Télécharger »: the formats of a selection, and the selection as a document."""

from flask import Blueprint, Response, url_for

from gersapp.errors import ExportBusy, ExportFailed
from gersapp.exchange import writing
from gersapp.web.downloads.offered import OF_CATALOGUE, Offered
from gersapp.web.downloads.selected import RETRY_S, Writable, read_selected, respond_file
from gersapp.web.navigation import catalogue_address
from gersapp.web.rendering.pages import render_page, respond_refusal
from gersapp.web.security.access import public

bp = Blueprint("documents", __name__)

_UNKNOWN = ("Format inconnu", "Ce format n’existe pas, ou n’est pas installé sur ce serveur.")
_NOTHING = ("Rien à télécharger", "Aucune opération ne correspond à cette sélection.")
_TOO_MANY = ("Trop d’opérations", "Ce format n’en prend pas autant : choisissez-en un autre, ou des filtres.")
_BUSY = (
    "Un instant…",
    "Beaucoup de documents se préparent en ce moment. Le vôtre arrive dans quelques secondes.",
)
_FAILED = (
    "Document impossible",
    "Ce document n’a pas pu être préparé : le journal du serveur dit pourquoi. Essayez un autre format, ou "
    "moins d’opérations.",
)


@bp.get("/telecharger")
@public
def index() -> Response:
    """Show the formats of the selection, and what each is for."""
    selected = read_selected()
    query = selected.selection.query
    return render_formats(selected, OF_CATALOGUE, query=query, back=catalogue_address(query))


@bp.get("/dossier.<slug>")
@public
def document(slug: str) -> Response:
    """Send the selection as a document."""
    return send_document(read_selected(), slug)


def render_formats(selected: Writable, offered: Offered, *, query: str, back: str) -> Response:
    """Return « Télécharger » for what is selected, whose page is at `back`."""
    dossier = selected.make_outline()
    return render_page(
        "downloads/index.html",
        heading=dossier.heading,
        dossier=dossier,
        documents=offered.installed_documents(),
        tables=offered.tables,
        data=offered.data,
        query=query,
        back=back,
        whole=url_for(offered.index),
        open_data=url_for(offered.open_data),
    )


def send_document(selected: Writable, slug: str) -> Response:
    """Send what is selected as the document of this format, or say why there is none."""
    format = next((format for format in writing.DOCUMENTS if format.slug == slug), None)
    if not format or not format.is_installed:
        return respond_refusal(404, *_UNKNOWN)
    count = selected.make_outline().operations
    if not count:
        return respond_refusal(404, *_NOTHING)
    if not format.holds(count):
        return respond_refusal(404, *_TOO_MANY)
    try:
        return respond_file(selected, format)
    except ExportBusy:
        return _ask_again()
    except ExportFailed:
        return respond_refusal(500, *_FAILED)


def _ask_again() -> Response:
    """Answer who comes while many documents are made: their browser asks again by itself."""
    response = respond_refusal(503, *_BUSY)
    # « Refresh » does what a `meta` of the page would do; every browser knows it.
    response.headers["Retry-After"] = response.headers["Refresh"] = str(RETRY_S)
    return response
