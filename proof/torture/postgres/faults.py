"""The engine of PostgreSQL with one fault left in, which a torture must see to lose something.

`python -m proof.torture.postgres.faults FAULT …` is gunicorn with that fault.
"""

import contextlib
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from enum import Enum
from unittest import mock

import psycopg

from gersapp.store.documents.documents import Documents
from gersapp.store.postgres import database, repository
from gersapp.store.postgres.database import Connection, Database
from gersapp.store.postgres.repository import PostgresRepository
from gersapp.store.postgres.rows import write
from gersapp.store.postgres.stored import Row, Stored, Version
from proof.torture.faults import Patch, combine

# The sequence that a fault counts by; `observatory.fill` makes it.
SEQUENCE = "drawn_versions"
_TAKE_NEWEST = """
    UPDATE bodies SET version = (SELECT max(version) FROM documents WHERE body = %(body)s), mark = ''
    WHERE id = %(body)s
"""
_LATER_S = 0.1
_FOR_EVER_S = 3_600.0


class Fault(Enum):
    """A fault; its value names it on the command line."""

    ANSWERS_BEFORE_COMMIT = "before commit"
    ANSWERS_BEFORE_DISK = "before disk"
    COUNTS_BY_SEQUENCE = "sequence"
    DOES_NOT_LOOK = "no look"
    WAITS_FOR_EVER = "no limit"


def leave_in(fault: Fault) -> Patch:
    """Return a context with this fault."""
    return _PATCHES[fault]()


def _answer_before_commit() -> Patch:
    """The transaction is committed a moment after the answer; until then this process believes itself."""

    @contextlib.contextmanager
    def transaction(self: Database, *_: object, **__: object) -> Iterator[Connection]:
        connection = self.connect()
        connection.execute("BEGIN")
        try:
            yield connection
        except BaseException:
            connection.close()
            raise

        def commit() -> None:
            connection.execute("COMMIT")
            connection.close()

        threading.Timer(_LATER_S, commit).start()

    return combine(
        mock.patch.object(Database, "transaction", transaction),
        mock.patch.object(PostgresRepository, "catch_up", return_value=True),
    )


def _answer_before_disk() -> Patch:
    """PostgreSQL answers before its log is on a disk, here or on the standby."""
    return mock.patch.object(database, "_BEGIN", f"{database._BEGIN}; SET LOCAL synchronous_commit = 'off'")


def _count_by_sequence() -> Patch:
    """A version is drawn from a sequence, which transactions do not order; the newest is that of a row.

    It has no mark, which would tell who follows that the number is not all.
    """
    lock, change = PostgresRepository._lock, Stored.changed
    drawn = threading.local()

    def draw_then_lock(self: PostgresRepository, connection: Connection) -> Stored:
        (drawn.version,) = connection.execute(f"SELECT nextval('{SEQUENCE}')".encode()).fetchone() or (0,)
        time.sleep(0.02)
        return lock(self, connection)

    def change_to_drawn(
        self: Stored, documents: Documents, *, rewrites: bool = False
    ) -> tuple[Stored, list[Row]]:
        stored, rows = change(self, documents, rewrites=rewrites)
        return replace(stored, version=Version(drawn.version, "")), rows

    def write_newest(
        connection: Connection, body: int, stored: Stored, rows: Sequence[Row], *, rewrites: bool = False
    ) -> None:
        write(connection, body, stored, rows, rewrites=rewrites)
        connection.execute(_TAKE_NEWEST, {"body": body})

    return combine(
        mock.patch.object(PostgresRepository, "_lock", draw_then_lock),
        mock.patch.object(Stored, "changed", change_to_drawn),
        mock.patch.object(repository, "write", write_newest),
    )


def _do_not_look() -> Patch:
    """Who is signed in gets what this process knows, without a question to the database."""
    return mock.patch.object(PostgresRepository, "_refresh", return_value=None)


def _wait_for_ever() -> Patch:
    """No wait has a limit but those of libpq, of PostgreSQL and of TCP."""
    return combine(
        mock.patch.object(database, "_PARAMETERS", {"target_session_attrs": "read-write"}),
        mock.patch.object(database, "_BEGIN", "BEGIN"),
        mock.patch.object(database, "SAVE_S", _FOR_EVER_S),
        mock.patch.object(database, "READ_S", _FOR_EVER_S),
        mock.patch.object(repository, "SAVE_S", _FOR_EVER_S),
        mock.patch.object(repository, "_MAX_WAIT_S", _FOR_EVER_S),
        mock.patch.object(database._Connection, "wait", psycopg.Connection.wait),
    )


_PATCHES: dict[Fault, Callable[[], Patch]] = {
    Fault.ANSWERS_BEFORE_COMMIT: _answer_before_commit,
    Fault.ANSWERS_BEFORE_DISK: _answer_before_disk,
    Fault.COUNTS_BY_SEQUENCE: _count_by_sequence,
    Fault.DOES_NOT_LOOK: _do_not_look,
    Fault.WAITS_FOR_EVER: _wait_for_ever,
}


def main() -> None:
    """Run gunicorn, with the fault that the first argument names."""
    from gunicorn.app.wsgiapp import run  # type: ignore[import-untyped]

    with leave_in(Fault(sys.argv.pop(1))):
        run()


if __name__ == "__main__":
    main()
