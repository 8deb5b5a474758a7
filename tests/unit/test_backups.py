"""`gersapp.store.tinydb.backups`: which copies are made and kept, and what putting one back does and refuses."""

import contextlib
import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gersapp.errors import BackupRefused, StoreLocked
from gersapp.files import Stamp
from gersapp.store.tinydb import Backups, TinyDBRepository, lock
from gersapp.store.tinydb.backups import LATEST
from gersapp.store.tinydb.retention import choose_kept
from proof.torture.files import BAD, BAD_FILES
from tests.support.backups import OLD, age, edit, state
from tests.support.edits import commit, set_title
from tests.support.files import LIST_FOLDER

TIME = "%Y-%m-%dT%H%M%SZ.json"

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")


@pytest.fixture
def backups(database: Path) -> Backups:
    """Those of a file that was written at OLD; none is made yet."""
    age(database, OLD)
    return Backups(database)


def names(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()}


@contextlib.contextmanager
def failing(name: str, number: int, concerned: Callable[..., bool]) -> Iterator[None]:
    """`os.<name>` fails with the error `number`, where it concerns what is told."""
    real, failed = getattr(os, name), []

    def fail(*args: Any, **named: Any) -> Any:
        if concerned(*args):
            failed.append(args)
            raise OSError(number, os.strerror(number), str(args[0]))
        return real(*args, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, name, fail)
        yield
    assert failed, "the call never came"


def place(arg: Path | str | int) -> Path:
    """The file that a call names, or that its descriptor leads to."""
    return Path(f"/proc/self/fd/{arg}").readlink() if isinstance(arg, int) else Path(arg)


def in_backups(first: Any, *others: Any) -> bool:
    """Whether a call has to do with the folder of copies, or with what is in it."""
    places = [place(first), *(Path(other) for other in others if isinstance(other, str | Path))]
    return any(".backups" in str(place) for place in places)


# -- which are kept


def names_every(step: timedelta, count: int, last: datetime = OLD) -> list[str]:
    """Names of copies, the newest first."""
    return [(last - step * number).strftime(TIME) for number in range(count)]


SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
# As many copies as are kept of one hour.
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


# -- putting one back


@pytest.fixture
def three(backups: Backups, database: Path) -> list[bytes]:
    """Contents of three days: two copies, the second of which is `.prev` too, and the file."""
    first = database.read_bytes()
    second = edit(database, "Deux", OLD + DAY)
    third = edit(database, "Trois", OLD + DAY * 2)
    return [first, second, third]


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
    os.utime(database, (OLD.timestamp(), OLD.timestamp()))
    database.write_bytes(database.read_bytes() + b"\n")
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


def test_a_plan_changes_nothing_at_all(backups: Backups, database: Path, three: list[bytes]) -> None:
    database.with_name("db.json.lock").unlink()
    before = state(database.parent)
    plan = backups.plan("2026-03-29T003015Z.json")
    assert plan.difference is not None
    assert plan.replaced is None
    assert state(database.parent) == before
    assert not database.with_name("db.json.lock").exists()


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
