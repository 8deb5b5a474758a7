"""What must be seen to lose: the catalogue with one fault left in, and writers on TinyDB's own storage.

`python -m proof.torture.victims FAULT …` is gunicorn with the fault; a fault is also a context for this
process.
"""

import contextlib
import itertools
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest import mock

from tinydb import TinyDB
from tinydb.middlewares import CachingMiddleware
from tinydb.storages import JSONStorage

from gersapp.catalogue.catalogue import Catalogue, Found
from gersapp.catalogue.history.fields import State
from gersapp.catalogue.history.history import History
from gersapp.catalogue.search.selection import Selection
from gersapp.files import Stamp, fsync_folder
from gersapp.store.tinydb import Store, documents, durable, lock
from gersapp.store.tinydb.documents import Documents
from gersapp.store.tinydb.durable import DurableStorage
from gersapp.web.operations.merging import Merger

Save = Callable[[str, str], object]


# -- faults


def _in_place(self: DurableStorage, data: dict[str, dict[str, Any]]) -> None:
    """Write as TinyDB's own JSONStorage does."""
    with contextlib.closing(JSONStorage(str(self.path), encoding="utf-8")) as stock:
        stock.write(data)
    self.stamps = (self.stamp(),)


_cached: dict[Path, CachingMiddleware] = {}


def _later(self: DurableStorage, data: dict[str, dict[str, Any]]) -> None:
    """Write as TinyDB's own CachingMiddleware does: when 1 000 changes have come together."""
    if self.path not in _cached:
        _cached[self.path] = CachingMiddleware(JSONStorage)(str(self.path), encoding="utf-8")  # type: ignore[no-untyped-call]
    _cached[self.path].write(data)  # type: ignore[no-untyped-call]


def _both(*faults: AbstractContextManager[Any]) -> AbstractContextManager[Any]:
    stack = contextlib.ExitStack()
    for fault in faults:
        stack.enter_context(fault)
    return stack


def _free_for_all() -> AbstractContextManager[Any]:
    return _both(
        mock.patch.object(lock, "refuse_if_held", return_value=None),
        mock.patch.object(lock, "wait_for", return_value=None),
        mock.patch.object(lock, "take", return_value=os.open(os.devnull, os.O_RDONLY)),
        mock.patch.object(lock, "is_held", return_value=True),
    )


def _whatever_the_revision() -> AbstractContextManager[Any]:
    def merged(self: Merger, mine: State, theirs: State, history: History) -> State:
        return {**theirs, **mine}

    return mock.patch.object(Merger, "merged", merged)


def _unheard_folder() -> AbstractContextManager[Any]:
    def fsync(folder: Path) -> None:
        with contextlib.suppress(OSError):
            fsync_folder(folder)

    return mock.patch.object(durable, "fsync_folder", fsync)


def _folders_only() -> AbstractContextManager[Any]:
    real = os.fsync
    return mock.patch.object(
        os, "fsync", lambda fd: real(fd) if Path(f"/proc/self/fd/{fd}").is_dir() else None
    )


def _blind() -> AbstractContextManager[Any]:
    def stamp(self: DurableStorage) -> Stamp:
        return self.stamps[-1]

    return mock.patch.object(DurableStorage, "stamp", stamp)


def _mixed_page() -> AbstractContextManager[Any]:
    """The results of a page are of a moment later than its heading."""
    find, publish = Catalogue.find, Store._publish
    newest: list[Catalogue] = []

    def published(self: Store, made: Documents) -> None:
        publish(self, made)
        newest[:] = [made.catalogue]

    def found(self: Catalogue, selection: Selection) -> Found:
        time.sleep(0.02)
        return find(newest[0], selection)

    return _both(mock.patch.object(Store, "_publish", published), mock.patch.object(Catalogue, "find", found))


def _forgetful() -> AbstractContextManager[Any]:
    real = documents._operation_document
    return mock.patch.object(documents, "_operation_document", lambda operation, old: real(operation, {}))


def _dies_of_usr1() -> AbstractContextManager[Any]:
    from gunicorn.workers import base  # type: ignore[import-untyped]

    def die(self: object, signum: int, frame: object) -> None:
        os._exit(1)

    return mock.patch.object(base.Worker, "handle_usr1", die)


# What is left in → how.
FAULTS: dict[str, Callable[[], AbstractContextManager[Any]]] = {
    "in place": lambda: mock.patch.object(DurableStorage, "write", _in_place),
    "later": lambda: mock.patch.object(DurableStorage, "write", _later),
    "no lock": _free_for_all,
    # A worker takes the one that it replaces for a stranger, and refuses at once.
    "no wait": lambda: _both(
        mock.patch.object(lock, "_is_ours", return_value=False), mock.patch.object(lock, "_GRACE", -1.0)
    ),
    "no revision": _whatever_the_revision,
    "no fsync of the file": _folders_only,
    "no fsync of the folder": lambda: mock.patch.object(durable, "fsync_folder", return_value=None),
    "unheard folder": _unheard_folder,
    "blind": _blind,
    "mixed page": _mixed_page,
    "forgetful": _forgetful,
    "dies of USR1": _dies_of_usr1,
}


# -- writers, to be killed


def ours(path: str) -> Save:
    """Saves a description through the Store."""
    store = Store(path)

    def save(id: str, description: str) -> None:
        def change(here: Catalogue, _: History) -> Catalogue:
            before = here.get(id)
            return here.replaced(replace(before, description=description), before.revision)

        store.change(change)

    return save


def stock(path: str) -> Save:
    """Saves a description through TinyDB's own JSONStorage, one thread at a time."""
    table = TinyDB(path, encoding="utf-8").table("operations")
    keys = {document["id"]: document.doc_id for document in table}
    one_at_a_time = threading.Lock()

    def save(id: str, description: str) -> None:
        with one_at_a_time:
            table.update({"description": description}, doc_ids=[keys[id]])

    return save


SAVERS: dict[str, Callable[[str], Save]] = {"ours": ours, "stock": stock}


def write_without_end(kind: str, path: str, last: dict[str, int], said: Connection) -> None:
    """A thread for each id of `last` saves texts that grow and shrink, numbered from there on; each
    (id, number) is said once it is saved."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    save = SAVERS[kind](path)
    saying = threading.Lock()

    def write(id: str) -> None:
        lengths = random.SystemRandom()
        for number in itertools.count(last[id] + 1):
            save(id, f"{number} " + "é" * lengths.randrange(5, 4_900))
            with saying:
                said.send((id, number))

    threads = [threading.Thread(target=write, args=[id]) for id in last]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def write_once(kind: str, path: str, id: str, description: str, talk: Connection) -> None:
    """Open the file, say so, wait for a word, save, say so, wait for the end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    save = SAVERS[kind](path)
    with contextlib.suppress(EOFError):
        talk.send("ready")
        talk.recv()
        save(id, description)
        talk.send("saved")
        talk.recv()


def main() -> None:
    """Gunicorn, with the fault that the first argument names."""
    from gunicorn.app.wsgiapp import run  # type: ignore[import-untyped]

    with FAULTS[sys.argv.pop(1)]():
        run()


if __name__ == "__main__":
    main()
