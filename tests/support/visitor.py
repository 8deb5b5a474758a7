"""Support."""

import contextlib
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from gersapp import create_app
from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.model import Operation
from gersapp.store.tinydb import Store
from proof.tools.editor import COOKIE, let_in

ID = "tips-du-jour"


Form = Mapping[str, str | list[str]]


@contextlib.contextmanager
def opened(database: Path, **settings: object) -> Iterator[Flask]:
    """The application over the file at `database`, which is let go of afterwards; an editor is let in."""
    instance = let_in(database.parent / "instance")
    app = create_app(db=database, **{"instance": instance, **settings})
    try:
        yield app
    finally:
        store_of(app).close()


def store_of(app: Flask) -> Store:
    store: Store = app.extensions["gersapp"].repository
    return store


def catalogue_of(app: Flask) -> Catalogue:
    return store_of(app).published.catalogue


def digest(path: Path) -> str:
    """The fingerprint of a file's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def form_of(operation: Operation, **changes: str | list[str]) -> dict[str, str | list[str]]:
    """What the form of `operation` sends, with `changes` typed."""
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
    """A browser; `headers` and `environ` are sent with each request. It is signed in, unless told."""

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
        """A form from a page of ours; text or bytes go as an urlencoded body as they are."""
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
        """The same, who is not signed in."""
        return replace(self, headers={k: v for k, v in self.headers.items() if k != "Cookie"})

    def htmx(self, target: str = "resultats", trigger: str = "", at: str = "/") -> "Visitor":
        """htmx on the page at `at`, for the element `trigger`, about to fill `target` (ids)."""
        sent = {"HX-Request": "true", "HX-Target": target, "HX-Current-URL": f"http://127.0.0.1{at}"}
        if trigger:
            sent["HX-Trigger"] = trigger
        return replace(self, headers={**self.headers, **sent})


def _joined(headers: Mapping[str, str], more: Mapping[str, str]) -> dict[str, str]:
    """`HX_Request` as Python writes it is `HX-Request`."""
    return {**headers, **{name.replace("_", "-"): value for name, value in more.items()}}


class Page(HTMLParser):
    """A page as it is read: its tags with their attributes, and its text without its tags."""

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
        """The texts of the elements `tag` that have these attributes (`class_` for class)."""
        wanted = {name.rstrip("_"): value for name, value in attributes.items()}
        return [
            " ".join("".join(texts).split())
            for found, has, texts in self.elements
            if found == tag and wanted.items() <= has.items()
        ]


def page_of(response: TestResponse) -> Page:
    return Page(response.text)


def counts_in(html: str) -> dict[str, int]:
    """`platform-facebook` → its count, from a page or from an answer's out-of-band pieces."""
    return {name: int(n) for name, n in re.findall(r'<span id="n-([\w-]+)"[^>]*>(\d+)</span>', html)}


def heading_form(app: Flask, **changes: str) -> dict[str, str]:
    heading = catalogue_of(app).heading
    return {
        "title": heading.title,
        "body": heading.body,
        "hashtag": heading.hashtag,
        "introduction": heading.introduction,
        "revision": heading.revision,
        **changes,
    }
