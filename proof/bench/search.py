"""Search as somebody types a word letter by letter, without a server, in a process of its own.

`python -m proof.bench.search PATH ROUNDS` prints milliseconds as JSON, by what has been typed so far, a round
after another: {"catalogue": [{"d": …, "dé": …}, …], "scan": [{"défi": …}, …]}. The catalogue has never been
asked for that text before; the scan is a plain one of all texts, for a whole word.
"""

import sys
import time
from pathlib import Path
from statistics import median

import orjson

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.search.index import words_of
from gersapp.catalogue.search.selection import read_selection
from gersapp.catalogue.text import folded_words
from proof.tools.store import StoredCatalogue, describe_operation, make_change

# Words that many operations have, few have, none has; the number of a post, as all links have one; two words.
TYPED = ("confinement", "solidarité", "l’armagnac", "facebook", "2020", "1000", "xylophone", "de la musique")

# What was typed → milliseconds.
Times = dict[str, float]


def measure(path: Path, rounds: int) -> dict[str, list[Times]]:
    """Measure as the module says."""
    with StoredCatalogue(path) as stored:
        catalogue = stored.catalogue
    texts = [f" {' '.join(words_of(operation))}" for operation in catalogue.operations.values()]
    times: dict[str, list[Times]] = {"catalogue": [], "scan": []}
    for _ in range(rounds):
        in_catalogue: Times = {}
        in_scan: Times = {}
        for typed in TYPED:
            catalogue = _forget_searches(catalogue)
            for end in range(1, len(typed) + 1):
                letters = typed[:end]
                in_catalogue[letters] = _search_milliseconds(catalogue, letters)
            in_scan[typed] = _scan_milliseconds(texts, typed)
        times["catalogue"].append(in_catalogue)
        times["scan"].append(in_scan)
    return times


def slowest(times: dict[str, list[Times]]) -> tuple[str, list[float], list[float]]:
    """Return the letters that took the catalogue longest, its times, and those of a scan for the word."""
    found = {
        letters: [in_round[letters] for in_round in times["catalogue"]] for letters in times["catalogue"][0]
    }
    worst = max(found, key=lambda letters: median(found[letters]))
    word = next(typed for typed in TYPED if typed.startswith(worst))
    return worst, found[worst], [in_round[word] for in_round in times["scan"]]


def _search_milliseconds(catalogue: Catalogue, letters: str) -> float:
    query = {"q": [letters]}
    begin = time.perf_counter()
    selection, _ = read_selection(query, catalogue.heading.audiences)
    catalogue.find(selection)
    return (time.perf_counter() - begin) * 1000


def _scan_milliseconds(texts: list[str], typed: str) -> float:
    begin = time.perf_counter()
    prefixes = [f" {word}" for word in folded_words(typed)]
    sum(all(prefix in text for prefix in prefixes) for text in texts)
    return (time.perf_counter() - begin) * 1000


def _forget_searches(catalogue: Catalogue) -> Catalogue:
    """Return the catalogue after an edit: nothing that was found before can be used again."""
    operation = next(iter(catalogue.operations.values()))
    change = make_change(catalogue, describe_operation(operation.id, f"{operation.description}."))
    return catalogue.apply(change) if change else catalogue


if __name__ == "__main__":
    sys.stdout.buffer.write(orjson.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]))))
