"""Processes that save descriptions, to be killed: through the store, and on TinyDB's own storage."""

import contextlib
import itertools
import random
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from tinydb import TinyDB

from proof.tools.store import StoredCatalogue, describe_operation
from proof.torture.losses import SECONDS, Lost

# Saves the description of an operation: its id, the description.
Save = Callable[[str, str], object]
Open = Callable[[Path], Save]

# Children are forked from a process that has imported everything of ours: a start takes milliseconds.
FORKED = get_context("forkserver")
FORKED.set_forkserver_preload(["proof.torture.documents"])


def open_store(path: Path) -> Save:
    """Open a file as the service does."""
    stored = StoredCatalogue(path)
    return lambda id, description: stored.edit(describe_operation(id, description))


def open_stock(path: Path) -> Save:
    """Open a file with TinyDB's own JSONStorage; one thread at a time saves."""
    table = TinyDB(path, encoding="utf-8").table("operations")
    keys = {document["id"]: document.doc_id for document in table}
    saving = threading.Lock()

    def save(id: str, description: str) -> None:
        with saving:
            table.update({"description": description}, doc_ids=[keys[id]])

    return save


def write_without_end(open_file: Open, path: Path, last: dict[str, int], output: Connection) -> None:
    """Save texts that grow and shrink, by a thread for each id of `last`, numbered from there on.

    Each (id, number) is sent once it is saved.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    save = open_file(path)
    sending = threading.Lock()

    def write(id: str) -> None:
        lengths = random.SystemRandom()
        for number in itertools.count(last[id] + 1):
            save(id, f"{number} " + "é" * lengths.randrange(5, 4_900))
            with sending:
                output.send((id, number))

    threads = [threading.Thread(target=write, args=[id]) for id in last]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@dataclass(frozen=True)
class WaitingWriter:
    """A process that has opened the file, and saves a description once when it is told to."""

    pid: int
    connection: Connection

    def save(self) -> bool:
        """Tell it to save; return False when it died before it said that it had."""
        try:
            self.connection.send("save")
            return bool(self.connection.recv())
        except (EOFError, OSError):
            return False


@contextlib.contextmanager
def waiting_writer(open_file: Open, path: Path, id: str, description: str) -> Iterator[WaitingWriter]:
    """Yield a writer, which is killed afterwards."""
    ours, theirs = FORKED.Pipe()
    arguments = (open_file, path, id, description, theirs)
    process = FORKED.Process(target=_write_once, args=arguments, daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(SECONDS) or ours.recv() != "ready":
            raise Lost("l’écrivain ne démarre pas")
        yield WaitingWriter(process.pid or 0, ours)
    finally:
        process.kill()
        process.join()
        ours.close()


def _write_once(open_file: Open, path: Path, id: str, description: str, connection: Connection) -> None:
    """Open the file, say so, wait for a word, save, say so, wait for the end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    save = open_file(path)
    with contextlib.suppress(EOFError):
        connection.send("ready")
        connection.recv()
        save(id, description)
        connection.send("saved")
        connection.recv()
