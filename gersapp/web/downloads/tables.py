"""The selection as tables: CSV, Excel, LibreOffice; and what their columns are."""

from flask import Blueprint, Response, request

from gersapp.errors import ExportBusy, ExportFailed
from gersapp.exchange.tables.published import Form
from gersapp.exchange.writing import FORMATS
from gersapp.exchange.writing.json import dump
from gersapp.exchange.writing.schema import table_schema
from gersapp.web.current import current_snapshot
from gersapp.web.downloads.opening import open_to_all, respond_data, respond_problem
from gersapp.web.downloads.selected import RETRY_S, Writable, read_selected, respond_file
from gersapp.web.security.access import public

bp = Blueprint("spreadsheets", __name__)
open_to_all(bp)

_BUSY = "Beaucoup de fichiers se préparent en ce moment : redemandez celui-ci dans quelques secondes."
_FAILED = "Ce fichier n’a pas pu être préparé : le journal du serveur dit pourquoi."


@bp.get("/operations.csv")
@public
def csv() -> Response:
    """Send the operations of the selection, or its links, as open data or for a French Excel."""
    return send_table(read_selected(), requested_csv())


@bp.get("/operations.xlsx")
@public
def xlsx() -> Response:
    """Send the selection as an Excel workbook."""
    return send_table(read_selected(), "xlsx")


@bp.get("/operations.ods")
@public
def ods() -> Response:
    """Send the selection as an OpenDocument spreadsheet."""
    return send_table(read_selected(), "ods")


@bp.get("/schema.json")
@public
def schema() -> Response:
    """Say what the columns of the CSV files are: of operations, or of links."""
    return send_schema(current_snapshot().state)


def send_schema(state: str, *, is_of_bodies: bool = False) -> Response:
    """Send the description of the columns of the form that the address asks for."""
    form = Form.LINKS if request.args.get("form") == "links" else Form.OPERATIONS
    media_type = FORMATS["json"].media_type
    return respond_data(state, media_type, lambda: dump(table_schema(form, is_of_bodies=is_of_bodies)))


def requested_csv() -> str:
    """Return the slug of the format of CSV that the address asks for."""
    by_link, for_excel = request.args.get("form") == "links", request.args.get("for") == "excel"
    return "-".join(["csv", *(["links"] if by_link else []), *(["excel"] if for_excel else [])])


def send_table(selected: Writable, slug: str) -> Response:
    """Send what is selected as the table of this format, or 304."""
    try:
        return respond_file(selected, FORMATS[slug])
    except ExportBusy:
        response = respond_problem(503, "Un instant…", _BUSY)
        response.headers["Retry-After"] = str(RETRY_S)
        return response
    except ExportFailed:
        return respond_problem(500, "Fichier impossible", _FAILED)
