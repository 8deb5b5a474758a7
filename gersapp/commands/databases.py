"""The database of many bodies, opened for commands; `flask database migrate`."""

import contextlib
import logging
from collections.abc import Iterator
from typing import NoReturn

import click
from flask.cli import AppGroup

from gersapp.catalogue.text import printable
from gersapp.commands.shared import current_settings, refuse, run
from gersapp.errors import NotFound
from gersapp.observatory.slugs import is_slug
from gersapp.store.bodies import Bodies
from gersapp.store.opening import Stores, database_logger, migrate, name_database, open_stores

database = AppGroup("database", help="La base PostgreSQL de plusieurs organismes (GERSAPP_DATABASE).")


@database.command("migrate")
def migrate_database() -> None:
    """Créer ou mettre à jour les tables de la base ; sans rien à faire, ne rien changer."""
    address = choose_database()
    done = run(lambda: migrate(address))
    click.echo(f"Tables mises à jour : {', '.join(done)}." if done else "Les tables sont à jour.")


def choose_database() -> str:
    """Return the address of the database, and say which it is; end the command without any."""
    address = current_settings().database
    if not address:
        refuse(
            "Cette commande agit sur une base PostgreSQL : donnez son adresse par GERSAPP_DATABASE. "
            "« make observatory » affiche la ligne à coller."
        )
    click.echo(f"Base : {run(lambda: name_database(address))}", err=True)
    return address


@contextlib.contextmanager
def opened_stores(only: str | None = None) -> Iterator[Stores]:
    """Open the database, and say which it is; a refusal ends the command.

    With `only`, the slug of a body, no other catalogue is loaded; the command ends when it goes meanwhile.
    """
    address = choose_database()
    stores = run(lambda: open_stores(address, only=only))
    with contextlib.closing(stores.bodies), refusing_alone():
        try:
            yield stores
        except NotFound:
            if only is None:
                raise
            refuse_unknown(only)


@contextlib.contextmanager
def refusing_alone() -> Iterator[None]:
    """Leave it to refusals to say what is wrong with the database: servers log it too, in English."""
    logger = database_logger()
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


@contextlib.contextmanager
def opened_bodies(only: str | None = None) -> Iterator[Bodies]:
    """Open the bodies of the database as `opened_stores` does."""
    with opened_stores(only) as stores:
        yield stores.bodies


@contextlib.contextmanager
def opened_body(slug: str) -> Iterator[Stores]:
    """Open the database for one body alone; end the command when it has no such body, or cannot read it."""
    refuse_no_slug(slug)
    with opened_stores(slug) as stores:
        if why := stores.bodies.unreadable().get(slug):
            refuse(
                f"{slug} : {why} Une copie remplace ce qui est illisible : flask restore latest --body {slug}"
            )
        if slug not in stores.bodies.states():
            refuse_unknown(slug)
        yield stores


def refuse_no_slug(slug: str) -> None:
    """End the command when no body is named, or none can have this slug."""
    if not slug:
        refuse("Cette base a plusieurs organismes : dites duquel il s’agit par --body NOM.")
    if not is_slug(slug):
        refuse_unknown(slug)


def refuse_unknown(slug: str) -> NoReturn:
    """End the command: no body has this slug."""
    refuse(f"Aucun organisme « {printable(slug)} » dans cette base : « flask observatory list » les liste.")
