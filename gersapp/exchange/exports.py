"""Documents that visitors download: each is made once a state and a selection, and kept within bounds."""

import logging
import os
import pickle
import subprocess
import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager

from gersapp.cache import Cache
from gersapp.errors import ExportBusy, ExportFailed
from gersapp.exchange.apart import command_of, environment_apart
from gersapp.exchange.dossier import Dossier
from gersapp.exchange.writing import FORMATS, write

_log = logging.getLogger(__name__)

_MAX_KEPT_BYTES = 32 * 1024 * 1024
_KEY_BYTES = 1_300  # with the longest search
# A larger selection is written by a process of its own, which leaves the pages their time.
_MAX_OPERATIONS_IN_PLACE = 200
# Of the server's 64 threads, how many may be making documents or waiting for them. Those of a heavy format
# take ten seconds each: they have places of their own, so that nobody waits minutes for a table.
_MAX_WAITING, _MAX_WAITING_HEAVY = 24, 8
_MAX_SECONDS = 120


class Exports:
    """The documents of the newest downloads. Threads may share it."""

    def __init__(self) -> None:
        self._kept = Cache[Hashable, bytes](_MAX_KEPT_BYTES, lambda key, content: _KEY_BYTES + len(content))
        self._in_place, self._apart, self._heavy = threading.Lock(), threading.Lock(), threading.Lock()
        self._places = threading.BoundedSemaphore(_MAX_WAITING)
        self._heavy_places = threading.BoundedSemaphore(_MAX_WAITING_HEAVY)

    def get(
        self,
        slug: str,
        key: Hashable,
        make: Callable[[], Dossier],
        is_wanted: Callable[[], bool] = lambda: True,
    ) -> bytes:
        """Return the document in the format `slug` of what `make` returns.

        `key` names the state of the catalogue and all that the document depends on. `is_wanted` is asked when
        its turn comes. Raises ExportBusy when too many wait or nobody wants it any more, and ExportFailed.
        """
        kept = self._kept.find((slug, key))
        if kept is not None:
            return kept
        is_heavy = FORMATS[slug].is_heavy
        with _place(self._heavy_places if is_heavy else self._places):
            dossier = make()
            if is_heavy:
                lock, write_it = self._heavy, write_apart
            elif dossier.operations <= _MAX_OPERATIONS_IN_PLACE:
                lock, write_it = self._in_place, _write_in_place
            else:
                lock, write_it = self._apart, write_apart
            with lock:
                if not is_wanted():
                    raise ExportBusy
                # Whoever waited for it finds it made.
                return self._kept.get((slug, key), lambda: write_it(slug, dossier))


@contextmanager
def _place(places: threading.BoundedSemaphore) -> Iterator[None]:
    if not places.acquire(blocking=False):
        raise ExportBusy
    try:
        yield
    finally:
        places.release()


def _write_in_place(slug: str, dossier: Dossier) -> bytes:
    return b"".join(write(slug, dossier))


def write_apart(slug: str, dossier: Dossier) -> bytes:
    """Write `dossier` in a process of its own; raises ExportFailed, whose reason is in the log."""
    try:
        with _watched() as server:
            done = subprocess.run(  # noqa: S603  (our own)
                command_of("gersapp.exchange.writing.program", slug, str(server)),
                input=pickle.dumps(dossier),
                stdout=subprocess.PIPE,
                env=environment_apart(),
                timeout=_MAX_SECONDS,
                check=True,
                pass_fds=(server,),
            )
    except (OSError, subprocess.SubprocessError) as error:
        _log.error("Un document au format %s n’a pas été écrit : %s", slug, error)
        raise ExportFailed(str(error)) from error
    return done.stdout


@contextmanager
def _watched() -> Iterator[int]:
    """Yield what a process may read until this one lets go of it, or is killed; raises OSError."""
    watched, held = os.pipe()
    try:
        yield watched
    finally:
        os.close(watched)
        os.close(held)
