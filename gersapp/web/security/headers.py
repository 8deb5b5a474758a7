"""The security headers of every response, and its compression."""

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from flask import Flask, Response

from gersapp.web import htmx
from gersapp.web.current import current_request
from gersapp.web.security.proxies import WSGI

# An address has a page and a fragment, a visitor's and each editor's, compressed or not.
VARY = f"{htmx.VARY}, Cookie, Accept-Encoding"

HEADERS = [
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
]
_HSTS = ("Strict-Transport-Security", "max-age=31536000")

_MIN_COMPRESSED_BYTES = 1024


def init_app(app: Flask) -> None:
    """Compress pages, and give every response the security headers."""
    app.after_request(_compress_page)
    app.wsgi_app = add_security_headers(app.wsgi_app)  # type: ignore[method-assign, assignment]  # Flask's own way


def add_security_headers(application: WSGI) -> WSGI:
    """Wrap `application`, so that every response has the security headers, even that of a failing hook."""

    def application_with_headers(
        environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            if environ["wsgi.url_scheme"] == "https":
                headers = [*headers, _HSTS]
            return start_response(status, headers + HEADERS, exc_info)

        return application(environ, start)

    return application_with_headers


def accepts_gzip() -> bool:
    return bool(current_request().accept_encodings["gzip"])


def compress(content: bytes) -> bytes:
    """Compress `content` by gzip, as much as is worth the time."""
    return gzip.compress(content, 5, mtime=0)


def compress_parts(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Compress `parts` by gzip, one after the other."""
    compressor = zlib.compressobj(5, wbits=zlib.MAX_WBITS + 16)
    for part in parts:
        yield compressor.compress(part)
    yield compressor.flush()


def _compress_page(response: Response) -> Response:
    is_page = response.status_code != 304 and (response.content_type or "").startswith("text/html")
    if is_page and "Content-Encoding" not in response.headers and accepts_gzip():
        content = response.get_data()
        if len(content) >= _MIN_COMPRESSED_BYTES:
            response.set_data(compress(content))
            response.headers["Content-Encoding"] = "gzip"
    return response
