"""Bringing the schema of the database up to date: numbered files of plain SQL, each applied once."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

import psycopg

from gersapp.errors import DatabaseUnreachable, StartRefused
from gersapp.store.postgres.database import Connection, Database, patience

_FOLDER = Path(__file__).with_name("schema")

# Seconds that a step may take, and the wait for another process that takes it.
_PATIENCE_S = 3600.0
# Any number that nobody else takes for a lock of this database.
_LOCK = 4_732_919_302
_TABLE: LiteralString = """
    CREATE TABLE IF NOT EXISTS migrations (
        number integer PRIMARY KEY,
        name text NOT NULL,
        applied timestamptz NOT NULL DEFAULT now()
    )
"""


@dataclass(frozen=True, slots=True)
class Migration:
    """A file of the schema: its number, and its name without the suffix."""

    number: int
    name: str
    sql: str


def read_migrations() -> list[Migration]:
    """Return the files of the schema, in the order of their numbers."""
    files = sorted(_FOLDER.glob("[0-9]*.sql"))
    return [Migration(int(file.name[:4]), file.stem, file.read_text("utf-8")) for file in files]


def migrate(connection: Connection) -> list[str]:
    """Apply the migrations that the database lacks, all or none, and return their names.

    One process does it at a time. Raises psycopg.Error, and StartRefused for a database that is newer
    than the application.
    """
    with connection.transaction():
        connection.execute("SET LOCAL statement_timeout = 0")
        connection.execute("SET LOCAL lock_timeout = 0")
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        connection.execute(_TABLE)
        known = _applied(connection)
        _refuse_newer(known)
        missing = [migration for migration in read_migrations() if migration.number not in known]
        for migration in missing:
            connection.execute(migration.sql)
            connection.execute(
                "INSERT INTO migrations (number, name) VALUES (%s, %s)", (migration.number, migration.name)
            )
    return [migration.name for migration in missing]


def prepare(connection: Connection) -> None:
    """Make the schema of an empty database.

    Raises StartRefused for another schema, and for an encoding that lacks characters: a save that has one
    would be refused much later.
    """
    ((encoding,),) = connection.execute("SHOW server_encoding").fetchall()
    if encoding != "UTF8":
        raise StartRefused(
            f"La base de données n’est pas en UTF-8 (son codage : {encoding}) : créez-la par "
            "« createdb -E UTF8 -T template0 ». Rien n’a été modifié."
        )
    is_empty = connection.execute("SELECT to_regclass('migrations') IS NULL").fetchone()
    if is_empty == (True,):
        migrate(connection)
    known = _applied(connection)
    _refuse_newer(known)
    missing = [migration.name for migration in read_migrations() if migration.number not in known]
    if missing:
        raise StartRefused(
            f"Le schéma de la base de données est plus ancien que l’application (manque : "
            f"{', '.join(missing)}). Mettez-le à jour : flask database migrate"
        )


def _applied(connection: Connection) -> set[int]:
    return {number for (number,) in connection.execute("SELECT number FROM migrations")}


def _refuse_newer(known: set[int]) -> None:
    newest = max((migration.number for migration in read_migrations()), default=0)
    if max(known, default=0) > newest:
        raise StartRefused(
            f"Le schéma de la base de données (n° {max(known)}) est plus récent que l’application "
            f"(n° {newest}) : installez une version plus récente. Rien n’a été modifié."
        )


def explain_refusal(name: str, error: psycopg.Error) -> StartRefused:
    """Say in French that the database `name` cannot be used."""
    words = str(error).strip()
    # No server has given a code: it was not reached, or let nobody in.
    if error.sqlstate is None:
        return DatabaseUnreachable(
            f"{name} ne répond pas, n’existe pas ou refuse ce compte. PostgreSQL dit : {words}"
        )
    return StartRefused(f"{name} ne peut pas être utilisée. PostgreSQL dit : {words}")


def migrate_database(address: str) -> list[str]:
    """Bring the schema of the database at `address` up to date, and return the names of what was applied.

    Raises StartRefused.
    """
    with _connected(address) as connection:
        return migrate(connection)


def prepare_database(address: str) -> None:
    """Make the schema of an empty database at `address`, as `prepare`; raises StartRefused."""
    with _connected(address) as connection:
        prepare(connection)


@contextlib.contextmanager
def _connected(address: str) -> Iterator[Connection]:
    database = Database(address)
    try:
        with contextlib.closing(database.connect()) as connection, patience(connection, _PATIENCE_S):
            yield connection
    except psycopg.Error as error:
        raise explain_refusal(database.name, error) from error
