"""The rights on a file: its owner, its group, and who may do what, by the mode or by an access list (ACL).

Linux keeps an access list beside the mode. Its bytes are in linux/posix_acl_xattr.h, what it means in acl(5).
"""

import contextlib
import os
import stat
import struct
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from pathlib import Path

# Whom an entry is for, its kind and an id, and the three bits of what they may do: read, write, execute.
_Entries = Mapping[tuple[int, int], int]

_LIST, _VERSION = "system.posix_acl_access", 2
_HEADER, _ENTRY = struct.Struct("<I"), struct.Struct("<HHI")
_NO_ID = 0xFFFFFFFF
_OWNER, _GROUP, _MASK, _OTHERS = (1, _NO_ID), (4, _NO_ID), (16, _NO_ID), (32, _NO_ID)
_USER, _NAMED_GROUP = 2, 8
# What these may do is limited by the mask, if there is one.
_MASKED = {_USER, _GROUP[0], _NAMED_GROUP}


@dataclass(frozen=True, slots=True)
class Rights:
    """The rights on a file. `entries` are its access list, or else the three parts of its mode."""

    owner: int
    group: int
    entries: _Entries

    @classmethod
    def of(cls, path: Path) -> "Rights":
        """Return the rights on the file `path`; raises OSError."""
        status = os.stat(path)  # noqa: PTH116  (tests put faults in it)
        entries: _Entries = {
            _OWNER: status.st_mode >> 6 & 7,
            _GROUP: status.st_mode >> 3 & 7,
            _OTHERS: status.st_mode & 7,
        }
        if sys.platform == "linux":
            # Most files have no list, and some file systems know none.
            with contextlib.suppress(OSError):
                entries = _decode(os.getxattr(path, _LIST))
        return cls(status.st_uid, status.st_gid, entries)

    @classmethod
    def inside(cls, folder: Path) -> "Rights":
        """Return the rights that let whoever may write in `folder` write in a new folder inside it."""
        rights = cls.of(folder)
        if os.stat(folder).st_mode & stat.S_ISVTX:  # noqa: PTH116  (as in `of`)
            # As in /tmp, where nobody may touch what another has made.
            return cls(rights.owner, rights.group, {_OWNER: 7, _GROUP: 0, _OTHERS: 0})
        return rights

    def give(self, descriptor: int) -> None:
        """Give a file or a folder of ours these rights; raises OSError.

        Only root may give a file away. When the owner or the group stays another, an access list gives the
        former ones what they could do, and nobody may do more than before.
        """
        present = os.fstat(descriptor)
        for owner in (self.owner, -1):
            if (present.st_uid, present.st_gid) != (self.owner, self.group):
                with contextlib.suppress(OSError):
                    os.fchown(descriptor, owner, self.group)
                present = os.fstat(descriptor)
        entries = self._entries_for(present.st_uid, present.st_gid)
        mode = _mode(_effective(entries))
        if present.st_mode & 0o777 != mode:
            os.fchmod(descriptor, present.st_mode & 0o7000 | mode)
        if sys.platform == "linux":
            # Without named entries, this takes away the list that the folder gives to new files.
            with contextlib.suppress(OSError):
                os.setxattr(descriptor, _LIST, _encode(entries))

    def to_open_files(self) -> "Rights":
        """Return the rights that let whoever may write in a folder with these rights open a file."""
        entries = {who: 6 if may & 2 else 0 for who, may in self.entries.items()}
        return Rights(self.owner, self.group, entries)

    def _entries_for(self, owner: int, group: int) -> _Entries:
        """Return the entries by which a file of `owner` and `group` has these rights."""
        if (owner, group) == (self.owner, self.group):
            return self.entries
        entries = _effective(self.entries)
        # Root needs no right.
        if self.owner not in (owner, 0):
            entries[_USER, self.owner] = entries[_OWNER]
        if self.group != group:
            former = entries[_GROUP]
            entries[_GROUP] = entries.get((_NAMED_GROUP, group), entries[_OTHERS])
            if former != entries[_OTHERS]:
                entries[_NAMED_GROUP, self.group] = former
        masked = [may for who, may in entries.items() if who[0] in _MASKED]
        return {**entries, _MASK: reduce(or_, masked)} if len(masked) > 1 else entries


def _effective(entries: _Entries) -> dict[tuple[int, int], int]:
    """Return the entries with no mask, for the same rights."""
    mask = entries.get(_MASK, 7)
    return {who: may & mask if who[0] in _MASKED else may for who, may in entries.items() if who != _MASK}


def _mode(entries: _Entries) -> int:
    return entries[_OWNER] << 6 | entries[_GROUP] << 3 | entries[_OTHERS]


def _decode(content: bytes) -> _Entries:
    return {(kind, id): may for kind, may, id in _ENTRY.iter_unpack(content[_HEADER.size :])}


def _encode(entries: _Entries) -> bytes:
    """Return the bytes of a list, whose entries the kernel wants in the order of their kinds."""
    packed = (_ENTRY.pack(kind, may, id) for (kind, id), may in sorted(entries.items()))
    return _HEADER.pack(_VERSION) + b"".join(packed)
