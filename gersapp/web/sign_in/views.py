"""Signing in and out, and coming back to the page that asked for it."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request, url_for

from gersapp.errors import EditorsUnavailable, TooManyTries, Unidentified
from gersapp.web import htmx
from gersapp.web.current import current_editors, current_heading, current_settings
from gersapp.web.french import say_too_many_tries
from gersapp.web.navigation import (
    catalogue_before,
    current_address,
    home,
    local_address,
    path_of,
    previous_address,
    see_other,
)
from gersapp.web.rendering.pages import render_fragment, render_page
from gersapp.web.security.access import (
    current_editor,
    end_session,
    log_refusal,
    public,
    session_token,
    set_session_token,
    warn_unavailable,
)
from gersapp.web.security.proxies import is_local_request, named_user

bp = Blueprint("signin", __name__)


@bp.get("/connexion")
@public
def form() -> Response:
    """Show the form; an editor who is signed in already goes on to the destination."""
    destination = local_address(request.args.get("next", "")) or previous_address() or home()
    return _go_on(destination) if current_editor() else _render_form(destination)


@bp.post("/connexion")
@public
def sign_in() -> Response:
    """Begin a new session, and end the one that the browser had.

    The form has a name and a password, or nothing when a proxy names the editor.
    """
    destination = local_address(request.form.get("next", "")) or home()
    name, password = request.form.get("name", ""), request.form.get("password", "")
    editors, address = current_editors(), request.remote_addr or ""
    named = "" if name or password else _named_by_proxy()
    try:
        token = editors.begin_named(named, address) if named else editors.sign_in(name, password, address)
        end_session()
    except Unidentified:
        return _render_form(destination, name, wrong="Nom ou mot de passe incorrect.", status=401)
    except TooManyTries as error:
        return _render_delay(error.seconds, destination, name)
    except EditorsUnavailable as error:
        return _render_unavailable(error, destination, name)
    return _go_on(destination, token)


@bp.post("/deconnexion")
@public
def sign_out() -> Response:
    """End the session, and clear what the browser stores of it; the filters stay."""
    destination = catalogue_before()
    try:
        end_session()
    except EditorsUnavailable as error:
        return _render_unavailable(error, destination)
    response = _go_on(destination)
    if session_token():
        set_session_token(response, "")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.get("/connexion/premiere/<token>")
@public
def invitation(token: str) -> Response:
    """Show a button to whoever follows the address that `make run` prints; a GET changes nothing."""
    try:
        return _render_invitation(token, wrong=not current_editors().is_invited(token))
    except EditorsUnavailable as error:
        return _render_unavailable(error, home())


@bp.post("/connexion/premiere")
@public
def accept() -> Response:
    """Sign in the person whom the server's own terminal invited."""
    try:
        if not is_local_request(current_settings().proxies):
            raise Unidentified
        token = current_editors().accept(request.form.get("token", ""), request.remote_addr or "")
        end_session()
    except Unidentified:
        return _render_invitation("", wrong=True, status=401)
    except EditorsUnavailable as error:
        return _render_unavailable(error, home())
    return _go_on(home(), token)


def require_sign_in() -> Response:
    """Respond to a visitor who requests an editors' page: the address of the form, and the fields sent."""
    log_refusal(401)
    address = _address_of_form()
    if htmx.is_fragment():
        response = render_fragment(
            "shared/_alert.html",
            401,
            title="Votre session est terminée",
            message="Connectez-vous, puis recommencez.",
        )
        htmx.retarget(response, "#alerte")
        htmx.redirect(response, address)
    elif request.method == "POST" and _had_session():
        response = keep_form(401)
    else:
        response = Response(status=302, headers={"Location": address})
    response.headers["Cache-Control"] = "no-store"
    return response


def keep_form(status: int, unavailable: str = "") -> Response:
    """Show the button that sends the form of the request again, once signed in, or once the database answers:
    `unavailable` says that it does not."""
    fields = list(request.form.items(multi=True))
    response = _render_page(
        "sign_in/session_ended.html",
        status,
        address=current_address(),
        fields=fields,
        unavailable=unavailable,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


# -- inside


def _named_by_proxy() -> str:
    """Return the editor whom a proxy names, as long as it does not also pass on the visitor's credentials."""
    return "" if "Authorization" in request.headers else _name_in_header()


def _name_in_header() -> str:
    return named_user(request.environ, current_settings().trusted_user_header)


def _render_form(destination: str, name: str = "", *, wrong: str = "", status: int = 200) -> Response:
    """Show the form, which goes on to `destination`; `wrong` says why the sent one is refused."""
    named = _named_by_proxy()
    response = _render_page(
        "sign_in/form.html",
        status,
        next=destination,
        name=name,
        wrong=wrong,
        named=named,
        is_unchecked=not named and bool(_name_in_header()),
        is_exposed=not request.is_secure and not is_local_request(current_settings().proxies),
    )
    if named:
        # No cookie tells whose page this is.
        response.headers["Cache-Control"] = "no-store"
    return response


def _render_delay(seconds: int, destination: str, name: str) -> Response:
    """Show the form, and say that the next try is allowed after `seconds`."""
    editors, address = current_editors(), request.remote_addr or ""
    editors.journal.note("sign-in delayed", address=address, seconds=seconds)
    wrong = say_too_many_tries(seconds)
    response = _render_form(destination, name, wrong=wrong, status=429)
    response.headers["Retry-After"] = str(seconds)
    return response


def _render_unavailable(error: EditorsUnavailable, destination: str, name: str = "") -> Response:
    """Show the form, and say that nobody can sign in or out now; log why."""
    warn_unavailable(error)
    wrong = (
        "La connexion est impossible pour l’instant. Réessayez dans quelques minutes ; "
        "le journal du serveur dit pourquoi."
    )
    return _render_form(destination, name, wrong=wrong, status=503)


def _render_invitation(token: str, *, wrong: bool = False, status: int = 200) -> Response:
    """Show the button that accepts the invitation `token`."""
    at_home = is_local_request(current_settings().proxies)
    return _render_page("sign_in/invitation.html", status, token=token, at_home=at_home, wrong=wrong)


def _render_page(template: str, status: int, **context: Any) -> Response:
    return render_page(template, status, heading=current_heading(), **context)


def _go_on(destination: str, token: str = "") -> Response:
    """Send the browser on to `destination`, with the `token` of a new session."""
    response = see_other(destination)
    response.headers["Cache-Control"] = "no-store"
    if token:
        set_session_token(response, token)
    return response


def _address_of_form() -> str:
    """Return the address of the form; it goes on to the requested page, or to the page that requests."""
    if htmx.is_fragment() or request.method != "GET":
        destination = path_of(htmx.current_url()) or previous_address()
    else:
        destination = local_address(current_address())
    return f"{url_for('signin.form')}?{urlencode({'next': destination or home()})}"


def _had_session() -> bool:
    token = session_token()
    try:
        return bool(token) and current_editors().remembers(token)
    except EditorsUnavailable as error:
        warn_unavailable(error)
        # Perhaps it had: a fault of our files must not lose the typed fields.
        return True
