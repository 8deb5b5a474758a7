"""The outcomes of the use cases: the change to commit, or why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from gersapp.catalogue.catalogue import Change
from gersapp.catalogue.history.fields import State, Value
from gersapp.catalogue.history.revisions import Revision
from gersapp.catalogue.model import Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """The use case succeeded. `change` is None when the catalogue needs none."""

    change: Change | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationEdited(Edited):
    """`operation` is the result; a deleted one is as it is in the trash."""

    operation: Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyEdited(Edited):
    """`count` is the number of operations that differ, or that were to be deleted and are in the trash."""

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed(Edited):
    """`count` operations have their place in the `audience` (a slug, "" for none), or beside the `anchor`."""

    count: int
    audience: str
    anchor: Operation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported(Edited):
    """`added` are the ids of the new operations, in the order of the import, `completed` those of others.

    `became` has the id of each new operation by the key that names it in the dossier.
    `audiences` are the labels of the new ones, `heading` the catalogue's own texts that are set, by field.
    """

    added: tuple[str, ...]
    became: Mapping[str, str]
    completed: tuple[str, ...]
    audiences: tuple[str, ...]
    heading: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MergedWith:
    """The `fields` with changes that others saved since the form was made, and those `editors`."""

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
    """Others changed the same fields since the form was made.

    `conflicts` has the saved value of each. `state` has all fields merged, those in conflict as typed.
    `revision` is the saved one.
    """

    state: State
    revision: str
    conflicts: Mapping[str, SavedField]
    merged_with: MergedWith


@dataclass(frozen=True, slots=True)
class Gone(Refusal):
    """The operation is not in the catalogue; `deletion` is the revision that deleted it, if known."""

    deletion: Revision | None
    is_in_trash: bool


@dataclass(frozen=True, slots=True)
class Stale(Refusal):
    """The operations `ids` were changed since the page was made; HEADING: its texts, or an audience."""

    ids: tuple[str, ...]


class Problem(Enum):
    """Why the newest catalogue rejects a typed value."""

    UNKNOWN_AUDIENCE = auto()
    TOO_MANY_AUDIENCES = auto()
    TOO_MANY_LINKS = auto()
    TOO_MANY_NETWORKS = auto()
    LABEL_TAKEN = auto()
    UNKNOWN_TITLE = auto()


@dataclass(frozen=True, slots=True)
class Rejected(Refusal):
    """The newest catalogue rejects the typed value of a `field`.

    `values` are the unknown audiences, the number of links or networks after merging, the label that is
    taken, or the title that names no operation.
    """

    field: str
    problem: Problem
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OperationsGone(Refusal):
    """The `ids` are not in the catalogue."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftWithoutAudience(Refusal):
    """The operations `ids` have no other audience."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnknownAudience(Refusal):
    """The audience is not in the catalogue."""


@dataclass(frozen=True, slots=True)
class AudienceInUse(Refusal):
    """The operations `ids` have the audience, in the trash or not."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotInHistory(Refusal):
    """No action of this name is in the history, or it made no such version."""


@dataclass(frozen=True, slots=True)
class CannotUndo(Refusal):
    """Later changes prevent the undoing: `stuck` has (operation or HEADING, fields changed again).

    The place of an operation is named « place » among its fields.
    """

    stuck: tuple[tuple[str, tuple[str, ...]], ...]
