"""« Données ouvertes »: the page that shows each format of the data, with an example of the moment."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from flask import Blueprint, Response, url_for

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.history.history import Dates
from gersapp.catalogue.model import Heading, Operation
from gersapp.catalogue.search.selection import Selection
from gersapp.exchange.dossier import Dossier, Part, as_published, heading_as_published
from gersapp.exchange.writing import atom, write
from gersapp.exchange.writing.json import dump, operation_document
from gersapp.settings import LICENCE
from gersapp.store.repository import Snapshot
from gersapp.web.current import current_history, current_settings, current_snapshot
from gersapp.web.downloads.interface import PAGE_SIZE
from gersapp.web.downloads.offered import OF_CATALOGUE, File, Offered
from gersapp.web.french_times import date_in_paris
from gersapp.web.navigation import current_origin, home
from gersapp.web.rendering.pages import render_page
from gersapp.web.security.access import public

bp = Blueprint("open_data", __name__)

# Lines of an example, and characters of a line.
_MAX_LINES, _MAX_WIDTH = 24, 300


@dataclass(frozen=True, slots=True)
class Examples:
    """What the examples show: an operation as a `table` and as `json` has it, None without any, and a `feed`
    whose newest entry is shown."""

    table: Dossier | None
    json: Mapping[str, Any] | None
    feed: Dossier | None


@bp.get("/donnees")
@public
def page() -> Response:
    """Show what each format is for, where it is, and what it gives now."""
    snapshot = current_snapshot()
    catalogue = snapshot.catalogue
    first = next(iter(catalogue.operations), None)
    return render_open_data(
        OF_CATALOGUE,
        _examples(snapshot),
        heading=heading_as_published(catalogue.heading),
        operations=len(catalogue.operations),
        selections=_selections(catalogue),
        one=url_for("interface.operation", id=first) if first else "",
        schema=url_for("spreadsheets.schema"),
        catalogue=url_for("description.catalogue"),
        interface=url_for("description.interface"),
    )


def render_open_data(
    offered: Offered, examples: Examples, *, heading: Heading, operations: int, **addresses: str | list[str]
) -> Response:
    """Return the page; `addresses` are those of templates/downloads/data.html."""
    licence = current_settings().licence
    return render_page(
        "downloads/data.html",
        heading=heading,
        tables=[(file, _example(examples, file)) for file in offered.tables],
        json=(offered.json, _example(examples, offered.json)),
        atom=(offered.atom, _example(examples, offered.atom)),
        documents=offered.documents(operations),
        origin=current_origin(),
        licence=licence,
        licence_name="Licence Ouverte 2.0" if licence == LICENCE else licence,
        page_size=PAGE_SIZE,
        most_entries=atom.MAX_ENTRIES,
        **addresses,
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


def _examples(snapshot: Snapshot) -> Examples:
    catalogue, dates = snapshot.catalogue, current_history(snapshot).dates()
    newest = next((id for id in dates if id in catalogue.operations), None)
    feed = _dossier_of(snapshot, catalogue.operations[newest], {newest: dates[newest]}) if newest else None
    operation = choose_example(catalogue.operations.values())
    if not operation:
        return Examples(None, None, feed)
    address = f"{current_origin()}{home()}operations/{operation.id}"
    document = operation_document(as_published(operation), address)
    return Examples(_dossier_of(snapshot, operation), document, feed)


def choose_example(operations: Collection[Operation]) -> Operation | None:
    """Return the first of the `operations` with a link, or else the first; None without any."""
    return next((one for one in operations if one.links), next(iter(operations), None))


def _example(examples: Examples, file: File) -> str:
    """Return the beginning of what `file` has of an operation; "" if it is no text, or has none."""
    slug = file.format.slug
    if slug == "atom":
        return _shorten(_entry(examples.feed)) if examples.feed else ""
    if slug == "json":
        return _shorten(dump({"operations": [examples.json]}).decode()) if examples.json else ""
    if not examples.table or slug not in ("csv", "csv-links"):
        return ""
    return _shorten(b"".join(write(slug, examples.table)).decode())


def _entry(feed: Dossier) -> str:
    """Return the newest entry of `feed`, a line an element; "" when it has none."""
    text = b"".join(atom.write(feed)).decode()
    entry = text[text.find("<entry>") : text.find("</entry>") + len("</entry>")] if feed.dates else ""
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
