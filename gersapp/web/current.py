"""The current request, and the settings, catalogues and editors of the application that responds to it."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

from flask import Request, current_app, request

from gersapp.catalogue.history.history import History
from gersapp.catalogue.model import Heading
from gersapp.editors import Editors
from gersapp.exchange.exports import Exports
from gersapp.french import UNTITLED
from gersapp.reviews.readings import Readings
from gersapp.reviews.repository import PendingImports
from gersapp.settings import Settings
from gersapp.store.bodies import Bodies
from gersapp.store.repository import Repository, Snapshot

# The key of the body's slug in the environ of the request: no header can have this name.
_BODY = "gersapp.body"
# What the pages of no body have for a heading.
_OBSERVATORY = Heading(title="Observatoire")


@dataclass(frozen=True, slots=True)
class Services:
    """Made once, by the factory, and kept as the extension `gersapp` of the application.

    `bodies` is None when there is one catalogue, of no body. What ends with `_of` returns what belongs to the
    catalogue of a body, by its slug, or to the only one for ""; it raises NotFound.
    """

    settings: Settings
    editors: Editors
    exports: Exports
    bodies: Bodies | None
    repository_of: Callable[[str], Repository]
    imports_of: Callable[[str], PendingImports]
    readings_of: Callable[[str], Readings]


def current_request() -> Request:
    """Return the request itself, for code that runs at every request.

    Each attribute of Flask's proxy takes 1 µs, and a response to a filter reads some thirty.
    """
    return cast(Request, request._get_current_object())  # type: ignore[attr-defined]  # typed as a Request


def current_settings() -> Settings:
    return _services().settings


def current_editors() -> Editors:
    return _services().editors


def current_exports() -> Exports:
    return _services().exports


# -- the body of the request, and what it has


def current_body() -> str:
    """Return the slug of the body that the address names; "" for none, and when there is one catalogue."""
    return cast(str, current_request().environ.get(_BODY, ""))


def set_body(slug: str) -> None:
    """Make the body of this slug the current one, or none for ""."""
    current_request().environ[_BODY] = slug


@contextlib.contextmanager
def in_body(slug: str) -> Iterator[None]:
    """Make the body of this slug the current one: addresses, cards and catalogues are then its own."""
    before = current_body()
    set_body(slug)
    try:
        yield
    finally:
        set_body(before)


def current_bodies() -> Bodies | None:
    """Return the bodies; None when there is one catalogue, of no body."""
    return _services().bodies


def has_bodies() -> bool:
    """Whether the site has the catalogues of many bodies, each below its slug."""
    return _services().bodies is not None


def has_catalogue() -> bool:
    """Whether the address belongs to a catalogue: that of a body, or the only one."""
    return not has_bodies() or bool(current_body())


def current_repository() -> Repository:
    return _services().repository_of(current_body())


def current_imports() -> PendingImports:
    return _services().imports_of(current_body())


def current_readings() -> Readings:
    return _services().readings_of(current_body())


def current_snapshot() -> Snapshot:
    return current_repository().snapshot()


def current_history(snapshot: Snapshot) -> History:
    return current_repository().history(snapshot)


def current_heading() -> Heading:
    """Return the heading of the current catalogue; that of the Observatoire on the pages of no body."""
    return current_snapshot().catalogue.heading if has_catalogue() else _OBSERVATORY


def organisation_of(heading: Heading) -> str:
    """Return whose catalogue has this heading, "" for unknown; of a body without any name, its slug."""
    return heading.organisation or ("" if heading.title else current_body())


def name_catalogue(heading: Heading) -> str:
    """Return the title of the catalogue, or whose it is, or what it is."""
    return heading.title or organisation_of(heading) or UNTITLED


def every_repository() -> list[Repository]:
    """Return the catalogue of every body, or the only one."""
    bodies = current_bodies()
    if bodies is None:
        return [current_repository()]
    return [bodies.repository(slug) for slug in bodies.states()]


def _services() -> Services:
    return cast(Services, current_app.extensions["gersapp"])
