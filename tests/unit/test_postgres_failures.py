"""`gersapp.store.postgres`: what a lost connection, a lost answer, a stuck editor and a stopped database do."""

import contextlib
import threading
import time
from collections.abc import Iterator
from unittest import mock

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.history.history import History
from gersapp.catalogue.history.revisions import Act, Cause
from gersapp.errors import NotFound, StoreFull, StoreUnavailable
from gersapp.observatory.body import Body
from gersapp.store.documents.reader import Invalid
from gersapp.store.postgres import PostgresBodies, database, repository, rows, stored
from gersapp.store.postgres.repository import PostgresRepository
from gersapp.store.postgres.transactions import Transactions
from gersapp.store.repository import new_action_name
from proof.tools.server import ROOT
from tests.support.edits import BY_NOBODY, ID, Made, commit, set_title
from tests.support.store import wait_until

SECONDS = 30
TITLE = "« Tips du Jour »"


@pytest.fixture
def bodies(database_address: str) -> Iterator[PostgresBodies]:
    with contextlib.closing(PostgresBodies(database_address)) as bodies:
        bodies.add(Body("gers"), (ROOT / "db.json").read_bytes())
        yield bodies


@pytest.fixture
def gers(bodies: PostgresBodies) -> PostgresRepository:
    return bodies.repository("gers")


@pytest.fixture
def outside(database_address: str) -> Iterator[psycopg.Connection]:
    """A connection to another database of the same server."""
    address = make_conninfo(database_address, dbname="postgres")
    with contextlib.closing(psycopg.connect(address, autocommit=True)) as connection:
        yield connection


def cut_all(outside: psycopg.Connection, address: str) -> None:
    """Cut all connections to the database."""
    query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    outside.execute(query, (conninfo_to_dict(address)["dbname"],))


@contextlib.contextmanager
def closed(outside: psycopg.Connection, address: str) -> Iterator[None]:
    """Meanwhile the database takes no connection."""
    name = conninfo_to_dict(address)["dbname"]
    outside.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false".encode())
    cut_all(outside, address)
    try:
        yield
    finally:
        outside.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true".encode())


def title(one: PostgresRepository) -> str:
    return one.snapshot().catalogue.get(ID).title


def test_lost_connections_refuse_no_edit(
    gers: PostgresRepository, outside: psycopg.Connection, database_address: str
) -> None:
    for number in range(3):
        cut_all(outside, database_address)
        assert commit(gers, set_title(f"{number}")).outcome
        assert gers.snapshot(fresh=True).catalogue.get(ID).title == f"{number}"


def test_a_pooler_finds_no_prepared_statement(bodies: PostgresBodies) -> None:
    with contextlib.closing(bodies.database.connect()) as connection:
        for _ in range(10):
            connection.execute("SELECT version FROM bodies")
        assert connection.execute("SELECT count(*) FROM pg_prepared_statements").fetchone() == (0,)


def test_a_pooler_finds_no_settings(gers: PostgresRepository, bodies: PostgresBodies) -> None:
    """The next transaction on a connection to the server may be somebody else's."""
    commit(gers, set_title("Neuf"))
    query = "SELECT name, setting FROM pg_settings WHERE source = 'session'"
    with contextlib.closing(bodies.database.connect()) as connection:
        assert [*bodies.database.read(query), *connection.execute(query)] == []


def test_a_limit_of_the_role_cuts_no_load(
    database_address: str, gers: PostgresRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(gers, set_title("Neuf"))
    with psycopg.connect(database_address, autocommit=True) as connection:
        name = conninfo_to_dict(database_address)["dbname"]
        connection.execute(f"ALTER DATABASE {name} SET statement_timeout = '200ms'".encode())
    slow = "WHERE id = %(body)s AND (SELECT pg_sleep(0.3)::text) IS NOT NULL\n    ORDER"
    monkeypatch.setattr(rows, "_SELECT", rows._SELECT.replace("WHERE id = %(body)s\n    ORDER", slow))
    with contextlib.closing(PostgresBodies(database_address)) as bodies:
        limited = bodies.repository("gers")
        assert title(limited) == "Neuf"
        monkeypatch.setattr(bodies._follower, "_look", lambda connection: None)
        commit(gers, set_title("Encore"))
        assert limited.snapshot(fresh=True).catalogue.get(ID).title == "Encore"
        commit(gers, set_title("Enfin"))
        bodies._look_now()
        assert title(limited) == "Enfin"


def test_a_stopped_database_is_read_on_and_refuses_edits(
    gers: PostgresRepository,
    outside: psycopg.Connection,
    database_address: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(repository, "SAVE_S", 0.5)
    state = gers.snapshot().state
    with closed(outside, database_address):
        with pytest.raises(StoreUnavailable, match="ne répond pas : rien n’a été modifié"):
            commit(gers, set_title("Neuf"))
        wait_until(lambda: gers.status() is not None)
        assert "les modifications sont refusées" in (gers.status() or "")
        assert gers.snapshot(fresh=True).state == state
        assert title(gers) == TITLE
    wait_until(lambda: gers.status() is None)
    commit(gers, set_title("Neuf"))
    assert title(gers) == "Neuf"


def test_nobody_waits_again_for_a_database_that_is_down(
    gers: PostgresRepository,
    bodies: PostgresBodies,
    outside: psycopg.Connection,
    database_address: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    transactions = Transactions(bodies.database)
    question = ("SELECT slug FROM bodies WHERE slug = %s", ("gers",))
    assert transactions.read_or_recall(*question) == [("gers",)]
    with closed(outside, database_address):
        wait_until(lambda: gers.status() is not None)
        monkeypatch.setattr(bodies.database, "read", mock.Mock(side_effect=AssertionError))
        assert title(gers) == gers.snapshot(fresh=True).catalogue.get(ID).title == TITLE
        assert transactions.read_or_recall(*question) == [("gers",)]


def test_what_others_did_meanwhile_is_seen_afterwards(
    gers: PostgresRepository, outside: psycopg.Connection, database_address: str
) -> None:
    with closed(outside, database_address):
        wait_until(lambda: gers.status() is not None)
    with contextlib.closing(PostgresBodies(database_address)) as other:
        commit(other.repository("gers"), set_title("Neuf"))
    wait_until(lambda: title(gers) == "Neuf")


def test_a_server_that_hangs_loses_its_connection(bodies: PostgresBodies, gers: PostgresRepository) -> None:
    """The limit of the server is longer: ours is for what the server does not limit."""
    with (
        pytest.raises(StoreUnavailable, match="ne répond pas"),
        bodies.database.connection(time.monotonic() + 0.1, least_s=0.1) as connection,
    ):
        connection.execute("SELECT pg_sleep(3)")
    assert connection.closed
    assert commit(gers, set_title("Neuf")).outcome


def test_an_import_waits_for_the_database_as_any_save(
    gers: PostgresRepository, bodies: PostgresBodies, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that is away while the import is made ahead may be back when it is saved."""
    monkeypatch.setattr(bodies.database, "read", mock.Mock(side_effect=StoreUnavailable))
    assert commit(gers, set_title("Neuf"), Act("anne", Cause.IMPORT)).action
    assert title(gers) == "Neuf"


# -- the answer to COMMIT is lost


def lose_answer(monkeypatch: pytest.MonkeyPatch, *, is_committed: bool, times: int = 1) -> None:
    """The connection breaks after the COMMIT of the next transactions, or instead of it."""
    real, left = database._commit, iter(range(times))

    def broken(connection: database.Connection) -> None:
        if next(left, None) is None:
            real(connection)
            return
        if is_committed:
            real(connection)
        connection.close()
        raise database.ResultUnknown("Issue inconnue")

    monkeypatch.setattr(database, "_commit", broken)


@pytest.mark.parametrize("is_committed", [True, False])
def test_a_lost_answer_is_looked_up(
    gers: PostgresRepository, monkeypatch: pytest.MonkeyPatch, is_committed: bool
) -> None:
    lose_answer(monkeypatch, is_committed=is_committed)
    name = new_action_name()
    committed = gers.commit(set_title("Neuf"), Act("anne"), name)
    assert committed.outcome
    assert committed.action
    assert (committed.action.name, committed.action.editor) == (name, "anne")
    assert committed.snapshot.catalogue.get(ID).title == title(gers) == "Neuf"
    assert len(list(gers.history(gers.snapshot()))) == 1
    assert gers.commit(set_title("Encore"), BY_NOBODY, name).outcome is None


def test_a_result_that_nobody_knows_is_told(
    gers: PostgresRepository, bodies: PostgresBodies, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "SAVE_S", 0.5)
    lose_answer(monkeypatch, is_committed=True, times=1_000_000)
    with pytest.raises(StoreUnavailable, match="Issue inconnue"):
        commit(gers, set_title("Neuf"))
    assert gers.snapshot(fresh=True).catalogue.get(ID).title == "Neuf", "and the next look shows it"


# -- others


def test_an_edit_waits_for_no_stuck_editor(
    database_address: str, bodies: PostgresBodies, monkeypatch: pytest.MonkeyPatch
) -> None:
    bodies.add(Body("autre"), bodies.export("gers"))
    monkeypatch.setattr(database, "_BEGIN", database._BEGIN.replace("'2500ms'", "'300ms'"))
    with (
        contextlib.closing(PostgresBodies(database_address)) as bodies,
        psycopg.connect(database_address) as stuck,
    ):
        gers = bodies.repository("gers")
        stuck.execute("SELECT FROM bodies WHERE slug = 'gers' FOR UPDATE")
        refused: list[StoreUnavailable] = []

        def save() -> None:
            try:
                commit(gers, set_title("Neuf"))
            except StoreUnavailable as error:
                refused.append(error)

        saving = threading.Thread(target=save)
        saving.start()
        assert commit(bodies.repository("autre"), set_title("Neuf")).outcome, "another body is free"
        assert title(gers) == gers.snapshot(fresh=True).catalogue.get(ID).title == TITLE
        saving.join(SECONDS)
        assert "rien n’a été modifié" in str(refused[0])
        stuck.rollback()
        assert commit(gers, set_title("Neuf")).outcome


def test_a_full_disk_is_told(gers: PostgresRepository, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(*_args: object, **_more: object) -> None:
        raise psycopg.errors.DiskFull

    monkeypatch.setattr(repository, "write", write)
    with pytest.raises(StoreFull, match="rien n’a été modifié"):
        commit(gers, set_title("Neuf"))
    monkeypatch.undo()
    assert title(gers) == gers.snapshot(fresh=True).catalogue.get(ID).title == TITLE


def test_an_edit_of_a_removed_body_finds_nothing(gers: PostgresRepository, bodies: PostgresBodies) -> None:
    bodies.remove("gers")
    with pytest.raises(NotFound):
        commit(gers, set_title("Neuf"))


def test_a_database_that_went_back_is_followed(
    gers: PostgresRepository, bodies: PostgresBodies, database_address: str
) -> None:
    """As one is that was restored from a copy, or a standby that had not all."""
    before = bodies.export("gers")
    lost = commit(gers, set_title("Perdu")).snapshot.state
    with psycopg.connect(database_address) as connection:
        connection.execute("DELETE FROM documents")
        connection.execute("UPDATE bodies SET version = 0, collections = '[]'")
    with contextlib.closing(PostgresBodies(database_address)) as other:
        other.restore("gers", before)
    assert gers.snapshot(fresh=True).catalogue.get(ID).title == TITLE
    after = commit(gers, set_title("Neuf")).snapshot
    assert after.catalogue.get(ID).title == "Neuf"
    assert after.state.rpartition("-")[0] == lost.rpartition("-")[0], "the same number"
    assert after.state != lost
    assert len(list(gers.history(gers.snapshot()))) == 1


def test_whoever_is_far_behind_reads_all(
    gers: PostgresRepository, bodies: PostgresBodies, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows that were removed are then removed from the database too."""
    monkeypatch.setattr(rows, "KEPT_VERSIONS", 2)
    monkeypatch.setattr(rows, "_CLEANING_INTERVAL", 1)
    behind = gers._stored
    for number in range(4):
        commit(gers, set_title(f"{number}"))
    found = rows.load(bodies.database.read, gers.id, behind)
    assert found
    assert found.version == gers.version
    assert found.documents.content() == bodies.export("gers")


@pytest.mark.parametrize("error", [Invalid("illisible"), KeyError("p"), ValueError("zip")])
def test_what_cannot_be_followed_is_read_whole(
    gers: PostgresRepository, database_address: str, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    with contextlib.closing(PostgresBodies(database_address)) as other:
        monkeypatch.setattr(stored, "follow", mock.Mock(side_effect=error))
        commit(gers, set_title("Neuf"))
        assert other.repository("gers").snapshot(fresh=True).catalogue.get(ID).title == "Neuf"


def test_a_look_that_fails_is_not_the_last(
    gers: PostgresRepository, database_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with contextlib.closing(PostgresBodies(database_address)) as other:
        failing = mock.patch.object(other._follower, "_look", side_effect=RuntimeError)
        with failing as look:
            commit(gers, set_title("Un"))
            wait_until(lambda: look.called)
        wait_until(lambda: title(other.repository("gers")) == "Un")


def test_an_edit_is_made_on_what_another_process_committed(
    gers: PostgresRepository, database_address: str
) -> None:
    """The row is locked before the edit is called: what comes in between is seen."""
    with contextlib.closing(PostgresBodies(database_address)) as other:
        commit(other.repository("gers"), set_title("Deux"))

        def edit(catalogue: Catalogue, history: History) -> Made:
            assert catalogue.get(ID).title == "Deux"
            return set_title("Trois")(catalogue, history)

        commit(gers, edit)
        assert other.repository("gers").snapshot(fresh=True).catalogue.get(ID).title == "Trois"
