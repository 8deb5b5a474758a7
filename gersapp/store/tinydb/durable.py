"""A durable storage for TinyDB: a file is whole or it is not replaced, and a commit is on the disk.

A commit: write `db.json.tmp` beside the file → fsync → rename over `db.json` → name the former file
`db.json.prev` (hard link) → fsync the folder. The rights on the file stay. Local POSIX file systems only.
docs/decisions/store.md measures why TinyDB's own JSONStorage is not enough.
"""

import contextlib
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import compress
from operator import is_not
from pathlib import Path
from typing import Any

import orjson
from tinydb.storages import Storage

from gersapp.errors import reason
from gersapp.files import (
    Stamp,
    Unreadable,
    fsync_folder,
    give_second_name,
    mark_as_written,
    open_folder,
    read_stamp,
    read_whole,
    removed_if_refused,
    write_whole,
)
from gersapp.store.documents.tables import BEYOND_LIMITS, Tables, parse

_log = logging.getLogger(__name__)

# Where the first document stands in an indented table, from which byte to which.
_BEFORE, _AFTER = len(b'{\n  "": {\n    '), -len(b"\n  }\n}")


class EditedByHand(Exception):
    """Somebody else replaced or changed the file during a commit, which changed nothing."""


class Uncertain(Exception):
    """The file was replaced, but the disk did not confirm it: a power cut may bring the old one back."""


class DurableStorage(Storage):
    """TinyDB's two methods. `stamps` identifies the states of the file that this process wrote or read.

    A written document must not be changed afterwards, but replaced by another: see `_serialise`.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.temporary = self.path.with_name(self.path.name + ".tmp")
        self.previous = self.path.with_name(self.path.name + ".prev")
        self._former = self.path.with_name(self.path.name + ".prev.tmp")
        self.stamps: tuple[Stamp, ...] = (None,)
        self._written: dict[str, _Table] = {}

    def stamp(self) -> Stamp:
        """Return the stamp of the file on the disk now; raises OSError when it cannot be known."""
        return read_stamp(self.path)

    def read(self) -> Tables | None:
        """Return the file's tables, or None when there is no file; raises Unreadable or OSError."""
        try:
            content, stamp = read_whole(self.path)
        except FileNotFoundError:
            self.stamps = (None,)
            return None
        tables = parse(content)
        self.stamps = (stamp,)
        return tables

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Replace the file's content by `data`, durably.

        Raises OSError, EditedByHand or Unreadable when nothing was changed, Uncertain when the change is
        visible but may not outlive a power cut.
        """
        try:
            content = self._serialise(data)
        except TypeError as error:
            raise Unreadable(BEYOND_LIMITS) from error
        with open_folder(self.path.parent) as folder:
            self._replace(content, folder)

    def _replace(self, content: bytes, folder: int) -> None:
        """Replace the content of the file, in the `folder` of that descriptor, as `write` does."""
        before = self.stamps[-1]
        written = write_whole(self.temporary, content, self.path)
        with removed_if_refused(self.temporary), removed_if_refused(self._former):
            if before is not None:
                give_second_name(self.path, self._former)
            if self.stamp() != before:
                raise EditedByHand
            # Readers may look at the file before this method returns: both states are its own.
            self.stamps = (before, written)
            try:
                os.replace(self.temporary, self.path)
            except OSError:
                if self.stamp() != written:
                    self.stamps = self.stamps[:1]
                    raise
                raise Uncertain from None
        try:
            if before is not None:
                self._keep_former(before)
            fsync_folder(folder)
        except OSError as error:
            raise Uncertain from error
        finally:
            self.stamps = (written,)

    def _keep_former(self, stamp: tuple[int, int, int, int]) -> None:
        """Give the generation before, which had this `stamp`, the name `.prev`.

        An error is only logged: the commit is done, and `.prev` stays an older generation.
        """
        try:
            mark_as_written(self._former, stamp)
            os.replace(self._former, self.previous)
        except OSError as error:
            _log.warning("%s reste une génération plus ancienne (%s)", self.previous, reason(error))
        finally:
            # The name remains when the rename failed, or did nothing: after a commit that was killed, `.prev`
            # and the file may be two names of one inode.
            with contextlib.suppress(OSError):
                self._former.unlink()

    def _serialise(self, data: Mapping[str, Mapping[str, Any]]) -> bytes:
        """Return `data` as orjson would indent it, in less time, during which nobody is served.

        A commit changes one document among thousands: the texts of the others come from the commit before.
        """
        self._written = {name: _Table.of(rows, self._written.get(name)) for name, rows in data.items()}
        parts: list[bytes] = []
        for name, table in self._written.items():
            parts.append(b"%s\n  %s: {" % (b"," if parts else b"{", orjson.dumps(name)))
            # Each text begins with a comma, which the first one loses.
            parts += [text[1:] for text in table.texts[:1]]
            parts += table.texts[1:]
            parts.append(b"\n  }" if table.texts else b"}")
        parts.append(b"\n}\n" if parts else b"{}\n")
        return b"".join(parts)


@dataclass(frozen=True, slots=True)
class _Table:
    """A written table: its keys, its documents and their texts, in one order."""

    keys: list[str]
    documents: list[object]
    texts: list[bytes]

    @classmethod
    def of(cls, rows: Mapping[str, Any], before: "_Table | None") -> "_Table":
        keys, documents = list(rows), list(rows.values())
        before = before or cls([], [], [])
        known = len(before.keys)
        if keys[:known] == before.keys:
            texts = before.texts.copy()
            for place in compress(range(known), map(is_not, documents, before.documents)):
                texts[place] = _indented(keys[place], documents[place])
            texts += map(_indented, keys[known:], documents[known:])
            return cls(keys, documents, texts)
        kept = dict(zip(before.keys, zip(before.documents, before.texts, strict=True), strict=True))
        pairs = [(kept.get(key, (None, b"")), key, rows[key]) for key in keys]
        texts = [text if old is row else _indented(key, row) for (old, text), key, row in pairs]
        return cls(keys, documents, texts)


def _indented(key: str, document: object) -> bytes:
    """Return the text of a document after another one in a table.

    Raises TypeError when the file could not be read: the reader writes it at the same depth.
    """
    text = orjson.dumps({"": {key: document}}, option=orjson.OPT_INDENT_2)
    return b",\n    " + text[_BEFORE:_AFTER]
