"""The store in one JSON file: the only code that knows TinyDB."""

from gersapp.store.tinydb.backups import Backups
from gersapp.store.tinydb.repository import TinyDBRepository

__all__ = ["Backups", "TinyDBRepository"]
