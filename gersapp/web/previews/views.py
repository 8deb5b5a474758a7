"""The pictures that other sites show of a link to the catalogue, or to an operation."""

import json
import subprocess
import sys
import threading
from pathlib import Path

from flask import Blueprint, Response, request
from werkzeug.exceptions import ServiceUnavailable

from gersapp.cache import Cache
from gersapp.catalogue.text import french_spacing
from gersapp.exchange.apart import environment_apart
from gersapp.french import UNTITLED, counted
from gersapp.web.current import current_snapshot
from gersapp.web.security.access import public

bp = Blueprint("previews", __name__)

_PROGRAM = Path(__file__).with_name("drawing.py")
_MAX_DRAWING_S = 20.0
# Some fifty pictures.
_pictures = Cache[str, bytes](1024 * 1024, lambda texts, picture: len(texts) + len(picture))
# One draws and the others wait; who comes when all are taken is refused, so that pages keep their threads.
_places = threading.BoundedSemaphore(4)
_one_at_a_time = threading.Lock()


@bp.get("/apercu.png")
@public
def catalogue() -> Response:
    """Show the picture of the catalogue, which is that of every selection too: these are without end."""
    catalogue = current_snapshot().catalogue
    title = catalogue.heading.title or UNTITLED
    return _respond(title, counted(len(catalogue.operations), "opération"))


@bp.get("/operations/<id>/apercu.png")
@public
def operation(id: str) -> Response:
    """Show the picture of an operation."""
    catalogue = current_snapshot().catalogue
    operation = catalogue.get(id)
    labels = [part.label for part in catalogue.heading.audiences if part.slug in operation.audiences]
    return _respond(operation.title, " · ".join(labels))


def _respond(title: str, figures: str) -> Response:
    organisation = current_snapshot().catalogue.heading.organisation
    texts = {"organisation": organisation, "title": title, "figures": figures}
    sent = json.dumps({name: french_spacing(text) for name, text in texts.items()})
    response = Response(_pictures.get(sent, lambda: _draw(sent)), content_type="image/png")
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.add_etag()
    response.make_conditional(request)
    return response


def _draw(texts: str) -> bytes:
    """Return the PNG that `drawing.py` makes of `texts`; raises ServiceUnavailable when many wait."""
    if not _places.acquire(blocking=False):
        raise ServiceUnavailable(retry_after=10)
    try:
        with _one_at_a_time:
            command = [sys.executable, "-I", str(_PROGRAM)]
            # What goes wrong in it is said on the standard error, which is the server's log.
            drawn = subprocess.run(  # noqa: S603  (our own)
                command,
                input=texts.encode(),
                stdout=subprocess.PIPE,
                env=environment_apart(),
                check=True,
                timeout=_MAX_DRAWING_S,
            )
    finally:
        _places.release()
    return drawn.stdout
