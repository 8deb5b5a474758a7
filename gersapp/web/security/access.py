"""Who may ask for what: an editor is known by the cookie of a session, or by a proxy's word."""

import logging
from dataclasses import dataclass
from typing import cast

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import Unauthorized

from gersapp.editors import Editors
from gersapp.errors import EditorsUnavailable
from gersapp.settings import Settings
from gersapp.web.context import current_request
from gersapp.web.security.proxies import named_user

_log = logging.getLogger(__name__)

# What anyone may ask for; every other endpoint changes something, or shows a form that does.
PUBLIC = {
    "browse.catalogue",
    "browse.operation",
    "browse.news",
    "browse.accessibility",
    "assets.serve",
    "signin.form",
    "signin.sign_in",
    "signin.sign_out",
    "signin.invitation",
    "signin.accept",
}

# The browser sends the first only over TLS, and takes it from nobody but this very host.
_SECURE_COOKIE, _COOKIE = "__Host-gersapp", "gersapp"

# Where the editor is kept once known, in the environ of the request: no header can have this name.
_EDITOR = "gersapp.editor"

# So much of a path goes to the log: with all its 8 kB, 1 600 refusals pushed everything else out of it.
_MAX_LOGGED_PATH = 200


class SignInRequired(Unauthorized):
    """Nobody is signed in, and only editors may ask for this."""


@dataclass(frozen=True, slots=True)
class _Access:
    """How editors are known: `user_header` is the one by which a proxy names them, if any does."""

    editors: Editors
    user_header: str


def init_app(app: Flask, settings: Settings, editors: Editors) -> None:
    """Let visitors ask for public endpoints only, and let nobody keep what an editor gets."""
    app.extensions["gersapp.access"] = _Access(editors, settings.trusted_user_header)
    app.before_request(_require_editor)
    app.after_request(_forbid_storing)


def _access() -> _Access:
    return cast(_Access, current_app.extensions["gersapp.access"])


def _require_editor() -> None:
    endpoint = current_request().endpoint
    if endpoint and endpoint not in PUBLIC and not may_edit():
        raise SignInRequired


def _forbid_storing(response: Response) -> Response:
    # Not known when nobody asked: a style sheet is the same for everybody, and may be kept.
    if current_request().environ.get(_EDITOR):
        response.headers["Cache-Control"] = "no-store"
    return response


def current_editor() -> str:
    """Return the name of the editor who makes the request; nothing for a visitor."""
    environ = current_request().environ
    if _EDITOR not in environ:
        environ[_EDITOR] = _name_from_proxy() or _name_from_session()
    return cast(str, environ[_EDITOR])


def may_edit() -> bool:
    """Whether an editor makes the request."""
    return bool(current_editor())


def can_sign_out() -> bool:
    """Whether the editor is known by a session of ours, and not by a proxy's word."""
    return may_edit() and not _name_from_proxy()


def _name_from_proxy() -> str:
    return named_user(current_request().environ, _access().user_header)


def _name_from_session() -> str:
    # A visitor has none: to parse no cookies takes 6 µs.
    token = session_token() if "HTTP_COOKIE" in current_request().environ else ""
    try:
        return (token and _access().editors.identify(token)) or ""
    except EditorsUnavailable as error:
        warn_unavailable(error)
        return ""


def session_token() -> str:
    """Return the token that the browser keeps, or nothing."""
    return request.cookies.get(_cookie_name(), "")


def set_session_token(response: Response, token: str) -> None:
    """Have the browser keep `token` until it is closed; an empty one removes what it kept."""
    response.set_cookie(
        _cookie_name(),
        token,
        max_age=None if token else 0,
        # Under a prefix too: browsers bind a cookie to its host by the name `__Host-` for this path only.
        path="/",
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def _cookie_name() -> str:
    return _SECURE_COOKIE if request.is_secure else _COOKIE


def warn_unavailable(error: EditorsUnavailable) -> None:
    """Tell the sysadmin why nobody can be known; reading goes on."""
    _log.warning("%s", error)


def log_event(event: str, **facts: str | int) -> None:
    """Add to the security log what the request does, by whom and from where."""
    journal = _access().editors.journal
    journal.note(event, **facts, editor=current_editor(), address=request.remote_addr or "")


def log_refusal(status: int) -> None:
    """Add to the security log that the request is refused."""
    log_event("refused", status=status, method=request.method, path=request.path[:_MAX_LOGGED_PATH])
