"""Erasing an operation for good: from the file, its history, its trash, and all copies beside the file."""

import contextlib
import os
from collections import Counter
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from gersapp.catalogue.history.fields import State
from gersapp.errors import ErasureRefused, UnknownOperation, reason
from gersapp.files import fsync_folder, open_folder, write_dated
from gersapp.store.documents.documents import Documents
from gersapp.store.documents.reader import Invalid
from gersapp.store.repository import Erased, new_action_name
from gersapp.store.tinydb.backups import Backups
from gersapp.store.tinydb.durable import DurableStorage
from gersapp.store.tinydb.sound import Sound, Unsound
from gersapp.store.tinydb.traces import (
    Traces,
    is_text,
    known_text,
    mentions,
    split_words,
    states_of,
    words_in,
)


@dataclass(frozen=True, slots=True)
class ErasureTarget:
    """An operation to erase: its title, or its id when no file has a title, and the files that mention it.

    `states` are all that are known of it, with its `words`. `linked` says, in French, which of the files have
    names elsewhere.
    """

    title: str
    files: tuple[tuple[Path, Documents], ...]
    states: tuple[State, ...]
    linked: tuple[str, ...]

    @property
    def words(self) -> set[str]:
        return words_in(self.states)


def find(path: Path, id: str, *, name: str = "") -> ErasureTarget:
    """Find the operation `id` in the file `path` and in its copies; nothing on the disk changes.

    `name` is what refusals call the catalogue, by default its path.
    Raises UnknownOperation when no file mentions it, ErasureRefused when one cannot be read and might.
    """
    folder = _Folder(path.resolve())
    found: dict[Path, Documents] = {}
    unreadable: list[str] = []
    try:
        for file in folder.copies():
            try:
                documents = Sound.read(file).documents
            except Unsound as error:
                if folder.is_known(file):
                    unreadable.append(f"{file} ({error})")
            else:
                if id and mentions(documents, id):
                    found[file.resolve()] = documents
        linked = folder.linked(found)
    except OSError as error:
        raise ErasureRefused(f"Rien n’est effacé ({error.filename or path} : {reason(error)}).") from error
    if unreadable:
        raise ErasureRefused(
            f"Rien n’est effacé : on ne peut pas savoir ce que contient {' ; ni '.join(unreadable)}. "
            "Réparez-le ou effacez-le, puis recommencez."
        )
    if not found:
        raise UnknownOperation(
            f"Aucune opération « {id} », ni dans {name or path}, ni dans ses copies. L’identifiant est la "
            "fin de l’adresse de l’opération : « tips-du-jour » pour /operations/tips-du-jour. "
            f"{' '.join(search(path, id))}".rstrip()
        )
    operations = filter(None, (documents.catalogue.get_even_trashed(id) for documents in found.values()))
    return ErasureTarget(
        title=next((operation.title for operation in operations), id),
        files=tuple(found.items()),
        states=tuple([state for documents in found.values() for state in states_of(documents, id)]),
        linked=linked,
    )


def erase(path: Path, id: str, *, time: int) -> Erased:
    """Remove the leftovers of interrupted commits, take the operation out of each file that mentions it, and
    look for it again.

    Each file keeps its time. `time` is now, in seconds since 1970. The file `path` comes last, so that an
    interrupted erasure can be run again. Raises ErasureRefused as `find` does, and when only some of the
    files are done.
    """
    folder = _Folder(path.resolve())
    try:
        with Backups(path).lock_folder():
            found = find(path, id)
            # All of them are made before anything on the disk changes.
            erased = [
                (file, documents.without(id, name=new_action_name(), time=time))
                for file, documents in reversed(found.files)
            ]
            for leftover in folder.leftovers():
                leftover.unlink(missing_ok=True)
            for file, documents in erased:
                _replace(file, documents)
            for changed in {file.parent for file, _ in found.files} | {folder.path.parent}:
                with open_folder(changed) as descriptor:
                    fsync_folder(descriptor)
            remaining = folder.remaining(id, found.words)
    except Invalid as error:
        raise ErasureRefused(
            f"Rien n’est effacé : le résultat ne pourrait pas être relu ({error})."
        ) from error
    except OSError as error:
        raise ErasureRefused(
            f"L’effacement n’est pas terminé ({error.filename or path} : {reason(error)}). Recommencez."
        ) from error
    return Erased(found.title, tuple([str(file) for file, _ in found.files]), (*found.linked, *remaining))


def search(path: Path, id: str) -> tuple[str, ...]:
    """Return, in French, what still names an operation beside `path`, or may; raises ErasureRefused."""
    try:
        return tuple(_Folder(path.resolve()).remaining(id, frozenset()))
    except OSError as error:
        raise ErasureRefused(f"{error.filename or path} : {reason(error)}.") from error


def unseen(path: Path) -> list[Path]:
    """Return what `search` does not look into: other folders, and files that are no copies and no text."""
    folder = _Folder(path.resolve())
    around_link = [path.parent] if path.is_symlink() else []
    folders = [
        entry for entry in folder.path.parent.iterdir() if entry.is_dir() and not folder.is_copy(entry)
    ]
    files = [file for file in folder.files() if not folder.is_copy(file) and not is_text(file)]
    return sorted([*around_link, *folders, *files])


def _replace(file: Path, documents: Documents) -> None:
    """Give `file` the content of `documents`; its rights and time stay."""
    temporary = file.with_name(file.name + ".tmp")
    write_dated(file, temporary, documents.content(), like=file, written=file.stat().st_mtime_ns)


class _Folder:
    """The files beside the one at `path` (resolved), and those in folders whose names have its name.

    A copy has the name of the file in its own: `db.json.prev`, `.db.json.swp`, `db.json.backups/2026.json`.
    Methods raise OSError.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._backups = Backups(path).folder
        self._previous = DurableStorage(path).previous
        self._lock = path.with_name(f"{path.name}.lock")

    def copies(self) -> list[Path]:
        """Return the copies, the file first and the newest next, without what an interrupted commit left."""
        files = sorted(
            set(filter(self.is_copy, self.files())) - {*self.leftovers(), self._lock}, reverse=True
        )
        return sorted(files, key=lambda file: (file != self.path, file != self._previous))

    def is_known(self, file: Path) -> bool:
        """Whether a copy was made by the application, or put among those."""
        is_made = file.parent == self._backups or file.name.startswith(f"{self.path.name}.replaced-")
        return (file in (self.path, self._previous) or is_made) and not file.is_dir()

    def leftovers(self) -> list[Path]:
        return [
            file
            for file in self.files()
            if file.name.endswith("tmp")
            and (file.parent == self._backups or file.name.startswith(f"{self.path.name}."))
        ]

    def linked(self, found: dict[Path, Documents]) -> tuple[str, ...]:
        """Return, in French, which files have another name, elsewhere on the disk."""
        names = Counter(map(_identity, self.files()))
        return tuple(
            f"{file} a aussi un autre nom, ailleurs sur ce disque, qui la contient encore (le trouver : "
            f"find / -inum {file.stat().st_ino})."
            for file in found
            if file.stat().st_nlink > max(1, names[_identity(file)])
        )

    def remaining(self, id: str, words: AbstractSet[str]) -> list[str]:
        """Return, in French, what still mentions an operation that had these words, or may mention it."""
        traces = Traces(id, words - self._known_words() if words else words)
        said = [
            traces.in_copy(file) if self.is_copy(file) else traces.in_other(file) for file in self.files()
        ]
        return list(filter(None, said))

    def _known_words(self) -> set[str]:
        """Return the words of the catalogue, or of its newest copy that can be read when it is missing."""
        for file in self.copies():
            with contextlib.suppress(Unsound):
                return split_words(known_text(Sound.read(file).documents))
        return set()

    def is_copy(self, file: Path) -> bool:
        """Whether a file has the name of the catalogue's in its own, or in that of its folder."""
        return self.path.name in file.relative_to(self.path.parent).parts[0]

    def files(self) -> Iterator[Path]:
        """All files, but for other catalogues, which have locks of their own, and what is beside them."""
        folder = self.path.parent
        locked = {lock.name.removesuffix(".lock") for lock in folder.glob("*.lock")}
        others = {name for name in locked if (folder / name).is_file()} - {self.path.name}
        for entry in sorted(folder.iterdir()):
            # What `db.json` begins is its own, though there is a `db`, and what `db.json2` begins is not.
            begins = max(filter(entry.name.startswith, {self.path.name, *others}), key=len, default="")
            if begins in others:
                continue
            if not entry.is_dir():
                yield entry
            elif self.is_copy(entry):
                for inside, folders, names in os.walk(entry, onerror=_raise):
                    # A link to a folder is not followed: it is told as one that cannot be looked into.
                    links = [name for name in folders if (Path(inside) / name).is_symlink()]
                    yield from (Path(inside) / name for name in [*links, *names])


def _identity(file: Path) -> tuple[int, int]:
    status = file.lstat()
    return status.st_dev, status.st_ino


def _raise(error: OSError) -> None:
    raise error
