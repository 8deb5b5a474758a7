"""Giving operations their audiences; adding, ordering, renaming, merging and removing an audience."""

from dataclasses import replace
from enum import StrEnum

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.draft import Draft
from gersapp.catalogue.editing.outcomes import (
    AudienceInUse,
    Edited,
    Problem,
    Rejected,
    Stale,
    UnknownAudience,
)
from gersapp.catalogue.editing.typed import TypedOperation
from gersapp.catalogue.history.audiences import find_bearer, follow_audience
from gersapp.catalogue.history.fields import HEADING
from gersapp.catalogue.history.history import History
from gersapp.catalogue.history.unseen import is_audience_unseen
from gersapp.catalogue.model import MAX_AUDIENCES, Audience, Heading
from gersapp.catalogue.text import fold_name, free_slug, tidy


class Rank(StrEnum):
    """Where an audience moves among the others."""

    FIRST = "first"
    UP = "up"
    DOWN = "down"
    LAST = "last"


def add_audience(
    catalogue: Catalogue, history: History, *, label: str, seen: str | None = None
) -> Edited | Rejected:
    """Add an audience at the end, for operations to come.

    Nothing changes when one of this name was added since the action `seen`.
    """
    draft = Draft(catalogue)
    namesake = draft.heading.find_audience(label)
    if namesake and is_audience_unseen(history, seen, namesake.slug):
        return Edited(change=None)
    if namesake:
        return Rejected("new_audience", Problem.LABEL_TAKEN, (namesake.label,))
    if len(draft.audiences) >= MAX_AUDIENCES:
        return Rejected("new_audience", Problem.TOO_MANY_AUDIENCES)
    append_audience(draft, history, label)
    return Edited(change=draft.change())


def move_audience(
    catalogue: Catalogue, history: History, *, slug: str, rank: Rank
) -> Edited | UnknownAudience:
    """Move an audience among the others, in the filters and in the results."""
    draft = Draft(catalogue)
    slug = find_bearer(slug, draft.heading, history)
    if not slug:
        return UnknownAudience()
    order = list(draft.audiences)
    place, last = order.index(slug), len(order) - 1
    wanted = {Rank.FIRST: 0, Rank.UP: max(place - 1, 0), Rank.DOWN: min(place + 1, last), Rank.LAST: last}
    order.insert(wanted[rank], order.pop(place))
    draft.set_audiences([draft.audiences[other] for other in order])
    return Edited(change=draft.change())


def rename_audience(
    catalogue: Catalogue, history: History, *, slug: str, label: str, seen: str | None = None
) -> Edited | UnknownAudience | Rejected | Stale:
    """Give an audience another label, unless it got one since the action `seen`; its slug stays."""
    draft = Draft(catalogue)
    slug = find_bearer(slug, draft.heading, history)
    if not slug:
        return UnknownAudience()
    namesake = draft.heading.find_audience(label)
    if namesake and namesake.slug != slug:
        return Rejected("label", Problem.LABEL_TAKEN, (namesake.label,))
    if tidy(draft.audiences[slug].label) != label:
        if is_audience_unseen(history, seen, slug):
            return Stale((HEADING,))
        draft.set_audiences({**draft.audiences, slug: Audience(slug, label)}.values())
    return Edited(change=draft.change())


def merge_audiences(
    catalogue: Catalogue, history: History, *, slug: str, into: str, seen: str | None = None
) -> Edited | UnknownAudience | Rejected | Stale:
    """Replace the audience `slug` by `into` in all operations, in the trash too, and remove it, unless either
    was renamed, or `slug` given to or taken from an operation, since the action `seen`.

    Nothing changes when that is done already.
    """
    draft = Draft(catalogue)
    merged = find_bearer(slug, draft.heading, history)
    if not merged:
        wanted = follow_audience(into, draft.heading, history)
        return Edited(change=None) if _is_merged(catalogue, history, slug, wanted) else UnknownAudience()
    bearer = find_bearer(into, draft.heading, history)
    if bearer in ("", merged):
        return Rejected("into", Problem.UNKNOWN_AUDIENCE, (into,))
    if is_audience_unseen(history, seen, bearer) or is_audience_unseen(
        history, seen, merged, with_operations=True
    ):
        return Stale((HEADING,))
    _replace_audience(draft, merged, bearer)
    draft.remove_audience(merged)
    return Edited(change=draft.change())


def _is_merged(catalogue: Catalogue, history: History, slug: str, into: str) -> bool:
    """Whether the operations that lost the audience `slug` when it was removed have the audience `into`."""
    past = history.past_audiences().get(slug)
    action = history.action(past.removal.name) if past and past.removal else None
    if not action or not into:
        return False
    operations = filter(None, map(catalogue.get_even_trashed, action.operations))
    return all(into in operation.audiences for operation in operations)


def remove_audience(
    catalogue: Catalogue, history: History, *, slug: str, seen: str | None = None
) -> Edited | UnknownAudience | AudienceInUse | Stale:
    """Remove an audience that no operation has, in the trash or not, unless it was renamed since the action
    `seen`.

    Nothing changes when that is done already.
    """
    draft = Draft(catalogue)
    removed = find_bearer(slug, draft.heading, history)
    if not removed:
        past = history.past_audiences().get(slug)
        return Edited(change=None) if past and not past.into else UnknownAudience()
    having = tuple(operation.id for operation in draft.everything() if removed in operation.audiences)
    if having:
        return AudienceInUse(having)
    if is_audience_unseen(history, seen, removed):
        return Stale((HEADING,))
    draft.remove_audience(removed)
    return Edited(change=draft.change())


def tick_audiences(draft: Draft, history: History, typed: TypedOperation) -> tuple[str, ...] | Rejected:
    """Return the audiences of an operation as typed, in the order of the heading.

    An audience that is gone since the form was made is replaced as `follow_audience` says. A new audience is
    added to `draft`, unless one has a label that reads like its own: then that one is ticked.
    """
    heading = draft.heading
    followed = {slug: follow_audience(slug, heading, history) for slug in typed.audiences}
    unknown = tuple(slug for slug, present in followed.items() if not present)
    if unknown:
        return Rejected("audiences", Problem.UNKNOWN_AUDIENCE, unknown)
    ticked = set(followed.values())
    if typed.new_audience:
        named = heading.find_audience(typed.new_audience)
        if not named:
            if len(draft.audiences) >= MAX_AUDIENCES:
                return Rejected("new_audience", Problem.TOO_MANY_AUDIENCES)
            named = append_audience(draft, history, typed.new_audience)
        ticked.add(named.slug)
    return tuple(slug for slug in draft.audiences if slug in ticked)


def append_audience(draft: Draft, history: History, label: str) -> Audience:
    """Add an audience to `draft`, at the end; none of it has this label."""
    # The slug of an audience that is gone stays its own: addresses and versions may have it.
    taken = {*draft.audiences, *history.past_audiences()}
    audience = Audience(free_slug(label, taken.__contains__, default="cible"), label)
    draft.set_audiences([*draft.audiences.values(), audience])
    return audience


def add_missing_audiences(draft: Draft, history: History) -> bool:
    """Add the audiences of operations that are missing in the heading, with their last known labels.

    An operation gets the audience that bears this label, when one does. Return False when a label is
    unknown or when there would be too many audiences.
    """
    used = dict.fromkeys(slug for operation in draft.everything() for slug in operation.audiences)
    for slug in [slug for slug in used if slug not in draft.audiences]:
        past = history.past_audiences().get(slug)
        if not past:
            return False
        namesake = draft.heading.find_audience(past.label)
        if namesake:
            _replace_audience(draft, slug, namesake.slug)
        elif len(draft.audiences) >= MAX_AUDIENCES:
            return False
        else:
            draft.set_audiences([*draft.audiences.values(), Audience(slug, past.label)])
    return True


def find_double_label(heading: Heading) -> str:
    """Return the label of an audience of `heading` that reads like that of another; "" for none."""
    names = set[str]()
    for audience in heading.audiences:
        name = fold_name(audience.label)
        if name in names:
            return audience.label
        names.add(name)
    return ""


def _replace_audience(draft: Draft, slug: str, into: str) -> None:
    """Give the operations that have the audience `slug`, in the trash or not, the audience `into` instead."""
    for operation in draft.everything():
        if slug in operation.audiences:
            replaced = dict.fromkeys(into if other == slug else other for other in operation.audiences)
            draft.put(replace(operation, audiences=tuple(replaced)))
