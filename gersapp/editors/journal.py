"""The log for security: who signed in, who was refused, who changed what. JSON lines, in a private file."""

import contextlib
import json
import logging
import logging.handlers
import os
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path

from gersapp.editors.private import make_folder

_MOST_BYTES, _KEPT = 5_000_000, 4
_ERASED = b"(purged)"

_log = logging.getLogger(__name__)


class _Handler(logging.handlers.RotatingFileHandler):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  (logging's own name)
        """A disk that is full stops nobody; the sysadmin is told."""
        _log.warning("Le journal de sécurité ne peut pas être écrit : %s", sys.exc_info()[1])

    def _open(self) -> TextIOWrapper:
        make_folder(Path(self.baseFilename).parent)
        return open(
            self.baseFilename, "a", encoding="ascii", opener=lambda path, flags: os.open(path, flags, 0o600)
        )


class Journal:
    """`security.log` of `folder`: 5 MB, and the four files before it."""

    def __init__(self, folder: Path, clock: Callable[[], float]) -> None:
        self._folder = folder
        self._clock = clock
        self._handler = _Handler(folder / "security.log", maxBytes=_MOST_BYTES, backupCount=_KEPT, delay=True)
        self._handler.setFormatter(logging.Formatter("%(message)s"))

    def note(self, event: str, **facts: str | int) -> None:
        """Add a line: when, what, and `facts`, in which no text can end the line."""
        at = datetime.fromtimestamp(self._clock(), UTC).isoformat(timespec="seconds")
        line = json.dumps({"at": at, "event": event, **facts})
        self._handler.handle(logging.LogRecord("security", logging.INFO, "", 0, line, None, None))
        # The next line opens it again: the server that takes over may have rotated the files by then.
        # What a full disk did not take is tried once more, and was told already.
        with contextlib.suppress(OSError):
            self._handler.close()

    def forget(self, id: str) -> None:
        """Take the name of an operation out of every line, which stays for the rest. Nobody may be writing.

        Raises OSError.
        """
        name = re.compile(rb"(?<![a-z0-9-])" + re.escape(id).encode() + rb"(?![a-z0-9-])")
        for path in self._folder.glob("security.log*"):
            text = path.read_bytes()
            cleared = name.sub(_ERASED, text)
            if cleared != text:
                temporary = self._folder / "forget.tmp"
                temporary.touch(0o600)
                temporary.write_bytes(cleared)
                temporary.replace(path)
