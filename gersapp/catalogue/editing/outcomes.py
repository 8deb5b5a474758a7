"""The outcomes of the use cases: what is to change, or why nothing is."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from gersapp.catalogue.catalogue import Change
from gersapp.catalogue.history.fields import State, Value
from gersapp.catalogue.history.revisions import Revision
from gersapp.catalogue.model import Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """All is as was asked; without a change, it was so before."""

    change: Change | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationEdited(Edited):
    """The `operation` as it is now; one that was deleted, as it is in the trash."""

    operation: Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyEdited(Edited):
    """`count` is how many operations differ."""

    count: int


@dataclass(frozen=True, slots=True)
class MergedWith:
    """The `fields` that have something that others saved since the form was made, and their `editors`."""

    fields: tuple[str, ...]
    editors: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationSaved(OperationEdited):
    """`before` is the operation that this one replaces."""

    before: Operation
    merged_with: MergedWith


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingSaved(Edited):
    merged_with: MergedWith


class Refusal:
    """An outcome that changes nothing."""

    __slots__ = ()

    @property
    def change(self) -> None:
        return None


@dataclass(frozen=True, slots=True)
class SavedField:
    """The saved value of a field, and the last revision that changed it; None when none did."""

    value: Value
    revision: Revision | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InConflict(Refusal):
    """Fields that were changed by others too since the form was made.

    `conflicts` has what is saved in each. `state` has all fields merged; those in conflict, as typed.
    `revision` is that of what is saved.
    """

    state: State
    revision: str
    conflicts: Mapping[str, SavedField]
    merged_with: MergedWith


@dataclass(frozen=True, slots=True)
class Gone(Refusal):
    """The operation is not in the catalogue; `deletion` is the revision that deleted it, if one did."""

    deletion: Revision | None
    is_in_trash: bool


@dataclass(frozen=True, slots=True)
class Stale(Refusal):
    """The operation was changed since the page was made."""


class Problem(Enum):
    """Why the newest catalogue cannot take what was typed."""

    UNKNOWN_AUDIENCE = auto()
    TOO_MANY_AUDIENCES = auto()
    TOO_MANY_LINKS = auto()
    LABEL_TAKEN = auto()


@dataclass(frozen=True, slots=True)
class Rejected(Refusal):
    """What was typed in a `field` of the form cannot be.

    `values` are the audiences that are unknown, the number of links that there would be, or the label of the
    audience that has the same.
    """

    field: str
    problem: Problem
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OperationsGone(Refusal):
    """Those of the operations that are not in the catalogue."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftWithoutAudience(Refusal):
    """The operations of which this is the only audience."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnknownAudience(Refusal):
    """The audience is not in the catalogue."""


@dataclass(frozen=True, slots=True)
class AudienceInUse(Refusal):
    """The operations that have the audience, in the trash or not."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotInHistory(Refusal):
    """No action of this name is in the history, or it made no such version."""


@dataclass(frozen=True, slots=True)
class CannotUndo(Refusal):
    """What is to be undone was changed again since: operations (or HEADING), each with the `fields`."""

    stuck: tuple[tuple[str, tuple[str, ...]], ...]
