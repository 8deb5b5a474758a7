"""What became of the audiences that a catalogue has had, and which of the present ones stand for them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from gersapp.catalogue.history.fields import HEADING, State, audience_of, heading_of
from gersapp.catalogue.history.history import History, PastAudience
from gersapp.catalogue.history.revisions import Cause, Revision
from gersapp.catalogue.model import Heading
from gersapp.catalogue.search.selection import Notice, NoticeKind, Selection, read_selection
from gersapp.catalogue.text import fold_name

# How many operations of a merge are looked at, when none of them got an audience that it did not have.
_MAX_MERGED = 100


def find_bearer(slug: str, heading: Heading, history: History) -> str:
    """Return the slug of the audience of `heading` that bears the name of the audience `slug`: itself or, if
    it is gone, the one that has its last label now; "" for none."""
    if any(audience.slug == slug for audience in heading.audiences):
        return slug
    past = history.past_audiences().get(slug)
    namesake = heading.find_audience(past.label) if past else None
    return namesake.slug if namesake else ""


def follow_audience(slug: str, heading: Heading, history: History) -> str:
    """Return the slug of the audience of `heading` that replaces the audience `slug`: the one that bears its
    name, or else the one that it was merged into; "" for none."""
    followed = set[str]()
    while slug not in followed:
        bearer = find_bearer(slug, heading, history)
        if bearer:
            return bearer
        followed.add(slug)
        past = history.past_audiences().get(slug)
        slug = past.into if past else ""
    return ""


def follow_audiences(slugs: Iterable[str], heading: Heading, history: History) -> tuple[str, ...]:
    """Return the audiences of `heading` that replace `slugs`, each once; a slug that none replaces stays."""
    return tuple(dict.fromkeys([follow_audience(slug, heading, history) or slug for slug in slugs]))


def read_address(
    query: Mapping[str, Sequence[str]], heading: Heading, history: History
) -> tuple[Selection, tuple[Notice, ...]]:
    """Read `query` as `read_selection` does, with the audiences that stand for those that are gone.

    The notices also say what became of each.
    """
    asked = dict.fromkeys([value.strip() for value in query.get("audience", ())])
    missing = asked.keys() - {audience.slug for audience in heading.audiences} if asked else ()
    gone = [slug for slug in asked if slug in missing and slug in history.past_audiences()]
    if not gone:
        return read_selection(query, heading.audiences)
    followed = {slug: follow_audience(slug, heading, history) for slug in gone}
    audiences = [followed.get(slug, slug) for slug in asked]
    selection, notices = read_selection({**query, "audience": audiences}, heading.audiences)
    return selection, (*[_notice_gone(slug, heading, history) for slug in gone], *notices)


def notice_renamed(selection: Selection, heading: Heading, history: History) -> list[Notice]:
    """Return a notice for each audience of `selection` that had another name when it got its address."""
    return [
        Notice(NoticeKind.AUDIENCE_RENAMED, past.labels[0], audience.label)
        for audience in heading.audiences
        if audience.slug in selection.audiences
        if (past := history.past_audiences().get(audience.slug))
        and fold_name(past.labels[0]) != fold_name(audience.label)
    ]


def _notice_gone(slug: str, heading: Heading, history: History) -> Notice:
    label = history.past_audiences()[slug].label
    if find_bearer(slug, heading, history):
        return Notice(NoticeKind.AUDIENCE_NAMED_ANEW, label)
    present = follow_audience(slug, heading, history)
    labels = {audience.slug: audience.label for audience in heading.audiences}
    kind = NoticeKind.AUDIENCE_MERGED if present else NoticeKind.AUDIENCE_REMOVED
    return Notice(kind, label, labels.get(present, ""))


def find_renamed(slugs: Collection[str], since: str, heading: Heading, history: History) -> dict[str, str]:
    """Return the former label of each of the audiences `slugs` that was renamed after the action `since`."""
    later = history.since(since)
    names = {revision.name for revision in later or () if revision.operation == HEADING}
    versions = history.versions(HEADING) if names else ()
    labels = _labels(next((version.before for version in versions if version.revision.name in names), None))
    return {
        audience.slug: labels[audience.slug]
        for audience in heading.audiences
        if audience.slug in slugs and audience.slug in labels
        if fold_name(labels[audience.slug]) != fold_name(audience.label)
    }


def find_past_audiences(history: History) -> dict[str, PastAudience]:
    """Return the audiences that the heading has in one of its states at least, by slug."""
    past: dict[str, PastAudience] = {}
    items = frozenset[str]()
    for version in history.versions(HEADING):
        for state in filter(None, (version.before, version.after)):
            # Only what differs is looked at: a change of one label leaves a hundred others.
            former, items = items, frozenset(state["audiences"])
            for audience in map(audience_of, former - items):
                past[audience.slug] = replace(past[audience.slug], removal=version.revision)
            for audience in map(audience_of, items - former):
                slug, label = audience.slug, audience.label
                labels = past[slug].labels if slug in past else ()
                past[slug] = PastAudience(labels if labels[-1:] == (label,) else (*labels, label))
    removals = {slug: audience.removal for slug, audience in past.items() if audience.removal}
    undoings = history.undoings({removal.name for removal in removals.values()})
    # Undoing what added an audience removes it too, and gives its operations to no other.
    merges = {slug: removal for slug, removal in removals.items() if removal.name not in undoings}
    for slug, heir in _find_heirs(history, merges).items():
        past[slug] = replace(past[slug], into=heir)
    return past


def find_gained(slug: str, revisions: Iterable[Revision]) -> set[str]:
    """Return the audiences that operations got when `revisions` took the audience `slug` from them."""
    changes = [revision.changes["audiences"] for revision in _find_losses(slug, revisions)]
    return {item for change in changes for item in change.added if item not in change.removed}


def _find_losses(slug: str, revisions: Iterable[Revision]) -> list[Revision]:
    """Return those of the `revisions` that took the audience `slug` from an operation."""
    return [
        revision
        for revision in revisions
        if revision.operation != HEADING
        if "audiences" in revision.changes and slug in revision.changes["audiences"].removed
    ]


def _labels(state: State | None) -> Mapping[str, str]:
    """Return the labels of the audiences of a heading, by slug."""
    return {audience.slug: audience.label for audience in heading_of(state).audiences} if state else {}


def _find_heirs(history: History, removals: Mapping[str, Revision]) -> dict[str, str]:
    """Return the audience that each of the audiences with these `removals` was merged into, if it was.

    All at once: a history may have thousands of removals, and one search reads all of it.
    """
    parts: dict[str, list[Revision]] = {removal.name: [] for removal in removals.values()}
    for revision in history.since("") or ():
        if revision.name in parts:
            parts[revision.name].append(revision)
    heirs: dict[str, set[str]] = {}
    unsure: dict[str, list[Revision]] = {}
    for slug, removal in removals.items():
        losses = _find_losses(slug, parts[removal.name])
        heirs[slug] = find_gained(slug, losses)
        if not heirs[slug] and removal.cause is not Cause.FILE:
            # All of them had the other audience already.
            unsure[slug] = losses[:_MAX_MERGED]
    versions = history.versions_of({revision.operation for some in unsure.values() for revision in some})
    afters = {version.revision.number: version.after for some in versions.values() for version in some}
    for slug, revisions in unsure.items():
        common = [set(after["audiences"]) for one in revisions if (after := afters[one.number])]
        heirs[slug] = set.intersection(*common) if common else set()
    return {slug: gained.pop() for slug, gained in heirs.items() if len(gained) == 1}
