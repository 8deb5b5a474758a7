"""`gersapp.store.postgres`: a body that somebody spoilt in the database by hand."""

import contextlib
from collections.abc import Iterator

import psycopg
import pytest

from gersapp.observatory.body import Body
from gersapp.store.postgres import PostgresBodies
from gersapp.store.postgres import bodies as bodies_module
from proof.tools.server import ROOT
from tests.support.edits import ID, commit, set_title

GERS = (ROOT / "db.json").read_bytes()


@pytest.fixture
def bodies(database_address: str) -> Iterator[PostgresBodies]:
    with contextlib.closing(PostgresBodies(database_address)) as bodies:
        bodies.add(Body("gers"), GERS)
        yield bodies


SPOILS = {
    "an operation": "UPDATE documents SET document = '{}' WHERE body = 2 AND collection = 'operations' AND key = 1",
    "the heading": "UPDATE documents SET document = '[]' WHERE body = 2 AND collection = 'catalogue'",
    "the tables": "UPDATE bodies SET collections = 'null' WHERE id = 2",
}
MENDS = (
    'UPDATE bodies SET collections = \'["catalogue", "operations"]\' WHERE id = 2',
    "DELETE FROM documents WHERE body = 2",
    "INSERT INTO documents SELECT 2, collection, key, place, 1, document FROM good",
)


@pytest.mark.parametrize("what", SPOILS)
def test_an_unreadable_body_stops_no_other(
    bodies: PostgresBodies, database_address: str, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """One that somebody mends by hand, without counting a version, is shown again."""
    monkeypatch.setattr(bodies_module, "_REFUSED_S", 0)
    bodies.add(Body("autre"), GERS)
    with psycopg.connect(database_address, autocommit=True) as connection:
        connection.execute("CREATE TABLE good AS SELECT * FROM documents WHERE body = 2")
        connection.execute(SPOILS[what].encode())
        connection.execute("UPDATE bodies SET version = 2, mark = 'x' WHERE id = 2")
        commit(bodies.repository("gers"), set_title("Neuf"))
        bodies._look_now()
        assert bodies.states()["autre"].snapshot.catalogue.get(ID)
        with contextlib.closing(PostgresBodies(database_address)) as other:
            assert list(other.states()) == ["gers"]
            with connection.transaction():
                for mend in MENDS:
                    connection.execute(mend.encode())
            other._look_now()
            assert list(other.states()) == ["autre", "gers"]


def test_every_process_sees_what_replaces_unreadable_rows(
    bodies: PostgresBodies, database_address: str
) -> None:
    with psycopg.connect(database_address) as connection:
        connection.execute("UPDATE documents SET document = '{}' WHERE collection = 'operations' AND key = 1")
    with contextlib.closing(PostgresBodies(database_address)) as other:
        assert list(other.unreadable()) == ["gers"]
        assert other.restore("gers", GERS) == b""
        assert other.unreadable() == {}
        bodies._look_now()
        assert bodies.states()["gers"].snapshot.state == other.states()["gers"].snapshot.state
        commit(bodies.repository("gers"), set_title("Neuf"))
        other._look_now()
        assert other.states()["gers"].snapshot.catalogue.operations[ID].title == "Neuf"
