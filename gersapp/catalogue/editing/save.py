"""Saving a form, merged with what others saved since it was made."""

from collections.abc import Collection
from dataclasses import dataclass

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.audiences import tick_audiences
from gersapp.catalogue.editing.delete import find_gone
from gersapp.catalogue.editing.draft import Draft
from gersapp.catalogue.editing.outcomes import (
    Gone,
    HeadingSaved,
    InConflict,
    MergedWith,
    OperationSaved,
    Problem,
    Rejected,
    SavedField,
)
from gersapp.catalogue.editing.typed import TypedHeading, TypedOperation
from gersapp.catalogue.history.audiences import follow_audiences
from gersapp.catalogue.history.fields import (
    HEADING,
    State,
    Value,
    fingerprint,
    heading_of,
    operation_of,
    state_now,
    state_of,
    state_of_heading,
)
from gersapp.catalogue.history.history import History
from gersapp.catalogue.history.merge import HEADING_LISTS, OPERATION_LISTS, merge
from gersapp.catalogue.history.revisions import Version
from gersapp.catalogue.model import MAX_LINKS, Heading
from gersapp.catalogue.text import tidy


def save_operation(
    catalogue: Catalogue, history: History, *, id: str, typed: TypedOperation, restores: bool = False
) -> OperationSaved | InConflict | Gone | Rejected:
    """Save an operation; with `restores`, one in the trash is restored first."""
    draft = Draft(catalogue)
    if restores and id in draft.trash:
        draft.restore(id)
    before = draft.operations.get(id)
    if not before:
        return find_gone(catalogue, history, id)
    audiences = tick_audiences(draft, history, typed)
    if isinstance(audiences, Rejected):
        return audiences
    state: State = {
        "title": typed.title,
        "description": typed.description,
        "audiences": audiences,
        "platforms": typed.platforms,
        "links": typed.links,
    }
    merged = _merge_with_saved(
        history, id, revision=typed.revision, typed=state, saved=state_of(before), heading=draft.heading
    )
    if isinstance(merged, InConflict):
        return merged
    operation = operation_of(id, merged.state)
    if len(operation.links) > MAX_LINKS:
        return Rejected("links", Problem.TOO_MANY_LINKS, (str(len(operation.links)),))
    draft.put(operation)
    return OperationSaved(
        change=draft.change(), operation=operation, before=before, merged_with=merged.merged_with
    )


def save_heading(catalogue: Catalogue, history: History, *, typed: TypedHeading) -> HeadingSaved | InConflict:
    draft = Draft(catalogue)
    saved = state_of_heading(catalogue.heading)
    merged = _merge_with_saved(history, HEADING, revision=typed.revision, typed=typed.texts, saved=saved)
    if isinstance(merged, InConflict):
        return merged
    draft.heading = heading_of(merged.state)
    return HeadingSaved(change=draft.change(), merged_with=merged.merged_with)


def saved_fields(
    catalogue: Catalogue, history: History, *, id: str, names: Collection[str], revision: str
) -> dict[str, SavedField]:
    """Return the saved values that a form in conflict showed beside the fields `names`.

    `revision` is the one that the form had of the operation `id`, or of the heading.
    """
    state = history.since_version(id, revision)[0] or state_now(catalogue, id) or {}
    return _saved_fields([name for name in names if name in state], state, history.versions(id))


@dataclass(frozen=True, slots=True)
class _Merged:
    state: State
    merged_with: MergedWith


def _merge_with_saved(
    history: History,
    id: str,
    *,
    revision: str,
    typed: State,
    saved: State,
    heading: Heading | None = None,
) -> _Merged | InConflict:
    """Merge the `typed` fields of a form made from `revision` with those `saved` now.

    A field that was not on the form is not in `typed`. The form of an operation follows the audiences of the
    `heading`: that two of them were merged is no change of the operation.
    """
    now = fingerprint(id, saved)
    base, later = (saved, []) if now == revision else history.since_version(id, revision)
    if base and heading:
        base = {**base, "audiences": follow_audiences(base["audiences"], heading, history)}
    wanted = _keep_stored({**(base or saved), **typed}, base or saved, saved)
    merged = merge(base, wanted, saved, HEADING_LISTS if id == HEADING else OPERATION_LISTS)
    revisions = [version.revision for version in later]
    editors = [
        revision.editor for revision in revisions if not revision.changes.keys().isdisjoint(merged.taken)
    ]
    merged_with = MergedWith(merged.taken, tuple(dict.fromkeys(editors)))
    if merged.conflicts:
        return InConflict(
            state=merged.state,
            revision=now,
            conflicts=_saved_fields(merged.conflicts, saved, later),
            merged_with=merged_with,
        )
    return _Merged(merged.state, merged_with)


def _keep_stored(typed: State, *stored: State) -> State:
    """Return `typed`, with the first of the `stored` values that a form sends as the same, if there is one.

    Forms tidy texts and reorder ticks: such a difference is nobody's change.
    """
    return {
        name: next(
            (state[name] for state in stored if _as_sent(name, state[name]) == _as_sent(name, value)), value
        )
        for name, value in typed.items()
    }


def _as_sent(name: str, value: Value) -> object:
    """Return what a form makes of a stored field, to be compared."""
    if isinstance(value, str):
        return tidy(value)
    return set(value) if name in ("audiences", "platforms") else value


def _saved_fields(names: Collection[str], state: State, versions: list[Version]) -> dict[str, SavedField]:
    revisions = [version.revision for version in reversed(versions)]
    return {
        name: SavedField(
            state[name], next((revision for revision in revisions if name in revision.changes), None)
        )
        for name in names
    }
