"""A small file for our eyes only: one JSON object, replaced as a whole, shared by several processes.

The server and the commands change these files; each change is read, made and written under a lock beside
the file, so none undoes another's.
"""

import contextlib
import fcntl
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from gersapp.errors import EditorsUnavailable, reason

_FOLDER_MODE, _FILE_MODE = 0o700, 0o600

Stamp = tuple[int, int, int] | None


class PrivateFile:
    """`path` has mode 0600, in a folder of mode 0700; both are made when something is first written.

    `is_whole` says whether a value of the object is such as we write them.
    """

    def __init__(self, path: Path, is_whole: Callable[[Any], bool]) -> None:
        self.path = path
        self._is_whole = is_whole

    def stamp(self) -> Stamp:
        """Another one for each content; None without a file. Raises EditorsUnavailable."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._unreadable(error) from error
        return (found.st_ino, found.st_mtime_ns, found.st_size)

    def read(self) -> dict[str, Any]:
        """What it holds; nothing when it is not there yet. Raises EditorsUnavailable."""
        try:
            content = json.loads(self.path.read_bytes())
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise self._unreadable(error) from error
        except (ValueError, RecursionError) as error:
            raise EditorsUnavailable(f"{self.path} est abîmé : ce n’est pas du JSON.") from error
        if not isinstance(content, dict):
            raise EditorsUnavailable(f"{self.path} est abîmé : un objet JSON est attendu.")
        for key, value in content.items():
            if not self._is_whole(value):
                raise EditorsUnavailable(f"{self.path} est abîmé : « {key} » est incomplet.")
        return content

    @contextlib.contextmanager
    def changing(self) -> Iterator[dict[str, Any]]:
        """What it holds, to be changed in place; it is on the disk when the `with` ends.

        Nothing is written when the `with` is left by an error. Raises EditorsUnavailable.
        """
        try:
            make_folder(self.path.parent)
            lock = os.open(self.path.with_name(f"{self.path.name}.lock"), _OPEN, _FILE_MODE)
        except OSError as error:
            raise self._unwritable(error) from error
        try:
            try:
                _give_to_owner(lock, self.path.parent)
                fcntl.flock(lock, fcntl.LOCK_EX)
            except OSError as error:
                raise self._unwritable(error) from error
            content = self.read()
            before = json.dumps(content)
            yield content
            if json.dumps(content) != before:
                self._replace(json.dumps(content, ensure_ascii=False, indent=1).encode())
        finally:
            os.close(lock)

    def _replace(self, content: bytes) -> None:
        try:
            replace_whole(self.path, content)
        except OSError as error:
            raise self._unwritable(error) from error

    def _unreadable(self, error: OSError) -> EditorsUnavailable:
        return EditorsUnavailable(f"{self.path} ne peut pas être lu : {reason(error)}.")

    def _unwritable(self, error: OSError) -> EditorsUnavailable:
        return EditorsUnavailable(f"{self.path} ne peut pas être écrit : {reason(error)}.")


_OPEN = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW


def replace_whole(path: Path, content: bytes) -> None:
    """Have `content` on the disk in the place of the private file `path`; raises OSError."""
    temporary = path.with_name(f"{path.name}.tmp")
    descriptor = os.open(temporary, _OPEN | os.O_TRUNC, _FILE_MODE)
    try:
        os.fchmod(descriptor, _FILE_MODE)
        _give_to_owner(descriptor, path.parent)
        with os.fdopen(descriptor, "wb", closefd=False) as file:
            file.write(content)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    temporary.replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def make_folder(folder: Path) -> None:
    """Make `folder`, or close an empty one to others; raises OSError, and EditorsUnavailable for an open one.

    An open folder with something in it may be anything, /tmp for instance: it is not ours to close.
    """
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True, mode=_FOLDER_MODE)
    if folder.stat().st_mode & 0o077:
        if any(folder.iterdir()):
            raise EditorsUnavailable(
                f"Le dossier {folder} est ouvert à d’autres comptes de la machine : fermez-le par "
                f"« chmod 700 {folder} », ou indiquez-en un autre par GERSAPP_INSTANCE."
            )
        folder.chmod(_FOLDER_MODE)


def _give_to_owner(descriptor: int, folder: Path) -> None:
    """A command run by root must leave files that the server's account can read."""
    if os.geteuid() == 0:
        owner = folder.stat()
        os.fchown(descriptor, owner.st_uid, owner.st_gid)
