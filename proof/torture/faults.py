"""The catalogue with one fault left in, which a torture must see to lose something.

`python -m proof.torture.faults FAULT …` is gunicorn with that fault; `leave_in` leaves it in this process.
"""

import contextlib
import os
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from enum import Enum
from pathlib import Path
from typing import Any
from unittest import mock

from tinydb.middlewares import CachingMiddleware
from tinydb.storages import JSONStorage

from gersapp.cache import Cache
from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing import save
from gersapp.catalogue.history.fields import State
from gersapp.catalogue.history.merge import Listed, Merged
from gersapp.catalogue.search.found import Found
from gersapp.catalogue.search.selection import Selection
from gersapp.files import Stamp, fsync_folder
from gersapp.store.documents import documents
from gersapp.store.documents.documents import Documents
from gersapp.store.tinydb import TinyDBRepository, durable, lock
from gersapp.store.tinydb.durable import DurableStorage

Patch = AbstractContextManager[Any]


class Fault(Enum):
    """A fault; its value names it on the command line."""

    WRITES_IN_PLACE = "in place"
    WRITES_LATER = "later"
    HAS_NO_LOCK = "no lock"
    DOES_NOT_WAIT = "no wait"
    IGNORES_REVISIONS = "no revision"
    NO_FSYNC_OF_FILE = "no fsync of the file"
    NO_FSYNC_OF_FOLDER = "no fsync of the folder"
    IGNORES_ERRORS_OF_FOLDER = "unheard folder"
    IGNORES_EDITS_BY_HAND = "blind"
    MIXES_PAGES = "mixed page"
    FORGETS_UNKNOWN_KEYS = "forgetful"
    DIES_OF_USR1 = "dies of USR1"
    KEEPS_ALL = "keeps all"
    REFUSES_TO_TAKE_OVER = "does not take over"


def leave_in(fault: Fault) -> Patch:
    """Return a context with this fault."""
    return _PATCHES[fault]()


def combine(*patches: Patch) -> Patch:
    stack = contextlib.ExitStack()
    for patch in patches:
        stack.enter_context(patch)
    return stack


def _write_in_place() -> Patch:
    def write(self: DurableStorage, data: dict[str, dict[str, Any]]) -> None:
        """Write as TinyDB's own JSONStorage does."""
        with contextlib.closing(JSONStorage(str(self.path), encoding="utf-8")) as stock:
            stock.write(data)
        self.stamps = (self.stamp(),)

    return mock.patch.object(DurableStorage, "write", write)


def _write_later() -> Patch:
    caches: dict[Path, CachingMiddleware] = {}

    def write(self: DurableStorage, data: dict[str, dict[str, Any]]) -> None:
        """Write as TinyDB's own CachingMiddleware does: when 1 000 changes have come together."""
        if self.path not in caches:
            caches[self.path] = CachingMiddleware(JSONStorage)(str(self.path), encoding="utf-8")  # type: ignore[no-untyped-call]
        caches[self.path].write(data)  # type: ignore[no-untyped-call]

    return mock.patch.object(DurableStorage, "write", write)


def _remove_lock() -> Patch:
    return combine(
        mock.patch.object(lock, "refuse_if_held", return_value=None),
        mock.patch.object(lock, "wait_for", return_value=None),
        mock.patch.object(lock, "take", return_value=os.open(os.devnull, os.O_RDONLY)),
        mock.patch.object(lock, "is_held", return_value=True),
    )


def _refuse_at_once() -> Patch:
    """A worker takes the one that it replaces for a stranger, and does not wait for it."""
    return combine(
        mock.patch.object(lock, "_is_ours", return_value=False), mock.patch.object(lock, "_GRACE", -1.0)
    )


def _ignore_revisions() -> Patch:
    """A form is saved over what others saved since it was made."""

    def merge(base: State | None, wanted: State, saved: State, listed: Listed) -> Merged:
        return Merged({**saved, **wanted}, conflicts=(), taken=())

    return mock.patch.object(save, "merge", merge)


def _skip_fsync_of_files() -> Patch:
    real = os.fsync

    def fsync(descriptor: int) -> None:
        if Path(f"/proc/self/fd/{descriptor}").is_dir():
            real(descriptor)

    return mock.patch.object(os, "fsync", fsync)


def _skip_fsync_of_folder() -> Patch:
    return mock.patch.object(durable, "fsync_folder", return_value=None)


def _ignore_errors_of_folder() -> Patch:
    def fsync(descriptor: int) -> None:
        with contextlib.suppress(OSError):
            fsync_folder(descriptor)

    return mock.patch.object(durable, "fsync_folder", fsync)


def _ignore_edits_by_hand() -> Patch:
    def stamp(self: DurableStorage) -> Stamp:
        return self.stamps[-1]

    return mock.patch.object(DurableStorage, "stamp", stamp)


def _mix_pages() -> Patch:
    """The results of a page are of a moment later than its heading."""
    find, publish = Catalogue.find, TinyDBRepository._publish
    newest: dict[str, Catalogue] = {}

    def publish_and_keep(self: TinyDBRepository, documents: Documents) -> None:
        publish(self, documents)
        newest["catalogue"] = documents.catalogue

    def find_later(self: Catalogue, selection: Selection) -> Found:
        time.sleep(0.02)
        return find(newest["catalogue"], selection)

    return combine(
        mock.patch.object(TinyDBRepository, "_publish", publish_and_keep),
        mock.patch.object(Catalogue, "find", find_later),
    )


def _forget_unknown_keys() -> Patch:
    real = documents.operation_document
    return mock.patch.object(
        documents, "operation_document", lambda operation, old, found: real(operation, {}, {})
    )


def _die_of_usr1() -> Patch:
    from gunicorn.workers import base  # type: ignore[import-untyped]

    def die(self: object, signum: int, frame: object) -> None:
        os._exit(1)

    return mock.patch.object(base.Worker, "handle_usr1", die)


def _keep_all() -> Patch:
    """Caches have no bound."""
    real = Cache.get

    def get(self: Cache[Any, Any], key: Any, make: Callable[[], Any]) -> Any:
        self._max_bytes = sys.maxsize
        return real(self, key, make)

    return mock.patch.object(Cache, "get", get)


_PATCHES: dict[Fault, Callable[[], Patch]] = {
    Fault.WRITES_IN_PLACE: _write_in_place,
    Fault.WRITES_LATER: _write_later,
    Fault.HAS_NO_LOCK: _remove_lock,
    Fault.DOES_NOT_WAIT: _refuse_at_once,
    Fault.IGNORES_REVISIONS: _ignore_revisions,
    Fault.NO_FSYNC_OF_FILE: _skip_fsync_of_files,
    Fault.NO_FSYNC_OF_FOLDER: _skip_fsync_of_folder,
    Fault.IGNORES_ERRORS_OF_FOLDER: _ignore_errors_of_folder,
    Fault.IGNORES_EDITS_BY_HAND: _ignore_edits_by_hand,
    Fault.MIXES_PAGES: _mix_pages,
    Fault.FORGETS_UNKNOWN_KEYS: _forget_unknown_keys,
    Fault.DIES_OF_USR1: _die_of_usr1,
    Fault.KEEPS_ALL: _keep_all,
    Fault.REFUSES_TO_TAKE_OVER: lambda: mock.patch.object(lock, "is_taken_over", return_value=False),
}


def main() -> None:
    """Run gunicorn, with the fault that the first argument names."""
    from gunicorn.app.wsgiapp import run  # type: ignore[import-untyped]

    with leave_in(Fault(sys.argv.pop(1))):
        run()


if __name__ == "__main__":
    main()
