"""The static files, htmx included: read once, served compressed, for ever, under a fingerprinted address.

The style sheet and the script are written in parts, and put together here: a page asks for one file of each.
That of an editor has all the parts, that of a visitor has not `EDITORS_PARTS`.
"""

import gzip
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from flask import Blueprint, Response, abort, request, url_for

from gersapp.web.security.access import public

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
}

# In the order of the cascade: of two rules of the same weight, the later one wins.
STYLE_PARTS = (
    "css/theme.css",
    "css/base.css",
    "css/controls.css",
    "css/layout.css",
    "css/account.css",
    "css/sign_in.css",
    "css/masthead.css",
    "css/filters.css",
    "css/results.css",
    "css/bar.css",
    "css/in_sight.css",
    "css/offers.css",
    "css/news.css",
    "css/operation.css",
    "css/actions.css",
    "css/reach.css",
    "css/links.css",
    "css/bulk.css",
    "css/placing.css",
    "css/form.css",
    "css/conflict.css",
    "css/history.css",
    "css/audiences.css",
    "css/alerts.css",
    "css/waiting.css",
    "css/print.css",
)
# The listeners of an event are called in this order.
SCRIPT_PARTS = (
    "js/page.js",
    "js/storage.js",
    "js/answers.js",
    "js/pending.js",
    "js/focus.js",
    "js/filters.js",
    "js/address.js",
    "js/bar.js",
    "js/typing.js",
    "js/drafts.js",
    "js/kept.js",
    "js/back.js",
    "js/conflict.js",
    "js/place.js",
    "js/touched.js",
    "js/forms.js",
    "js/offers.js",
    "js/meanwhile.js",
    "js/results.js",
    "js/autofocus.js",
    "js/keyboard.js",
    "js/bulk.js",
    "js/shown.js",
    "js/placing.js",
    "js/fields.js",
    "js/news.js",
    "js/print.js",
    "js/stay.js",
    "js/requests.js",
    "js/waiting.js",
    "js/alerts.js",
    "js/session.js",
)
# What no visitor's page needs.
EDITORS_PARTS = frozenset(
    {
        "css/reach.css",
        "css/placing.css",
        "js/placing.js",
        "css/bar.css",
        "css/offers.css",
        "css/actions.css",
        "css/bulk.css",
        "css/form.css",
        "css/conflict.css",
        "css/history.css",
        "css/audiences.css",
        "js/pending.js",
        "js/bar.js",
        "js/typing.js",
        "js/drafts.js",
        "js/fields.js",
        "js/conflict.js",
        "js/touched.js",
        "js/forms.js",
        "js/offers.js",
        "js/meanwhile.js",
        "js/results.js",
        "js/autofocus.js",
        "js/keyboard.js",
        "js/bulk.js",
        "js/session.js",
    }
)
# The parts of the script share their names with each other, and with no other script.
_SCRIPT = b'"use strict";\n(() => {\n%b})();\n'
# Comments, indentation, empty lines: a third of the script, compressed. Only a comment that begins a line is
# surely none of a string.
_FOR_READERS = re.compile(rb"^(?:[ \t\n]+|/\*.*?\*/\n)+", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, as it is and compressed. Its fingerprint changes with its content."""

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
        # htmx comes from a pinned package: no copy in the repository, nothing from a CDN.
        htmx = files("js_lib_htmx") / "static" / "htmx" / "htmx.min.js"
        contents = {
            **{path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in _TYPES},
            "style.css": _join_parts(folder, _visitors(STYLE_PARTS)),
            "editors.css": _join_parts(folder, STYLE_PARTS),
            "page.js": _SCRIPT % _join_parts(folder, _visitors(SCRIPT_PARTS)),
            "editors.js": _SCRIPT % _join_parts(folder, SCRIPT_PARTS),
            "htmx.min.js": htmx.read_bytes(),
        }
        self._by_name = {name: Asset.of(name, content) for name, content in contents.items()}

    def content(self, name: str) -> bytes:
        return self._by_name[name].content

    def url(self, name: str) -> str:
        asset = self._by_name[name]
        return url_for("assets.serve", fingerprint=asset.fingerprint, name=name)

    def blueprint(self) -> Blueprint:
        """The route that serves them."""
        pages = Blueprint("assets", __name__)

        @pages.get("/static/<fingerprint>/<name>")
        @public
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

        @pages.get("/favicon.ico", defaults={"name": "favicon.ico"})
        @pages.get("/apple-touch-icon.png", defaults={"name": "apple-touch-icon.png"})
        @public
        def serve_by_heart(name: str) -> Response:
            """Browsers and phones ask for these without being told where they are."""
            content, content_type = self._by_name[name].content, _TYPES[Path(name).suffix]
            headers = {"Cache-Control": "public, max-age=86400"}
            return Response(content, content_type=content_type, headers=headers)

        return pages


def _visitors(parts: Iterable[str]) -> list[str]:
    return [part for part in parts if part not in EDITORS_PARTS]


def _join_parts(folder: Path, names: Iterable[str]) -> bytes:
    """Return these files one below the other, without what is for readers."""
    return b"".join(_FOR_READERS.sub(b"", (folder / name).read_bytes()) for name in names)
