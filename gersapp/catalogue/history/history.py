"""The questions that every history answers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from gersapp.catalogue.history.fields import State
from gersapp.catalogue.history.revisions import Action, Revision, Version


@dataclass(frozen=True, slots=True)
class PastAudience:
    """An audience that the catalogue has, or had; `labels` are those that it was given, in their order.

    `removal` is the revision that removed it, None while it is in the catalogue. `into` is the slug of the
    audience that it was merged into, or "".
    """

    labels: tuple[str, ...]
    removal: Revision | None = None
    into: str = ""

    @property
    def label(self) -> str:
        """The last one."""
        return self.labels[-1]


@dataclass(frozen=True, slots=True)
class Dates:
    """When an operation was added, None when that is not known, and when its content changed last.

    In seconds since 1970. An operation that comes back from the trash changes.
    """

    added: int | None
    changed: int


class History(Protocol):
    """All changes of a catalogue up to one state of it. `operation` is an id, or HEADING."""

    @property
    def last(self) -> str:
        """The name of the last action; "" without any."""

    def has(self, operation: str) -> bool:
        """Whether an operation has a revision."""

    def action(self, name: str) -> Action | None:
        """The action of this name; None when it is not in this history."""

    def since(self, name: str) -> list[Revision] | None:
        """The revisions after the action of this name, the oldest first, all of them for "".

        None when the action is not in this history.
        """

    def versions(self, operation: str) -> list[Version]:
        """All versions of an operation, the oldest first."""

    def versions_of(self, operations: Collection[str]) -> dict[str, list[Version]]:
        """The versions of each of the operations that has a revision."""

    def since_version(self, operation: str, wanted: str) -> tuple[State | None, list[Version]]:
        """The newest state of an operation whose fingerprint is `wanted`, and the versions after it.

        None and all the versions when it had no such state.
        """

    def actions(
        self, *, first: int, count: int, editor: str | None = None, operation: str | None = None
    ) -> list[Action]:
        """At most `count` whole actions, the newest first, without the `first` newest ones.

        With an `editor` ("" for changes outside of the application) or an `operation`, only their actions.
        """

    def last_action_of(self, editor: str, since: int) -> Action | None:
        """The last action of an editor since the time `since` (seconds since 1970), if there is one."""

    def undone(self, names: Collection[str]) -> set[str]:
        """Those of the actions that are undone; an undone undoing does not count."""

    def undoings(self, names: Collection[str]) -> set[str]:
        """Those of the actions that undid something; undoing an undoing does something again."""

    def origins(self, names: Collection[str]) -> dict[str, Action]:
        """For each action of this history, the one that its chain of undoings began with, perhaps itself."""

    def deletions(self, operations: Collection[str]) -> dict[str, Revision]:
        """The last revision that deleted each of the operations; without those never deleted."""

    def editors(self) -> list[str]:
        """The names of all editors with a change, in alphabetical order, "" among them."""

    def operations(self, count: int) -> list[str]:
        """The `count` operations changed last, HEADING among them, the newest first."""

    def titles(self, operations: Collection[str]) -> dict[str, str]:
        """The last known title of each of the operations; without those that have none."""

    def dates(self) -> Mapping[str, Dates]:
        """The dates of each operation whose addition or change is in this history, by id, the newest change
        first."""

    def past_audiences(self) -> Mapping[str, PastAudience]:
        """The audiences that a version of the heading has, by slug, and what became of them."""
