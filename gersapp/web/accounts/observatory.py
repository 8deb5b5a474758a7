"""Accounts where each edits named bodies: « Comptes » of the Observatoire, and an invitation that is accepted
with the account that one has."""

from flask import Blueprint, Response, request, url_for

from gersapp.errors import AccountRefused, EditorsUnavailable, Unidentified
from gersapp.web.accounts.own import show_gone, show_invitation
from gersapp.web.accounts.pages import address_of_client, refuse_unavailable
from gersapp.web.accounts.team import Team
from gersapp.web.current import current_editors
from gersapp.web.navigation import see_other
from gersapp.web.security.access import curates, current_editor, manages_body, signed_in

bp = Blueprint("all_accounts", __name__)
bp.register_error_handler(EditorsUnavailable, refuse_unavailable)

_team, _team_of_body = Team("all_accounts"), Team("accounts")


@bp.get("/comptes")
@curates
def index() -> Response:
    """Show all accounts, and all invitations that are pending."""
    return _team.show()


@bp.post("/comptes")
@curates
def invite() -> Response:
    """Invite somebody to curate the Observatoire."""
    return _team.invite()


@bp.post("/comptes/retirer")
@curates
def remove() -> Response:
    """Remove the account of somebody else."""
    return _team.remove()


@bp.post("/comptes/observatoire")
@curates
def set_curator() -> Response:
    """Let somebody curate the Observatoire, or no more."""
    return _team.set_curator()


@bp.post("/<body>/comptes/role")
@manages_body
def set_role() -> Response:
    """Give an account a role in a body."""
    return _team_of_body.set_role()


@bp.post("/comptes/invitations/retirer")
@curates
def withdraw() -> Response:
    """Withdraw an invitation."""
    return _team.withdraw()


@bp.post("/connexion/invitation/accepter")
@signed_in
def accept() -> Response:
    """Give one's own account the rights of an invitation."""
    token = request.form.get("token", "")
    try:
        current_editors().accept_rights(current_editor(), token, address_of_client())
    except Unidentified:
        return show_gone()
    except AccountRefused as error:
        return show_invitation(token, errors={"": str(error)}, status=422)
    return see_other(url_for("account.own", fait="droits-recus"))
