"""The form of the catalogue's own texts as it was typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from gersapp.catalogue.editing.outcomes import InConflict
from gersapp.catalogue.editing.typed import TypedHeading
from gersapp.catalogue.history.fields import HEADING, heading_of
from gersapp.catalogue.model import Heading
from gersapp.schemas import load_heading
from gersapp.web.conflicts import NO_QUESTIONS, Questions, ask_questions
from gersapp.web.form_data import read_fields


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingForm:
    """The form of the heading. `sent` are its fields as they came; `errors` are messages by field."""

    title: str = ""
    body: str = ""
    hashtag: str = ""
    introduction: str = ""
    revision: str = ""
    sent: Mapping[str, object] = field(default_factory=dict)
    errors: Mapping[str, Any] = field(default_factory=dict)
    questions: Questions = NO_QUESTIONS

    @classmethod
    def of(cls, heading: Heading) -> "HeadingForm":
        """The form that shows `heading` as it is."""
        return cls(
            title=heading.title,
            body=heading.organisation,
            hashtag=heading.hashtag,
            introduction=heading.introduction,
            revision=heading.revision,
        )

    @classmethod
    def read(cls, form: MultiDict[str, str], questions: Questions) -> "HeadingForm":
        """The form as it came."""
        return cls(
            title=form.get("title", ""),
            body=form.get("body", ""),
            hashtag=form.get("hashtag", ""),
            introduction=form.get("introduction", ""),
            revision=form.get("revision", ""),
            sent=read_fields(form),
            questions=questions,
        )

    def load(self) -> TypedHeading:
        """The texts to save, with what is saved where that was chosen; raises Refused."""
        return load_heading(self.questions.answer(self.sent))

    def with_errors(self, errors: Mapping[str, Any]) -> "HeadingForm":
        return replace(self, errors=errors)

    def in_conflict(self, conflict: InConflict) -> "HeadingForm":
        """The form after a save in conflict: merged where that could be, the rest as typed."""
        return replace(
            HeadingForm.of(heading_of(conflict.state)),
            **{name: getattr(self, name) for name in conflict.conflicts},
            revision=conflict.revision,
            questions=ask_questions(HEADING, conflict),
        )
