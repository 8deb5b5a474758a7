"""`gersapp.store.postgres`: a database that went back to a copy, under processes that live on."""

import contextlib
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from gersapp.observatory.body import Body
from gersapp.store.postgres import PostgresBodies
from gersapp.store.postgres.imports import ImportsOfBodies
from proof.tools.postgres import find_postgres
from proof.tools.server import ROOT
from tests.support.edits import ID, commit, content_of, delete, set_title
from tests.support.reviews import ID as ID_OF_REVIEW
from tests.support.reviews import review_of
from tests.support.store import wait_until

GERS = (ROOT / "db.json").read_bytes()
OTHER = GERS.replace("« Tips du Jour »".encode(), "« Autre »".encode())


@pytest.fixture
def bodies(database_address: str) -> Iterator[PostgresBodies]:
    with contextlib.closing(PostgresBodies(database_address)) as bodies:
        bodies.add(Body("gers"), GERS)
        yield bodies


def run(program: str, *words: str) -> None:
    subprocess.run([str(find_postgres() / program), *words], check=True, env={**os.environ, "LC_ALL": "C"})


@pytest.fixture
def go_back(bodies: PostgresBodies, database_address: str, tmp_path: Path) -> Callable[[], None]:
    """Restores a copy that has the Gers with one edit."""
    copy = str(tmp_path / "copy.dump")
    commit(bodies.repository("gers"), set_title("Copié"))
    run("pg_dump", "-Fc", "-f", copy, "-d", database_address)
    return lambda: run("pg_restore", "--clean", "--if-exists", "-1", "-d", database_address, copy)


def assert_alike(here: PostgresBodies, there: PostgresBodies) -> None:
    """Both show the same contents of the Gers, with the same state, and the same history."""
    found, expected = (one.repository("gers").snapshot() for one in (here, there))
    assert found.state == expected.state
    assert content_of(found.catalogue) == content_of(expected.catalogue)
    histories = [
        list(one.repository("gers").history(one.repository("gers").snapshot())) for one in (here, there)
    ]
    assert histories[0] == histories[1]


@pytest.mark.parametrize("asked", ["by the follower", "by a signed-in reader", "by a commit"])
@pytest.mark.parametrize("edits", [0, 1, 2, 3])
def test_a_restored_copy_is_followed(
    bodies: PostgresBodies, database_address: str, go_back: Callable[[], None], edits: int, asked: str
) -> None:
    """Whether it has since as many edits as the database had, fewer or more."""
    repository = bodies.repository("gers")
    commit(repository, delete(next(iter(repository.snapshot().catalogue.operations))))
    lost = commit(repository, set_title("Perdu")).snapshot
    bodies._follower.close()
    go_back()
    with contextlib.closing(PostgresBodies(database_address)) as other:
        for number in range(edits):
            commit(other.repository("gers"), set_title(f"Gardé {number}"))
        if asked == "by the follower":
            bodies._look_now()
        elif asked == "by a signed-in reader":
            repository.snapshot(fresh=True)
        else:
            commit(repository, set_title("Encore"))
            other.repository("gers").snapshot(fresh=True)
        assert_alike(bodies, other)
        assert repository.snapshot().state != lost.state


def test_a_body_with_the_number_of_another_has_another_name(
    bodies: PostgresBodies, database_address: str, go_back: Callable[[], None]
) -> None:
    """Numbers of bodies are given again too, and a body without edits has no action."""
    bodies.add(Body("autre"), GERS)
    before = bodies.states()["autre"].snapshot
    go_back()
    with contextlib.closing(PostgresBodies(database_address)) as other:
        other.add(Body("autre"), OTHER)
        after = other.states()["autre"].snapshot
        assert after.state.split("-")[:2] == before.state.split("-")[:2]
        assert after.state != before.state
        # For a moment the process may know no such body.
        wait_until(lambda: after.state in [body.snapshot.state for body in bodies.states().values()])
    assert bodies.states()["autre"].snapshot.catalogue.get(ID).title == "« Autre »"


def test_an_older_database_keeps_its_catalogues(database_address: str) -> None:
    """A migration gives marks to versions that had none."""
    script = (ROOT / "gersapp" / "store" / "postgres" / "schema" / "0003_marks.sql").read_text("utf-8")
    with contextlib.closing(PostgresBodies(database_address)) as bodies:
        bodies.add(Body("gers"), GERS)
        bodies.add(Body("autre"), GERS)
    with psycopg.connect(database_address) as connection:
        connection.execute("DROP TABLE versions")
        connection.execute("ALTER TABLE bodies DROP COLUMN mark")
        connection.execute(script.encode())
        marks = connection.execute("SELECT count(DISTINCT mark) FROM versions JOIN bodies USING (mark)")
        assert marks.fetchone() == (2,)
    with contextlib.closing(PostgresBodies(database_address)) as bodies:
        commit(bodies.repository("gers"), set_title("Neuf"))
        assert bodies.export("autre") == GERS


def test_a_pending_import_of_a_restored_copy_is_read(bodies: PostgresBodies, database_address: str) -> None:
    here, there = (ImportsOfBodies(bodies.database, lambda: 1_000).of("gers") for _ in range(2))
    here.add(review_of())
    with psycopg.connect(database_address) as connection:
        connection.execute("CREATE TABLE kept AS TABLE pending_imports")
    here.change(ID_OF_REVIEW, lambda review: replace(review, name="perdu.docx"))
    with psycopg.connect(database_address) as connection:
        connection.execute("DELETE FROM pending_imports")
        connection.execute("INSERT INTO pending_imports TABLE kept")
    there.change(ID_OF_REVIEW, lambda review: replace(review, name="neuf.docx"))
    found = here.get(ID_OF_REVIEW)
    assert found
    assert found.name == "neuf.docx"
