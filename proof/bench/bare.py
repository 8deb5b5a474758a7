"""A durable edit without a server, in a process of its own: the store's, and the least that one can be.

`python -m proof.bench.bare PATH EDITS` edits the file and a copy of it in turn, and prints the milliseconds
of each as JSON: {"store": […], "least": […]}.
"""

import dataclasses
import os
import sys
import time
from pathlib import Path

import orjson

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.history.history import History
from gersapp.store.tinydb import Store

# One at first, that nobody times: what is loaded late is loaded then.
_WARM_UP = 2


def replace_durably(tables: object, path: Path) -> None:
    """Serialise, write, fsync, rename, fsync the folder; nothing is looked at, nothing is kept."""
    temporary = path.with_suffix(".least")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    view = memoryview(orjson.dumps(tables, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    while view:
        view = view[os.write(descriptor, view) :]
    os.fsync(descriptor)
    os.close(descriptor)
    temporary.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def measure(path: Path, edits: int) -> dict[str, list[float]]:
    """Milliseconds of each of so many edits by the store, and of as many by the least there can be."""
    store = Store(path)
    ids = list(store.published.catalogue.operations)
    copy = path.with_name(f"copy-of-{path.name}")
    times: dict[str, list[float]] = {"store": [], "least": []}
    for number in range(-_WARM_UP, edits):
        id = ids[number % len(ids)]
        description = f"Une description modifiée {number} fois"

        def change(here: Catalogue, _: History, id: str = id, description: str = description) -> Catalogue:
            before = here.get(id)
            return here.replaced(dataclasses.replace(before, description=description), before.revision)

        begin = time.perf_counter()
        store.change(change)
        took = time.perf_counter() - begin
        # All that the store wrote, its history too; to read it again would cool the next edit's caches.
        tables = store._documents.tables
        begin = time.perf_counter()
        replace_durably(tables, copy)
        least = time.perf_counter() - begin
        if number >= 0:
            times["store"].append(took * 1000)
            times["least"].append(least * 1000)
    if path.read_bytes() != copy.read_bytes():
        sys.exit("les deux fichiers diffèrent")
    store.close()
    copy.unlink()
    return times


if __name__ == "__main__":
    sys.stdout.buffer.write(orjson.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]))))
