"""`gersapp.store`: what is published, what is refused, and who waits for whom."""

import contextlib
import errno
import hashlib
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.history.history import History
from gersapp.catalogue.model import Audience, Operation
from gersapp.errors import Conflict, StartRefused, StoreFull, StoreLocked, StoreUnavailable
from gersapp.store.tinydb import Store
from gersapp.store.tinydb.documents import Documents
from gersapp.store.tinydb.repository import Change
from proof.torture.files import BAD, BAD_FILES

ROOT = Path(__file__).resolve().parents[2]
ID = "tips-du-jour"
SECONDS = 5  # what must be soon, on however slow a machine


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    """One on the copy of the seed."""
    with contextlib.closing(Store(database)) as store:
        yield store


def titled(title: str, id: str = ID) -> Change:
    """The change that gives this `title` to the operation `id`."""

    def change(here: Catalogue, _: History) -> Catalogue:
        before = here.get(id)
        return here.replaced(replace(before, title=title), before.revision)

    return change


def title_in(catalogue: Catalogue) -> str:
    return catalogue.get(ID).title


def on_disk(path: Path) -> Catalogue:
    return Documents.of(orjson.loads(path.read_bytes())).catalogue


def state(catalogue: Catalogue) -> tuple[Any, ...]:
    """All that a catalogue says, to be compared: it has no equality of its own."""
    return (
        catalogue.heading,
        list(catalogue.operations.items()),
        list(catalogue.trash.items()),
    )


def hashes(folder: Path) -> dict[str, str]:
    """Name → fingerprint of the content of every file, the lock aside."""
    return {
        entry.name: hashlib.sha256(entry.read_bytes()).hexdigest()
        for entry in folder.iterdir()
        if entry.suffix != ".lock"
    }


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.01)


# -- a change


def test_a_change_is_published_and_on_disk_when_it_returns(store: Store, database: Path) -> None:
    before = store.published
    after = store.change(titled("Nouveau"))
    assert title_in(after.catalogue) == "Nouveau"
    assert store.published is after
    assert after.generation != before.generation
    assert state(on_disk(database)) == state(after.catalogue)
    assert title_in(before.catalogue) != "Nouveau", "what a reader holds does not move"


def test_nothing_is_published_before_the_folder_is_on_disk(
    store: Store, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = store.published
    real, seen = os.fsync, []

    def fsync(descriptor: int) -> None:
        seen.append(store.published is before)
        real(descriptor)
        seen.append(store.published is before)

    monkeypatch.setattr(os, "fsync", fsync)
    store.change(titled("Nouveau"))
    assert seen == [True] * 4


def test_a_change_that_raises_changes_nothing_to_the_byte(store: Store, database: Path) -> None:
    folder, published = hashes(database.parent), store.published

    def wrong(here: Catalogue, history: History) -> Catalogue:
        titled("Nouveau")(here, history)
        raise Conflict

    with pytest.raises(Conflict):
        store.change(wrong)
    assert hashes(database.parent) == folder
    assert store.published is published
    store.change(titled("Nouveau"))
    assert title_in(on_disk(database)) == "Nouveau"


def test_a_change_that_changes_nothing_writes_nothing(
    store: Store, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, published = database.stat(), store.published
    for name in ("write", "replace", "link", "fsync"):
        monkeypatch.delattr(os, name)
    assert store.change(lambda here, _: here) is published
    monkeypatch.undo()
    assert database.stat() == before
    assert store.published is published


def test_a_restart_finds_what_was_published(database: Path) -> None:
    with contextlib.closing(Store(database)) as store:
        store.change(titled("Un"))
        store.change(
            lambda here, _: here.deleted("carte-interactive", here.get("carte-interactive").revision)
        )
        last = store.published
    with contextlib.closing(Store(database)) as store:
        assert state(store.published.catalogue) == state(last.catalogue)
        assert store.published.generation != last.generation


def test_threads_that_change_at_once_lose_nothing(store: Store, database: Path) -> None:
    def write(name: str) -> None:
        for number in range(20):

            def change(here: Catalogue, _: History, word: str = f" {name}{number}") -> Catalogue:
                before = here.get(ID)
                after = replace(before, description=before.description + word)
                return here.replaced(after, before.revision)

            store.change(change)

    threads = [threading.Thread(target=write, args=[name]) for name in "abcdefgh"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    words = on_disk(database).get(ID).description.split()
    assert {f"{name}{number}" for name in "abcdefgh" for number in range(20)} <= set(words)


# -- the disk fails

FULL = [errno.ENOSPC, errno.EDQUOT]
BROKEN = [errno.EIO, errno.EROFS, errno.EACCES]


@contextlib.contextmanager
def failing_disk(name: str, number: int, concerned: Callable[..., bool] = lambda *_: True) -> Iterator[None]:
    """`os.<name>` fails with the error `number`."""
    real = getattr(os, name)

    def fail(*args: Any) -> Any:
        if concerned(*args):
            raise OSError(number, os.strerror(number))
        return real(*args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, name, fail)
        yield


def is_folder(descriptor: int) -> bool:
    return stat.S_ISDIR(os.fstat(descriptor).st_mode)


@pytest.mark.parametrize("name", ["write", "fsync", "link", "replace", "fchmod"])
@pytest.mark.parametrize("number", FULL + BROKEN, ids=errno.errorcode.get)
def test_memory_is_what_the_disk_holds_when_a_commit_fails(
    store: Store, database: Path, name: str, number: int
) -> None:
    content, published = database.read_bytes(), store.published
    expected = StoreFull if number in FULL else StoreUnavailable
    message = "disque est plein" if number in FULL else "rien n’a été modifié"
    with failing_disk(name, number), pytest.raises(expected, match=message):
        store.change(titled("Nouveau"))
    assert database.read_bytes() == content
    assert store.published is published
    assert store.trouble is None
    store.change(titled("Encore"))
    assert title_in(on_disk(database)) == title_in(store.published.catalogue) == "Encore"


@pytest.mark.parametrize("number", FULL + BROKEN, ids=errno.errorcode.get)
def test_a_folder_that_does_not_confirm_makes_the_store_read_only_until_restart(
    database: Path, number: int
) -> None:
    with contextlib.closing(Store(database)) as store:
        with (
            failing_disk("fsync", number, is_folder),
            pytest.raises(StoreUnavailable, match="Issue inconnue"),
        ):
            store.change(titled("Nouveau"))
        assert title_in(on_disk(database)) == title_in(store.published.catalogue) == "Nouveau"
        assert "Issue inconnue" in str(store.trouble)
        folder = hashes(database.parent)
        for _ in range(2):
            with pytest.raises(StoreUnavailable, match="Issue inconnue"):
                store.change(titled("Encore"))
            assert title_in(store.published.catalogue) == "Nouveau"
        assert hashes(database.parent) == folder
    with contextlib.closing(Store(database)) as store:
        store.change(titled("Encore"))
        assert store.trouble is None


def test_an_fsync_that_failed_is_not_tried_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def fsync(descriptor: int) -> None:
        calls.append(descriptor)
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(StoreUnavailable):
        store.change(titled("Nouveau"))
    assert len(calls) == 1


# -- edited by hand


def by_hand(database: Path, title: str) -> None:
    """Edit the file in place, as many editors of text do."""
    content = orjson.loads(database.read_bytes())
    content["operations"]["2"]["title"] = title
    database.write_text(orjson.dumps(content, option=orjson.OPT_INDENT_2).decode(), "utf-8")


def test_an_edit_by_hand_is_published_without_a_restart(store: Store, database: Path) -> None:
    generation = store.published.generation
    by_hand(database, "À la main")
    wait_until(lambda: title_in(store.published.catalogue) == "À la main")
    assert store.published.generation != generation
    assert store.trouble is None


def test_an_edit_by_hand_that_replaces_the_file_is_published_too(store: Store, database: Path) -> None:
    other = Path(shutil.copy(database, database.with_name("copy")))
    by_hand(other, "À la main")
    other.replace(database)
    wait_until(lambda: title_in(store.published.catalogue) == "À la main")


def test_a_change_starts_from_an_edit_by_hand_that_nobody_has_read(store: Store, database: Path) -> None:
    by_hand(database, "À la main")
    store.change(titled("Carte", "carte-interactive"))
    after = on_disk(database)
    assert title_in(after) == "À la main"
    assert after.get("carte-interactive").title == "Carte"
    assert state(after) == state(store.published.catalogue)


def test_a_bad_edit_by_hand_is_told_and_mended_without_a_restart(
    store: Store, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store.change(titled("Bon"))
    published = store.published
    good = database.read_bytes()
    database.write_text(BAD, "utf-8")
    wait_until(lambda: store.published is published and store.trouble is not None)
    for told in (store.trouble or "", caplog.text):
        assert str(database) in told
        assert "ligne 2, colonne 26" in told
    assert str(database.with_name("db.json.prev")) in str(store.trouble)
    folder = hashes(database.parent)
    with pytest.raises(StoreUnavailable, match="jusqu’à ce que le fichier soit réparé"):
        store.change(titled("Refusé"))
    assert hashes(database.parent) == folder
    assert store.published is published

    database.write_bytes(good.replace(b'"Bon"', '"Réparé"'.encode()))
    wait_until(lambda: title_in(store.published.catalogue) == "Réparé")
    assert store.trouble is None
    store.change(titled("Et la suite"))
    assert title_in(on_disk(database)) == "Et la suite"


def test_a_bad_edit_by_hand_is_refused_to_a_change_that_comes_first(store: Store, database: Path) -> None:
    database.write_text(BAD, "utf-8")
    with pytest.raises(StoreUnavailable, match="ligne 2, colonne 26"):
        store.change(titled("Refusé"))
    assert database.read_text("utf-8") == BAD


def test_a_bad_edit_by_hand_is_read_once_and_not_at_every_request(
    store: Store, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database.write_text(BAD, "utf-8")
    wait_until(lambda: store.published is not None and store.trouble is not None)
    for _ in range(50):
        assert store.published
    assert caplog.text.count("est refusé") == 1


@pytest.mark.parametrize("with_previous", [False, True])
def test_a_file_that_disappears_is_told_and_its_return_is_seen(
    store: Store, database: Path, with_previous: bool
) -> None:
    if with_previous:
        store.change(titled("Bon"))
    published = store.published
    away = database.rename(database.with_name("away"))
    wait_until(lambda: store.published is published and store.trouble is not None)
    assert "a disparu" in str(store.trouble)
    with pytest.raises(StoreUnavailable, match="a disparu"):
        store.change(titled("Refusé"))
    assert not database.exists()

    away.rename(database)
    wait_until(lambda: store.published is published and store.trouble is None)
    store.change(titled("Et la suite"))
    assert title_in(on_disk(database)) == "Et la suite"


def test_a_file_that_disappears_while_it_is_looked_at_is_no_empty_catalogue(
    store: Store, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Some editors of text remove the file, then write another one.
    published = store.published
    by_hand(database, "À la main")
    real = os.open

    def gone(path: Any, *args: Any) -> int:
        if path == database:
            database.unlink(missing_ok=True)
        return real(path, *args)

    monkeypatch.setattr(os, "open", gone)
    with pytest.raises(StoreUnavailable, match="a disparu"):
        store.change(lambda here, _: here.added(Operation("a", "A", "", ("adultes",))))
    assert store.published is published


def test_an_edit_by_hand_during_a_commit_comes_first_and_ours_follows(
    store: Store, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited: list[bool] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        real(descriptor)
        if not edited:
            edited.append(True)
            document = json.loads(database.read_bytes())
            document["operations"]["16"]["title"] = "À la main"
            database.write_text(json.dumps(document), "utf-8")

    monkeypatch.setattr(os, "fsync", fsync)
    store.change(titled("Par la page"))
    titles = [operation.title for operation in on_disk(database).operations.values()]
    assert "Par la page" in titles
    assert titles[-1] == "À la main"


def test_a_lock_that_was_removed_stops_changes(store: Store, database: Path) -> None:
    before = database.read_bytes()
    database.with_name("db.json.lock").unlink()
    with pytest.raises(StoreUnavailable, match="verrou"):
        store.change(titled("Nouveau"))
    assert database.read_bytes() == before


@pytest.mark.parametrize("name", ["stat", "fstat"])
def test_a_lock_that_cannot_be_looked_at_is_a_refusal_and_no_crash(
    store: Store, database: Path, name: str
) -> None:
    before = database.read_bytes()
    lock = database.with_name("db.json.lock")
    with (
        failing_disk(name, errno.EIO, lambda place: place in (lock, store._held)),
        pytest.raises(StoreUnavailable, match="entrée-sortie"),
    ):
        store.change(titled("Nouveau"))
    assert database.read_bytes() == before
    store.change(titled("Nouveau"))


def test_an_edit_by_hand_that_cannot_be_looked_at_for_a_moment_still_comes_first(
    store: Store, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_hand(database, "À la main")
    real, looks = os.stat, []

    def stat(place: Any, *args: Any, **named: Any) -> os.stat_result:
        if place == database:
            looks.append(place)
            if len(looks) == 2:
                raise OSError(errno.EIO, "no")
        return real(place, *args, **named)

    monkeypatch.setattr(os, "stat", stat)
    store.change(titled("Carte", "carte-interactive"))
    monkeypatch.undo()
    after = on_disk(database)
    assert (title_in(after), after.get("carte-interactive").title) == ("À la main", "Carte")


def test_a_file_that_could_not_be_read_for_a_moment_is_tried_again(
    store: Store, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_hand(database, "À la main")
    real = os.open

    def refused(path: Any, *args: Any) -> int:
        if path == database:
            raise OSError(errno.EIO, "no")
        return real(path, *args)

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(StoreUnavailable, match="entrée-sortie"):
        store.change(titled("Nouveau"))
    monkeypatch.undo()
    store.change(titled("Nouveau"))
    assert store.trouble is None


def test_nothing_is_written_that_the_next_start_would_refuse(store: Store, database: Path) -> None:
    before = database.read_bytes()
    with pytest.raises(StoreUnavailable, match="« id »"):
        store.change(lambda here, _: here.added(Operation("Majuscules", "A", "", ("adultes",))))
    assert database.read_bytes() == before


def test_unknown_keys_written_by_hand_survive_our_edits(store: Store, database: Path) -> None:
    content = orjson.loads(database.read_bytes())
    content["operations"]["2"]["wikidata"] = "Q42"
    content["journal"] = {"1": {"le": "13 mars"}}
    database.write_bytes(orjson.dumps(content))
    store.change(titled("Nouveau"))
    after = orjson.loads(database.read_bytes())
    assert after["operations"]["2"]["wikidata"] == "Q42"
    assert after["journal"] == {"1": {"le": "13 mars"}}


# -- the start


@pytest.mark.parametrize("with_previous", [False, True], ids=["alone", "with .prev"])
@pytest.mark.parametrize("wrong", BAD_FILES)
def test_a_bad_file_is_refused_at_the_start_and_nothing_is_touched(
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
        Store(database)
    said = str(refused.value)
    assert said.startswith(f"{database} ne peut pas être lu : ")
    assert "Rien n’a été modifié" in said
    assert (str(previous) in said) == with_previous
    assert ("flask restore latest" in said) == with_previous
    assert hashes(database.parent) == before
    assert database.stat().st_mtime_ns == stamp

    database.write_bytes(seed)  # and the lock was let go
    Store(database).close()


def test_a_missing_file_is_refused_when_its_previous_generation_is_there(database: Path) -> None:
    previous = database.rename(database.with_name("db.json.prev"))
    before = hashes(database.parent)
    with pytest.raises(StartRefused, match=re.escape(str(previous))):
        Store(database)
    assert hashes(database.parent) == before


def test_a_folder_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StartRefused, match="dossier"):
        Store(tmp_path / "nowhere" / "db.json")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_file_is_an_empty_catalogue_that_its_first_change_creates(
    tmp_path: Path,
) -> None:
    path = tmp_path / "db.json"
    with contextlib.closing(Store(path)) as store:
        assert state(store.published.catalogue)[1:] == ([], [])
        assert hashes(tmp_path) == {}
        first = Operation("une", "Une", audiences=("adultes",))
        store.change(lambda here, _: here.with_audience(Audience("adultes", "Adultes")).added(first))
        assert hashes(tmp_path).keys() == {"db.json"}
    with contextlib.closing(Store(path)) as store:
        assert store.published.catalogue.get("une") == first


# -- the lock

OPEN = """
import sys
from gersapp.errors import StartRefused
from gersapp.store.tinydb import Store
try:
    Store(sys.argv[1])
except StartRefused as error:
    sys.exit(str(error))
print("opened")
"""


def open_elsewhere(database: Path) -> subprocess.CompletedProcess[str]:
    """Open a Store on `database` in another process."""
    return subprocess.run(
        [sys.executable, "-c", OPEN, str(database)],
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )


def test_another_process_is_refused_soon_and_told_which_file(store: Store, database: Path) -> None:
    before = hashes(database.parent)
    refused = open_elsewhere(database)
    assert refused.returncode != 0
    assert f"{database} est déjà ouvert par un autre processus" in refused.stderr
    assert str(os.getpid()) in refused.stderr
    assert hashes(database.parent) == before
    store.change(titled("Nouveau"))
    store.close()
    store._held = os.open(os.devnull, os.O_RDONLY)  # the fixture closes it again
    assert open_elsewhere(database).stdout == "opened\n"


def test_another_process_is_refused_through_a_symbolic_link_too(
    store: Store, database: Path, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    link = tmp_path / "other" / "link.json"
    link.symlink_to(database)
    assert "est déjà ouvert" in open_elsewhere(link).stderr


def test_the_lock_outlives_the_replacement_of_the_file(store: Store, database: Path) -> None:
    inode = database.stat().st_ino
    store.change(titled("Un"))
    assert database.stat().st_ino != inode
    with pytest.raises(StoreLocked, match=re.escape(str(database))):
        Store(database)


# -- readers do not wait


@pytest.mark.parametrize("place", ["the temporary file", "the folder"])
def test_readers_do_not_wait_for_a_commit_that_does_not_end(
    store: Store, database: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    before, blocked, go = store.published, threading.Event(), threading.Event()
    real = os.fsync

    def fsync(descriptor: int) -> None:
        if is_folder(descriptor) == (place == "the folder"):
            blocked.set()
            assert go.wait(60)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    writer = threading.Thread(target=store.change, args=[titled("Nouveau")])
    writer.start()
    try:
        assert blocked.wait(SECONDS)
        start = time.monotonic()
        assert all(store.published is before for _ in range(1_000))
        assert time.monotonic() - start < SECONDS
        assert writer.is_alive()
    finally:
        go.set()
        writer.join()
    assert title_in(store.published.catalogue) == "Nouveau"


def test_readers_do_not_wait_for_an_edit_by_hand_that_waits_for_a_commit(
    store: Store, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, blocked, go = store.published, threading.Event(), threading.Event()

    def change(here: Catalogue, _: History) -> Catalogue:
        blocked.set()
        assert go.wait(60)
        return here

    writer = threading.Thread(target=store.change, args=[change])
    writer.start()
    try:
        assert blocked.wait(SECONDS)
        by_hand(database, "À la main")
        start = time.monotonic()
        assert all(store.published is before for _ in range(1_000))
        assert time.monotonic() - start < SECONDS
    finally:
        go.set()
        writer.join()
    wait_until(lambda: title_in(store.published.catalogue) == "À la main")


# -- identity


def test_the_id_of_an_operation_in_the_trash_is_never_given_again(database: Path) -> None:
    def again(here: Catalogue, _: History) -> Catalogue:
        id = here.free_id("Tips du jour")
        return here.added(Operation(id, "Tips du jour", audiences=("adultes",)))

    with contextlib.closing(Store(database)) as store:
        first = store.published.catalogue.get(ID)
        store.change(lambda here, _: here.deleted(ID, first.revision))
        store.change(again)
        assert ID not in store.published.catalogue.operations
    with contextlib.closing(Store(database)) as store:
        store.change(again)
        assert {f"{ID}-2", f"{ID}-3"} <= store.published.catalogue.operations.keys()
        store.change(lambda here, _: here.restored(ID))
        assert store.published.catalogue.get(ID) == first
    tables = orjson.loads(database.read_bytes())
    ids = [row["id"] for row in tables["operations"].values()]
    assert len(set(ids)) == len(ids) == 18
    assert tables["operations"]["2"]["id"] == ID, "nor is its number in the file"
