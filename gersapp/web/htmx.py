"""Every `HX-…` name: what htmx says of a request, and what an answer tells it to do."""

from flask import Flask, Response
from htmx_flask import Htmx, request

# Faces of one address differ by these.
VARY = "HX-Request, HX-History-Restore-Request"


def init_app(app: Flask) -> None:
    """Give requests their `htmx` attribute (htmx-flask)."""
    Htmx(app)


def is_fragment() -> bool:
    """Whether to answer with a fragment: htmx asks, and not to restore a page of the history."""
    asked = request.htmx
    return bool(asked) and not asked.history_restore_request


def target() -> str:
    """The id of the element that the answer goes into, or an empty string."""
    return str(request.htmx.target or "")


def trigger() -> str:
    """The id of the element that asks, or an empty string."""
    return str(request.htmx.trigger or "")


def current_url() -> str:
    """The address of the page that htmx asks from, or an empty string."""
    return str(request.htmx.current_url or "")


def push(response: Response, address: str) -> None:
    """Put `address` in the bar, as a new entry of the history."""
    response.headers["HX-Push-Url"] = address


def replace(response: Response, address: str) -> None:
    """Put `address` in the bar, in place of the entry of the history."""
    response.headers["HX-Replace-Url"] = address


def redirect(response: Response, address: str) -> None:
    """Have the browser leave for `address`."""
    response.headers["HX-Redirect"] = address


def retarget(response: Response, selector: str) -> None:
    """Put the answer into the element at `selector`, whatever the page asked for."""
    response.headers["HX-Retarget"] = selector
    response.headers["HX-Reswap"] = "innerHTML"
