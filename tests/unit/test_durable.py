"""`gersapp.store.tinydb.durable`: in which order a commit reaches the disk, and what stays as it was."""

import contextlib
import errno
import os
import stat
import tempfile
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gersapp.files import Unreadable, is_altered
from gersapp.store.tinydb import TinyDBRepository
from gersapp.store.tinydb.durable import DurableStorage, EditedByHand
from tests.support.backups import names
from tests.support.durable import AFTER, BEFORE, LATER, opened, read
from tests.support.edits import commit, delete

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")


# -- the order

# What a commit does, in this order and nothing else. The kernel's own view of it: torture/calls.py.
ORDER = [
    ("open", "db.json.tmp"),
    ("write", "db.json.tmp"),
    ("fsync", "db.json.tmp"),
    ("link", "db.json", "db.json.prev.tmp"),
    ("rename", "db.json.tmp", "db.json"),
    ("rename", "db.json.prev.tmp", "db.json.prev"),
    ("fsync", "base"),
]


def without_repeats(events: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """`events`, with several writes in a row as one."""
    return [event for i, event in enumerate(events) if i == 0 or events[i - 1] != event]


def test_a_commit_calls_the_system_in_its_order(
    storage: DurableStorage, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[tuple[str, ...]] = []
    of_descriptor: dict[int, str] = {}
    real_open = os.open

    def opened(where: Any, flags: int, mode: int = 0o777) -> int:
        descriptor = real_open(where, flags, mode)
        of_descriptor[descriptor] = Path(where).name
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC):
            events.append(("open", Path(where).name))
        return descriptor

    def record(name: str, kind: str) -> None:
        real = getattr(os, name)

        def recorded(*args: Any) -> Any:
            done = real(*args)
            on_descriptor = isinstance(args[0], int)
            places = [of_descriptor[args[0]]] if on_descriptor else [Path(a).name for a in args]
            events.append((kind, *places))
            return done

        monkeypatch.setattr(os, name, recorded)

    monkeypatch.setattr(os, "open", opened)
    for name, kind in (("write", "write"), ("fsync", "fsync"), ("link", "link")):
        record(name, kind)
    record("replace", "rename")
    storage.write(AFTER)
    monkeypatch.undo()
    assert without_repeats(events) == ORDER
    assert names(path.parent) == {"db.json", "db.json.prev"}


rows = st.dictionaries(
    st.text(max_size=3),
    st.none() | st.integers(-9, 9) | st.text(max_size=5) | st.lists(st.text(max_size=3), max_size=2),
)
databases = st.dictionaries(
    st.text(max_size=5),
    st.dictionaries(st.from_regex(r"[1-9]", fullmatch=True), rows, max_size=4),
    max_size=3,
)


@given(st.lists(databases, min_size=1, max_size=4))
@settings(deadline=None, derandomize=True, database=None, max_examples=60)
def test_the_file_is_what_orjson_indents(generations: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        storage = DurableStorage(Path(folder) / "db.json")
        storage.read()
        held: dict[str, dict[str, Any]] = {}
        for generation in generations:
            # Documents of the generation before stay among those that replace and remove others.
            held = {**held, **generation} if len(generation) % 2 else generation
            storage.write(held)
            indented = orjson.dumps(held, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
            assert storage.path.read_bytes() == indented


def test_a_disk_that_takes_a_few_bytes_at_a_time_gets_them_all(
    storage: DurableStorage, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, view: real(descriptor, view[:7]))
    storage.write(AFTER)
    assert read(path) == AFTER


# -- what stays


@pytest.mark.parametrize("mode", [0o640, 0o600, 0o664, 0o444])
def test_the_file_keeps_its_mode_whatever_the_umask(path: Path, mode: int) -> None:
    path.chmod(mode)
    storage = opened(path)
    before = os.umask(0o077)
    try:
        storage.write(AFTER)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == mode


@as_root
def test_the_file_keeps_its_owner_and_group(path: Path) -> None:
    os.chown(path, 4321, 1234)
    opened(path).write(AFTER)
    status = path.stat()
    assert (status.st_uid, status.st_gid) == (4321, 1234)


@as_root
def test_a_file_that_only_root_could_give_away_is_saved_as_ours(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.chown(path, 4321, 1234)

    def refuse(*args: object) -> None:
        raise PermissionError(errno.EPERM, "no")

    monkeypatch.setattr(os, "fchown", refuse)
    monkeypatch.setattr(os, "link", refuse)
    before = path.read_bytes()
    opened(path).write(AFTER)
    assert path.with_name("db.json.prev").read_bytes() == before
    assert opened(path).read() == AFTER


def test_an_edit_by_hand_during_a_commit_is_never_overwritten(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = opened(path)
    real = os.fsync

    def fsync(descriptor: int) -> None:
        real(descriptor)
        path.write_bytes(orjson.dumps(LATER))

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(EditedByHand):
        storage.write(AFTER)
    monkeypatch.undo()
    assert opened(path).read() == LATER
    assert not path.with_name("db.json.tmp").exists()


def test_a_pipe_in_the_place_of_the_file_is_refused_at_once(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(Unreadable, match="fichier ordinaire"):
        DurableStorage(path).read()


def test_prev_holds_the_generation_before(storage: DurableStorage, path: Path) -> None:
    previous = path.with_name("db.json.prev")
    first = path.read_bytes()
    storage.write(AFTER)
    assert previous.read_bytes() == first
    second = path.read_bytes()
    storage.write(LATER)
    assert previous.read_bytes() == second
    assert read(path) == LATER
    assert names(path.parent) == {"db.json", "db.json.prev"}


def test_prev_tells_what_was_written_from_what_was_changed_since(storage: DurableStorage, path: Path) -> None:
    previous = path.with_name("db.json.prev")
    storage.write(AFTER)
    storage.write(LATER)
    with path.open("r+b") as opened_before:
        storage.write(AFTER)
        assert not is_altered(previous)
        opened_before.write(path.read_bytes())
    assert is_altered(previous)
    storage.write(LATER)
    assert not is_altered(previous)


@pytest.mark.parametrize("name", ["setxattr", "getxattr"])
def test_a_file_system_without_attributes_takes_commits(
    storage: DurableStorage, path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def refuse(*args: object) -> bytes:
        raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))

    monkeypatch.setattr(os, name, refuse)
    storage.write(AFTER)
    assert read(path.with_name("db.json.prev")) == BEFORE
    assert not is_altered(path.with_name("db.json.prev"))


def test_the_first_commit_creates_the_file_and_no_prev(tmp_path: Path) -> None:
    storage = DurableStorage(tmp_path / "db.json")
    assert storage.read() is None
    storage.write(AFTER)
    assert read(tmp_path / "db.json") == AFTER
    assert names(tmp_path) == {"db.json"}


def test_a_symbolic_link_to_the_file_stays_a_link(database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ailleurs"
    folder.mkdir()
    link = folder / "db.json"
    link.symlink_to(database)
    before = database.read_bytes()
    with contextlib.closing(TinyDBRepository(link)) as repository:
        id = next(iter(repository.snapshot().catalogue.operations))
        commit(repository, delete(id))
    assert link.is_symlink()
    assert link.readlink() == database
    assert not database.is_symlink()
    assert read(database)["trash"]
    assert database.with_name("db.json.prev").read_bytes() == before
    assert names(folder) == {"db.json"}


@pytest.mark.parametrize("leftover", ["db.json.tmp", "db.json.prev.tmp"])
def test_what_a_killed_commit_left_is_in_nobodys_way(
    storage: DurableStorage, path: Path, leftover: str
) -> None:
    path.with_name(leftover).write_bytes(b"half of a very long f" * 1000)
    storage.write(AFTER)
    assert read(path) == AFTER
    assert read(path.with_name("db.json.prev")) == BEFORE
    assert names(path.parent) == {"db.json", "db.json.prev"}


def test_a_commit_killed_before_the_rename_leaves_nothing(storage: DurableStorage, path: Path) -> None:
    # Then `.prev` and the file are one inode, and rename(2) from one to the other does nothing.
    os.link(path, path.with_name("db.json.prev"))
    storage.write(AFTER)
    assert read(path.with_name("db.json.prev")) == BEFORE
    assert names(path.parent) == {"db.json", "db.json.prev"}


def test_a_link_in_the_place_of_the_temporary_file_is_refused(
    storage: DurableStorage, path: Path, tmp_path: Path
) -> None:
    treasure = tmp_path / "treasure"
    treasure.write_text("untouched")
    path.with_name("db.json.tmp").symlink_to(treasure)
    with pytest.raises(OSError, match="symbolic links"):
        storage.write(AFTER)
    assert read(path) == BEFORE
    storage.write(AFTER)
    assert read(path) == AFTER
    assert treasure.read_text() == "untouched"
