"""A small catalogue whose operations are saved by forms."""

from typing import Any

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.add import add_operation
from gersapp.catalogue.editing.outcomes import (
    MergedWith,
    OperationEdited,
    OperationSaved,
)
from gersapp.catalogue.editing.save import save_operation
from gersapp.catalogue.editing.typed import TypedOperation
from gersapp.catalogue.history.recorded import RecordedHistory
from gersapp.catalogue.history.revisions import Act
from gersapp.catalogue.model import Audience, Heading, Operation
from tests.support.editing import Desk

AUDIENCES = (Audience("adultes", "Adultes"), Audience("enfants-jeunes", "Enfants/Jeunes"))
FIRST = Catalogue.of(
    Heading("Titre", "Organisme", "#Gers", "", AUDIENCES),
    [
        Operation("p", "P", "Ligne", ("enfants-jeunes", "adultes"), ("x", "facebook")),
        Operation("q", "Q", "", ("adultes",)),
    ],
)
JEANNE, PAUL = Act("Jeanne"), Act("Paul")
NOTHING_MERGED = MergedWith((), ())


def new_desk() -> Desk:
    """p and q; the history begins now."""
    desk = Desk(FIRST)
    desk.history = RecordedHistory()
    return desk


def typed_of(operation: Operation, **values: Any) -> TypedOperation:
    """The form of an operation, with other `values`."""
    fields: dict[str, Any] = {
        "title": operation.title,
        "description": operation.description,
        "audiences": operation.audiences,
        "platforms": operation.platforms,
        "links": tuple(link.url for link in operation.links),
        "revision": operation.revision,
    }
    return TypedOperation(**(fields | values))


def save(desk: Desk, typed: TypedOperation, act: Act = PAUL, *, restores: bool = False) -> OperationSaved:
    outcome = save_operation(desk.catalogue, desk.history, id="p", typed=typed, restores=restores)
    assert isinstance(outcome, OperationSaved)
    desk.commit(outcome.change, act)
    return outcome


def many(number: int) -> tuple[str, ...]:
    return tuple(f"https://www.gers.fr/{i}" for i in range(number))


def add(desk: Desk, **typed: Any) -> tuple[str, str]:
    """Add an operation; return the slug and the label of its only audience."""
    outcome = add_operation(desk.catalogue, desk.history, typed=TypedOperation(title="T", **typed))
    assert isinstance(outcome, OperationEdited)
    desk.commit(outcome.change)
    (slug,) = outcome.operation.audiences
    (label,) = [a.label for a in desk.catalogue.heading.audiences if a.slug == slug]
    return slug, label
