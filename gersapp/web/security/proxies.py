"""Proxies: only those that are declared are believed, about where a request comes from and who sends it."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Any

from werkzeug.middleware.proxy_fix import ProxyFix

from gersapp.errors import StartRefused
from gersapp.settings import Settings

WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

# What the server is reached by when it listens on a socket file: WSGI then names no address.
_UNIX = "unix"
# The longest name that a proxy may give.
_MOST = 64


def behind_proxies(application: WSGI, settings: Settings) -> WSGI:
    """`application`, told what the declared proxies say of a request, and what nobody else does.

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
    is_proxy = _recogniser(settings.proxies)
    fixed = ProxyFix(application, x_for=1, x_proto=1, x_host=0, x_port=0, x_prefix=0)

    def told(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if is_proxy(environ.get("REMOTE_ADDR", "")):
            return fixed(environ, start_response)
        environ.pop(header, None)
        return application(environ, start_response)

    return told


def user_named(environ: dict[str, Any], header: str) -> str:
    """The editor whom the proxy names in `header`, if it names one, and one only; or nothing."""
    try:
        name = str(environ.get(_environ_name(header), "")).encode("latin-1").decode("utf-8").strip()
    except UnicodeError:
        # Not read as best one can: two editors would have one name.
        return ""
    return name if 0 < len(name) <= _MOST and name.isprintable() and "," not in name else ""


@lru_cache(maxsize=8)
def _environ_name(header: str) -> str:
    """`header` as WSGI names it; raises StartRefused for what is no name."""
    if not header:
        return ""
    if not re.fullmatch("[A-Za-z0-9-]+", header):
        raise StartRefused(
            f"GERSAPP_TRUSTED_USER_HEADER vaut « {header} » : un nom d’en-tête est attendu, par exemple "
            "X-Remote-User."
        )
    return f"HTTP_{header.upper().replace('-', '_')}"


def _recogniser(proxies: Sequence[str]) -> Callable[[str], bool]:
    try:
        networks = [ip_network(each, strict=False) for each in proxies if each != _UNIX]
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
            found = ip_address(address)
        except ValueError:
            return False
        # A server that listens to IPv6 too sees IPv4 addresses as ::ffff:10.0.0.1.
        names = {found, getattr(found, "ipv4_mapped", None) or found}
        return any(name in network for name in names for network in networks)

    return is_proxy
