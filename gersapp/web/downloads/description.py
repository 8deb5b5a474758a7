"""What describes the data: to catalogues of data (DCAT), and to programs (OpenAPI)."""

from flask import Blueprint, Response, url_for

from gersapp.exchange.dossier import heading_as_published
from gersapp.exchange.writing.json import dump
from gersapp.store.repository import Snapshot
from gersapp.web.current import current_history, current_settings, current_snapshot
from gersapp.web.downloads import dcat, openapi
from gersapp.web.downloads.offered import files
from gersapp.web.downloads.opening import open_to_all, respond_data
from gersapp.web.navigation import current_origin, home
from gersapp.web.security.access import public

bp = Blueprint("description", __name__)
open_to_all(bp)


@bp.get("/catalog.jsonld")
@public
def catalogue() -> Response:
    """Describe the catalogue, its files and its licence to those who list the data of others."""
    snapshot = current_snapshot()
    return respond_data(snapshot.state, "application/ld+json", lambda: dump(_describe_catalogue(snapshot)))


@bp.get("/openapi.json")
@public
def interface() -> Response:
    """Describe the addresses that programs read."""
    snapshot = current_snapshot()
    return respond_data(
        snapshot.state,
        "application/json",
        lambda: dump(
            openapi.describe(
                heading_as_published(snapshot.catalogue.heading),
                home=current_origin() + home(),
                licence=current_settings().licence,
            )
        ),
    )


def _describe_catalogue(snapshot: Snapshot) -> dict[str, object]:
    origin, count = current_origin(), len(snapshot.catalogue.operations)
    last = current_history(snapshot).actions(first=0, count=1)
    published = dcat.Published(
        heading=heading_as_published(snapshot.catalogue.heading),
        home=origin + home(),
        own=origin + url_for("description.catalogue"),
        openapi=origin + url_for("description.interface"),
        licence=current_settings().licence,
        changed=last[0].time if last else None,
    )
    return dcat.describe(published, [(file.format, origin + file.path) for file in files(count)])
