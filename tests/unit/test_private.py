"""`gersapp.editors.private`: whole, closed to others, and shared by processes that do not undo each other."""

import errno
import fcntl
import json
import os
import stat
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from gersapp.editors.private import PrivateFile
from gersapp.errors import EditorsUnavailable
from tests.support.files import at_once, break_call, contents, modes

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")


@pytest.fixture
def file(folder: Path) -> PrivateFile:
    return private(folder)


@pytest.fixture
def umask() -> Iterator[Callable[[int], int]]:
    """Sets the umask, and sets it back after the test."""
    before = os.umask(0)
    os.umask(before)
    yield os.umask
    os.umask(before)


def private(folder: Path) -> PrivateFile:
    return PrivateFile(folder / "a.json", lambda value: isinstance(value, str | int))


def put(file: PrivateFile, **values: str | int) -> None:
    with file.changing() as content:
        content.update(values)


def test_reading_makes_nothing(file: PrivateFile, folder: Path) -> None:
    assert file.read() == {}
    assert file.stamp() is None
    assert not folder.exists()


@pytest.mark.parametrize("mask", [0, 0o022, 0o077])
def test_what_is_written_is_closed_to_others(
    file: PrivateFile, folder: Path, umask: Callable[[int], int], mask: int
) -> None:
    umask(mask)
    put(file, name="é")
    assert file.read() == {"name": "é"}
    assert modes(folder) == {".": 0o700, "a.json": 0o600, "a.json.lock": 0o600}


def test_an_empty_folder_that_others_may_enter_is_closed(file: PrivateFile, folder: Path) -> None:
    folder.mkdir(mode=0o755)
    put(file, a=1)
    assert modes(folder)["."] == 0o700


def test_a_folder_of_others_is_refused_and_left_as_it_is(file: PrivateFile, folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o1777)
    (folder / "theirs").write_bytes(b"x")
    with pytest.raises(EditorsUnavailable, match="est ouvert à d’autres comptes"):
        put(file, a=1)
    assert modes(folder)["."] == 0o1777
    assert [path.name for path in folder.iterdir()] == ["theirs"]


def test_a_file_open_to_others_is_closed_by_the_next_change(file: PrivateFile, folder: Path) -> None:
    put(file, a=1)
    file.path.chmod(0o644)
    put(file, a=2)
    assert modes(folder)["a.json"] == 0o600


@as_root
def test_what_root_writes_belongs_to_the_owner_of_the_folder(file: PrivateFile, folder: Path) -> None:
    folder.mkdir(mode=0o700)
    os.chown(folder, 12_345, 12_346)
    put(file, a=1)
    owners = {(path.stat().st_uid, path.stat().st_gid) for path in folder.iterdir()}
    assert owners == {(12_345, 12_346)}


@as_root
def test_a_folder_that_root_makes_is_the_outer_folders_owners(file: PrivateFile, folder: Path) -> None:
    os.chown(folder.parent, 12_345, 12_346)
    put(file, a=1)
    owners = {(path.stat().st_uid, path.stat().st_gid) for path in (folder, *folder.iterdir())}
    assert owners == {(12_345, 12_346)}
    assert modes(folder) == {".": 0o700, "a.json": 0o600, "a.json.lock": 0o600}


def test_a_sysadmin_can_read_it(file: PrivateFile) -> None:
    put(file, name="Éléonore")
    assert file.path.read_text("utf-8") == '{\n "name": "Éléonore"\n}'


def test_what_does_not_change_is_not_written(file: PrivateFile) -> None:
    put(file, a=1)
    stamp = file.stamp()
    put(file, a=1)
    with file.changing():
        pass
    assert file.stamp() == stamp


def test_each_change_gives_another_stamp(file: PrivateFile) -> None:
    stamps = [file.stamp()]
    for number in range(5):
        put(file, a=number)
        stamps.append(file.stamp())
    assert all(one != other for one, other in pairwise(stamps))


def test_an_error_while_it_is_changed_changes_nothing(file: PrivateFile, folder: Path) -> None:
    put(file, a=1)
    before = contents(folder)

    def fail() -> None:
        with file.changing() as content:
            content["a"] = 2
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert contents(folder) == before


def test_changes_at_once_are_all_kept(folder: Path) -> None:
    def add(number: int) -> None:
        for _ in range(3):
            with private(folder).changing() as content:
                content["sum"] = content.get("sum", 0) + 1

    assert at_once(8, add) == [None] * 8
    assert private(folder).read() == {"sum": 24}


def test_content_is_on_the_disk_before_it_replaces_the_file(
    file: PrivateFile, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir(mode=0o700)
    events: list[str] = []
    real_fsync, real_replace = os.fsync, os.replace

    def fsync(descriptor: int) -> None:
        status = os.fstat(descriptor)
        names = [path.name for path in (folder, *folder.iterdir()) if os.path.samestat(status, path.stat())]
        events.append(f"fsync {names[0]}, {status.st_size if stat.S_ISREG(status.st_mode) else ''}")
        real_fsync(descriptor)

    def replace(source: Any, target: Any) -> None:
        events.append(f"{Path(source).name} → {Path(target).name}")
        real_replace(source, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", replace)
    put(file, a=1)
    size = file.path.stat().st_size
    assert events == [f"fsync a.json.tmp, {size}", "a.json.tmp → a.json", "fsync instance, "]


@pytest.mark.parametrize(
    ("call", "code", "why"),
    [
        ("open", errno.EACCES, "accès refusé"),
        ("open", errno.EROFS, "disque en lecture seule"),
        ("fchmod", errno.EPERM, "opération interdite"),
        ("fsync", errno.EIO, "erreur d’entrée-sortie du disque"),
        ("fsync", errno.ENOSPC, "disque plein"),
        ("replace", errno.EDQUOT, "quota de disque dépassé"),
    ],
)
def test_a_disk_that_refuses_changes_nothing_and_says_why(
    file: PrivateFile, folder: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int, why: str
) -> None:
    put(file, a=1)
    before = file.path.read_bytes()
    break_call(monkeypatch, call, code)
    with pytest.raises(EditorsUnavailable, match=f"a.json ne peut pas être écrit : {why}"):
        put(file, a=2)
    monkeypatch.undo()
    assert contents(folder) == {"a.json": before}
    put(file, a=3)
    assert contents(folder).keys() == {"a.json"}


@pytest.mark.parametrize(("call", "code"), [("fchown", errno.EPERM), ("flock", errno.ENOLCK)])
def test_a_lock_that_cannot_be_had_is_told_too(
    file: PrivateFile, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    def refuse(*args: int) -> None:
        raise OSError(code, "")

    # Root of a container may not give files away; a network disk may know no locks.
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(fcntl if call == "flock" else os, call, refuse)
    with pytest.raises(EditorsUnavailable, match="ne peut pas être écrit"):
        put(file, a=1)
    assert not file.path.exists()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "ce n’est pas du JSON"),
        (b'{"a": ', "ce n’est pas du JSON"),
        (b"\xff\xfe\xff", "ce n’est pas du JSON"),
        (b'{"a": "\xe9"}', "ce n’est pas du JSON"),
        (b"[" * 100_000, "ce n’est pas du JSON"),
        (b"[]", "un objet JSON est attendu"),
        (b"null", "un objet JSON est attendu"),
        (b'{"a": 1, "b": null}', "« b » est incomplet"),
    ],
)
def test_a_broken_file_is_told_and_left_to_be_mended(
    file: PrivateFile, folder: Path, content: bytes, why: str
) -> None:
    folder.mkdir(mode=0o700)
    file.path.write_bytes(content)
    with pytest.raises(EditorsUnavailable, match=f"a.json est abîmé : {why}"):
        file.read()
    with pytest.raises(EditorsUnavailable, match=f"a.json est abîmé : {why}"):
        put(file, a=1)
    assert contents(folder) == {"a.json": content}


def test_what_cannot_be_read_is_not_taken_for_a_missing_file(file: PrivateFile, folder: Path) -> None:
    folder.write_bytes(b"no folder")
    for asked in (file.stamp, file.read):
        with pytest.raises(EditorsUnavailable, match="ne peut pas être lu : ce n’est pas un dossier"):
            asked()
    with pytest.raises(EditorsUnavailable, match="ne peut pas être écrit"):
        put(file, a=1)
    assert folder.read_bytes() == b"no folder"


def test_a_folder_in_its_place_is_told(file: PrivateFile) -> None:
    file.path.mkdir(parents=True)
    descriptors = sorted(os.listdir("/dev/fd"))  # noqa: PTH208  (of the process; iterdir would open one more)
    with pytest.raises(EditorsUnavailable, match="ne peut pas être lu : c’est un dossier"):
        file.read()
    assert sorted(os.listdir("/dev/fd")) == descriptors  # noqa: PTH208  (as above)


def test_a_pipe_in_its_place_is_refused_without_waiting(file: PrivateFile, folder: Path) -> None:
    folder.mkdir(mode=0o700)
    os.mkfifo(file.path)
    with pytest.raises(EditorsUnavailable, match="est abîmé : ce n’est pas un fichier ordinaire"):
        file.read()


@pytest.mark.parametrize("suffix", ["tmp", "lock"])
def test_a_link_that_somebody_planted_is_not_followed(file: PrivateFile, folder: Path, suffix: str) -> None:
    folder.mkdir(mode=0o700)
    victim = folder / "victim"
    victim.write_bytes(b"before")
    (folder / f"a.json.{suffix}").symlink_to(victim)
    with pytest.raises(EditorsUnavailable, match="lien symbolique refusé"):
        put(file, a=1)
    assert victim.read_bytes() == b"before"
    assert not file.path.exists()


def test_no_descriptor_stays_open(file: PrivateFile, monkeypatch: pytest.MonkeyPatch) -> None:
    put(file, a=1)
    before = sorted(os.listdir("/dev/fd"))  # noqa: PTH208  (of the process; iterdir would open one more)
    put(file, a=2)
    break_call(monkeypatch, "replace", errno.ENOSPC)
    with pytest.raises(EditorsUnavailable):
        put(file, a=3)
    file.path.write_text(json.dumps([]))
    with pytest.raises(EditorsUnavailable):
        put(file, a=4)
    assert sorted(os.listdir("/dev/fd")) == before  # noqa: PTH208  (as above)
