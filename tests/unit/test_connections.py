"""Connections of the pool: a crowd leaves some to those who save; those that a restart ended are replaced."""

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress

import psycopg
import pytest

from gersapp.editors import Editors
from gersapp.editors.rights import ALL_RIGHTS, NO_RIGHTS, Rights, Role
from gersapp.errors import AccountRefused, EditorsUnavailable, StoreUnavailable
from gersapp.reviews.repository import PendingImports
from gersapp.store.postgres.database import MAX_CONNECTIONS, Database
from tests.support.editor_places import BODY, DatabasePlace, in_database
from tests.support.reviews import review_of

PASSWORD = "Un canard passe la Baïse"
Act = Callable[[Editors, PendingImports, int], object]
# Seconds in which the pool gives all its connections to those who ask at once.
RUSH_S = 0.3
ACTS: dict[str, Act] = {
    "sign_in_attempts": lambda editors, imports, n: editors._attempts.record(f"{n}", f"192.0.2.{n}"),
    "security_log": lambda editors, imports, n: editors.journal.note("refused", status=401),
    "accounts_version": lambda editors, imports, n: editors.accounts.change_rights("A", lambda _: NO_RIGHTS),
    "pending_imports": lambda editors, imports, n: imports.add(review_of(id=f"{n:016x}")),
    "invitations": lambda editors, imports, n: editors._invitations.add(
        "A", "hash", Rights(roles={BODY: Role.EDITOR})
    ),
}


@pytest.mark.long
@in_database
@pytest.mark.parametrize("table", ACTS)
def test_a_crowd_leaves_connections_to_others(place: DatabasePlace, table: str) -> None:
    place.accounts().add("A", PASSWORD, "2026-11-22", rights=ALL_RIGHTS)
    editors, imports = place.editors(), place.imports(time.time)

    def act(number: int) -> None:
        with suppress(AccountRefused, EditorsUnavailable):
            ACTS[table](editors, imports, number)

    crowd = [threading.Thread(target=act, args=(number,)) for number in range(2 * MAX_CONNECTIONS)]
    with psycopg.connect(place.address) as other:
        other.execute(f"LOCK TABLE {table}".encode())
        for thread in crowd:
            thread.start()
        time.sleep(RUSH_S)
        try:
            assert place.read("SELECT 1") == [(1,)]
        finally:
            other.rollback()
            for thread in crowd:
                thread.join()


def test_a_crowd_is_not_taken_for_a_database_that_is_down(database_address: str) -> None:
    database = Database(database_address)
    database.open()
    with ExitStack() as crowd:
        crowd.callback(database.close)
        deadline = time.monotonic() + 30
        for _ in range(MAX_CONNECTIONS):
            crowd.enter_context(database.connection(deadline))
        with pytest.raises(StoreUnavailable, match="Trop de demandes à la fois"):
            database.read("SELECT 1", seconds=0.1)
        assert database.trouble is None
    assert not database._in_use


@in_database
@pytest.mark.parametrize("table", ACTS)
def test_a_restart_of_the_server_costs_nobody_their_act(place: DatabasePlace, table: str) -> None:
    place.accounts().add("A", PASSWORD, "2026-11-22", rights=ALL_RIGHTS)
    editors, imports = place.editors(), place.imports(time.time)
    before = place.kept()
    with psycopg.connect(place.address) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    ACTS[table](editors, imports, 1)
    assert place.kept() != before
