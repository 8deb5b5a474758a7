"""`gersapp.store.tinydb.backups`: a restoration that is refused or fails, and what it leaves."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gersapp.errors import BackupRefused, StoreLocked
from gersapp.store.tinydb import Backups, TinyDBRepository, lock
from gersapp.store.tinydb.backups import LATEST
from proof.torture.files import BAD, BAD_FILES
from tests.support.backups import (
    failing,
    names,
    place,
    state,
)


@pytest.mark.parametrize("wrong", BAD_FILES)
def test_a_copy_that_a_server_would_refuse_is_refused(
    backups: Backups, database: Path, three: list[bytes], tmp_path: Path, wrong: str
) -> None:
    make, message = BAD_FILES[wrong]
    bad = tmp_path / "mine"
    bad.write_bytes(make(three[0]))
    before = state(database.parent)
    for act in (backups.plan, backups.restore):
        with pytest.raises(
            BackupRefused, match=f"^{bad} ne peut pas être lu : .*{message}.*Rien n’a été modifié.$"
        ):
            act(str(bad))
    assert state(database.parent) == before


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ("2026-01-01T000000Z.json", "2026-01-01T000000Z.json : il n’existe pas"),
        ("db.json", "est le fichier à remplacer lui-même"),
        ("db.json.backups", "c’est un dossier"),
        ("x" * 300, "erreur système ENAMETOOLONG"),
    ],
)
def test_what_cannot_be_put_back_is_refused(
    backups: Backups, database: Path, three: list[bytes], wanted: str, message: str
) -> None:
    before = state(database.parent)
    for act in (backups.plan, backups.restore):
        with pytest.raises(BackupRefused, match=message):
            act(wanted)
    assert state(database.parent) == before


@pytest.mark.parametrize("content", [None, BAD])
def test_latest_without_a_sound_copy_is_refused(
    backups: Backups, database: Path, content: str | None
) -> None:
    if content:
        database.with_name("db.json.prev").write_text(content)
        database.write_text("")
    before = state(database.parent)
    with pytest.raises(BackupRefused, match=f"{database} n’a pas de copie lisible qui en diffère"):
        backups.restore(LATEST)
    assert state(database.parent) == before


def test_a_file_that_a_server_holds_is_not_replaced(
    backups: Backups, database: Path, three: list[bytes]
) -> None:
    held = lock.take(database)
    before = state(database.parent)
    with pytest.raises(StoreLocked, match=f"L’application se sert de {database} : arrêtez-la"):
        backups.restore(LATEST)
    assert state(database.parent) == before
    assert backups.plan(LATEST).content == three[1], "a plan needs no lock"
    lock.release(held)
    backups.restore(LATEST)


def test_a_server_does_not_start_while_the_file_is_replaced(
    backups: Backups, database: Path, three: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    refused: list[bool] = []
    real = os.replace

    def replaced(source: Any, target: Any) -> None:
        with pytest.raises(StoreLocked):
            TinyDBRepository(database)
        refused.append(True)
        real(source, target)

    monkeypatch.setattr(os, "replace", replaced)
    backups.restore(LATEST)
    assert refused
    TinyDBRepository(database).close()


def steps(name: str) -> Callable[..., bool]:
    """Whether a call is about the file of this name."""
    return lambda first, *_: place(first).name == name


@pytest.mark.parametrize(
    ("name", "concerned"),
    [
        ("open", steps("db.json.tmp")),
        ("write", steps("db.json.tmp")),
        ("fsync", steps("db.json.tmp")),
        ("open", steps("db.json.replaced.tmp")),
        ("write", steps("db.json.replaced.tmp")),
        ("replace", steps("db.json.replaced.tmp")),
        ("replace", steps("db.json.tmp")),
    ],
)
@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC, errno.EROFS], ids=errno.errorcode.get)
def test_a_restoration_that_fails_changes_nothing(
    backups: Backups,
    database: Path,
    three: list[bytes],
    name: str,
    concerned: Callable[..., bool],
    number: int,
) -> None:
    before = state(database.parent)
    with failing(name, number, concerned), pytest.raises(BackupRefused, match="Rien n’a été modifié"):
        backups.restore(LATEST)
    assert state(database.parent) == before
    backups.restore(LATEST)
    assert database.read_bytes() == three[1]


def test_a_rename_done_and_reported_as_failed_loses_nothing(
    backups: Backups, database: Path, three: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.replace

    def replaced(source: Any, target: Any) -> None:
        real(source, target)
        if Path(target) == database:
            raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(os, "replace", replaced)
    with pytest.raises(BackupRefused):
        backups.restore(LATEST)
    assert database.read_bytes() == three[1]
    (replaced_file,) = database.parent.glob("db.json.replaced-*")
    assert replaced_file.read_bytes() == three[2]


def test_a_folder_that_does_not_confirm_is_told(backups: Backups, database: Path, three: list[bytes]) -> None:
    folder = steps(database.parent.name)
    with failing("fsync", errno.EIO, folder), pytest.raises(BackupRefused, match="ne l’a pas confirmé"):
        backups.restore(LATEST)
    assert database.read_bytes() == three[1]


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_what_is_no_file_is_kept_or_refused_without_waiting(
    backups: Backups, database: Path, three: list[bytes], kind: str
) -> None:
    database.unlink()
    if kind == "pipe":
        os.mkfifo(database)
        done = backups.restore(LATEST)
        assert done.replaced is not None
        assert done.replaced.is_fifo()
    else:
        database.mkdir()
        with pytest.raises(BackupRefused, match="c’est un dossier"):
            backups.restore(LATEST)
        assert names(database.parent) == {"db.json", "db.json.backups", "db.json.lock", "db.json.prev"}
