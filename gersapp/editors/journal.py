"""The security log: sign-ins, refusals and changes, as JSON lines in a private file."""

import contextlib
import json
import logging
import logging.handlers
import os
import re
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from io import TextIOWrapper
from operator import ne
from pathlib import Path
from typing import Any

from gersapp.errors import reason
from gersapp.files import PRIVATE_MODE, give_to_owner, make_private_folder, replace_private

LOG_NAME = "security.log"
_MAX_BYTES, _KEPT_FILES = 5_000_000, 4
_ERASED = "(purged)"

_log = logging.getLogger(__name__)


class _Handler(logging.handlers.RotatingFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  (logging's own name)
        """Warn the sysadmin that the disk is full, and stop nobody."""
        error = sys.exc_info()[1]
        why = reason(error) if isinstance(error, OSError) else error
        _log.warning("Le journal de sécurité ne peut pas être écrit : %s (%s).", self.baseFilename, why)

    def _open(self) -> TextIOWrapper:
        make_private_folder(Path(self.baseFilename).parent)
        return open(self.baseFilename, "a", encoding="ascii", opener=_open_private)


def _open_private(path: str, flags: int) -> int:
    descriptor = os.open(path, flags, PRIVATE_MODE)
    with contextlib.suppress(OSError):
        give_to_owner(Path(path).parent, descriptor)
    return descriptor


class Journal:
    """SecurityLog in `security.log` of `folder`: 5 MB of JSON lines, and the four files before it."""

    def __init__(self, folder: Path, clock: Callable[[], float]) -> None:
        self._folder = folder
        self._clock = clock
        self._handler = _Handler(folder / LOG_NAME, maxBytes=_MAX_BYTES, backupCount=_KEPT_FILES, delay=True)
        self._handler.setFormatter(logging.Formatter("%(message)s"))

    def note(self, event: str, **facts: str | int) -> None:
        at = datetime.fromtimestamp(self._clock(), UTC).isoformat(timespec="seconds")
        line = json.dumps({"at": at, "event": event, **facts})
        self._handler.handle(logging.LogRecord("security", logging.INFO, "", 0, line, None, None))
        # The next line opens the file again: a server that takes over may have rotated the files by then.
        # Closing tries again to write what a full disk refused, of which the handler has warned.
        with contextlib.suppress(OSError):
            self._handler.close()

    def forget(self, id: str, body: str = "") -> dict[str, int]:
        counts: dict[str, int] = {}
        for leftover in self._folder.glob(f"{LOG_NAME}*.tmp"):
            # An erasure was interrupted.
            leftover.unlink(missing_ok=True)
        for path in sorted({path.resolve() for path in self._folder.glob(f"{LOG_NAME}*")}):
            lines = path.read_bytes().splitlines(keepends=True)
            if not lines or not lines[0].startswith(b"{"):
                # Somebody compressed it: any short id is somewhere in its bytes.
                continue
            cleared = [_erase(line, id) for line in lines]
            counts[str(path)] = sum(map(ne, lines, cleared))
            if cleared != lines:
                replace_private(path, b"".join(cleared))
        return counts


def erase_name(facts: Mapping[str, Any], id: str) -> dict[str, Any]:
    """Return the facts of an entry without the name of an operation, in the fields that may have one.

    Other fields stay: an id may be any word or number, « event » or « 11 ».
    """
    named = {
        "what": _ERASED if facts.get("what") == id else facts.get("what"),
        "path": _pattern_of(id).sub(_ERASED, facts.get("path", "")),
    }
    return {key: named.get(key, value) for key, value in facts.items()}


def _pattern_of(id: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9-]){re.escape(id)}(?![a-z0-9-])")


def _erase(line: bytes, id: str) -> bytes:
    """Erase the name of an operation from the fields of `line` that may have one."""
    try:
        facts = json.loads(line)
        cleared = erase_name(facts, id)
    except (ValueError, TypeError, AttributeError):
        # A full disk or an edit by hand cut the line.
        return _pattern_of(id).sub(_ERASED, line.decode("latin-1")).encode("latin-1")
    return line if cleared == facts else f"{json.dumps(cleared)}\n".encode()
