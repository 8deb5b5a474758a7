"""The form of an operation, as typed: the page shows it again, to the letter, beside the messages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import request
from werkzeug.datastructures import MultiDict

from gersapp.catalogue.announced import networks_in
from gersapp.catalogue.editing.outcomes import InConflict
from gersapp.catalogue.editing.typed import TypedOperation
from gersapp.catalogue.history.audiences import follow_audience
from gersapp.catalogue.history.fields import operation_of
from gersapp.catalogue.links import Recognised, fault, published, recognise, split_addresses, suggestion
from gersapp.catalogue.model import MAX_LINKS, Operation
from gersapp.french import ADDRESS_FAULTS
from gersapp.schemas import Refused, load_operation
from gersapp.store.repository import Snapshot
from gersapp.web import htmx
from gersapp.web.changes import describe_audiences
from gersapp.web.conflicts import NO_QUESTIONS, EditForm, Questions, ask_questions
from gersapp.web.current import current_history
from gersapp.web.form_data import RESUME, read_fields, read_number
from gersapp.web.french_audiences import say_offered
from gersapp.web.operation_form.prose import split_prose

# The action of « Enregistrer et ajouter une autre ».
SAVE_AND_NEXT = "save-and-next"
# Further addresses stay in the field where they were pasted.
_MAX_ROWS = 2 * MAX_LINKS
_NO_REVISION = "La version de départ manque : rechargez la page, puis recommencez."


@dataclass(frozen=True, slots=True)
class LinkRow:
    """An address of the form: the post that it names, what is published, or its faults and a suggestion."""

    url: str
    recognised: Recognised
    published: str
    faults: tuple[str, ...]
    suggestion: str | None

    @classmethod
    def of(cls, url: str) -> "LinkRow":
        wrong = fault(url)
        return cls(
            url=url,
            recognised=recognise(url),
            published=published(url),
            faults=(ADDRESS_FAULTS[wrong],) if wrong else (),
            suggestion=suggestion(url) if wrong else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationForm(EditForm):
    """The form of an operation.

    `restores` is True when saving brings back an operation that was deleted meanwhile. `submission` names the
    form of an addition, which adds once however often it is sent. `since` is the name of the last action when
    the form was made, and `notes` say what became of ticked audiences since. `origin` says where the values
    of an addition come from; `is_pasted`: a whole text was pasted into it; `is_further`: it comes with the
    answer to another addition.
    """

    title: str = ""
    description: str = ""
    audiences: tuple[str, ...] = ()
    new_audience: str = ""
    platforms: tuple[str, ...] = ()
    networks: str = ""
    links: tuple[str, ...] = ()
    pasted: str = ""
    submission: str = ""
    restores: bool = False
    since: str | None = None
    notes: tuple[str, ...] = ()
    origin: str = ""
    is_pasted: bool = False
    is_further: bool = False

    @classmethod
    def of(cls, operation: Operation) -> "OperationForm":
        return cls(
            title=operation.title,
            description=operation.description,
            audiences=operation.audiences,
            platforms=operation.platforms,
            networks=", ".join(operation.networks),
            links=tuple(link.url for link in operation.links),
            revision=operation.revision,
        )

    @classmethod
    def read(cls, form: MultiDict[str, str], questions: Questions = NO_QUESTIONS) -> "OperationForm":
        """Read the form as received: a pasted text in the fields, each address on a row of its own.

        A row with a sound address is kept to the letter.
        """
        if form.get("prose", "").strip():
            form = _with_prose(form)
        texts = [text.strip() for text in form.getlist("links")]
        links = [url for text in texts for url in (split_addresses(text) if fault(text) else (text,))]
        links += split_addresses(form.get("addresses", ""))
        sent = read_fields(form, ("audiences", "platforms"))
        return cls(
            title=form.get("title", ""),
            description=form.get("description", ""),
            audiences=tuple(form.getlist("audiences")),
            new_audience=form.get("new_audience", ""),
            platforms=tuple(form.getlist("platforms")),
            networks=form.get("networks", ""),
            links=tuple(links[:_MAX_ROWS]),
            pasted="\n".join(links[_MAX_ROWS:]),
            revision=form.get("revision", ""),
            submission=form.get("submission", ""),
            restores="restore" in form,
            is_pasted="pasted" in form,
            since=form.get("since"),
            sent={**sent, "links": links} if {"links", "addresses"} & form.keys() else sent,
            questions=questions,
        )

    def load(self) -> TypedOperation:
        """Return the operation to add; raises Refused."""
        return load_operation(self.sent)

    def load_revised(self, stored: Operation | None) -> TypedOperation:
        """Return the operation to save, with the texts of others where chosen; raises Refused.

        A form that was not touched is not refused, whatever the operation `stored` in the file has.
        """
        if not self.revision:
            raise Refused({"revision": [_NO_REVISION]})
        if stored and self._shows(stored):
            return TypedOperation(
                title=stored.title,
                description=stored.description,
                audiences=stored.audiences,
                platforms=stored.platforms,
                links=self.links,
                revision=self.revision,
            )
        fields = self.questions.apply_choices(self.sent)
        if "audiences" in self.questions.chosen:
            fields["new_audience"] = ""
        if "platforms" in self.questions.chosen:
            announced = self.questions.saved["platforms"].value
            networks = networks_in(announced)
            fields["platforms"] = [slug for slug in announced if slug not in networks]
            fields["networks"] = ", ".join(networks)
        return load_operation(fields)

    def _shows(self, stored: Operation) -> bool:
        """Whether the form has the fields of `stored`; it orders ticks and ends lines in its own way."""
        return (
            self.title == stored.title
            and self.description.replace("\r\n", "\n") == stored.description
            and set(self.audiences) == set(stored.audiences)
            and {*self.platforms, *stored.networks} == set(stored.platforms)
            and self.networks == ", ".join(stored.networks)
            and self.links == tuple(link.url for link in stored.links)
            and not self.new_audience
        )

    def in_conflict(self, id: str, conflict: InConflict) -> "OperationForm":
        """Return the form of the operation `id` after a save in conflict.

        The fields in conflict stay as typed, to the letter; the others are merged, and so are the links, of
        which only the order is in conflict.
        """
        merged = OperationForm.of(operation_of("", conflict.state))
        return replace(
            merged,
            **{name: getattr(self, name) for name in conflict.conflicts if name != "links"},
            networks=self.networks if "platforms" in conflict.conflicts else merged.networks,
            new_audience=self.new_audience,
            revision=conflict.revision,
            questions=ask_questions(id, conflict),
        )

    def with_present_audiences(self, snapshot: Snapshot) -> "OperationForm":
        """Return the form with the audiences that replace those that are gone since it was made.

        The label of one that none replaces is offered as that of a new audience.
        """
        fates = describe_audiences(snapshot, self.audiences, self.since)
        heading, history = snapshot.catalogue.heading, current_history(snapshot)
        followed = {slug: follow_audience(slug, heading, history) for slug in self.audiences}
        lost = [history.past_audiences()[slug].label for slug in fates if not followed[slug]]
        # The messages say already what became of those that were rejected.
        notes = [fate for slug, fate in fates.items() if followed[slug] or "audiences" not in self.errors]
        if lost and not self.new_audience:
            notes.append(say_offered(lost[0]))
        return replace(
            self,
            audiences=tuple(dict.fromkeys(filter(None, followed.values()))),
            new_audience=self.new_audience or (lost[0] if lost else ""),
            notes=tuple(notes),
        )

    # -- the links

    @property
    def linked_platforms(self) -> set[str]:
        """The platforms that the links lead to: the form asks for the others alone."""
        return {row.recognised.platform for row in self.rows if not row.faults}

    @property
    def rows(self) -> list[LinkRow]:
        return [LinkRow.of(url) for url in self.links]

    def errors_of_link(self, number: int) -> Sequence[str]:
        """Return the messages for the link of this number (0 for the first)."""
        return self._link_errors.get(number, [])

    @property
    def errors_of_all_links(self) -> list[str]:
        """The messages about the links that belong to no row."""
        errors = self._link_errors.items()
        return [text for number, texts in errors if number >= len(self.links) for text in texts]

    @property
    def _link_errors(self) -> Mapping[int, Sequence[str]]:
        errors = self.errors.get("links", {})
        return errors if isinstance(errors, Mapping) else {len(self.links): errors}

    def with_links_edited(self, action: str) -> "OperationForm":
        """Return the form after a button of the links: `up-2`, `down-2`, `remove-2`, `complete-2`.

        Any other one (`recognise`, a number that no link has) moves none. Links in conflict are then the
        editor's own, whose edit is not to be lost.
        """
        verb, number = _read_button(action)
        links = list(self.links)
        if not 0 <= number < len(links):
            verb = ""
        if verb == "remove":
            del links[number]
        elif verb == "complete":
            links[number] = suggestion(links[number]) or links[number]
        elif verb in ("up", "down"):
            url = links.pop(number)
            links.insert(max(0, number - 1) if verb == "up" else number + 1, url)
        return replace(self, links=tuple(links), questions=self.questions.without_choice("links"))

    def control_after(self, action: str) -> str:
        """Return the control that takes the focus after `with_links_edited`: the same, or a near one."""
        verb, number = _read_button(action)
        last = len(self.links) - 1
        if verb == "up":
            return f"up-{number - 1}" if number > 1 else "down-0"
        if verb == "down":
            return f"down-{number + 1}" if number + 1 < last else f"up-{last}"
        if verb == "complete" or (verb == "remove" and self.links):
            return f"lien-{min(max(number, 0), last)}"
        return "ajouter"


def edits_links() -> bool:
    """Whether a button of the links was pressed, and none that saves."""
    return request.form.get("action", "save") not in ("save", SAVE_AND_NEXT)


def press_button(form: OperationForm) -> tuple[OperationForm, str]:
    """Return the form after the pressed button of its links, and the control that takes the focus."""
    action = request.form["action"]
    if action != RESUME:
        form = form.with_links_edited(action)
    if form.questions:
        control = "errors"
    elif action in (RESUME, "split"):
        control = "title"
    elif action == "recognise" and htmx.is_fragment():
        # Leaving the field recognises its addresses: the focus stays where the person has put it.
        control = ""
    else:
        control = form.control_after(action)
    return form, control


def _with_prose(form: MultiDict[str, str]) -> MultiDict[str, str]:
    """Return `form` with the text of its field `prose` in the fields that it is for."""
    title, description = form.get("title", ""), form.get("description", "")
    prose = split_prose(form["prose"], has_title=bool(title.strip()))
    form = form.copy()
    form["title"] = prose.title or title
    form["description"] = "\n".join(filter(None, [description, prose.description]))
    form.setlist("links", [*form.getlist("links"), *prose.links])
    form["pasted"] = "1"
    return form


def _read_button(action: str) -> tuple[str, int]:
    """Return the verb of a button of the links, and the number of its link; -1 without one."""
    verb, _, digits = action.partition("-")
    return verb, read_number(digits, default=-1, max_digits=4)
