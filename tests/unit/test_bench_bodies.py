"""`proof.bench.many_bodies` and the rival in SQL: they measure what they say."""

import contextlib
from pathlib import Path

import psycopg
import pytest

from gersapp.store.postgres import PostgresBodies
from proof.bench import generator, many_bodies
from proof.bench.rivals.sql import Filters
from proof.bench.selections import invent_selections
from proof.tools.store import StoredCatalogue

SIZE = 60


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "db.json"
    path.write_bytes(generator.file_content(SIZE))
    return path


@pytest.fixture
def filled(database_address: str, path: Path) -> str:
    """The address of a database that has the body of the file."""
    many_bodies.add(database_address, str(path))
    return database_address


def test_plain_sql_finds_what_the_catalogue_finds(database_address: str, path: Path) -> None:
    with (
        StoredCatalogue(path) as stored,
        psycopg.connect(database_address, autocommit=True) as connection,
    ):
        in_sql = Filters(connection, stored.catalogue.heading.audiences)
        in_sql.write(stored.catalogue.operations.values())
        for selection in invent_selections(generator.make_tables(SIZE), 200):
            assert in_sql.count(selection) == stored.catalogue.find(selection).operations, selection


def test_filters_are_those_of_the_body_the_file_and_sql(filled: str, path: Path) -> None:
    rates = many_bodies.filters(filled, str(path), "5", "2")
    assert {name: len(rates[name]) for name in rates} == {"database": 2, "file": 2, "sql": 2}


def test_each_edit_of_a_body_is_one_again_and_again(filled: str, path: Path) -> None:
    for _ in range(2):
        times = many_bodies.edits(filled, str(path), "3")
        assert [len(times[name]) for name in ("database", "file", "least")] == [3, 3, 3]
    with contextlib.closing(PostgresBodies(filled)) as bodies:
        assert bodies.repository(many_bodies.BODY).version.number == 1 + 2 * (2 + 3)


@pytest.mark.long
def test_another_process_sees_each_edit(filled: str) -> None:
    for _ in range(2):
        assert len(many_bodies.seen(filled, "5")["milliseconds"]) == 5
