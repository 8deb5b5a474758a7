"""Many operations changed at once: audiences and platforms added or taken away, deletions, and what is done
to an audience everywhere."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Literal

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.draft import Draft
from gersapp.catalogue.model import Audience, Operation
from gersapp.errors import LeftWithoutAudience, NotFound

Kind = Literal["audiences", "platforms"]


def with_value(here: Catalogue, ids: Collection[str], kind: Kind, slug: str) -> Catalogue:
    """With an audience, or an announced platform, for all these operations; raises NotFound."""
    if kind == "audiences":
        _audience(here, slug)
    order = [audience.slug for audience in here.heading.audiences]

    def changed(operation: Operation) -> Operation:
        slugs = getattr(operation, kind)
        if slug in slugs:
            return operation
        slugs = (*slugs, slug)
        # In their order, as the form of an operation saves them.
        return _with(operation, kind, tuple(sorted(slugs, key=order.index)) if kind == "audiences" else slugs)

    return _each(here, ids, changed)


def without_value(here: Catalogue, ids: Collection[str], kind: Kind, slug: str) -> Catalogue:
    """Without an audience, or an announced platform, for all these operations.

    Raises NotFound, and LeftWithoutAudience when it is the only audience of one of them.
    """
    changed = _each(
        here,
        ids,
        lambda operation: _with(
            operation, kind, tuple(other for other in getattr(operation, kind) if other != slug)
        ),
    )
    left = [id for id in dict.fromkeys(ids) if not changed.operations[id].audiences]
    if left:
        raise LeftWithoutAudience(left)
    return changed


def deleted(here: Catalogue, ids: Collection[str]) -> Catalogue:
    """With all these operations in the trash; raises NotFound."""
    for id in ids:
        here.get(id)
    draft = Draft(here)
    draft.delete(set(ids))
    return draft.finished()


def audience_renamed(here: Catalogue, slug: str, label: str) -> Catalogue:
    """With another label for an audience, whose address stays; raises NotFound."""
    _audience(here, slug)
    draft = Draft(here)
    draft.heading = replace(
        draft.heading,
        audiences=tuple(
            replace(audience, label=label) if audience.slug == slug else audience
            for audience in draft.heading.audiences
        ),
    )
    return draft.finished()


def audience_merged(here: Catalogue, slug: str, into: str) -> Catalogue:
    """With the audience `into` wherever `slug` was, in the trash too, and `slug` no more; raises NotFound."""
    _audience(here, slug)
    _audience(here, into)
    if slug == into:
        return here
    draft = _draft_without_audience(here, slug)
    for operation in [*here.operations.values(), *(each.operation for each in here.trash.values())]:
        if slug in operation.audiences:
            merged = dict.fromkeys(into if other == slug else other for other in operation.audiences)
            draft.put(replace(operation, audiences=tuple(merged)))
    return draft.finished()


def audience_removed(here: Catalogue, slug: str) -> Catalogue:
    """Without an audience that no operation has; raises NotFound, and LeftWithoutAudience when some have."""
    _audience(here, slug)
    everything = [*here.operations.values(), *(each.operation for each in here.trash.values())]
    having = [operation.id for operation in everything if slug in operation.audiences]
    if having:
        raise LeftWithoutAudience(having)
    return _draft_without_audience(here, slug).finished()


def _draft_without_audience(here: Catalogue, slug: str) -> Draft:
    draft = Draft(here)
    kept = tuple(audience for audience in draft.heading.audiences if audience.slug != slug)
    draft.heading = replace(draft.heading, audiences=kept)
    return draft


def _audience(here: Catalogue, slug: str) -> Audience:
    for audience in here.heading.audiences:
        if audience.slug == slug:
            return audience
    raise NotFound(slug)


def _with(operation: Operation, kind: Kind, slugs: tuple[str, ...]) -> Operation:
    if kind == "audiences":
        return replace(operation, audiences=slugs)
    return replace(operation, platforms=slugs)


def _each(here: Catalogue, ids: Collection[str], changed: Callable[[Operation], Operation]) -> Catalogue:
    draft = Draft(here)
    for id in ids:
        draft.put(changed(here.get(id)))
    return draft.finished()
