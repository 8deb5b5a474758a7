"""Reading and writing a body's rows. A statement that reads sees one version of the body."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, LiteralString

import orjson

from gersapp.errors import BodyUnreadable
from gersapp.store.documents.reader import Invalid
from gersapp.store.postgres.database import Connection, unlimited
from gersapp.store.postgres.stored import Row, Stored, Version

_log = logging.getLogger(__name__)

# NOTIFY of this name wakes the processes, after the commit.
CHANNEL: LiteralString = "gersapp"
NOTIFY: LiteralString = "NOTIFY gersapp"

# Rows that were removed, and marks, are kept for so many versions: whoever is further behind reads all of the
# body.
KEPT_VERSIONS = 1_000
_CLEANING_INTERVAL = 100  # versions

# Rows that somebody wrote by hand may be anything.
_UNREADABLE = (Invalid, AttributeError, LookupError, TypeError, ValueError)

# Runs a query, and gives its rows.
Read = Callable[[LiteralString, Mapping[str, object]], Iterable[tuple[Any, ...]]]

_SELECT: LiteralString = """
    SELECT
        version, mark,
        EXISTS (SELECT FROM versions WHERE body = id AND version = %(since)s AND mark = %(mark)s),
        rewritten, collections::text, collection, key, place, document::text
    FROM bodies LEFT JOIN (
        SELECT collection, key, place, document
        FROM documents WHERE body = %(body)s AND version > %(since)s
    ) AS changed ON true
    WHERE id = %(body)s
    ORDER BY place
"""
_WRITE: LiteralString = """
    WITH written AS (
        INSERT INTO documents (body, collection, key, place, version, document)
        SELECT %(body)s, collection, key, place, %(version)s, document::json
        FROM unnest(%(names)s::text[], %(keys)s::bigint[], %(places)s::float8[], %(documents)s::text[])
            AS row (collection, key, place, document)
        ON CONFLICT (body, collection, key)
        DO UPDATE SET place = EXCLUDED.place, version = EXCLUDED.version, document = EXCLUDED.document
    ), marked AS (
        INSERT INTO versions (body, version, mark) VALUES (%(body)s, %(version)s, %(mark)s)
        ON CONFLICT (body, version) DO UPDATE SET mark = EXCLUDED.mark
    )
    UPDATE bodies
    SET version = %(version)s,
        mark = %(mark)s,
        rewritten = CASE WHEN %(rewrites)s THEN %(version)s ELSE rewritten END,
        collections = %(collections)s::json
    WHERE id = %(body)s
    RETURNING pg_notify('gersapp', '')
"""
_CLEAN: LiteralString = """
    WITH forgotten AS (DELETE FROM versions WHERE body = %(body)s AND version <= %(until)s)
    DELETE FROM documents WHERE body = %(body)s AND document IS NULL AND version <= %(until)s
"""


def reader(connection: Connection) -> Read:
    """Return what runs queries on a connection; it raises psycopg.Error.

    Rows are made one at a time: those of a large body would leave holes in memory.
    """

    def read(query: LiteralString, values: Mapping[str, object]) -> Iterable[tuple[Any, ...]]:
        return connection.execute(query, values)

    return read


def unlimited_reader(connection: Connection) -> Read:
    """Return what runs queries as `reader`, for a connection that is in no transaction.

    The server lets each take its time. Reading the rows is not a part of the transaction: a role may have a
    limit for those who do nothing in one.
    """

    def read(query: LiteralString, values: Mapping[str, object]) -> Iterable[tuple[Any, ...]]:
        with unlimited(connection):
            return connection.execute(query, values)

    return read


def load(read: Read, body: int, before: Stored | None = None) -> Stored | None:
    """Return the newest version of a body; None for one that is unknown.

    `before` is what is known of it already: returned when nothing has changed. Raises one of
    `_UNREADABLE`, and what `read` raises.
    """
    since = before.version if before else Version(-1, "")
    found = iter(read(_SELECT, {"body": body, "since": since.number, "mark": since.mark}))
    first = next(found, None)
    if first is None:
        return None
    number, mark, is_known, rewritten, collections = first[:5]
    version = Version(number, mark)
    if before and version == since:
        return before
    # One that is unknown was of a database that went back since: to a copy, or to a standby that had not all.
    is_followed = is_known and max(rewritten, number - KEPT_VERSIONS) <= since.number < number
    if before and not is_followed:
        return load(read, body)
    names: list[str] = orjson.loads(collections)
    rows = (Row(*row[5:]) for row in chain([first], found) if row[5] is not None)
    if not before:
        return Stored.of(version, names, rows)
    try:
        return before.followed(version, names, rows)
    except _UNREADABLE as error:
        _log.warning("corps n° %d : relu en entier (%r)", body, error)
        return load(read, body)


def load_readable(read: Read, body: int, before: Stored | None = None) -> Stored | None:
    """Load a body as `load` does; raises BodyUnreadable when its rows are no catalogue."""
    try:
        return load(read, body, before)
    except _UNREADABLE as error:
        raise BodyUnreadable(
            f"Le catalogue ne peut pas être lu dans la base de données ({error}). Rien n’a été modifié."
        ) from error


def write(
    connection: Connection, body: int, stored: Stored, rows: Sequence[Row], *, rewrites: bool = False
) -> None:
    """Write the `rows` that make the version `stored` of the one before, which the transaction has locked.

    `rewrites` says that the history is another one, and has not only grown.
    """
    values = {
        "names": [row.collection for row in rows],
        "keys": [row.key for row in rows],
        "places": [row.place for row in rows],
        "documents": [row.document for row in rows],
        "collections": orjson.dumps(list(stored.documents.tables)).decode(),
    }
    number, mark = stored.version
    facts = {"body": body, "version": number, "mark": mark, "rewrites": rewrites}
    connection.execute(_WRITE, {**values, **facts})
    if number % _CLEANING_INTERVAL == 0:
        connection.execute(_CLEAN, {"body": body, "until": number - KEPT_VERSIONS})
