"""Catalogues changed by drafts and by use cases, with or without their history."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any, Protocol

from gersapp.catalogue.catalogue import Catalogue, Change
from gersapp.catalogue.editing.draft import Draft
from gersapp.catalogue.history.comparison import compare
from gersapp.catalogue.history.history import History
from gersapp.catalogue.history.recorded import RecordedHistory
from gersapp.catalogue.history.revisions import Act, Cause
from gersapp.catalogue.model import Audience, Heading

Edit = Callable[[Draft], object]


# -- what tests do to a draft


def put(draft: Draft, id: str, **values: Any) -> None:
    """Give an operation, in the trash or not, other `values`."""
    operation = draft.get(id)
    assert operation
    draft.put(replace(operation, **values))


def put_heading(draft: Draft, **values: Any) -> None:
    draft.heading = replace(draft.heading, **values)


def add_audience(draft: Draft, slug: str, label: str) -> None:
    draft.set_audiences([*draft.audiences.values(), Audience(slug, label)])


def in_turn(*edits: Edit) -> Edit:
    """One edit that does all of them."""

    def do_all(draft: Draft) -> None:
        for edit in edits:
            edit(draft)

    return do_all


def change_of(catalogue: Catalogue, edit: Edit) -> Change | None:
    """What `edit` changes of a draft of `catalogue`."""
    draft = Draft(catalogue)
    edit(draft)
    return draft.change()


def edited(catalogue: Catalogue, edit: Edit) -> Catalogue:
    """The catalogue that `edit` makes of `catalogue`."""
    return applied(catalogue, change_of(catalogue, edit))


def applied(catalogue: Catalogue, change: Change | None) -> Catalogue:
    return catalogue.apply(change) if change else catalogue


def moved_beside(catalogue: Catalogue, id: str, neighbour: str, *, after: bool) -> Catalogue:
    """With an operation just before `neighbour`, or just after."""
    others = [other for other in catalogue.operations if other != id]
    return edited(catalogue, lambda draft: draft.move(id, others.index(neighbour) + after))


# -- what tests compare


def content_of(catalogue: Catalogue) -> tuple[Any, ...]:
    """All that a catalogue holds, to be compared: it has no equality of its own."""
    return catalogue.heading, list(catalogue.operations.items()), dict(catalogue.trash)


# -- with a history


class Outcome(Protocol):
    @property
    def change(self) -> Change | None: ...


class Desk:
    """A catalogue with the history of all that was done to it, from an empty one on."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = Catalogue.of(Heading(), ())
        self.history = RecordedHistory()
        self._numbers = count(1)
        self.replace(catalogue)

    def commit(self, change: Change | None, act: Act = Act()) -> str:  # noqa: B008
        """Apply a change; return the name of the action, which is of no action when nothing changes."""
        name = f"{next(self._numbers):032x}"
        if change:
            self.history = self.history.with_change(self.catalogue, change, act, name=name, time=0)
            self.catalogue = self.catalogue.apply(change)
        return name

    def edit(self, edit: Edit, act: Act = Act()) -> str:  # noqa: B008
        return self.commit(change_of(self.catalogue, edit), act)

    def replace(self, catalogue: Catalogue) -> str:
        """As if somebody put `catalogue` into the file by hand."""
        return self.commit(compare(self.catalogue, catalogue), Act(cause=Cause.FILE))

    def do(self, use_case: Callable[[Catalogue, History], Outcome], act: Act = Act()) -> str:  # noqa: B008
        """Commit what a use case changes."""
        return self.commit(use_case(self.catalogue, self.history).change, act)
