"""What a long history costs: an edit in a file that has one, beside the same edit in a file that has none.

`python -m proof.bench.growth FOLDER BEFORE EDITS` edits the operations of a file there BEFORE times, then
that file and a new one in turn, and prints the milliseconds of each as JSON, and the bytes of the first:
{"grown": […], "fresh": […], "bytes": …}.
"""

import dataclasses
import random
import sys
import time
from pathlib import Path

import orjson

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.history.history import Act, History
from gersapp.store.tinydb import Store
from proof.bench.generator import LINKING, SEED, SUBJECTS, content

OPERATIONS = 16


def edit(store: Store, number: int, chance: random.Random) -> float:
    """The milliseconds of one edit: another word in a description, and now and then another title."""
    id = list(store.published.catalogue.operations)[number % OPERATIONS]
    word = chance.choice(SUBJECTS + LINKING)

    def change(here: Catalogue, _: History) -> Catalogue:
        before = here.get(id)
        words = before.description.split(" ")
        words[chance.randrange(len(words))] = word
        title = before.title if number % 10 else f"{before.title.rpartition(' ')[0]} {word}"
        after = dataclasses.replace(before, title=title, description=" ".join(words))
        return here.replaced(after, before.revision)

    begin = time.perf_counter()
    store.change(change, Act("Éditrice d’essai"))
    return (time.perf_counter() - begin) * 1000


def measure(folder: Path, before: int, edits: int) -> dict[str, object]:
    """See the module."""
    stores: dict[str, Store] = {}
    for name in ("grown", "fresh"):
        path = folder / f"{name}.json"
        path.write_bytes(content(OPERATIONS))
        stores[name] = Store(path)
    chance = random.Random(SEED)
    for number in range(before):
        edit(stores["grown"], number, chance)
    size = stores["grown"].path.stat().st_size
    times: dict[str, list[float]] = {name: [] for name in stores}
    for number in range(edits):
        for name, store in stores.items():
            times[name].append(edit(store, number, chance))
    for store in stores.values():
        store.close()
    return {**times, "bytes": size}


if __name__ == "__main__":
    told = measure(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    sys.stdout.buffer.write(orjson.dumps(told))
