"""Making dated copies beside the file, and restoring one of them.

`db.json.backups/2026-11-23T140205Z.json` is the state that was written at that time (UTC). A commit copies
the file that it has replaced when that was the last of its hour. A copy has bytes of its own: a program that
has the file open cannot change them.
"""

import contextlib
import dataclasses
import fcntl
import itertools
import logging
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gersapp.catalogue.history.difference import Difference, difference
from gersapp.errors import BackupRefused, StoreLocked, reason
from gersapp.files import (
    Stamp,
    Unreadable,
    fsync_folder,
    give_second_name,
    make_folder,
    open_folder,
    read_stamp,
    read_whole,
    removed_if_refused,
    write_dated,
    write_whole,
)
from gersapp.store.tinydb import lock
from gersapp.store.tinydb.copies import Copy, find_dated, name_of
from gersapp.store.tinydb.durable import DurableStorage
from gersapp.store.tinydb.retention import choose_kept
from gersapp.store.tinydb.sound import Sound, Unsound

_log = logging.getLogger(__name__)

LATEST = "latest"

_HOUR = 3_600_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoration:
    """The effect of restoring `source`, done or planned.

    `same` is True when the file has this content already. `difference` is None when the file cannot be read:
    `unreadable` says why. `skipped` says of each newer copy why it cannot be read. `replaced` is the path
    that keeps the replaced file.
    """

    source: Copy
    content: bytes
    same: bool
    difference: Difference | None
    unreadable: str
    skipped: tuple[str, ...]
    replaced: Path | None = None


class Backups:
    """The copies of the file `path`. Methods that fail raise BackupRefused."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.folder = self.path.with_name(self.path.name + ".backups")
        storage = DurableStorage(self.path)
        self._warned = ""
        self._previous, self._temporary = storage.previous, storage.temporary

    def keep_last_of_hour(self, before: Stamp, now: Stamp) -> None:
        """Copy the file that a commit has just replaced, if it was the last of its hour.

        `before` and `now` are the stamps of the old and the new file. An error is only logged: it must not
        harm the commit.
        """
        if before is None or now is None or before[2] // _HOUR >= now[2] // _HOUR:
            return
        with self._warning("la version précédente n’y est pas copiée"):
            self._copy_previous(before)

    def copies(self, *, with_file: bool = False) -> list[Copy]:
        """Return the files that can be restored if they are sound, the newest first.

        Copies of a time to come are last: a clock was wrong, and nobody knows when they were made. `.prev` is
        older than the file, whatever its date. `with_file` adds the file itself.
        """
        now = datetime.now(UTC)

        def recency(copy: Copy) -> tuple[bool, datetime]:
            if copy.path == self._previous:
                return True, min(copy.written, now)
            return not copy.is_ahead(now), copy.written

        with self._refusing():
            found = find_dated(self.folder)
            with contextlib.suppress(FileNotFoundError):
                found.append(Copy.of(self._previous))
            if with_file:
                with contextlib.suppress(FileNotFoundError):
                    found.append(Copy.of(self.path))
        return sorted(found, key=recency, reverse=True)

    def read_latest(self) -> tuple[Copy, Sound] | None:
        """Return the newest sound copy, and what it holds; None without any."""
        with contextlib.suppress(BackupRefused):
            for copy in self.copies():
                with contextlib.suppress(Unsound):
                    if not copy.is_altered:
                        return copy, Sound.read(copy.path)
        return None

    def make(self) -> tuple[Path, bool]:
        """Copy the present file; return the path of its copy, and whether the copy is new."""
        with self._refusing(), contextlib.ExitStack() as held:
            # Read it before making the folder: a refusal must not leave one.
            Sound.read(self.path)
            held.enter_context(self.lock_folder())
            now = Sound.read(self.path)
            newest = next((copy.path for copy in self.copies() if copy.path != self._previous), self.folder)
            with contextlib.suppress(OSError):
                if newest.read_bytes() == now.content:
                    return newest, False
            return self._write(now.content, now.written, self.path), True

    def keep_lost(self, content: bytes, stamp: Stamp) -> bool:
        """Copy what the file held, when it had that stamp, and holds no more; return whether there is a copy.

        An error is only logged.
        """
        if stamp is None:
            return True
        with self._warning("la dernière bonne version n’y est pas copiée"):
            with contextlib.suppress(FileNotFoundError):
                if (self.folder / name_of(stamp[2])).read_bytes() == content:
                    return True
            self._write(content, stamp[2], self.path if self.path.is_file() else self._previous)
            return True
        return False

    @contextlib.contextmanager
    def lock_folder(self) -> Iterator[None]:
        """Keep other commands from making copies and from erasing in them; raises OSError."""
        make_folder(self.folder)
        with open_folder(self.folder) as descriptor:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield

    def plan(self, wanted: str) -> Restoration:
        """Return what `restore` would do for the same `wanted`; nothing on the disk changes."""
        before, unreadable = None, ""
        try:
            before = Sound.read(self.path)
        except Unsound as error:
            unreadable = str(error)
        return self._plan(str(self.path), wanted, self._wanted(wanted), before, unreadable)

    def plan_over(self, name: str, wanted: str, before: Sound | None, unreadable: str) -> Restoration:
        """Return what restoring `wanted` would do to a catalogue that is in a database, not in the file.

        `before` is what it has there: None when it is absent, or `unreadable` for that reason. The file has
        what was copied last, and is one of the copies.
        """
        copies = self.copies(with_file=True) if wanted == LATEST else self._wanted(wanted)
        return self._plan(name, wanted, copies, before, unreadable)

    def restore(self, wanted: str) -> Restoration:
        """Replace the file by the copy `wanted`, and keep the replaced file.

        `wanted` is a name among `copies`, a path, or LATEST: the newest sound copy that differs from the
        file. Raises StartRefused too, when a server holds the file.
        """
        try:
            with lock.held(self.path):
                plan = self.plan(wanted)
                return plan if plan.same else self._put_back(plan)
        except StoreLocked:
            # Refuse a wrong name before the sysadmin stops the server for it.
            self.plan(wanted)
            raise

    # -- inside

    def _plan(
        self, name: str, wanted: str, copies: list[Copy], before: Sound | None, unreadable: str
    ) -> Restoration:
        skipped: list[str] = []
        for place, copy in enumerate(copies):
            if copy.is_altered and wanted == LATEST:
                skipped.append(f"{copy.path} a été changé par un autre programme après son enregistrement.")
                continue
            try:
                after = Sound.read(copy.path)
            except Unsound as error:
                skipped.append(f"{copy.path} ne peut pas être lu : {error}.")
                continue
            same = before is not None and before.content == after.content
            if same and wanted == LATEST:
                continue
            differs = difference(before.catalogue, after.catalogue) if before else None
            ahead = [other for other in copies[place + 1 :] if other.is_ahead(datetime.now(UTC))]
            skipped += [f"{other.path} est daté du {other.in_paris()}, dans le futur." for other in ahead]
            return Restoration(
                source=copy,
                content=after.content,
                same=same,
                difference=differs,
                unreadable=unreadable,
                skipped=tuple(skipped),
            )
        if wanted == LATEST:
            skipped.append(f"{name} n’a pas de copie lisible qui en diffère.")
        raise BackupRefused(f"{' '.join(skipped)} Rien n’a été modifié.")

    def _copy_previous(self, stamp: tuple[int, int, int, int]) -> None:
        """Make a dated copy of `.prev`, which has this `stamp` if it is what was written.

        Raises OSError, Unreadable, and ValueError or OverflowError for a time that has no name.
        """
        name_of(stamp[2])
        content, (*_, written, size) = read_whole(self._previous)
        if (written, size) != stamp[2:]:
            raise Unreadable(f"un autre programme a changé {self._previous}")
        self._write(content, written, self._previous)

    def _write(self, content: bytes, written: int, like: Path) -> Path:
        """Write a copy of what was written at a time in ns, or now if that is to come; return its path.

        Raises OSError, and ValueError or OverflowError for a time that has no name.
        """
        written = min(written, time.time_ns())
        path = self.folder / name_of(written)
        make_folder(self.folder)
        with open_folder(self.folder) as folder:
            write_dated(path, self.folder / f"{os.getpid()}.tmp", content, like=like, written=written)
            fsync_folder(folder)
        self._thin(path.name)
        return path

    @contextlib.contextmanager
    def _warning(self, what: str) -> Iterator[None]:
        """Log why something was not done, unless the last one was not done for the same reason."""
        try:
            yield
        except OSError as error:
            why = reason(error)
        except Unreadable as error:
            why = str(error)
        except (ValueError, OverflowError):
            why = "sa date n’a pas de sens"
        else:
            self._warned = ""
            return
        if self._warned != why:
            _log.warning("%s : %s (%s)", self.folder, what, why)
        self._warned = why

    def _put_back(self, plan: Restoration) -> Restoration:
        replaced = self._free_name() if self.path.exists() else None
        existing = (path for path in (self.path, self._previous, plan.source.path) if path.exists())
        with self._refusing(), open_folder(self.path.parent) as folder:
            with removed_if_refused(self._temporary):
                written = write_whole(self._temporary, plan.content, next(existing))
                if replaced:
                    self._keep_replaced(replaced)
                try:
                    self._temporary.replace(self.path)
                except OSError:
                    # Unless the rename succeeded nevertheless: then the copy is the only one.
                    if replaced and read_stamp(self.path) != written:
                        replaced.unlink()
                    raise
            try:
                fsync_folder(folder)
            except OSError as error:
                raise BackupRefused(
                    f"{self.path} est remplacé par {plan.source.path}, mais le disque ne l’a pas confirmé "
                    f"({reason(error)}) : après une coupure de courant, ce peut être encore l’ancien."
                ) from error
        return dataclasses.replace(plan, replaced=replaced)

    def _keep_replaced(self, replaced: Path) -> None:
        if self.path.is_file():
            content, (_, _, written, _) = read_whole(self.path)
            temporary = self.path.with_name(self.path.name + ".replaced.tmp")
            write_dated(replaced, temporary, content, like=self.path, written=written)
        else:
            give_second_name(self.path, replaced)

    def _wanted(self, wanted: str) -> list[Copy]:
        if wanted == LATEST:
            return self.copies()
        with self._refusing():
            path = Path(wanted)
            if path.name == wanted:
                # A bare name comes from the list: it is no file of the current folder.
                listed = [folder / wanted for folder in (self.folder, self.path.parent)]
                path = next((path for path in listed if path.exists()), path)
            if path.resolve() == self.path:
                raise BackupRefused(f"{path} est le fichier à remplacer lui-même. Rien n’a été modifié.")
            return [Copy.of(path)]

    def _thin(self, made: str) -> None:
        """Remove the copies that need not be kept any longer; the one just `made` stays until the next."""
        names, now = {copy.path.name for copy in find_dated(self.folder)}, name_of(time.time_ns())
        # Those that a wrong clock has dated take the place of no other.
        ahead = {name for name in names if name > now}
        for name in names - choose_kept(ahead) - choose_kept(names - ahead) - {made}:
            # Another process may thin at the same time.
            (self.folder / name).unlink(missing_ok=True)

    def _free_name(self) -> Path:
        """Return a free path for the replaced file, whose name has the present time."""
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
