"""Revisions: the changes of each action to each operation, and its editor, time and reason."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto
from itertools import chain
from types import MappingProxyType

from gersapp.catalogue.catalogue import Catalogue, Change, Place
from gersapp.catalogue.history.fields import HEADING, NOTHING, State, Value, state_of, state_of_heading

Unknown = Mapping[str, Mapping[str, object]]


class Cause(StrEnum):
    """Why something changed; the values are those of the file. An ordinary edit has none."""

    EDIT = ""
    UNDO = "undo"
    VERSION = "version"
    FILE = "file"  # changed outside of the application
    PURGE = "purge"  # an operation was erased for good
    IMPORT = "import"  # of a dossier, whose name is the source


class ChangeKind(Enum):
    """What a revision does to an operation, or to the heading."""

    ADDED = auto()
    RESTORED = auto()
    DELETED = auto()
    MOVED = auto()
    MODIFIED = auto()
    ERASED = auto()  # an operation that is not named: the revision is one of the heading


class SpliceMismatch(Exception):
    """A splice does not fit the value that it is applied to."""


@dataclass(frozen=True, slots=True)
class Splice:
    """At the index `at` of a text or list, `added` replaces `removed`."""

    at: int
    removed: Value
    added: Value

    @classmethod
    def between(cls, before: Value, after: Value) -> "Splice":
        """Return the shortest splice that turns `before` into `after`, both texts or both lists."""
        shortest = min(len(before), len(after))
        at = 0
        while at < shortest and before[at] == after[at]:
            at += 1
        end = 0
        while end < shortest - at and before[-1 - end] == after[-1 - end]:
            end += 1
        return cls(at, before[at : len(before) - end], after[at : len(after) - end])

    def apply(self, value: Value) -> Value:
        """Return `value` with the splice; raises SpliceMismatch."""
        end = self.at + len(self.removed)
        if value[self.at : end] != self.removed:
            raise SpliceMismatch
        return value[: self.at] + self.added + value[end:]  # type: ignore[operator]  # both texts or both lists, as just compared


@dataclass(frozen=True, slots=True)
class Act:
    """The editor (a name, or "" for nobody) and the cause of a change.

    `of` is the name of the action that is undone, or of the action that made the version brought back.
    `source` is the name of the file that was imported.
    """

    editor: str = ""
    cause: Cause = Cause.EDIT
    of: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One change of one operation, or of the heading.

    `number` counts from 1 in the order of the changes; `action` is the number of the first revision of the
    same action, and `name` is the action's, unique in all histories. `time` is in seconds since 1970 (UTC).
    `changes` has a splice by field; `place` is None when the order did not change. `base` is the whole state
    before, in the first revision of each operation, and wherever the other revisions do not give that state.
    `unknown` is for the engine: the keys that the application does not know of what was taken out, by item.
    """

    number: int
    action: int
    name: str
    time: int
    editor: str = ""
    cause: Cause = Cause.EDIT
    of: str = ""
    source: str = ""
    operation: str
    changes: Mapping[str, Splice]
    place: Place | None = None
    base: State | None = None
    unknown: Unknown = field(default_factory=dict)

    @property
    def kind(self) -> ChangeKind:
        if self.cause is Cause.PURGE:
            return ChangeKind.ERASED
        match self.place:
            case (None, _):
                is_new = self.base is not None and not any(self.base.values())
                return ChangeKind.ADDED if is_new else ChangeKind.RESTORED
            case (_, None):
                return ChangeKind.DELETED
            case (_, _) if not self.changes:
                return ChangeKind.MOVED
        return ChangeKind.MODIFIED

    @property
    def weight(self) -> int:
        """The approximate number of its characters."""
        values = [value for splice in self.changes.values() for value in (splice.removed, splice.added)]
        unknown = len(repr(self.unknown)) if self.unknown else 0
        return unknown + sum(len("".join(value)) for value in chain(values, (self.base or {}).values()))

    def state_after(self, state: State | None) -> State | None:
        """Return the state after it, made of the `state` before it; None when that is not known.

        Fields that this version of the application does not know are ignored.
        """
        state = self.base if self.base is not None else state
        if state is None:
            return None
        try:
            return {
                name: self.changes[name].apply(value) if name in self.changes else value
                for name, value in state.items()
            }
        except SpliceMismatch:
            return None


@dataclass(frozen=True, slots=True)
class Version:
    """A revision of one operation, with the states around it; None where they are not known."""

    revision: Revision
    before: State | None
    after: State | None


@dataclass(frozen=True, slots=True)
class Action:
    """The revisions of one commit, in their order, at least one."""

    revisions: tuple[Revision, ...]

    @property
    def name(self) -> str:
        return self.revisions[0].name

    @property
    def editor(self) -> str:
        return self.revisions[0].editor

    @property
    def time(self) -> int:
        """In seconds since 1970 (UTC)."""
        return self.revisions[0].time

    @property
    def cause(self) -> Cause:
        return self.revisions[0].cause

    @property
    def of(self) -> str:
        return self.revisions[0].of

    @property
    def source(self) -> str:
        return self.revisions[0].source

    @property
    def operations(self) -> list[str]:
        """The ids of its operations, each once, without the heading."""
        return list(dict.fromkeys(one.operation for one in self.revisions if one.operation != HEADING))


def splices(before: State, after: State) -> dict[str, Splice]:
    """Return a splice for each field that differs between two states of the same fields."""
    return {
        name: Splice.between(before[name], value) for name, value in after.items() if value != before[name]
    }


def make_revisions(
    before: Catalogue,
    change: Change,
    act: Act,
    *,
    name: str,
    first: int,
    time: int,
    known: Collection[str],
    unknown: Mapping[str, Unknown] = MappingProxyType({}),
) -> list[Revision]:
    """Return the revisions of `change`, made from `before` by `act`, as one action of that `name`.

    `first` is the number of the first; `known` are the operations that have revisions already. An operation
    that is `known` and yet new was removed from the file by hand: its state before is recorded again.
    `unknown` is, by operation, what the engine keeps with its revision.
    """
    return [
        Revision(
            number=number,
            action=first,
            name=name,
            time=time,
            editor=act.editor,
            cause=act.cause,
            of=act.of,
            source=act.source,
            operation=operation,
            changes=splices(old, new),
            place=place,
            base=None if operation in known and is_old else old,
            unknown=unknown.get(operation, {}),
        )
        for number, (operation, old, new, place, is_old) in enumerate(_differences(before, change), first)
    ]


def _differences(before: Catalogue, change: Change) -> Iterator[tuple[str, State, State, Place | None, bool]]:
    """Yield, for each operation that `change` touches, its states before and after, its place, and whether it
    existed before."""
    if change.heading:
        yield HEADING, state_of_heading(before.heading), state_of_heading(change.heading), None, True
    for step in change.steps:
        old = state_of(step.before) if step.before else NOTHING
        new = state_of(step.after) if step.after else old
        yield step.id, old, new, step.place, step.before is not None
