"""The accessibility statement, one for the whole site."""

from flask import Blueprint, Response

from gersapp.web.current import current_heading, current_settings
from gersapp.web.rendering.pages import render_page
from gersapp.web.security.access import public

bp = Blueprint("accessibility", __name__)


@bp.get("/accessibilite")
@public
def page() -> Response:
    """Show the statement that the law asks for."""
    return render_page("browse/accessibility.html", heading=current_heading(), settings=current_settings())
