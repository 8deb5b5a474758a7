"""An operation erased for good: from the file, its history, the trash, the copies and the last generation."""

import glob
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson

from gersapp.errors import ErasureRefused, reason
from gersapp.files import Unreadable, fsync_folder, read_whole, write_whole
from gersapp.store.tinydb.backups import Backups
from gersapp.store.tinydb.documents import Documents, Invalid
from gersapp.store.tinydb.durable import DurableStorage, parse


@dataclass(frozen=True, slots=True)
class Found:
    """An operation to erase: the title that it has, or had, and the files that have something of it."""

    id: str
    title: str
    files: tuple[tuple[Path, Documents], ...]


def find(path: Path, id: str) -> Found:
    """All that there is of an operation in the file `path` and beside it; the disk stays as it is.

    Raises ErasureRefused when there is nothing, and when a file cannot be read: nobody can tell then what
    is in it.
    """
    found = _found(path, id)
    if not found.files:
        raise ErasureRefused(
            f"Aucune opération « {id} », ni dans {path}, ni dans ses copies. L’identifiant est la fin de "
            "l’adresse de l’opération : « tips-du-jour » pour /operations/tips-du-jour."
        )
    return found


def _found(path: Path, id: str) -> Found:
    found: list[tuple[Path, Documents]] = []
    unreadable: list[str] = []
    title = ""
    for file in _files(path):
        try:
            documents = Documents.of(parse(read_whole(file)[0]))
        except OSError as error:
            unreadable.append(f"{file} ({reason(error)})")
        except (Unreadable, Invalid) as error:
            unreadable.append(f"{file} ({error})")
        else:
            if id and (id in documents.keys or id in documents.history.known):
                found.append((file, documents))
                title = title or _title(documents, id)
    if unreadable:
        raise ErasureRefused(
            f"Rien n’est effacé : on ne peut pas savoir ce que contient {' ; ni '.join(unreadable)}. "
            "Réparez-le ou effacez-le, puis recommencez."
        )
    return Found(id, title or id, tuple(found))


def erase(path: Path, found: Found) -> None:
    """Remove what an interrupted commit left, and replace each of the files by the same without the
    operation, its time kept. The file itself is the last: as long as it is there, `find` finds something.

    Raises ErasureRefused, with some of them done: to be called again, after `find`.
    """
    try:
        with Backups(path).alone():
            for leftover in _leftovers(path):
                leftover.unlink(missing_ok=True)
            # Looked for again: a copy may have been made since.
            files = _found(path, found.id).files
            for file, documents in reversed(files):
                status = file.stat()
                tables = documents.without(found.id, int(time.time())).tables
                temporary = file.with_name(file.name + ".tmp")
                write_whole(temporary, orjson.dumps(tables, option=orjson.OPT_INDENT_2) + b"\n", status)
                os.utime(temporary, ns=(status.st_atime_ns, status.st_mtime_ns))
                temporary.replace(file)
            for folder in {file.parent for file, _ in files} | {path.resolve().parent}:
                fsync_folder(folder)
    except OSError as error:
        raise ErasureRefused(
            f"L’effacement n’est pas terminé ({error.filename or path} : {reason(error)}). Recommencez."
        ) from error


def _files(path: Path) -> list[Path]:
    """The file, the generation before, what a restoration kept, and the copies, those with names of
    somebody's own too."""
    path = path.resolve()
    previous = DurableStorage(path).previous
    kept = sorted(path.parent.glob(f"{glob.escape(path.name)}.replaced-*.json"))
    return [file for file in (path, previous, *kept, *Backups(path).files()) if file.exists()]


def _leftovers(path: Path) -> Iterator[Path]:
    path = path.resolve()
    yield from path.parent.glob(f"{glob.escape(path.name)}.*tmp")
    yield from Backups(path).folder.glob("*.tmp")


def _title(documents: Documents, id: str) -> str:
    here = documents.catalogue
    operation = here.operations.get(id) or (here.trash[id].operation if id in here.trash else None)
    return operation.title if operation else ""
