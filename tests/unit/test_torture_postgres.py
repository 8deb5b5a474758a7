"""`proof.torture.postgres`: each fault is one, and without it there is none."""

import contextlib
from collections.abc import Callable, Iterator

import psycopg
import pytest

from gersapp.observatory.body import Body
from gersapp.store.postgres import PostgresBodies, database
from gersapp.store.postgres.repository import PostgresRepository
from proof.tools.server import ROOT
from proof.torture.postgres.faults import SEQUENCE, Fault, leave_in
from tests.support.edits import ID, commit, set_title
from tests.support.store import wait_until


@contextlib.contextmanager
def opened(address: str) -> Iterator[PostgresBodies]:
    """The bodies as a process has them that nothing wakes."""
    with contextlib.closing(PostgresBodies(address)) as bodies:
        bodies._follower.close()
        yield bodies


def title_in_database(address: str) -> str:
    query = "SELECT document->>'title' FROM documents WHERE document->>'id' = %s"
    with psycopg.connect(address) as connection:
        ((title,),) = connection.execute(query, [ID])
    return str(title)


def is_not_there_when_answered(address: str, one: PostgresRepository, other: PostgresRepository) -> bool:
    commit(one, set_title("Neuf"))
    is_late = title_in_database(address) != "Neuf"
    wait_until(lambda: title_in_database(address) == "Neuf")
    return is_late


def is_on_no_disk(address: str, one: PostgresRepository, other: PostgresRepository) -> bool:
    with one._database.transaction() as connection:
        return connection.execute("SHOW synchronous_commit").fetchone() == ("off",)


def is_skipped_by_others(address: str, one: PostgresRepository, other: PostgresRepository) -> bool:
    """Another process has seen a version that was drawn later and committed before."""
    with psycopg.connect(address) as connection:
        connection.execute("UPDATE documents SET version = 99 WHERE key = 1 AND collection = 'catalogue'")
        connection.execute("UPDATE bodies SET version = 99, mark = ''")
    other.snapshot(fresh=True)
    commit(one, set_title("Neuf"))
    return other.snapshot(fresh=True).catalogue.get(ID).title != "Neuf"


def is_not_seen(address: str, one: PostgresRepository, other: PostgresRepository) -> bool:
    commit(one, set_title("Neuf"))
    return other.snapshot(fresh=True).catalogue.get(ID).title != "Neuf"


def has_no_limit(address: str, one: PostgresRepository, other: PostgresRepository) -> bool:
    with one._database.transaction() as connection:
        return connection.execute("SHOW lock_timeout").fetchone() == ("0",) and database.READ_S > 60


@pytest.mark.parametrize(
    ("fault", "is_seen"),
    [
        (Fault.ANSWERS_BEFORE_COMMIT, is_not_there_when_answered),
        (Fault.ANSWERS_BEFORE_DISK, is_on_no_disk),
        (Fault.COUNTS_BY_SEQUENCE, is_skipped_by_others),
        (Fault.DOES_NOT_LOOK, is_not_seen),
        (Fault.WAITS_FOR_EVER, has_no_limit),
    ],
)
def test_a_fault_is_there_only_when_it_is_left_in(
    fault: Fault,
    is_seen: Callable[[str, PostgresRepository, PostgresRepository], bool],
    database_address: str,
) -> None:
    with contextlib.closing(PostgresBodies(database_address)) as bodies:
        bodies.add(Body("gers"), (ROOT / "db.json").read_bytes())
    with psycopg.connect(database_address) as connection:
        connection.execute(f"CREATE SEQUENCE {SEQUENCE} START 10".encode())
    for patch, is_left_in in ((leave_in(fault), True), (contextlib.nullcontext(), False)):
        with patch, opened(database_address) as first, opened(database_address) as second:
            found = is_seen(database_address, first.repository("gers"), second.repository("gers"))
        assert found is is_left_in
        with contextlib.closing(PostgresBodies(database_address)) as bodies:
            bodies.restore("gers", (ROOT / "db.json").read_bytes())
