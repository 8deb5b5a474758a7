"""A history in memory, from which every earlier version can be rebuilt.

A revision holds differences only, so a history grows with the changes.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby, islice
from types import MappingProxyType

from gersapp.catalogue.catalogue import Catalogue, Change, Place
from gersapp.catalogue.history.audiences import find_past_audiences
from gersapp.catalogue.history.dates import find_dates
from gersapp.catalogue.history.fields import HEADING, State, fingerprint, state_now, state_of_heading
from gersapp.catalogue.history.history import Dates, PastAudience
from gersapp.catalogue.history.places import places_without
from gersapp.catalogue.history.revisions import (
    Act,
    Action,
    Cause,
    Revision,
    Splice,
    Unknown,
    Version,
    make_revisions,
    splices,
)

# The largest number of single revisions; how many of them then become a block; how many blocks of that size
# become one.
_MAX_RECENT = 128
_BLOCK_SIZE = 96
_MAX_SMALL_BLOCKS = 8
# Characters in a block: the store unpacks a block as a whole.
_MAX_WEIGHT = 8_000_000

# Revisions that follow one another, and stay together.
Block = tuple[Revision, ...]


@dataclass(frozen=True, slots=True)
class RecordedHistory:
    """A `History` of all revisions, the oldest first: the older ones in `blocks`, the others in `recent`.

    `known` are the operations that have a revision.
    """

    blocks: tuple[Block, ...] = ()
    recent: tuple[Revision, ...] = ()
    known: frozenset[str] = field(default=frozenset(), repr=False)
    # Found when first asked for: any visitor may ask, by an address with an audience that is gone.
    _past_audiences: list[Mapping[str, PastAudience]] = field(
        init=False, repr=False, compare=False, default_factory=list
    )
    # For the feed, which any visitor may ask for too.
    _dates: list[Mapping[str, Dates]] = field(init=False, repr=False, compare=False, default_factory=list)

    @classmethod
    def of(cls, blocks: Iterable[Block], recent: Iterable[Revision]) -> "RecordedHistory":
        blocks, recent = tuple(blocks), tuple(recent)
        return cls(blocks, recent, frozenset([revision.operation for revision in chain(*blocks, recent)]))

    def __iter__(self) -> Iterator[Revision]:
        return chain(*self.blocks, self.recent)

    def __reversed__(self) -> Iterator[Revision]:
        yield from reversed(self.recent)
        for block in reversed(self.blocks):
            yield from reversed(block)

    # -- questions: see `History`

    @property
    def last(self) -> str:
        return next((revision.name for revision in reversed(self)), "")

    @property
    def last_number(self) -> int:
        """The number of the last revision; 0 without any."""
        return next((revision.number for revision in reversed(self)), 0)

    def has(self, operation: str) -> bool:
        return operation in self.known

    def action(self, name: str) -> Action | None:
        return next((action for action in self._actions_back() if action.name == name), None)

    def since(self, name: str) -> list[Revision] | None:
        found: list[Revision] = []
        for revision in reversed(self):
            if revision.name == name:
                return found[::-1]
            found.append(revision)
        return None if name else found[::-1]

    def versions(self, operation: str) -> list[Version]:
        return self.versions_of({operation}).get(operation, [])

    def versions_of(self, operations: Collection[str]) -> dict[str, list[Version]]:
        found: dict[str, list[Version]] = {}
        for revision in self:
            if revision.operation in operations:
                versions = found.setdefault(revision.operation, [])
                state = versions[-1].after if versions else None
                before = revision.base if revision.base is not None else state
                versions.append(Version(revision, before, revision.state_after(before)))
        return found

    def since_version(self, operation: str, wanted: str) -> tuple[State | None, list[Version]]:
        versions = self.versions(operation)
        for number in range(len(versions) - 1, -1, -1):
            version = versions[number]
            for state, later in ((version.after, number + 1), (version.before, number)):
                if state is not None and fingerprint(operation, state) == wanted:
                    return state, versions[later:]
        return None, versions

    def actions(
        self, *, first: int, count: int, editor: str | None = None, operation: str | None = None
    ) -> list[Action]:
        wanted = (
            action
            for action in self._actions_back()
            if editor in (None, action.editor)
            and (operation is None or any(revision.operation == operation for revision in action.revisions))
        )
        return list(islice(wanted, first, first + count))

    def last_action_of(self, editor: str, since: int) -> Action | None:
        for action in self._actions_back():
            if action.time < since:
                return None
            if action.editor == editor:
                return action
        return None

    def undone(self, names: Collection[str]) -> set[str]:
        undid = self._undid()
        undoings: dict[str, list[str]] = {}
        for name, other in undid.items():
            undoings.setdefault(other, []).append(name)
        order = {name: number for number, name in enumerate(undid)}

        def is_undone(name: str) -> bool:
            # The last action that undid it, or undid an undoing of it, decides.
            last, left = (-1, False), [(name, False)]
            while left:
                other, is_back = left.pop()
                last = max(last, (order.get(other, -1), is_back))
                left += [(undoing, not is_back) for undoing in undoings.get(other, ())]
            return last[1]

        return {name for name in names if is_undone(name)}

    def undoings(self, names: Collection[str]) -> set[str]:
        undoings: set[str] = set()
        for name, other in self._undid().items():
            if other not in undoings:
                undoings.add(name)
        return undoings & set(names)

    def origins(self, names: Collection[str]) -> dict[str, Action]:
        undid = self._undid()
        origin: dict[str, str] = {}
        for name, other in undid.items():
            origin[name] = origin.get(other, other) or name
        wanted = {name: origin.get(name, name) for name in names}
        revisions: dict[str, list[Revision]] = {name: [] for name in wanted.values()}
        for revision in self:
            if revision.name in revisions:
                revisions[revision.name].append(revision)
        return {name: Action(tuple(revisions[other])) for name, other in wanted.items() if revisions[other]}

    def deletions(self, operations: Collection[str]) -> dict[str, Revision]:
        return {
            revision.operation: revision
            for revision in self
            if revision.place and revision.place[1] is None and revision.operation in operations
        }

    def editors(self) -> list[str]:
        return sorted({revision.editor for revision in self})

    def operations(self, count: int) -> list[str]:
        return list(islice(dict.fromkeys(revision.operation for revision in reversed(self)), count))

    def titles(self, operations: Collection[str]) -> dict[str, str]:
        states = {
            operation: next(
                filter(None, (version.after or version.before for version in versions[::-1])), None
            )
            for operation, versions in self.versions_of(operations).items()
        }
        return {operation: str(state["title"]) for operation, state in states.items() if state}

    def dates(self) -> Mapping[str, Dates]:
        if not self._dates:
            self._dates.append(find_dates(self))
        return self._dates[0]

    def past_audiences(self) -> Mapping[str, PastAudience]:
        if not self._past_audiences:
            self._past_audiences.append(find_past_audiences(self))
        return self._past_audiences[0]

    # -- growing

    def with_change(
        self,
        before: Catalogue,
        change: Change,
        act: Act,
        *,
        name: str,
        time: int,
        unknown: Mapping[str, Unknown] = MappingProxyType({}),
    ) -> "RecordedHistory":
        """Return this history with `change`, made from `before` by `act`, as the action of that `name`.

        `unknown` is, by operation, what the engine keeps with its revision.
        """
        revisions = make_revisions(
            before,
            change,
            act,
            name=name,
            first=self.last_number + 1,
            time=time,
            known=self.known,
            unknown=unknown,
        )
        return self.with_revisions(revisions)

    def caught_up(self, catalogue: Catalogue, *, name: str, time: int) -> "RecordedHistory":
        """Return this history with the changes made in the file while the application did not run.

        They are known only for operations that have revisions: those whose last one differs from `catalogue`.
        """
        first = self.last_number + 1
        return self.with_revisions(
            [
                Revision(
                    number=number,
                    action=first,
                    name=name,
                    time=time,
                    cause=Cause.FILE,
                    operation=id,
                    changes=changes,
                    place=place,
                    base=base,
                )
                for number, (id, changes, place, base) in enumerate(self._missing(catalogue), first)
            ]
        )

    def without(self, operation: str, catalogue: Catalogue, *, name: str, time: int) -> "RecordedHistory":
        """Return this history without `operation`, which `catalogue` has or had.

        A further revision records an erasure, and not the operation.
        """
        kept = places_without(operation, list(catalogue.operations), reversed(self))
        number = self.last_number + 1
        purged = Revision(
            number=number,
            action=number,
            name=name,
            time=time,
            cause=Cause.PURGE,
            operation=HEADING,
            changes={},
            # The first revision of the heading records its state.
            base=None if HEADING in self.known else state_of_heading(catalogue.heading),
        )
        return RecordedHistory().with_revisions([*kept[::-1], purged])

    def with_revisions(self, revisions: Sequence[Revision]) -> "RecordedHistory":
        """Return this history with `revisions` after the last one."""
        if not revisions:
            return self
        blocks, recent = self.blocks, (*self.recent, *revisions)
        ids = {revision.operation for revision in revisions}
        known = self.known if ids <= self.known else self.known | ids
        while len(recent) > _MAX_RECENT:
            blocks, recent = _merge_small_blocks((*blocks, recent[:_BLOCK_SIZE])), recent[_BLOCK_SIZE:]
        return RecordedHistory(blocks, recent, known)

    # -- inside

    def _undid(self) -> dict[str, str]:
        """Return the name of the action that each undoing undid, or "" when it is not known.

        It is an earlier action: whatever a file says, no undoing undid itself, or what came after it.
        """
        undid: dict[str, str] = {}
        names: set[str] = set()
        for revision in self:
            if revision.name not in names:
                if revision.cause is Cause.UNDO:
                    undid[revision.name] = revision.of if revision.of in names else ""
                names.add(revision.name)
        return undid

    def _missing(
        self, catalogue: Catalogue
    ) -> Iterator[tuple[str, Mapping[str, Splice], Place | None, State | None]]:
        """Yield the operation, changes, place and base of each revision that this history lacks."""
        states: dict[str, State | None] = {}
        is_in_place: dict[str, bool] = {}
        for revision in self:
            states[revision.operation] = revision.state_after(states.get(revision.operation))
            if revision.place:
                is_in_place[revision.operation] = revision.place[1] is not None
        places = {id: place for place, id in enumerate(catalogue.operations)}
        for id, state in states.items():
            now = state_now(catalogue, id)
            place: Place | None = None
            # An operation that no revision placed may have been in the trash before the first revision.
            if id != HEADING and is_in_place.get(id, id not in catalogue.trash) != (id in places):
                place = (None, places[id]) if id in places else (0, None)
            if now is None or now == state:
                if place:
                    yield id, {}, place, None
            elif state is None or state.keys() != now.keys():
                yield id, {}, place, now
            else:
                yield id, splices(state, now), place, None

    def _actions_back(self) -> Iterator[Action]:
        """Yield all actions, the newest first."""
        for _, revisions in groupby(reversed(self), lambda revision: revision.name):
            yield Action(tuple(revisions)[::-1])


def _merge_small_blocks(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return `blocks`; many small ones at the end become one, so that each revision is packed twice."""
    last = blocks[-_MAX_SMALL_BLOCKS:]
    if len(last) < _MAX_SMALL_BLOCKS or any(len(block) > _BLOCK_SIZE for block in last):
        return blocks
    if sum(revision.weight for revision in chain(*last)) > _MAX_WEIGHT:
        return blocks
    return (*blocks[:-_MAX_SMALL_BLOCKS], tuple(chain(*last)))
