"""`gersapp.store.tinydb.backups`: which copy is put back, what that keeps, and what stays as it was."""

import contextlib
import os
import shutil
import stat
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gersapp.store.tinydb import Backups, TinyDBRepository
from gersapp.store.tinydb.backups import LATEST
from proof.torture.files import BAD
from tests.support.backups import (
    DAY,
    OLD,
    TIME,
    age,
    as_root,
    edit,
    names,
    state,
)
from tests.support.edits import commit, set_title


def test_the_file_becomes_the_copy_and_the_old_one_is_kept(
    backups: Backups, database: Path, three: list[bytes]
) -> None:
    first, _, third = three
    database.chmod(0o640)
    copies = state(backups.folder)
    done = backups.restore("2026-03-29T003015Z.json")
    assert database.read_bytes() == first
    assert stat.S_IMODE(database.stat().st_mode) == 0o640
    assert done.replaced is not None
    assert done.replaced.name.startswith("db.json.replaced-20")
    assert done.replaced.read_bytes() == third
    assert done.difference is not None
    assert len(done.difference.modified) == 1
    assert state(backups.folder) == copies
    assert names(database.parent) == {
        "db.json", "db.json.backups", "db.json.lock", "db.json.prev", done.replaced.name
    }  # fmt: skip
    with contextlib.closing(TinyDBRepository(database)) as repository:
        commit(repository, set_title("Et la suite"))
    assert (backups.folder / "2026-03-29T003015Z.json").read_bytes() == first


def test_a_program_with_the_file_open_changes_no_copy(
    backups: Backups, database: Path, three: list[bytes]
) -> None:
    with database.open("r+b") as opened_before:
        done = backups.restore(LATEST)
        opened_before.write(b"{}")
    assert done.replaced is not None
    assert done.replaced.read_bytes() == three[2]


def test_what_was_replaced_can_be_put_back(backups: Backups, database: Path, three: list[bytes]) -> None:
    for _ in range(2):
        for name, content in (("2026-03-29T003015Z.json", three[0]), ("db.json.prev", three[1])):
            backups.restore(name)
            assert database.read_bytes() == content
    replaced = sorted(database.parent.glob("db.json.replaced-*"))
    assert {path.read_bytes() for path in replaced} == set(three)
    assert len(replaced) == 4
    kept_first = next(path for path in replaced if path.read_bytes() == three[2])
    backups.restore(str(kept_first))
    assert database.read_bytes() == three[2]


def test_latest_is_the_newest_copy_unlike_a_sound_file(
    backups: Backups, database: Path, three: list[bytes]
) -> None:
    assert backups.restore(LATEST).source.path.name in ("db.json.prev", "2026-03-30T003015Z.json")
    assert database.read_bytes() == three[1]
    assert backups.restore(LATEST).source.path.name == "2026-03-29T003015Z.json"
    assert database.read_bytes() == three[0]


def test_latest_is_the_newest_that_can_be_read(backups: Backups, database: Path, three: list[bytes]) -> None:
    database.write_text(BAD)
    for path in (backups.folder / "2026-03-30T003015Z.json", database.with_name("db.json.prev")):
        path.unlink()
        path.write_text(BAD)
    done = backups.restore(LATEST)
    assert database.read_bytes() == three[0]
    assert done.difference is None
    assert done.unreadable == "JSON incorrect, ligne 2, colonne 26"
    assert len(done.skipped) == 2
    assert done.replaced is not None
    assert done.replaced.read_text() == BAD


def test_latest_is_the_generation_before_when_it_is_newest(
    backups: Backups, database: Path, three: list[bytes]
) -> None:
    edit(database, "Quatre", OLD + DAY * 2 + timedelta(minutes=1))
    database.write_text(BAD)
    done = backups.restore(LATEST)
    assert done.source.path.name in ("db.json.prev", "2026-03-31T003015Z.json")
    assert database.read_bytes() == three[2]


AHEAD = datetime(2999, 1, 1, tzinfo=UTC)


def test_latest_is_no_copy_of_a_time_to_come(backups: Backups, database: Path, three: list[bytes]) -> None:
    ahead = backups.folder / AHEAD.strftime(TIME)
    ahead.write_bytes(three[0])
    age(database, AHEAD)
    edit(database, "Quatre")  # the generation before is one, whatever its date
    done = backups.restore(LATEST)
    assert done.content == three[2]
    assert done.source.path.name == "db.json.prev"
    assert done.skipped == (f"{ahead} est daté du 01/01/2999 à 01:00:00, dans le futur.",)
    assert [copy.path for copy in backups.copies()][-1] == ahead
    for copy in backups.copies()[:-1]:
        copy.path.write_text(BAD)
    assert backups.plan(LATEST).source.path == ahead, "better than nothing"


def test_a_file_of_a_time_to_come_is_copied_as_of_now(backups: Backups, database: Path) -> None:
    (backups.folder).mkdir()
    wrong = [backups.folder / f"2999-01-01T{hour:02}0000Z.json" for hour in range(24)]
    for path in wrong:
        path.write_bytes(database.read_bytes())
    age(database, AHEAD)
    database.write_bytes(database.read_bytes().replace(b"Tips", b"Trucs"))
    age(database, AHEAD)
    copy, made = backups.make()
    assert made
    assert copy.name < wrong[0].name
    assert backups.make() == (copy, False)
    # A day of a wrong clock does not fill the places of the latest 24 hours.
    for hour in range(23):
        (backups.folder / f"2026-03-28T{hour:02}0000Z.json").write_bytes(b"x")
    database.write_bytes(database.read_bytes() + b"\n")
    # In the second of the copy before it, which it replaces.
    age(database, datetime.strptime(copy.name, "%Y-%m-%dT%H%M%SZ.json").replace(tzinfo=UTC))
    backups.make()
    assert len(names(backups.folder)) == 24 + 24


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="no disk has such dates")  # noqa: S108
def test_a_date_that_makes_no_sense_stops_no_command(seed_path: Path) -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        database = Path(shutil.copy(seed_path, Path(folder) / "db.json"))
        edit(database, "Nouveau")
        for path in (database, database.with_name("db.json.prev")):
            os.utime(path, ns=(320_000_000_000 * 10**9,) * 2)  # the year 12 110
        backups = Backups(database)
        assert backups.make()[1]
        assert len([copy.in_paris() for copy in backups.copies()]) == 2
        database.write_text(BAD)
        assert backups.restore(LATEST).replaced


@pytest.mark.parametrize("with_copies", [True, False])
def test_a_missing_file_takes_the_mode_of_the_one_before(
    backups: Backups, database: Path, three: list[bytes], with_copies: bool
) -> None:
    database.with_name("db.json.prev").chmod(0o640)
    database.unlink()
    if not with_copies:
        for path in backups.folder.iterdir():
            path.unlink()
        backups.folder.rmdir()
    done = backups.restore(LATEST)
    assert database.read_bytes() == three[1]
    assert stat.S_IMODE(database.stat().st_mode) == 0o640
    assert (done.replaced, done.unreadable) == (None, "il n’existe pas")


@as_root
def test_the_file_that_root_puts_back_keeps_its_owner(
    backups: Backups, database: Path, three: list[bytes]
) -> None:
    os.chown(database, 4321, 1234)
    backups.restore(LATEST)
    assert (database.stat().st_uid, database.stat().st_gid) == (4321, 1234)


def test_a_listed_name_is_no_file_of_the_current_folder(
    backups: Backups, three: list[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    Path("db.json.prev").write_bytes(three[0])
    Path("mine.json").write_bytes(three[0])
    assert backups.plan("db.json.prev").content == three[1]
    assert backups.plan("./db.json.prev").content == three[0]
    assert backups.plan("mine.json").content == three[0]


def test_what_is_there_already_is_not_put_back(backups: Backups, database: Path, three: list[bytes]) -> None:
    copy, _ = backups.make()
    before = state(database.parent)
    assert backups.restore(copy.name).same
    assert state(database.parent) == before


def test_a_plan_changes_nothing_at_all(backups: Backups, database: Path, three: list[bytes]) -> None:
    database.with_name("db.json.lock").unlink()
    before = state(database.parent)
    plan = backups.plan("2026-03-29T003015Z.json")
    assert plan.difference is not None
    assert plan.replaced is None
    assert state(database.parent) == before
    assert not database.with_name("db.json.lock").exists()
