"""`gersapp.store.tinydb.lock`: no account keeps the server out, and no error ends in a traceback."""

import errno
import fcntl
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from gersapp.errors import StartRefused
from gersapp.store.tinydb import lock
from tests.support.accounts import JEANNE, MARC, OTHERS, SERVER, SERVERS, TEAM, acting_as, as_root


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that other accounts reach."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def take(folder: Path) -> None:
    lock.release(lock.take(folder / "db.json"))


def mode(folder: Path) -> int:
    return stat.S_IMODE((folder / "db.json.lock").stat().st_mode)


@as_root
def test_a_lock_that_root_makes_is_the_folders_owners(folder: Path) -> None:
    os.chown(folder, SERVER, SERVERS)
    folder.chmod(0o755)
    take(folder)
    with acting_as(SERVER, SERVERS):
        take(folder)
    assert mode(folder) == 0o600
    with acting_as(JEANNE, OTHERS), pytest.raises(StartRefused, match="accès refusé"):
        take(folder)


@as_root
@pytest.mark.parametrize("account", [(0, 0), (JEANNE, OTHERS, TEAM), (SERVER, SERVERS, TEAM)])
def test_whoever_may_write_in_the_folder_may_lock(folder: Path, account: tuple[int, ...]) -> None:
    os.chown(folder, SERVER, TEAM)
    folder.chmod(0o770)
    with acting_as(*account):
        take(folder)
    for other in ((SERVER, SERVERS), (JEANNE, TEAM), (MARC, OTHERS, TEAM)):
        with acting_as(*other):
            take(folder)


@as_root
def test_a_folder_of_everybody_has_only_ones_own_files_locked(folder: Path) -> None:
    folder.chmod(0o1777)
    with acting_as(JEANNE, OTHERS):
        take(folder)
    assert mode(folder) == 0o600
    folder.chmod(0o777)
    with acting_as(JEANNE, OTHERS):
        take(folder)
    with acting_as(MARC, TEAM):
        take(folder)


@as_root
def test_a_lock_of_before_that_root_made_says_what_to_do(folder: Path) -> None:
    os.chown(folder, SERVER, SERVERS)
    (folder / "db.json.lock").touch(0o600)
    with acting_as(SERVER, SERVERS), pytest.raises(StartRefused) as refused:
        take(folder)
    assert f"sudo chown {SERVER} {folder}/db.json.lock" in str(refused.value)
    take(folder)  # a command of root mends it too
    with acting_as(SERVER, SERVERS):
        take(folder)


def test_a_pipe_in_its_place_is_refused_in_french(folder: Path) -> None:
    os.mkfifo(folder / "db.json.lock")
    for act in (lock.take, lock.refuse_if_held):
        with pytest.raises(StartRefused, match="ce n’est pas un fichier ordinaire"):
            act(folder / "db.json")


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EIO, errno.EINVAL])
def test_a_disk_without_locks_is_refused_in_french(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*args: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", refuse)
    for act in (lock.take, lock.refuse_if_held):
        with pytest.raises(StartRefused, match="qui connaît les verrous"):
            act(folder / "db.json")


def test_a_lock_whose_closing_fails_is_released(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.close

    def close(descriptor: int) -> None:
        real(descriptor)
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    descriptor = lock.take(folder / "db.json")
    with monkeypatch.context() as patch:
        patch.setattr(os, "close", close)
        lock.release(descriptor)
    take(folder)


@pytest.mark.parametrize("name", ["pwrite", "ftruncate"])
def test_a_full_disk_keeps_no_server_out(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def refuse(*args: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, name, refuse)
    take(folder)
