"""The door to the database of many bodies, whose packages are an extra: nothing else imports its engine."""

from importlib.util import find_spec
from typing import TYPE_CHECKING

from gersapp.errors import StartRefused

if TYPE_CHECKING:
    from gersapp.store.postgres import PostgresBodies

_PACKAGES = ("psycopg", "psycopg_pool")


def open_bodies(address: str) -> "PostgresBodies":
    """Open the database at `address`, and make the tables of an empty one; raises StartRefused."""
    _require_packages()
    from gersapp.store.postgres import PostgresBodies

    return PostgresBodies(address)


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
