"""The Atom feed of a selection: what was added and changed."""

from flask import Blueprint, Response

from gersapp.exchange.writing import FORMATS, atom
from gersapp.web.current import current_history
from gersapp.web.downloads.opening import open_to_all, respond_data
from gersapp.web.downloads.selected import Selected, read_selected
from gersapp.web.security.access import public

bp = Blueprint("feed", __name__)
open_to_all(bp)


@bp.get("/operations.atom")
@public
def operations() -> Response:
    """Give the newest additions and changes in the selection."""
    selected = read_selected()
    return respond_data(selected.state, FORMATS["atom"].media_type, lambda: _feed(selected))


def _feed(selected: Selected) -> bytes:
    dates = current_history(selected.snapshot).dates()
    return b"".join(atom.write(selected.make_dossier(dates)))
