"""The door to the database of many bodies, whose packages are an extra: nothing else imports its engine."""

import contextlib
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec

from gersapp.editors import Editors
from gersapp.errors import DatabaseUnreachable, StartRefused
from gersapp.reviews.reading_notes import ReadingNotes
from gersapp.reviews.repository import PendingImports
from gersapp.store.bodies import Bodies

_log = logging.getLogger(__name__)

# Seconds between two tries to reach a database.
_PAUSE_S = 1.0
_PACKAGES = ("psycopg", "psycopg_pool")


@dataclass(frozen=True, slots=True)
class Stores:
    """The stores of one database: the bodies, their editors, and by the slug of a body the imports that wait
    and the notes on the documents that are being read."""

    bodies: Bodies
    editors: Editors
    imports_of: Callable[[str], PendingImports]
    notes_of: Callable[[str], ReadingNotes]


def open_stores(address: str, *, naming_header: str = "", only: str | None = None) -> Stores:
    """Open the database at `address`, and make the tables of an empty one; raises StartRefused.

    `naming_header` is the header in which a proxy names an editor. With `only`, the slug of a body, no other
    one is loaded: a command is done sooner. The end of `bodies` is that of all.
    """
    _require_packages()
    from gersapp.store.postgres import PostgresBodies
    from gersapp.store.postgres.editors import make_database_editors
    from gersapp.store.postgres.imports import ImportsOfBodies
    from gersapp.store.postgres.readings import DatabaseReadingNotes
    from gersapp.store.postgres.transactions import Transactions

    bodies = PostgresBodies(address, only=only)
    editors = make_database_editors(bodies.database, naming_header=naming_header)
    notes_of = partial(DatabaseReadingNotes, Transactions(bodies.database))
    return Stores(bodies, editors, ImportsOfBodies(bodies.database).of, notes_of)


@contextlib.contextmanager
def opened_editors(address: str) -> Iterator[Editors]:
    """Give the editors alone, for a command: no catalogue is read. Raises StartRefused."""
    _require_packages()
    from gersapp.store.postgres.editors import opened_database_editors

    with opened_database_editors(address) as editors:
        yield editors


def migrate(address: str) -> list[str]:
    """Make or update the tables of the database; return the names of the steps taken. Raises StartRefused."""
    _require_packages()
    from gersapp.store.postgres import migrate_database

    return migrate_database(address)


def prepare(address: str) -> None:
    """Make the tables of an empty database; raises StartRefused when this version cannot use it."""
    _require_packages()
    from gersapp.store.postgres import prepare_database

    prepare_database(address)


def wait_for(address: str, between: Callable[[], None]) -> None:
    """Return when the database answers; raises StartRefused when this version cannot use it.

    `between` is called at each turn of the wait and may raise to end it.
    """
    said = ""
    while True:
        try:
            return prepare(address)
        except DatabaseUnreachable as error:
            if said != str(error):
                said = str(error)
                _log.warning("%s", said)
        between()
        time.sleep(_PAUSE_S)


def name_database(address: str) -> str:
    """Return the hosts and the name of the database, without a password; raises StartRefused."""
    _require_packages()
    from gersapp.store.postgres import Database

    return Database(address).name


def database_logger() -> logging.Logger:
    """Return the logger to which the engine writes, in English too, what is wrong with the database."""
    _require_packages()
    from gersapp.store.postgres import database

    return logging.getLogger(database.__name__)


def _require_packages() -> None:
    if not all(map(find_spec, _PACKAGES)):
        raise StartRefused("GERSAPP_DATABASE demande le paquet « psycopg » : « make postgres » l’installe.")
