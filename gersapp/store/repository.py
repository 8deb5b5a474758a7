"""The door to the store: what every engine that keeps a catalogue offers."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from gersapp.catalogue.catalogue import Catalogue, Change
from gersapp.catalogue.history.history import History
from gersapp.catalogue.history.revisions import Act, Action


class Outcome(Protocol):
    """What a use case gives. Without a `change`, nothing is written."""

    @property
    def change(self) -> Change | None: ...


O = TypeVar("O", bound=Outcome)  # noqa: E741  (the outcome of an edit)
Edit = Callable[[Catalogue, History], O]

_ACTION_NAME = re.compile(r"[0-9a-f]{32}")


def new_action_name() -> str:
    """A name that no action has, in any history: 128 random bits."""
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
class Committed(Generic[O]):
    """The result of a commit, and the snapshot that it leaves.

    `outcome` is None when a commit of the same name was made before: `action` then is what that one changed,
    and `snapshot` is the newest. `action` is None when nothing was written. `previous` is the name of the
    action before `action`, or of the last one when nothing was written; "" without any.
    """

    snapshot: Snapshot
    outcome: O | None
    action: Action | None
    previous: str


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure found and did: the last known title, and the places that had something of it."""

    title: str
    places: tuple[str, ...]


class Repository(Protocol):
    """One catalogue, with its history."""

    def snapshot(self, *, fresh: bool = False) -> Snapshot:
        """The catalogue now, without waiting for a writer.

        With `fresh`, at least as new as anything that any process committed before the call.
        """

    def history(self, snapshot: Snapshot) -> History:
        """What was changed until `snapshot`, which this repository gave."""

    def commit(self, edit: Edit[O], act: Act, name: str) -> Committed[O]:
        """Make the change that `edit` gives for the newest catalogue, as the action of that `name`.

        `edit` is called under the engine's lock, and perhaps again; not at all when an action has the name
        already. What it raises passes through. When this returns, what it says is durable. Raises ValueError
        for what is no name of an action, StoreFull or StoreUnavailable when nothing was changed, and
        StoreUnavailable with words that say so when the result is not known.
        """

    def erase(self, id: str) -> Erased:
        """Erase an operation for good: from the catalogue, its history, the trash and the engine's copies.

        Raises ErasureRefused when there is no such operation, and with words that say so when the erasure
        was not completed; StoreUnavailable when nothing can be changed now.
        """

    def status(self) -> str | None:
        """Why changes are refused now, in French for editors; None when they are not."""

    def close(self) -> None:
        """Let go of what is held."""


def repeated(snapshot: Snapshot, history: History, name: str) -> Committed[O]:
    """The result of a commit whose `name` an action of `history` has; `snapshot` is the newest."""
    later = {revision.name for revision in history.since(name) or ()}
    action, *before = history.actions(first=len(later), count=2)
    return Committed(snapshot, None, action, before[0].name if before else "")
