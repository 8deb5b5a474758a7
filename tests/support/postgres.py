"""A PostgreSQL for the tests of one process, and an empty database for each test."""

import itertools

import psycopg
from psycopg.conninfo import conninfo_to_dict

from proof.tools.postgres import Postgres


class Databases:
    """Makes and removes databases on one server."""

    def __init__(self, server: Postgres) -> None:
        self._server = server
        self._numbers = itertools.count(1)
        self._connection = psycopg.connect(server.address("postgres"), autocommit=True)

    def make(self) -> str:
        """Return the address of a new database that has nothing in it."""
        name = f"test{next(self._numbers)}"
        self._connection.execute(f"CREATE DATABASE {name}".encode())
        return self._server.address(name)

    def remove(self, address: str) -> None:
        """Remove the database of that address; whoever is still connected is cut off."""
        name = conninfo_to_dict(address)["dbname"]
        self._connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())

    def close(self) -> None:
        self._connection.close()
