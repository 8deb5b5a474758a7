"""The Atom feed of a selection: what was added and changed."""

from flask import Blueprint, Response

from gersapp.catalogue.search.selection import Selection
from gersapp.exchange.dossier import Dossier, make_dossier
from gersapp.exchange.writing import atom
from gersapp.store.repository import Snapshot
from gersapp.web.current import current_history, current_snapshot
from gersapp.web.downloads.opening import open_to_all, read_query, respond_data
from gersapp.web.french_times import date_in_paris
from gersapp.web.navigation import catalogue_address, current_origin

bp = Blueprint("feed", __name__)
open_to_all(bp)

MEDIA_TYPE = "application/atom+xml"


@bp.get("/operations.atom")
def operations() -> Response:
    """Give the newest additions and changes in the selection."""
    snapshot = current_snapshot()
    selection = read_query(snapshot)[0].on_page(1)
    return respond_data(snapshot, MEDIA_TYPE, lambda: b"".join(atom.write(dated(snapshot, selection))))


def dated(snapshot: Snapshot, selection: Selection) -> Dossier:
    """Return the results of `selection`, with the dates of the operations."""
    return make_dossier(
        snapshot.catalogue,
        selection,
        date_in_paris(),
        address=current_origin() + catalogue_address(selection.query),
        home=current_origin() + catalogue_address(""),
        dates=current_history(snapshot).dates(),
    )
