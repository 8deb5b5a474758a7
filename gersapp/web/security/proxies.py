"""The proxies: only the declared ones are believed about the origin and the sender of a request."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Any

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

from gersapp.errors import StartRefused
from gersapp.settings import Settings
from gersapp.web.security.cross_site import name_of_host

WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

# The setting for a proxy on a socket file: WSGI names no address for it.
_UNIX = "unix"
_MAX_USER_NAME = 64
# No yes or no: no proxy would replace a header of that name, and any visitor may send it.
_HEADER = re.compile(r"(?!(oui|non|true|false|yes|no|on|off)$)[a-z][a-z0-9-]*", re.IGNORECASE)

_LOOPBACK_NAMES = {"localhost", "127.0.0.1", "::1"}
# The headers of proxies, as WSGI names them: Forwarded, X-Forwarded-For…
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


def init_app(app: Flask, settings: Settings) -> None:
    """Believe the declared proxies; raises StartRefused for settings that make no sense."""
    app.wsgi_app = believe_proxies(app.wsgi_app, settings)  # type: ignore[method-assign, assignment]  # Flask's own way


def believe_proxies(application: WSGI, settings: Settings) -> WSGI:
    """Wrap `application`, so that it gets the headers of declared proxies, and of nobody else.

    Raises StartRefused for settings that make no sense.
    """
    header = _environ_name(settings.trusted_user_header)
    if header and not settings.proxies:
        raise StartRefused(
            "GERSAPP_TRUSTED_USER_HEADER est réglé, mais aucun proxy n’est déclaré : n’importe qui pourrait "
            "envoyer cet en-tête. Déclarez l’adresse du proxy par GERSAPP_PROXIES, par exemple "
            "GERSAPP_PROXIES=127.0.0.1."
        )
    if not settings.proxies:
        return application
    is_proxy = _make_recogniser(settings.proxies)
    proxied = ProxyFix(application, x_for=1, x_proto=1, x_host=0, x_port=0, x_prefix=0)

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if is_proxy(environ.get("REMOTE_ADDR", "")):
            return proxied(environ, start_response)
        environ.pop(header, None)
        return application(environ, start_response)

    return answer


def named_user(environ: dict[str, Any], header: str) -> str:
    """Return the editor whom a proxy names in `header`; "" unless it names exactly one."""
    if not header:
        return ""
    try:
        name = str(environ.get(_environ_name(header), "")).encode("latin-1").decode("utf-8").strip()
    except UnicodeError:
        # A lenient decoding would give two editors the same name.
        return ""
    return name if 0 < len(name) <= _MAX_USER_NAME and name.isprintable() and "," not in name else ""


@lru_cache(maxsize=8)
def _environ_name(header: str) -> str:
    """Return `header` as WSGI names it; raises StartRefused for an invalid name."""
    if not header:
        return ""
    if not _HEADER.fullmatch(header):
        raise StartRefused(
            f"GERSAPP_TRUSTED_USER_HEADER vaut « {header} » : un nom d’en-tête est attendu, par exemple "
            "X-Remote-User."
        )
    return f"HTTP_{header.upper().replace('-', '_')}"


def _make_recogniser(proxies: Sequence[str]) -> Callable[[str], bool]:
    try:
        networks = [ip_network(proxy, strict=False) for proxy in proxies if proxy != _UNIX]
    except ValueError as error:
        raise StartRefused(
            f"GERSAPP_PROXIES vaut « {', '.join(proxies)} » : des adresses ou des réseaux sont attendus, "
            "par exemple 127.0.0.1 ou 10.0.0.0/24."
        ) from error

    @lru_cache(maxsize=1_000)
    def is_proxy(address: str) -> bool:
        if not address:
            return _UNIX in proxies
        try:
            parsed = ip_address(address)
        except ValueError:
            return False
        # A server that listens to IPv6 too sees IPv4 addresses as ::ffff:10.0.0.1.
        names = {parsed, getattr(parsed, "ipv4_mapped", None) or parsed}
        return any(name in network for name in names for network in networks)

    return is_proxy


_is_loopback = _make_recogniser(("127.0.0.0/8", "::1"))


def is_local_request(proxies: Sequence[str]) -> bool:
    """Whether the request comes from this very machine, without a proxy, and to a loopback name.

    No request is local where proxies are declared: one of them may run on this machine and send the requests
    of others. The name matters too: a foreign page whose host name points at 127.0.0.1 (DNS rebinding) sends
    another name.
    """
    origin = request.headers.get("Origin", "").partition("://")[2]
    return (
        not proxies
        and _is_loopback(request.remote_addr or "")
        and name_of_host(request.host) in _LOOPBACK_NAMES
        and _PROXY_HEADERS.isdisjoint(request.environ)
        # A proxy that rewrites Host keeps the browser's Origin.
        and (not origin or name_of_host(origin) in _LOOPBACK_NAMES)
    )
