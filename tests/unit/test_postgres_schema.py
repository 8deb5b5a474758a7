"""`gersapp.store.postgres`: the schema of a database, and the databases and addresses that are refused."""

import psycopg
import pytest

from gersapp.errors import StartRefused
from gersapp.store.postgres import PostgresBodies, migrate_database
from tests.support.postgres import Databases


def test_the_schema_is_made_once(databases: Databases) -> None:
    address = databases.make_empty()
    assert migrate_database(address)[0] == "0001_catalogues"
    assert migrate_database(address) == []
    PostgresBodies(address).close()
    databases.remove(address)


def test_a_start_makes_the_schema_of_an_empty_database(databases: Databases) -> None:
    address = databases.make_empty()
    PostgresBodies(address).close()
    assert migrate_database(address) == []
    databases.remove(address)


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_a_database_that_lacks_characters_is_refused(databases: Databases, encoding: str) -> None:
    address = databases.make_empty(f"ENCODING {encoding} TEMPLATE template0")
    try:
        with pytest.raises(StartRefused, match="UTF-8"):
            PostgresBodies(address)
    finally:
        databases.remove(address)


def test_a_newer_schema_is_refused_and_stays(database_address: str) -> None:
    with psycopg.connect(database_address) as connection:
        connection.execute("INSERT INTO migrations (number, name) VALUES (9999, '9999_later')")
    for use in (PostgresBodies, migrate_database):
        with pytest.raises(StartRefused, match="plus récent"):
            use(database_address)
    with psycopg.connect(database_address) as connection:
        assert connection.execute("SELECT max(number) FROM migrations").fetchone() == (9999,)


def test_an_older_schema_is_refused_until_it_is_migrated(database_address: str) -> None:
    with psycopg.connect(database_address) as connection:
        newest = "DELETE FROM migrations WHERE number = (SELECT max(number) FROM migrations)"
        connection.execute(newest)
    with pytest.raises(StartRefused, match="flask database migrate"):
        PostgresBodies(database_address)


@pytest.mark.parametrize(
    "address", ["postgresql://", "mysql://x", "postgresql://127.0.0.1:1/x", "host=/nowhere"]
)
def test_what_no_database_answers_at_is_refused(address: str) -> None:
    with pytest.raises(StartRefused):
        PostgresBodies(address)


def test_a_refusal_never_says_a_password() -> None:
    with pytest.raises(StartRefused) as refused:
        PostgresBodies("postgresql://anne:secret123@127.0.0.1:1/x")
    assert "secret123" not in str(refused.value)
    assert "127.0.0.1" in str(refused.value)


@pytest.mark.parametrize(
    "password", ["p@secret123", "p@@secret123", "secret123/p", "p/secret123", "1/secret123", "1?secret123/p"]
)
def test_no_part_of_an_unquoted_password_is_said(password: str) -> None:
    with pytest.raises(StartRefused, match="n’est pas l’adresse") as refused:
        PostgresBodies(f"postgresql://anne:{password}@127.0.0.1:1/x")
    assert "secret123" not in str(refused.value)


def test_a_name_that_is_an_address_is_never_said() -> None:
    with pytest.raises(StartRefused, match="n’est pas l’adresse") as refused:
        PostgresBodies("postgresql:///?dbname=host%3D127.0.0.1%20password%3Dsecret123")
    assert "secret123" not in str(refused.value)


def test_a_quoted_password_may_have_any_character() -> None:
    with pytest.raises(StartRefused, match=r"127\.0\.0\.1/x ne répond pas"):
        PostgresBodies("postgresql://anne:a%40b%2Fc%3Fd@127.0.0.1:1/x")
