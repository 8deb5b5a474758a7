"""A review: a dossier as it was read, and what people decided about what it proposes.

Every change of a review is a function of the newest one: two people who decide at the same time both count.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from gersapp.catalogue.announced import read_announced
from gersapp.catalogue.history.fields import State, Value
from gersapp.catalogue.text import fold_name, tidy
from gersapp.exchange.blocks import Document
from gersapp.exchange.proposal import Fate, Proposal, ProposedOperation
from gersapp.exchange.tables.mapping import SheetMapping
from gersapp.exchange.tables.rows import RowFaults
from gersapp.exchange.tables.values import Workbook

# What a dossier is kept as: a document, tables, or our own export, which proposes itself.
Source = Document | Workbook | Proposal

# The fields of the catalogue's own texts that a dossier may give, as in `Proposal` and `Heading`.
HEADING_FIELDS = ("title", "organisation", "hashtag", "introduction")
# Those of an operation, as in `ProposedOperation`; audiences are labels.
TEXT_FIELDS = ("title", "description")
OPERATION_FIELDS = ("title", "description", "audiences", "platforms", "links")


class Choice(StrEnum):
    """What people decided about a proposed operation."""

    NONE = ""
    TAKE = "take"
    IGNORE = "ignore"
    COMPLETE = "complete"  # an operation of the catalogue gets the fields that it lacks


@dataclass(frozen=True, slots=True)
class Suggestion:
    """In the text of a `field`, `before` would better be written `after`."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What people decided about one proposed operation, which they saw with these `lines` and this `title`.

    `seen` are the ids of the operations of the catalogue that it was compared with when they chose.
    `corrected` has all fields as people left them, and `base` as they were proposed then; None without a
    correction. `completed` are the fields that the operation `target` of the catalogue gets, by its id.
    `became` is the id of the operation that it became, once it was added.
    """

    lines: tuple[int, ...]
    title: str
    choice: Choice = Choice.NONE
    seen: tuple[str, ...] = ()
    base: State | None = None
    corrected: State | None = None
    suggestions: tuple[Suggestion, ...] = ()
    target: str = ""
    completed: tuple[str, ...] = ()
    became: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """`editor` is the name of who brought the dossier, or ""; `name` that of the file, "" for a pasted text.

    `received` is in seconds since 1970 (UTC). `fates` are those that people gave to lines, by number;
    `proposal` was made with them. `audiences` has, for labels of the dossier, the label that replaces each,
    "" to drop it. `heading` has the texts of the catalogue that people corrected, by field, "" to leave one.
    `suggestions` are those taken for these texts. `layout` says how each sheet of tables is read; `faults` is
    what is wrong in the rows of this proposal, None when it is to be found again. `version` counts changes.
    """

    id: str
    editor: str
    name: str
    received: int
    source: Source
    proposal: Proposal
    fates: Mapping[int, Fate] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    audiences: Mapping[str, str] = field(default_factory=dict)
    heading: Mapping[str, str] = field(default_factory=dict)
    suggestions: tuple[Suggestion, ...] = ()
    layout: tuple[SheetMapping, ...] = ()
    faults: RowFaults | None = None
    version: int = 1


def lines_of(operation: ProposedOperation, place: int) -> tuple[int, ...]:
    """Return the lines of the operation at `place`; one without lines has a number that no line has."""
    return operation.lines or (-1 - place,)


def match_decisions(review: Review) -> dict[int, Decision]:
    """Return the decision about each operation of the proposal, by its place; none for those without one.

    After a changed fate, a decision goes to the operation that has most of its lines.
    """
    operations = review.proposal.operations
    places: dict[int, list[int]] = {}
    for place, operation in enumerate(operations) if review.decisions else ():
        for line in lines_of(operation, place):
            places.setdefault(line, []).append(place)
    pairs = []
    for number, decision in enumerate(review.decisions):
        shared = Counter(place for line in decision.lines for place in places.get(line, ()))
        for place, count in shared.items():
            pairs.append((-count, operations[place].title != decision.title, number, place))
    matched: dict[int, Decision] = {}
    done = set[int]()
    for _, _, number, place in sorted(pairs):
        if number not in done and place not in matched:
            done.add(number)
            matched[place] = review.decisions[number]
    return matched


def choose(
    review: Review,
    place: int,
    choice: Choice,
    *,
    seen: Iterable[str] = (),
    target: str = "",
    fields: Iterable[str] = (),
) -> Review:
    """Record a choice about the operation at `place`.

    `seen` are the ids of the operations that it was compared with; `target` is the one to complete, with
    these `fields`.
    """
    ids, completed = tuple(seen), tuple(fields)
    return _decide(
        review,
        [place],
        lambda place, decision: replace(
            decision, choice=choice, seen=ids, target=target, completed=completed
        ),
    )


def correct(review: Review, place: int, state: State) -> Review:
    """Record a correction of the operation at `place`: all its fields, as in OPERATION_FIELDS.

    `state` is what people left of a form, which showed the audiences mapped and the suggestions taken: what
    they did not touch is no correction, and follows the dossier, the mapping and the suggestions.
    """
    base = state_of_proposed(review.proposal.operations[place])

    def edit(place: int, decision: Decision) -> Decision:
        shown = {
            **base,
            **{name: apply_suggestions(name, str(base[name]), decision.suggestions) for name in TEXT_FIELDS},
            "audiences": tuple(filter(None, [review.audiences.get(one, one) for one in base["audiences"]])),
        }
        touched = {name for name in OPERATION_FIELDS if not _is_same(name, state[name], shown[name])}
        return replace(
            decision,
            base=base if touched else None,
            corrected={name: (state if name in touched else base)[name] for name in base}
            if touched
            else None,
            suggestions=tuple([one for one in decision.suggestions if one.field not in touched]),
        )

    return _decide(review, [place], edit)


def _is_same(name: str, value: Value, other: Value) -> bool:
    """Whether a form reads two values of a field as one."""
    return _comparable(name, value) == _comparable(name, other)


def _comparable(name: str, value: Value) -> object:
    """Return a value of a field as a form reads it: texts are tidied, ticks have no order."""
    match name:
        case "audiences":
            return frozenset(map(fold_name, value))
        case "platforms":
            return frozenset(read_announced(value))
        case "links":
            return tuple(dict.fromkeys(value))
    return tidy(str(value))


def apply_suggestions(field: str, text: str, taken: Iterable[Suggestion]) -> str:
    """Return `text` with the suggestions that were `taken` for this `field`."""
    for suggestion in taken:
        if suggestion.field == field:
            text = text.replace(suggestion.before, suggestion.after)
    return text


def take_suggestions(review: Review, place: int | None, suggestions: Iterable[Suggestion]) -> Review:
    """Take suggestions for the operation at `place`, or for the catalogue's own texts without a place."""
    if place is None:
        return _changed(review, suggestions=tuple(dict.fromkeys([*review.suggestions, *suggestions])))
    return take_all_suggestions(review, {place: suggestions})


def take_all_suggestions(review: Review, suggestions: Mapping[int, Iterable[Suggestion]]) -> Review:
    """Take suggestions for operations, by their places."""

    def take(place: int, decision: Decision) -> Decision:
        taken = dict.fromkeys([*decision.suggestions, *suggestions[place]])
        return replace(decision, suggestions=tuple(taken))

    return _decide(review, suggestions, take)


def map_audience(review: Review, label: str, into: str) -> Review:
    """Replace an audience of the dossier by the one labelled `into`; "" drops it, its own label keeps it."""
    others = {name: target for name, target in review.audiences.items() if name != label}
    return _changed(review, audiences=others if into == label else {**others, label: into})


def set_heading(review: Review, texts: Mapping[str, str]) -> Review:
    """Correct the catalogue's own texts that the dossier gives, by field; "" leaves one."""
    names = [name for name in HEADING_FIELDS if name in texts]
    suggestions = tuple([one for one in review.suggestions if one.field not in names])
    heading = {**review.heading, **{name: texts[name] for name in names}}
    return _changed(review, heading=heading, suggestions=suggestions)


def with_fates(review: Review, fates: Mapping[int, Fate], proposal: Proposal) -> Review:
    """Replace the fates that people gave to lines by `fates`, with which `proposal` was made."""
    return _changed(review, fates=fates, proposal=proposal, faults=None)


def with_added(review: Review, ids: Mapping[int, str]) -> Review:
    """Record the operations of the catalogue (ids) that those at these places have become."""
    return _decide(
        review,
        ids,
        lambda place, decision: replace(decision, became=ids[place], choice=Choice.NONE),
    )


def state_of_proposed(operation: ProposedOperation) -> State:
    """Return the fields of a proposed operation; its audiences are labels."""
    return {name: getattr(operation, name) for name in OPERATION_FIELDS}


def _changed(review: Review, **values: object) -> Review:
    return replace(review, version=review.version + 1, **values)  # type: ignore[arg-type]  # fields of a Review


def _decide(review: Review, places: Iterable[int], edit: Callable[[int, Decision], Decision]) -> Review:
    """Edit the decisions about the operations at these places; where there is none, an empty one."""
    matched = match_decisions(review)
    replaced = set[int]()
    decisions = []
    for place in places:
        operation = review.proposal.operations[place]
        # People decide about what they see now.
        seen_now = Decision(lines=lines_of(operation, place), title=operation.title)
        former = matched.get(place)
        if former:
            replaced.add(id(former))
            seen_now = replace(former, lines=seen_now.lines, title=seen_now.title)
        decisions.append(edit(place, seen_now))
    # A decision about what is not proposed now stays: it may be again, once a fate is taken back.
    others = [decision for decision in review.decisions if id(decision) not in replaced]
    return _changed(review, decisions=(*others, *decisions))
