"""The selection as tables: CSV, Excel, LibreOffice; and what their columns are."""

from flask import Blueprint, Response, request

from gersapp.errors import ExportBusy, ExportFailed
from gersapp.exchange.tables.published import Form
from gersapp.exchange.writing import FORMATS
from gersapp.exchange.writing.json import dump
from gersapp.exchange.writing.schema import table_schema
from gersapp.web.current import current_snapshot
from gersapp.web.downloads.opening import open_to_all, respond_data, respond_problem
from gersapp.web.downloads.selected import RETRY_S, read_selected, respond_file
from gersapp.web.security.access import public

bp = Blueprint("spreadsheets", __name__)
open_to_all(bp)

_BUSY = "Beaucoup de fichiers se préparent en ce moment : redemandez celui-ci dans quelques secondes."
_FAILED = "Ce fichier n’a pas pu être préparé : le journal du serveur dit pourquoi."


@bp.get("/operations.csv")
@public
def csv() -> Response:
    """Send the operations of the selection, or its links, as open data or for a French Excel."""
    by_link, for_excel = request.args.get("form") == "links", request.args.get("for") == "excel"
    return _respond("-".join(["csv", *(["links"] if by_link else []), *(["excel"] if for_excel else [])]))


@bp.get("/operations.xlsx")
@public
def xlsx() -> Response:
    """Send the selection as an Excel workbook."""
    return _respond("xlsx")


@bp.get("/operations.ods")
@public
def ods() -> Response:
    """Send the selection as an OpenDocument spreadsheet."""
    return _respond("ods")


@bp.get("/schema.json")
@public
def schema() -> Response:
    """Say what the columns of the CSV files are: of operations, or of links."""
    form = Form.LINKS if request.args.get("form") == "links" else Form.OPERATIONS
    return respond_data(current_snapshot(), FORMATS["json"].media_type, lambda: dump(table_schema(form)))


def _respond(slug: str) -> Response:
    """Send the selection of the address in a format, or 304."""
    try:
        return respond_file(read_selected(), FORMATS[slug])
    except ExportBusy:
        response = respond_problem(503, "Un instant…", _BUSY)
        response.headers["Retry-After"] = str(RETRY_S)
        return response
    except ExportFailed:
        return respond_problem(500, "Fichier impossible", _FAILED)
