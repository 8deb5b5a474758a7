"""Refusing requests for another host, and changes from the pages of another site."""

import contextlib
import re
from collections.abc import Collection
from functools import partial
from ipaddress import ip_address

from flask import Flask, Request, Response
from werkzeug.exceptions import (
    BadRequest,
    Forbidden,
    LengthRequired,
    RequestEntityTooLarge,
    UnsupportedMediaType,
)

from gersapp.errors import StartRefused
from gersapp.settings import Settings
from gersapp.web.current import current_request
from gersapp.web.navigation import home, see_other
from gersapp.web.security.access import may_edit

MAX_FORM_BYTES = 64 * 1024
# The forms of editors that take a document: endpoint → bytes of a file of 5 MB, or of a text pasted with its
# formatting, and of what a browser puts around them.
LONG_FORMS = {"imports.create": 6 * 1024 * 1024 + MAX_FORM_BYTES}
# They have three fields. Werkzeug counts those of multipart forms alone: three million of the other kind took
# six seconds.
_MAX_LONG_FIELDS = 20

_NO_HOST = "Cette adresse n’est pas celle du site."
_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
# Werkzeug answers no host with an underscore. Browsers read a name that ends with a number, in base 10 or 16,
# as an address, and send that in full.
_HOST = re.compile(r"([a-z0-9-]+\.)*(?!\d+$|0x[0-9a-f]*$)[a-z0-9-]+")
# Browsers and Python encode these letters differently.
_AMBIGUOUS = set("ßς\u200c\u200d")
_URLENCODED = "application/x-www-form-urlencoded"
_FORM_TYPES = {_URLENCODED, "multipart/form-data"}


def init_app(app: Flask, settings: Settings) -> None:
    """Refuse these requests before every view; raises StartRefused for a wrong setting."""
    hosts = frozenset(map(_read_host, settings.hosts))
    app.config["MAX_CONTENT_LENGTH"] = MAX_FORM_BYTES
    app.before_request(partial(_check_request, hosts))


def _read_host(host: str) -> str:
    """Return the name that browsers send for `host`, which may have a port and accents.

    Raises StartRefused for what no browser can send: every request would be refused.
    """
    name = name_of_host(host)
    for address in (host.strip("[]"), name):
        with contextlib.suppress(ValueError):
            # Browsers do not send the zone of an address.
            return str(ip_address(address.partition("%")[0]))
    with contextlib.suppress(UnicodeError):
        encoded = name.encode("idna").decode().removesuffix(".")
        if _HOST.fullmatch(encoded) and _AMBIGUOUS.isdisjoint(name):
            return encoded
    raise StartRefused(
        f"GERSAPP_HOSTS contient « {host} » : des noms d’hôte sont attendus, entiers, sans http:// ni "
        "étoile, par exemple catalogue.exemple.fr. Vide, il les accepte tous."
    )


def _check_request(hosts: Collection[str]) -> Response | None:
    request = current_request()
    if isinstance(request.routing_exception, BadRequest):
        # No name has this form. Flask then makes no address, and no page can be shown.
        return Response(
            _NO_HOST, 400, {"Cache-Control": "no-store"}, content_type="text/plain; charset=utf-8"
        )
    _refuse_unreadable_query(request)
    if hosts and name_of_host(request.host) not in hosts:
        raise BadRequest(_NO_HOST)
    if request.method not in _SAFE_METHODS:
        _refuse_cross_site(request)
        if request.mimetype not in _FORM_TYPES:
            raise UnsupportedMediaType("Un formulaire est attendu.")
        if "Transfer-Encoding" in request.headers:
            raise LengthRequired
        long_form = LONG_FORMS.get(request.endpoint or "", 0) if may_edit() else 0
        if long_form:
            request.max_content_length = request.max_form_memory_size = long_form
            request.max_form_parts = _MAX_LONG_FIELDS
        # Reading the body refuses one that is too long, or not whole, before any change.
        body = request.get_data()
        if long_form and request.mimetype == _URLENCODED and body.count(b"&") >= _MAX_LONG_FIELDS:
            raise RequestEntityTooLarge
    # A prefix without its slash: Flask would redirect to an absolute address made of an unchecked Host.
    return None if request.environ["PATH_INFO"] else see_other(home())


def _refuse_unreadable_query(request: Request) -> None:
    if not request.environ["QUERY_STRING"].isascii():
        try:
            # Parsing the query before the view prevents an error in the view.
            _ = request.args
        except UnicodeDecodeError:
            raise BadRequest("L’adresse demandée n’est pas écrite en UTF-8.") from None


def _refuse_cross_site(request: Request) -> None:
    """Refuse a change unless a page of this site sends it, by Sec-Fetch-Site or else by Origin."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is None:
        origin = request.headers.get("Origin", "null")
        is_ours = origin != "null" and origin.partition("://")[2].lower() == request.host.lower()
    else:
        is_ours = site == "same-origin"
    if not is_ours:
        raise Forbidden("Cette demande vient d’un autre site : elle a été refusée.")


def name_of_host(host: str) -> str:
    """Return `host` without its port and brackets, in small letters."""
    name, _, port = host.rpartition(":")
    return (name if name and port.isdigit() else host).strip("[]").lower()
