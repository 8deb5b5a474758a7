"""`TinyDBRepository`: a file that becomes unreadable while it is in use, and is mended."""

import errno
import os
import time
from pathlib import Path
from typing import Any

import pytest

from gersapp.errors import StoreUnavailable
from gersapp.store.tinydb import TinyDBRepository
from proof.torture.files import BAD
from tests.support.edits import change_nothing, commit, set_title
from tests.support.store import (
    edit_by_hand,
    failing_disk,
    hashes,
    on_disk,
    shown_title,
    title_in,
    wait_until,
)


def test_a_bad_edit_by_hand_is_told_and_mended_with_no_restart(
    repository: TinyDBRepository, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    commit(repository, set_title("Bon"))
    published = repository.snapshot()
    good = database.read_bytes()
    database.write_text(BAD, "utf-8")
    wait_until(lambda: repository.snapshot() is published and repository.status() is not None)
    for text in (repository.status() or "", caplog.text):
        assert str(database) in text
        assert "ligne 2, colonne 26" in text
    assert str(database.with_name("db.json.prev")) in str(repository.status())
    folder = hashes(database.parent)
    with pytest.raises(StoreUnavailable, match="jusqu’à ce que le fichier soit réparé"):
        commit(repository, set_title("Refusé"))
    assert hashes(database.parent) == folder
    assert repository.snapshot() is published

    database.write_bytes(good.replace(b'"Bon"', '"Réparé"'.encode()))
    wait_until(lambda: shown_title(repository) == "Réparé")
    assert repository.status() is None
    commit(repository, set_title("Et la suite"))
    assert title_in(on_disk(database)) == "Et la suite"


def test_the_last_good_file_is_copied_when_a_bad_one_comes(
    repository: TinyDBRepository, database: Path
) -> None:
    commit(repository, set_title("Bon"))
    good, written = database.read_bytes(), database.stat().st_mtime_ns
    for bad in (BAD, "", "[]"):
        database.write_text(bad, "utf-8")
        with pytest.raises(StoreUnavailable):
            commit(repository, set_title("Refusé"))
        (copy,) = database.with_name("db.json.backups").iterdir()
        assert copy.read_bytes() == good
        assert copy.stat().st_mtime_ns == written


def test_a_bad_edit_is_told_though_no_copy_can_be_made(
    repository: TinyDBRepository, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database.with_name("db.json.backups").write_text("no folder")
    database.write_text(BAD, "utf-8")
    with pytest.raises(StoreUnavailable, match="ligne 2, colonne 26"):
        commit(repository, set_title("Refusé"))
    assert "la dernière bonne version n’y est pas copiée (ce n’est pas un dossier)" in caplog.text


def test_the_last_good_file_is_copied_as_soon_as_the_disk_can(
    repository: TinyDBRepository,
    database: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    commit(repository, set_title("Bon"))
    good, folder = database.read_bytes(), database.with_name("db.json.backups")
    now = [time.monotonic()]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    # A busy machine may take longer to read the file than a reader waits for it.
    monkeypatch.setattr("gersapp.store.tinydb.repository._MAX_WAIT_S", 60)

    def look() -> None:
        for _ in range(300):
            now[0] += 0.01
            repository.snapshot()

    with failing_disk("write", errno.ENOSPC):
        database.write_text(BAD, "utf-8")
        look()
    assert list(folder.iterdir()) == []
    assert caplog.text.count("n’y est pas copiée (disque plein)") == caplog.text.count("est refusé") == 1
    look()
    assert [copy.read_bytes() for copy in folder.iterdir()] == [good]


def test_a_bad_edit_by_hand_is_refused_to_a_change(repository: TinyDBRepository, database: Path) -> None:
    database.write_text(BAD, "utf-8")
    with pytest.raises(StoreUnavailable, match="ligne 2, colonne 26"):
        commit(repository, set_title("Refusé"))
    assert database.read_text("utf-8") == BAD


def test_a_bad_edit_by_hand_is_read_once(
    repository: TinyDBRepository, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database.write_text(BAD, "utf-8")
    wait_until(lambda: repository.snapshot() is not None and repository.status() is not None)
    for _ in range(50):
        assert repository.snapshot()
    assert caplog.text.count("est refusé") == 1


def test_a_file_unreadable_for_a_moment_is_tried_again(
    repository: TinyDBRepository, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit_by_hand(database, "À la main")
    real = os.open

    def refused(path: Any, *args: Any) -> int:
        if path == database:
            raise OSError(errno.EIO, "no")
        return real(path, *args)

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(StoreUnavailable, match="entrée-sortie"):
        commit(repository, set_title("Nouveau"))
    monkeypatch.undo()
    commit(repository, set_title("Nouveau"))
    assert repository.status() is None


def test_a_file_that_cannot_be_read_is_told_once(
    repository: TinyDBRepository,
    database: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    edit_by_hand(database, "À la main")
    now, tries = [time.monotonic()], []
    real = os.open

    def refused(path: Any, *args: Any) -> int:
        if path == database:
            tries.append(now[0])
            raise PermissionError(errno.EACCES, "no")
        return real(path, *args)

    monkeypatch.setattr(os, "open", refused)
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    # A busy machine may take longer to read the file than a reader waits for it.
    monkeypatch.setattr("gersapp.store.tinydb.repository._MAX_WAIT_S", 60)
    for _ in range(300):
        now[0] += 0.01
        repository.snapshot()
    monkeypatch.undo()
    assert 1 < len(tries) < 5, "about once a second"
    assert caplog.text.count("est refusé") == 1
    commit(repository, change_nothing)
    assert repository.status() is None
    assert shown_title(repository) == "À la main"
