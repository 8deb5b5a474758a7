"""« Télécharger » across bodies: the formats of a selection, and the selection as a document."""

from flask import Blueprint, Response, url_for

from gersapp.exchange import writing
from gersapp.exchange.writing import FORMATS
from gersapp.web.downloads.documents import send_document
from gersapp.web.downloads.national import read_national_selected
from gersapp.web.downloads.offered import File
from gersapp.web.rendering.pages import render_page
from gersapp.web.security.access import public

bp = Blueprint("national_documents", __name__)

_TABLES = (
    File(FORMATS["xlsx"], "national_data.xlsx"),
    File(FORMATS["ods"], "national_data.ods"),
    File(FORMATS["csv-excel"], "national_data.csv", {"for": "excel"}),
    File(FORMATS["csv"], "national_data.csv"),
    File(FORMATS["csv-links"], "national_data.csv", {"form": "links"}),
)
_DATA = (File(FORMATS["json"], "national_data.operations"), File(FORMATS["atom"], "national_data.feed"))


@bp.get("/telecharger")
@public
def index() -> Response:
    """Show the formats of the selection, and what each is for."""
    selected = read_national_selected()
    dossier = selected.make_outline()
    return render_page(
        "downloads/index.html",
        heading=dossier.heading,
        dossier=dossier,
        documents=[
            File(format, "national_documents.document", {"slug": format.slug})
            for format in writing.DOCUMENTS
            if format.is_installed
        ],
        tables=_TABLES,
        data=_DATA,
        query=selected.selection.query,
        back=selected.address,
        whole=url_for("national_documents.index"),
        open_data="",
    )


@bp.get("/dossier.<slug>")
@public
def document(slug: str) -> Response:
    """Send the selection as a document."""
    return send_document(read_national_selected(), slug)
