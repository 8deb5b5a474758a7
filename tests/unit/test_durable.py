"""`gersapp.store.tinydb.durable`: in which order a commit reaches the disk, what each failure leaves."""

import contextlib
import errno
import os
import re
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gersapp import files
from gersapp.files import Unreadable, is_altered
from gersapp.store.documents.tables import Tables
from gersapp.store.tinydb import TinyDBRepository
from gersapp.store.tinydb.durable import DurableStorage, EditedByHand, Uncertain
from tests.support.edits import commit, delete

EARLIER: Tables = {"operations": {"1": {"title": "Bien avant"}}}
BEFORE: Tables = {"operations": {"1": {"title": "Avant"}}}
AFTER: Tables = {"operations": {"1": {"title": "Après, plus long qu’avant"}}}
LATER: Tables = {"operations": {"1": {"title": "Plus tard"}}}

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with BEFORE in it, alone in its folder."""
    folder = tmp_path / "base"
    folder.mkdir()
    path = folder / "db.json"
    path.write_bytes(orjson.dumps(BEFORE))
    return path


def opened(path: Path) -> DurableStorage:
    """A storage that has read its file, as the store's has."""
    storage = DurableStorage(path)
    storage.read()
    return storage


@pytest.fixture
def storage(path: Path) -> DurableStorage:
    """One that has read `path`."""
    storage = DurableStorage(path)
    assert storage.read() == BEFORE
    return storage


def read(path: Path) -> Any:
    return orjson.loads(path.read_bytes())


def names(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()}


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


# -- each call failed in turn


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


# -- reading is strict

GOOD = '{"operations": {"1": {"title": "Bon"}}}'
DEEP = "[" * 100_000 + "]" * 100_000

# What is wrong → the file's bytes, and what the message says of it.
REFUSED: dict[str, tuple[bytes, str]] = {
    "0 bytes": (b"", "vide"),
    "white space alone": (b" \n\t\n", "vide"),
    "a byte order mark alone": (b"\xef\xbb\xbf", "ligne 1, colonne 1"),
    "zeros, after a power cut": (bytes(4096), "ligne 1, colonne 1"),
    "cut short": (b'{"operations": {\n"1": {"ti', "ligne 2, colonne 7"),
    "longer than its end": (GOOD.encode() + b'"}}', "colonne 40"),
    "a comma too many": (b'{"operations": {"1": {"title": "a",}}}', "ligne 1"),
    "a key that comes twice": (b'{"o": {"1": {"a": 1, "a": 2}}}', "« a » figure deux fois"),
    "a document that comes twice": (b'{"o": {"1": {}, "1": {}}}', "« 1 » figure deux fois"),
    "a table that comes twice": (b'{"o": {}, "o": {}}', "« o » figure deux fois"),
    "NaN": (b'{"o": {"1": {"n": NaN}}}', "« NaN »"),
    "infinity": (b'{"o": {"1": {"n": -Infinity}}}', "« -Infinity »"),
    "a number with no float": (b'{"o": {"1": {"n": 1e400}}}', "trop grand : 1e400"),
    "5 000 digits": (b'{"o": {"1": {"n": ' + b"9" * 5000 + b"}}}", "hors des limites"),
    "65 bits": (b'{"o": {"1": {"n": 18446744073709551616}}}', "hors des limites"),
    "half a surrogate pair": (rb'{"o": {"1": {"t": "\ud83d"}}}', "hors des limites"),
    "half a pair in a key": (rb'{"o": {"1": {"\udc00": 1}}}', "hors des limites"),
    "100 000 levels": (f'{{"o": {{"1": {{"d": {DEEP}}}}}}}'.encode(), "imbriqué"),
    "not UTF-8": (b'{"o": {"1": {"t": "caf\xe9"}}}', "UTF-8, octet 22"),
    "a list at the top": (b"[]", "TinyDB"),
    "a text at the top": (b'"operations"', "TinyDB"),
    "null": (b"null", "TinyDB"),
    "a table that is a list": (b'{"o": []}', "TinyDB"),
    "a document that is a text": (b'{"o": {"1": "a"}}', "TinyDB"),
    "a document with no number": (b'{"o": {"premier": {}}}', "TinyDB"),
    "a number with a zero before": (b'{"o": {"01": {}}}', "TinyDB"),
    "a negative number": (b'{"o": {"-1": {}}}', "TinyDB"),
    "a number in other digits": ('{"o": {"١": {}}}'.encode(), "TinyDB"),
    "a number of 30 digits": (b'{"o": {"' + b"1" * 30 + b'": {}}}', "TinyDB"),
    "no number at all": (b'{"o": {"": {}}}', "TinyDB"),
}


@pytest.mark.parametrize("wrong", REFUSED)
def test_a_file_that_would_not_be_written_back_alike_is_refused(path: Path, wrong: str) -> None:
    content, message = REFUSED[wrong]
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=re.escape(message)):
        DurableStorage(path).read()
    assert path.read_bytes() == content
    assert names(path.parent) == {"db.json"}


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode(),
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.replace(" ", "\r\n\t").encode(),
        rb'{"operations": {"1": {"title": "\u0042on"}}}',
    ],
    ids=["plain", "byte order mark", "other white space", "escapes"],
)
def test_what_editors_of_text_do_to_a_file_is_accepted(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert DurableStorage(path).read() == orjson.loads(GOOD)


def test_a_missing_file_is_none_and_is_not_created(tmp_path: Path) -> None:
    assert DurableStorage(tmp_path / "db.json").read() is None
    assert names(tmp_path) == set()
