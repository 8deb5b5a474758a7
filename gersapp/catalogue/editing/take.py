"""Taking what a dossier proposes: new operations, and what operations of the catalogue lack."""

from dataclasses import replace

from gersapp.catalogue.announced import networks_in, read_announced
from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.audiences import append_audience
from gersapp.catalogue.editing.draft import Draft
from gersapp.catalogue.editing.outcomes import Imported, OperationsGone, Problem, Rejected, Stale
from gersapp.catalogue.editing.typed import Completion, TypedImport, TypedOperation
from gersapp.catalogue.history.audiences import follow_audience
from gersapp.catalogue.history.history import History
from gersapp.catalogue.links import recognise
from gersapp.catalogue.model import MAX_AUDIENCES, MAX_LINKS, MAX_NETWORKS, Link, Operation


def take_import(
    catalogue: Catalogue, history: History, *, typed: TypedImport
) -> Imported | Rejected | OperationsGone | Stale:
    """Add the operations at the end, with the audiences that they need, and complete others: all or nothing.

    An operation to complete that was changed meanwhile refuses it all. The catalogue's own texts that are no
    longer empty stay.
    """
    draft = Draft(catalogue)
    refusal = _refuse_completions(catalogue, typed)
    if refusal:
        return refusal
    texts = {name: text for name, text in typed.heading if text and not getattr(draft.heading, name)}
    draft.heading = replace(draft.heading, **texts)  # type: ignore[arg-type]  # the texts of a heading are strings
    slugs = _find_audiences(draft, history, typed)
    if isinstance(slugs, Rejected):
        return slugs
    added = [_add(draft, history, operation, slugs) for operation in typed.operations]
    for completion in typed.completions:
        operation = _completed(draft, completion, slugs)
        if isinstance(operation, Rejected):
            return operation
        draft.put(operation)
    known = {audience.slug for audience in catalogue.heading.audiences}
    return Imported(
        change=draft.change(),
        added=tuple(added),
        became=dict(zip(typed.keys, added, strict=bool(typed.keys))),
        completed=tuple(completion.id for completion in typed.completions),
        audiences=tuple(one.label for one in draft.heading.audiences if one.slug not in known),
        heading=tuple(texts),
    )


def _refuse_completions(catalogue: Catalogue, typed: TypedImport) -> OperationsGone | Stale | None:
    gone = tuple(one.id for one in typed.completions if one.id not in catalogue.operations)
    if gone:
        return OperationsGone(gone)
    stale = tuple(one.id for one in typed.completions if catalogue.get(one.id).revision != one.revision)
    return Stale(stale) if stale else None


def _find_audiences(draft: Draft, history: History, typed: TypedImport) -> dict[str, str] | Rejected:
    """Return the slug of each label; the new ones are added to `draft`."""
    slugs: dict[str, str] = {}
    for label, slug in typed.audiences:
        found = follow_audience(slug, draft.heading, history) if slug else ""
        if not found:
            named = draft.heading.find_audience(label)
            if not named and len(draft.audiences) >= MAX_AUDIENCES:
                return Rejected("audiences", Problem.TOO_MANY_AUDIENCES)
            found = (named or append_audience(draft, history, label)).slug
        slugs[label] = found
    return slugs


def _add(draft: Draft, history: History, typed: TypedOperation, slugs: dict[str, str]) -> str:
    """Add an operation, and return its id."""
    id = draft.start.free_id(typed.title, lambda id: id in draft.operations or history.has(id))
    draft.add(
        Operation(
            id=id,
            title=typed.title,
            description=typed.description,
            audiences=_ordered(draft, {slugs[label] for label in typed.audiences}),
            platforms=typed.platforms,
            links=tuple(map(Link, typed.links)),
        )
    )
    return id


def _completed(draft: Draft, completion: Completion, slugs: dict[str, str]) -> Operation | Rejected:
    """Return an operation with what it lacked, and with all that it had."""
    operation = draft.operations[completion.id]
    links = {link.recognised.key: link for link in operation.links}
    for url in completion.links:
        links.setdefault(recognise(url).key, Link(url))
    new = tuple([link for link in links.values() if link not in operation.links])
    platforms = read_announced([*operation.platforms, *completion.platforms])
    if len(operation.links) + len(new) > MAX_LINKS:
        return Rejected("links", Problem.TOO_MANY_LINKS, (str(len(operation.links) + len(new)),))
    if len(networks_in(platforms)) > MAX_NETWORKS:
        return Rejected("networks", Problem.TOO_MANY_NETWORKS, (str(len(networks_in(platforms))),))
    return replace(
        operation,
        description=operation.description or completion.description,
        audiences=_ordered(draft, {*operation.audiences, *(slugs[label] for label in completion.audiences)}),
        platforms=platforms,
        links=(*operation.links, *new),
    )


def _ordered(draft: Draft, slugs: set[str]) -> tuple[str, ...]:
    """Return the slugs in the order of the catalogue's audiences."""
    return tuple(slug for slug in draft.audiences if slug in slugs)
