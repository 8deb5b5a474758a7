"""What tests of a durable file share: its generations, a storage that has read it, what a folder holds."""

from pathlib import Path
from typing import Any

import orjson

from gersapp.store.documents.tables import Tables
from gersapp.store.tinydb.durable import DurableStorage

EARLIER: Tables = {"operations": {"1": {"title": "Bien avant"}}}
BEFORE: Tables = {"operations": {"1": {"title": "Avant"}}}
AFTER: Tables = {"operations": {"1": {"title": "Après, plus long qu’avant"}}}
LATER: Tables = {"operations": {"1": {"title": "Plus tard"}}}


def opened(path: Path) -> DurableStorage:
    """A storage that has read its file, as the store's has."""
    storage = DurableStorage(path)
    storage.read()
    return storage


def read(path: Path) -> Any:
    return orjson.loads(path.read_bytes())


def names(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()}
