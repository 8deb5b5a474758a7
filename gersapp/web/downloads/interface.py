"""The reading interface: the operations of a selection, page by page, and one operation, in JSON."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, url_for

from gersapp.cache import Last
from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.model import Operation
from gersapp.catalogue.search.found import Found
from gersapp.catalogue.search.selection import Notice, Selection
from gersapp.catalogue.text import french_spacing
from gersapp.exchange.dossier import as_published, heading_as_published, in_one_list
from gersapp.exchange.writing import FORMATS
from gersapp.exchange.writing.json import catalogue_document, dump, operation_document
from gersapp.french import describe_notice, label_filters
from gersapp.store.repository import Snapshot
from gersapp.web.current import current_body, current_settings, current_snapshot
from gersapp.web.downloads.opening import open_to_all, read_query, respond_data, respond_problem
from gersapp.web.downloads.paging import address_other_pages, name_relations
from gersapp.web.navigation import catalogue_address, current_origin, home
from gersapp.web.security.access import public

bp = Blueprint("interface", __name__)
open_to_all(bp)

# Operations in a page.
PAGE_SIZE = 100
MEDIA_TYPE = FORMATS["json"].media_type

Results = tuple[Found, Sequence[Operation]]
# Whoever reads page after page asks for the results of one selection, one answer after the other.
_results = Last[Results]()


@bp.get("/operations.json")
@public
def operations() -> Response:
    """Give a page of the operations of the selection, in the order of the catalogue's page."""
    snapshot = current_snapshot()
    selection, notices = read_query(snapshot)
    results = _find(snapshot, selection)
    pages = max(1, -(-len(results[1]) // PAGE_SIZE))
    if selection.page > pages:
        message = f"Cette sélection n’a pas de page {selection.page} : la dernière est la page {pages}."
        return respond_problem(404, "Page introuvable", message)
    others = address_other_pages(url_for("interface.operations"), selection, pages)
    return respond_data(
        snapshot.state,
        MEDIA_TYPE,
        lambda: dump(
            {
                **_catalogue_document(snapshot.catalogue, catalogue_address(selection.on_page(1).query)),
                **_results_document(snapshot.catalogue, selection, results[0], notices),
                **{"page": selection.page, "pages": pages, "page_size": PAGE_SIZE, **others},
                "operations": _page(results[1], selection.page),
            }
        ),
        name_relations(others),
    )


@bp.get("/operations/<id>.json")
@public
def operation(id: str) -> Response:
    """Give one operation, with what the format has of the catalogue."""
    snapshot = current_snapshot()
    operation = snapshot.catalogue.get(id)
    return respond_data(snapshot.state, MEDIA_TYPE, lambda: operation_file(snapshot.catalogue, operation))


def operation_file(catalogue: Catalogue, operation: Operation) -> bytes:
    """Return a file of the format that has one operation."""
    address = url_for("browse.operation", id=operation.id)
    return dump({**_catalogue_document(catalogue, address), "operations": _documents([operation])})


def _find(snapshot: Snapshot, selection: Selection) -> Results:
    """Return the counts of `selection`, and all its operations, each once."""

    def find() -> Results:
        found = snapshot.catalogue.find_all(selection)
        return found, tuple(in_one_list([section.operations for section in found.sections]))

    return _results.get((current_body(), snapshot.state, selection.on_page(1)), find)


def _catalogue_document(catalogue: Catalogue, path: str) -> dict[str, Any]:
    """Return what each file begins with; `path` is that of the page that shows the same."""
    return {
        **catalogue_document(heading_as_published(catalogue.heading), current_origin() + path),
        "licence": current_settings().licence,
    }


def _results_document(
    catalogue: Catalogue, selection: Selection, found: Found, notices: Sequence[Notice]
) -> dict[str, Any]:
    """Return what the page of `selection` says of its results: filters, figures, what it ignored."""
    return {
        "filters": label_filters(catalogue.heading, selection),
        "notices": [french_spacing(describe_notice(notice)) for notice in notices],
        "count": {
            "operations": found.operations,
            "links": found.links,
            "total": len(catalogue.operations),
            "audiences": found.audiences,
            "platforms": found.platforms,
        },
    }


def _page(operations: Sequence[Operation], number: int) -> list[dict[str, Any]]:
    return _documents(operations[(number - 1) * PAGE_SIZE : number * PAGE_SIZE])


def _documents(operations: Sequence[Operation]) -> list[dict[str, Any]]:
    start = current_origin() + home()
    return [
        operation_document(as_published(operation), f"{start}operations/{operation.id}")
        for operation in operations
    ]
