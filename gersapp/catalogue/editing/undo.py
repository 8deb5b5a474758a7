"""Going back: an action undone, a version brought back. Both are changes like any other."""

from collections.abc import Set
from dataclasses import replace

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.draft import Draft
from gersapp.catalogue.history.fields import (
    HEADING,
    NOTHING,
    State,
    heading_of,
    operation_of,
    state_of,
    state_of_heading,
)
from gersapp.catalogue.history.history import History, Version
from gersapp.catalogue.history.merge import HEADING_LISTS, OPERATION_LISTS, merge
from gersapp.catalogue.model import MAX_AUDIENCES, Audience, Heading
from gersapp.errors import CannotUndo, NotFound

# Stands for the version before the first revision.
ORIGINAL = 0


def undone(catalogue: Catalogue, history: History, action: int) -> Catalogue:
    """`catalogue` without what `action` changed; what was changed since elsewhere stays.

    The same catalogue when nothing of it is left to undo. Raises NotFound when there is no such action, and
    CannotUndo when what it changed was changed again since.
    """
    revisions = history.action(action)
    if not any(each.changes or each.place for each in revisions):
        raise NotFound(str(action))
    draft = Draft(catalogue)
    stuck: list[tuple[str, tuple[str, ...]]] = []
    versions = history.versions_of({each.operation for each in revisions})
    for revision in reversed(revisions):
        version = next(each for each in versions[revision.operation] if each.revision is revision)
        fields = _undo(draft, version, catalogue, history)
        if fields:
            stuck.append((revision.operation, fields))
    if stuck:
        raise CannotUndo(stuck)
    _keep_sound(draft, history)
    return draft.finished()


def brought_back(catalogue: Catalogue, history: History, id: str, number: int) -> Catalogue:
    """`catalogue` with an operation, or the heading, as it was after the revision `number`, or before all.

    An operation that was deleted is back. Raises NotFound when that version is not known.
    """
    versions = history.versions(id)
    states = {each.revision.number: each.after for each in versions}
    if versions:
        states[ORIGINAL] = versions[0].before
    state = states.get(number)
    if state is None or state == NOTHING:
        raise NotFound(id)
    draft = Draft(catalogue)
    if id == HEADING:
        draft.heading = heading_of({**state_of_heading(draft.heading), **_texts(state)})
    else:
        if id in draft.trash:
            draft.restore(id)
        elif id not in draft.operations:
            draft.add(operation_of(id, state), len(draft.operations))
        draft.put(operation_of(id, state))
    _keep_sound(draft, history)
    return draft.finished()


def is_undoing(history: History, action: int) -> bool:
    """Whether an action undid something; one that undid an undoing did it again."""
    return action in undoings_among(history, {action})


def undoings_among(history: History, actions: Set[int]) -> set[int]:
    """Those of `actions` that undid something; one that undid an undoing did it again."""
    undoings: set[int] = set()
    for each in history:
        if each.cause == "undo" and each.of not in undoings:
            undoings.add(each.action)
    return undoings & actions


def is_undone(history: History, action: int) -> bool:
    """Whether an action was undone, and that undoing not in its turn."""
    return action in undone_among(history, {action})


def undone_among(history: History, actions: Set[int]) -> set[int]:
    """Those of `actions` that were undone, and that undoing not in its turn."""
    undoings: dict[int, set[int]] = {}
    for each in history:
        if each.cause == "undo":
            undoings.setdefault(each.of, set()).add(each.action)

    def is_back(action: int) -> bool:
        # The last that undid it, or undid an undoing of it, says how it is.
        last, left = (action, False), [(action, False)]
        while left:
            other, is_back = left.pop()
            last = max(last, (other, is_back))
            left += [(undoing, not is_back) for undoing in undoings.get(other, ())]
        return last[1]

    return {action for action in actions if is_back(action)}


def _texts(state: State) -> State:
    return {name: value for name, value in state.items() if name != "audiences"}


def _undo(draft: Draft, version: Version, catalogue: Catalogue, history: History) -> tuple[str, ...]:
    """Undo one revision; gives the fields that were changed again since, by which it is not."""
    revision, id = version.revision, version.revision.operation
    if version.before is None or version.after is None:
        return tuple(revision.changes) or ("place",)
    if id == HEADING:
        is_renamed = _is_renamed_since(version.before, version.after, draft.heading)
        merged = merge(version.after, version.before, state_of_heading(draft.heading), HEADING_LISTS)
        draft.heading = heading_of(merged.state)
        return (*merged.conflicts, *(["audiences"] if is_renamed else []))
    match revision.place:
        case (None, _):
            if id in draft.operations:
                draft.delete({id})
        case (_, None):
            if id in draft.trash:
                draft.restore(id)
                draft.move(id, history.place_now(revision, catalogue))
            elif id not in draft.operations:
                draft.add(operation_of(id, version.after), history.place_now(revision, catalogue))
        case (_, _) if id in draft.operations:
            draft.move(id, history.place_now(revision, catalogue))
    now = draft.get(id)
    # What was added stays in the trash as it is.
    if now is None or version.before == NOTHING:
        return ()
    merged = merge(version.after, version.before, state_of(now), OPERATION_LISTS)
    draft.put(operation_of(id, merged.state))
    return merged.conflicts


def _is_renamed_since(before: State, after: State, heading: Heading) -> bool:
    """Whether an audience whose name changed from `before` to `after` has yet another now, or is no more."""
    was, became, now = (
        {audience.slug: audience.label for audience in each.audiences}
        for each in (heading_of(before), heading_of(after), heading)
    )
    return any(
        slug in was and was[slug] != became[slug] and now.get(slug) not in (was[slug], label)
        for slug, label in became.items()
    )


def _keep_sound(draft: Draft, history: History) -> None:
    """See to it that there are all the audiences that operations have, those that were removed since under
    the last name that they had; raises CannotUndo."""
    everything = [*draft.operations.values(), *(each.operation for each in draft.trash.values())]
    there = {audience.slug for audience in draft.heading.audiences}
    missing = dict.fromkeys(
        slug for operation in everything for slug in operation.audiences if slug not in there
    )
    if not missing:
        return
    known: dict[str, Audience] = {}
    for version in history.versions(HEADING):
        for state in (version.before, version.after):
            known |= {audience.slug: audience for audience in heading_of(state).audiences} if state else {}
    audiences = (*draft.heading.audiences, *(known[slug] for slug in missing if slug in known))
    if len(audiences) > MAX_AUDIENCES or not missing.keys() <= known.keys():
        raise CannotUndo([(HEADING, ("audiences",))])
    draft.heading = replace(draft.heading, audiences=audiences)
