"""A durable edit without a server, in a process of its own: the store's, and the least that one can be.

`python -m proof.bench.durable_edit PATH EDITS` edits the file and a copy of it in turn, and prints the
milliseconds of each edit as JSON: {"store": […], "least": […]}.
"""

import os
import sys
import time
from pathlib import Path

import orjson

from proof.tools.store import StoredCatalogue, describe_operation

# Not timed: the first edits load what is loaded late.
_WARM_UP_EDITS = 2


def replace_durably(tables: object, path: Path) -> None:
    """Serialise, write, fsync, rename, fsync the folder; check nothing, keep nothing."""
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
    """Return the milliseconds of so many edits by the store, and of as many by the least there can be."""
    copy = path.with_name(f"copy-of-{path.name}")
    times: dict[str, list[float]] = {"store": [], "least": []}
    with StoredCatalogue(path) as stored:
        ids = list(stored.catalogue.operations)
        for number in range(-_WARM_UP_EDITS, edits):
            edit = describe_operation(ids[number % len(ids)], f"Une description modifiée {number} fois")
            begin = time.perf_counter()
            stored.edit(edit)
            store_seconds = time.perf_counter() - begin
            # All that the store wrote; reading the file again would cool the caches for the next edit.
            tables = stored.tables
            begin = time.perf_counter()
            replace_durably(tables, copy)
            least_seconds = time.perf_counter() - begin
            if number >= 0:
                times["store"].append(store_seconds * 1000)
                times["least"].append(least_seconds * 1000)
    if path.read_bytes() != copy.read_bytes():
        sys.exit("les deux fichiers diffèrent")
    copy.unlink()
    return times


if __name__ == "__main__":
    sys.stdout.buffer.write(orjson.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]))))
