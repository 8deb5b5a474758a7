"""The static files, htmx included: read once, served compressed, for ever, under a fingerprinted address."""

import gzip
import hashlib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from flask import Blueprint, Response, abort, request, url_for

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


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
        found = [
            Asset.of(path.name, path.read_bytes())
            for path in sorted(folder.iterdir())
            if path.suffix in _TYPES
        ]
        # htmx comes from a pinned package: no copy in the repository, nothing from a CDN.
        htmx = files("js_lib_htmx") / "static" / "htmx" / "htmx.min.js"
        self._by_name = {asset.name: asset for asset in [*found, Asset.of("htmx.min.js", htmx.read_bytes())]}

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
