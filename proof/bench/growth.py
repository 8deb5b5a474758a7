"""The cost of a long history: an edit in a file that has one, beside the same edit in a file that has none.

`python -m proof.bench.growth FOLDER BEFORE EDITS` edits the operations of a file there BEFORE times, then
that file and a new one in turn. It prints the milliseconds of each edit as JSON, and the bytes of the first
file: {"grown": […], "fresh": […], "bytes": …}.
"""

import dataclasses
import random
import sys
import time
from pathlib import Path

import orjson

from gersapp.catalogue.model import Operation
from proof.bench.generator import LINKING_WORDS, SEED, SUBJECTS, file_content
from proof.tools.store import StoredCatalogue, edit_operation

OPERATIONS = 16


def edit(stored: StoredCatalogue, number: int, rng: random.Random) -> float:
    """Change a word of a description, and every tenth time a title; return the milliseconds that it took."""
    id = list(stored.catalogue.operations)[number % OPERATIONS]
    word = rng.choice(SUBJECTS + LINKING_WORDS)

    def change(operation: Operation) -> Operation:
        words = operation.description.split(" ")
        words[rng.randrange(len(words))] = word
        title = operation.title if number % 10 else f"{operation.title.rpartition(' ')[0]} {word}"
        return dataclasses.replace(operation, title=title, description=" ".join(words))

    begin = time.perf_counter()
    stored.edit(edit_operation(id, change), "Éditrice d’essai")
    return (time.perf_counter() - begin) * 1000


def measure(folder: Path, before: int, edits: int) -> dict[str, object]:
    """Measure as the module says."""
    paths = {name: folder / f"{name}.json" for name in ("grown", "fresh")}
    for path in paths.values():
        path.write_bytes(file_content(OPERATIONS))
    with StoredCatalogue(paths["grown"]) as grown, StoredCatalogue(paths["fresh"]) as fresh:
        rng = random.Random(SEED)
        for number in range(before):
            edit(grown, number, rng)
        size = paths["grown"].stat().st_size
        times: dict[str, list[float]] = {"grown": [], "fresh": []}
        for number in range(edits):
            times["grown"].append(edit(grown, number, rng))
            times["fresh"].append(edit(fresh, number, rng))
    return {**times, "bytes": size}


if __name__ == "__main__":
    folder, before, edits = sys.argv[1:]
    sys.stdout.buffer.write(orjson.dumps(measure(Path(folder), int(before), int(edits))))
