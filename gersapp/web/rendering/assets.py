"""The static files, htmx included: read once, served compressed, for ever, under a fingerprinted address.

The sheet and the script are written in parts, and sent whole: a visit asks for one file of each.
"""

import gzip
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from flask import Blueprint, Response, abort, request, url_for

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}

# The parts in static/css, in the order of the cascade: of two rules of one weight, the later wins.
STYLE_PARTS = (
    "theme",
    "base",
    "controls",
    "layout",
    "account",
    "sign_in",
    "masthead",
    "filters",
    "results",
    "bar",
    "news",
    "operation",
    "links",
    "bulk",
    "form",
    "conflict",
    "history",
    "audiences",
    "alerts",
    "print",
)
# The parts in static/js. Those that listen to one event hear it in this order.
SCRIPT_PARTS = (
    "page",
    "filters",
    "bar",
    "typing",
    "conflict",
    "focus",
    "resume",
    "results",
    "keyboard",
    "bulk",
    "news",
    "requests",
    "alerts",
)


@dataclass(frozen=True, slots=True)
class Asset:
    """One file. `address` changes with its content."""

    name: str
    content: bytes
    compressed: bytes
    fingerprint: str

    @classmethod
    def of(cls, name: str, content: bytes) -> "Asset":
        fingerprint = hashlib.sha256(content).hexdigest()[:16]
        return cls(name, content, gzip.compress(content, 9, mtime=0), fingerprint)


class Assets:
    """All of them, by name; `url(name)` is the address for a page."""

    def __init__(self, folder: Path) -> None:
        contents = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in _TYPES}
        contents["style.css"] = join_parts(folder / "css", STYLE_PARTS, ".css")
        contents["page.js"] = wrap_script(join_parts(folder / "js", SCRIPT_PARTS, ".js"))
        # htmx comes from a pinned package: no copy in the repository, nothing from a CDN.
        htmx = files("js_lib_htmx") / "static" / "htmx" / "htmx.min.js"
        contents["htmx.min.js"] = htmx.read_bytes()
        self._by_name = {name: Asset.of(name, content) for name, content in contents.items()}

    def url(self, name: str) -> str:
        asset = self._by_name[name]
        return url_for("assets.serve", fingerprint=asset.fingerprint, name=name)

    def blueprint(self) -> Blueprint:
        """The route that serves them."""
        pages = Blueprint("assets", __name__)

        @pages.get("/static/<fingerprint>/<name>")
        def serve(fingerprint: str, name: str) -> Response:
            asset = self._by_name.get(name)
            if asset is None or asset.fingerprint != fingerprint:
                abort(404)
            response = Response(asset.content, content_type=_TYPES[Path(name).suffix])
            if request.accept_encodings["gzip"]:
                response.set_data(asset.compressed)
                response.headers["Content-Encoding"] = "gzip"
            response.headers["Vary"] = "Accept-Encoding"
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
            return response

        return pages


def join_parts(folder: Path, names: Iterable[str], suffix: str) -> bytes:
    """The files of these names one after the other, each under a line with its name, to find a fault by."""
    parts = [(f"{name}{suffix}", (folder / f"{name}{suffix}").read_bytes()) for name in names]
    return b"\n".join(b"/* -- %b */\n%b" % (name.encode(), content) for name, content in parts)


def wrap_script(parts: bytes) -> bytes:
    """`parts` in one function: they share their names with each other, and with no other script."""
    return b'"use strict";\n(() => {\n%b})();\n' % parts
