"""Files of some age, what is in their folder, and disks that refuse."""

import contextlib
import os
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gersapp.store.tinydb import TinyDBRepository
from tests.support.edits import commit, set_title

OLD = datetime(2026, 3, 29, 0, 30, 15, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
# As many copies as are kept of one hour.
TIME = "%Y-%m-%dT%H%M%SZ.json"

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")


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


def names(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()}


@contextlib.contextmanager
def failing(name: str, number: int, concerned: Callable[..., bool]) -> Iterator[None]:
    """`os.<name>` fails with the error `number`, where it concerns what is told."""
    real, failed = getattr(os, name), []

    def fail(*args: Any, **named: Any) -> Any:
        if concerned(*args):
            failed.append(args)
            raise OSError(number, os.strerror(number), str(args[0]))
        return real(*args, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, name, fail)
        yield
    assert failed, "the call never came"


def place(arg: Path | str | int) -> Path:
    """The file that a call names, or that its descriptor leads to."""
    return Path(f"/proc/self/fd/{arg}").readlink() if isinstance(arg, int) else Path(arg)


def in_backups(first: Any, *others: Any) -> bool:
    """Whether a call has to do with the folder of copies, or with what is in it."""
    places = [place(first), *(Path(other) for other in others if isinstance(other, str | Path))]
    return any(".backups" in str(place) for place in places)
