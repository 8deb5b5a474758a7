"""« Comptes »: who edits the catalogue, and who is invited to."""

from flask import Blueprint, Response, request, url_for

from gersapp.errors import AccountRefused, EditorsUnavailable
from gersapp.web.accounts.pages import address_of_client, refuse_unavailable, render_account_page
from gersapp.web.current import current_editors
from gersapp.web.french import of_whom
from gersapp.web.french_times import say_day, when
from gersapp.web.navigation import see_other
from gersapp.web.security.access import current_editor, manages_body, session_token

bp = Blueprint("accounts", __name__)
bp.register_error_handler(EditorsUnavailable, refuse_unavailable)


@bp.get("/comptes")
@manages_body
def index() -> Response:
    """Show who has an account, and which invitations are pending."""
    return _show_accounts()


@bp.post("/comptes")
@manages_body
def invite() -> Response:
    """Make an invitation, and show its address this one time."""
    try:
        token = current_editors().invite_colleague(session_token(), address_of_client())
    except AccountRefused as error:
        return _show_accounts(409, refusal=str(error))
    return _show_accounts(invitation=url_for("account.invitation", token=token, _external=True))


@bp.post("/comptes/retirer")
@manages_body
def remove() -> Response:
    """Remove the account of somebody else; sent twice, it is done already."""
    name = request.form.get("account", "")
    if current_editors().accounts.get(name):
        try:
            current_editors().remove_account(session_token(), name, address_of_client())
        except AccountRefused as error:
            return _show_accounts(409, refusal=str(error))
    return see_other(url_for("accounts.index", fait="compte-retire"))


@bp.post("/comptes/invitations/retirer")
@manages_body
def withdraw() -> Response:
    """Withdraw an invitation, or say that it was not pending: its guest may have made an account."""
    id = request.form.get("invitation", "")
    is_withdrawn = current_editors().withdraw_invitation(id, current_editor(), address_of_client())
    done = "invitation-retiree" if is_withdrawn else "invitation-finie"
    return see_other(url_for("accounts.index", fait=done))


def _show_accounts(status: int = 200, *, refusal: str = "", invitation: str = "") -> Response:
    """Show the page; `invitation` is the address of a new one."""
    editors = current_editors()
    own = editors.find_account(session_token())
    return render_account_page(
        "accounts/accounts.html",
        status,
        accounts=[
            {
                "name": account.name,
                "whose": of_whom([account.name]),
                "is_own": account == own,
                "created": say_day(account.created),
                "signed_in": say_day(account.signed_in),
            }
            for account in editors.accounts
        ],
        invitations=[
            {"id": item.id, "whose": of_whom([item.inviter]), "until": when(int(item.until))}
            for item in editors.pending_invitations()
        ],
        may_invite=editors.may_manage(session_token()),
        may_remove=own is not None,
        invitation=invitation,
        errors={"": refusal} if refusal else {},
    )
