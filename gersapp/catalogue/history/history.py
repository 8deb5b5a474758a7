"""What was changed, when and by whom: revisions, of which every earlier version can be made again.

A revision holds what differs and nothing else, so history grows by what changed. It is found by comparing
two catalogues, whatever was done in between: no way of changing something can forget to say so.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import chain, compress
from operator import is_not

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.history.fields import (
    HEADING,
    NOTHING,
    State,
    Value,
    current,
    fingerprint,
    state_of,
    state_of_heading,
)
from gersapp.catalogue.history.moves import moves

# From which place to which in the catalogue's order, 0 for the first; None where it is not in it.
Place = tuple[int | None, int | None]

# How many revisions stand one by one at most, and how many of them become a block then; how many blocks
# of that size stand before they become one.
_MOST_RECENT = 128
_FOLDED = 96
_SMALL_BLOCKS = 8
# In characters: what is packed must be unpacked again, whole.
_HEAVIEST = 8_000_000


class Broken(Exception):
    """A change does not fit the value that it is said to be made from."""


@dataclass(frozen=True, slots=True)
class Splice:
    """At the place `at` of a text or list, `removed` went and `added` came."""

    at: int
    removed: Value
    added: Value

    @classmethod
    def between(cls, before: Value, after: Value) -> "Splice":
        """The shortest one that makes `after` of `before`, which are of one kind."""
        shortest = min(len(before), len(after))
        at = 0
        while at < shortest and before[at] == after[at]:
            at += 1
        end = 0
        while end < shortest - at and before[-1 - end] == after[-1 - end]:
            end += 1
        return cls(at, before[at : len(before) - end], after[at : len(after) - end])

    def applied(self, value: Value) -> Value:
        """What it makes of `value`; raises Broken."""
        end = self.at + len(self.removed)
        if value[self.at : end] != self.removed:
            raise Broken
        return value[: self.at] + self.added + value[end:]  # type: ignore[operator]  # of one kind, as just seen


@dataclass(frozen=True, slots=True)
class Act:
    """Who changes something, and why: `cause` is « undo » of the action `of`, « version » when the revision
    `of` is brought back, « file » for what was changed outside of the application, « purge », or nothing.

    `about` is the operation meant where the same new order has several explanations.
    """

    editor: str = ""
    cause: str = ""
    of: int = 0
    about: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """One change of one operation, or of the heading; `number` counts from 1 and is never used again.

    `action` is the number of the first revision that was made together with this one. `time` is in seconds
    since 1970 (UTC). `place` is None when the order did not change. `base` is the whole state before, in
    the first revision of each operation, and wherever the state before does not follow from the others.
    """

    number: int
    action: int
    time: int
    editor: str
    cause: str
    of: int
    operation: str
    changes: Mapping[str, Splice]
    place: Place | None = None
    base: State | None = None

    @property
    def weight(self) -> int:
        """About how many characters it takes."""
        values = [value for each in self.changes.values() for value in (each.removed, each.added)]
        return sum(len("".join(value)) for value in chain(values, (self.base or {}).values()))

    def after(self, state: State | None) -> State | None:
        """What it makes of `state`, the one before it; None when that is not known. A field that is none of
        ours, by hand or by a later version of the application, is nothing to us."""
        state = self.base if self.base is not None else state
        if state is None:
            return None
        try:
            return {
                name: self.changes[name].applied(value) if name in self.changes else value
                for name, value in state.items()
            }
        except Broken:
            return None


# Revisions that follow one another.
Block = tuple[Revision, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """A revision of one operation, with the states around it; None where they are not known."""

    revision: Revision
    before: State | None
    after: State | None


@dataclass(frozen=True, slots=True)
class History:
    """All revisions, the oldest first: the older ones in `blocks`, which stay as they are until they are made
    one.

    `known` are the operations that have one.
    """

    blocks: tuple[Block, ...] = ()
    recent: tuple[Revision, ...] = ()
    known: frozenset[str] = field(default=frozenset(), repr=False)

    @classmethod
    def of(cls, blocks: Iterable[Block], recent: Iterable[Revision]) -> "History":
        blocks, recent = tuple(blocks), tuple(recent)
        known = frozenset([each.operation for each in chain(*blocks, recent)])
        return cls(blocks, recent, known)

    def __iter__(self) -> Iterator[Revision]:
        return chain(*self.blocks, self.recent)

    def __reversed__(self) -> Iterator[Revision]:
        yield from reversed(self.recent)
        for block in reversed(self.blocks):
            yield from reversed(block)

    @property
    def last(self) -> int:
        """The number of the last revision; 0 without any."""
        return next((each.number for each in reversed(self)), 0)

    def action(self, number: int) -> list[Revision]:
        """The revisions of an action, in their order; none when there is no such action."""
        found: list[Revision] = []
        for each in reversed(self):
            if each.action == number:
                found.append(each)
            elif each.number < number:
                break
        return found[::-1]

    def since(self, number: int) -> list[Revision]:
        """The revisions after that of this `number`, the oldest first."""
        found: list[Revision] = []
        for each in reversed(self):
            if each.number <= number:
                break
            found.append(each)
        return found[::-1]

    def versions(self, operation: str) -> list[Version]:
        """All that became of an operation, or of the heading, the oldest first."""
        return self.versions_of({operation}).get(operation, [])

    def versions_of(self, operations: Set[str]) -> dict[str, list[Version]]:
        """All that became of several, each that has a revision."""
        found: dict[str, list[Version]] = {}
        for each in self:
            if each.operation in operations:
                versions = found.setdefault(each.operation, [])
                state = versions[-1].after if versions else None
                before = each.base if each.base is not None else state
                versions.append(Version(each, before, each.after(before)))
        return found

    def since_version(self, operation: str, revision: str) -> tuple[State | None, list[Version]]:
        """The newest state of an operation, or of the heading, whose fingerprint is `revision`, and the
        versions after it; None, and all versions, when it had no such state."""
        versions = self.versions(operation)
        for number in range(len(versions) - 1, -1, -1):
            each = versions[number]
            for state, later in ((each.after, number + 1), (each.before, number)):
                if state is not None and fingerprint(operation, state) == revision:
                    return state, versions[later:]
        return None, versions

    # -- growing

    def noted(self, before: Catalogue, after: Catalogue, act: Act, time: int) -> "History":
        """With the revisions that lead from `before` to `after`, as one action."""
        first = self.last + 1
        revisions = [
            Revision(
                first + number,
                first,
                time,
                act.editor,
                act.cause,
                act.of,
                each.operation,
                _changes(each.before, each.after),
                each.place,
                # An id that was free may be that of something that had been taken out of the file by hand.
                None if each.operation in self.known and current(before, each.operation) else each.before,
            )
            for number, each in enumerate(_differences(before, after, act.about))
        ]
        return self._with(revisions)

    def caught_up(self, catalogue: Catalogue, time: int) -> "History":
        """With what was changed in the file outside of the application, as far as it can be told: the
        operations that have revisions whose last one does not say what `catalogue` has."""
        states: dict[str, State | None] = {}
        is_there: dict[str, bool] = {}
        for each in self:
            states[each.operation] = each.after(states.get(each.operation))
            if each.place:
                is_there[each.operation] = each.place[1] is not None
        first = self.last + 1
        revisions: list[Revision] = []

        def note(
            operation: str, changes: Mapping[str, Splice], place: Place | None, base: State | None
        ) -> None:
            number = first + len(revisions)
            revisions.append(Revision(number, first, time, "", "file", 0, operation, changes, place, base))

        where = {id: place for place, id in enumerate(catalogue.operations)}
        for id, state in states.items():
            now = current(catalogue, id)
            place: Place | None = None
            # What no revision took anywhere may have been in the trash before there were any.
            was_there = is_there.get(id, id not in catalogue.trash)
            if id != HEADING and was_there != (id in where):
                place = (None, where[id]) if id in where else (0, None)
            if now is None or now == state:
                if place:
                    note(id, {}, place, None)
            elif state is None or state.keys() != now.keys():
                note(id, {}, place, now)
            else:
                note(id, _changes(state, now), place, None)
        return self._with(revisions)

    def without(self, operation: str, catalogue: Catalogue, time: int) -> "History":
        """As if `operation`, which is in `catalogue` or was, had never been; that something was taken out
        is said, and not what."""
        kept = [
            each if place == each.place else replace(each, place=place)
            for each, place in self._beside(operation, catalogue)
            if each.operation != operation
        ]
        # Like the first of any, it says what its state is made from.
        base = None if HEADING in self.known else state_of_heading(catalogue.heading)
        number = self.last + 1
        purged = Revision(number, number, time, "", "purge", 0, HEADING, {}, base=base)
        return History.of((), ())._with([*kept, purged])

    def place_now(self, revision: Revision, catalogue: Catalogue) -> int:
        """The place in the order, less its operation, that corresponds now to the one before `revision`, once
        what was done after it in the same action is undone."""
        place = (revision.place or (None, None))[0] or 0
        for each, place_of in self._beside(revision.operation, catalogue, revision.number):
            if each.operation == revision.operation or not place_of or each.action == revision.action:
                continue
            gone, come = place_of
            if gone is not None and gone < place:
                place -= 1
            if come is not None and come < place:
                place += 1
        return place

    # -- inside

    def _with(self, revisions: Sequence[Revision]) -> "History":
        if not revisions:
            return self
        recent = (*self.recent, *revisions)
        blocks = self.blocks
        known = self.known
        ids = {each.operation for each in revisions}
        if not ids <= known:
            known |= ids
        while len(recent) > _MOST_RECENT:
            blocks, recent = _merged((*blocks, recent[:_FOLDED])), recent[_FOLDED:]
        return History(blocks, recent, known)

    def _beside(
        self, operation: str, catalogue: Catalogue, after: int = 0
    ) -> list[tuple[Revision, Place | None]]:
        """The revisions after that of the number `after`, the oldest first, with their places: those of the
        others in an order without `operation`."""
        here = list(catalogue.operations).index(operation) if operation in catalogue.operations else None
        found: list[tuple[Revision, Place | None]] = []
        for each in reversed(self):
            if each.number <= after:
                break
            place = each.place
            if each.operation == operation:
                if place is not None:
                    here = place[0]
            elif place is not None and here is not None:
                gone, come = place
                # Never less than 0: where the file was put in another order while it was not in use, places
                # are but near.
                if come is not None:
                    come, here = (come - 1, here) if here < come else (come, max(here - 1, 0))
                if gone is not None:
                    gone, here = (gone, here + 1) if gone <= here else (gone - 1, here)
                place = gone, come
            found.append((each, place))
        return found[::-1]


def _merged(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """`blocks`, the small ones at the end as one when they are many: each revision is packed twice in all."""
    last = blocks[-_SMALL_BLOCKS:]
    if len(last) < _SMALL_BLOCKS or any(len(block) > _FOLDED for block in last):
        return blocks
    if sum(each.weight for each in chain(*last)) > _HEAVIEST:
        return blocks
    return (*blocks[:-_SMALL_BLOCKS], tuple(chain(*last)))


# -- differences


def _changes(before: State, after: State) -> dict[str, Splice]:
    """What makes one state, field by field, of another that has the same fields."""
    return {
        name: Splice.between(before[name], value) for name, value in after.items() if value != before[name]
    }


@dataclass(frozen=True, slots=True)
class _Difference:
    operation: str
    before: State
    after: State
    place: Place | None = None


def _differences(before: Catalogue, after: Catalogue, about: str) -> Iterator[_Difference]:
    """What leads from one catalogue to the other when it is done in this order, each place being the one
    that the operation has at that moment."""
    if before.heading is not after.heading:
        old, new = state_of_heading(before.heading), state_of_heading(after.heading)
        if old != new:
            yield _Difference(HEADING, old, new)
    was, now = before.operations, after.operations
    if was is now and before.trash is after.trash:
        return
    ids, new_ids = list(was), list(now)
    if ids == new_ids:
        for id in compress(now, map(is_not, now.values(), was.values())):
            if now[id] != was[id]:
                yield _Difference(id, state_of(was[id]), state_of(now[id]))
    else:
        yield from _of_another_order(before, after, ids, new_ids, about)
    for id, trashed in after.trash.items():
        old_one = before.trash.get(id)
        if old_one and old_one.operation != trashed.operation:
            yield _Difference(id, state_of(old_one.operation), state_of(trashed.operation))


def _of_another_order(
    before: Catalogue, after: Catalogue, ids: list[str], new_ids: list[str], about: str
) -> Iterator[_Difference]:
    was, now = before.operations, after.operations
    for place in range(len(ids) - 1, -1, -1):
        id = ids[place]
        if id not in now:
            left = after.trash[id].operation if id in after.trash else was[id]
            yield _Difference(id, state_of(was[id]), state_of(left), (place, None))
    kept, new_kept = [id for id in ids if id in now], [id for id in new_ids if id in was]
    places = {id: (gone, come) for id, gone, come in moves(kept, new_kept, about)}
    for id, place_of in places.items():
        yield _Difference(id, state_of(was[id]), state_of(now[id]), place_of)
    for id in new_kept:
        if id not in places and now[id] is not was[id] and now[id] != was[id]:
            yield _Difference(id, state_of(was[id]), state_of(now[id]))
    for place, id in enumerate(new_ids):
        if id not in was:
            from_trash = before.trash.get(id)
            state = state_of(from_trash.operation) if from_trash else NOTHING
            yield _Difference(id, state, state_of(now[id]), (None, place))
