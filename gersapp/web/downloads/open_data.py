"""« Données ouvertes »: the page that shows each format of the data, with an example of the moment."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from flask import Blueprint, Response, url_for

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.history.history import Dates
from gersapp.catalogue.model import Operation
from gersapp.catalogue.search.selection import Selection
from gersapp.exchange.dossier import Dossier, Part, as_published, heading_as_published
from gersapp.exchange.writing import atom, write
from gersapp.exchange.writing.json import dump, operation_document
from gersapp.settings import LICENCE
from gersapp.store.repository import Snapshot
from gersapp.web.current import current_history, current_settings, current_snapshot
from gersapp.web.downloads.interface import PAGE_SIZE
from gersapp.web.downloads.offered import ATOM, JSON, TABLES, File, documents
from gersapp.web.french_times import date_in_paris
from gersapp.web.navigation import current_origin, home
from gersapp.web.rendering.pages import render_page
from gersapp.web.security.access import public

bp = Blueprint("open_data", __name__)

# Lines of an example, and characters of a line.
_MAX_LINES, _MAX_WIDTH = 24, 300


@bp.get("/donnees")
@public
def page() -> Response:
    """Show what each format is for, where it is, and what it gives now."""
    snapshot = current_snapshot()
    catalogue, licence = snapshot.catalogue, current_settings().licence
    return render_page(
        "downloads/data.html",
        heading=heading_as_published(catalogue.heading),
        tables=[_with_example(snapshot, file) for file in TABLES],
        json=_with_example(snapshot, JSON),
        atom=_with_example(snapshot, ATOM),
        documents=documents(len(catalogue.operations)),
        origin=current_origin(),
        selections=_selections(catalogue),
        one=url_for("interface.operation", id=next(iter(catalogue.operations), "recettes")),
        schema=url_for("spreadsheets.schema"),
        catalogue=url_for("description.catalogue"),
        interface=url_for("description.interface"),
        licence=licence,
        licence_name="Licence Ouverte 2.0" if licence == LICENCE else licence,
        page_size=PAGE_SIZE,
        most_entries=atom.MAX_ENTRIES,
    )


def _selections(catalogue: Catalogue) -> list[str]:
    """Return the paths of a few selections that find something."""
    audience = next(iter(catalogue.find(Selection()).audiences), "")
    platform = next(iter(catalogue.platforms_by_use()), "")
    if not audience or not platform:
        return []
    return [
        url_for("spreadsheets.csv", audience=audience),
        url_for("interface.operations", platform=platform),
        url_for("feed.operations", audience=audience, platform=platform),
    ]


def _with_example(snapshot: Snapshot, file: File) -> tuple[File, str]:
    return file, _example(snapshot, file.format.slug)


def _example(snapshot: Snapshot, slug: str) -> str:
    """Return the beginning of what the file in the format `slug` has of an operation; "" if it is no text."""
    if slug == "atom":
        return _shorten(_entry(snapshot))
    operations = snapshot.catalogue.operations.values()
    operation = next((one for one in operations if one.links), next(iter(operations), None))
    if not operation or slug not in ("csv", "csv-links", "json"):
        return ""
    if slug == "json":
        document = operation_document(
            as_published(operation), f"{current_origin()}{home()}operations/{operation.id}"
        )
        return _shorten(dump({"operations": [document]}).decode())
    return _shorten(b"".join(write(slug, _dossier_of(snapshot, operation))).decode())


def _entry(snapshot: Snapshot) -> str:
    """Return the newest entry of the feed, a line an element; "" when it has none."""
    catalogue, dates = snapshot.catalogue, current_history(snapshot).dates()
    newest = max(dates.keys() & catalogue.operations.keys(), key=lambda id: dates[id].changed, default=None)
    if newest is None:
        return ""
    dossier = _dossier_of(snapshot, catalogue.operations[newest], {newest: dates[newest]})
    feed = b"".join(atom.write(dossier)).decode()
    entry = feed[feed.index("<entry>") : feed.index("</feed>")]
    return re.sub(r">\s*<", ">\n<", entry)


def _dossier_of(
    snapshot: Snapshot, operation: Operation, dates: Mapping[str, Dates] = MappingProxyType({})
) -> Dossier:
    heading = heading_as_published(snapshot.catalogue.heading)
    address = current_origin() + home()
    return Dossier(
        heading=heading,
        parts=(Part(heading.audiences[0], (as_published(operation),)),),
        operations=1,
        links=len(operation.links),
        total=len(snapshot.catalogue.operations),
        filters=(),
        day=date_in_paris(),
        address=address,
        home=address,
        dates=dates,
    )


def _shorten(text: str) -> str:
    """Return the first lines of `text`, and their beginnings."""
    lines = text.strip().splitlines()
    kept = [line if len(line) <= _MAX_WIDTH else f"{line[:_MAX_WIDTH]}…" for line in lines[:_MAX_LINES]]
    return "\n".join([*kept, "…"] if len(lines) > _MAX_LINES else kept)
