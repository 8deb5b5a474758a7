"""What signing in shows: the form, the invitation, and what is answered to whoever must sign in first."""

from typing import Any
from urllib.parse import urlencode

from flask import Response, request, url_for

from gersapp.errors import EditorsUnavailable
from gersapp.web import htmx
from gersapp.web.current import current_editors, current_settings, current_snapshot
from gersapp.web.french import counted
from gersapp.web.navigation import current_address, home, local_address, path_of, previous_address, see_other
from gersapp.web.rendering.pages import render_fragment, render_page
from gersapp.web.security.access import log_refusal, session_token, set_session_token, warn_unavailable
from gersapp.web.security.proxies import is_local_request


def render_form(destination: str, name: str = "", *, wrong: str = "", status: int = 200) -> Response:
    """Answer with the form, which goes on to `destination`; `wrong` says why what was sent is refused."""
    is_exposed = not request.is_secure and not is_local_request(current_settings().proxies)
    return _render_page(
        "sign_in/form.html", status, next=destination, name=name, wrong=wrong, is_exposed=is_exposed
    )


def render_delay(seconds: int, destination: str, name: str) -> Response:
    """Answer that signing in was tried too often, and may be tried again after `seconds`."""
    editors, address = current_editors(), request.remote_addr or ""
    editors.journal.note("sign-in delayed", address=address, seconds=seconds)
    delay = counted(seconds, "seconde") if seconds < 60 else counted(-(-seconds // 60), "minute")
    response = render_form(destination, name, wrong=f"Trop d’essais. Réessayez dans {delay}.", status=429)
    response.headers["Retry-After"] = str(seconds)
    return response


def render_unavailable(error: EditorsUnavailable, destination: str, name: str = "") -> Response:
    """Answer that nobody can sign in or out now; the sysadmin is told why."""
    warn_unavailable(error)
    wrong = "La connexion est impossible pour l’instant : le journal du serveur dit pourquoi."
    return render_form(destination, name, wrong=wrong, status=503)


def render_invitation(token: str, *, wrong: bool = False, status: int = 200) -> Response:
    """Answer with the button that accepts the invitation `token`."""
    at_home = is_local_request(current_settings().proxies)
    return _render_page("sign_in/invitation.html", status, token=token, at_home=at_home, wrong=wrong)


def _render_page(template: str, status: int, **context: Any) -> Response:
    """Answer with a page that says which catalogue it belongs to."""
    return render_page(template, status, heading=current_snapshot().catalogue.heading, **context)


def go_on(destination: str, token: str = "") -> Response:
    """Send the browser on to `destination`, with the `token` of a session that has begun."""
    response = see_other(destination)
    response.headers["Cache-Control"] = "no-store"
    if token:
        set_session_token(response, token)
    return response


def require_sign_in() -> Response:
    """Answer a visitor who requests what only editors may: with the way to the form, and what was typed."""
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
        fields = list(request.form.items(multi=True))
        response = _render_page("sign_in/session_ended.html", 401, address=current_address(), fields=fields)
    else:
        response = Response(status=302, headers={"Location": address})
    response.headers["Cache-Control"] = "no-store"
    return response


def _address_of_form() -> str:
    """Return the address of the form that goes on to what is requested, or to the page that requests it."""
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
        # Perhaps: nothing that was typed is lost by our files.
        return True
