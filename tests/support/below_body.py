"""An application that serves a body from PostgreSQL, and that tests see as if it had one catalogue.

What they ask for at `/` is asked for below the slug of the body, which is taken off whatever comes back.
"""

import contextlib
import gzip
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from flask import Flask

from gersapp.observatory.body import Body
from gersapp.settings import Settings
from gersapp.store.postgres import PostgresBodies
from gersapp.store.postgres.editors import make_database_editors
from gersapp.store.postgres.imports import ImportsOfBodies
from gersapp.web.factory import make_observatory_app
from proof.tools.editor import let_in_database
from tests.support.body_file import SLUG
from tests.support.editor_places import TABLES

# The first parts of the addresses that the site has at its root, with many catalogues too.
_OF_SITE = {"accessibilite", "apple-touch-icon.png", "compte", "connexion", "deconnexion", "favicon.ico", "robots.txt",
            "static"}  # fmt: skip

WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class BelowBody:
    """Middleware that adds the slug to what is requested, and takes it off the responses."""

    def __init__(self, application: WSGI) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        prefix = environ["SCRIPT_NAME"]
        environ["PATH_INFO"] = _below(environ["PATH_INFO"])
        for name in ("HTTP_REFERER", "HTTP_HX_CURRENT_URL"):
            if name in environ:
                environ[name] = _url_below(environ[name], prefix)
        answers: list[tuple[str, list[tuple[str, str]]]] = []

        def start(
            status: str, headers: list[tuple[str, str]], exc_info: Any = None
        ) -> Callable[[bytes], None]:
            answers.append((status, headers))
            return lambda body: None

        response = self._application(environ, start)
        content = b"".join(response)
        if hasattr(response, "close"):
            response.close()
        status, headers = answers[-1]
        is_compressed = ("Content-Encoding", "gzip") in headers
        plain = gzip.decompress(content) if is_compressed and content else content
        taken = _take_off(plain.decode("latin-1")).encode("latin-1")
        sent = gzip.compress(taken, 1, mtime=0) if is_compressed and content else taken
        headers = [(name, _take_off(value)) for name, value in headers]
        if content:
            headers = [(name, value) for name, value in headers if name != "Content-Length"]
            headers.append(("Content-Length", str(len(sent))))
        start_response(status, headers)
        return [sent]


def _below(path: str) -> str:
    return path if not path or path[1:].partition("/")[0] in _OF_SITE else f"/{SLUG}{path}"


def _url_below(url: str, prefix: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    if not parts.path.startswith(f"{prefix}/"):
        return url
    return urlunsplit(parts._replace(path=prefix + _below(parts.path.removeprefix(prefix))))


def _take_off(text: str) -> str:
    return re.sub(f"(/|%2F){SLUG}(?=/|%2F)", "", text)


@contextlib.contextmanager
def opened_below_body(address: str, seed: bytes, folder: Path) -> Iterator[Flask]:
    """The application on the database at `address`, whose only body has `seed`; one editor is signed in."""
    bodies = PostgresBodies(address)
    try:
        put_back_below(bodies, seed)
        app = make_observatory_app(
            replace(Settings(), instance=folder),
            bodies,
            make_database_editors(bodies.database),
            ImportsOfBodies(bodies.database).of,
        )
        app.wsgi_app = BelowBody(app.wsgi_app)  # type: ignore[method-assign]  # Flask's own way
        yield app
    finally:
        bodies.close()


def put_back_below(bodies: PostgresBodies, seed: bytes) -> None:
    """Have the body the catalogue `seed`, in a new state, and the editor signed in, whatever tests did before."""
    if SLUG in bodies.states():
        bodies.restore(SLUG, seed)
    else:
        bodies.add(Body(SLUG), seed)
    with bodies.database.transaction() as connection:
        for table in TABLES:
            connection.execute(f"DELETE FROM {table}".encode())  # noqa: S608  (our own names)
        let_in_database(connection)
