"""A form as it was typed: what is shown again, to the letter, beside the messages."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from gersapp.catalogue.history.fields import heading_of, operation_of
from gersapp.catalogue.links import Recognised, fault, recognise, split_addresses, suggestion
from gersapp.catalogue.model import MAX_LINKS, Heading, Operation
from gersapp.french import ADDRESS_FAULTS
from gersapp.web.operations.merging import Merger, Saved

LISTS = ("audiences", "platforms", "links")
HEADING_TEXTS = ("title", "body", "hashtag", "introduction")
# The fields that two may change and that cannot be merged, and by what a form says whose text is to stay.
COULD_CONFLICT = {
    name: f"choice-{name}" for name in ("title", "description", "audiences", "platforms", *HEADING_TEXTS)
}
# No part of what is typed: which button was pressed, how many pages of results stand on the page and which
# state of the catalogue they are of, and those questions.
CONTROLS = {"action", "pages", "seen", "restore", "conflict", *COULD_CONFLICT.values()}


# Beyond that, addresses stay in the field that they were pasted in.
_MOST_ROWS = 2 * MAX_LINKS


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One address of the form: what it is, or else why it is no address, and what it may be."""

    url: str
    recognised: Recognised
    faults: tuple[str, ...]
    suggestion: str | None

    @classmethod
    def of(cls, url: str) -> "LinkRow":
        wrong = fault(url)
        return cls(
            url=url,
            recognised=recognise(url),
            faults=(ADDRESS_FAULTS[wrong],) if wrong else (),
            suggestion=suggestion(url) if wrong else None,
        )


@dataclass(frozen=True, slots=True)
class OperationForm:
    """An operation's form. `errors` by field; `conflicts` are the fields that somebody else changed too, of
    which those in `choices` are to be as saved. `merged` says what else came from others; `restores`, that
    saving brings back what was deleted meanwhile."""

    title: str = ""
    description: str = ""
    audiences: tuple[str, ...] = ()
    new_audience: str = ""
    platforms: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    revision: str = ""
    pasted: str = ""
    errors: Mapping[str, Any] = field(default_factory=dict)
    conflicts: Mapping[str, Saved] = field(default_factory=dict)
    choices: frozenset[str] = frozenset()
    merged: str = ""
    restores: bool = False

    @classmethod
    def of(cls, operation: Operation) -> "OperationForm":
        """The form that shows `operation` as it is."""
        return cls(
            operation.title,
            operation.description,
            operation.audiences,
            "",
            operation.platforms,
            tuple(link.url for link in operation.links),
            operation.revision,
        )

    @classmethod
    def typed(cls, form: MultiDict[str, str], conflicts: Mapping[str, Saved]) -> "OperationForm":
        """The form as it came, each address on a row of its own."""
        links = tuple(url for text in form.getlist("links") for url in split_addresses(text))
        return cls(
            form.get("title", ""),
            form.get("description", ""),
            tuple(form.getlist("audiences")),
            form.get("new_audience", ""),
            tuple(form.getlist("platforms")),
            links[:_MOST_ROWS],
            form.get("revision", ""),
            "\n".join(links[_MOST_ROWS:]),
            conflicts=conflicts,
            choices=_choices(form, conflicts),
            restores="restore" in form,
        )

    @property
    def rows(self) -> list[LinkRow]:
        return [LinkRow.of(url) for url in self.links]

    def errors_of_link(self, number: int) -> list[str]:
        """The messages for the link of this number (0 for the first)."""
        return self._link_errors.get(number, [])

    @property
    def errors_of_all_links(self) -> list[str]:
        """The messages for the links that are for no row in particular."""
        return [
            text for number, texts in self._link_errors.items() if number >= len(self.links) for text in texts
        ]

    @property
    def _link_errors(self) -> Mapping[int, list[str]]:
        errors = self.errors.get("links", {})
        return errors if isinstance(errors, Mapping) else {len(self.links): errors}

    def with_errors(self, errors: Mapping[str, Any]) -> "OperationForm":
        return replace(self, errors=errors)

    def against(self, revision: str, met: Merger) -> "OperationForm":
        """The form after a save that met `revision`: merged where that could be, the rest asked for."""
        shown = OperationForm.of(operation_of("", met.state))
        return replace(
            shown,
            # As they were typed, to the letter.
            **{name: getattr(self, name) for name in met.conflicts},
            new_audience=self.new_audience,
            revision=revision,
            conflicts=met.conflicts,
            merged=met.said,
        )

    def chosen(self, mapping: dict[str, object]) -> dict[str, object]:
        """What is to be loaded of the form: where it is to be as saved, that."""
        given = _chosen(self, mapping)
        return {**given, "new_audience": ""} if "audiences" in self.choices else given

    def with_links_changed(self, action: str) -> "OperationForm":
        """With the change that a button of the links asks for: `up-2`, `down-2`, `remove-2`, `complete-2`.

        Anything else (`recognise`, a number that no link has) changes nothing.
        """
        verb, _, digits = action.partition("-")
        links = list(self.links)
        number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 5 else -1
        if not 0 <= number < len(links):
            return self
        if verb == "remove":
            del links[number]
        elif verb == "complete":
            links[number] = suggestion(links[number]) or links[number]
        elif verb in ("up", "down"):
            url = links.pop(number)
            links.insert(max(0, number - 1) if verb == "up" else number + 1, url)
        return replace(self, links=tuple(links))

    def focus_after(self, action: str) -> str:
        """The control that takes the focus after `with_links_changed`: where the hand was, or near."""
        verb, _, digits = action.partition("-")
        number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 5 else 0
        last = len(self.links) - 1
        if verb == "up":
            return f"up-{number - 1}" if number > 1 else "down-0"
        if verb == "down":
            return f"down-{number + 1}" if number + 1 < last else f"up-{last}"
        if verb == "complete" or (verb == "remove" and self.links):
            return f"lien-{min(number, last)}"
        return "ajouter"


@dataclass(frozen=True, slots=True)
class HeadingForm:
    """The form of the catalogue's own texts."""

    title: str = ""
    body: str = ""
    hashtag: str = ""
    introduction: str = ""
    revision: str = ""
    errors: Mapping[str, Any] = field(default_factory=dict)
    conflicts: Mapping[str, Saved] = field(default_factory=dict)
    choices: frozenset[str] = frozenset()
    merged: str = ""

    @classmethod
    def of(cls, heading: Heading) -> "HeadingForm":
        texts = (heading.title, heading.body, heading.hashtag, heading.introduction)
        return cls(*texts, heading.revision)

    @classmethod
    def typed(cls, form: MultiDict[str, str], conflicts: Mapping[str, Saved]) -> "HeadingForm":
        return cls(
            form.get("title", ""),
            form.get("body", ""),
            form.get("hashtag", ""),
            form.get("introduction", ""),
            form.get("revision", ""),
            conflicts=conflicts,
            choices=_choices(form, conflicts),
        )

    def with_errors(self, errors: Mapping[str, Any]) -> "HeadingForm":
        return replace(self, errors=errors)

    def against(self, revision: str, met: Merger) -> "HeadingForm":
        """The form after a save that met `revision`: merged where that could be, the rest asked for."""
        shown = HeadingForm.of(heading_of(met.state))
        return replace(
            shown,
            **{name: getattr(self, name) for name in met.conflicts},
            revision=revision,
            conflicts=met.conflicts,
            merged=met.said,
        )

    def chosen(self, mapping: dict[str, object]) -> dict[str, object]:
        """What is to be loaded of the form: where it is to be as saved, that."""
        return _chosen(self, mapping)


def _choices(form: MultiDict[str, str], conflicts: Mapping[str, Saved]) -> frozenset[str]:
    return frozenset(name for name in conflicts if form.get(COULD_CONFLICT[name]) == "saved")


def _chosen(form: OperationForm | HeadingForm, mapping: dict[str, object]) -> dict[str, object]:
    saved = {name: form.conflicts[name].value for name in form.choices}
    return mapping | {name: value if isinstance(value, str) else list(value) for name, value in saved.items()}


def as_mapping(form: MultiDict[str, str], lists: tuple[str, ...] = ()) -> dict[str, object]:
    """`form` for a schema: lists where lists are due, and a list too where one text came twice."""
    mapping: dict[str, object] = {}
    for name, values in form.lists():
        if name in CONTROLS:
            continue
        if name == "links":
            mapping[name] = [url for text in values for url in split_addresses(text)]
        else:
            mapping[name] = values if name in lists or len(values) != 1 else values[0]
    return mapping
