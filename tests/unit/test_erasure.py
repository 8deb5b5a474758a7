"""`flask purge`: an operation erased for good, and its words nowhere in the folder."""

import contextlib
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result

from gersapp.catalogue.history.revisions import Act, Cause
from gersapp.editors import open_editors
from gersapp.errors import ErasureRefused
from gersapp.reviews.files import FilePendingImports
from gersapp.settings import Settings
from gersapp.store.repository import Edit
from gersapp.store.tinydb import Backups, TinyDBRepository
from gersapp.store.tinydb.durable import DurableStorage
from gersapp.store.tinydb.erasure import erase, find
from proof.tools.server import ROOT
from tests.support.edits import ID, Made, commit, delete, move, set_fields
from tests.support.reviews import proposed, review_of
from tests.support.runner import runner_of

WORD, NEXT_WORD = "Ornithorynque", "Axolotl"


def purge(database: Path, id: str = ID) -> Result:
    """The command in this process, confirmed."""
    return runner_of(Settings(db=database, instance=database.parent / "instance")).invoke(
        args=["purge", id, "--yes"]
    )


def purge_elsewhere(database: Path) -> "subprocess.CompletedProcess[str]":
    """The real command, as `purge`."""
    return subprocess.run(
        [sys.executable, "-m", "flask", "purge", ID, "--yes"],
        cwd=ROOT,
        env={
            **os.environ,
            "GERSAPP_DB": str(database),
            "GERSAPP_INSTANCE": str(database.parent / "instance"),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def named(title: str) -> Edit[Made]:
    """Give the operation a title, and a description that says it too."""
    return set_fields(ID, title=title, description=f"{title} !")


def grep(folder: Path, word: str) -> list[str]:
    """The files below `folder` in which `grep` finds the word, in whatever case, and those named so."""
    found = subprocess.run(
        ["grep", "-rila", "--", word, str(folder)], capture_output=True, text=True, check=False
    )
    named = [str(path) for path in folder.rglob("*") if word.lower() in path.name.lower()]
    return found.stdout.splitlines() + named


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".lock"
    }


@pytest.fixture(scope="module")
def old_folder(seed_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `lived_in` is a copy of, since its past takes a second to make."""
    database = Path(shutil.copy(seed_path, tmp_path_factory.mktemp("old") / "db.json"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda descriptor: None)
        live_in(database)
    return database.parent


@pytest.fixture
def lived_in(old_folder: Path, tmp_path: Path, quick_disk: None) -> Path:
    """A file with a past: copies, a generation before, packed revisions, what a restoration kept, a log."""
    return Path(shutil.copytree(old_folder, tmp_path / "old")) / "db.json"


def live_in(database: Path) -> None:
    """Give the seed its past."""
    with contextlib.closing(TinyDBRepository(database)) as repository:
        for number in range(300):
            commit(repository, named(f"{WORD} {number}"), Act("Jeanne"))
            if number in (20, 280):
                Backups(database).make()
                os.utime(database, (number, number))
        place = list(repository.snapshot().catalogue.operations).index(ID)
        commit(repository, move("tiktok", place), Act("Paul"))
        commit(repository, named(NEXT_WORD), Act("Paul"))
        commit(repository, set_fields("tiktok", title="Autre"), Act("Paul"))
        commit(repository, delete(ID), Act("Paul"))
    shutil.copy(database, database.with_name("db.json.replaced-2026-01-01T000000Z.json"))
    database.with_name("db.json.tmp").write_bytes(database.read_bytes()[:5_000])
    editors = open_editors(database.parent / "instance")
    editors.journal.note("saved", what=ID, revision=3)
    editors.journal.note("refused", path=f"/operations/{ID}/delete")
    editors.journal.note("saved", what=f"{ID}-2", revision=4)


@pytest.fixture
def repository_after(lived_in: Path) -> Iterator[TinyDBRepository]:
    assert purge(lived_in).exit_code == 0
    with contextlib.closing(TinyDBRepository(lived_in)) as repository:
        yield repository


def test_after_it_the_words_are_nowhere_in_the_folder(lived_in: Path) -> None:
    folder = lived_in.parent
    # grep alone would not see into packed revisions, so the id, which stands in each, is looked for there.
    assert len(grep(folder, WORD)) >= 4
    assert len(grep(folder, f'{ID}"')) >= 5
    done = purge_elsewhere(lived_in)
    assert done.returncode == 0, done.stderr
    assert f"Effacée pour toujours : « {NEXT_WORD} »." in done.stdout
    for word in (WORD, NEXT_WORD, f'{ID}"', f"{ID}/"):
        assert grep(folder, word) == []
    for path in folder.rglob("*.json*"):
        if path.is_file() and path.suffix != ".lock" and path.parent.name != "instance":
            tables = DurableStorage(path).read() or {}
            assert not [row for row in tables["history"].values() if row.get("operation") == ID]
    log = (folder / "instance" / "security.log").read_text()
    assert f"{ID}-2" in log
    assert "/operations/(purged)/delete" in log


def test_everything_else_stays_with_its_history(repository_after: TinyDBRepository) -> None:
    snapshot = repository_after.snapshot()
    history = repository_after.history(snapshot)
    assert len(snapshot.catalogue.operations) == 15
    assert snapshot.catalogue.get("tiktok").title == "Autre"
    versions = history.versions("tiktok")
    assert [version.after["title"] for version in versions if version.after] == [
        versions[0].before["title"],  # type: ignore[index]  # known: its base
        "Autre",
    ]
    assert history.versions(ID) == []
    assert [revision.cause for revision in history][-1] == Cause.PURGE


def test_the_times_of_the_copies_stay(lived_in: Path) -> None:
    before = {copy.path: copy.written for copy in Backups(lived_in).copies()}
    assert len(before) >= 3
    purge(lived_in)
    assert {copy.path: copy.written for copy in Backups(lived_in).copies()} == before


def test_an_operation_that_is_nowhere_is_refused(lived_in: Path) -> None:
    before = files(lived_in.parent)
    for id in ("personne", "", "../x"):
        done = purge(lived_in, id)
        assert done.exit_code == 1
        assert "Aucune opération" in done.stderr
    assert files(lived_in.parent) == before


def test_while_a_server_has_the_file_it_is_refused(lived_in: Path) -> None:
    before = files(lived_in.parent)
    with contextlib.closing(TinyDBRepository(lived_in)):
        done = purge_elsewhere(lived_in)
    assert done.returncode == 1
    assert "arrêtez-la, puis recommencez" in done.stderr
    assert files(lived_in.parent) == before


def test_with_an_unreadable_copy_nothing_is_erased(lived_in: Path) -> None:
    broken = Backups(lived_in).copies()[-1].path
    broken.write_bytes(broken.read_bytes()[:1_000])
    before = files(lived_in.parent)
    done = purge(lived_in)
    assert done.exit_code == 1
    assert str(broken) in done.stderr
    assert files(lived_in.parent) == before


def test_one_that_is_still_in_the_catalogue_is_erased_too(database: Path) -> None:
    erase(database, ID, time=0)
    with contextlib.closing(TinyDBRepository(database)) as repository:
        assert ID not in repository.snapshot().catalogue.operations
        assert len(repository.snapshot().catalogue.operations) == 15


def test_a_short_history_is_erased_too(database: Path) -> None:
    with contextlib.closing(TinyDBRepository(database)) as repository:
        commit(repository, named(WORD))
    erase(database, ID, time=0)
    assert grep(database.parent, WORD) == []


def test_an_erasure_that_fails_says_so_and_can_be_taken_up_again(
    lived_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[Path] = []
    original = Path.replace

    def failing(self: Path, target: Path) -> Path:
        done.append(target)
        if len(done) == 3:
            raise OSError(28, "No space left on device", str(self))
        return original(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(ErasureRefused, match=r"n’est pas terminé.*disque plein"):
        erase(lived_in, ID, time=0)
    monkeypatch.undo()
    erase(lived_in, ID, time=0)
    assert grep(lived_in.parent, WORD) == []


def test_with_a_log_that_cannot_be_cleared_nothing_is_erased(lived_in: Path) -> None:
    log = lived_in.parent / "instance" / "security.log"
    log.rename(log.with_name("aside"))
    log.mkdir()
    before = files(lived_in.parent)
    done = purge(lived_in)
    assert done.exit_code == 1
    assert "Rien n’est effacé : le journal de sécurité" in done.stderr
    assert files(lived_in.parent) == before
    log.rmdir()
    log.with_name("aside").rename(log)
    assert purge(lived_in).exit_code == 0
    assert f'"{ID}"' not in log.read_text()


def test_a_file_whose_name_is_a_pattern_is_erased_from(lived_in: Path) -> None:
    files_of_it = [*lived_in.parent.glob("db.json*")]
    for path in files_of_it:
        path.rename(path.with_name(path.name.replace("db.json", "db[1].json")))
    done = purge(lived_in.with_name("db[1].json"))
    assert done.exit_code == 0, done.stderr
    assert grep(lived_in.parent, NEXT_WORD) == []


def test_a_copy_with_a_name_of_its_own_is_erased_from(lived_in: Path) -> None:
    shutil.copy(lived_in, Backups(lived_in).folder / "avant la fusion.json")
    assert purge(lived_in).exit_code == 0
    assert grep(lived_in.parent, NEXT_WORD) == []


def test_a_copy_is_not_made_while_an_operation_is_being_erased(lived_in: Path) -> None:
    backups = Backups(lived_in)
    made: list[Path] = []
    maker = threading.Thread(target=lambda: made.append(backups.make()[0]))
    with backups.lock_folder():
        maker.start()
        maker.join(0.2)
        assert maker.is_alive()
    maker.join()
    assert made


def test_a_copy_made_since_it_was_looked_for_is_cleared_too(lived_in: Path) -> None:
    known = len(find(lived_in, ID).files)
    shutil.copy(lived_in, Backups(lived_in).folder / "2030-01-01T000000Z.json")
    assert len(erase(lived_in, ID, time=0).places) == known + 1
    assert grep(lived_in.parent, WORD) == []
    assert grep(lived_in.parent, f'{ID}"') == [str(lived_in.parent / "instance" / "security.log")]


def test_a_pending_import_that_holds_it_goes_whole(lived_in: Path) -> None:
    pending = FilePendingImports(lived_in.parent / "instance", time.time)
    now = int(time.time())
    pending.add(review_of(proposed(f"{WORD} 7", 1), proposed("Autre", 2), received=now))
    pending.add(review_of(proposed("Autre chose", 1), id="f" * 16, received=now))
    done = purge(lived_in)
    assert done.exit_code == 0, done.stderr
    assert "import en attente « dossier.txt », du " in done.stdout
    assert [one.id for one in pending] == ["f" * 16]
    assert grep(lived_in.parent, WORD) == []


def test_an_import_that_cannot_be_read_keeps_the_operation(lived_in: Path) -> None:
    folder = lived_in.parent / "instance" / "imports"
    folder.mkdir(mode=0o700)
    (folder / f"{'f' * 16}.jsonl").write_text(WORD)
    before = lived_in.read_bytes()
    done = purge(lived_in)
    assert (done.exit_code, lived_in.read_bytes()) == (1, before)
    assert "L’effacement n’est pas terminé" in done.stderr
