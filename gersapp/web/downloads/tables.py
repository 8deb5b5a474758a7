"""The selection as tables: CSV, Excel, LibreOffice; and what their columns are."""

import hashlib
from datetime import date

from flask import Blueprint, Response, request

from gersapp.catalogue.search.selection import Selection
from gersapp.errors import ExportBusy, ExportFailed
from gersapp.exchange.dossier import Dossier, make_dossier
from gersapp.exchange.tables.published import Form
from gersapp.exchange.writing import FORMATS
from gersapp.exchange.writing.json import dump
from gersapp.exchange.writing.schema import table_schema
from gersapp.store.repository import Snapshot
from gersapp.web.current import current_exports, current_snapshot
from gersapp.web.downloads.naming import file_name
from gersapp.web.downloads.opening import open_to_all, read_query, respond_data, respond_problem
from gersapp.web.french_times import date_in_paris
from gersapp.web.navigation import catalogue_address, current_origin
from gersapp.web.rendering.pages import respond
from gersapp.web.security.headers import accepts_gzip, compress

bp = Blueprint("spreadsheets", __name__)
open_to_all(bp)

_SCHEMA_TYPE = "application/json"
_BUSY = "Beaucoup de fichiers se préparent en ce moment : redemandez celui-ci dans quelques secondes."
_FAILED = "Ce fichier n’a pas pu être préparé : le journal du serveur dit pourquoi."
_RETRY_S = 3


@bp.get("/operations.csv")
def csv() -> Response:
    """Send the operations of the selection, or its links, as open data or for a French Excel."""
    by_link, for_excel = request.args.get("form") == "links", request.args.get("for") == "excel"
    return _respond("-".join(["csv", *(["links"] if by_link else []), *(["excel"] if for_excel else [])]))


@bp.get("/operations.xlsx")
def xlsx() -> Response:
    """Send the selection as an Excel workbook."""
    return _respond("xlsx")


@bp.get("/operations.ods")
def ods() -> Response:
    """Send the selection as an OpenDocument spreadsheet."""
    return _respond("ods")


@bp.get("/schema.json")
def schema() -> Response:
    """Say what the columns of the CSV files are: of operations, or of links."""
    form = Form.LINKS if request.args.get("form") == "links" else Form.OPERATIONS
    return respond_data(current_snapshot(), _SCHEMA_TYPE, lambda: dump(table_schema(form)))


def _respond(slug: str) -> Response:
    """Send the selection of the address in a format, or 304."""
    snapshot, day, format = current_snapshot(), date_in_paris(), FORMATS[slug]
    selection = read_query(snapshot)[0].on_page(1)
    key = (snapshot.state, day, selection.query, current_origin() + catalogue_address(""))
    etag = hashlib.sha256(repr((key, slug)).encode(errors="replace")).hexdigest()[:32]
    if request.if_none_match.contains_weak(etag):
        response = respond(b"", 304)
    else:
        try:
            content = current_exports().get(slug, key, lambda: _dossier(snapshot, selection, day))
        except (ExportBusy, ExportFailed) as error:
            return _refuse(is_busy=isinstance(error, ExportBusy))
        response = _respond_file(content, format.media_type)
        title, is_extract = snapshot.catalogue.heading.title, bool(selection.query)
        name = file_name(title, day, format.suffix, is_extract=is_extract)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["ETag"] = f'W/"{etag}"'
    return response


def _dossier(snapshot: Snapshot, selection: Selection, day: date) -> Dossier:
    origin = current_origin()
    return make_dossier(
        snapshot.catalogue,
        selection,
        day,
        address=origin + catalogue_address(selection.query),
        home=origin + catalogue_address(""),
    )


def _respond_file(content: bytes, media_type: str) -> Response:
    # The others are zips.
    is_compressed = media_type.startswith("text/") and accepts_gzip()
    response = respond(compress(content) if is_compressed else content)
    if is_compressed:
        response.headers["Content-Encoding"] = "gzip"
    response.content_type = media_type
    return response


def _refuse(*, is_busy: bool) -> Response:
    if not is_busy:
        return respond_problem(500, "Fichier impossible", _FAILED)
    response = respond_problem(503, "Un instant…", _BUSY)
    response.headers["Retry-After"] = str(_RETRY_S)
    return response
