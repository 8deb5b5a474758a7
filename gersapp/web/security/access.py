"""Who may request what. The cookie of a session identifies an editor."""

import logging
import re
from typing import cast

from flask import Flask, Response, request
from werkzeug.exceptions import RequestEntityTooLarge, Unauthorized

from gersapp.errors import EditorsUnavailable, StoreUnavailable
from gersapp.web.current import current_editors, current_repository, current_request

_log = logging.getLogger(__name__)

# The endpoints that anyone may request. Every other one changes something, or shows a form that does.
PUBLIC = {
    "browse.catalogue",
    "browse.operation",
    "browse.operation_with_slash",
    "browse.news",
    "browse.printable",
    "browse.accessibility",
    "documents.index",
    "documents.document",
    "interface.operations",
    "interface.operation",
    "feed.operations",
    "description.catalogue",
    "description.interface",
    "open_data.page",
    "spreadsheets.csv",
    "spreadsheets.xlsx",
    "spreadsheets.ods",
    "spreadsheets.schema",
    "assets.serve",
    "assets.serve_by_heart",
    "previews.catalogue",
    "previews.operation",
    "robots.rules",
    "robots.sitemap",
    "signin.form",
    "signin.sign_in",
    "signin.sign_out",
    "signin.invitation",
    "signin.accept",
    "accounts.invitation",
    "accounts.join",
}

# The browser sends the first only over TLS, and accepts it only from this very host.
_SECURE_COOKIE, _COOKIE = "__Host-gersapp", "gersapp"

# The key of the editor's name in the environ of the request: no header can have this name.
_EDITOR = "gersapp.editor"

# No form of a visitor has more than four. Ten thousand, in each thread, left the process with 2.5 times its
# memory at rest.
_MAX_VISITOR_FIELDS = 20

# Characters of a path in the log: with all its 8 kB, 1 600 refusals pushed everything else out of it.
_MAX_LOGGED_PATH = 200

# In a path, what comes after the name of an invitation: no secret is in the log.
_TOKEN = re.compile(r"(/premiere/|/invitation/).+", re.DOTALL)


class SignInRequired(Unauthorized):
    """Nobody is signed in, and only editors may request this."""


def init_app(app: Flask) -> None:
    """Let visitors request public endpoints only, and forbid to store the responses to editors."""
    app.before_request(_require_editor)
    app.after_request(_forbid_storing)


def _require_editor() -> None:
    request = current_request()
    if not request.endpoint:
        return
    if request.endpoint not in PUBLIC:
        if not may_edit():
            raise SignInRequired
    elif request.method == "POST":
        request.max_form_parts = _MAX_VISITOR_FIELDS
        if request.get_data().count(b"&") >= _MAX_VISITOR_FIELDS:
            raise RequestEntityTooLarge


def _forbid_storing(response: Response) -> Response:
    # The editor is not known when the response is the same for everybody, as a style sheet is.
    if current_request().environ.get(_EDITOR):
        response.headers["Cache-Control"] = "no-store"
    return response


def current_editor() -> str:
    """Return the name of the editor who makes the request; nothing for a visitor."""
    environ = current_request().environ
    if _EDITOR not in environ:
        environ[_EDITOR] = _name_from_session()
    return cast(str, environ[_EDITOR])


def may_edit() -> bool:
    return bool(current_editor())


def explain_suspension() -> str | None:
    """Return why nothing can be changed now; None for visitors, and when changes are possible."""
    return current_repository().status() if may_edit() else None


def may_change() -> bool:
    """Whether an editor makes the request, and changes are possible now: only then pages offer them."""
    return may_edit() and not explain_suspension()


def refuse_while_suspended() -> None:
    """Raise StoreUnavailable when nothing can be changed now: nobody fills a form in that will be refused."""
    trouble = explain_suspension()
    if trouble:
        raise StoreUnavailable(trouble)


def _name_from_session() -> str:
    # A visitor has no cookie: parsing none takes 6 µs.
    token = session_token() if "HTTP_COOKIE" in current_request().environ else ""
    try:
        return (current_editors().identify(token) or "") if token else ""
    except EditorsUnavailable as error:
        warn_unavailable(error)
        return ""


def session_token() -> str:
    """Return the token that the browser keeps, or nothing."""
    return request.cookies.get(_cookie_name(), "")


def set_session_token(response: Response, token: str) -> None:
    """Have the browser keep `token` until it is closed; an empty one removes the former."""
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


def end_session() -> None:
    """End the session that the browser has a token of: an older one of its own, or a planted one."""
    token = session_token()
    if token:
        current_editors().sign_out(token, request.remote_addr or "")


def _cookie_name() -> str:
    return _SECURE_COOKIE if request.is_secure else _COOKIE


def warn_unavailable(error: EditorsUnavailable) -> None:
    """Log why no editor can be identified; reading goes on."""
    _log.warning("%s", error)


def log_event(event: str, **facts: str | int) -> None:
    """Add to the security log the `event` that the request causes, its editor and its address."""
    current_editors().journal.note(event, **facts, editor=current_editor(), address=request.remote_addr or "")


def log_refusal(status: int) -> None:
    path = _TOKEN.sub(r"\1…", request.path)[:_MAX_LOGGED_PATH]
    log_event("refused", status=status, method=request.method, path=path)
