"""The current request, and the settings, catalogue and editors of the application that responds to it."""

from dataclasses import dataclass
from typing import cast

from flask import Request, current_app, request

from gersapp.catalogue.history.history import History
from gersapp.editors import Editors
from gersapp.exchange.exports import Exports
from gersapp.reviews.readings import Readings
from gersapp.reviews.repository import PendingImports
from gersapp.settings import Settings
from gersapp.store.repository import Repository, Snapshot


@dataclass(frozen=True, slots=True)
class Services:
    """Made once, by `make_app`, and kept as the extension `gersapp` of the application."""

    settings: Settings
    repository: Repository
    editors: Editors
    imports: PendingImports
    readings: Readings
    exports: Exports


def current_request() -> Request:
    """Return the request itself, for code that runs at every request.

    Each attribute of Flask's proxy takes 1 µs, and a response to a filter reads some thirty.
    """
    return cast(Request, request._get_current_object())  # type: ignore[attr-defined]  # typed as a Request


def current_settings() -> Settings:
    return _services().settings


def current_repository() -> Repository:
    return _services().repository


def current_editors() -> Editors:
    return _services().editors


def current_imports() -> PendingImports:
    return _services().imports


def current_readings() -> Readings:
    return _services().readings


def current_exports() -> Exports:
    return _services().exports


def current_snapshot() -> Snapshot:
    return current_repository().snapshot()


def current_history(snapshot: Snapshot) -> History:
    return current_repository().history(snapshot)


def _services() -> Services:
    return cast(Services, current_app.extensions["gersapp"])
