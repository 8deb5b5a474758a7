"""Erasing an operation for good: from the file, its history, its trash, its copies and the file before it."""

import glob
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gersapp.errors import ErasureRefused, reason
from gersapp.files import Unreadable, fsync_folder, read_whole, write_whole
from gersapp.store.repository import Erased, new_action_name
from gersapp.store.tinydb.backups import Backups
from gersapp.store.tinydb.documents import Documents
from gersapp.store.tinydb.durable import DurableStorage, parse
from gersapp.store.tinydb.reader import Invalid


@dataclass(frozen=True, slots=True)
class ErasureTarget:
    """An operation to erase: its title, or its id when no file has a title, and the files that mention it."""

    title: str
    files: tuple[tuple[Path, Documents], ...]


def find(path: Path, id: str) -> ErasureTarget:
    """Find the operation `id` in the file `path` and in the files beside it; nothing on the disk changes.

    Raises ErasureRefused when no file mentions it, and when a file cannot be read and might.
    """
    found: list[tuple[Path, Documents]] = []
    unreadable: list[str] = []
    for file in _files(path):
        try:
            documents = Documents.of(parse(read_whole(file)[0]))
        except OSError as error:
            unreadable.append(f"{file} ({reason(error)})")
        except (Unreadable, Invalid) as error:
            unreadable.append(f"{file} ({error})")
        else:
            if id and (id in documents.keys or documents.history.has(id)):
                found.append((file, documents))
    if unreadable:
        raise ErasureRefused(
            f"Rien n’est effacé : on ne peut pas savoir ce que contient {' ; ni '.join(unreadable)}. "
            "Réparez-le ou effacez-le, puis recommencez."
        )
    if not found:
        raise ErasureRefused(
            f"Aucune opération « {id} », ni dans {path}, ni dans ses copies. L’identifiant est la fin de "
            "l’adresse de l’opération : « tips-du-jour » pour /operations/tips-du-jour."
        )
    operations = filter(None, (documents.catalogue.get_even_trashed(id) for _, documents in found))
    return ErasureTarget(next((operation.title for operation in operations), id), tuple(found))


def erase(path: Path, id: str, *, time: int) -> Erased:
    """Remove the leftovers of interrupted commits, and take the operation out of each file that mentions it.

    Each file keeps its time. `time` is now, in seconds since 1970. The file `path` comes last, so that an
    interrupted erasure can be run again. Raises ErasureRefused as `find` does, and when only some of the
    files are done.
    """
    try:
        with Backups(path).lock_folder():
            found = find(path, id)
            for leftover in _leftovers(path):
                leftover.unlink(missing_ok=True)
            for file, documents in reversed(found.files):
                _replace(file, documents.without(id, name=new_action_name(), time=time))
            for folder in {file.parent for file, _ in found.files} | {path.resolve().parent}:
                fsync_folder(folder)
    except OSError as error:
        raise ErasureRefused(
            f"L’effacement n’est pas terminé ({error.filename or path} : {reason(error)}). Recommencez."
        ) from error
    return Erased(found.title, tuple([str(file) for file, _ in found.files]))


def _replace(file: Path, documents: Documents) -> None:
    """Give `file` the content of `documents`; its rights and time stay."""
    status = file.stat()
    temporary = file.with_name(file.name + ".tmp")
    write_whole(temporary, documents.content(), file)
    os.utime(temporary, ns=(status.st_atime_ns, status.st_mtime_ns))
    temporary.replace(file)


def _files(path: Path) -> list[Path]:
    """The file, the one before it, those that restorations replaced, and the copies, whatever their names."""
    path = path.resolve()
    previous = DurableStorage(path).previous
    kept = sorted(path.parent.glob(f"{glob.escape(path.name)}.replaced-*.json"))
    return [file for file in (path, previous, *kept, *Backups(path).files()) if file.exists()]


def _leftovers(path: Path) -> Iterator[Path]:
    path = path.resolve()
    yield from path.parent.glob(f"{glob.escape(path.name)}.*tmp")
    yield from Backups(path).folder.glob("*.tmp")
