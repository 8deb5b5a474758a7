"""Locks of a body: who waits for whom in the database."""

import contextlib
import threading
from collections.abc import Callable, Iterator

import psycopg
import pytest

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.history.history import History
from gersapp.editors.rights import Rights, Role
from gersapp.observatory.body import Body
from gersapp.reviews.reading_notes import ReadingNote
from gersapp.store.documents.documents import empty_content
from gersapp.store.postgres import PostgresBodies
from gersapp.store.postgres.editors import make_database_editors
from gersapp.store.postgres.imports import ImportsOfBodies
from gersapp.store.postgres.readings import DatabaseReadingNotes
from gersapp.store.postgres.transactions import Transactions
from tests.support.edits import Made, commit
from tests.support.reviews import ID, review_of
from tests.support.store import wait_until

EDITOR = Rights(roles={"gers": Role.EDITOR})


@pytest.fixture
def bodies(database_address: str) -> Iterator[PostgresBodies]:
    with contextlib.closing(PostgresBodies(database_address)) as bodies:
        bodies.add(Body("gers"), empty_content())
        yield bodies


def give_a_role(bodies: PostgresBodies) -> None:
    make_database_editors(bodies.database).accounts.change_rights("Anne", lambda _: EDITOR)


def invite(bodies: PostgresBodies) -> None:
    make_database_editors(bodies.database)._invitations.add("Anne", "hash", EDITOR)


def file_an_import(bodies: PostgresBodies) -> None:
    ImportsOfBodies(bodies.database, lambda: 1_000).of("gers").add(review_of())


def begin_to_read(bodies: PostgresBodies) -> None:
    notes = DatabaseReadingNotes(Transactions(bodies.database), "gers")
    notes.begin(ReadingNote(id=ID, name="dossier.txt", editor="Anne"))
    assert notes.get(ID)


@pytest.mark.parametrize("act", [give_a_role, invite, file_an_import, begin_to_read])
def test_a_long_commit_holds_up_nothing_else_of_its_body(
    bodies: PostgresBodies, act: Callable[[PostgresBodies], None]
) -> None:
    make_database_editors(bodies.database).accounts.add("Anne", "Un canard passe la Baïse", "2026-11-26")
    begun, end = threading.Event(), threading.Event()

    def edit(catalogue: Catalogue, history: History) -> Made:
        begun.set()
        end.wait(10)
        return Made(None)

    committing = threading.Thread(target=lambda: commit(bodies.repository("gers"), edit))
    committing.start()
    assert begun.wait(10)
    try:
        act(bodies)
    finally:
        end.set()
        committing.join()


def test_a_removal_waits_for_accounts_without_the_body(bodies: PostgresBodies, database_address: str) -> None:
    with psycopg.connect(database_address) as other:
        other.execute("SELECT FROM accounts_version FOR UPDATE")
        removing = threading.Thread(target=bodies.remove, args=("gers",))
        removing.start()
        wait_until(lambda: _waiting(database_address) == 1)
        # As a role or an invitation that is being given does.
        assert other.execute("SELECT FROM bodies FOR KEY SHARE NOWAIT").rowcount == 1
        other.rollback()
    removing.join()
    assert "gers" not in bodies.states()


def _waiting(address: str) -> int:
    """How many connections to the database wait for a lock."""
    with psycopg.connect(address) as connection:
        query = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        return connection.execute(query).rowcount
