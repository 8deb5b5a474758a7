"""The audiences that a catalogue has had: what became of them, and which of the present ones stand for them."""

from collections.abc import Mapping
from dataclasses import replace

from gersapp.catalogue.history.fields import HEADING, State, heading_of
from gersapp.catalogue.history.history import History, PastAudience
from gersapp.catalogue.history.revisions import Cause, Revision
from gersapp.catalogue.model import Heading

# How many operations of a merge are looked at, when none of them got an audience that it did not have.
_MAX_MERGED = 100


def follow_audience(slug: str, heading: Heading, history: History) -> str:
    """Return the slug of the audience of `heading` that stands for `slug` now; "" when none does.

    For an audience that is gone, that is the one that bears its last label, or else the one that it was merged
    into.
    """
    present = {audience.slug for audience in heading.audiences}
    followed = set[str]()
    while slug not in present:
        past = history.past_audiences().get(slug)
        if past is None or slug in followed:
            return ""
        followed.add(slug)
        namesake = heading.find_audience(past.label)
        slug = namesake.slug if namesake else past.into
    return slug


def find_past_audiences(history: History) -> dict[str, PastAudience]:
    """Return the audiences that the heading has in one of its states at least, by slug."""
    past: dict[str, PastAudience] = {}
    for version in history.versions(HEADING):
        before, after = _labels(version.before), _labels(version.after)
        for slug, label in (*before.items(), *after.items()):
            labels = past[slug].labels if slug in past else ()
            past[slug] = PastAudience(labels if labels[-1:] == (label,) else (*labels, label))
        if version.after is not None:
            for slug, audience in past.items():
                if slug not in after and audience.removal is None:
                    past[slug] = replace(audience, removal=version.revision)
    removals = {slug: audience.removal for slug, audience in past.items() if audience.removal}
    undoings = history.undoings({removal.name for removal in removals.values()})
    for slug, removal in removals.items():
        # Undoing what added an audience removes it too, and gives its operations to no other.
        if removal.name not in undoings:
            past[slug] = replace(past[slug], into=_find_heir(history, slug, removal))
    return past


def _labels(state: State | None) -> Mapping[str, str]:
    """Return the labels of the audiences of a heading, by slug."""
    return {audience.slug: audience.label for audience in heading_of(state).audiences} if state else {}


def _find_heir(history: History, slug: str, removal: Revision) -> str:
    """Return the audience that an audience was merged into at its `removal`; "" for none."""
    action = history.action(removal.name)
    losses = {
        revision.operation: splice
        for revision in (action.revisions if action else ())
        if revision.operation != HEADING
        if (splice := revision.changes.get("audiences")) and slug in splice.removed
    }
    gained = {item for splice in losses.values() for item in splice.added if item not in splice.removed}
    if losses and not gained and removal.cause is not Cause.FILE:
        # All of them had the other audience already.
        gained = _find_common(history, removal.name, set(list(losses)[:_MAX_MERGED]))
    return gained.pop() if len(gained) == 1 else ""


def _find_common(history: History, name: str, operations: set[str]) -> set[str]:
    """Return the audiences that all these operations have after the action of that `name`."""
    versions = history.versions_of(operations).values()
    afters = [version.after for of_one in versions for version in of_one if version.revision.name == name]
    return set.intersection(*(set(after["audiences"]) for after in afters if after)) if any(afters) else set()
