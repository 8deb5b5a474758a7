"""`gersapp.store.tinydb.backups`: which copies are made, kept and listed."""

import errno
import os
import stat
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gersapp.errors import BackupRefused
from gersapp.files import Stamp
from gersapp.store.tinydb import Backups
from gersapp.store.tinydb.backups import LATEST
from gersapp.store.tinydb.retention import choose_kept
from proof.torture.files import BAD, BAD_FILES
from tests.support.backups import (
    DAY,
    HOUR,
    OLD,
    SECOND,
    TIME,
    age,
    as_root,
    edit,
    failing,
    in_backups,
    names,
    state,
)
from tests.support.files import LIST_FOLDER

# -- which are kept


def names_every(step: timedelta, count: int, last: datetime = OLD) -> list[str]:
    """Names of copies, the newest first."""
    return [(last - step * number).strftime(TIME) for number in range(count)]


SAME_HOUR = [f"2026-03-29T0000{second:02}Z.json" for second in range(24)]
MONTHS = ["2026-01-31", "2025-12-31", "2025-11-30", "2025-10-31", "2025-09-30", "2025-08-31", "2025-07-31", "2025-06-30", "2025-05-31", "2025-04-30"]  # fmt: skip
# What there is → its names, and those that stay.
THINNED: dict[str, tuple[list[str], list[str]]] = {
    "nothing": ([], []),
    "24 in an hour": (names_every(SECOND, 24), names_every(SECOND, 24)),
    "30 in an hour": (names_every(SECOND, 30), names_every(SECOND, 24)),
    "30 in an hour, and one before": (names_every(SECOND, 30) + names_every(HOUR, 2)[1:], names_every(SECOND, 24) + names_every(HOUR, 2)[1:]),
    "24 hours": (names_every(HOUR, 24), names_every(HOUR, 24)),
    "30 hours": (names_every(HOUR, 30, OLD.replace(hour=20)), names_every(HOUR, 24, OLD.replace(hour=20))),
    "30 hours, the 25th of which is the last of its day": (
        names_every(HOUR, 30, OLD.replace(hour=23)), [*names_every(HOUR, 24, OLD.replace(hour=23)), "2026-03-28T233015Z.json"]
    ),
    "24 hours that are far apart": (names_every(DAY * 40, 24), names_every(DAY * 40, 24)),
    "31 days": (names_every(DAY, 31), names_every(DAY, 31)),
    "20 years, a copy in each": (names_every(DAY * 366, 20), names_every(DAY * 366, 20)),
    "40 years, a copy in each": (names_every(DAY * 366, 40), names_every(DAY * 366, 31)),
    "500 days": (names_every(DAY, 500), [*names_every(DAY, 31), *(f"{day}T003015Z.json" for day in MONTHS)]),
    "a clock gone wrong": (["2099-01-01T000000Z.json", *names_every(HOUR, 3)], ["2099-01-01T000000Z.json", *names_every(HOUR, 3)]),
}  # fmt: skip


@pytest.mark.parametrize("case", THINNED)
def test_the_last_copies_and_those_of_hours_days_and_months_stay(case: str) -> None:
    before, after = THINNED[case]
    assert choose_kept(before) == set(after)


moments = st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 31)).map(lambda time: time.strftime(TIME))


@given(st.lists(moments, max_size=150))
@settings(deadline=None, derandomize=True, database=None, max_examples=100)
def test_thinning_as_copies_come_keeps_what_thinning_once_would(names: list[str]) -> None:
    stay = choose_kept(names)
    assert stay <= set(names)
    assert len(stay) <= 24 + 24 + 31 + 12
    assert choose_kept(stay) == stay
    assert not names or max(names) in stay
    little_by_little: set[str] = set()
    for name in sorted(names):
        little_by_little = choose_kept({*little_by_little, name})
    assert little_by_little == stay


# -- by themselves


def test_a_commit_copies_the_last_generation_of_an_earlier_hour(backups: Backups, database: Path) -> None:
    before = database.read_bytes()
    edit(database, "Nouveau")
    copy = backups.folder / "2026-03-29T003015Z.json"
    assert names(backups.folder) == {copy.name}
    assert copy.read_bytes() == before
    assert copy.stat().st_mtime == OLD.timestamp()
    database.write_text(BAD)
    assert copy.read_bytes() == before


def test_a_program_that_has_the_file_open_changes_no_copy(backups: Backups, database: Path) -> None:
    before = database.read_bytes()
    with database.open("r+b") as opened_before:
        edit(database, "Nouveau")
        opened_before.write(before.replace(b"Tips du Jour", b"Autre chose.", 1))
    copy = backups.folder / "2026-03-29T003015Z.json"
    assert copy.read_bytes() == before
    assert copy.stat().st_nlink == 1
    database.write_text(BAD)
    done = backups.restore(LATEST)
    assert done.source.path == copy
    assert database.read_bytes() == before
    assert done.skipped == (f"{database}.prev a été changé par un autre programme après son enregistrement.",)


def test_what_another_program_put_into_prev_is_not_copied(
    backups: Backups, database: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real = os.replace

    def replaced(source: Any, target: Any) -> None:
        real(source, target)
        if Path(target) == database:
            opened_before.write(b"{}")
            opened_before.flush()

    monkeypatch.setattr(os, "replace", replaced)
    with database.open("r+b") as opened_before:
        edit(database, "Nouveau")
    assert not backups.folder.exists()
    assert f"un autre programme a changé {database}.prev" in caplog.text


@pytest.mark.parametrize(
    ("before", "now", "copied"),
    [
        ("2026-11-23T13:59:59.9", "2026-11-23T14:00:00.0", True),
        ("2026-11-23T14:00:00.0", "2026-11-23T14:59:59.9", False),
        ("2025-11-23T14:30:00", "2026-11-23T14:30:00", True),
        ("2026-11-23T15:00:00", "2026-11-23T14:59:59", False),  # the clock was set back
        ("", "2026-11-23T14:59:59", False),
    ],
)
def test_a_commit_in_the_same_hour_costs_no_system_call(
    backups: Backups, database: Path, before: str, now: str, copied: bool
) -> None:
    previous = database.with_name("db.json.prev")
    previous.write_bytes(database.read_bytes())

    def stamp(time: str) -> Stamp:
        seconds = datetime.fromisoformat(f"{time}+00:00").timestamp()
        return (0, 0, int(seconds * 1_000) * 1_000_000, previous.stat().st_size)

    kept, replacing = stamp(before) if before else None, stamp(now)
    if kept:
        os.utime(previous, ns=(kept[2], kept[2]))
    with pytest.MonkeyPatch.context() as patch:
        for name in () if copied else ("open", "stat", "mkdir", "link", "unlink", LIST_FOLDER):
            patch.delattr(os, name)
        backups.keep_last_of_hour(kept, replacing)
    assert backups.folder.exists() == copied


@pytest.mark.parametrize(
    "number", [errno.EIO, errno.ENOSPC, errno.EROFS, errno.EMLINK], ids=errno.errorcode.get
)
@pytest.mark.parametrize("name", ["mkdir", "write", "utime", "replace", "fsync", LIST_FOLDER, "unlink"])
def test_a_copy_that_fails_is_logged_and_the_edit_is_saved(
    backups: Backups, database: Path, name: str, number: int, caplog: pytest.LogCaptureFixture
) -> None:
    if name == "unlink":
        backups.folder.mkdir()
        for other in SAME_HOUR:
            (backups.folder / other).write_text("of the same hour, the oldest to be thinned")
    with failing(name, number, in_backups):
        edit(database, "Nouveau")
    assert b"Nouveau" in database.read_bytes()
    assert f"{backups.folder} : la version précédente n’y est pas copiée (" in caplog.text
    assert not list(database.parent.rglob("*.tmp"))
    age(database, OLD)
    edit(database, "Encore")
    others = SAME_HOUR[1:] if name == "unlink" else []
    assert names(backups.folder) == {"2026-03-29T003015Z.json", *others}


def test_a_file_in_the_place_of_the_folder_fails_no_edit(
    backups: Backups, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    backups.folder.write_text("mine")
    edit(database, "Nouveau")
    assert "(ce n’est pas un dossier)" in caplog.text
    assert backups.folder.read_text() == "mine"


def test_a_date_without_sense_fails_no_edit(backups: Backups, caplog: pytest.LogCaptureFixture) -> None:
    backups.keep_last_of_hour((0, 0, -(10**22), 0), (0, 0, 0, 0))
    assert "sa date n’a pas de sens" in caplog.text


def test_a_new_copy_thins_the_others_and_leaves_other_files(backups: Backups, database: Path) -> None:
    backups.folder.mkdir()
    others = {
        "notes.txt",
        "2026-03-29T000000Z.json.bak",
        "2026-02-31T000000Z.json",
        "x2026-03-29T000000Z.json",
    }
    for name in (*others, *SAME_HOUR, "2026-03-28T233000Z.json"):
        (backups.folder / name).write_text(name)
    edit(database, "Nouveau")
    kept = {*SAME_HOUR[1:], "2026-03-28T233000Z.json", "2026-03-29T003015Z.json"}
    assert names(backups.folder) == others | kept


# -- when asked for


@pytest.mark.parametrize("mode", [0o640, 0o600, 0o444])
def test_a_copy_has_the_same_content_time_and_mode(backups: Backups, database: Path, mode: int) -> None:
    database.chmod(mode)
    copy, made = backups.make()
    assert made
    assert copy == backups.folder / "2026-03-29T003015Z.json"
    assert names(backups.folder) == {copy.name}
    assert copy.read_bytes() == database.read_bytes()
    assert stat.S_IMODE(copy.stat().st_mode) == mode
    assert copy.stat().st_mtime == OLD.timestamp()
    assert copy.stat().st_ino != database.stat().st_ino, "an edit by hand would change it"


def test_a_second_copy_of_the_same_is_not_made(backups: Backups, database: Path) -> None:
    first, _ = backups.make()
    os.utime(database)
    before = state(database.parent)
    assert backups.make() == (first, False)
    assert state(database.parent) == before


def test_a_second_copy_of_the_same_hour_replaces_none(backups: Backups, database: Path) -> None:
    first, _ = backups.make()
    before = first.read_bytes()
    edit(database, "Nouveau")
    age(database, OLD + SECOND)
    second, _ = backups.make()
    assert first.read_bytes() == before
    assert second.read_bytes() == database.read_bytes()


def test_a_copy_of_an_older_state_outlives_its_making(backups: Backups, database: Path) -> None:
    backups.folder.mkdir()
    later = backups.folder / "2026-03-29T005959Z.json"
    later.write_text("later in the same hour")
    copy, made = backups.make()
    assert made
    assert names(backups.folder) == {copy.name, later.name}


@pytest.mark.parametrize("wrong", ["a comma too many", "0 bytes", "a later schema"])
def test_a_file_that_the_server_would_refuse_is_not_copied(
    backups: Backups, database: Path, wrong: str
) -> None:
    database.write_bytes(BAD_FILES[wrong][0](database.read_bytes()))
    before = state(database.parent)
    with pytest.raises(BackupRefused, match=f"{database} ne peut pas être lu : .*{BAD_FILES[wrong][1]}"):
        backups.make()
    assert state(database.parent) == before


@pytest.mark.parametrize("name", ["write", "fsync", "fchmod", "utime", "replace"])
def test_a_copy_that_fails_leaves_nothing(backups: Backups, name: str) -> None:
    with failing(name, errno.ENOSPC, in_backups), pytest.raises(BackupRefused, match="disque plein"):
        backups.make()
    assert not list(backups.folder.glob("*.tmp"))
    copy, _ = backups.make()
    assert names(backups.folder) == {copy.name}


@as_root
def test_what_root_copies_belongs_to_the_owner_of_the_file(backups: Backups, database: Path) -> None:
    os.chown(database.parent, 4321, 1234)
    os.chown(database, 4321, 1234)
    copy, _ = backups.make()
    owners = {(path.stat().st_uid, path.stat().st_gid) for path in (copy, copy.parent)}
    assert owners == {(4321, 1234)}


@as_root
@pytest.mark.parametrize(("around", "inside"), [(0o775, 0o775), (0o700, 0o700), (0o1777, 0o700)])
def test_whoever_may_write_beside_the_file_may_make_copies(
    backups: Backups, database: Path, around: int, inside: int
) -> None:
    os.chown(database.parent, 0, 1234)
    database.parent.chmod(around)
    copy, _ = backups.make()
    assert stat.S_IMODE(copy.parent.stat().st_mode) == inside
    assert copy.parent.stat().st_gid == 1234


# -- the list


def test_copies_are_listed_with_the_generation_before(backups: Backups, database: Path) -> None:
    assert backups.copies() == []
    edit(database, "Un", OLD + DAY)
    edit(database, "Deux", OLD + DAY * 2)
    edit(database, "Trois")
    backups.make()
    names = [copy.path.name for copy in backups.copies()]
    assert names[1:] == ["2026-03-31T003015Z.json", "db.json.prev", "2026-03-30T003015Z.json", "2026-03-29T003015Z.json"]  # fmt: skip
    assert backups.copies()[-1].written == OLD
