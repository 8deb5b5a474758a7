"""The disk under a repository, as tests break it and look at it."""

import contextlib
import hashlib
import os
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from gersapp.catalogue.catalogue import Catalogue
from gersapp.store.documents.documents import Documents
from gersapp.store.repository import Repository
from tests.support.edits import ID

SECONDS = 60  # what must be soon, on however slow a machine


def title_in(catalogue: Catalogue) -> str:
    return catalogue.get(ID).title


def shown_title(repository: Repository) -> str:
    return title_in(repository.snapshot().catalogue)


def on_disk(path: Path) -> Catalogue:
    """The catalogue that the file holds."""
    return Documents.of(orjson.loads(path.read_bytes())).catalogue


def hashes(folder: Path) -> dict[str, str]:
    """Relative path → fingerprint of the content of every file but the lock, in folders inside too."""
    return {
        str(entry.relative_to(folder)): hashlib.sha256(entry.read_bytes()).hexdigest()
        for entry in folder.rglob("*")
        if entry.is_file() and entry.suffix != ".lock"
    }


def edit_by_hand(database: Path, title: str) -> None:
    """Edit the file in place, as many editors of text do."""
    content = orjson.loads(database.read_bytes())
    content["operations"]["2"]["title"] = title
    database.write_text(orjson.dumps(content, option=orjson.OPT_INDENT_2).decode(), "utf-8")


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.01)


def is_folder(descriptor: int) -> bool:
    return stat.S_ISDIR(os.fstat(descriptor).st_mode)


@contextlib.contextmanager
def failing_disk(name: str, number: int, concerned: Callable[..., bool] = lambda *_: True) -> Iterator[None]:
    """`os.<name>` fails with the error `number`."""
    real = getattr(os, name)

    def fail(*args: Any, **named: Any) -> Any:
        if concerned(*args):
            raise OSError(number, os.strerror(number))
        return real(*args, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, name, fail)
        yield
