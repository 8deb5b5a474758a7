"""Bodies in PostgreSQL without a server, each measure in a process of its own.

`python -m proof.bench.many_bodies MEASURE ADDRESS …` prints JSON; see the functions.
"""

import contextlib
import gc
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from pathlib import Path

import orjson
import psycopg

from gersapp.catalogue.search.selection import Selection
from gersapp.memory import give_back_holes, restart_with_settings_of_malloc
from gersapp.observatory.body import Body
from gersapp.store.postgres import PostgresBodies
from gersapp.store.repository import Snapshot
from proof.bench.generator import make_tables
from proof.bench.rivals.sql import Filters
from proof.bench.selections import invent_selections
from proof.tools.store import StoredCatalogue, commit_edit, describe_operation

BODY = "essai"
_WARM_UP_EDITS = 2
# Typing takes longer: an edit is seen before the next one.
_PAUSE_S = 0.02


def add(address: str, *paths: str) -> None:
    """Add a body for each file: `essai`, then `essai-1`…"""
    with contextlib.closing(PostgresBodies(address)) as bodies:
        for number, path in enumerate(paths):
            bodies.add(Body(f"{BODY}-{number}" if number else BODY), Path(path).read_bytes())


def edits(address: str, path: str, times: str) -> dict[str, list[float]]:
    """Edit the body and its file in turn with the least durable commit of the same server; give milliseconds.

    {"database": […], "file": […], "least": […]}
    """
    milliseconds: dict[str, list[float]] = {"database": [], "file": [], "least": []}
    with (
        contextlib.closing(PostgresBodies(address)) as bodies,
        StoredCatalogue(Path(path)) as stored,
        psycopg.connect(address, autocommit=True) as connection,
    ):
        repository = bodies.repository(BODY)
        connection.execute("CREATE TABLE IF NOT EXISTS least (number int)")
        connection.execute("INSERT INTO least VALUES (0)")
        ids = list(stored.catalogue.operations)

        def edit(number: int) -> dict[str, Callable[[], object]]:
            edit = describe_operation(ids[number % len(ids)], _new_description())
            return {
                "database": lambda: commit_edit(repository, edit),
                "least": lambda: connection.execute("UPDATE least SET number = number + 1"),
                "file": lambda: stored.edit(edit),
            }

        for number in range(-_WARM_UP_EDITS, int(times)):
            for name, action in edit(number).items():
                took = _milliseconds(action)
                if number >= 0:
                    milliseconds[name].append(took)
    return milliseconds


def seen(address: str, times: str) -> dict[str, list[float]]:
    """Give the milliseconds after which another process sees each edit, from the end of its commit."""
    spawned = multiprocessing.get_context("spawn")
    receiver, sender = spawned.Pipe(duplex=False)
    watcher = spawned.Process(target=_watch, args=(address, int(times), sender), daemon=True)
    watcher.start()
    committed: dict[int, float] = {}
    with contextlib.closing(PostgresBodies(address)) as bodies:
        repository = bodies.repository(BODY)
        ids = list(repository.snapshot().catalogue.operations)
        receiver.recv()  # it watches
        for number in range(int(times)):
            edit = describe_operation(ids[number % len(ids)], _new_description())
            version = _version(commit_edit(repository, edit))
            committed[version] = time.monotonic()
            time.sleep(_PAUSE_S)
    at: dict[int, float] = receiver.recv()
    watcher.join()
    # An edit may be seen with the next one, and before its commit is answered.
    return {
        "milliseconds": [
            max(0, min(moment for later, moment in at.items() if later >= version) - begin) * 1000
            for version, begin in committed.items()
        ]
    }


def _watch(address: str, times: int, sender: Connection) -> None:
    """Send something when it has begun, and at the end when it saw each version."""
    at: dict[int, float] = {}
    with contextlib.closing(PostgresBodies(address)) as bodies:
        repository = bodies.repository(BODY)
        last = _version(repository.snapshot()) + times
        sender.send(None)
        version = 0
        while version < last:
            time.sleep(0.0005)
            version = _version(repository.snapshot())
            at.setdefault(version, time.monotonic())
    sender.send(at)


def _version(snapshot: Snapshot) -> int:
    return int(snapshot.state.split("-")[1])


def memory(address: str) -> dict[str, float]:
    """Give the resident bytes of a process that has all the bodies, and the seconds of its start."""
    begin = time.monotonic()
    with contextlib.closing(PostgresBodies(address)) as bodies:
        seconds = time.monotonic() - begin
        operations = sum(len(state.snapshot.catalogue.operations) for state in bodies.states().values())
        gc.collect()
        # As a server does when it has nothing else to do.
        give_back_holes()
        return {
            "resident": _resident_bytes(),
            "operations": operations,
            "seconds": seconds,
        }


def filters(address: str, path: str, number: str, rounds: str) -> dict[str, list[float]]:
    """Find as many selections as `number` in each round; give filters a second, by who does.

    {"database": […], "file": […], "sql": […]}: the catalogue of each engine, and the same facets in SQL.
    """
    with StoredCatalogue(Path(path)) as stored:
        catalogue = stored.catalogue
    selections = invent_selections(make_tables(len(catalogue.operations)), int(number) * int(rounds))
    with (
        contextlib.closing(PostgresBodies(address)) as bodies,
        psycopg.connect(address, autocommit=True) as connection,
    ):
        in_sql = Filters(connection, catalogue.heading.audiences)
        in_sql.write(catalogue.operations.values())
        finders: dict[str, Callable[[Selection], int]] = {
            "database": lambda selection: (
                bodies.repository(BODY).snapshot().catalogue.find(selection).operations
            ),
            "file": lambda selection: catalogue.find(selection).operations,
            "sql": in_sql.count,
        }
        in_rounds = [_find_in_turn(finders, selections[turn :: int(rounds)]) for turn in range(int(rounds))]
    return {name: [rates[name] for rates in in_rounds] for name in finders}


def _find_in_turn(
    finders: Mapping[str, Callable[[Selection], int]], selections: list[Selection]
) -> dict[str, float]:
    """Return how many filters each makes in a second; ends the process when they find other numbers."""
    counts, rates = dict[str, list[int]](), dict[str, float]()
    for name, find in finders.items():
        begin = time.perf_counter()
        counts[name] = [find(selection) for selection in selections]
        rates[name] = len(selections) / (time.perf_counter() - begin)
    if len({tuple(numbers) for numbers in counts.values()}) > 1:
        sys.exit("les mêmes filtres ne trouvent pas autant d’opérations")
    return rates


def _new_description() -> str:
    """Return one that no operation has: the same again would change nothing."""
    return f"Une description modifiée {time.time_ns()}"


def _milliseconds(action: Callable[[], object]) -> float:
    begin = time.perf_counter()
    action()
    return (time.perf_counter() - begin) * 1000


def _resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


_MEASURES: dict[str, Callable[..., object]] = {
    "add": add,
    "edits": edits,
    "filters": filters,
    "memory": memory,
    "seen": seen,
}

if __name__ == "__main__":
    restart_with_settings_of_malloc()
    measure, *arguments = sys.argv[1:]
    sys.stdout.buffer.write(orjson.dumps(_MEASURES[measure](*arguments)))
