"""TinyDB's storage, made durable: a file is whole or it is not replaced, and a commit is on the disk.

A commit: write `db.json.tmp` beside the file → fsync → keep the last generation as `db.json.prev` (hard
link) → rename over `db.json` → fsync the folder. The file's mode and owner stay. Local POSIX file systems
only. Why TinyDB's own JSONStorage will not do is measured in docs/decisions/store.md.
"""

import contextlib
import errno
import json
import os
import shutil
import stat
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import compress
from operator import is_not
from pathlib import Path
from typing import Any

import orjson
from tinydb.storages import Storage

Tables = dict[str, dict[str, dict[str, Any]]]
# Which file, of which content: device, inode, time of last change in ns, bytes. None: there is no file.
Stamp = tuple[int, int, int, int] | None


class Unreadable(Exception):
    """The file's bytes are no database; the message says why, in French."""


class EditedByHand(Exception):
    """Somebody else replaced or changed the file during a commit; nothing was changed by us."""


class Uncertain(Exception):
    """The file was replaced, but the disk did not confirm it: after a power cut it may be the old one."""


class DurableStorage(Storage):
    """TinyDB's two methods. `stamps` says which states of the file on disk are ours.

    A document that was written is not to be changed afterwards, but replaced by another: see `_serialised`.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.temporary = self.path.with_name(self.path.name + ".tmp")
        self.previous = self.path.with_name(self.path.name + ".prev")
        self.stamps: tuple[Stamp, ...] = (None,)
        self._written: dict[str, _Table] = {}

    def stamp(self) -> Stamp:
        """The state of the file on disk now; raises OSError when it cannot be known."""
        try:
            return _stamp(os.stat(self.path))
        except FileNotFoundError:
            return None

    def read(self) -> Tables | None:
        """The file's tables, or None when there is no file; raises Unreadable or OSError."""
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

        Raises OSError or EditedByHand when nothing was changed, Uncertain when the change is visible but
        may not outlive a power cut.
        """
        content = self._serialised(data)
        written = self._write_temporary(content)
        with removed_if_refused(self.temporary):
            if self.stamps[-1] is not None:
                keep(self.path, self.previous, self.previous.with_name(self.previous.name + ".tmp"))
            if self.stamp() != self.stamps[-1]:
                raise EditedByHand
            # Readers may look at the file between its replacement and our return: both states are ours.
            self.stamps = (self.stamps[-1], written)
            try:
                os.replace(self.temporary, self.path)
            except OSError:
                if self.stamp() != written:
                    self.stamps = self.stamps[:1]
                    raise
                raise Uncertain from None
        try:
            fsync_folder(self.path.parent)
        except OSError as error:
            raise Uncertain from error
        finally:
            self.stamps = (written,)

    def _serialised(self, data: Mapping[str, Mapping[str, Any]]) -> bytes:
        """`data` as orjson indents it, but for the time: a commit changes one document among thousands, and
        the texts of the others are kept from the commit before. As long as it lasts, nobody is served.
        """
        self._written = {name: _Table.of(rows, self._written.get(name)) for name, rows in data.items()}
        parts: list[bytes] = []
        for name, table in self._written.items():
            parts.append(b"%s\n  %s: {" % (b"," if parts else b"{", orjson.dumps(name)))
            # Each begins with a comma, which the first has not.
            parts += [text[1:] for text in table.texts[:1]]
            parts += table.texts[1:]
            parts.append(b"\n  }" if table.texts else b"}")
        parts.append(b"\n}\n" if parts else b"{}\n")
        return b"".join(parts)

    def _write_temporary(self, content: bytes) -> Stamp:
        try:
            kept: os.stat_result | None = os.stat(self.path)
        except FileNotFoundError:
            kept = None
        return write_whole(self.temporary, content, kept)


def _stamp(status: os.stat_result) -> tuple[int, int, int, int]:
    return (status.st_dev, status.st_ino, status.st_mtime_ns, status.st_size)


@dataclass(frozen=True, slots=True)
class _Table:
    """A table as it was written: its keys, its documents and their texts, in one order."""

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
    """`key` and its document as they stand in a table, after another. No text in JSON holds a line end."""
    text = orjson.dumps(document, option=orjson.OPT_INDENT_2).replace(b"\n", b"\n    ")
    return b",\n    %s: %s" % (orjson.dumps(key), text)


def read_whole(path: Path) -> tuple[bytes, tuple[int, int, int, int]]:
    """The bytes of the file and their stamp; raises Unreadable or OSError."""
    # Not to wait for a writer, should the file have been replaced by a pipe.
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
    with open(os.open(path, flags), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise Unreadable("ce n’est pas un fichier ordinaire")
        # Before the bytes: an edit in between then shows as a newer stamp than ours.
        stamp = _stamp(os.fstat(file.fileno()))
        return file.read(), stamp


def write_whole(temporary: Path, content: bytes, like: os.stat_result | None) -> Stamp:
    """Have `content` on the disk in the file `temporary`, with the mode and the owner of `like`.

    The file is removed when that fails, by an OSError.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW
    with removed_if_refused(temporary):
        descriptor = os.open(temporary, flags, 0o600 if like else 0o644)
        try:
            if like:
                os.fchmod(descriptor, stat.S_IMODE(like.st_mode))
                born = os.fstat(descriptor)
                if (born.st_uid, born.st_gid) != (like.st_uid, like.st_gid):
                    # Only root may give a file away; a file that is ours serves as well.
                    with contextlib.suppress(PermissionError):
                        os.fchown(descriptor, like.st_uid, like.st_gid)
            view = memoryview(content)
            while view:
                view = view[os.write(descriptor, view) :]
            os.fsync(descriptor)
            return _stamp(os.fstat(descriptor))
        finally:
            os.close(descriptor)


def keep(path: Path, kept: Path, link: Path) -> None:
    """Give the file `path` the second name `kept`, whatever had it; `link` is a name for the meantime."""
    with contextlib.suppress(FileNotFoundError):
        link.unlink()
    try:
        try:
            os.link(path, link)
        except OSError as error:
            # Linux lets nobody link a file of somebody else's that it could not write (protected_hardlinks);
            # the folder of backups may be on another disk.
            if error.errno not in (errno.EPERM, errno.EXDEV):
                raise
            shutil.copy2(path, link)
            with open(link, "rb") as copy:
                os.fsync(copy.fileno())
        os.replace(link, kept)
    finally:
        # Still there when the rename failed, or did nothing: a commit that ended before its own
        # rename left `.prev` and the file as two names of one inode.
        with contextlib.suppress(OSError):
            link.unlink()


@contextlib.contextmanager
def removed_if_refused(temporary: Path) -> Iterator[None]:
    """Leave no file `temporary` behind what did not come to its end."""
    try:
        yield
    except (OSError, EditedByHand):
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def fsync_folder(folder: Path) -> None:
    """Have the names in `folder` on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def parse(content: bytes) -> Tables:
    """Read JSON more strictly than `json` does: what would not be written back alike is Unreadable."""
    if not content.strip():
        raise Unreadable("le fichier est vide (0 octet utile)")
    try:
        tables = json.loads(
            content.decode("utf-8-sig"),
            object_pairs_hook=_without_repeats,
            parse_constant=_no_constant,
            parse_float=_finite,
        )
        # What orjson could not write back (lone surrogates, numbers over 64 bits, nesting too deep)
        # would make every later edit fail.
        orjson.dumps(tables)
    except json.JSONDecodeError as error:
        raise Unreadable(f"JSON incorrect, ligne {error.lineno}, colonne {error.colno}") from error
    except UnicodeDecodeError as error:
        raise Unreadable(f"texte qui n’est pas en UTF-8, octet {error.start}") from error
    except RecursionError as error:
        raise Unreadable("JSON trop profondément imbriqué") from error
    except (ValueError, TypeError) as error:
        detail = str(error) if isinstance(error, _Refused) else "nombre ou texte hors des limites"
        raise Unreadable(detail) from error
    if not isinstance(tables, dict) or not all(_is_table(table) for table in tables.values()):
        raise Unreadable("ce n’est pas une base TinyDB : un objet de tables de documents numérotés")
    return tables


class _Refused(ValueError):
    pass


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = dict(pairs)
    if len(keys) != len(pairs):
        ((repeated, _),) = Counter(key for key, _ in pairs).most_common(1)
        raise _Refused(f"la clé « {repeated[:80]} » figure deux fois dans le même objet")
    return keys


def _no_constant(name: str) -> float:
    raise _Refused(f"« {name} » n’est pas un nombre JSON")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise _Refused(f"nombre trop grand : {text[:40]}")
    return number


def _is_table(table: object) -> bool:
    return isinstance(table, dict) and all(
        key.isascii() and key.isdigit() and str(int(key[:18])) == key and isinstance(document, dict)
        for key, document in table.items()
    )
