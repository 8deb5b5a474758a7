"""Undoing an action by a further change."""

from collections.abc import Sequence
from dataclasses import replace

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.audiences import add_missing_audiences, find_double_label
from gersapp.catalogue.editing.draft import Draft
from gersapp.catalogue.editing.outcomes import CannotUndo, Edited, NotInHistory, Problem, Rejected, Stale
from gersapp.catalogue.history.fields import (
    HEADING,
    NOTHING,
    State,
    heading_of,
    operation_of,
    state_of,
    state_of_heading,
)
from gersapp.catalogue.history.history import History
from gersapp.catalogue.history.merge import HEADING_LISTS, OPERATION_LISTS, merge
from gersapp.catalogue.history.places import find_placed_again, order_before
from gersapp.catalogue.history.revisions import Cause, Version
from gersapp.catalogue.history.unseen import find_unseen
from gersapp.catalogue.model import Heading


def undo_action(
    catalogue: Catalogue, history: History, *, name: str, seen: str | None = None
) -> Edited | NotInHistory | CannotUndo | Rejected | Stale:
    """Undo the action of this `name`; changes made elsewhere since stay.

    It is rejected when two audiences would then have labels that read alike. It deletes no operation that was
    changed since the action `seen`, or since itself. Nothing changes when the action is undone already.
    """
    action = history.action(name)
    if not action or not any(revision.changes or revision.place for revision in action.revisions):
        return NotInHistory()
    if history.undone({name}):
        return Edited(change=None)
    draft = Draft(catalogue)
    versions = {
        version.revision.number: version
        for versions in history.versions_of({revision.operation for revision in action.revisions}).values()
        for version in versions
    }
    undone = [versions[revision.number] for revision in reversed(action.revisions)]
    placed_again = _undo_places(draft, history, undone)
    stuck: list[tuple[str, tuple[str, ...]]] = []
    for version in undone:
        id = version.revision.operation
        fields = (*_undo_fields(draft, version), *(("place",) if id in placed_again else ()))
        if fields:
            stuck.append((id, fields))
    _drop_unused_audiences(draft, undone)
    if not stuck and not add_missing_audiences(draft, history):
        stuck.append((HEADING, ("audiences",)))
    if stuck:
        return CannotUndo(tuple(stuck))
    double = find_double_label(draft.heading)
    if double:
        return Rejected("audiences", Problem.LABEL_TAKEN, (double,))
    deleted = {id for id in action.operations if id in catalogue.operations and id not in draft.operations}
    unseen = find_unseen(history, seen, deleted, known=name)
    return Stale(unseen) if unseen else Edited(change=draft.change())


def _drop_unused_audiences(draft: Draft, undone: Sequence[Version]) -> None:
    """Take the audiences that an import added from its operations, which are in the trash now.

    One that another operation has, or that was changed since, stays with them. Restoring an operation brings
    its audiences back.
    """
    if not undone or undone[0].revision.cause is not Cause.IMPORT:
        return
    added = {
        version.revision.operation for version in undone if version.before == NOTHING
    } & draft.trash.keys()
    heading = next((version for version in undone if version.revision.operation == HEADING), None)
    if not (heading and heading.before and heading.after):
        return
    new = {*heading_of(heading.after).audiences} - {*heading_of(heading.before).audiences}
    others = {slug for one in draft.everything() if one.id not in added for slug in one.audiences}
    unused = {audience.slug for audience in new} - others - draft.audiences.keys()
    for id in added if unused else ():
        operation = draft.trash[id].operation
        kept = tuple(slug for slug in operation.audiences if slug not in unused)
        if kept != operation.audiences:
            draft.put(replace(operation, audiences=kept))


def _undo_places(draft: Draft, history: History, undone: Sequence[Version]) -> set[str]:
    """Undo the places of an action, all at once: it may have placed thousands of operations.

    `undone` are its versions, the last first. Return the operations that it moved and that were moved again
    since, whose places cannot be undone.
    """
    added, moved, back = set[str](), set[str](), set[str]()
    for version in undone:
        id, place, after = version.revision.operation, version.revision.place, version.after
        match place:
            case (None, _):
                added.add(id)
            case (_, None) if id in draft.trash:
                draft.restore(id)
                back.add(id)
            case (_, None) if id not in draft.operations and id != HEADING and after is not None:
                draft.add(operation_of(id, after))
                back.add(id)
            case (int(), int()) if id in draft.operations:
                moved.add(id)
    draft.delete(added)
    if not moved | back:
        return set()
    action = [version.revision for version in undone[::-1]]
    later = history.since(action[0].name) or []
    now, present = list(draft.start.operations), draft.operations
    order = order_before(now, moved | back, action=action, later=later)
    draft.arrange((id for id in order if id in present), moved)
    return find_placed_again(now, moved, later=later)


def _undo_fields(draft: Draft, version: Version) -> tuple[str, ...]:
    """Undo the fields of one revision, except those that were changed again since; return those."""
    revision = version.revision
    if version.before is None or version.after is None:
        return tuple(revision.changes) or ("place",)
    if revision.operation == HEADING:
        return _undo_heading(draft, version.before, version.after)
    operation = draft.get(revision.operation)
    # An operation that the revision added stays in the trash as it is.
    if operation is None or version.before == NOTHING:
        return ()
    merged = merge(version.after, version.before, state_of(operation), OPERATION_LISTS)
    draft.put(operation_of(revision.operation, merged.state))
    return merged.conflicts


def _undo_heading(draft: Draft, before: State, after: State) -> tuple[str, ...]:
    is_renamed = _is_renamed_since(before, after, draft.heading)
    merged = merge(after, before, state_of_heading(draft.heading), HEADING_LISTS)
    draft.heading = heading_of(merged.state)
    return (*merged.conflicts, "audiences") if is_renamed else merged.conflicts


def _is_renamed_since(before: State, after: State, heading: Heading) -> bool:
    """Whether an audience that was renamed from `before` to `after` now has a third label, or is gone."""
    old, new, now = (
        {audience.slug: audience.label for audience in some.audiences}
        for some in (heading_of(before), heading_of(after), heading)
    )
    return any(
        slug in old and old[slug] != label and now.get(slug) not in (old[slug], label)
        for slug, label in new.items()
    )
