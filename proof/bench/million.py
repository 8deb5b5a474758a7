"""`python -m proof.bench.million [OPERATIONS]`: a million operations of 200 bodies, once, and what they cost.

It prints the start, the memory and the filters of the Observatoire and of a body; it keeps nothing. It takes
a quarter of an hour or more, and 10 GB of memory.
"""

import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from proof.bench.bodies import add_bodies, national_address_of, running_database
from proof.bench.contestants import FRAGMENT
from proof.bench.generator import file_content, make_tables
from proof.bench.load import CONNECTIONS, find_wrk, load
from proof.bench.many_bodies import BODY
from proof.bench.report import format_number
from proof.bench.selections import address_of, invent_selections
from proof.bench.servers import Servers, ask, wait_for_rest, worker_mb
from proof.bench.stage import run_module
from proof.tools.server import ROOT, Server

BODIES = 200
_OPERATIONS = 1_000_000
_SELECTIONS, _SECONDS = 30_000, 10
# Filters that are asked for one after the other.
_ALONE = 20


def main(operations: int) -> None:
    """Measure, and print each figure as soon as it is there."""
    with (
        tempfile.TemporaryDirectory(prefix=".bench-", dir=ROOT) as name,
        running_database() as database,
        Servers(Path(name)) as servers,
    ):
        begin = time.monotonic()
        address = add_bodies(database, "million", *_write_files(Path(name), operations // BODIES))
        _print(f"invention et ajout de {BODIES} organismes", time.monotonic() - begin, "s")
        empty = run_module("proof.bench.many_bodies", "memory", add_bodies(database, "empty"))
        held = run_module("proof.bench.many_bodies", "memory", address)
        _print("opérations", held["operations"], "")
        _print("démarrage, sans serveur", held["seconds"], "s")
        _print(
            "mémoire d’une opération",
            (held["resident"] - empty["resident"]) / held["operations"] / 1000,
            "ko",
        )
        begin = time.monotonic()
        server = servers.observatory(address)
        _print("démarrage du serveur", time.monotonic() - begin, "s")
        wait_for_rest(server)
        _print("mémoire du processus au repos", worker_mb(server), "Mo")
        _filter(server, operations // BODIES)


def _write_files(folder: Path, operations: int) -> list[Path]:
    """Write a file for each body, each with other operations."""
    paths = []
    for number in range(BODIES):
        path = folder / f"{number}.json"
        path.write_bytes(file_content(operations, seed=number))
        paths.append(path)
    return paths


def _filter(server: Server, operations: int) -> None:
    selections = invent_selections(make_tables(operations, seed=0), _SELECTIONS)
    for words, paths in (
        ("filtre de l’Observatoire", dict.fromkeys(map(national_address_of, selections))),
        (
            "filtre d’un organisme",
            dict.fromkeys(f"/{BODY}{address_of(selection)}" for selection in selections),
        ),
    ):
        alone, many = list(paths)[:_ALONE], list(paths)[_ALONE:]
        _print(f"{words}, seul", median(_milliseconds(server, path) for path in alone), "ms")
        rate = load(find_wrk(), server.port, many, FRAGMENT, seconds=_SECONDS).rate
        _print(f"{words}, {CONNECTIONS} visiteurs", rate, "/s")


def _milliseconds(server: Server, path: str) -> float:
    begin = time.perf_counter()
    ask(server, path, FRAGMENT)
    return (time.perf_counter() - begin) * 1000


def _print(words: str, figure: float, unit: str) -> None:
    print(f"{words} : {format_number(figure)} {unit}".strip(), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else _OPERATIONS)
