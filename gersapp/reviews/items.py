"""What the page of a review shows: each proposed operation, its doubts, and what the catalogue has of it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from gersapp.cache import Last
from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.editing.typed import TypedOperation
from gersapp.catalogue.history.fields import State
from gersapp.catalogue.history.merge import OPERATION_LISTS, merge
from gersapp.catalogue.text import fold_name
from gersapp.exchange.proposal import Doubt, ProposedOperation
from gersapp.reviews.comparison import Comparer, Match, Standing
from gersapp.reviews.review import (
    HEADING_FIELDS,
    TEXT_FIELDS,
    Choice,
    Decision,
    Review,
    Suggestion,
    apply_suggestions,
    match_decisions,
    state_of_proposed,
)
from gersapp.reviews.typography import suggest
from gersapp.reviews.validation import check, marks_of, problems_of_heading


class ItemState(StrEnum):
    """How a proposed operation stands: what people decided about it, else what is known of it."""

    ADDED = "added"
    IGNORED = "ignored"
    TAKEN = "taken"
    COMPLETING = "completing"  # it completes an operation of the catalogue
    THERE = "there"
    SURE = "sure"
    TO_CHECK = "to-check"


_DECIDED = {
    Choice.IGNORE: ItemState.IGNORED,
    Choice.TAKE: ItemState.TAKEN,
    Choice.COMPLETE: ItemState.COMPLETING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A proposed operation of a review.

    `key` names it in addresses and forms: no other of the review has it. `place` counts from 0 in the
    proposal. `proposed` is what was read, `operation` what people made of it, with audiences mapped: labels.
    `doubts` are those that remain; `is_outdated` says that what people corrected is now read otherwise, and
    `is_repeated` that the dossier has it before, with the same text or a post in common.
    `problems` are the French messages of the form, by field, without which it cannot be added; `typed` is
    what is committed, None with problems.
    """

    key: str
    place: int
    proposed: ProposedOperation
    operation: ProposedOperation
    decision: Decision | None
    doubts: tuple[Doubt, ...]
    is_outdated: bool
    is_repeated: bool
    typed: TypedOperation | None
    problems: Mapping[str, Any]
    suggestions: tuple[Suggestion, ...]
    standing: Standing
    matches: tuple[Match, ...]

    @property
    def choice(self) -> Choice:
        """What people decided; nothing, if that adds or completes and one that reads like it came since."""
        if not self.decision:
            return Choice.NONE
        is_stale = not {match.operation.id for match in self.matches} <= set(self.decision.seen)
        is_bound = self.decision.choice in (Choice.TAKE, Choice.COMPLETE)
        return Choice.NONE if is_bound and is_stale else self.decision.choice

    @property
    def is_sure(self) -> bool:
        """Whether it is new, and nothing about it is to be looked at."""
        is_seen = self.doubts or self.problems or self.is_outdated or self.is_repeated
        return self.standing is Standing.NEW and not is_seen

    @property
    def state(self) -> ItemState:
        if self.standing is Standing.ADDED:
            return ItemState.ADDED
        if self.problems and self.choice in (Choice.TAKE, Choice.COMPLETE):
            return ItemState.TO_CHECK  # « Ajouter » leaves it out, whatever people chose
        if self.choice is not Choice.NONE:
            return _DECIDED[self.choice]
        if self.standing is Standing.THERE:
            return ItemState.THERE
        return ItemState.SURE if self.is_sure else ItemState.TO_CHECK

    @property
    def is_to_check(self) -> bool:
        """Whether people should look at it: undecided, or taken although it cannot be added."""
        return self.state is ItemState.TO_CHECK

    @property
    def is_taken(self) -> bool:
        """Whether « Ajouter » adds it: it was taken, or is new and was not ignored; and it can be added."""
        if self.problems or self.standing is Standing.ADDED:
            return False
        is_new = self.standing is Standing.NEW and not self.is_outdated and not self.is_repeated
        return self.choice is Choice.TAKE or (self.choice is Choice.NONE and is_new)

    @property
    def completed(self) -> Match | None:
        """The operation that « Ajouter » completes, if people chose so."""
        if self.choice is not Choice.COMPLETE or not self.decision or self.problems:
            return None
        target = self.decision.target
        return next((match for match in self.matches if match.operation.id == target), None)


@dataclass(frozen=True, slots=True)
class AudienceLine:
    """An audience of the dossier, by its `label`.

    The label `into` replaces it, "" for none; `slug` is the one of that audience in the catalogue, "" for a
    new one. `count` operations of the dossier then have it.
    """

    label: str
    into: str
    slug: str
    count: int


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A review beside the catalogue.

    `heading` has the texts that the dossier gives and the catalogue lacks, by field. `heading_problems` are
    the French messages of the form about them, and `heading_suggestions` those of typography.
    """

    review: Review
    items: tuple[Item, ...]
    audiences: tuple[AudienceLine, ...]
    heading: Mapping[str, str]
    by_key: Mapping[str, Item]
    heading_problems: Mapping[str, Any] = field(default_factory=dict)
    heading_suggestions: tuple[Suggestion, ...] = ()

    @property
    def standings(self) -> Mapping[Standing, int]:
        """How many of the items stand so."""
        return Counter(item.standing for item in self.items)

    @property
    def taken(self) -> list[Item]:
        """Those that « Ajouter » adds."""
        return [item for item in self.items if item.is_taken]

    @property
    def completing(self) -> list[Item]:
        """Those that complete operations of the catalogue."""
        return [item for item in self.items if item.completed]

    @property
    def sure(self) -> list[Item]:
        """Those that may be added without another look: sure, or taken by people."""
        return [item for item in self.taken if item.is_sure or item.choice is Choice.TAKE]

    @property
    def to_check(self) -> list[Item]:
        """Those that wait for people to look at them."""
        return [item for item in self.items if item.is_to_check]


# 20 000 operations take two seconds of all other threads, and a page is asked for many times.
_last = Last[ReviewView]()


def view_review(review: Review, catalogue: Catalogue) -> ReviewView:
    """Return a review beside the present catalogue: what its page shows, and what « Ajouter » would take."""
    return _last.get((review, catalogue), lambda: _view(review, catalogue))


def _view(review: Review, catalogue: Catalogue) -> ReviewView:
    decisions = match_decisions(review)
    keys = _name_items(review.proposal.operations)
    comparer = Comparer(catalogue)
    labels = _choose_labels(review, catalogue)
    items = _with_repeated(
        [
            _make_item(operation, place, keys[place], decisions.get(place), labels, comparer)
            for place, operation in enumerate(review.proposal.operations)
        ]
    )
    used = Counter(label for item in items for label in dict.fromkeys(item.operation.audiences))
    heading = _lacking_texts(review, catalogue)
    return ReviewView(
        review=review,
        items=items,
        audiences=tuple(_list_audiences(review, catalogue, labels, used)),
        heading=heading,
        by_key={item.key: item for item in items},
        heading_problems=problems_of_heading(heading),
        heading_suggestions=tuple([one for name in heading for one in suggest(name, heading[name])]),
    )


def _name_items(operations: Sequence[ProposedOperation]) -> list[str]:
    """Return a key for each operation: the number of its first line, or its place without one."""
    keys: dict[str, None] = {}
    for place, operation in enumerate(operations):
        stem = str(min(operation.lines)) if operation.lines else f"o{place + 1}"
        key, number = stem, 2
        while key in keys:
            key, number = f"{stem}-{number}", number + 1
        keys[key] = None
    return list(keys)


def _make_item(
    proposed: ProposedOperation,
    place: int,
    key: str,
    decision: Decision | None,
    labels: Mapping[str, str],
    comparer: Comparer,
) -> Item:
    state, is_outdated = _decided_state(proposed, decision)
    audiences = [labels.get(label, label) for label in state["audiences"]]
    operation = replace(proposed, **{**state, "audiences": _distinct(audiences)})  # type: ignore[arg-type]  # the fields of a state are its own
    checked = check(operation)
    comparison = comparer.compare(operation, decision.became if decision else "")
    is_looked_at = bool(decision and (decision.corrected is not None or decision.choice is Choice.TAKE))
    return Item(
        key=key,
        place=place,
        proposed=proposed,
        operation=operation,
        decision=decision,
        doubts=() if is_looked_at else proposed.doubts,
        is_outdated=is_outdated,
        is_repeated=False,
        typed=checked.typed,
        problems=checked.problems,
        suggestions=checked.suggestions,
        standing=comparison.standing,
        matches=comparison.matches,
    )


def _with_repeated(items: Sequence[Item]) -> tuple[Item, ...]:
    """Return the items; those that repeat one before them, which was not ignored, say so."""
    titles = [fold_name(item.operation.title) for item in items]
    counts = Counter(titles)
    seen = defaultdict[str, set[str]](set)
    marked = []
    for item, title in zip(items, titles, strict=True):
        if counts[title] == 1:  # to know the posts of all takes a second
            marked.append(item)
            continue
        is_decided, marks = item.choice in (Choice.TAKE, Choice.IGNORE), marks_of(item.operation)
        is_repeated = not is_decided and not marks.isdisjoint(seen[title])
        marked.append(replace(item, is_repeated=True) if is_repeated else item)
        if item.choice is not Choice.IGNORE:
            seen[title] |= marks
    return tuple(marked)


def _decided_state(proposed: ProposedOperation, decision: Decision | None) -> tuple[State, bool]:
    """Return the fields of an operation as people left them, and whether they are now read otherwise.

    What is proposed since a correction is merged with it, as two people's edits are; where both changed a
    field, the correction stays.
    """
    state, is_outdated = state_of_proposed(proposed), False
    if decision and decision.corrected is not None:
        merged = merge(decision.base, decision.corrected, state, OPERATION_LISTS)
        state, is_outdated = merged.state, bool(merged.conflicts)
    if decision and decision.suggestions:
        texts = {
            name: apply_suggestions(name, str(state[name]), decision.suggestions) for name in TEXT_FIELDS
        }
        state = {**state, **texts}
    return state, is_outdated


def _choose_labels(review: Review, catalogue: Catalogue) -> dict[str, str]:
    """Return the label that replaces each of the dossier's audiences, "" for none.

    A label that reads like one of the catalogue is written as there.
    """
    found = [*review.proposal.audiences, *(one for op in review.proposal.operations for one in op.audiences)]
    labels = {label: review.audiences.get(label, label) for label in found}
    present = {label: catalogue.heading.find_audience(into) for label, into in labels.items() if into}
    return {label: one.label if (one := present.get(label)) else into for label, into in labels.items()}


def _list_audiences(
    review: Review, catalogue: Catalogue, labels: Mapping[str, str], used: Mapping[str, int]
) -> Iterable[AudienceLine]:
    for label, into in labels.items():
        audience = catalogue.heading.find_audience(into) if into else None
        yield AudienceLine(label, into, audience.slug if audience else "", used.get(into, 0))


def _lacking_texts(review: Review, catalogue: Catalogue) -> dict[str, str]:
    """Return the texts that the catalogue lacks, by field, as people left them."""
    heading: dict[str, str] = {}
    for name in HEADING_FIELDS:
        proposed = apply_suggestions(name, getattr(review.proposal, name), review.suggestions)
        text = review.heading.get(name, proposed)
        if text and not getattr(catalogue.heading, name):
            heading[name] = text
    return heading


def _distinct(labels: Iterable[str]) -> tuple[str, ...]:
    """Return the labels, each once: those that read alike are one."""
    return tuple({fold_name(label): label for label in reversed([*filter(None, labels)])}.values())[::-1]
