"""Real servers on a database of many bodies: what they say, what they share, and what they refuse."""

import contextlib
import http.client
import os
import signal
from pathlib import Path

import psycopg
import pytest

from gersapp.observatory.body import Body
from gersapp.store.postgres import PostgresBodies
from proof.tools.postgres import MISSING, is_postgres_there, running
from proof.tools.server import GUNICORN, Server, StartServer
from proof.torture.losses import wait_until
from proof.torture.observation import workers

TWO = (*GUNICORN, "-w", "2")


@pytest.fixture
def filled(database_address: str, seed_path: Path) -> str:
    """The address of a database that has the Gers."""
    with contextlib.closing(PostgresBodies(database_address)) as bodies:
        bodies.add(Body("gers"), seed_path.read_bytes())
    return database_address


def etag(server: Server) -> tuple[int, str | None]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    with contextlib.closing(connection):
        connection.request("GET", "/gers/")
        response = connection.getresponse()
        return response.status, response.headers["ETag"]


def connections(address: str) -> int:
    """How many connections servers have: each process has one that follows, and one for requests."""
    with psycopg.connect(address) as connection:
        query = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'gersapp'"
        return sum(count for (count,) in connection.execute(query))


def test_two_processes_serve_one_database(server: StartServer, filled: str, tmp_path: Path) -> None:
    started = server(program=TWO, GERSAPP_DATABASE=filled)
    assert len(workers(started)) == 2
    ((status, tag),) = {etag(started) for _ in range(10)}
    assert (status, bool(tag)) == (200, True)
    output = started.output()
    assert "GERSAPP_DATABASE l’emporte : le fichier que GERSAPP_DB indique n’est pas lu.\n" in output
    assert f"Observatoire : {started.origin}/\n" in output
    # It is for both: whoever answers knows it.
    assert output.count(f"Modifier : {started.origin}/connexion/premiere/") == 1
    assert not (tmp_path / "db.json.lock").exists()
    assert started.stop() == 0


def test_a_database_out_of_reach_ends_the_start(server: StartServer) -> None:
    with pytest.raises(AssertionError, match="ended with status 3"):
        server(program=TWO, GERSAPP_DATABASE="postgresql://u:secret@127.0.0.1:1/gers")
    output = server.started[-1].output()
    assert "Arrêt : PostgreSQL 127.0.0.1/gers ne répond pas" in output
    assert "Observatoire :" not in output
    assert "secret" not in output
    assert "Traceback" not in output


@pytest.mark.long
def test_a_worker_waits_for_a_database_that_is_down(server: StartServer) -> None:
    if not is_postgres_there():
        pytest.skip(MISSING)
    with running() as database:
        started = server(program=TWO, GERSAPP_DATABASE=database.address("postgres"))
        wait_until(lambda: connections(database.address("postgres")) >= 4, "deux processus prêts")
        killed, *_ = workers(started)
        database.stop()
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: "ne répond pas, n’existe pas" in started.output(), "un processus qui attend")
        assert etag(started) == (404, None)
        database.start()
        wait_until(lambda: len(workers(started) - {killed}) == 2, "deux processus")
        wait_until(lambda: len({etag(started) for _ in range(10)}) == 1, "des réponses")
        assert started.process.poll() is None
