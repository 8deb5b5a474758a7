"""A PostgreSQL for the tests of one process, and a database for each test."""

import itertools

import psycopg
from psycopg.conninfo import conninfo_to_dict

from gersapp.store.postgres import migrate_database
from proof.tools.postgres import Postgres


class Databases:
    """Makes and removes databases on one server."""

    def __init__(self, server: Postgres) -> None:
        self._server = server
        self._numbers = itertools.count(1)
        self._connection = psycopg.connect(server.address("postgres"), autocommit=True)
        # A copy of its tables takes half the time that they take to make.
        self._template = self._name_of(self.make_empty())
        migrate_database(server.address(self._template))

    def make(self) -> str:
        """Return the address of a new database, whose tables are empty."""
        return self._make(f"TEMPLATE {self._template}")

    def make_empty(self, options: str = "") -> str:
        """Return the address of a new database, which has no tables; `options` are those of its creation."""
        return self._make(options)

    def remove(self, address: str) -> None:
        """Remove the database of that address; whoever is still connected is cut off."""
        self._connection.execute(f"DROP DATABASE {self._name_of(address)} WITH (FORCE)".encode())

    def close(self) -> None:
        self._connection.close()

    def _make(self, options: str) -> str:
        name = f"test{next(self._numbers)}"
        self._connection.execute(f"CREATE DATABASE {name} {options}".encode())
        return self._server.address(name)

    def _name_of(self, address: str) -> str:
        return str(conninfo_to_dict(address)["dbname"])
