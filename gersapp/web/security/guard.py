"""The door: who may change something, which requests are believed, and the headers of every answer."""

import gzip
import logging
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache
from ipaddress import ip_address
from typing import Any

from flask import Flask, Request, Response, current_app, request
from werkzeug.exceptions import BadRequest, Forbidden, LengthRequired, Unauthorized, UnsupportedMediaType

from gersapp.editors import Editors
from gersapp.errors import EditorsUnavailable, StartRefused
from gersapp.settings import Settings
from gersapp.web import htmx
from gersapp.web.security.proxies import WSGI, behind_proxies, user_named

_log = logging.getLogger(__name__)

MAX_FORM_BYTES = 64 * 1024

# For the header Vary: an address has a page and a fragment, a visitor's and each editor's, compressed or not.
FACES = f"{htmx.VARY}, Cookie, Accept-Encoding"

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

_SAFE = {"GET", "HEAD", "OPTIONS"}
_FORM_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data"}
_LOOPBACK_NAMES = {"localhost", "127.0.0.1", "::1"}
# As WSGI names them: Forwarded, X-Forwarded-For…
_PROXY_HEADERS = frozenset(
    f"HTTP_{name}"
    for name in (
        "FORWARDED",
        "X_FORWARDED_FOR",
        "X_FORWARDED_HOST",
        "X_FORWARDED_PORT",
        "X_FORWARDED_PROTO",
        "X_FORWARDED_SERVER",
        "X_CLIENT_IP",
        "X_ORIGINAL_HOST",
        "X_REAL_IP",
        "CF_CONNECTING_IP",
        "VIA",
    )
)

# Where what was found about a request is kept: no header of it can have this name.
_EDITOR = "gersapp.editor"

# The browser sends the first only over TLS, and takes it from nobody but this very host.
_SECURE_COOKIE, _COOKIE = "__Host-gersapp", "gersapp"

HEADERS = [
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
]

_HSTS = ("Strict-Transport-Security", "max-age=31536000")

# So much of a path goes to the log: with all its 8 kB, 1 600 refusals pushed everything else out of it.
_MOST_NOTED = 200

_COMPRESSED_FROM_BYTES = 1024


class SignInNeeded(Unauthorized):
    """Nobody is signed in, and only editors may ask for this."""


class Guard:
    """Knows who is signed in; made once, by `make_app`."""

    def __init__(self, settings: Settings, editors: Editors) -> None:
        self._hosts: Collection[str] = settings.hosts
        self._header = settings.trusted_user_header
        self.has_proxies = bool(settings.proxies)
        self.editors = editors

    def named_by_proxy(self, asked: Request) -> str:
        """The name that a proxy gives, or nothing."""
        return user_named(asked.environ, self._header) if self._header else ""

    def editor_of(self, asked: Request) -> str:
        """The name of who is signed in, or nothing."""
        named = self.named_by_proxy(asked)
        if named:
            return named
        token = token_of(asked)
        if not token:
            return ""
        try:
            return self.editors.identify(token) or ""
        except EditorsUnavailable as error:
            warn(error)
            return ""

    def check(self) -> None:
        """Refuse what must not reach a view."""
        asked = _asked()
        _refuse_unreadable(asked)
        if self._hosts and _host(asked) not in self._hosts:
            raise BadRequest("Cette adresse n’est pas celle du site.")
        if asked.method not in _SAFE:
            _refuse_cross_site()
            if asked.mimetype not in _FORM_TYPES:
                raise UnsupportedMediaType("Un formulaire est attendu.")
            if "HTTP_TRANSFER_ENCODING" in asked.environ:
                raise LengthRequired
            # Read here: a body that is too long is refused before any change.
            _ = asked.form
        endpoint = asked.endpoint
        if endpoint and endpoint not in PUBLIC and not may_edit():
            raise SignInNeeded


def init_app(app: Flask, settings: Settings, editors: Editors) -> None:
    """Bound what is sent to us, and dress each answer; raises StartRefused for a wrong setting."""
    if any("/" in host or " " in host for host in settings.hosts):
        raise StartRefused(
            f"GERSAPP_HOSTS vaut « {', '.join(settings.hosts)} » : des noms d’hôte sont attendus, sans "
            "http:// ni port, par exemple catalogue.exemple.fr."
        )
    app.config["MAX_CONTENT_LENGTH"] = MAX_FORM_BYTES
    app.extensions["gersapp.guard"] = Guard(settings, editors)
    told = behind_proxies(app.wsgi_app, settings)
    app.wsgi_app = _dressed(told)  # type: ignore[method-assign, assignment]  # Flask's own way


def warn(error: EditorsUnavailable) -> None:
    """Tell the sysadmin why nobody can be known; reading goes on."""
    _log.warning("%s", error)


def the_guard() -> Guard:
    guard: Guard = current_app.extensions["gersapp.guard"]
    return guard


def note(event: str, **facts: str | int) -> None:
    """Tell the log for security what the request that is being answered does, and whose it is."""
    asked = _asked()
    the_guard().editors.journal.note(event, **facts, editor=editor(), address=asked.remote_addr or "")


def note_refusal(status: int) -> None:
    """Tell the log for security what is refused."""
    asked = _asked()
    note("refused", status=status, method=asked.method, path=asked.path[:_MOST_NOTED])


def _refuse_unreadable(asked: Request) -> None:
    if not asked.environ["QUERY_STRING"].isascii():
        try:
            # Parsed here, so that no view fails on it.
            _ = asked.args
        except UnicodeDecodeError:
            raise BadRequest("L’adresse demandée n’est pas écrite en UTF-8.") from None


def _asked() -> Request:
    """The request itself: each look through Flask's proxy costs as much as ten of its attributes."""
    asked: Request = request._get_current_object()  # type: ignore[attr-defined]  # typed as a Request
    return asked


def _dressed(application: WSGI) -> WSGI:
    """`application`, with the security headers on every answer, whatever made it."""

    def dressed(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            if environ["wsgi.url_scheme"] == "https":
                headers = [*headers, _HSTS]
            return start_response(status, headers + HEADERS, exc_info)

        return application(environ, start)

    return dressed


def editor() -> str:
    """The name of the editor whose request is being answered, or nothing for a visitor's."""
    asked = _asked()
    known: str | None = asked.environ.get(_EDITOR)
    if known is None:
        known = asked.environ[_EDITOR] = the_guard().editor_of(asked)
    return known


def may_edit() -> bool:
    """Whether the request that is being answered may change something."""
    return bool(editor())


def token_of(asked: Request) -> str:
    """The token that the browser keeps, or nothing."""
    if "HTTP_COOKIE" not in asked.environ:
        return ""
    return asked.cookies.get(_cookie_name(asked), "")


def keep_token(response: Response, token: str) -> None:
    """Have the browser keep `token` until it is closed; forget what it kept, without one."""
    asked = _asked()
    response.set_cookie(
        _cookie_name(asked),
        token,
        max_age=None if token else 0,
        path="/",
        secure=asked.is_secure,
        httponly=True,
        samesite="Lax",
    )


def _cookie_name(asked: Request) -> str:
    return _SECURE_COOKIE if asked.is_secure else _COOKIE


def can_sign_out() -> bool:
    """Whether the editor is known by a session of ours, and not by a proxy's word."""
    return may_edit() and not the_guard().named_by_proxy(_asked())


def is_at_home() -> bool:
    """Whether the request comes from this very machine, by no proxy, and to a loopback name.

    Where a proxy is declared, it may be one of the machine's own, that says nothing of whom it speaks for.
    The name matters too: a page elsewhere whose host name is made to point at 127.0.0.1 (DNS rebinding)
    names another one.
    """
    asked = _asked()
    environ = asked.environ
    origin = environ.get("HTTP_ORIGIN", "").partition("://")[2]
    return (
        not the_guard().has_proxies
        and _is_loopback(environ.get("REMOTE_ADDR", ""))
        and _host(asked) in _LOOPBACK_NAMES
        and _PROXY_HEADERS.isdisjoint(environ)
        # A proxy that rewrites Host leaves the browser's Origin as it is.
        and (not origin or _name(origin) in _LOOPBACK_NAMES)
    )


@lru_cache(maxsize=1_000)
def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _host(asked: Request) -> str:
    """The host that a request names."""
    return _name(asked.host)


@lru_cache(maxsize=1_000)
def _name(host: str) -> str:
    """`host` without its port and brackets."""
    name, _, port = host.rpartition(":")
    return (name if name and port.isdigit() else host).strip("[]").lower()


def _refuse_cross_site() -> None:
    """Let a change pass only from a page of ours: by Sec-Fetch-Site, else by Origin."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is None:
        origin = request.headers.get("Origin", "null")
        allowed = origin != "null" and origin.partition("://")[2].lower() == request.host.lower()
    else:
        allowed = site == "same-origin"
    if not allowed:
        raise Forbidden("Cette demande vient d’un autre site : elle a été refusée.")


def takes_gzip() -> bool:
    """Whether the client takes a compressed answer."""
    asked = _asked()
    return "gzip" in asked.environ.get("HTTP_ACCEPT_ENCODING", "") and bool(asked.accept_encodings["gzip"])


def gzipped(content: bytes) -> bytes:
    """`content`, compressed as much as is worth the time."""
    return gzip.compress(content, 5, mtime=0)


def finish(response: Response) -> None:
    """Let nobody keep what an editor gets, and compress a page for who takes it so."""
    asked = _asked()
    if asked.environ.get(_EDITOR):
        response.headers["Cache-Control"] = "no-store"
    if (
        not takes_gzip()
        or response.status_code == 304
        or "Content-Encoding" in response.headers
        or not (response.content_type or "").startswith("text/html")
    ):
        return
    content = response.get_data()
    if len(content) >= _COMPRESSED_FROM_BYTES:
        response.set_data(gzipped(content))
        response.headers["Content-Encoding"] = "gzip"
