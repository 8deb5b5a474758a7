"""The French words of the history: what an action was, how its undoing is called, or why it fails."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence

from gersapp.catalogue.history.audiences import find_gained
from gersapp.catalogue.history.fields import HEADING, Value, audience_of
from gersapp.catalogue.history.revisions import Cause, ChangeKind, Revision, Splice
from gersapp.french import counted, plural
from gersapp.web.french import KINDS, list_fields, list_some, listed, quoted

# The change of an operation, as a noun.
_NOUNS = {
    ChangeKind.ADDED: "l’ajout",
    ChangeKind.RESTORED: "le rétablissement",
    ChangeKind.DELETED: "la suppression",
    ChangeKind.MOVED: "le déplacement",
    ChangeKind.MODIFIED: "la modification",
    ChangeKind.ERASED: "l’effacement",
}
# Longer titles are cut: a button has to fit a narrow screen.
_MAX_TITLE = 60


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


def describe_revisions(
    revisions: Sequence[Revision], titles: Mapping[str, str], audiences: Mapping[str, str]
) -> str:
    """Describe an action in a few words: « « Tips du jour » : titre et liens », « 12 opérations modifiées ».

    `titles` has the title of the operation, when there is only one; `audiences` the label of each audience.
    """
    parts: list[str] = []
    if revisions[0].cause is Cause.IMPORT:
        parts, revisions = _describe_import(revisions)
    ids = {revision.operation for revision in revisions} - {HEADING}
    if len(ids) > 1:
        kinds = {revision.kind for revision in revisions if revision.operation != HEADING}
        kind = kinds.pop() if len(kinds) == 1 else ChangeKind.MODIFIED
        parts.append(f"{counted(len(ids), 'opération')} {KINDS[kind]}s")
    for revision in revisions:
        if revision.operation == HEADING:
            parts.append(_describe_heading(revision, lambda slug: _say_gone(slug, revisions, audiences)))
        elif len(ids) == 1:
            title = quoted(titles[revision.operation])
            fields = list_fields(revision.operation, revision.changes)
            # A change of which the history knows no field is one of the file.
            says_fields = fields and revision.kind is ChangeKind.MODIFIED
            parts.append(f"{title} : {fields}" if says_fields else f"{title} {KINDS[revision.kind]}")
    return ", ".join(parts)


def _describe_import(revisions: Sequence[Revision]) -> tuple[list[str], list[Revision]]:
    """Return « 16 opérations importées de « dossier.docx » »… and the revisions of the heading."""
    kinds = Counter(revision.kind for revision in revisions if revision.operation != HEADING)
    added, completed = kinds[ChangeKind.ADDED], kinds[ChangeKind.MODIFIED]
    source = f" de {quoted(revisions[0].source)}" if revisions[0].source else " d’un texte collé"
    parts = []
    if added:
        parts.append(f"{counted(added, 'opération')} {plural(added, 'importée', 'importées')}{source}")
    if completed:
        noun = counted(completed, "opération")
        parts.append(f"{noun} {plural(completed, 'complétée', 'complétées')}{'' if added else source}")
    return parts, [revision for revision in revisions if revision.operation == HEADING]


def _say_gone(slug: str, revisions: Sequence[Revision], audiences: Mapping[str, str]) -> str:
    """Say what became of an audience that an action removed."""
    # In the application, only a merge removes an audience together with changes of operations.
    is_merge = revisions[0].cause is Cause.EDIT and any(one.operation != HEADING for one in revisions)
    if not is_merge:
        return "retirée"
    heirs = [audiences.get(heir, heir) for heir in find_gained(slug, revisions)]
    # The operations may all have had the other audience before.
    return f"fusionnée avec « {heirs[0]} »" if len(heirs) == 1 else "fusionnée avec une autre"


def _describe_heading(revision: Revision, say_gone: Callable[[str], str]) -> str:
    """Describe a revision of the heading; `say_gone` says what became of a removed audience."""
    if not revision.changes:
        return KINDS[revision.kind]
    if revision.changes.keys() == {"audiences"}:
        return _describe_audiences(revision.changes["audiences"], say_gone)
    return f"textes du catalogue : {list_fields(HEADING, revision.changes)}"


def _describe_audiences(change: Splice, say_gone: Callable[[str], str]) -> str:
    """« cible « Adultes » renommée « Grands » », « ordre des cibles »."""
    before, after = _labels(change.removed), _labels(change.added)
    renamed = [slug for slug in before if after.get(slug, before[slug]) != before[slug]]
    changes = listed(
        [
            *(f"cible « {before[slug]} » renommée « {after[slug]} »" for slug in renamed),
            *(f"cible « {before[slug]} » {say_gone(slug)}" for slug in before if slug not in after),
            *(f"cible « {after[slug]} » ajoutée" for slug in after if slug not in before),
        ]
    )
    return changes or "ordre des cibles"


def _labels(audiences: Value) -> dict[str, str]:
    """Return the label of each of the heading's `audiences`, by its slug."""
    return {audience.slug: audience.label for audience in map(audience_of, audiences)}


# -- undoing


def say_undone(*, is_redone: bool, is_changed: bool, restored: Sequence[str] = ()) -> str:
    """Say that an action is undone, or done again; without a change, that it was so already.

    `restored` are the titles of the operations that it brings back.
    """
    if restored:
        verb = "est" if len(restored) == 1 else "sont"
        return f"{list_some([quoted(title) for title in restored])} {verb} de retour."
    if is_redone:
        return "Modification rétablie." if is_changed else "C’est déjà rétabli."
    return "Modification annulée." if is_changed else "C’est déjà annulé."


def name_undo(revisions: Sequence[Revision], titles: Mapping[str, str], *, again: bool) -> str:
    """Return « Défaire l’ajout de « Tips du jour » », for the button that undoes these `revisions`, which are
    one action, or does them `again`.

    `titles` has the title of the operation, when there is only one.
    """
    return f"{'Refaire' if again else 'Défaire'} {_name_action(revisions, titles)}"


def _name_action(revisions: Sequence[Revision], titles: Mapping[str, str]) -> str:
    of_heading = next((revision for revision in revisions if revision.operation == HEADING), None)
    of_operations = [revision for revision in revisions if revision.operation != HEADING]
    if of_operations and revisions[0].cause is Cause.IMPORT:
        return f"l’import de {counted(len(of_operations), 'opération')}"
    if of_heading and "audiences" in of_heading.changes:
        is_alone = not of_operations and of_heading.changes.keys() == {"audiences"}
        change = of_heading.changes["audiences"]
        audiences = _name_audiences(change, is_merge=bool(of_operations), is_alone=is_alone)
        if audiences:
            return audiences
    if not of_operations:
        return "la modification des textes du catalogue"
    kinds = {revision.kind for revision in of_operations}
    kind = kinds.pop() if len(kinds) == 1 else ChangeKind.MODIFIED
    ids = {revision.operation for revision in of_operations}
    what = quoted(_cut(titles[ids.pop()])) if len(ids) == 1 else counted(len(ids), "opération")
    return f"{_NOUNS[kind]} de {what}"


def _name_audiences(change: Splice, *, is_merge: bool, is_alone: bool) -> str:
    """Name the change of an audience; "" when something else names the action better."""
    before, after = _labels(change.removed), _labels(change.added)
    gone = [label for slug, label in before.items() if slug not in after]
    if gone:
        return f"{'la fusion' if is_merge else 'le retrait'} de la cible {quoted(_cut(gone[0]))}"
    renamed = [label for slug, label in after.items() if before.get(slug, label) != label]
    if renamed:
        return f"le changement de nom de la cible {quoted(_cut(renamed[0]))}"
    if not is_alone:
        return ""
    added = [label for slug, label in after.items() if slug not in before]
    return f"l’ajout de la cible {quoted(_cut(added[0]))}" if added else "le changement d’ordre des cibles"


def _cut(text: str) -> str:
    # The quotation mark that opens a title would not be closed.
    return text if len(text) <= _MAX_TITLE else f"{text.lstrip('« ')[: _MAX_TITLE - 1].rstrip()}…"
