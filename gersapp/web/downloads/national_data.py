"""The selection across bodies as tables, and page by page in JSON."""

from typing import Any

from flask import Blueprint, Response, url_for

from gersapp.catalogue.platforms import PLATFORMS
from gersapp.catalogue.search.selection import Notice
from gersapp.catalogue.text import french_spacing
from gersapp.exchange.dossier import as_published
from gersapp.exchange.writing import FORMATS, atom
from gersapp.exchange.writing.json import dump, operation_document
from gersapp.french import describe_notice
from gersapp.observatory.found import BodySection, NationalFound
from gersapp.observatory.groups import GROUPS
from gersapp.observatory.national import National
from gersapp.observatory.selection import NationalSelection
from gersapp.web.current import current_settings
from gersapp.web.downloads.interface import PAGE_SIZE
from gersapp.web.downloads.national import groups_of, read_national_selected
from gersapp.web.downloads.opening import open_to_all, respond_data, respond_problem
from gersapp.web.downloads.paging import address_other_pages, name_relations
from gersapp.web.downloads.tables import requested_csv, send_schema, send_table
from gersapp.web.national.current import current_national, read_national_address
from gersapp.web.national.french import TITLE, label_national_filters
from gersapp.web.navigation import add_query, current_origin, site_home
from gersapp.web.security.access import public

bp = Blueprint("national_data", __name__)
open_to_all(bp)


@bp.get("/operations.csv")
@public
def csv() -> Response:
    """Send the operations of the selection, or its links, as open data or for a French Excel."""
    return send_table(read_national_selected(), requested_csv())


@bp.get("/operations.xlsx")
@public
def xlsx() -> Response:
    """Send the selection as an Excel workbook."""
    return send_table(read_national_selected(), "xlsx")


@bp.get("/operations.ods")
@public
def ods() -> Response:
    """Send the selection as an OpenDocument spreadsheet."""
    return send_table(read_national_selected(), "ods")


@bp.get("/schema.json")
@public
def schema() -> Response:
    """Say what the columns of the CSV files are: of operations, or of links."""
    return send_schema(current_national().state, is_of_bodies=True)


@bp.get("/operations.atom")
@public
def feed() -> Response:
    """Give the newest additions and changes in the selection."""
    selected = read_national_selected()
    media_type = FORMATS["atom"].media_type
    return respond_data(selected.state, media_type, lambda: b"".join(atom.write(selected.make_feed())))


@bp.get("/operations.json")
@public
def operations() -> Response:
    """Give a page of the operations of the selection, in the order of the Observatoire's page."""
    national = current_national()
    selection, notices = read_national_address(national)
    found = national.find(selection, PAGE_SIZE)
    pages = max(1, -(-found.operations // PAGE_SIZE))
    if selection.page > pages:
        message = f"Cette sélection n’a pas de page {selection.page} : la dernière est la page {pages}."
        return respond_problem(404, "Page introuvable", message)
    others = address_other_pages(url_for("national_data.operations"), selection, pages)
    return respond_data(
        national.state,
        FORMATS["json"].media_type,
        lambda: dump(
            {
                **_describe(national, selection, found, notices),
                **{"page": selection.page, "pages": pages, "page_size": PAGE_SIZE, **others},
                "operations": [
                    document for section in found.sections for document in documents_of(national, section)
                ],
            }
        ),
        name_relations(others),
    )


def _describe(
    national: National, selection: NationalSelection, found: NationalFound, notices: tuple[Notice, ...]
) -> dict[str, Any]:
    """Return what the page of `selection` says of its results: filters, figures, what it ignored."""
    return {
        "address": current_origin() + add_query(site_home(), selection.on_page(1).query),
        "title": TITLE,
        "licence": current_settings().licence,
        "national_audiences": [{"slug": group.slug, "label": group.label} for group in GROUPS],
        "platforms": [{"slug": platform.slug, "label": platform.label} for platform in PLATFORMS],
        "filters": label_national_filters(national, selection),
        "notices": [french_spacing(describe_notice(notice)) for notice in notices],
        "count": {
            "operations": found.operations,
            "links": found.links,
            "total": national.operations,
            "bodies": found.bodies,
            "kinds": found.kinds,
            "territories": found.territories,
            "national_audiences": found.groups,
            "platforms": found.platforms,
        },
    }


def documents_of(national: National, section: BodySection) -> list[dict[str, Any]]:
    """Return the operations of a body; their audiences are those of the body, by label."""
    part = national.parts[section.body.slug]
    labels = {audience.slug: audience.label for audience in part.member.catalogue.heading.audiences}
    home = f"{current_origin()}{site_home()}{section.body.slug}/"
    body = {
        "slug": section.body.slug,
        "name": section.name,
        "kind": section.body.kind,
        "territory": section.body.territory,
        "address": home,
    }
    return [
        {
            "body": body,
            **operation_document(as_published(operation), f"{home}operations/{operation.id}"),
            "audiences": [labels[slug] for slug in operation.audiences if slug in labels],
            "national_audiences": groups_of(part, operation),
        }
        for operation in section.operations
    ]
