"""Browsers that visit the application in this process, and what they are answered."""

import contextlib
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, cast

import orjson
from flask import Flask
from werkzeug.test import TestResponse

from gersapp import create_app
from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.history.recorded import RecordedHistory
from gersapp.catalogue.model import Operation
from gersapp.store.repository import Repository
from gersapp.store.tinydb import TinyDBRepository
from gersapp.web.current import Services
from proof.tools.editor import COOKIE, let_in
from tests.support.body_file import SLUG, BodyRepository
from tests.support.edits import change_nothing, commit

ID = "tips-du-jour"

Form = Mapping[str, str | list[str]]


@contextlib.contextmanager
def opened(database: Path, **settings: object) -> Iterator[Flask]:
    """The application on the file at `database`, which is closed at the end; one editor is signed in."""
    instance = let_in(database.parent / "instance")
    app = create_app(db=database, **{"instance": instance, **settings})
    try:
        yield app
    finally:
        repository_of(app).close()


def only_body(app: Flask) -> str:
    """The slug of the only body that tests of the pages see; "" for a catalogue of no body."""
    return "" if app.extensions["gersapp"].bodies is None else SLUG


def repository_of(app: Flask) -> TinyDBRepository:
    """The catalogue of the application; of one that has many, that of its only body."""
    services: Services = app.extensions["gersapp"]
    if services.bodies is not None:
        return cast(TinyDBRepository, BodyRepository(services.bodies))
    return cast(TinyDBRepository, services.repository_of(""))


def catalogue_of(app: Flask, body: str = "") -> Catalogue:
    services: Services = app.extensions["gersapp"]
    repository: Repository = services.repository_of(body) if body else repository_of(app)
    return repository.snapshot().catalogue


def operation_in(app: Flask, id: str = ID) -> Operation:
    return catalogue_of(app).get(id)


def stored_operations(db_file: Path) -> dict[str, dict[str, Any]]:
    """Id → document of the operations in the file, in their order."""
    rows = orjson.loads(db_file.read_bytes())["operations"].values()
    return {row["id"]: row for row in rows}


def history_of(app: Flask) -> RecordedHistory:
    repository = repository_of(app)
    return repository.history(repository.snapshot())


def last_action(app: Flask) -> str:
    """The name of the newest action."""
    return history_of(app).last


def put_back(app: Flask, content: bytes) -> None:
    """Write the file as if by hand, and have the application read it."""
    repository_of(app).path.write_bytes(content)
    commit(repository_of(app), change_nothing)


def put_seed_back(app: Flask, seed_path: Path) -> Flask:
    """Write the seed to the file, as if by hand, and have the application read it."""
    path = repository_of(app).path
    path.with_name(path.name + ".prev").unlink(missing_ok=True)
    put_back(app, seed_path.read_bytes())
    return app


def digest(path: Path) -> str:
    """The fingerprint of a file's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def form_of(operation: Operation, **changes: str | list[str]) -> dict[str, str | list[str]]:
    """The fields that the form of `operation` sends, with `changes` typed."""
    return {
        "title": operation.title,
        "description": operation.description,
        "audiences": list(operation.audiences),
        "platforms": list(operation.platforms),
        "links": [link.url for link in operation.links],
        "revision": operation.revision,
        "action": "save",
        **changes,
    }


@dataclass(frozen=True)
class Visitor:
    """A browser, which is signed in by default. Each request has its `headers`, and `environ` from the server."""

    app: Flask
    headers: Mapping[str, str] = field(default_factory=lambda: COOKIE)
    environ: Mapping[str, Any] = field(default_factory=dict)

    def get(self, path: str, method: str = "GET", **headers: str) -> TestResponse:
        return self.app.test_client(use_cookies=False).open(
            path,
            method=method,
            base_url="http://127.0.0.1",
            headers=_joined(self.headers, headers),
            environ_overrides=dict(self.environ),
        )

    def post(self, path: str, form: Form | str | bytes | None = None, **headers: str) -> TestResponse:
        """Post a form from a page of the site; text and bytes are sent as they are, as an urlencoded body."""
        sent = {"Origin": "http://127.0.0.1"} | _joined(self.headers, headers)
        content_type = sent.pop("Content-Type", "application/x-www-form-urlencoded")
        return self.app.test_client(use_cookies=False).post(
            path,
            data=dict(form) if isinstance(form, Mapping) else form or "",
            content_type=content_type,
            base_url="http://127.0.0.1",
            headers=sent,
            environ_overrides=dict(self.environ),
        )

    @property
    def reader(self) -> "Visitor":
        """The same browser, not signed in."""
        return replace(self, headers={k: v for k, v in self.headers.items() if k != "Cookie"})

    def htmx(self, target: str = "resultats", trigger: str = "", at: str = "/") -> "Visitor":
        """The same browser, by htmx: on the page at `at`, from the element `trigger`, into `target` (ids)."""
        sent = {"HX-Request": "true", "HX-Target": target, "HX-Current-URL": f"http://127.0.0.1{at}"}
        if trigger:
            sent["HX-Trigger"] = trigger
        return replace(self, headers={**self.headers, **sent})


def _joined(headers: Mapping[str, str], more: Mapping[str, str]) -> dict[str, str]:
    """Join both; `HX_Request`, as Python writes a keyword, is `HX-Request`."""
    return {**headers, **{name.replace("_", "-"): value for name, value in more.items()}}


class Page(HTMLParser):
    """A parsed page: its tags with their attributes, its elements with their texts, and its whole text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self._within: list[tuple[str, dict[str, str], list[str]]] = []
        self.elements: list[tuple[str, dict[str, str], list[str]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.tags.append((tag, attributes))
        element: tuple[str, dict[str, str], list[str]] = (tag, attributes, [])
        self.elements.append(element)
        if tag not in {"meta", "link", "input", "br"}:
            self._within.append(element)

    def handle_endtag(self, tag: str) -> None:
        while self._within and self._within.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        for _, _, texts in self._within:
            texts.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())

    def all(self, tag: str, **attributes: str) -> list[str]:
        """Return the texts of the elements `tag` that have these attributes (`class_` for class)."""
        wanted = {name.rstrip("_"): value for name, value in attributes.items()}
        return [
            " ".join("".join(texts).split())
            for name, present, texts in self.elements
            if name == tag and wanted.items() <= present.items()
        ]


def page_of(response: TestResponse) -> Page:
    return Page(response.text)


def is_page(response: TestResponse) -> bool:
    """Whether it is a whole page rather than a fragment."""
    return response.text.startswith("<!doctype html>")


def form_fields(response: TestResponse) -> dict[str, list[str]]:
    """Name → values of the fields of the form in a response, as a browser would send them."""
    fields: dict[str, list[str]] = {}
    for tag, attributes, texts in page_of(response).elements:
        if tag == "textarea":
            fields.setdefault(attributes["name"], []).append("".join(texts).removeprefix("\n"))
        elif tag == "input" and (
            attributes.get("type") not in ("checkbox", "radio") or "checked" in attributes
        ):
            fields.setdefault(attributes["name"], []).append(attributes.get("value", ""))
    return fields


def plain_text(page: Page) -> str:
    """The text of a page, with plain spaces for French ones."""
    return " ".join(page.text.replace("\u202f", " ").split())


def counts_in(html: str) -> dict[str, int]:
    """`platform-facebook` → its count, in a page or in the out-of-band pieces of a fragment."""
    return {
        name: int(number.replace("\u202f", ""))
        for name, number in re.findall(r'<span id="n-([\w-]+)"[^>]*>([\d\u202f]+)</span>', html)
    }


def heading_form(app: Flask, **changes: str) -> dict[str, str]:
    """The fields that the form of the catalogue's texts sends, with `changes` typed."""
    heading = catalogue_of(app).heading
    return {
        "title": heading.title,
        "body": heading.organisation,
        "hashtag": heading.hashtag,
        "introduction": heading.introduction,
        "revision": heading.revision,
        **changes,
    }


def save_operation(browser: Visitor, app: Flask, id: str = ID, **changes: str | list[str]) -> None:
    """Save an operation with `changes` typed."""
    response = browser.post(f"/operations/{id}", form_of(operation_in(app, id), **changes))
    assert response.status_code in (200, 303)
