"""The door: who may change something, which requests are believed, and the headers of every answer."""

import gzip
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache
from ipaddress import ip_address
from typing import Any

from flask import Flask, Request, Response, request
from werkzeug.exceptions import BadRequest, Forbidden, LengthRequired, UnsupportedMediaType

from gersapp.web import htmx

WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

MAX_FORM_BYTES = 64 * 1024

# For the header Vary: an address has a page and a fragment, compressed or not.
FACES = f"{htmx.VARY}, Accept-Encoding"

# What anyone may ask for; every other endpoint changes something, or shows a form that does.
PUBLIC = {"browse.catalogue", "browse.operation", "browse.accessibility", "assets.serve"}

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
_MAY_EDIT = "gersapp.may_edit"

_HEADERS = [
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

_COMPRESSED_FROM_BYTES = 1024


def init_app(app: Flask) -> None:
    """Bound what is sent to us, and dress each answer."""
    app.config["MAX_CONTENT_LENGTH"] = MAX_FORM_BYTES

    app.wsgi_app = _dressed(app.wsgi_app)  # type: ignore[method-assign, assignment]  # Flask's own way


def check(hosts: Collection[str]) -> None:
    """Refuse what must not reach a view; `hosts` are the names of the site, none for any."""
    asked = _asked()
    if not asked.environ["QUERY_STRING"].isascii():
        try:
            asked.args  # noqa: B018  (parsed here, so that no view fails on it)
        except UnicodeDecodeError:
            raise BadRequest("L’adresse demandée n’est pas écrite en UTF-8.") from None
    if hosts and _host(asked) not in hosts:
        raise BadRequest("Cette adresse n’est pas celle du site.")
    if asked.method not in _SAFE:
        _refuse_cross_site()
        if asked.mimetype not in _FORM_TYPES:
            raise UnsupportedMediaType("Un formulaire est attendu.")
        if "HTTP_TRANSFER_ENCODING" in asked.environ:
            raise LengthRequired
        asked.form  # noqa: B018  (read here: a body that is too long is refused before any change)
    endpoint = asked.endpoint
    if endpoint and endpoint not in PUBLIC and not may_edit():
        raise Forbidden("Les modifications ne se font, pour l’instant, que sur la machine du service.")


def _asked() -> Request:
    """The request itself: each look through Flask's proxy costs as much as ten of its attributes."""
    asked: Request = request._get_current_object()  # type: ignore[attr-defined]  # typed as a Request
    return asked


def _dressed(application: WSGI) -> WSGI:
    """`application`, with the security headers on every answer, whatever made it."""

    def dressed(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            return start_response(status, headers + _HEADERS, exc_info)

        return application(environ, start)

    return dressed


def may_edit() -> bool:
    """Whether the request that is being answered may change something."""
    asked = _asked()
    known: bool | None = asked.environ.get(_MAY_EDIT)
    if known is None:
        known = asked.environ[_MAY_EDIT] = _is_at_home(asked)
    return known


def _is_at_home(asked: Request) -> bool:
    """Whether the request comes from this very machine, by no proxy, and to a loopback name.

    Until editors sign in. The name matters too: a page elsewhere whose host name is made to point at
    127.0.0.1 (DNS rebinding) names another one.
    """
    environ = asked.environ
    origin = environ.get("HTTP_ORIGIN", "").partition("://")[2]
    return (
        _is_loopback(environ.get("REMOTE_ADDR", ""))
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


def compress(response: Response) -> None:
    """Compress a page for who takes it so, unless it is already."""
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
