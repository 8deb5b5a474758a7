"""The store of many bodies in PostgreSQL: the only code that knows psycopg."""

from gersapp.store.postgres.bodies import PostgresBodies
from gersapp.store.postgres.database import Database
from gersapp.store.postgres.migrations import migrate_database, prepare_database

__all__ = ["Database", "PostgresBodies", "migrate_database", "prepare_database"]
