"""Search as somebody types a word letter by letter, without a server, in a process of its own.

`python -m proof.bench.search PATH ROUNDS` prints, as JSON for each round, the milliseconds of each letter by
what has been typed: of the catalogue, which has never been asked for it before, and of a plain scan of
all texts: {"catalogue": [{"d": …, "dé": …}, …], "scan": […]}.
"""

import dataclasses
import sys
import time
from pathlib import Path
from statistics import median

import orjson

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.search.index import words_of
from gersapp.catalogue.search.selection import read_selection
from gersapp.catalogue.text import folded_words
from gersapp.store.tinydb import Store

# Words that many have, few have, none has; the number of a post, as all links have one; two words.
TYPED = ("confinement", "solidarité", "l’armagnac", "facebook", "2020", "1000", "xylophone", "de la musique")


def measure(path: Path, rounds: int) -> dict[str, list[dict[str, float]]]:
    store = Store(path)
    catalogue = store.published.catalogue
    store.close()
    texts = [f" {' '.join(words_of(operation))}" for operation in catalogue.operations.values()]
    times: dict[str, list[dict[str, float]]] = {"catalogue": [], "scan": []}
    for _ in range(rounds):
        ours: dict[str, float] = {}
        scan: dict[str, float] = {}
        for typed in TYPED:
            catalogue = _unasked(catalogue)
            for letters in (typed[:end] for end in range(1, len(typed) + 1)):
                query = {"q": [letters]}
                begin = time.perf_counter()
                selection, _ = read_selection(query, catalogue.heading.audiences)
                catalogue.find(selection)
                ours[letters] = (time.perf_counter() - begin) * 1000
            begin = time.perf_counter()
            wanted = [f" {word}" for word in folded_words(typed)]
            sum(all(word in text for word in wanted) for text in texts)
            scan[typed] = (time.perf_counter() - begin) * 1000
        times["catalogue"].append(ours)
        times["scan"].append(scan)
    return times


def worst(times: dict[str, list[dict[str, float]]]) -> tuple[str, list[float], list[float]]:
    """The letters after which the catalogue took longest, its times, and those of a scan for that word."""
    found = {letters: [each[letters] for each in times["catalogue"]] for letters in times["catalogue"][0]}
    slowest = max(found, key=lambda letters: median(found[letters]))
    word = next(typed for typed in TYPED if typed.startswith(slowest))
    return slowest, found[slowest], [each[word] for each in times["scan"]]


def _unasked(catalogue: Catalogue) -> Catalogue:
    """The same after an edit: nothing of what was found before can serve again."""
    operation = next(iter(catalogue.operations.values()))
    edited = dataclasses.replace(operation, description=f"{operation.description}.")
    return catalogue.replaced(edited, operation.revision)


if __name__ == "__main__":
    sys.stdout.buffer.write(orjson.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]))))
