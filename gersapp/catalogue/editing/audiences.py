"""Giving operations their audiences; renaming, merging and removing an audience everywhere."""

from dataclasses import replace

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.draft import Draft
from gersapp.catalogue.editing.outcomes import AudienceInUse, Edited, Problem, Rejected, UnknownAudience
from gersapp.catalogue.editing.typed import TypedOperation
from gersapp.catalogue.history.fields import HEADING, heading_of
from gersapp.catalogue.history.history import History
from gersapp.catalogue.model import MAX_AUDIENCES, Audience
from gersapp.catalogue.text import slug as slug_of


def rename_audience(
    catalogue: Catalogue, history: History, *, slug: str, label: str
) -> Edited | UnknownAudience | Rejected:
    """Give an audience another label; its slug stays."""
    draft = Draft(catalogue)
    if slug not in draft.audiences:
        return UnknownAudience()
    for other in draft.audiences.values():
        if other.slug != slug and slug_of(label) in (other.slug, slug_of(other.label)):
            return Rejected("label", Problem.LABEL_TAKEN, (other.label,))
    draft.set_audiences({**draft.audiences, slug: Audience(slug, label)}.values())
    return Edited(change=draft.change())


def merge_audiences(
    catalogue: Catalogue, history: History, *, slug: str, into: str
) -> Edited | UnknownAudience | Rejected:
    """Replace the audience `slug` by `into` in all operations, in the trash too, and remove it."""
    draft = Draft(catalogue)
    if slug not in draft.audiences:
        return UnknownAudience()
    if into == slug or into not in draft.audiences:
        return Rejected("into", Problem.UNKNOWN_AUDIENCE, (into,))
    for operation in draft.everything():
        if slug in operation.audiences:
            merged = dict.fromkeys(into if other == slug else other for other in operation.audiences)
            draft.put(replace(operation, audiences=tuple(merged)))
    draft.remove_audience(slug)
    return Edited(change=draft.change())


def remove_audience(
    catalogue: Catalogue, history: History, *, slug: str
) -> Edited | UnknownAudience | AudienceInUse:
    """Remove an audience that no operation has, in the trash or not."""
    draft = Draft(catalogue)
    if slug not in draft.audiences:
        return UnknownAudience()
    having = tuple(operation.id for operation in draft.everything() if slug in operation.audiences)
    if having:
        return AudienceInUse(having)
    draft.remove_audience(slug)
    return Edited(change=draft.change())


def tick_audiences(draft: Draft, typed: TypedOperation) -> tuple[str, ...] | Rejected:
    """Return the audiences of an operation as typed, in the order of the heading.

    A new audience is added to `draft`, unless one has its slug already: then that one is ticked.
    """
    unknown = tuple(slug for slug in typed.audiences if slug not in draft.audiences)
    if unknown:
        return Rejected("audiences", Problem.UNKNOWN_AUDIENCE, unknown)
    ticked, new = set(typed.audiences), typed.new_audience
    if new:
        ticked.add(new.slug)
        if new.slug not in draft.audiences:
            if len(draft.audiences) >= MAX_AUDIENCES:
                return Rejected("new_audience", Problem.TOO_MANY_AUDIENCES)
            draft.set_audiences([*draft.audiences.values(), new])
    return tuple(slug for slug in draft.audiences if slug in ticked)


def add_missing_audiences(draft: Draft, history: History) -> bool:
    """Add the audiences of operations that are missing in the heading, with their last known labels.

    Return False, and add none, when a label is unknown or when there would be too many audiences.
    """
    used = dict.fromkeys(slug for operation in draft.everything() for slug in operation.audiences)
    missing = [slug for slug in used if slug not in draft.audiences]
    if not missing:
        return True
    states = [state for version in history.versions(HEADING) for state in (version.before, version.after)]
    known = {audience.slug: audience for state in states if state for audience in heading_of(state).audiences}
    if len(draft.audiences) + len(missing) > MAX_AUDIENCES or not known.keys() >= set(missing):
        return False
    draft.set_audiences([*draft.audiences.values(), *(known[slug] for slug in missing)])
    return True
