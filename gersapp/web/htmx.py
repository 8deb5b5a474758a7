"""Every `HX-…` header: those that htmx sends with a request, and those that instruct it in a response."""

import json

from flask import Flask, Response
from htmx_flask import Htmx, request

# The page and the fragments of one address differ by these headers.
VARY = "HX-Request, HX-History-Restore-Request"


def init_app(app: Flask) -> None:
    Htmx(app)


def is_fragment() -> bool:
    """Whether to respond with a fragment: htmx sends the request, and not to restore a former page."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def target() -> str:
    """Return the id of the element that the response goes into, or an empty string."""
    return str(request.htmx.target or "")


def trigger() -> str:
    """Return the id of the element that sends the request, or an empty string."""
    return str(request.htmx.trigger or "")


def current_url() -> str:
    """Return the address of the page that sends the request, or an empty string."""
    return str(request.htmx.current_url or "")


def push(response: Response, address: str) -> None:
    """Show `address` in the browser's bar, as a new entry of its history."""
    response.headers["HX-Push-Url"] = address


def replace(response: Response, address: str) -> None:
    """Show `address` in the browser's bar, in place of the present entry of its history."""
    response.headers["HX-Replace-Url"] = address


def trigger_event(response: Response, event: str, **detail: str) -> None:
    """Send `event`, with `detail`, to the element that requests, before the response is put into the page."""
    response.headers["HX-Trigger"] = json.dumps({event: detail})


def redirect(response: Response, address: str) -> None:
    """Send the browser to `address`."""
    response.headers["HX-Redirect"] = address


def retarget(response: Response, selector: str) -> None:
    """Put the response into the element at `selector`, whatever target the request named."""
    response.headers["HX-Retarget"] = selector
    response.headers["HX-Reswap"] = "innerHTML"


def leave_target(response: Response) -> None:
    """Leave the target that the request named as it is: the pieces of the response name their own places."""
    response.headers["HX-Reswap"] = "none"
