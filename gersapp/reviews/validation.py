"""What the form would refuse of a proposed operation, and what would be committed of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gersapp.cache import Cache
from gersapp.catalogue.announced import networks_in, read_announced
from gersapp.catalogue.editing.typed import TypedOperation
from gersapp.catalogue.links import recognise
from gersapp.catalogue.model import MAX_LABEL
from gersapp.catalogue.text import fold_name
from gersapp.exchange.proposal import ProposedOperation
from gersapp.reviews.review import TEXT_FIELDS, Suggestion
from gersapp.reviews.typography import suggest
from gersapp.schemas import Refused, load_heading_part, load_label, load_operation


def load_proposed(operation: ProposedOperation) -> TypedOperation:
    """Read an operation by the rules of the form; its audiences stay labels. Raises schemas.Refused.

    Of two addresses of one post, the first stays.
    """
    announced = read_announced(operation.platforms)
    networks = networks_in(announced)
    links = {recognise(url).key: url for url in reversed(operation.links)}
    form = {
        "title": operation.title,
        "description": operation.description,
        "audiences": list(operation.audiences),
        "platforms": [name for name in announced if name not in networks],
        "networks": ", ".join(networks),
        "links": list(links.values())[::-1],
    }
    typed = load_operation(form)
    for label in operation.audiences:
        _check_label(label)
    return typed


@dataclass(frozen=True, slots=True)
class Checked:
    """The French messages of the form about an operation, by field, and the suggestions for its texts.

    `typed` is what is committed of it, None with messages.
    """

    typed: TypedOperation | None
    problems: Mapping[str, Any]
    suggestions: tuple[Suggestion, ...]


def check(operation: ProposedOperation) -> Checked:
    """Check an operation whose audiences are labels."""
    return _checked.get(operation, lambda: _check(operation))


# To check one takes some 300 µs, and each page of a review, and each decision, checks all of them.
_checked = Cache[ProposedOperation, Checked](
    24 * 1024 * 1024, lambda operation, checked: 2 * len(repr(operation)) + 400 * len(checked.suggestions)
)


def _check(operation: ProposedOperation) -> Checked:
    suggestions = [one for name in TEXT_FIELDS for one in suggest(name, getattr(operation, name))]
    typed, problems = None, dict[str, Any]()
    try:
        typed = load_proposed(operation)
    except Refused as refused:
        problems = refused.errors
    return Checked(typed, problems, tuple(suggestions))


def marks_of(operation: ProposedOperation) -> set[str]:
    """Return what an operation shares with another of its title that repeats it: its text, or a post."""
    text = fold_name(operation.description)
    return {*([text] if text else []), *[recognise(url).key for url in operation.links]}


def problems_of_heading(texts: Mapping[str, str]) -> Mapping[str, Any]:
    """Return the French messages about the catalogue's own texts, by field."""
    try:
        load_heading_part(texts)
    except Refused as refused:
        return refused.errors
    return {}


def _check_label(label: str) -> None:
    """Raise schemas.Refused for a label that no audience may have."""
    messages = _label_messages.get(label, lambda: _messages_about(label))
    if messages:
        raise Refused({"audiences": [*messages]})


# Thousands of operations have a few labels.
_label_messages = Cache[str, tuple[str, ...]](
    64 * 1024, lambda label, messages: 4 * len(label) + sum(4 * len(text) for text in messages)
)


def _messages_about(label: str) -> tuple[str, ...]:
    try:
        load_label({"label": label})
    except Refused as refused:
        shown = label if len(label) <= MAX_LABEL else f"{label[:MAX_LABEL]}…"
        return tuple([f"« {shown} » : {message}" for message in refused.errors["label"]])
    return ()
