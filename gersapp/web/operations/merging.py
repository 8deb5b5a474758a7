"""A save over a newer version: merged when it can be, else the question of which text is to stay."""

from dataclasses import dataclass

from gersapp.catalogue.history.fields import HEADING, State, Value, fingerprint
from gersapp.catalogue.history.history import History, Version
from gersapp.catalogue.history.merge import Listed, merge
from gersapp.errors import Conflict
from gersapp.web.french import by, fields, of_whom, when


@dataclass(frozen=True, slots=True)
class Saved:
    """What is saved in a field that somebody else changed too, and whose it is: « par Jeanne à 14 h 02 »."""

    value: Value
    whose: str


class Merger:
    """What one save of a form meets, and says of it."""

    def __init__(self, id: str, revision: str, lists: Listed) -> None:
        """`revision` is that of the operation `id` which the form was made from."""
        self._id = id
        self._revision = revision
        self._lists = lists
        self.state: State = {}
        self.conflicts: dict[str, Saved] = {}
        self.said = ""

    def merged(self, mine: State, theirs: State, history: History) -> State:
        """What `mine`, as it was typed, and `theirs`, what is saved now, are together; raises Conflict, with
        `conflicts` and `state` set.

        A field that `mine` has not was not on the form.
        """
        self.said = ""
        if fingerprint(self._id, theirs) == self._revision:
            return self._in_order({**theirs, **mine}, theirs)
        base, later = history.since_version(self._id, self._revision)
        mine = self._in_order({**(base or theirs), **mine}, base or theirs)
        merged = merge(base, mine, theirs, self._lists)
        self.state = merged.state
        self.conflicts = {name: _saved(name, theirs, later) for name in merged.conflicts}
        taken = [each.revision for each in later if not each.revision.changes.keys().isdisjoint(merged.taken)]
        if merged.taken:
            whose = of_whom(each.editor for each in taken)
            self.said = f" Fusionné avec la modification {whose} : {fields(self._id, merged.taken)}."
        if merged.conflicts:
            raise Conflict
        return merged.state

    def _in_order(self, mine: State, base: State) -> State:
        """`mine`, with what is ticked as in `base` in the order of `base`: the form has one of its own."""
        if self._id == HEADING:
            return mine
        same = {name: base[name] for name in ("audiences", "platforms") if set(mine[name]) == set(base[name])}
        return {**mine, **same}


def conflicts_shown(
    id: str, names: list[str], revision: str, history: History, now: State
) -> dict[str, Saved]:
    """What a form that asked which texts are to stay showed as saved, in the fields `names`; `revision` is
    that of the version that it showed."""
    base, _ = history.since_version(id, revision)
    state = base or now
    versions = history.versions(id)
    return {name: _saved(name, state, versions) for name in names if name in state}


def _saved(name: str, state: State, versions: list[Version]) -> Saved:
    last = next((each.revision for each in reversed(versions) if name in each.revision.changes), None)
    return Saved(state[name], f"par {by([last.editor])} {when(last.time)}" if last else "")
