"""The entries of the page of recent changes, one for each action."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from gersapp.catalogue.history.fields import HEADING, Value, audience_of, state_now
from gersapp.catalogue.history.revisions import Action, ChangeKind, Version
from gersapp.catalogue.history.word_difference import Part, PartKind, compare_texts
from gersapp.catalogue.platforms import BY_SLUG
from gersapp.catalogue.text import french_spacing
from gersapp.store.repository import Snapshot
from gersapp.web import french, french_history, french_times
from gersapp.web.changes import describe_actions, labels_of_audiences, titles_of
from gersapp.web.current import current_history
from gersapp.web.french_places import ordinal

# How many changes of one action are shown.
_MAX_SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A changed field; `parts` are its difference, as items of a list or as running text."""

    label: str
    parts: Sequence[Part]
    is_list: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """The change of one operation, or of the catalogue's texts (`title` is then "").

    `kind` is "" for a plain modification. `restore_address` brings this version back, or is "".
    """

    title: str
    address: str
    kind: str
    fields: Sequence[FieldChange]
    restore_address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An action; `undo_address` undoes it, or is ""; `more` is the number of changes not shown."""

    editor: str
    when: str
    what: str
    changes: Sequence[ChangeView]
    more: int
    undo_address: str
    is_undone: bool


def restore_address(id: str, name: str) -> str:
    """Return the address that brings back the version of an operation that the action `name` made."""
    if id == HEADING:
        return url_for("history.bring_texts_back", action=name)
    return url_for("history.bring_back", id=id, action=name)


def make_entries(snapshot: Snapshot, actions: Sequence[Action], operation: str | None) -> list[Entry]:
    """Return the entries of the `actions`, with their changes of one `operation`, or of all (None)."""
    history = current_history(snapshot)
    ids = {revision.operation for action in actions for revision in action.revisions}
    versions = {
        version.revision.number: version
        for of_operation in history.versions_of(ids if operation is None else {operation}).values()
        for version in of_operation
    }
    names = {action.name for action in actions}
    undone, undoings = history.undone(names), history.undoings(names)
    descriptions = describe_actions(snapshot, names)
    named = {revision.operation for action in actions for revision in action.revisions[:_MAX_SHOWN]}
    titles = titles_of(snapshot, named if operation is None else {operation})
    entries: list[Entry] = []
    for action in actions:
        shown = [
            versions[revision.number]
            for revision in action.revisions
            if operation in (None, revision.operation)
        ]
        is_change = any(revision.changes or revision.place for revision in action.revisions)
        can_undo = is_change and action.name not in undone
        entries.append(
            Entry(
                editor=action.editor,
                when=french_times.when(action.time),
                what=french_history.say_action(
                    descriptions[action.name], action.cause, is_undoing=action.name in undoings
                ),
                changes=[_change(snapshot, titles, version) for version in shown[:_MAX_SHOWN]],
                more=len(shown[_MAX_SHOWN:]),
                undo_address=url_for("history.undo", action=action.name) if can_undo else "",
                is_undone=action.name in undone,
            )
        )
    return entries


def _change(snapshot: Snapshot, titles: Mapping[str, str], version: Version) -> ChangeView:
    catalogue, revision = snapshot.catalogue, version.revision
    id = revision.operation
    is_present = id == HEADING or id in catalogue.operations
    # Bringing a version back restores texts; a place or a deletion can only be undone.
    is_text = bool(revision.changes) and version.after is not None
    can_restore = is_text and not (is_present and state_now(catalogue, id) == version.after)
    is_modified = revision.kind is ChangeKind.MODIFIED
    return ChangeView(
        title="" if id == HEADING else titles[id],
        address=url_for("browse.operation", id=id) if id in catalogue.operations else "",
        kind="" if is_modified else french.KINDS[revision.kind],
        fields=list(_fields(snapshot, version)),
        restore_address=restore_address(id, revision.name) if can_restore else "",
    )


def _fields(snapshot: Snapshot, version: Version) -> Iterator[FieldChange]:
    """Yield the changed fields in the order of the form, and the changed place."""
    revision = version.revision
    labels = french.HEADING_FIELDS if revision.operation == HEADING else french.FIELDS
    for name, label in labels.items():
        if name in revision.changes:
            splice = revision.changes[name]
            before = version.before[name] if version.before else splice.removed
            after = version.after[name] if version.after else splice.added
            if isinstance(before, str) and isinstance(after, str):
                parts: Sequence[Part] = compare_texts(french_spacing(before), french_spacing(after))
                yield FieldChange(label=label, parts=parts)
            else:
                say = _item_labels(snapshot, revision.operation, name)
                yield FieldChange(label=label, parts=_compare_lists(before, after, say), is_list=True)
    left, taken = revision.place or (None, None)
    if left is not None and taken is not None:
        words = f"de la {ordinal(left)} à la {ordinal(taken)}"
        yield FieldChange(label="place", parts=[(PartKind.SAME, words)])


def _compare_lists(before: Value, after: Value, say: Callable[[str], str]) -> list[Part]:
    parts = [(PartKind.REMOVED, say(item)) for item in before if item not in after]
    parts += [(PartKind.ADDED, say(item)) for item in after if item not in before]
    return parts or [(PartKind.SAME, "dans un autre ordre")]


def _item_labels(snapshot: Snapshot, id: str, name: str) -> Callable[[str], str]:
    """Return a function from an item of the list `name` to its label."""
    if name == "platforms":
        return lambda slug: BY_SLUG[slug].label if slug in BY_SLUG else slug
    if name != "audiences":
        return str
    if id == HEADING:
        return lambda item: audience_of(item).label
    labels = labels_of_audiences(snapshot)
    return lambda slug: labels.get(slug, slug)
