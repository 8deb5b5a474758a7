"""The pictures that other sites show of a link to the catalogue, to an operation, or to all catalogues."""

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
from gersapp.web.national.current import current_national
from gersapp.web.national.french import TITLE
from gersapp.web.security.access import public

# Of one catalogue; and of all those that a site has together.
bp = Blueprint("previews", __name__)
bodies_bp = Blueprint("national_previews", __name__)

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
    heading, figures = catalogue.heading, counted(len(catalogue.operations), "opération")
    return _respond(heading.organisation, heading.title or UNTITLED, figures)


@bp.get("/operations/<id>/apercu.png")
@public
def operation(id: str) -> Response:
    """Show the picture of an operation."""
    catalogue = current_snapshot().catalogue
    operation = catalogue.get(id)
    labels = [part.label for part in catalogue.heading.audiences if part.slug in operation.audiences]
    return _respond(catalogue.heading.organisation, operation.title, " · ".join(labels))


@bodies_bp.get("/apercu.png")
@public
def observatory() -> Response:
    """Show the picture of all bodies together, which is that of every selection of theirs too."""
    national = current_national()
    figures = counted(national.operations, "opération"), counted(len(national.parts), "organisme")
    return _respond("", TITLE, " · ".join(figures))


def _respond(organisation: str, title: str, figures: str) -> Response:
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
