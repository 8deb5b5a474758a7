"""The only place that knows TinyDB and the disk: what is said to be saved here is saved."""

from gersapp.store.tinydb.backups import Backups
from gersapp.store.tinydb.repository import TinyDBRepository

__all__ = ["Backups", "TinyDBRepository"]
