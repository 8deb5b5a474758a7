"""Signing in and out, and coming back to where one was."""

from flask import Blueprint, Response, request

from gersapp.errors import EditorsUnavailable, TooManyTries, Unidentified
from gersapp.web.current import current_editors, current_settings
from gersapp.web.navigation import home, local_address, previous_address
from gersapp.web.security.access import may_edit, session_token, set_session_token
from gersapp.web.security.proxies import is_local_request
from gersapp.web.sign_in.responses import (
    go_on,
    render_delay,
    render_form,
    render_invitation,
    render_unavailable,
)

bp = Blueprint("signin", __name__)


@bp.get("/connexion")
def form() -> Response:
    """Show the form; who is signed in already goes on to where they were going."""
    destination = local_address(request.args.get("next", "")) or previous_address() or home()
    return go_on(destination) if may_edit() else render_form(destination)


@bp.post("/connexion")
def sign_in() -> Response:
    """Begin a new session, whatever the browser had before."""
    destination = local_address(request.form.get("next", "")) or home()
    name, password = request.form.get("name", ""), request.form.get("password", "")
    try:
        token = current_editors().sign_in(name, password, request.remote_addr or "")
        _end_session()
    except Unidentified:
        return render_form(destination, name, wrong="Nom ou mot de passe incorrect.", status=401)
    except TooManyTries as error:
        return render_delay(error.seconds, destination, name)
    except EditorsUnavailable as error:
        return render_unavailable(error, destination, name)
    return go_on(destination, token)


@bp.post("/deconnexion")
def sign_out() -> Response:
    """End the session, and leave nothing of it in the browser; the filters stay."""
    previous = previous_address()
    destination = previous if previous.partition("?")[0] == home() else home()
    try:
        _end_session()
    except EditorsUnavailable as error:
        return render_unavailable(error, destination)
    response = go_on(destination)
    if session_token():
        set_session_token(response, "")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.get("/connexion/premiere/<token>")
def invitation(token: str) -> Response:
    """Show a button to whoever follows the address that `make run` prints: nothing changes on GET."""
    return render_invitation(token)


@bp.post("/connexion/premiere")
def accept() -> Response:
    """Sign in whom the server's own terminal has invited."""
    try:
        if not is_local_request(current_settings().proxies):
            raise Unidentified
        token = current_editors().accept(request.form.get("token", ""), request.remote_addr or "")
        _end_session()
    except Unidentified:
        return render_invitation("", wrong=True, status=401)
    except EditorsUnavailable as error:
        return render_unavailable(error, home())
    return go_on(home(), token)


def _end_session() -> None:
    """End the session of the token that the browser had: its own of before, or one that somebody gave it."""
    token = session_token()
    if token:
        current_editors().sign_out(token, request.remote_addr or "")
