"""Functions that the commands share: the places that they act on, their refusals, and French counts."""

import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn, TypeVar
from zoneinfo import ZoneInfo

import click
from flask import current_app

from gersapp.catalogue.text import printable
from gersapp.editors.journal import LOG_NAME
from gersapp.errors import (
    AccountRefused,
    BackupRefused,
    BodyRefused,
    DocumentRefused,
    EditorsUnavailable,
    ErasureRefused,
    ImportRefused,
    StartRefused,
    StoreFull,
    StoreUnavailable,
)
from gersapp.reviews.repository import Pending
from gersapp.settings import Settings
from gersapp.store.tinydb import Backups, lock

T = TypeVar("T")
CommandT = TypeVar("CommandT", bound=Callable[..., Any])

# What the messages of the database say of pages, and what commands say in the place of it.
_OF_PAGES = (
    ("Votre saisie est toujours là ; réessayez", "Réessayez"),
    ("Rechargez la page pour voir s’il a eu lieu", "Regardez s’il a eu lieu avant de recommencer"),
)

PARIS = ZoneInfo("Europe/Paris")

# The key of the commands' settings in the extensions of the application.
SETTINGS = "gersapp.commands"


def current_settings() -> Settings:
    settings: Settings = current_app.extensions[SETTINGS]
    return settings


_REFUSALS = (
    AccountRefused,
    BackupRefused,
    BodyRefused,
    DocumentRefused,
    EditorsUnavailable,
    ErasureRefused,
    ImportRefused,
    StartRefused,
    StoreFull,
    StoreUnavailable,
)


def yes_option(help: str) -> Callable[[CommandT], CommandT]:
    """Return the option `--yes`, which a command gets as its parameter `confirmed`."""
    return click.option("--yes", "confirmed", is_flag=True, help=help)


# For every command that writes to places that have defaults.
yes = yes_option("Agir aux emplacements par défaut, même si aucun serveur ne s’en est servi.")


def confirm(question: str, otherwise: str, *, confirmed: bool) -> None:
    """End the command with `otherwise` unless the person has `confirmed` already, or answers « oui ».

    The answer is a line of the standard input, on a terminal or not.
    """
    if confirmed:
        return
    click.echo(f"{question} Tapez « oui » :", err=True)
    try:
        answer = sys.stdin.readline() if sys.stdin else ""
    except ValueError:  # no UTF-8
        answer = ""
    if answer.strip().lower() != "oui":
        how = (
            "" if answer else " Sans terminal, donnez cette réponse sur l’entrée standard, ou ajoutez --yes."
        )
        refuse(f"{otherwise}{how}")


def choose_catalogue(*, is_safe: bool) -> Path:
    """Return the file of the catalogue, and say which it is.

    Unless `is_safe`, since nothing is written or the person is sure, the command ends when this file is the
    default and no server ever used it: the one in service is elsewhere.
    """
    path = current_settings().db
    click.echo(f"Catalogue : {path}", err=True)
    if not is_safe and path == Settings().db and not _exists(lock.lock_of(path.resolve())):
        _refuse_unserved(path)
    return path


def choose_instance(*, is_safe: bool) -> Path:
    """Return the folder of accounts and of the log for security, as `choose_catalogue` returns the file."""
    path = current_settings().instance
    click.echo(f"Comptes et journal : {path}", err=True)
    if not is_safe and path == Settings().instance and not _exists(path / LOG_NAME):
        _refuse_unserved(path)
    return path


def _exists(path: Path) -> bool:
    try:
        path.stat()
    except FileNotFoundError:
        return False
    except OSError:
        # Somebody closed it to this account: the command itself will say so.
        return True
    return True


def _refuse_unserved(path: Path) -> NoReturn:
    refuse(
        f"{path} est l’emplacement par défaut, et aucun serveur ne s’en est servi. Donnez à la commande les "
        "mêmes variables qu’au serveur (GERSAPP_DB, GERSAPP_INSTANCE), ou ajoutez --yes pour agir là. Rien "
        "n’est changé."
    )


def run(work: Callable[[], T]) -> T:
    """Return the result of `work`; a refusal ends the command."""
    try:
        return work()
    except _REFUSALS as error:
        refuse(without_page(str(error)))


def without_page(message: str) -> str:
    """Return what a command says where a page says `message`: who runs it has no form, and no page."""
    for of_page, of_command in _OF_PAGES:
        message = message.replace(of_page, of_command)
    return message


def refuse(message: str) -> NoReturn:
    """End the command with status 1, after `message`."""
    click.echo(f"Refusé : {message}", err=True)
    sys.exit(1)


def refuse_own(path: Path) -> None:
    """End the command when an export to `path`, without links, would replace what the application keeps:
    the catalogue, what stands beside it under its name, its copies, the folder of accounts."""
    settings = current_settings()
    database = settings.db.resolve()
    # Either may be a link, to another disk for instance.
    folders = (settings.instance.resolve(), Backups(database).folder.resolve())
    for place in (path, *path.parents):
        is_catalogue = place.parent == database.parent and f"{place.name}.".startswith(f"{database.name}.")
        if is_catalogue or place in folders:
            refuse(f"« {printable(str(path))} » est à l’application : donnez un autre nom. Rien n’est écrit.")


def in_paris(time: float) -> str:
    """Return a time, in seconds since 1970, as « 26/11/2026 à 14:05 », on the clocks of Paris."""
    return datetime.fromtimestamp(time, PARIS).strftime("%d/%m/%Y à %H:%M")


def say_removed_imports(imports: Iterable[Pending]) -> Iterator[str]:
    """Yield a line for each pending import that an erasure has removed."""
    for pending in imports:
        source = f"« {pending.name} »" if pending.name else "d’un texte collé"
        yield f"  import en attente {source}, du {in_paris(pending.received)}, retiré en entier"
