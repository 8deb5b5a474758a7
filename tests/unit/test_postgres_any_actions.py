"""`gersapp.store.postgres`: whatever one process does, another soon shows what a fresh reading shows."""

import contextlib
import functools
import random
from collections.abc import Callable, Iterator
from typing import Any, cast

import psycopg
import pytest

from gersapp.observatory.body import Body, Kind
from gersapp.store.bodies import Bodies
from gersapp.store.postgres import PostgresBodies, follower
from gersapp.store.postgres.changes import StoredSnapshot
from gersapp.store.repository import Repository
from proof.tools.server import ROOT
from tests.support.edits import commit, content_of, delete, move, set_heading, set_title
from tests.support.store import wait_until

GERS = (ROOT / "db.json").read_bytes()
SLUGS = ("auch", "gers")

KEEP = (
    "DROP TABLE IF EXISTS kept_bodies, kept_documents, kept_versions, kept_numbers",
    "CREATE TABLE kept_bodies AS TABLE bodies",
    "CREATE TABLE kept_documents AS TABLE documents",
    "CREATE TABLE kept_versions AS TABLE versions",
    "CREATE TABLE kept_numbers AS SELECT last_value, is_called FROM bodies_id_seq",
)
GO_BACK = (
    "DELETE FROM bodies",
    "INSERT INTO bodies OVERRIDING SYSTEM VALUE TABLE kept_bodies",
    "INSERT INTO documents TABLE kept_documents",
    "INSERT INTO versions TABLE kept_versions",
    "SELECT setval('bodies_id_seq', last_value, is_called) FROM kept_numbers",
)
CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()",
)


class World:
    """Two processes on one database, and what may happen to it."""

    def __init__(self, address: str, bodies: PostgresBodies, seed: int) -> None:
        self.address, self.bodies = address, bodies
        self.chance = random.Random(seed)  # noqa: S311  # invented actions, no secrets
        self.number = 0

    def run(self, statements: tuple[str, ...]) -> None:
        with psycopg.connect(self.address) as connection:
            for statement in statements:
                connection.execute(statement.encode())
        self.bodies._look_now()

    def slug(self) -> str:
        return self.chance.choice(SLUGS)

    def edit(self) -> None:
        repository = self.repository()
        ids = list(repository.snapshot().catalogue.operations)
        id = self.chance.choice(ids)
        title = f"Titre {self.number}"
        edits = [set_title(title, id), set_heading(title=title)]
        # They leave some.
        edits += [delete(id), move(id, 0 if id != ids[0] else 1)] if len(ids) > 2 else []
        commit(repository, self.chance.choice(edits))

    def erase(self) -> None:
        repository = self.repository()
        ids = list(repository.snapshot().catalogue.operations)
        if len(ids) > 2:
            repository.erase(self.chance.choice(ids))

    def repository(self) -> Repository:
        if not self.bodies.states():
            self.add()
        return self.bodies.repository(self.chance.choice(list(self.bodies.states())))

    def add(self) -> None:
        slug = self.slug()
        if slug in self.bodies.states():
            self.bodies.remove(slug)
        title = f"Ajouté {self.number}".encode()
        self.bodies.add(Body(slug), GERS.replace("« Tips du Jour »".encode(), title))

    def remove(self) -> None:
        for slug in list(self.bodies.states())[:1]:
            self.bodies.remove(slug)

    def describe(self) -> None:
        for slug in self.bodies.states():
            self.bodies.change(Body(slug, self.chance.choice(list(Kind)), str(self.number % 95 + 1)))
            self.bodies.set_mapping(slug, {"adultes": self.chance.choice(["adultes", "jeunes"])})

    def put_back(self) -> None:
        for slug in list(self.bodies.states())[:1]:
            self.bodies.restore(slug, GERS)

    def go_back(self) -> None:
        self.run(GO_BACK)
        for _ in range(self.chance.randint(0, 6)):
            self.edit()

    def act(self) -> None:
        """Do something."""
        self.number += 1
        actions: dict[Callable[[], None], int] = {
            self.edit: 12,
            self.erase: 1,
            self.add: 1,
            self.remove: 1,
            self.describe: 1,
            self.put_back: 1,
            lambda: self.run(KEEP): 2,
            self.go_back: 4,
            lambda: self.run(CUT): 1,
        }
        (action,) = self.chance.choices(list(actions), list(actions.values()))
        action()


def shown(bodies: Bodies) -> dict[str, Any]:
    """All that a process shows."""
    return {
        slug: (
            state.body,
            state.groups,
            state.snapshot.state,
            content_of(state.snapshot.catalogue),
            list(cast(StoredSnapshot, state.snapshot).history),
        )
        for slug, state in bodies.states().items()
    }


def shows(bodies: Bodies, expected: dict[str, Any]) -> bool:
    return shown(bodies) == expected


@pytest.fixture
def bodies(database_address: str) -> Iterator[PostgresBodies]:
    with contextlib.closing(PostgresBodies(database_address)) as bodies:
        bodies.add(Body("gers"), GERS)
        yield bodies


@pytest.mark.parametrize(("seed", "is_notified"), [(0, True), (1, False)])
def test_whoever_follows_shows_what_whoever_starts_shows(
    bodies: PostgresBodies,
    database_address: str,
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
    is_notified: bool,
) -> None:
    monkeypatch.setattr(follower, "_POLL_S", 0.02)
    if not is_notified:
        monkeypatch.setattr(follower, "CHANNEL", "nobody")
    world = World(database_address, bodies, seed)
    world.run(KEEP)
    with contextlib.closing(PostgresBodies(database_address)) as other:
        for _ in range(15):
            # All of it comes between two looks.
            with other._looking:
                for _ in range(world.chance.randint(1, 5)):
                    world.act()
            with contextlib.closing(PostgresBodies(database_address)) as fresh:
                expected = shown(fresh)
            for process in (other, bodies):
                wait_until(functools.partial(shows, process, expected))
