"""« Comptes » of a catalogue: who edits it, and who is invited to."""

from flask import Blueprint, Response

from gersapp.errors import EditorsUnavailable
from gersapp.web.accounts.pages import refuse_unavailable
from gersapp.web.accounts.team import Team
from gersapp.web.security.access import manages_body

bp = Blueprint("accounts", __name__)
bp.register_error_handler(EditorsUnavailable, refuse_unavailable)

_team = Team("accounts")


@bp.get("/comptes")
@manages_body
def index() -> Response:
    """Show who has an account, and which invitations are pending."""
    return _team.show()


@bp.post("/comptes")
@manages_body
def invite() -> Response:
    """Invite somebody to edit the catalogue."""
    return _team.invite()


@bp.post("/comptes/retirer")
@manages_body
def remove() -> Response:
    """Let somebody edit it no more."""
    return _team.remove()


@bp.post("/comptes/invitations/retirer")
@manages_body
def withdraw() -> Response:
    """Withdraw an invitation."""
    return _team.withdraw()
