"""`gersapp.store.postgres.editors.sessions`: noting that an editor is there keeps no reader waiting."""

import logging
from collections.abc import Iterator

import psycopg
import pytest

from gersapp.editors.sessions import SAVED_EVERY_S
from gersapp.store.postgres.database import Database
from gersapp.store.postgres.editors.sessions import DatabaseSessions
from gersapp.store.postgres.transactions import Transactions
from proof.tools.clock import Clock


@pytest.fixture
def database(database_address: str) -> Iterator[Database]:
    database = Database(database_address)
    database.open()
    yield database
    database.close()


@pytest.fixture
def sessions(database: Database, clock: Clock) -> DatabaseSessions:
    return DatabaseSessions(Transactions(database), clock)


def seen(address: str) -> float:
    with psycopg.connect(address) as connection:
        ((moment,),) = connection.execute("SELECT last_seen FROM sessions").fetchall()
        return float(moment)


def test_a_session_that_somebody_writes_is_not_waited_for(
    sessions: DatabaseSessions, clock: Clock, database_address: str, caplog: pytest.LogCaptureFixture
) -> None:
    token = sessions.begin("Jeanne", "hash")
    sessions.find(token)
    clock.now += SAVED_EVERY_S
    with psycopg.connect(database_address) as other, caplog.at_level(logging.WARNING):
        other.execute("SELECT FROM sessions FOR UPDATE")
        sessions.update_last_seen(token)
    assert caplog.records == [], "no lock was waited for"
    found = sessions.find(token)
    assert found
    assert found.last_seen == clock.now


def test_nothing_is_written_in_an_outage_but_afterwards(
    sessions: DatabaseSessions, database: Database, clock: Clock, database_address: str
) -> None:
    token = sessions.begin("Jeanne", "hash")
    sessions.find(token)
    begun = clock.now
    clock.now += SAVED_EVERY_S
    database.note_trouble(OSError())
    sessions.update_last_seen(token)
    assert seen(database_address) == begun
    clock.now += 1
    database.trouble = None
    sessions.update_last_seen(token)
    assert seen(database_address) == clock.now


def test_nobody_waits_for_the_disk_or_a_standby(
    sessions: DatabaseSessions, clock: Clock, database_address: str
) -> None:
    """A trigger notes whether the transaction that writes waits for them."""
    token = sessions.begin("Jeanne", "hash")
    sessions.find(token)
    with psycopg.connect(database_address) as connection:
        connection.execute("CREATE TABLE noted AS SELECT current_setting('synchronous_commit') AS waits")
        connection.execute(
            "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN UPDATE noted SET waits = current_setting('synchronous_commit'); RETURN NEW; END $$"
        )
        connection.execute("CREATE TRIGGER note BEFORE UPDATE ON sessions EXECUTE FUNCTION note()")
    clock.now += SAVED_EVERY_S
    sessions.update_last_seen(token)
    with psycopg.connect(database_address) as connection:
        assert connection.execute("SELECT waits FROM noted").fetchone() == ("off",)
