"""Edits for tests of a repository, each made by a draft, and a way to commit them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from gersapp.catalogue.catalogue import Catalogue, Change
from gersapp.catalogue.editing.draft import Draft
from gersapp.catalogue.history.comparison import compare
from gersapp.catalogue.history.history import History
from gersapp.catalogue.history.revisions import Act
from gersapp.catalogue.model import Audience, Operation
from gersapp.store.repository import Committed, Edit, OutcomeT, Repository, new_action_name

ID = "tips-du-jour"

BY_NOBODY = Act()


@dataclass(frozen=True)
class Made:
    """The least outcome."""

    change: Change | None


def draft_edit(*steps: Callable[[Draft], object]) -> Edit[Made]:
    """The edit that takes these steps in a draft."""

    def edit(catalogue: Catalogue, history: History) -> Made:
        draft = Draft(catalogue)
        for step in steps:
            step(draft)
        return Made(draft.change())

    return edit


def commit(repository: Repository, edit: Edit[OutcomeT], act: Act = BY_NOBODY) -> Committed[OutcomeT]:
    """Commit under a new name."""
    return repository.commit(edit, act, new_action_name())


def change_nothing(catalogue: Catalogue, history: History) -> Made:
    return Made(None)


def set_fields(id: str, **values: Any) -> Edit[Made]:
    """Give an operation other values."""
    return draft_edit(lambda draft: draft.put(replace(draft.operations[id], **values)))


def set_title(title: str, id: str = ID) -> Edit[Made]:
    return set_fields(id, title=title)


def add_audiences(draft: Draft, *audiences: Audience) -> None:
    """A step: add audiences, whose slugs are new, at the end."""
    draft.heading = replace(draft.heading, audiences=(*draft.heading.audiences, *audiences))


def set_heading(**values: Any) -> Edit[Made]:
    """Give the heading other values."""

    def step(draft: Draft) -> None:
        draft.heading = replace(draft.heading, **values)

    return draft_edit(step)


def add(operation: Operation, place: int | None = None, *audiences: Audience) -> Edit[Made]:
    """Add an operation, after the audiences that it may need."""
    return draft_edit(
        lambda draft: add_audiences(draft, *audiences),
        lambda draft: draft.add(operation, place),
    )


def delete(*ids: str) -> Edit[Made]:
    return draft_edit(lambda draft: draft.delete(ids))


def restore(id: str) -> Edit[Made]:
    return draft_edit(lambda draft: draft.restore(id))


def move(id: str, place: int) -> Edit[Made]:
    return draft_edit(lambda draft: draft.move(id, place))


def content_of(catalogue: Catalogue) -> tuple[Any, ...]:
    """All that a catalogue holds, to be compared: it has no equality of its own."""
    return catalogue.heading, list(catalogue.operations.items()), list(catalogue.trash.items())


def become(wanted: Catalogue) -> Edit[Made]:
    """Make the catalogue equal to another."""
    return lambda catalogue, history: Made(compare(catalogue, wanted))
