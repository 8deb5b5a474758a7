"""Writing files whole or not at all, and locking them: for the store and for the editors.

For POSIX file systems of this machine only. A write that fails raises OSError and leaves the old file.
"""

import contextlib
import errno
import fcntl
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

PRIVATE_MODE = 0o600

# Identifies a file and its content: device, inode, time of the last change in ns, bytes. None for no file.
Stamp = tuple[int, int, int, int] | None

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


def write_whole(temporary: Path, content: bytes, like: os.stat_result | None) -> Stamp:
    """Put `content` on the disk in the file `temporary`, with the mode and the owner of `like`.

    Return the file's stamp. When that fails, remove the file and raise OSError.
    """
    if like is None:
        return _write(temporary, content, 0o644, lambda descriptor: None)
    return _write(temporary, content, PRIVATE_MODE, partial(_take_after, like))


def write_dated(path: Path, temporary: Path, content: bytes, *, like: os.stat_result, written: int) -> None:
    """Make or replace the file `path`, with the mode and owner of `like`, and the time `written` in ns.

    When that fails, remove the file `temporary` and raise OSError.
    """
    with removed_if_refused(temporary):
        write_whole(temporary, content, like)
        os.utime(temporary, ns=(written, written))
        temporary.replace(path)


def replace_private(path: Path, content: bytes) -> None:
    """Replace the file `path` by one that holds `content` and that other accounts cannot read."""
    temporary = path.with_name(f"{path.name}.tmp")
    with removed_if_refused(temporary):
        _write(temporary, content, PRIVATE_MODE, partial(_close_to_others, path.parent))
        temporary.replace(path)
    fsync_folder(path.parent)


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


def _take_after(like: os.stat_result, descriptor: int) -> None:
    os.fchmod(descriptor, stat.S_IMODE(like.st_mode))
    born = os.fstat(descriptor)
    if (born.st_uid, born.st_gid) != (like.st_uid, like.st_gid):
        # Only root may give a file away; one of our own account serves as well.
        with contextlib.suppress(PermissionError):
            os.fchown(descriptor, like.st_uid, like.st_gid)


def _close_to_others(folder: Path, descriptor: int) -> None:
    os.fchmod(descriptor, PRIVATE_MODE)
    _give_to_owner(folder, descriptor)


def _give_to_owner(folder: Path, descriptor: int) -> None:
    """Give a file that a command of root makes to the server's account, the owner of `folder`."""
    if os.geteuid() == 0:
        owner = folder.stat()
        os.fchown(descriptor, owner.st_uid, owner.st_gid)


def give_second_name(path: Path, name: Path) -> None:
    """Give the file `path` the second name `name`, which may exist; a copy where links are refused."""
    try:
        os.link(path, name)
    except FileExistsError:
        name.unlink()
        give_second_name(path, name)
    except OSError as error:
        # Linux forbids to link a file of another account without the right to write it (protected_hardlinks).
        if error.errno not in (errno.EPERM, errno.EXDEV):
            raise
        shutil.copy2(path, name)
        with open(name, "rb") as copy:
            os.fsync(copy.fileno())


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


def fsync_folder(folder: Path) -> None:
    """Put the names in `folder` on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def open_lock(lock: Path) -> int:
    """Open `lock`, a file beside the one that it protects, since changes replace that one."""
    return os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, PRIVATE_MODE)


@contextlib.contextmanager
def private_lock(path: Path) -> Iterator[None]:
    """Hold the lock of the private file `path`, after waiting for other processes."""
    descriptor = open_lock(path.with_name(f"{path.name}.lock"))
    try:
        _give_to_owner(path.parent, descriptor)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
