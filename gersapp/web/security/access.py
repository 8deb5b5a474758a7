"""Who may request what: each view declares its right. The cookie of a session identifies a person."""

import logging
import re
from collections.abc import Callable
from enum import Enum, auto
from functools import partial
from hashlib import sha256
from typing import TypeVar, cast

from flask import Flask, Response, request
from werkzeug.exceptions import Forbidden, RequestEntityTooLarge, Unauthorized

from gersapp.editors.rights import NO_RIGHTS, Rights
from gersapp.errors import EditorsUnavailable, StoreUnavailable
from gersapp.web.current import (
    current_body,
    current_editors,
    current_repository,
    current_request,
    has_bodies,
    has_catalogue,
)

_log = logging.getLogger(__name__)


class Right(Enum):
    """Who may request a view."""

    PUBLIC = auto()
    SIGNED_IN = auto()
    EDIT = auto()
    MANAGE = auto()
    CURATE = auto()


# What others are told who are signed in.
_REFUSALS = {
    Right.EDIT: (
        "Votre compte ne permet pas de modifier ce catalogue : vous pouvez seulement le lire. Une personne "
        "qui gère ses éditeurs peut vous y inviter."
    ),
    Right.MANAGE: "Seules les personnes qui gèrent les comptes de ce catalogue peuvent faire cela.",
    Right.CURATE: "Seules les personnes qui gèrent l’Observatoire peuvent faire cela.",
}

View = TypeVar("View", bound=Callable[..., object])

# The browser sends the first only over TLS, and accepts it only from this very host.
_SECURE_COOKIE, _COOKIE = "__Host-gersapp", "gersapp"

# The keys of the name and the rights of who makes the request in its environ, and of whether the response may
# depend on them: no header can have such a name.
_EDITOR, _RIGHTS, _IS_PERSONAL = "gersapp.editor", "gersapp.rights", "gersapp.personal"
# Why the database does not say who makes the request, or what they may do.
_TROUBLE = "gersapp.trouble"

# No form of a visitor has more than four. Ten thousand, in each thread, left the process with 2.5 times its
# memory at rest.
_MAX_VISITOR_FIELDS = 20

# Characters of a path in the log: with all its 8 kB, 1 600 refusals pushed everything else out of it.
_MAX_LOGGED_PATH = 200

# In a path, what comes after the name of an invitation: no secret is in the log.
_TOKEN = re.compile(r"(/premiere/|/invitation/).+", re.DOTALL)


class SignInRequired(Unauthorized):
    """Nobody is signed in, and visitors may not request this."""


class EditorUnknown(StoreUnavailable):
    """The database does not say who makes the request, or what they may do: to sign in would not help."""


def public(view: View) -> View:
    """Let anyone request `view`. One that declares nothing is for who may edit the current catalogue."""
    return _declare(view, Right.PUBLIC)


def signed_in(view: View) -> View:
    """Let whoever is signed in request `view`."""
    return _declare(view, Right.SIGNED_IN)


def manages_body(view: View) -> View:
    """Let those request `view` who say who edits the current catalogue."""
    return _declare(view, Right.MANAGE)


def curates(view: View) -> View:
    """Let the curators of the Observatoire request `view`."""
    return _declare(view, Right.CURATE)


def _declare(view: View, right: Right) -> View:
    view.__dict__["right"] = right
    return view


def right_to(view: object) -> Right:
    """Return the right that `view` declares."""
    return cast(Right, getattr(view, "right", Right.EDIT))


def init_app(app: Flask) -> None:
    """Respond to whom each view is for, and forbid to store the responses to who is signed in."""
    app.before_request(partial(_require_right, app))
    app.after_request(_forbid_storing)


def _require_right(app: Flask) -> None:
    request = current_request()
    if not request.endpoint:
        return
    right = right_to(app.view_functions[request.endpoint])
    if right is not Right.PUBLIC:
        if not current_editor():
            _refuse_while_unknown()
            raise SignInRequired
        if not has_right(right):
            _refuse_while_unknown()
            raise Forbidden(_REFUSALS[right])
    elif request.method == "POST":
        request.max_form_parts = _MAX_VISITOR_FIELDS
        if request.get_data().count(b"&") >= _MAX_VISITOR_FIELDS:
            raise RequestEntityTooLarge


def _refuse_while_unknown() -> None:
    trouble = current_request().environ.get(_TROUBLE)
    if trouble and has_bodies():
        raise EditorUnknown(trouble)


def has_right(right: Right) -> bool:
    """Whether who makes the request, and is signed in, may request the views of this right."""
    match right:
        case Right.EDIT:
            return may_edit()
        case Right.MANAGE:
            return may_manage()
        case Right.CURATE:
            return may_curate()
    return True


def _forbid_storing(response: Response) -> Response:
    # A response that is the same for everybody, as a style sheet is, may be stored.
    environ = current_request().environ
    if environ.get(_IS_PERSONAL) and environ.get(_EDITOR):
        response.headers["Cache-Control"] = "no-store"
    return response


def current_editor() -> str:
    """Return the name of the person who makes the request; nothing for a visitor."""
    current_request().environ[_IS_PERSONAL] = True
    return identify()


def identify() -> str:
    """Return what `current_editor` does, for a response that does not depend on it."""
    environ = current_request().environ
    if _EDITOR not in environ:
        environ[_EDITOR] = _name_from_session()
    return cast(str, environ[_EDITOR])


def current_rights() -> Rights:
    """Return the rights of the person who makes the request; none for a visitor."""
    environ = current_request().environ
    if _RIGHTS not in environ:
        environ[_RIGHTS] = _find_rights(current_editor())
    return cast(Rights, environ[_RIGHTS])


def _find_rights(name: str) -> Rights:
    try:
        return current_editors().rights_of(name) if name else NO_RIGHTS
    except EditorsUnavailable as error:
        warn_unavailable(error)
        return NO_RIGHTS


def reader_key() -> str:
    """Return a key by reader and rights: nobody who is signed in shares a cached page with others."""
    editor = current_editor()
    return sha256(f"{editor} {current_rights()}".encode()).hexdigest() if editor else "0"


def may_edit() -> bool:
    """Whether who makes the request may edit the current catalogue."""
    return bool(current_editor()) and has_catalogue() and current_rights().may_edit(current_body())


def may_manage() -> bool:
    """Whether who makes the request says who edits the current catalogue."""
    return bool(current_editor()) and has_catalogue() and current_rights().may_manage(current_body())


def may_curate() -> bool:
    """Whether who makes the request curates the Observatoire."""
    return bool(current_editor()) and has_bodies() and current_rights().curator


def explain_suspension() -> str | None:
    """Return why nothing can be changed now; None for who may not edit, and when changes are possible."""
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
    current_request().environ[_TROUBLE] = str(error)
    _log.warning("%s", error)


def log_event(event: str, **facts: str | int) -> None:
    """Add to the security log the `event` that the request causes, its editor and its address."""
    body = {"body": current_body()} if current_body() else {}
    address = request.remote_addr or ""
    current_editors().journal.note(event, **body, **facts, editor=current_editor(), address=address)


def log_refusal(status: int) -> None:
    path = _TOKEN.sub(r"\1…", request.path)[:_MAX_LOGGED_PATH]
    log_event("refused", status=status, method=request.method, path=path)
