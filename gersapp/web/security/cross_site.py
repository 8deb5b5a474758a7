"""Which requests are believed: those for a host of ours, and changes by a form on a page of ours."""

from collections.abc import Collection
from functools import partial

from flask import Flask, Request, Response
from werkzeug.exceptions import BadRequest, Forbidden, LengthRequired, UnsupportedMediaType

from gersapp.errors import StartRefused
from gersapp.settings import Settings
from gersapp.web.current import current_request
from gersapp.web.navigation import home, see_other

MAX_FORM_BYTES = 64 * 1024

_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
_FORM_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data"}


def init_app(app: Flask, settings: Settings) -> None:
    """Refuse requests that are not to be believed; raises StartRefused for a wrong setting."""
    if any("/" in host or " " in host for host in settings.hosts):
        raise StartRefused(
            f"GERSAPP_HOSTS vaut « {', '.join(settings.hosts)} » : des noms d’hôte sont attendus, sans "
            "http:// ni port, par exemple catalogue.exemple.fr."
        )
    app.config["MAX_CONTENT_LENGTH"] = MAX_FORM_BYTES
    app.before_request(partial(_check_request, settings.hosts))


def _check_request(hosts: Collection[str]) -> Response | None:
    request = current_request()
    _refuse_unreadable_query(request)
    if hosts and name_of_host(request.host) not in hosts:
        raise BadRequest("Cette adresse n’est pas celle du site.")
    if request.method not in _SAFE_METHODS:
        _refuse_cross_site(request)
        if request.mimetype not in _FORM_TYPES:
            raise UnsupportedMediaType("Un formulaire est attendu.")
        if "Transfer-Encoding" in request.headers:
            raise LengthRequired
        # Read here: a body that is too long is refused before any change.
        _ = request.form
    # A prefix without its slash: Flask would lead on to an absolute address made of an unchecked Host.
    return None if request.environ["PATH_INFO"] else see_other(home())


def _refuse_unreadable_query(request: Request) -> None:
    if not request.environ["QUERY_STRING"].isascii():
        try:
            # Parsed here, so that no view fails on it.
            _ = request.args
        except UnicodeDecodeError:
            raise BadRequest("L’adresse demandée n’est pas écrite en UTF-8.") from None


def _refuse_cross_site(request: Request) -> None:
    """Let a change pass only from a page of ours: by Sec-Fetch-Site, else by Origin."""
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
