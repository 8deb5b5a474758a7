"""Files of a folder, threads that start together, and system calls that fail."""

import os
import stat
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest

T = TypeVar("T")

# What `Path.iterdir` calls, in `os`.
LIST_FOLDER = "scandir" if sys.version_info >= (3, 13) else "listdir"


def contents(folder: Path) -> dict[str, bytes]:
    """Name → content of every file of `folder`, but for the locks, which are empty and stay."""
    files = [path for path in sorted(folder.glob("*")) if path.is_file() and path.suffix != ".lock"]
    return {path.name: path.read_bytes() for path in files}


def modes(folder: Path) -> dict[str, int]:
    """The permissions of a folder, which is named `.`, and of its files."""
    return {
        path.name if path != folder else ".": stat.S_IMODE(path.stat().st_mode)
        for path in (folder, *folder.iterdir())
    }


def at_once(count: int, work: Callable[[int], T]) -> list[T | Exception]:
    """Return what `work(0)`, `work(1)`… return or raise, in as many threads that start together."""
    start = threading.Barrier(count)

    def run(number: int) -> T | Exception:
        start.wait()
        try:
            return work(number)
        except Exception as error:
            return error

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def break_call(monkeypatch: pytest.MonkeyPatch, name: str, code: int) -> None:
    """Make the call `os.<name>` fail with the error `code`; `open` fails only when it would create a file."""
    real = getattr(os, name)

    def broken(*args: Any, **options: Any) -> Any:
        if name == "open" and not args[1] & os.O_CREAT:
            return real(*args, **options)
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, name, broken)
