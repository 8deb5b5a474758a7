"""Dated copies beside the file, and one of them put back in its place.

`db.json.backups/2026-11-23T140205Z.json` is the state that was written at that time (UTC). A commit keeps the
generation that it replaces when that was the last of its hour, as a hard link: nobody changes it any more.
"""

import contextlib
import dataclasses
import fcntl
import itertools
import logging
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.history.difference import Difference, difference
from gersapp.errors import BackupRefused, StoreLocked, reason
from gersapp.files import (
    Stamp,
    Unreadable,
    fsync_folder,
    keep,
    read_whole,
    removed_if_refused,
    write_whole,
)
from gersapp.store.tinydb import lock
from gersapp.store.tinydb.documents import Documents
from gersapp.store.tinydb.durable import DurableStorage, parse
from gersapp.store.tinydb.reader import Invalid

_log = logging.getLogger(__name__)

LATEST = "latest"

_HOUR = 3_600_000_000_000
_TIME = "%Y-%m-%dT%H%M%SZ.json"
_NAME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{6}Z\.json", re.ASCII)
# The beginnings of a name that are its hour, its day and its month, and of how many the last copy is kept.
_KEPT = ((len("2026-11-23T14"), 24), (len("2026-11-23"), 31), (len("2026-11"), 12))


def kept(names: Iterable[str]) -> set[str]:
    """Those to keep: the last of each of the latest 24 hours that have any, 31 days and 12 months.

    Counted, and not measured from now: a catalogue that nobody touches for a year keeps its copies, and a
    clock that goes wrong removes none.
    """
    newest_first = sorted(names, reverse=True)
    chosen: set[str] = set()
    for length, count in _KEPT:
        last: dict[str, str] = {}
        for name in newest_first:
            last.setdefault(name[:length], name)
        chosen.update(list(last.values())[:count])
    return chosen


class Unsound(Exception):
    """The server would not start on this file; the message says why, in French."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A file that the server would start on. `written`: when, in ns."""

    content: bytes
    written: int
    catalogue: Catalogue

    @classmethod
    def read(cls, path: Path) -> "Sound":
        """Read it as the store does; raises Unsound."""
        try:
            content, (_, _, written, _) = read_whole(path)
            return cls(content, written, Documents.of(parse(content)).catalogue)
        except FileNotFoundError as error:
            raise Unsound("il n’existe pas") from error
        except OSError as error:
            raise Unsound(reason(error)) from error
        except (Unreadable, Invalid) as error:
            raise Unsound(str(error)) from error


@dataclass(frozen=True, slots=True)
class Copy:
    """A file that can be put back, if it is sound, and when what it holds was written."""

    path: Path
    written: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoration:
    """What putting `source` back changes, or would.

    `same`: nothing, since the file has this content. `difference` is None when what is in place cannot be
    read: `unreadable` says why. `skipped` are newer copies that cannot be read, and why. `replaced` is where
    what was in place is kept.
    """

    source: Copy
    content: bytes
    same: bool
    difference: Difference | None
    unreadable: str
    skipped: tuple[str, ...]
    replaced: Path | None = None


class Backups:
    """The copies of the file `path`. What cannot be done raises BackupRefused."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.folder = self.path.with_name(self.path.name + ".backups")
        storage = DurableStorage(self.path)
        self._previous, self._temporary = storage.previous, storage.temporary

    def keep_last_of_hour(self, before: Stamp, now: Stamp) -> None:
        """Copy the generation that a commit has just replaced, if it was the last of its hour.

        `before` and `now` are the stamps of the two. The commit is never the worse for it: what goes wrong
        here is only logged. It comes after the commit, since a link to a file that is still in its place
        would be changed with it, by hand.
        """
        if before is None or now is None or before[2] // _HOUR >= now[2] // _HOUR:
            return
        try:
            name = _name(before[2])
            self._make_folder()
            keep(self._previous, self.folder / name, self.folder / "link.tmp")
            fsync_folder(self.folder)
            self._thin(name)
        except (OSError, ValueError, OverflowError) as error:
            why = reason(error) if isinstance(error, OSError) else "sa date n’a pas de sens"
            _log.warning("%s : la version précédente n’y est pas copiée (%s)", self.folder, why)

    def copies(self) -> list[Copy]:
        """All that can be put back, if it can be read; the newest first."""
        with self._refusing():
            found = [Copy(self.folder / name, written) for name, written in self._dated().items()]
            with contextlib.suppress(FileNotFoundError):
                found.append(_copy(self._previous))
        return sorted(found, key=lambda copy: copy.written, reverse=True)

    def files(self) -> list[Path]:
        """All that is in the folder, whatever its name, less what is being written."""
        with self._refusing(), contextlib.suppress(FileNotFoundError):
            found = [path for path in self.folder.iterdir() if path.is_file() and path.suffix != ".tmp"]
            return sorted(found, reverse=True)
        return []

    def make(self) -> tuple[Path, bool]:
        """Copy the file as it is now; gives the path of the copy, and whether it had to be made."""
        with self._refusing(), contextlib.ExitStack() as held:
            # Once before the folder is made, which a refusal must not leave.
            Sound.read(self.path)
            held.enter_context(self.alone())
            now = Sound.read(self.path)
            newest = max(self._dated(), default="")
            with contextlib.suppress(OSError):
                if (self.folder / newest).read_bytes() == now.content:
                    return self.folder / newest, False
            name = _name(now.written)
            temporary = self.folder / f"{os.getpid()}.tmp"
            with removed_if_refused(temporary):
                write_whole(temporary, now.content, self.path.stat())
                os.utime(temporary, ns=(now.written, now.written))
                temporary.replace(self.folder / name)
            fsync_folder(self.folder)
            self._thin(name)
        return self.folder / name, True

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other commands from making a copy, or from erasing what is in them; raises OSError."""
        self._make_folder()
        descriptor = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def plan(self, wanted: str) -> Restoration:
        """What `restore` would do, which takes the same words; the disk stays as it is."""
        before: Sound | None = None
        unreadable = ""
        try:
            before = Sound.read(self.path)
        except Unsound as error:
            unreadable = str(error)
        skipped: list[str] = []
        for copy in self._wanted(wanted):
            try:
                after = Sound.read(copy.path)
            except Unsound as error:
                skipped.append(f"{copy.path} ne peut pas être lu : {error}.")
                continue
            same = before is not None and before.content == after.content
            if same and wanted == LATEST:
                continue
            differs = difference(before.catalogue, after.catalogue) if before else None
            return Restoration(
                source=copy,
                content=after.content,
                same=same,
                difference=differs,
                unreadable=unreadable,
                skipped=tuple(skipped),
            )
        if wanted == LATEST:
            skipped.append(f"{self.path} n’a pas de copie lisible qui en diffère.")
        raise BackupRefused(f"{' '.join(skipped)} Rien n’a été modifié.")

    def restore(self, wanted: str) -> Restoration:
        """Put the copy `wanted` in the place of the file, and keep the file that it replaces.

        `wanted` is a name among `copies`, a path, or LATEST: the newest that can be read and differs from the
        file. Raises StartRefused too, when a server has the file.
        """
        try:
            with lock.held(self.path):
                plan = self.plan(wanted)
                return plan if plan.same else self._put_back(plan)
        except StoreLocked:
            # A wrong name is better refused before the server is stopped for it.
            self.plan(wanted)
            raise

    # -- inside

    def _put_back(self, plan: Restoration) -> Restoration:
        replaced = self._free_name() if self.path.exists() else None
        existing = (path for path in (self.path, self._previous, plan.source.path) if path.exists())
        with self._refusing(), removed_if_refused(self._temporary):
            write_whole(self._temporary, plan.content, next(existing).stat())
            if replaced:
                keep(self.path, replaced, self.path.with_name(self.path.name + ".replaced.tmp"))
            try:
                self._temporary.replace(self.path)
            except OSError:
                with contextlib.suppress(OSError):
                    # Unless the rename was done all the same: then it is the only one.
                    if replaced and replaced.samefile(self.path):
                        replaced.unlink()
                raise
        try:
            fsync_folder(self.path.parent)
        except OSError as error:
            raise BackupRefused(
                f"{self.path} est remplacé par {plan.source.path}, mais le disque ne l’a pas confirmé "
                f"({reason(error)}) : après une coupure de courant, ce peut être encore l’ancien."
            ) from error
        return dataclasses.replace(plan, replaced=replaced)

    def _wanted(self, wanted: str) -> list[Copy]:
        if wanted == LATEST:
            return self.copies()
        with self._refusing():
            path = Path(wanted)
            if path.name == wanted:
                # As the list gives it: not the name of a file in the current folder.
                listed = [folder / wanted for folder in (self.folder, self.path.parent)]
                path = next((path for path in listed if path.exists()), path)
            if path.resolve() == self.path:
                raise BackupRefused(f"{path} est le fichier à remplacer lui-même. Rien n’a été modifié.")
            return [_copy(path)]

    def _dated(self) -> dict[str, datetime]:
        """The names of dated copies in the folder, and the times that they say."""
        found: dict[str, datetime] = {}
        with contextlib.suppress(FileNotFoundError):
            for entry in self.folder.iterdir():
                if _NAME.fullmatch(entry.name):
                    with contextlib.suppress(ValueError):  # the 31st of February
                        found[entry.name] = datetime.strptime(entry.name, _TIME).replace(tzinfo=UTC)
        return found

    def _thin(self, made: str) -> None:
        """Remove the copies that are no longer to be kept; the one just `made` stays until the next."""
        names = set(self._dated())
        for name in names - kept(names) - {made}:
            # Another process may thin at the same time.
            (self.folder / name).unlink(missing_ok=True)

    def _make_folder(self) -> None:
        with contextlib.suppress(FileExistsError):
            self.folder.mkdir()
            owner = self.path.parent.stat()
            # A command run by root must leave a folder that the server's account can write in.
            with contextlib.suppress(PermissionError):
                os.chown(self.folder, owner.st_uid, owner.st_gid)

    def _free_name(self) -> Path:
        """A name that says when the file was replaced."""
        stem = f"{self.path.name}.replaced-{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}"
        suffixes = itertools.chain([""], (f"-{number}" for number in itertools.count(2)))
        paths = (self.path.with_name(f"{stem}{suffix}.json") for suffix in suffixes)
        return next(path for path in paths if not path.exists())

    @contextlib.contextmanager
    def _refusing(self) -> Iterator[None]:
        try:
            yield
        except Unsound as error:
            raise BackupRefused(
                f"{self.path} ne peut pas être lu : {error}. Rien n’a été modifié."
            ) from error
        except OSError as error:
            why = "il n’existe pas" if isinstance(error, FileNotFoundError) else reason(error)
            raise BackupRefused(f"{error.filename or self.path} : {why}. Rien n’a été modifié.") from error


def _name(written: int) -> str:
    return datetime.fromtimestamp(written // 1_000_000_000, UTC).strftime(_TIME)


def _copy(path: Path) -> Copy:
    return Copy(path, datetime.fromtimestamp(path.stat().st_mtime, UTC))
