"""What tests of a durable file share: its generations, a file that holds one, a storage that has read it."""

from pathlib import Path
from typing import Any

import orjson

from gersapp.store.documents.tables import Tables
from gersapp.store.tinydb.durable import DurableStorage

EARLIER: Tables = {"operations": {"1": {"title": "Bien avant"}}}
BEFORE: Tables = {"operations": {"1": {"title": "Avant"}}}
AFTER: Tables = {"operations": {"1": {"title": "Après, plus long qu’avant"}}}
LATER: Tables = {"operations": {"1": {"title": "Plus tard"}}}


def write_before(folder: Path) -> Path:
    """Make the folder, with a file in it that holds BEFORE; return the path of the file."""
    folder.mkdir()
    path = folder / "db.json"
    path.write_bytes(orjson.dumps(BEFORE))
    return path


def opened(path: Path) -> DurableStorage:
    """A storage that has read its file, as the store's has."""
    storage = DurableStorage(path)
    storage.read()
    return storage


def read(path: Path) -> Any:
    return orjson.loads(path.read_bytes())
