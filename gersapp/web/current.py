"""What the application that responds to the request was made with: its settings, catalogue and editors."""

from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from gersapp.catalogue.history.history import History
from gersapp.editors import Editors
from gersapp.settings import Settings
from gersapp.store.repository import Repository, Snapshot

_EXTENSION = "gersapp"


@dataclass(frozen=True, slots=True)
class Services:
    """Made once, by `make_app`."""

    settings: Settings
    repository: Repository
    editors: Editors


def init_app(app: Flask, services: Services) -> None:
    """Let the views of `app` reach `services`."""
    app.extensions[_EXTENSION] = services


def current_settings() -> Settings:
    return _services().settings


def current_repository() -> Repository:
    return _services().repository


def current_editors() -> Editors:
    return _services().editors


def current_snapshot() -> Snapshot:
    """The catalogue as it is now."""
    return current_repository().snapshot()


def current_history(snapshot: Snapshot) -> History:
    """What was changed until `snapshot`."""
    return current_repository().history(snapshot)


def _services() -> Services:
    return cast(Services, current_app.extensions[_EXTENSION])
