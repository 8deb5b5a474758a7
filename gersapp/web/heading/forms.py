"""The form of the catalogue's own texts, as typed."""

from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from gersapp.catalogue.editing.outcomes import InConflict
from gersapp.catalogue.editing.typed import TypedHeading
from gersapp.catalogue.history.fields import HEADING, heading_of, state_of_heading
from gersapp.catalogue.model import Heading
from gersapp.schemas import load_heading
from gersapp.web.conflicts import EditForm, Questions, ask_questions
from gersapp.web.form_data import read_fields


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingForm(EditForm):
    """The form of the catalogue's own texts."""

    title: str = ""
    body: str = ""
    hashtag: str = ""
    introduction: str = ""

    @classmethod
    def of(cls, heading: Heading) -> "HeadingForm":
        return cls(
            title=heading.title,
            body=heading.organisation,
            hashtag=heading.hashtag,
            introduction=heading.introduction,
            revision=heading.revision,
        )

    @classmethod
    def read(cls, form: MultiDict[str, str], questions: Questions) -> "HeadingForm":
        return cls(
            title=form.get("title", ""),
            body=form.get("body", ""),
            hashtag=form.get("hashtag", ""),
            introduction=form.get("introduction", ""),
            revision=form.get("revision", ""),
            sent=read_fields(form),
            questions=questions,
        )

    def load(self, stored: Heading) -> TypedHeading:
        """Return the texts to save, those of others where the editor chose them; raises Refused.

        A form that was not touched is not refused, whatever the `stored` heading has.
        """
        texts = {name: text for name, text in state_of_heading(stored).items() if isinstance(text, str)}
        if all(getattr(self, name).replace("\r\n", "\n") == text for name, text in texts.items()):
            return TypedHeading(texts, self.revision)
        return load_heading(self.questions.apply_choices(self.sent))

    def in_conflict(self, conflict: InConflict) -> "HeadingForm":
        """Return the form after a save in conflict: the fields in conflict as typed, the others merged."""
        return replace(
            HeadingForm.of(heading_of(conflict.state)),
            **{name: getattr(self, name) for name in conflict.conflicts},
            revision=conflict.revision,
            questions=ask_questions(HEADING, conflict),
        )
