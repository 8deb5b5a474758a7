"""`gersapp.rights`: who may do what with a file may do it with the one that replaces it, and nobody more."""

import contextlib
import errno
import os
import stat
import struct
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gersapp.files import write_whole
from gersapp.store.tinydb.durable import DurableStorage
from tests.support.accounts import (
    JEANNE,
    MARC,
    OTHERS,
    PAUL,
    READERS,
    SERVER,
    SERVERS,
    TEAM,
    acting_as,
    as_root,
)

pytestmark = [as_root, pytest.mark.skipif(sys.platform != "linux", reason="access lists are Linux's")]

# An account, and its group.
ACCOUNTS = [(JEANNE, OTHERS), (PAUL, OTHERS), (MARC, OTHERS), (MARC, SERVERS), (MARC, TEAM), (MARC, READERS)]

# The kinds of entries of a list, as linux/posix_acl.h numbers them.
USER, NAMED_USER, GROUP, NAMED_GROUP, MASK, OTHER = 1, 2, 4, 8, 16, 32
NOBODY = 0xFFFFFFFF
Entries = Mapping[tuple[int, int], int]


def set_list(path: Path, entries: Entries, kind: str = "access") -> None:
    """Set the access list of a file, or the `default` one that a folder gives to new files."""
    packed = [struct.pack("<HHI", kind, may, id) for (kind, id), may in sorted(entries.items())]
    os.setxattr(path, f"system.posix_acl_{kind}", struct.pack("<I", 2) + b"".join(packed))


def refuse(*args: object, **named: object) -> None:
    raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP))


def list_of(path: Path) -> bytes | None:
    with contextlib.suppress(OSError):
        return os.getxattr(path, "system.posix_acl_access")
    return None


def permissions(path: Path) -> dict[tuple[int, int], tuple[bool, bool]]:
    """Whether each account may read and write the file, as the kernel says."""
    found = {}
    for account, group in ACCOUNTS:
        with acting_as(account, group):
            read, write = (os.access(path, way, effective_ids=True) for way in (os.R_OK, os.W_OK))
            found[account, group] = (read, write)
    return found


@pytest.fixture
def path() -> Iterator[Path]:
    """A file of Jeanne and of the team, in a folder where every account may write."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        path = Path(folder) / "db.json"
        path.write_text('{"operations": {}}')
        os.chown(path, JEANNE, TEAM)
        yield path


def save_as(path: Path, account: int, *groups: int) -> None:
    storage = DurableStorage(path)
    storage.read()
    with acting_as(account, *groups):
        storage.write({"operations": {}})


LIST = {
    (USER, NOBODY): 6,
    (NAMED_USER, PAUL): 6,
    (GROUP, NOBODY): 4,
    (MASK, NOBODY): 6,
    (OTHER, NOBODY): 0,
}


def test_a_file_with_an_access_list_keeps_it(path: Path) -> None:
    os.chown(path, SERVER, TEAM)
    set_list(path, LIST)
    before = list_of(path), permissions(path)
    for _ in range(2):
        save_as(path, SERVER, SERVERS, TEAM)
        assert (list_of(path), permissions(path)) == before
        assert list_of(path.with_name("db.json.prev")) == before[0]


def test_a_copy_in_place_of_a_link_has_the_list_and_owner(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_list(path, LIST)
    monkeypatch.setattr(os, "link", refuse)
    save_as(path, 0, 0)
    kept = path.with_name("db.json.prev")
    assert list_of(kept) == list_of(path)
    assert (kept.stat().st_uid, kept.stat().st_gid) == (JEANNE, TEAM)


@pytest.mark.parametrize(("group", "mask"), [(4, 6), (6, 4)])
def test_without_lists_the_group_may_do_no_more(
    path: Path, monkeypatch: pytest.MonkeyPatch, group: int, mask: int
) -> None:
    set_list(path, {**LIST, (GROUP, NOBODY): group, (MASK, NOBODY): mask})
    monkeypatch.setattr(os, "setxattr", refuse)
    save_as(path, 0, 0)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_list_that_the_folder_gives_to_new_files_stays_off(path: Path) -> None:
    path.chmod(0o600)
    set_list(path.parent, {**LIST, (OTHER, NOBODY): 7}, "default")
    before = permissions(path)
    save_as(path, 0, 0)
    assert (list_of(path), permissions(path)) == (None, before)


def test_the_former_owner_and_group_keep_what_they_could_do(path: Path) -> None:
    path.chmod(0o664)
    before = permissions(path)
    assert before[JEANNE, OTHERS] == before[MARC, TEAM] == (True, True)
    for _ in range(2):
        save_as(path, SERVER, SERVERS)
        assert path.stat().st_uid == SERVER
        assert permissions(path) == before


def test_a_group_that_the_server_is_in_stays_the_group(path: Path) -> None:
    path.chmod(0o664)
    save_as(path, SERVER, SERVERS, TEAM)
    assert (path.stat().st_uid, path.stat().st_gid) == (SERVER, TEAM)


may = st.integers(0, 7)
named = st.dictionaries(
    st.sampled_from(
        [(NAMED_USER, PAUL), (NAMED_USER, SERVER), (NAMED_GROUP, READERS), (NAMED_GROUP, SERVERS)]
    ),
    may,
)


@given(owner=may, group=may, others=may, mask=may, named=named, in_team=st.booleans())
@settings(deadline=None, derandomize=True, database=None, max_examples=40)
def test_nobody_may_do_more_or_less_than_before(
    owner: int, group: int, others: int, mask: int, named: Entries, in_team: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        former, new = Path(folder) / "former", Path(folder) / "new"
        former.touch()
        os.chown(former, JEANNE, TEAM)
        # Linux does not look at a list that allows less than everybody may do.
        group, mask = group | others, mask | others
        limit = {(MASK, NOBODY): mask} if named else {}
        owner |= group
        set_list(
            former, {(USER, NOBODY): owner, (GROUP, NOBODY): group, (OTHER, NOBODY): others, **limit, **named}
        )
        groups = [SERVERS, TEAM] if in_team else [SERVERS]
        with acting_as(SERVER, *groups):
            write_whole(new, b"", former)
        assert permissions(new) == permissions(former)
