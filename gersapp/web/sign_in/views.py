"""Signing in and out, and coming back to where one was."""

import re
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, request, url_for

from gersapp.errors import EditorsUnavailable, TooManyTries, Unidentified
from gersapp.web import htmx
from gersapp.web.current import current_editors, current_snapshot
from gersapp.web.rendering.pages import render_fragment, render_page
from gersapp.web.security import guard

doors = Blueprint("signin", __name__)

_HOME = "/"
# One slash, then neither another nor a backslash, which browsers take for one; no control character.
_LOCAL = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]*")


@doors.get("/connexion")
def form() -> Response:
    """The form; who is signed in already goes on to where they were going."""
    there = local(request.args.get("next", "")) or came_from() or _HOME
    return _see(there) if guard.may_edit() else _form(there)


@doors.post("/connexion")
def sign_in() -> Response:
    """Begin a new session, whatever the browser had before."""
    there = local(request.form.get("next", "")) or _HOME
    name, password = request.form.get("name", ""), request.form.get("password", "")
    editors = current_editors()
    address = request.remote_addr or ""
    try:
        token = editors.sign_in(name, password, address)
        _end_session()
    except Unidentified:
        return _form(there, name, "Nom ou mot de passe incorrect.", 401)
    except TooManyTries as error:
        editors.journal.note("sign-in delayed", address=address, seconds=error.seconds)
        response = _form(there, name, _wait(error.seconds), 429)
        response.headers["Retry-After"] = str(error.seconds)
        return response
    except EditorsUnavailable as error:
        return _unavailable(error, there, name)
    return _welcome(token, there)


@doors.post("/deconnexion")
def sign_out() -> Response:
    """End the session, and leave nothing of it in the browser; the filters stay."""
    before = came_from()
    there = before if before.partition("?")[0] == _HOME else _HOME
    try:
        _end_session()
    except EditorsUnavailable as error:
        return _unavailable(error, there)
    response = _see(there)
    if guard.token_of(request):
        guard.keep_token(response, "")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@doors.get("/connexion/premiere/<token>")
def invitation(token: str) -> Response:
    """What the address that `make run` prints leads to: a button, for nothing changes on GET."""
    return _door("invitation.html", 200, token=token, at_home=guard.is_at_home(), wrong=False)


@doors.post("/connexion/premiere")
def accept() -> Response:
    """Sign in whom the server's own terminal has invited."""
    try:
        if not guard.is_at_home():
            raise Unidentified
        token = current_editors().accept(request.form.get("token", ""), request.remote_addr or "")
        _end_session()
    except Unidentified:
        return _door("invitation.html", 401, token="", at_home=guard.is_at_home(), wrong=True)
    except EditorsUnavailable as error:
        return _unavailable(error, _HOME)
    return _welcome(token, _HOME)


def local(address: str) -> str:
    """`address` when it is a path of ours, with its query; or nothing."""
    return address if _LOCAL.fullmatch(address) else ""


def address_of_form() -> str:
    """Where to sign in, and then come back to what is asked for, or to the page that asks."""
    if htmx.is_fragment() or request.method != "GET":
        there = _path_of(htmx.current_url()) or came_from()
    else:
        there = local(request.full_path.removesuffix("?"))
    return f"{url_for('signin.form')}?{urlencode({'next': there or _HOME})}"


def came_from() -> str:
    """The path of the page of ours that the browser comes from: the form itself is none."""
    address = request.headers.get("Referer", "")
    try:
        is_ours = urlsplit(address).netloc == request.host
    except ValueError:
        return ""
    path = _path_of(address) if is_ours else ""
    return "" if path.startswith(url_for("signin.form")) else path


def _path_of(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return local(parts.path + (f"?{parts.query}" if parts.query else ""))


def _end_session() -> None:
    """Whatever the browser had: the token of the session before, or one that somebody gave it."""
    token = guard.token_of(request)
    if token:
        current_editors().sign_out(token, request.remote_addr or "")


def _form(there: str, name: str = "", wrong: str = "", status: int = 200) -> Response:
    is_exposed = not request.is_secure and not guard.is_at_home()
    return _door("signin.html", status, next=there, name=name, wrong=wrong, is_exposed=is_exposed)


def _door(template: str, status: int, **context: Any) -> Response:
    """A page that says of which catalogue it is the door."""
    return render_page(template, status, heading=current_snapshot().catalogue.heading, **context)


def _wait(seconds: int) -> str:
    minutes = -(-seconds // 60)
    delay = f"{seconds} secondes" if seconds < 60 else f"{minutes} minute{'s' if minutes > 1 else ''}"
    return f"Trop d’essais. Réessayez dans {delay}."


def _unavailable(error: EditorsUnavailable, there: str, name: str = "") -> Response:
    guard.warn(error)
    return _form(
        there, name, "La connexion est impossible pour l’instant : le journal du serveur dit pourquoi.", 503
    )


def _welcome(token: str, there: str) -> Response:
    response = _see(there)
    guard.keep_token(response, token)
    return response


def _see(address: str) -> Response:
    return Response(status=303, headers={"Location": address, "Cache-Control": "no-store"})


def asked_to_sign_in() -> Response:
    """What a visitor gets who asks for what only editors may: the way to the form, and what was typed."""
    guard.note_refusal(401)
    there = address_of_form()
    if htmx.is_fragment():
        response = render_fragment(
            "_alert.html",
            401,
            title="Votre session est terminée",
            message="Connectez-vous, puis recommencez.",
        )
        htmx.retarget(response, "#alerte")
        htmx.redirect(response, there)
    elif request.method == "POST" and _had_session():
        fields = list(request.form.items(multi=True))
        response = _door("ended.html", 401, address=request.full_path.removesuffix("?"), fields=fields)
    else:
        response = Response(status=302, headers={"Location": there})
    response.headers["Cache-Control"] = "no-store"
    return response


def _had_session() -> bool:
    token = guard.token_of(request)
    try:
        return bool(token) and current_editors().has_known(token)
    except EditorsUnavailable as error:
        guard.warn(error)
        # Perhaps: nothing that was typed is lost by our files.
        return True
