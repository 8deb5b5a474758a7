"""The lock by which one process holds a file for its whole life.

The lock is on `db.json.lock`, never on `db.json`, whose inode changes at each commit. The lock file names its
owner: a worker of the same server waits for the one that it replaces (gunicorn's HUP), and any other process
is refused at once. Its line is the number of the process, its server, and the server that had it before.
"""

import contextlib
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from gersapp.errors import StartRefused, StoreLocked, reason
from gersapp.files import open_lock

# The server's master sets it once, so that its workers and a master that replaces it recognise each other.
OWNER_VARIABLE = "GERSAPP_LOCK_OWNER"

# Stands for an unknown process or server.
_NOBODY = "-"

# Seconds. The holder writes its name just after locking: for a moment, the file may have an older name.
_GRACE = 0.4
_PAUSE = 0.05

_waited_for: dict[Path, int] = {}


def wait_for(path: Path, between: Callable[[], None]) -> None:
    """Take the lock of `path` for this process, after waiting for another worker of its server.

    `between` is called at each turn of the wait and may raise to end it. `take` then returns this lock in
    this process. Raises StartRefused.
    """
    resolved = path.resolve()
    _waited_for[resolved] = _acquire(resolved, between)


def take(path: Path) -> int:
    """Return the descriptor of the lock of `path` (resolved), from `wait_for` or new; raises StartRefused."""
    waited = _waited_for.pop(path, None)
    return _acquire(path, None) if waited is None else waited


def is_held(path: Path, descriptor: int) -> bool:
    """Whether the lock file of `path` (resolved) is still the one that `descriptor` locks."""
    try:
        on_disk = os.stat(lock_of(path))  # noqa: PTH116  (like the fstat below; tests put faults in both)
    except FileNotFoundError:
        return False
    return os.path.samestat(on_disk, os.fstat(descriptor))


def is_taken_over(descriptor: int) -> bool:
    """Whether a worker of the same server had this lock before: a reload or a crash ended that one."""
    _, server, before, *_ = _owner(descriptor)
    return server == before != _NOBODY


def lock_of(path: Path) -> Path:
    """Return the lock file of `path` (resolved). The first server makes it, and nothing removes it."""
    return path.with_name(path.name + ".lock")


def release(descriptor: int) -> None:
    # Closed all the same, when an ill disk reports an error.
    with contextlib.suppress(OSError):
        os.close(descriptor)


def refuse_if_held(path: Path) -> None:
    """Raise StoreLocked when a process of another server holds `path`, StartRefused without locks."""
    resolved = path.resolve()
    descriptor = _open(resolved)
    try:
        if not _try_to_lock(resolved, descriptor) and not _is_ours(descriptor):
            raise _refusal(resolved, descriptor)
    finally:
        os.close(descriptor)


def _acquire(path: Path, between: Callable[[], None] | None) -> int:
    descriptor = _open(path)
    deadline = time.monotonic() + _GRACE
    try:
        while True:
            if _try_to_lock(path, descriptor):
                _write_owner(descriptor)
                return descriptor
            if between is not None and _is_ours(descriptor):
                deadline = time.monotonic() + _GRACE
                between()
            elif time.monotonic() > deadline:
                raise _refusal(path, descriptor)
            time.sleep(_PAUSE)
    except BaseException:
        os.close(descriptor)
        raise


def _try_to_lock(path: Path, descriptor: int) -> bool:
    """Lock without waiting; return whether nobody else has the lock, and raise StartRefused without locks."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise StartRefused(
            f"Impossible de verrouiller {lock_of(path)} : {reason(error)}. La base doit être sur un disque "
            "de cette machine, qui connaît les verrous."
        ) from error
    return True


def _write_owner(descriptor: int) -> None:
    server = os.environ.get(OWNER_VARIABLE, _NOBODY)
    owner = f"{os.getpid()} {server} {_owner(descriptor)[1]}\n".encode()
    # A full disk still takes bytes in the place of others, and else the server starts without its name.
    with contextlib.suppress(OSError):
        os.pwrite(descriptor, owner, 0)
        os.ftruncate(descriptor, len(owner))


def _open(path: Path) -> int:
    lock = lock_of(path)
    try:
        descriptor = open_lock(lock)
        # A pipe in its place can be opened and locked, and not be read.
        os.pread(descriptor, 0, 0)
        return descriptor
    except OSError as error:
        remedy = (
            "Le dossier de la base doit exister et permettre l’écriture au compte qui lance l’application."
        )
        if isinstance(error, PermissionError) and os.path.lexists(lock):
            remedy = (
                f"Un autre compte l’a fait ; pour le donner à celui-ci : sudo chown {os.geteuid()} {lock}"
            )
        raise StartRefused(f"Impossible d’ouvrir le verrou {lock} : {reason(error)}. {remedy}") from error


def _is_ours(descriptor: int) -> bool:
    server = os.environ.get(OWNER_VARIABLE)
    return server is not None and _owner(descriptor)[1] == server


def _owner(descriptor: int) -> list[str]:
    """Return the words of the lock's line, three at least."""
    words = os.pread(descriptor, 200, 0).decode("utf-8", "replace").split()
    return words + [_NOBODY] * (3 - len(words))


@contextlib.contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the lock of `path` for a while; raises StoreLocked when a server has it."""
    resolved = path.resolve()
    try:
        descriptor = take(resolved)
    except StoreLocked as error:
        raise StoreLocked(
            f"L’application se sert de {resolved} : arrêtez-la, puis recommencez. Rien n’a été modifié."
        ) from error
    try:
        yield
    finally:
        release(descriptor)


def _refusal(path: Path, descriptor: int) -> StoreLocked:
    pid = _owner(descriptor)[0]
    holder = "" if pid == _NOBODY else f" (numéro {pid})"
    return StoreLocked(
        f"{path} est déjà ouvert par un autre processus{holder}. Un seul processus à la fois peut "
        "s’en servir : arrêtez l’autre, ou indiquez un autre fichier par GERSAPP_DB."
    )
