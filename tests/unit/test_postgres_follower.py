"""`gersapp.store.postgres.follower`: it looks again for whatever is notified, without waiting for its poll."""

import threading

import psycopg
import pytest

from gersapp.store.postgres import follower
from gersapp.store.postgres.database import Connection, Database
from gersapp.store.postgres.follower import Follower
from gersapp.store.postgres.rows import NOTIFY


def test_what_is_notified_during_a_look_is_looked_at(
    database_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answers to its own queries bring the notification, after which the connection has nothing to read."""
    monkeypatch.setattr(follower, "_POLL_S", 600)
    looks: list[int] = []
    has_looked_again = threading.Event()

    def look(connection: Connection) -> None:
        looks.append(len(looks))
        if looks == [0]:
            with psycopg.connect(database_address, autocommit=True) as other:
                other.execute(NOTIFY)
            connection.execute("SELECT 1")
        else:
            has_looked_again.set()

    following = Follower(Database(database_address), look)
    following.start()
    try:
        assert has_looked_again.wait(30)
    finally:
        monkeypatch.setattr(follower, "_POLL_S", 1)
        following.close()
