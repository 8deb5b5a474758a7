"""What every page of an import says when its files, its document or its size refuse."""

from flask import Blueprint, Response

from gersapp.errors import DocumentRefused, EditorsUnavailable, ImportRefused, NotFound
from gersapp.reviews.repository import KEPT_DAYS
from gersapp.web.french import UNAVAILABLE
from gersapp.web.rendering.pages import respond_refusal
from gersapp.web.security.access import warn_unavailable

_GONE = (
    "Cet import n’est plus là, ou ne propose plus cela : il a été retiré, sa lecture a été interrompue, "
    f"ou il a changé entre-temps. Un import attend {KEPT_DAYS} jours."
)


def make_blueprint(name: str) -> Blueprint:
    """Return a blueprint that responds to these errors."""
    bp = Blueprint(name, __name__)
    bp.register_error_handler(NotFound, lambda _: respond_refusal(404, "Import introuvable", _GONE))
    bp.register_error_handler(EditorsUnavailable, _refuse_unavailable)
    for error in (DocumentRefused, ImportRefused):
        bp.register_error_handler(error, lambda error: respond_refusal(422, "Import impossible", str(error)))
    return bp


def _refuse_unavailable(error: EditorsUnavailable) -> Response:
    warn_unavailable(error)
    return respond_refusal(503, "Imports indisponibles", UNAVAILABLE)
