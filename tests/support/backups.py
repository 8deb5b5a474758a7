"""Support."""

import contextlib
import os
import stat
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.history.history import History
from gersapp.store.tinydb import Change, Store

ID = "tips-du-jour"


OLD = datetime(2026, 3, 29, 0, 30, 15, tzinfo=UTC)


def age(path: Path, written: datetime) -> None:
    os.utime(path, (written.timestamp(), written.timestamp()))


def titled(title: str) -> Change:
    def change(here: Catalogue, _: History) -> Catalogue:
        before = here.get(ID)
        return here.replaced(replace(before, title=title), before.revision)

    return change


def edit(database: Path, title: str, written: datetime | None = None) -> bytes:
    """Save it through a store of its own, as if at the time `written`; what the file is then."""
    with contextlib.closing(Store(database)) as store:
        store.change(titled(title))
    if written:
        age(database, written)
    return database.read_bytes()


def state(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    """The content, mode and time of every file, those of folders inside included; the lock aside."""
    return {
        str(path.relative_to(folder)): (
            path.read_bytes() if path.is_file() else b"",
            stat.S_IMODE(path.stat().st_mode),
            path.stat().st_mtime_ns if path.is_file() else 0,
        )
        for path in folder.rglob("*")
        if path.suffix != ".lock"
    }
