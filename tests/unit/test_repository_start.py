"""`TinyDBRepository`: what a start refuses, whose the file is, and that readers do not wait."""

import contextlib
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.history.history import History
from gersapp.catalogue.model import Audience, Operation
from gersapp.errors import StartRefused, StoreLocked, StoreUnavailable
from gersapp.store.tinydb import Backups, TinyDBRepository, lock
from proof.tools.server import ROOT
from proof.torture.files import BAD, BAD_FILES
from tests.support.edits import Made, add, commit, content_of, set_title
from tests.support.store import (
    SECONDS,
    edit_by_hand,
    hashes,
    is_folder,
    on_disk,
    shown_title,
    title_in,
    wait_until,
)

# -- the start


@pytest.mark.parametrize("with_previous", [False, True], ids=["alone", "with .prev"])
@pytest.mark.parametrize("wrong", BAD_FILES)
def test_a_bad_file_is_refused_and_nothing_is_touched(
    database: Path, wrong: str, with_previous: bool
) -> None:
    make, message = BAD_FILES[wrong]
    seed = database.read_bytes()
    previous = database.with_name("db.json.prev")
    database.write_bytes(make(seed))
    if with_previous:
        previous.write_bytes(seed)
    before, stamp = hashes(database.parent), database.stat().st_mtime_ns
    with pytest.raises(StartRefused, match=message) as refused:
        TinyDBRepository(database)
    said = str(refused.value)
    assert said.startswith(f"{database} ne peut pas être lu : ")
    assert "Rien n’a été modifié" in said
    assert (str(previous) in said) == with_previous
    assert ("flask restore latest" in said) == with_previous
    assert hashes(database.parent) == before
    assert database.stat().st_mtime_ns == stamp

    database.write_bytes(seed)  # and the lock was let go
    TinyDBRepository(database).close()


def test_a_missing_file_with_a_previous_one_is_refused(database: Path) -> None:
    previous = database.rename(database.with_name("db.json.prev"))
    before = hashes(database.parent)
    with pytest.raises(StartRefused, match=re.escape(str(previous))):
        TinyDBRepository(database)
    assert hashes(database.parent) == before


def test_a_generation_that_another_program_changed_is_not_named(database: Path) -> None:
    with database.open("r+b") as opened_before:
        with contextlib.closing(TinyDBRepository(database)) as repository:
            commit(repository, set_title("Nouveau"))
        opened_before.write(b"[]")
    database.write_bytes(b"")
    with pytest.raises(StartRefused) as refused:
        TinyDBRepository(database)
    assert "génération précédente" not in str(refused.value)


def test_a_folder_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StartRefused, match="dossier"):
        TinyDBRepository(tmp_path / "nowhere" / "db.json")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_file_is_created_by_the_first_change(
    tmp_path: Path,
) -> None:
    path = tmp_path / "db.json"
    with contextlib.closing(TinyDBRepository(path)) as repository:
        assert content_of(repository.snapshot().catalogue)[1:] == ([], [])
        assert hashes(tmp_path) == {}
        first = Operation("une", "Une", audiences=("adultes",))
        commit(repository, add(first, None, Audience("adultes", "Adultes")))
        assert hashes(tmp_path).keys() == {"db.json"}
    with contextlib.closing(TinyDBRepository(path)) as repository:
        assert repository.snapshot().catalogue.get("une") == first


# -- the lock

OPEN = """
import sys
from gersapp.errors import StartRefused
from gersapp.store.tinydb import TinyDBRepository
try:
    TinyDBRepository(sys.argv[1])
except StartRefused as error:
    sys.exit(str(error))
print("opened")
"""


def open_elsewhere(database: Path) -> subprocess.CompletedProcess[str]:
    """Open `database` in another process."""
    return subprocess.run(
        [sys.executable, "-c", OPEN, str(database)],
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )


def test_another_process_is_refused_soon_and_told_which_file(
    repository: TinyDBRepository, database: Path
) -> None:
    before = hashes(database.parent)
    refused = open_elsewhere(database)
    assert refused.returncode != 0
    assert f"{database} est déjà ouvert par un autre processus" in refused.stderr
    assert str(os.getpid()) in refused.stderr
    assert hashes(database.parent) == before
    commit(repository, set_title("Nouveau"))
    repository.close()
    repository._held = os.open(os.devnull, os.O_RDONLY)  # the fixture closes it again
    assert open_elsewhere(database).stdout == "opened\n"


def test_another_process_is_refused_through_a_link_too(
    repository: TinyDBRepository, database: Path, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    link = tmp_path / "other" / "link.json"
    link.symlink_to(database)
    assert "est déjà ouvert" in open_elsewhere(link).stderr


def test_the_lock_outlives_the_replacement_of_the_file(repository: TinyDBRepository, database: Path) -> None:
    inode = database.stat().st_ino
    commit(repository, set_title("Un"))
    assert database.stat().st_ino != inode
    with pytest.raises(StoreLocked, match=re.escape(str(database))):
        TinyDBRepository(database)


# -- in the place of another worker of the same server


@pytest.fixture
def server_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name that a server gives its workers."""
    monkeypatch.setenv(lock.OWNER_VARIABLE, "0123")


def open_and_close(database: Path) -> None:
    TinyDBRepository(database).close()


@pytest.mark.usefixtures("server_name")
@pytest.mark.parametrize("wrong", ["0 bytes", "a comma too many", "an operation with no title", "no file"])
def test_a_new_worker_serves_what_the_old_one_served(database: Path, wrong: str) -> None:
    with contextlib.closing(TinyDBRepository(database)) as old:
        for title in ("Un", "Deux", "Trois"):
            commit(old, set_title(title))
        good = database.read_bytes()
        database.unlink()
        if wrong != "no file":
            database.write_bytes(BAD_FILES[wrong][0](good))
        wait_until(lambda: old.snapshot() is not None and old.status() is not None)
        trouble = old.status() or ""
    with contextlib.closing(TinyDBRepository(database)) as new:
        assert shown_title(new) == "Trois"
        begin, _, end = trouble.partition("le dernier bon")
        (copy,) = database.with_name("db.json.backups").iterdir()
        assert str(new.status()).startswith(f"{begin}le dernier bon qui reste, {copy}, du ")
        assert str(new.status()).endswith(end)
        before = hashes(database.parent)
        with pytest.raises(StoreUnavailable, match="jusqu’à ce que le fichier soit réparé"):
            commit(new, set_title("Refusé"))
        assert hashes(database.parent) == before
        database.write_bytes(good.replace(b"Trois", "Réparé".encode()))
        wait_until(lambda: shown_title(new) == "Réparé")
        commit(new, set_title("Et la suite"))
    assert title_in(on_disk(database)) == "Et la suite"


@pytest.mark.usefixtures("server_name")
@pytest.mark.parametrize("broken", [0, 1, 2])
def test_a_new_worker_serves_the_newest_that_can_be_read(database: Path, broken: int) -> None:
    with contextlib.closing(TinyDBRepository(database)) as old:
        commit(old, set_title("Un"))
        Backups(database).make()
        commit(old, set_title("Deux"))
        commit(old, set_title("Trois"))
    (copy,) = database.with_name("db.json.backups").iterdir()
    os.utime(copy, (1, 1))
    files = [database, database.with_name("db.json.prev"), copy]
    for path in files[: broken + 1]:
        path.write_text(BAD, "utf-8")
    if broken == 2:
        with pytest.raises(StartRefused, match="flask restore latest"):
            TinyDBRepository(database)
        return
    with contextlib.closing(TinyDBRepository(database)) as new:
        assert shown_title(new) == ("Deux", "Un")[broken]
        assert str(files[broken + 1]) in str(new.status())
    open_and_close(database)  # and the next one too


@pytest.mark.parametrize("before", [None, "-", "another"])
def test_another_server_refuses_the_bad_file(
    database: Path, monkeypatch: pytest.MonkeyPatch, before: str | None
) -> None:
    if before:
        monkeypatch.setenv(lock.OWNER_VARIABLE, before)
    with contextlib.closing(TinyDBRepository(database)) as old:
        commit(old, set_title("Un"))
    database.write_text(BAD, "utf-8")
    monkeypatch.setenv(lock.OWNER_VARIABLE, "0123")
    for _ in range(2):  # a start that is refused leaves its name in the lock
        monkeypatch.setenv(lock.OWNER_VARIABLE, f"{os.urandom(2).hex()}")
        with pytest.raises(StartRefused, match="ligne 2, colonne 26"):
            TinyDBRepository(database)


# -- readers do not wait


@pytest.mark.parametrize("place", ["the temporary file", "the folder"])
def test_readers_do_not_wait_for_a_commit_that_does_not_end(
    repository: TinyDBRepository, database: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    before, blocked, go = repository.snapshot(), threading.Event(), threading.Event()
    real = os.fsync

    def fsync(descriptor: int) -> None:
        if is_folder(descriptor) == (place == "the folder"):
            blocked.set()
            assert go.wait(SECONDS)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    writer = threading.Thread(target=commit, args=[repository, set_title("Nouveau")])
    writer.start()
    try:
        assert blocked.wait(SECONDS)
        assert all(repository.snapshot() is before for _ in range(1_000))
        assert writer.is_alive()
    finally:
        go.set()
        writer.join()
    assert shown_title(repository) == "Nouveau"


def test_readers_do_not_wait_for_an_edit_by_hand_that_waits(
    repository: TinyDBRepository, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, blocked, go = repository.snapshot(), threading.Event(), threading.Event()

    def edit(catalogue: Catalogue, history: History) -> Made:
        blocked.set()
        assert go.wait(SECONDS)
        return Made(None)

    writer = threading.Thread(target=commit, args=[repository, edit])
    writer.start()
    try:
        assert blocked.wait(SECONDS)
        edit_by_hand(database, "À la main")
        assert all(repository.snapshot() is before for _ in range(1_000))
        assert writer.is_alive()
    finally:
        go.set()
        writer.join()
    wait_until(lambda: shown_title(repository) == "À la main")
