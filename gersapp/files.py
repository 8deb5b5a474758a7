"""Files that are written whole or not at all, and locks beside them: for the store and the editors alike.

For POSIX file systems of this machine only. What fails raises OSError and leaves what was in place.
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

# Which file, of which content: device, inode, time of last change in ns, bytes. None: there is no file.
Stamp = tuple[int, int, int, int] | None


class Unreadable(Exception):
    """The file's bytes are none of ours; the message says why, in French."""


def read_stamp(path: Path) -> Stamp:
    """Return the stamp of the file that is on the disk now; raises OSError when it cannot be known."""
    try:
        return _stamp(os.stat(path))
    except FileNotFoundError:
        return None


def _stamp(status: os.stat_result) -> tuple[int, int, int, int]:
    return (status.st_dev, status.st_ino, status.st_mtime_ns, status.st_size)


def read_whole(path: Path) -> tuple[bytes, tuple[int, int, int, int]]:
    """Return the bytes of the file and their stamp; raises Unreadable or OSError."""
    # Not to wait for a writer, should the file have been replaced by a pipe.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        # Refuses a folder, and leaves its descriptor open.
        with open(descriptor, "rb", closefd=False) as file:
            # Before the bytes: an edit in between then shows as a newer stamp than ours.
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise Unreadable("ce n’est pas un fichier ordinaire")
            return file.read(), _stamp(status)
    finally:
        os.close(descriptor)


def write_whole(temporary: Path, content: bytes, like: os.stat_result | None) -> Stamp:
    """Have `content` on the disk in the file `temporary`, with the mode and the owner of `like`.

    Returns the file's stamp. The file is removed when that fails, by an OSError.
    """
    if like is None:
        return _write(temporary, content, 0o644, lambda descriptor: None)
    return _write(temporary, content, PRIVATE_MODE, partial(_take_after, like))


def replace_private(path: Path, content: bytes) -> None:
    """Replace the file `path` by one that holds `content` and is closed to others."""
    temporary = path.with_name(f"{path.name}.tmp")
    with removed_if_refused(temporary):
        _write(temporary, content, PRIVATE_MODE, partial(_close_to_others, path.parent))
        temporary.replace(path)
    fsync_folder(path.parent)


def _write(temporary: Path, content: bytes, mode: int, set_rights: Callable[[int], None]) -> Stamp:
    """Write the file `temporary`, made with `mode`; `set_rights` is called on its descriptor first."""
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
        # Only root may give a file away; a file that is ours serves as well.
        with contextlib.suppress(PermissionError):
            os.fchown(descriptor, like.st_uid, like.st_gid)


def _close_to_others(folder: Path, descriptor: int) -> None:
    os.fchmod(descriptor, PRIVATE_MODE)
    _give_to_owner(folder, descriptor)


def _give_to_owner(folder: Path, descriptor: int) -> None:
    """Have a file that a command of root makes belong to the server's account, which is to read it."""
    if os.geteuid() == 0:
        owner = folder.stat()
        os.fchown(descriptor, owner.st_uid, owner.st_gid)


def keep(path: Path, kept: Path, link: Path) -> None:
    """Give the file `path` the second name `kept`, whatever had it; `link` is a name for the meantime."""
    with contextlib.suppress(FileNotFoundError):
        link.unlink()
    try:
        try:
            os.link(path, link)
        except OSError as error:
            # Linux lets nobody link a file of somebody else's that it could not write (protected_hardlinks);
            # the folder of backups may be on another disk.
            if error.errno not in (errno.EPERM, errno.EXDEV):
                raise
            shutil.copy2(path, link)
            with open(link, "rb") as copy:
                os.fsync(copy.fileno())
        os.replace(link, kept)
    finally:
        # Still there when the rename failed, or did nothing: a commit that ended before its own
        # rename left `.prev` and the file as two names of one inode.
        with contextlib.suppress(OSError):
            link.unlink()


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
    """Have the names in `folder` on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def open_lock(lock: Path) -> int:
    """Return a descriptor of the file `lock`: one beside the file that it is for, which changes replace."""
    return os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, PRIVATE_MODE)


@contextlib.contextmanager
def private_lock(path: Path) -> Iterator[None]:
    """Hold the lock of the private file `path`, waiting while another process does."""
    descriptor = open_lock(path.with_name(f"{path.name}.lock"))
    try:
        _give_to_owner(path.parent, descriptor)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
