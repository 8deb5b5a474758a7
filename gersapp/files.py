"""Writing files whole or not at all, and locking them: for the store and for the editors.

For POSIX file systems of this machine only. A write that fails raises OSError and leaves the old file.
"""

import contextlib
import errno
import fcntl
import os
import stat
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from gersapp.errors import EditorsUnavailable
from gersapp.rights import Rights

PRIVATE_MODE = 0o600
_PRIVATE_FOLDER_MODE = 0o700

# Identifies a file and its content: device, inode, time of the last change in ns, bytes. None for no file.
Stamp = tuple[int, int, int, int] | None

# The errors by which a file system says that it has no such call.
_UNSUPPORTED = {errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP}

# The name of an extended attribute of a file.
_MARK = "user.gersapp.written"


class Unreadable(Exception):
    """The application did not write these bytes; the message says why, in French."""


def read_stamp(path: Path) -> Stamp:
    """Return the stamp of the file on the disk now; raises OSError when it cannot be known."""
    try:
        return _stamp(os.stat(path))
    except FileNotFoundError:
        return None


def _stamp(status: os.stat_result) -> tuple[int, int, int, int]:
    return (status.st_dev, status.st_ino, status.st_mtime_ns, status.st_size)


def read_whole(path: Path) -> tuple[bytes, tuple[int, int, int, int]]:
    """Return the bytes of the file and their stamp; raises Unreadable or OSError."""
    # O_NONBLOCK: should a pipe have replaced the file, do not wait for its writer.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        # `open` refuses a folder, and leaves its descriptor open.
        with open(descriptor, "rb", closefd=False) as file:
            # The stamp comes before the bytes: an edit in between then shows as a newer stamp.
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise Unreadable("ce n’est pas un fichier ordinaire")
            return file.read(), _stamp(status)
    finally:
        os.close(descriptor)


def write_whole(temporary: Path, content: bytes, like: Path) -> Stamp:
    """Put `content` on the disk in the file `temporary`, with the rights on the file `like`, if there is one.

    Return the file's stamp. When that fails, remove the file and raise OSError.
    """
    try:
        rights = Rights.of(like)
    except FileNotFoundError:
        return _write(temporary, content, 0o644, lambda descriptor: None)
    return _write(temporary, content, PRIVATE_MODE, rights.give)


def write_dated(path: Path, temporary: Path, content: bytes, *, like: Path, written: int) -> None:
    """Make or replace the file `path`, with the rights on the file `like`, and the time `written` in ns.

    When that fails, remove the file `temporary` and raise OSError.
    """
    with removed_if_refused(temporary):
        write_whole(temporary, content, like)
        os.utime(temporary, ns=(written, written))
        temporary.replace(path)


def replace_private(path: Path, content: bytes) -> None:
    """Replace the file `path` by one that holds `content` and that other accounts cannot read."""
    temporary = path.with_name(f"{path.name}.tmp")
    with open_folder(path.parent) as folder:
        with removed_if_refused(temporary):
            _write(temporary, content, PRIVATE_MODE, partial(_close_to_others, path.parent))
            temporary.replace(path)
        fsync_folder(folder)


def _write(temporary: Path, content: bytes, mode: int, set_rights: Callable[[int], None]) -> Stamp:
    """Create the file `temporary` with `mode`, call `set_rights` on its descriptor, and write `content`."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW
    with removed_if_refused(temporary):
        descriptor = os.open(temporary, flags, mode)
        try:
            set_rights(descriptor)
            view = memoryview(content)
            while view:
                view = view[os.write(descriptor, view) :]
            os.fsync(descriptor)
            return _stamp(os.fstat(descriptor))
        finally:
            os.close(descriptor)


def _close_to_others(folder: Path, descriptor: int) -> None:
    os.fchmod(descriptor, PRIVATE_MODE)
    give_to_owner(folder, descriptor)


def give_to_owner(folder: Path, descriptor: int) -> None:
    """Give what root makes in `folder` to the owner of that one, the server's account; raises OSError."""
    if os.geteuid() == 0:
        owner = folder.stat()
        os.fchown(descriptor, owner.st_uid, owner.st_gid)


def give_second_name(path: Path, name: Path) -> None:
    """Give the file `path` the second name `name`, which may exist; a copy where links are refused."""
    with contextlib.suppress(FileNotFoundError):
        name.unlink()
    try:
        os.link(path, name)
    except OSError as refusal:
        # File systems without links refuse in words of their own, and so does Linux for a file of another
        # account (protected_hardlinks).
        try:
            content, (_, _, written, _) = read_whole(path)
        except Unreadable:
            raise refusal from None
        write_whole(name, content, path)
        os.utime(name, ns=(written, written))


def mark_as_written(path: Path, stamp: tuple[int, int, int, int]) -> None:
    """Record in an attribute of the file `path` the `stamp` that it had when its content was written.

    A program that has the file open may still write into it: see `is_altered`. On a file system without
    attributes, nothing is recorded.
    """
    with contextlib.suppress(OSError):
        os.setxattr(path, _MARK, _mark(stamp))


def is_altered(path: Path) -> bool:
    """Whether the file was written into after `mark_as_written`; False when that cannot be known."""
    try:
        return os.getxattr(path, _MARK) != _mark(_stamp(os.stat(path)))
    except OSError:
        return False


def _mark(stamp: tuple[int, int, int, int]) -> bytes:
    _, _, time, size = stamp
    return b"%d %d" % (time, size)


@contextlib.contextmanager
def removed_if_refused(temporary: Path) -> Iterator[None]:
    """Remove the file `temporary` when an error ends the `with`."""
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def make_folder(folder: Path) -> None:
    """Make `folder`, unless it exists, for whoever may write in the one around it; raises OSError.

    A command of root may make it, and the server must be able to write in it.
    """
    try:
        folder.mkdir()
    except FileExistsError:
        return
    with contextlib.suppress(OSError), open_folder(folder) as descriptor:
        Rights.inside(folder.parent).give(descriptor)


def make_private_folder(folder: Path) -> None:
    """Make `folder`, or close an empty one to others; raises OSError, and EditorsUnavailable for an open one.

    An open folder that is not empty may be anything, /tmp for instance: the application must not close it.
    """
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER_MODE)
        with open_folder(folder) as descriptor:
            give_to_owner(folder.parent, descriptor)
    if folder.stat().st_mode & 0o077:
        if any(folder.iterdir()):
            raise EditorsUnavailable(
                f"Le dossier {folder} est ouvert à d’autres comptes de la machine : fermez-le par "
                f"« chmod 700 {folder} », ou indiquez-en un autre par GERSAPP_INSTANCE."
            )
        folder.chmod(_PRIVATE_FOLDER_MODE)


@contextlib.contextmanager
def open_folder(folder: Path) -> Iterator[int]:
    """Yield a descriptor of `folder`; raises OSError.

    Before names in it change: afterwards, the process may have no descriptor left to confirm them with.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        # Nothing was written by it.
        with contextlib.suppress(OSError):
            os.close(descriptor)


def fsync_folder(descriptor: int) -> None:
    """Put the names in an open folder on the disk, if its file system can say that it does."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        # PostgreSQL goes on too.
        if error.errno not in _UNSUPPORTED:
            raise


def open_lock(lock: Path) -> int:
    """Open `lock`, a file beside the one that it protects, since changes replace that one; raises OSError.

    Whoever may write in the folder may open it, whoever made it: a command of root keeps no server out.
    """
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, PRIVATE_MODE)
    # Only its owner and root may change the rights on it.
    with contextlib.suppress(OSError):
        Rights.inside(lock.parent).to_open_files().give(descriptor)
    return descriptor


@contextlib.contextmanager
def private_lock(path: Path) -> Iterator[None]:
    """Hold the lock of the private file `path`, after waiting for other processes."""
    descriptor = open_lock(path.with_name(f"{path.name}.lock"))
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
