"""Files of some age, and what is in their folder."""

import contextlib
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

from gersapp.store.tinydb import TinyDBRepository
from tests.support.edits import commit, set_title

OLD = datetime(2026, 3, 29, 0, 30, 15, tzinfo=UTC)


def age(path: Path, written: datetime) -> None:
    os.utime(path, (written.timestamp(), written.timestamp()))


def edit(database: Path, title: str, written: datetime | None = None) -> bytes:
    """Save a title through a repository of its own, as if at the time `written`; return the content of the file."""
    with contextlib.closing(TinyDBRepository(database)) as repository:
        commit(repository, set_title(title))
    if written:
        age(database, written)
    return database.read_bytes()


def state(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    """Relative path → (content, mode, time) of every file but the lock, in folders inside too."""
    return {
        str(path.relative_to(folder)): (
            path.read_bytes() if path.is_file() else b"",
            stat.S_IMODE(path.stat().st_mode),
            path.stat().st_mtime_ns if path.is_file() else 0,
        )
        for path in folder.rglob("*")
        if path.suffix != ".lock"
    }
