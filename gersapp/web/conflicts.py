"""The questions of a form whose fields others changed too: which text stays."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from flask import request

from gersapp.catalogue.editing.outcomes import InConflict, MergedWith, SavedField
from gersapp.catalogue.editing.save import saved_fields
from gersapp.catalogue.history.audiences import follow_audiences
from gersapp.catalogue.history.fields import Value
from gersapp.web import french
from gersapp.web.current import current_history, current_snapshot
from gersapp.web.form_data import CHOICE_NAMES
from gersapp.web.security.access import current_editor


@dataclass(frozen=True, slots=True)
class SavedText:
    """The saved value of a field, and its author: « par Jeanne à 14 h 02 », or "" when unknown.

    `is_own`: the author is the reader, in another tab or on another device.
    """

    value: Value
    whose: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class Questions:
    """`saved` has the saved text of each field in conflict; the editor keeps it in the fields `chosen`.

    `merged` says in French which other fields have changes of others.
    """

    saved: Mapping[str, SavedText]
    chosen: frozenset[str] = frozenset()
    merged: str = ""

    def __bool__(self) -> bool:
        return bool(self.saved)

    @property
    def are_own(self) -> bool:
        return all(text.is_own for text in self.saved.values())

    def without_choice(self, name: str) -> "Questions":
        """Return the questions, with the editor's own version of the field `name`."""
        return replace(self, chosen=self.chosen - {name})

    def apply_choices(self, fields: Mapping[str, object]) -> dict[str, object]:
        """Return the sent `fields`, with the saved value in those that are chosen."""
        kept = {name: self.saved[name].value for name in self.chosen}
        return {
            **fields,
            **{name: value if isinstance(value, str) else list(value) for name, value in kept.items()},
        }


NO_QUESTIONS = Questions({})


@dataclass(frozen=True, slots=True, kw_only=True)
class EditForm:
    """A form made from the saved `revision` of an operation, or of the heading.

    `sent` are its fields as received; `errors` are messages by field.
    """

    revision: str = ""
    sent: Mapping[str, object] = field(default_factory=dict)
    errors: Mapping[str, Any] = field(default_factory=dict)
    questions: Questions = NO_QUESTIONS

    def with_errors(self, errors: Mapping[str, Any]) -> Self:
        return replace(self, errors=errors)


def read_questions(id: str) -> Questions:
    """Read the questions of the sent form about the operation `id`, or the heading, and their answers."""
    names = [name for name in request.form.getlist("conflict") if name in CHOICE_NAMES]
    if not names:
        return NO_QUESTIONS
    snapshot = current_snapshot()
    revision = request.form.get("revision", "")
    saved = saved_fields(snapshot.catalogue, current_history(snapshot), id=id, names=names, revision=revision)
    chosen = frozenset(name for name in saved if request.form.get(CHOICE_NAMES[name]) == "saved")
    return Questions(_texts(saved), chosen)


def ask_questions(id: str, conflict: InConflict) -> Questions:
    return Questions(_texts(conflict.conflicts), merged=describe_merge(id, conflict.merged_with))


def describe_merge(id: str, merged_with: MergedWith) -> str:
    """Say in French which fields have changes of others; "" without any."""
    if not merged_with.fields:
        return ""
    return french.say_merged(id, merged_with.fields, merged_with.editors, reader=current_editor())


def _texts(saved: Mapping[str, SavedField]) -> dict[str, SavedText]:
    snapshot = current_snapshot()
    heading, history, reader = snapshot.catalogue.heading, current_history(snapshot), current_editor()
    return {
        name: SavedText(
            follow_audiences(field.value, heading, history) if name == "audiences" else field.value,
            french.say_by_whom(field.revision.editor, field.revision.time, reader=reader)
            if field.revision
            else "",
            is_own=field.revision is not None and field.revision.editor == reader,
        )
        for name, field in saved.items()
    }
