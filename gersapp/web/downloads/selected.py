"""The selection of the address as what is written, and the file that it becomes."""

import hashlib
from dataclasses import dataclass

from flask import Response, request

from gersapp.catalogue.search.selection import Selection
from gersapp.exchange.dossier import Dossier, make_dossier
from gersapp.exchange.writing import Format
from gersapp.web.current import current_exports, current_snapshot
from gersapp.web.downloads.naming import file_name
from gersapp.web.downloads.opening import read_query
from gersapp.web.french_times import date_in_paris
from gersapp.web.navigation import catalogue_address, current_origin
from gersapp.web.rendering.pages import respond
from gersapp.web.security.headers import accepts_gzip, compress

# Seconds after which who comes while many files are made may ask again.
RETRY_S = 3


@dataclass(frozen=True, slots=True)
class Selected:
    """A selection, without the number of a page, and the dossier of it in the `state` of the catalogue."""

    selection: Selection
    dossier: Dossier
    state: str


def read_selected() -> Selected:
    """Return what the address selects."""
    snapshot, origin = current_snapshot(), current_origin()
    selection = read_query(snapshot)[0].on_page(1)
    address, home = origin + catalogue_address(selection.query), origin + catalogue_address("")
    dossier = make_dossier(snapshot.catalogue, selection, date_in_paris(), address=address, home=home)
    return Selected(selection, dossier, snapshot.state)


def respond_file(selected: Selected, format: Format) -> Response:
    """Return the file of this `format` to be kept, or 304; raises ExportBusy and ExportFailed."""
    dossier = selected.dossier
    key = (selected.state, dossier.day, dossier.address)
    etag = hashlib.sha256(repr((key, format.slug)).encode(errors="replace")).hexdigest()[:32]
    if request.if_none_match.contains_weak(etag):
        response = respond(b"", 304)
    else:
        content = current_exports().get(format.slug, key, lambda: dossier)
        # The others are zips, or compressed within.
        is_compressed = format.media_type.startswith("text/") and accepts_gzip()
        response = respond(compress(content) if is_compressed else content)
        if is_compressed:
            response.headers["Content-Encoding"] = "gzip"
        response.content_type = format.media_type
        title, is_extract = dossier.heading.title, bool(dossier.filters)
        name = file_name(title, dossier.day, format.suffix, is_extract=is_extract)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["ETag"] = f'W/"{etag}"'
    return response
