"""`proof.tools.postgres`: a PostgreSQL of its own, as the tests, the torture and `make observatory` use it."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from proof.tools import postgres
from proof.tools.postgres import Postgres, PostgresMissing, address_of, is_postgres_there, running
from tests.support.postgres import Databases

SECONDS = 30


@pytest.fixture
def durable() -> Iterator[Postgres]:
    """A running server that forgets nothing."""
    if not is_postgres_there():
        pytest.skip(postgres.MISSING)
    with running() as server:
        yield server


def note(address: str, word: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS noted (word text)")
        connection.execute("INSERT INTO noted VALUES (%s)", [word])


def noted(address: str) -> list[str]:
    with psycopg.connect(address) as connection:
        return [word for (word,) in connection.execute("SELECT word FROM noted ORDER BY word")]


def test_each_test_has_a_database_of_its_own(databases: Databases, database_address: str) -> None:
    note(database_address, "un")
    other = databases.make()
    note(other, "deux")
    assert (noted(database_address), noted(other)) == (["un"], ["deux"])
    databases.remove(other)
    with pytest.raises(psycopg.OperationalError):
        noted(other)


def test_without_programs_the_refusal_is_in_french(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "find_program", lambda name: None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(PostgresMissing, match="apt-get install postgresql"):
        postgres.find_postgres()
    assert not is_postgres_there()


def test_the_wheel_is_used_where_there_is_nothing_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    programs = tmp_path / "pgserver" / "pginstall" / "bin"
    programs.mkdir(parents=True)
    (tmp_path / "pgserver" / "__init__.py").touch()
    (programs / "initdb").touch()
    monkeypatch.setattr(postgres, "find_program", lambda name: None)
    monkeypatch.syspath_prepend(tmp_path)
    assert postgres.find_postgres() == programs


@pytest.mark.long
def test_what_is_committed_survives_a_kill(durable: Postgres) -> None:
    note(durable.address("postgres"), "gardé")
    durable.kill()
    durable.start()
    assert noted(durable.address("postgres")) == ["gardé"]


@pytest.mark.long
def test_a_promoted_standby_has_what_was_committed(
    durable: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> None:
    standby = durable.copy(durable.folder / "standby")
    standby.start()
    durable.settings = {"synchronous_standby_names": "FIRST 1 (standby)"}
    durable.restart()
    both = address_of([durable, standby], "postgres", target_session_attrs="read-write")
    try:
        note(both, "avant")
        durable.kill()
        standby.promote()
        note(both, "après")
        assert noted(both) == ["après", "avant"]
    finally:
        standby.kill()


@pytest.mark.long
def test_a_server_ends_with_a_starter_that_is_killed(tmp_path: Path) -> None:
    code = "import sys, time; from proof.tools.postgres import running\nwith running() as server:\n    print(server.process.pid, flush=True)\n    time.sleep(600)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout
        pid = int(starter.stdout.readline())
        starter.kill()
    deadline = time.monotonic() + SECONDS
    while Path(f"/proc/{pid}").exists() and b"\0" in Path(f"/proc/{pid}/cmdline").read_bytes():
        assert time.monotonic() < deadline
        time.sleep(0.05)
