"""The Protocol of the store, which every engine implements."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from gersapp.catalogue.catalogue import Catalogue, Change
from gersapp.catalogue.history.history import History
from gersapp.catalogue.history.revisions import Act, Action
from gersapp.errors import StoreUnavailable


class Outcome(Protocol):
    """The result of a use case. Without a `change`, nothing is written."""

    @property
    def change(self) -> Change | None: ...


OutcomeT = TypeVar("OutcomeT", bound=Outcome)
Edit = Callable[[Catalogue, History], OutcomeT]

_ACTION_NAME = re.compile(r"[0-9a-f]{32}")


def new_action_name() -> str:
    """Return a name that no action has, in any history: 128 random bits."""
    return secrets.token_hex(16)


def is_action_name(text: str) -> bool:
    """Whether an action may have this name."""
    return _ACTION_NAME.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A catalogue, and the name of its state: another state has another name, in any process."""

    catalogue: Catalogue
    state: str


@dataclass(frozen=True, slots=True)
class Committed(Generic[OutcomeT]):
    """The result of a commit, and the snapshot after it.

    `outcome` is None when an earlier commit had the same name: `action` is then the action of that commit,
    and `snapshot` is the newest. `action` is None when nothing was written. `previous` is the name of the
    action before `action`, or of the last one when nothing was written; "" without any.
    """

    snapshot: Snapshot
    outcome: OutcomeT | None
    action: Action | None
    previous: str


@dataclass(frozen=True, slots=True)
class Erased:
    """The result of an erasure: the last known title of the operation, and the places that mentioned it.

    `remaining` says, in French, which places the engine could not clear or look into, and why.
    """

    title: str
    places: tuple[str, ...]
    remaining: tuple[str, ...] = ()


class Repository(Protocol):
    """One catalogue, with its history."""

    def snapshot(self, *, fresh: bool = False) -> Snapshot:
        """Return the present catalogue, without waiting for a writer.

        With `fresh`, it has everything that any process committed before the call, unless the database does
        not answer: then it is the last known catalogue.
        """

    def history(self, snapshot: Snapshot) -> History:
        """Return the changes up to `snapshot`, which this repository returned."""

    def commit(self, edit: Edit[OutcomeT], act: Act, name: str) -> Committed[OutcomeT]:
        """Commit the change that `edit` returns for the newest catalogue, as the action of that `name`.

        The engine calls `edit` perhaps several times, and commits what it makes of the newest catalogue; not
        at all when an action has the name already. Its exceptions pass through. A commit that has returned is
        durable. Raises ValueError for a malformed name, StoreFull or StoreUnavailable when nothing was
        changed, and StoreUnavailable, whose message then says so, when the result is unknown.
        """

    def erase(self, id: str) -> Erased:
        """Erase an operation for good: from the catalogue, its history, the trash and the engine's copies.

        The result is what was found, done, and seen afterwards. Raises ErasureRefused for an unknown
        operation, and when the erasure is incomplete, as its message then says; StoreUnavailable when nothing
        can be changed now.
        """

    def status(self) -> str | None:
        """Return why changes are refused now, in French for editors; None when they are not."""

    def close(self) -> None:
        """Release the locks."""


def unreadable_result(error: Exception) -> StoreUnavailable:
    """Return the refusal of a commit whose result could not be read again, for the reason `error`.

    Undoing, or an old version, may bring back a value that is refused today.
    """
    return StoreUnavailable(f"Le résultat ne pourrait pas être relu ({error}) : rien n’a été modifié.")


def repeat_commit(snapshot: Snapshot, history: History, name: str) -> Committed[OutcomeT]:
    """Return the result of a commit whose `name` an action of `history` has; `snapshot` is the newest."""
    later = {revision.name for revision in history.since(name) or ()}
    action, *before = history.actions(first=len(later), count=2)
    return Committed(snapshot, None, action, before[0].name if before else "")
