"""What all commands share: their settings, their refusals, and a few words."""

import sys
from collections.abc import Callable
from typing import NoReturn, TypeVar

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

# Where the application has its commands' settings, among its extensions.
SETTINGS = "gersapp.commands"


def current_settings() -> Settings:
    """The settings of the application that runs the command."""
    settings: Settings = current_app.extensions[SETTINGS]
    return settings


def done(work: Callable[[], T]) -> T:
    """What `work` gives; its refusal ends the command."""
    try:
        return work()
    except (AccountRefused, BackupRefused, EditorsUnavailable, ErasureRefused, StartRefused) as error:
        refuse(str(error))


def refuse(message: str) -> NoReturn:
    """End the command with status 1, after `message`."""
    click.echo(f"Refusé : {message}", err=True)
    sys.exit(1)


def counted(number: int, noun: str) -> str:
    """`number` and its noun, whose plural takes an s."""
    return f"{number} {noun}{'s' if number > 1 else ''}"
