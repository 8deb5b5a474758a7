"""Notes of each process of a site, for the others, on the documents that it reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

# Seconds without news after which a reading seems to be lost: its process has ended, or could not tell.
LOST_S = 15.0
# Seconds that a refusal is kept for whoever comes back.
KEPT_S = 60 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingNote:
    """How far a reading is: `stage` is a value of Stage, or "" as long as it waits. See `Reading`.

    `age` is the time since this was noted, in seconds.
    """

    id: str
    name: str
    editor: str
    stage: str = ""
    share: int | None = None
    refusal: str = ""
    age: float = 0.0

    @property
    def is_lost(self) -> bool:
        """Whether it seems to have ended without a result."""
        return not self.refusal and self.age > LOST_S


class ReadingNotes(Protocol):
    """The readings of a body in all processes. Every method may raise EditorsUnavailable."""

    def __iter__(self) -> Iterator[ReadingNote]:
        """Give those that are under way, the oldest first."""

    def get(self, id: str) -> ReadingNote | None:
        """Return one that is under way, was refused, or is lost."""

    def begin(self, note: ReadingNote) -> None:
        """Add a note on a new one."""

    def update(self, note: ReadingNote) -> bool:
        """Note how far it is; return whether it is still wanted: another process may have ended it."""

    def end(self, id: str) -> bool:
        """Remove its note; return whether there was one."""
