"""« Mon compte », and the page on which an invited person makes an account: at the root of the site."""

import contextlib
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request, url_for

from gersapp.editors.accounts import key
from gersapp.errors import AccountRefused, EditorsUnavailable, TooManyTries, Unidentified
from gersapp.web.accounts.pages import (
    address_of_client,
    explain,
    name_slug,
    refuse_unavailable,
    render_account_page,
    say_rights,
)
from gersapp.web.current import current_bodies, current_editors, current_settings, every_repository
from gersapp.web.french import say_too_many_tries
from gersapp.web.navigation import home, see_other
from gersapp.web.security.access import (
    current_editor,
    current_rights,
    end_session,
    public,
    session_token,
    set_session_token,
    signed_in,
)
from gersapp.web.security.proxies import is_local_request

bp = Blueprint("account", __name__)
bp.register_error_handler(EditorsUnavailable, refuse_unavailable)

_IN_HISTORY = (
    "Quelqu’un qui n’a plus de compte a modifié le catalogue sous ce nom : l’historique vous attribuerait "
    "ses modifications. Choisissez-en un autre ; si c’était vous, l’administrateur peut vous le rendre."
)


@bp.get("/compte")
@signed_in
def own() -> Response:
    """Show the form for another password, or why there is none to change."""
    return _show_own()


@bp.post("/compte")
@signed_in
def change_password() -> Response:
    """Change the editor's own password; the other sessions of the account end."""
    current, new, again = (request.form.get(name, "") for name in ("current", "password", "again"))
    if new != again:
        return _show_own({"again": "Les deux saisies diffèrent."}, 422)
    try:
        token = current_editors().change_password(session_token(), current, new, address_of_client())
    except Unidentified:
        return _show_own({"current": "Ce n’est pas votre mot de passe actuel."}, 422)
    except TooManyTries as error:
        response = _show_own({"current": say_too_many_tries(error.seconds)}, 429)
        response.headers["Retry-After"] = str(error.seconds)
        return response
    except (AccountRefused, EditorsUnavailable) as error:
        return _show_own(*explain(error))
    response = see_other(url_for("account.own", fait="mot-de-passe"))
    set_session_token(response, token)
    return response


# -- the invited person


@bp.get("/connexion/invitation/<token>")
@public
def invitation(token: str) -> Response:
    """Show the form that makes an account; looking at it uses nothing up."""
    return show_invitation(token) if current_editors().may_join(token) else show_gone()


@bp.post("/connexion/invitation")
@public
def join() -> Response:
    """Make the account, and begin its first session."""
    token, name, password, again = (
        request.form.get(field, "") for field in ("token", "name", "password", "again")
    )
    # Names of the history are said to guests only.
    if current_editors().may_join(token):
        if password != again:
            return show_invitation(token, name, {"again": "Les deux saisies diffèrent."}, 422)
        if _is_in_history(name):
            return show_invitation(token, name, {"name": _IN_HISTORY}, 422)
    try:
        session = current_editors().join(token, name, password, address_of_client())
    except Unidentified:
        return show_gone()
    except (AccountRefused, EditorsUnavailable) as error:
        return show_invitation(token, name, *explain(error))
    # The account is made: a disk that refuses now must not deny it.
    with contextlib.suppress(EditorsUnavailable):
        end_session()
    response = see_other(home() if session else url_for("signin.form"))
    response.headers["Cache-Control"] = "no-store"
    set_session_token(response, session)
    return response


# -- inside


def _is_in_history(name: str) -> bool:
    """Whether somebody who has no account now has changed a catalogue under this `name`."""
    if current_editors().accounts.get(name):
        return False
    histories = (repository.history(repository.snapshot()) for repository in every_repository())
    return any(key(name) == key(editor) for history in histories for editor in history.editors() if editor)


def _show_own(errors: Mapping[str, str] | None = None, status: int = 200) -> Response:
    account = current_editors().find_account(session_token())
    return render_account_page(
        "accounts/own.html",
        status,
        has_account=account is not None,
        has_name=current_editors().accounts.get(current_editor()) is not None,
        bodies=_own_bodies(),
        is_curator=current_rights().curator,
        errors=errors or {},
    )


def _own_bodies() -> list[dict[str, Any]]:
    """Return what the page says of each body that the account edits by its name."""
    bodies, rights = current_bodies(), current_rights()
    states = bodies.states() if bodies else {}
    return [
        {
            "name": name_slug(slug),
            "address": url_for("browse.catalogue", body=slug),
            "team": url_for("accounts.index", body=slug) if rights.may_manage(slug) else "",
        }
        for slug in sorted(rights.roles)
        if slug in states
    ]


def show_invitation(
    token: str, name: str = "", errors: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    """Show the form that makes an account by an invitation, or accepts it with the account that one has."""
    is_exposed = not request.is_secure and not is_local_request(current_settings().proxies)
    editors, person, has_bodies = current_editors(), current_editor(), current_bodies() is not None
    invitation, account = editors.find_invitation(token), editors.accounts.get(person)
    return render_account_page(
        "accounts/join.html",
        status,
        token=token,
        # Whom a proxy names has the rights of the account of that name.
        name=name or (person if current_settings().trusted_user_header and not account else ""),
        errors=errors or {},
        is_exposed=is_exposed,
        given=say_rights(invitation.rights) if invitation and has_bodies else "modifier ce catalogue",
        may_accept=has_bodies and account is not None,
        address=url_for("account.invitation", token=token),
    )


def show_gone() -> Response:
    """Say the same of an invitation that was used, withdrawn or never made."""
    return render_account_page("accounts/gone.html", 404)
