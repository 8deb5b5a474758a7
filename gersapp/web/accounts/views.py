"""« Mon compte », « Comptes », and the page on which an invited person makes an account."""

import contextlib
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request, url_for

from gersapp.editors.accounts import key
from gersapp.editors.passwords import MIN_LENGTH
from gersapp.errors import (
    AccountRefused,
    EditorsUnavailable,
    GersError,
    PasswordRefused,
    TooManyTries,
    Unidentified,
)
from gersapp.web.current import current_editors, current_history, current_settings, current_snapshot
from gersapp.web.french import of_whom, say_delay
from gersapp.web.french_times import say_day, when
from gersapp.web.navigation import home, see_other
from gersapp.web.rendering.pages import render_page, respond_refusal
from gersapp.web.security.access import (
    current_editor,
    end_session,
    session_token,
    set_session_token,
    warn_unavailable,
)
from gersapp.web.security.proxies import is_local_request

bp = Blueprint("accounts", __name__)

_UNAVAILABLE = "C’est impossible pour l’instant : le journal du serveur dit pourquoi. Rien n’est changé."

_IN_HISTORY = (
    "Quelqu’un qui n’a plus de compte a modifié le catalogue sous ce nom : l’historique vous attribuerait "
    "ses modifications. Choisissez-en un autre ; si c’était vous, l’administrateur peut vous le rendre."
)

# What was done, by the word in the address that says so.
_DONE = {
    "mot-de-passe": "Votre mot de passe est changé. Vos autres sessions sont terminées.",
    "compte-retire": "Le compte est retiré, et ses sessions sont terminées.",
    "invitation-retiree": "L’invitation est retirée : son adresse ne sert plus.",
    "invitation-finie": "Cette invitation n’attendait plus : elle a servi, a expiré ou a été retirée.",
}


@bp.errorhandler(EditorsUnavailable)
def refuse_unavailable(error: EditorsUnavailable) -> Response:
    warn_unavailable(error)
    return respond_refusal(503, "Comptes indisponibles", _UNAVAILABLE)


# -- « Mon compte »


@bp.get("/compte")
def own() -> Response:
    """Show the form for another password, or why there is none to change."""
    return _show_own()


@bp.post("/compte")
def change_password() -> Response:
    """Change the editor's own password; the other sessions of the account end."""
    current, new, again = (request.form.get(name, "") for name in ("current", "password", "again"))
    if new != again:
        return _show_own({"again": "Les deux saisies diffèrent."}, 422)
    try:
        token = current_editors().change_password(session_token(), current, new, _address())
    except Unidentified:
        return _show_own({"current": "Ce n’est pas votre mot de passe actuel."}, 422)
    except TooManyTries as error:
        response = _show_own({"current": f"Trop d’essais. Réessayez dans {say_delay(error.seconds)}."}, 429)
        response.headers["Retry-After"] = str(error.seconds)
        return response
    except (AccountRefused, EditorsUnavailable) as error:
        return _show_own(*_explain(error))
    response = see_other(url_for("accounts.own", fait="mot-de-passe"))
    set_session_token(response, token)
    return response


# -- « Comptes »


@bp.get("/comptes")
def index() -> Response:
    """Show who has an account, and which invitations are pending."""
    return _show_accounts()


@bp.post("/comptes")
def invite() -> Response:
    """Make an invitation, and show its address this one time."""
    try:
        token = current_editors().invite_colleague(session_token(), _address())
    except AccountRefused as error:
        return _show_accounts(409, refusal=str(error))
    return _show_accounts(invitation=url_for("accounts.invitation", token=token, _external=True))


@bp.post("/comptes/retirer")
def remove() -> Response:
    """Remove the account of somebody else; sent twice, it is done already."""
    name = request.form.get("account", "")
    if current_editors().accounts.get(name):
        try:
            current_editors().remove_account(session_token(), name, _address())
        except AccountRefused as error:
            return _show_accounts(409, refusal=str(error))
    return see_other(url_for("accounts.index", fait="compte-retire"))


@bp.post("/comptes/invitations/retirer")
def withdraw() -> Response:
    """Withdraw an invitation, or say that it was not pending: its guest may have made an account."""
    id = request.form.get("invitation", "")
    is_withdrawn = current_editors().withdraw_invitation(id, current_editor(), _address())
    done = "invitation-retiree" if is_withdrawn else "invitation-finie"
    return see_other(url_for("accounts.index", fait=done))


# -- the invited person


@bp.get("/connexion/invitation/<token>")
def invitation(token: str) -> Response:
    """Show the form that makes an account; looking at it uses nothing up."""
    return _show_invitation(token) if current_editors().may_join(token) else _show_gone()


@bp.post("/connexion/invitation")
def join() -> Response:
    """Make the account, and begin its first session."""
    token, name, password, again = (
        request.form.get(field, "") for field in ("token", "name", "password", "again")
    )
    # Names of the history are said to guests only.
    if current_editors().may_join(token):
        if password != again:
            return _show_invitation(token, name, {"again": "Les deux saisies diffèrent."}, 422)
        if _is_in_history(name):
            return _show_invitation(token, name, {"name": _IN_HISTORY}, 422)
    try:
        session = current_editors().join(token, name, password, _address())
    except Unidentified:
        return _show_gone()
    except (AccountRefused, EditorsUnavailable) as error:
        return _show_invitation(token, name, *_explain(error))
    # The account is made: a disk that refuses now must not deny it.
    with contextlib.suppress(EditorsUnavailable):
        end_session()
    response = see_other(home() if session else url_for("signin.form"))
    response.headers["Cache-Control"] = "no-store"
    set_session_token(response, session)
    return response


# -- inside


def _is_in_history(name: str) -> bool:
    """Whether somebody who has no account now has changed the catalogue under this `name`."""
    if current_editors().accounts.get(name):
        return False
    history = current_history(current_snapshot())
    return key(name) in {key(editor) for editor in history.editors() if editor}


def _address() -> str:
    return request.remote_addr or ""


def _explain(error: GersError) -> tuple[dict[str, str], int]:
    """Return the message by field, "" for none, and the status."""
    if isinstance(error, EditorsUnavailable):
        warn_unavailable(error)
        return {"": _UNAVAILABLE}, 503
    return {"password" if isinstance(error, PasswordRefused) else "name": str(error)}, 422


def _show_own(errors: Mapping[str, str] | None = None, status: int = 200) -> Response:
    account = current_editors().find_account(session_token())
    return _render("accounts/own.html", status, has_account=account is not None, errors=errors or {})


def _show_accounts(status: int = 200, *, refusal: str = "", invitation: str = "") -> Response:
    """Show the page; `invitation` is the address of a new one."""
    editors = current_editors()
    own = editors.find_account(session_token())
    return _render(
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


def _show_invitation(
    token: str, name: str = "", errors: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    is_exposed = not request.is_secure and not is_local_request(current_settings().proxies)
    context = {"token": token, "name": name, "errors": errors or {}, "is_exposed": is_exposed}
    return _render("accounts/join.html", status, **context)


def _show_gone() -> Response:
    """Say the same of an invitation that was used, withdrawn or never made."""
    return _render("accounts/gone.html", 404)


def _render(template: str, status: int, **context: Any) -> Response:
    response = render_page(
        template,
        status,
        heading=current_snapshot().catalogue.heading,
        min_length=MIN_LENGTH,
        names_editors=bool(current_settings().trusted_user_header),
        done=_DONE.get(request.args.get("fait", "")),
        **context,
    )
    response.headers["Cache-Control"] = "no-store"
    return response
