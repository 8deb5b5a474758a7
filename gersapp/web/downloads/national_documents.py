"""« Télécharger » and « Données ouvertes » across bodies, and the selection as a document."""

from dataclasses import replace

from flask import Blueprint, Response, url_for

from gersapp.catalogue.model import Operation
from gersapp.observatory.found import BodySection
from gersapp.observatory.parts import Part
from gersapp.observatory.selection import NationalSelection
from gersapp.web.downloads.documents import render_formats, send_document
from gersapp.web.downloads.national import (
    NationalSelected,
    describe_observatory,
    groups_of,
    read_national_selected,
)
from gersapp.web.downloads.national_data import documents_of
from gersapp.web.downloads.offered import OF_BODIES
from gersapp.web.downloads.open_data import Examples, choose_example, render_open_data
from gersapp.web.security.access import public

bp = Blueprint("national_documents", __name__)


@bp.get("/telecharger")
@public
def index() -> Response:
    """Show the formats of the selection, and what each is for."""
    selected = read_national_selected()
    return render_formats(selected, OF_BODIES, query=selected.selection.query, back=selected.address)


@bp.get("/dossier.<slug>")
@public
def document(slug: str) -> Response:
    """Send the selection as a document."""
    return send_document(read_national_selected(), slug)


@bp.get("/donnees")
@public
def open_data() -> Response:
    """Show what each format is for, where it is, and what it gives now."""
    selected = replace(read_national_selected(), selection=NationalSelection())
    national = selected.national
    section = next(iter(national.find(selected.selection).sections), None)
    operation = choose_example(section.operations) if section else None
    body = section.body.slug if section else next(iter(national.parts), "")
    return render_open_data(
        OF_BODIES,
        _examples(selected, section, operation),
        heading=describe_observatory(national),
        operations=national.operations,
        selections=_selections(national.parts[body], operation) if operation else [],
        one=url_for("interface.operation", body=body, id=operation.id) if operation else "",
        schema=url_for("national_data.schema"),
        catalogue=url_for("national_description.catalogue"),
        interface=url_for("national_description.interface"),
        of_body=url_for("open_data.page", body=body) if body else "",
    )


def _examples(
    selected: NationalSelected, section: BodySection | None, operation: Operation | None
) -> Examples:
    if section is None or operation is None:
        return Examples(None, None, None)
    section = replace(section, operations=(operation,))
    (document,) = documents_of(selected.national, section)
    return Examples(selected.write([section]), document, selected.make_feed())


def _selections(part: Part, operation: Operation) -> list[str]:
    """Return the paths of a few selections that find this `operation` of a body."""
    body, group = part.member.body, next(iter(groups_of(part, operation)), None)
    paths = [
        url_for("national_data.csv", body=body.slug),
        # Without a group, the address has none.
        url_for("national_data.operations", kind=body.kind.value, audience=group),
    ]
    # Its own is the last.
    return [*paths, *[url_for("national_data.feed", territory=slug) for slug in part.places[-1:]]]
