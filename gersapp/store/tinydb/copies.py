"""The copies that can be restored, and how dated ones are named."""

import contextlib
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from gersapp.files import is_altered

_PARIS = ZoneInfo("Europe/Paris")
_TIME = "%Y-%m-%dT%H%M%SZ.json"
_NAME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{6}Z\.json", re.ASCII)
# The time of a file whose date makes no sense.
_NEVER = datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Copy:
    """A file that can be restored, if it is sound, and the time when its content was written.

    `is_altered`: another program wrote into it after the catalogue did.
    """

    path: Path
    written: datetime
    is_altered: bool = False

    @classmethod
    def of(cls, path: Path) -> "Copy":
        """Return the copy in the file `path`, by its date; raises OSError."""
        try:
            written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        except (ValueError, OverflowError):
            written = _NEVER
        return cls(path, written, is_altered(path))

    def is_ahead(self, now: datetime) -> bool:
        """Whether its time is still to come."""
        return self.written > now

    def in_paris(self) -> str:
        """Return the time when the content was written, as « 29/03/2026 à 01:30:15 »."""
        return f"{self.written.astimezone(_PARIS):%d/%m/%Y à %H:%M:%S}"


def name_of(written: int) -> str:
    """Return the name of a copy of what was written at a time in ns; raises ValueError or OverflowError."""
    return datetime.fromtimestamp(written // 1_000_000_000, UTC).strftime(_TIME)


def find_dated(folder: Path) -> list[Copy]:
    """Return the copies in `folder` whose names are their times, in no order; raises OSError."""
    found: list[Copy] = []
    with contextlib.suppress(FileNotFoundError):
        for entry in folder.iterdir():
            if _NAME.fullmatch(entry.name):
                with contextlib.suppress(ValueError):  # the 31st of February
                    named = datetime.strptime(entry.name, _TIME).replace(tzinfo=UTC)
                    copy = Copy.of(entry)
                    # The file may know to the microsecond what its name says to the second.
                    is_exact = copy.written.replace(microsecond=0) == named
                    found.append(copy if is_exact else replace(copy, written=named))
    return found
