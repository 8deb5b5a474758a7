"""The French words of the history: what an action was, and why it is not undone."""

from collections.abc import Collection, Mapping, Sequence

from gersapp.catalogue.history.fields import HEADING
from gersapp.catalogue.history.revisions import Cause, ChangeKind, Revision, Splice
from gersapp.web.french import KINDS, counted, list_fields, list_some, listed, quoted


def say_action(description: str, cause: Cause, *, is_undoing: bool) -> str:
    """Return an action as a heading: its description and its cause."""
    if cause is Cause.UNDO:
        return f"{'Annulation' if is_undoing else 'Rétablissement'} — {description}"
    if cause is Cause.VERSION:
        return f"Retour à une version — {description}"
    return description[:1].upper() + description[1:]


def say_stuck(stuck: Sequence[tuple[str, Collection[str]]], titles: Mapping[str, str]) -> str:
    """Say why an action is not undone: the fields of operations that were changed again since."""
    named = [
        f"{'les textes du catalogue' if id == HEADING else quoted(titles[id])} ({list_fields(id, fields)})"
        for id, fields in stuck
    ]
    return (
        f"Ce qu’il faudrait annuler a été modifié de nouveau depuis : {list_some(named)}. Rien n’est changé. "
        "Dans « Modifications récentes », vous pouvez rétablir une version entière."
    )


def describe_revisions(revisions: Sequence[Revision], titles: Mapping[str, str]) -> str:
    """Describe an action in a few words: « « Tips du jour » : titre et liens », « 12 opérations modifiées ».

    `titles` has the title of the operation, when there is only one.
    """
    parts: list[str] = []
    ids = {revision.operation for revision in revisions} - {HEADING}
    if len(ids) > 1:
        kinds = {revision.kind for revision in revisions if revision.operation != HEADING}
        kind = kinds.pop() if len(kinds) == 1 else ChangeKind.MODIFIED
        parts.append(f"{counted(len(ids), 'opération')} {KINDS[kind]}s")
    for revision in revisions:
        if revision.operation == HEADING:
            # Only a merge removes an audience that operations have.
            parts.append(_describe_heading(revision, "fusionnée avec une autre" if ids else "retirée"))
        elif len(ids) == 1:
            title = quoted(titles[revision.operation])
            fields = list_fields(revision.operation, revision.changes)
            # A change of which the history knows no field is one of the file.
            says_fields = fields and revision.kind is ChangeKind.MODIFIED
            parts.append(f"{title} : {fields}" if says_fields else f"{title} {KINDS[revision.kind]}")
    return ", ".join(parts)


def _describe_heading(revision: Revision, gone: str) -> str:
    """Describe a revision of the heading; `gone` says what became of a removed audience."""
    if not revision.changes:
        return KINDS[revision.kind]
    audiences = ""
    if revision.changes.keys() == {"audiences"}:
        audiences = _describe_audiences(revision.changes["audiences"], gone)
    return audiences or f"textes du catalogue : {list_fields(HEADING, revision.changes)}"


def _describe_audiences(change: Splice, gone: str) -> str:
    """« cible « Adultes » renommée « Grands » »; "" when only the order changed."""
    before, after = (
        {slug: label for slug, _, label in (str(item).partition(" ") for item in items)}
        for items in (change.removed, change.added)
    )
    renamed = [slug for slug in before if after.get(slug, before[slug]) != before[slug]]
    return listed(
        [
            *(f"cible « {before[slug]} » renommée « {after[slug]} »" for slug in renamed),
            *(f"cible « {before[slug]} » {gone}" for slug in before if slug not in after),
            *(f"cible « {after[slug]} » ajoutée" for slug in after if slug not in before),
        ]
    )
