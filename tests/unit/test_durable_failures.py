"""`gersapp.store.tinydb.durable`: each call of a commit failed in turn, and what each failure leaves."""

import contextlib
import errno
import os
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from gersapp import files
from gersapp.store.documents.tables import Tables
from gersapp.store.tinydb.durable import DurableStorage, Uncertain
from tests.support.backups import names
from tests.support.durable import AFTER, BEFORE, EARLIER, LATER, opened, read


def _named(name: str) -> Callable[..., bool]:
    return lambda where, *_: isinstance(where, str | Path) and Path(where).name == name


_real_fstat = os.fstat


def _is_folder(descriptor: int) -> bool:
    return stat.S_ISDIR(_real_fstat(descriptor).st_mode)


def _is_file(descriptor: int) -> bool:
    return not _is_folder(descriptor)


def _always(*_: object) -> bool:
    return True


# What fails → the function of `os`, and for which of its calls.
STEPS: dict[str, tuple[str, Callable[..., bool]]] = {
    "open of the folder": ("open", _named("base")),
    "stat of the file": ("stat", _named("db.json")),
    "open of the temporary file": ("open", _named("db.json.tmp")),
    "fchmod": ("fchmod", _always),
    "write": ("write", _always),
    "fsync of the temporary file": ("fsync", _is_file),
    "fstat": ("fstat", _always),
    "close of the temporary file": ("close", _is_file),
    "removal of an old link": ("unlink", _named("db.json.prev.tmp")),
    "rename to the file": ("replace", _named("db.json.tmp")),
}
FSYNC_OF_FOLDER: tuple[str, Callable[..., bool]] = ("fsync", _is_folder)
ERRORS = [errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.EROFS]
each_error = pytest.mark.parametrize("number", ERRORS, ids=errno.errorcode.get)


@contextlib.contextmanager
def failing(
    step: tuple[str, Callable[..., bool]], number: int, *, afterwards: bool = False
) -> Iterator[None]:
    """Fail the calls of `step` with the error `number`; `afterwards`: their work done."""
    name, concerned = step
    real = getattr(os, name)
    failed = 0

    def call(*args: Any, **named: Any) -> Any:
        nonlocal failed
        if not concerned(*args):
            return real(*args, **named)
        failed += 1
        if afterwards or name == "close":  # a close that fails has closed all the same
            real(*args, **named)
        raise OSError(number, os.strerror(number))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, name, call)
        yield
    assert failed, "the step never came"


@each_error
@pytest.mark.parametrize("step", STEPS)
def test_a_failed_commit_changes_neither_generation(
    storage: DurableStorage, path: Path, step: str, number: int
) -> None:
    previous = path.with_name("db.json.prev")
    storage.write(EARLIER)
    storage.write(BEFORE)
    before, stamp, generation = path.read_bytes(), storage.stamp(), previous.stat().st_ino
    left = {"db.json.prev.tmp"} if step == "removal of an old link" else set[str]()
    for name in left:
        path.with_name(name).write_text("of a commit that was killed")
    with (
        failing(STEPS[step], number),
        pytest.raises(OSError, match=re.escape(os.strerror(number))) as raised,
    ):
        storage.write(AFTER)
    assert raised.value.errno == number
    assert path.read_bytes() == before
    assert storage.stamp() == stamp
    assert storage.stamps == (stamp,)
    assert read(previous) == EARLIER
    assert previous.stat().st_ino == generation
    assert path.stat().st_nlink == 1, "damage in place would reach every name"
    assert names(path.parent) == {"db.json", "db.json.prev"} | left
    storage.write(AFTER)
    assert read(path) == AFTER
    assert read(path.with_name("db.json.prev")) == BEFORE
    assert names(path.parent) == {"db.json", "db.json.prev"}
    assert storage.stamps == (storage.stamp(),)


@each_error
def test_a_generation_that_cannot_be_kept_fails_no_commit(
    storage: DurableStorage, path: Path, number: int, caplog: pytest.LogCaptureFixture
) -> None:
    storage.write(AFTER)
    step = ("replace", _named("db.json.prev.tmp"))
    with failing(step, number):
        storage.write(LATER)
    assert read(path) == LATER
    assert read(path.with_name("db.json.prev")) == BEFORE
    assert f"{path}.prev reste une génération plus ancienne (" in caplog.text
    assert names(path.parent) == {"db.json", "db.json.prev"}


@each_error
def test_a_folder_that_does_not_confirm_is_uncertain(
    storage: DurableStorage, path: Path, number: int
) -> None:
    with failing(FSYNC_OF_FOLDER, number), pytest.raises(Uncertain):
        storage.write(AFTER)
    assert read(path) == AFTER
    assert storage.stamps == (storage.stamp(),)
    assert names(path.parent) == {"db.json", "db.json.prev"}


def test_where_links_are_refused_a_commit_keeps_a_copy(path: Path, quick_disk: None) -> None:
    path.chmod(0o640)
    os.utime(path, (1, 1))
    storage, kept = opened(path), path.with_name("db.json.prev")
    before = BEFORE
    for number in errno.errorcode:
        after: Tables = {"operations": {"1": {"title": errno.errorcode[number]}}}
        written = path.stat().st_mtime_ns
        with failing(("link", _always), number):
            storage.write(after)
        assert (read(path), read(kept)) == (after, before)
        assert kept.stat().st_mtime_ns == written
        assert stat.S_IMODE(kept.stat().st_mode) == 0o640
        before = after
    assert names(path.parent) == {"db.json", "db.json.prev"}


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP], ids=errno.errorcode.get)
def test_a_folder_that_cannot_be_confirmed_at_all_is_no_error(
    storage: DurableStorage, path: Path, number: int
) -> None:
    with failing(FSYNC_OF_FOLDER, number):
        storage.write(AFTER)
    assert read(path) == AFTER
    with failing(STEPS["fsync of the temporary file"], number), pytest.raises(OSError, match="Errno"):
        storage.write(LATER)
    assert read(path) == AFTER


def test_a_folder_that_is_confirmed_may_fail_to_close(storage: DurableStorage, path: Path) -> None:
    with failing(("close", _is_folder), errno.EIO):
        storage.write(AFTER)
    assert read(path) == AFTER


@each_error
def test_a_copy_that_fails_in_place_of_a_link_refuses_the_commit(
    storage: DurableStorage, path: Path, number: int
) -> None:
    before = path.read_bytes()
    copied = _named("db.json.prev.tmp")
    with (
        failing(("link", _always), errno.EOPNOTSUPP),
        failing(("open", copied), number),
        pytest.raises(OSError, match=re.escape(os.strerror(number))),
    ):
        storage.write(AFTER)
    assert path.read_bytes() == before
    assert names(path.parent) == {"db.json"}


@each_error
def test_a_rename_done_and_reported_as_failed_is_uncertain(
    storage: DurableStorage, path: Path, number: int
) -> None:
    step = STEPS["rename to the file"]
    with failing(step, number, afterwards=True), pytest.raises(Uncertain):
        storage.write(AFTER)
    assert read(path) == AFTER


def test_a_disk_that_fills_leaves_the_file_as_it_was(
    storage: DurableStorage, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, written = os.write, 0

    def fills(descriptor: int, view: memoryview) -> int:
        nonlocal written
        if written >= 20:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written += real(descriptor, view[:10])
        return 10

    monkeypatch.setattr(os, "write", fills)
    with pytest.raises(OSError, match="No space"):
        storage.write(AFTER)
    monkeypatch.undo()
    assert read(path) == BEFORE
    assert names(path.parent) == {"db.json"}


def test_an_edit_in_the_middle_of_a_reading_is_seen(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = DurableStorage(path)

    class Raced:
        """The file, written in place by somebody as soon as its bytes were read."""

        def __init__(self, file: Any) -> None:
            self.file = file

        def __enter__(self) -> "Raced":
            return self

        def __exit__(self, *_: object) -> None:
            self.file.close()

        def fileno(self) -> int:
            number: int = self.file.fileno()
            return number

        def read(self) -> bytes:
            content: bytes = self.file.read()
            with open(path, "wb") as file:  # noqa: PTH123  (Path.open is patched)
                file.write(orjson.dumps(LATER))
            return content

    monkeypatch.setattr(files, "open", lambda *args, **named: Raced(open(*args, **named)), raising=False)  # noqa: PTH123, SIM115
    assert storage.read() == BEFORE
    monkeypatch.undo()
    assert storage.stamp() not in storage.stamps
