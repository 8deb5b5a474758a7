"""The Protocol of the pending imports, which every engine implements, and its limits."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from gersapp.catalogue.history.fields import State
from gersapp.errors import ImportRefused
from gersapp.reviews.review import Review

KEPT_DAYS = 14
KEPT_S = KEPT_DAYS * 24 * 60 * 60
MAX_PENDING = 50
# Bytes of one review as it is kept, and of all of them.
MAX_BYTES, MAX_ALL_BYTES = 25_000_000, 200_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """What a list of pending imports shows of one. Times are in seconds since 1970 (UTC)."""

    id: str
    editor: str
    name: str
    received: int
    operations: int

    @property
    def until(self) -> int:
        return self.received + KEPT_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """An operation to erase: its id, and its states in the catalogue, in its trash and in its history."""

    id: str
    states: tuple[State, ...] = ()


class PendingImports(Protocol):
    """The reviews that wait, private to editors. Each is kept for KEPT_DAYS, whatever is done with it.

    Every method may raise EditorsUnavailable.
    """

    def __iter__(self) -> Iterator[Pending]:
        """Give those that have not expired, the newest first."""

    def add(self, review: Review) -> None:
        """Keep a review, whose id `new_review_id` made; raises ImportRefused when it or all are too many."""

    def get(self, id: str) -> Review | None:
        """Return a review; None when it is unknown, or has expired."""

    def change(self, id: str, edit: Callable[[Review], Review]) -> Review | None:
        """Replace a review by what `edit` makes of the newest one; return it, None as `get` does.

        No decision is lost: `edit` may be called again, when somebody else changed it meanwhile. Raises
        ImportRefused when the result is too large, and nothing is changed.
        """

    def remove(self, id: str) -> bool:
        """Remove a review; return whether there was one."""

    def forget(self, trace: Trace) -> list[Pending]:
        """Erase the reviews that hold an operation, whole, and return what they were."""


def refuse_excess(*, count: int, size: int, added: int) -> None:
    """Raise ImportRefused when a review of `added` bytes is too many beside `count` of `size` bytes."""
    if count >= MAX_PENDING:
        raise ImportRefused(
            f"{MAX_PENDING} imports attendent déjà : terminez-en ou retirez-en un, puis recommencez."
        )
    if size + added > MAX_ALL_BYTES:
        raise ImportRefused("Les imports en attente prennent trop de place : terminez-en un d’abord.")


def refuse_large(size: int) -> None:
    """Raise ImportRefused when a review of `size` bytes is too large to be kept."""
    if size > MAX_BYTES:
        raise ImportRefused("Ce document est trop grand pour être gardé : importez-le en plusieurs fois.")
