"""The door to the database of many bodies, whose packages are an extra: nothing else imports its engine."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec

from gersapp.editors import Editors
from gersapp.errors import StartRefused
from gersapp.reviews.repository import PendingImports
from gersapp.store.bodies import Bodies

_PACKAGES = ("psycopg", "psycopg_pool")


@dataclass(frozen=True, slots=True)
class Stores:
    """What one database stores: the bodies, who edits them, and by slug the imports that wait for each."""

    bodies: Bodies
    editors: Editors
    imports_of: Callable[[str], PendingImports]


def open_stores(address: str, *, naming_header: str = "") -> Stores:
    """Open the database at `address`, and make the tables of an empty one; raises StartRefused.

    `naming_header` is the header in which a proxy names an editor. The end of `bodies` is that of all.
    """
    _require_packages()
    from gersapp.store.postgres import PostgresBodies
    from gersapp.store.postgres.editors import make_database_editors
    from gersapp.store.postgres.imports import ImportsOfBodies

    bodies = PostgresBodies(address)
    editors = make_database_editors(bodies.database, naming_header=naming_header)
    return Stores(bodies, editors, ImportsOfBodies(bodies.database).of)


def migrate(address: str) -> list[str]:
    """Make or update the tables of the database; return the names of the steps taken. Raises StartRefused."""
    _require_packages()
    from gersapp.store.postgres import migrate_database

    return migrate_database(address)


def name_database(address: str) -> str:
    """Return the hosts and the name of the database, without a password; raises StartRefused."""
    _require_packages()
    from gersapp.store.postgres import Database

    return Database(address).name


def _require_packages() -> None:
    if not all(map(find_spec, _PACKAGES)):
        raise StartRefused("GERSAPP_DATABASE demande le paquet « psycopg » : « make postgres » l’installe.")
