"""What the application that answers the request was made with: its settings, its catalogue, its editors."""

from dataclasses import dataclass
from typing import cast

from flask import current_app

from gersapp.editors import Editors
from gersapp.settings import Settings
from gersapp.store.tinydb import Published, Store


@dataclass(frozen=True, slots=True)
class Services:
    """Made once, by `make_app`, and kept as the extension `gersapp` of the application."""

    settings: Settings
    repository: Store
    editors: Editors


def current_settings() -> Settings:
    return _services().settings


def current_repository() -> Store:
    return _services().repository


def current_editors() -> Editors:
    return _services().editors


def current_snapshot() -> Published:
    """The catalogue as it is now, with its history and the name of its state."""
    return current_repository().published


def _services() -> Services:
    return cast(Services, current_app.extensions["gersapp"])
