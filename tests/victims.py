"""A writer to be killed: it edits one operation without end and says on its output what is saved.

    python -m tests.victims ours|stock PATH

`ours` is the project's Store, `stock` is TinyDB as it comes, which must be seen to lose.
"""

import contextlib
import itertools
import random
import sys
from collections.abc import Callable
from dataclasses import replace

from tinydb import TinyDB
from tinydb.table import Document

from gersapp.catalogue.catalogue import Catalogue
from gersapp.store import Store

NUMBER = "2"
ID = "tips-du-jour"
Save = Callable[[str], object]


def ours(path: str) -> Save:
    """Saves a description through the Store."""
    store = Store(path)

    def save(description: str) -> None:
        def change(here: Catalogue) -> Catalogue:
            before = here.get(ID)
            return here.replaced(replace(before, description=description), before.revision)

        store.change(change)

    return save


def stock(path: str) -> Save:
    """Saves a description through TinyDB's own JSONStorage."""
    table = TinyDB(path, encoding="utf-8").table("operations")

    def save(description: str) -> None:
        table.upsert(Document({"description": description}, doc_id=int(NUMBER)))

    return save


def main(kind: str, path: str) -> None:
    """Save texts that grow and shrink; print the number that begins each, once it is saved."""
    save = {"ours": ours, "stock": stock}[kind](path)
    lengths = random.SystemRandom()
    for number in itertools.count(1):
        save(f"{number} " + "é" * lengths.randrange(5, 4_900))
        print(number, flush=True)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        main(*sys.argv[1:])
