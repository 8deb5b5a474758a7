"""Functions that the commands share: their settings, their refusals, and French counts."""

import sys
from collections.abc import Callable
from typing import NoReturn, TypeVar
from zoneinfo import ZoneInfo

import click
from flask import current_app

from gersapp.errors import (
    AccountRefused,
    BackupRefused,
    EditorsUnavailable,
    ErasureRefused,
    StartRefused,
)
from gersapp.settings import Settings

T = TypeVar("T")

PARIS = ZoneInfo("Europe/Paris")

# The key of the commands' settings in the extensions of the application.
SETTINGS = "gersapp.commands"


def current_settings() -> Settings:
    settings: Settings = current_app.extensions[SETTINGS]
    return settings


def run(work: Callable[[], T]) -> T:
    """Return the result of `work`; a refusal ends the command."""
    try:
        return work()
    except (AccountRefused, BackupRefused, EditorsUnavailable, ErasureRefused, StartRefused) as error:
        refuse(str(error))


def refuse(message: str) -> NoReturn:
    """End the command with status 1, after `message`."""
    click.echo(f"Refusé : {message}", err=True)
    sys.exit(1)


def counted(number: int, noun: str) -> str:
    """Return `number` and its noun, whose plural takes an s."""
    return f"{number} {noun}{'s' if number > 1 else ''}"
