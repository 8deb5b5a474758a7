"""What describes the data: to catalogues of data (DCAT), and to programs (OpenAPI)."""

from collections.abc import Sequence

from flask import Blueprint, Response, url_for

from gersapp.catalogue.model import Heading
from gersapp.exchange.dossier import heading_as_published
from gersapp.exchange.writing.json import dump
from gersapp.observatory.national import National
from gersapp.observatory.selection import NationalSelection
from gersapp.store.repository import Snapshot
from gersapp.web.current import current_history, current_settings, current_snapshot, in_body
from gersapp.web.downloads import dcat, openapi
from gersapp.web.downloads.national import describe_observatory
from gersapp.web.downloads.offered import OF_BODIES, OF_CATALOGUE, Offered
from gersapp.web.downloads.opening import open_to_all, respond_data
from gersapp.web.national.current import current_following, current_national
from gersapp.web.navigation import current_origin, home
from gersapp.web.security.access import public

# Of one catalogue; and of all those that a site has together.
bp = Blueprint("description", __name__)
bodies_bp = Blueprint("national_description", __name__)
open_to_all(bp)
open_to_all(bodies_bp)


@bp.get("/catalog.jsonld")
@public
def catalogue() -> Response:
    """Describe the catalogue, its files and its licence to those who list the data of others."""
    snapshot = current_snapshot()
    return respond_data(snapshot.state, "application/ld+json", lambda: _describe_catalogue(snapshot))


@bodies_bp.get("/catalog.jsonld", endpoint="catalogue")
@public
def catalogue_of_bodies() -> Response:
    """Describe what all bodies have together, and name the catalogue of each."""
    national = current_national()
    return respond_data(national.state, "application/ld+json", lambda: _describe_bodies(national))


@bp.get("/openapi.json")
@public
def interface() -> Response:
    """Describe the addresses that programs read."""
    snapshot = current_snapshot()
    heading = heading_as_published(snapshot.catalogue.heading)
    return respond_data(snapshot.state, "application/json", lambda: _describe_interface(heading))


@bodies_bp.get("/openapi.json", endpoint="interface")
@public
def interface_of_bodies() -> Response:
    """Describe the addresses that programs read of all bodies together."""
    national = current_national()
    heading = describe_observatory(national)
    return respond_data(
        national.state, "application/json", lambda: _describe_interface(heading, is_of_bodies=True)
    )


def _describe_interface(heading: Heading, *, is_of_bodies: bool = False) -> bytes:
    licence = current_settings().licence
    address = current_origin() + home()
    return dump(openapi.describe(heading, home=address, licence=licence, is_of_bodies=is_of_bodies))


def _describe_catalogue(snapshot: Snapshot) -> bytes:
    catalogue = snapshot.catalogue
    last = current_history(snapshot).actions(first=0, count=1)
    published = _published("description", catalogue.heading, last[0].time if last else None)
    return _describe(published, OF_CATALOGUE, len(catalogue.operations))


def _describe_bodies(national: National) -> bytes:
    newest = next(national.newest(NationalSelection(), current_following().dates_of), None)
    bodies = []
    for slug, part in national.parts.items():
        with in_body(slug):
            bodies.append(_published("description", part.member.catalogue.heading))
    published = _published(
        "national_description", describe_observatory(national), newest.dates.changed if newest else None
    )
    return _describe(published, OF_BODIES, national.operations, bodies)


def _published(blueprint: str, heading: Heading, changed: int | None = None) -> dcat.Published:
    origin = current_origin()
    return dcat.Published(
        heading=heading_as_published(heading),
        home=origin + home(),
        own=origin + url_for(f"{blueprint}.catalogue"),
        openapi=origin + url_for(f"{blueprint}.interface"),
        licence=current_settings().licence,
        changed=changed,
    )


def _describe(
    published: dcat.Published, offered: Offered, operations: int, bodies: Sequence[dcat.Published] = ()
) -> bytes:
    files = [(file.format, current_origin() + file.path) for file in offered.files(operations)]
    return dump(dcat.describe(published, files, bodies))
