"""Reading the history from the table `history`, and writing it.

The last revisions are rows that people can read. Older ones are packed, a block in a row: after ten thousand
edits, each further one would else wait for megabytes to reach the disk.

In the file, the number of its first revision identifies an action, which also has a name. An action of a row
written before actions had names gets a name that is the same at every start.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from itertools import groupby, takewhile
from operator import attrgetter

import orjson

from gersapp.catalogue.catalogue import Place
from gersapp.catalogue.history.fields import HEADING, NOTHING, State, Value, state_of_heading
from gersapp.catalogue.history.recorded import Block, RecordedHistory
from gersapp.catalogue.history.revisions import Cause, Revision, Splice, Unknown
from gersapp.catalogue.model import Heading
from gersapp.store.documents.blocks import Row, pack, unpack
from gersapp.store.documents.reader import Invalid
from gersapp.store.repository import is_action_name

Rows = dict[str, Row]
# A block of revisions, and the row that it is in the table.
Packed = tuple[Block, Row]

# Numbers that leave room for those after them: a longer one would be read neither from a key nor by orjson.
_MAX_NUMBER = 10**15
_DAY = 24 * 60 * 60
_CAUSES = {cause.value: cause for cause in Cause}
_UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, OSError)
# The fields from which the name of an action is made where the file has none.
_CONTENT = ("time", "editor", "cause", "of", "operation", "place", "changes", "base")


def read(rows: Mapping[str, Row]) -> tuple[RecordedHistory, tuple[Packed, ...]]:
    """Read the history of the table, and its packed blocks; raises Invalid.

    The numbers give the order: a program that sorts keys puts 10 before 2.
    """
    blocks: list[Block] = []
    packed: list[Packed] = []
    recent: list[Revision] = []
    names = _Names()
    last = 0
    for key in sorted(rows, key=int):
        row = rows[key]
        try:
            if "packed" in row:
                block = tuple([_revision(one, _int(one["number"]), names) for one in unpack(row)])
                if not block:
                    raise ValueError
                packed.append((block, row))
                # Single revisions before a block become one, which has no row yet.
                blocks += [tuple(recent), block] if recent else [block]
                recent = []
            else:
                block = (_revision(row, _int(int(key)), names),)
                recent += block
        except _UNREADABLE as error:
            raise Invalid(f"historique, n° {key} : ce n’est pas une révision lisible") from error
        for revision in block:
            if revision.number <= last or revision.action > revision.number:
                raise Invalid(f"historique, n° {key} : les révisions ne sont pas dans leur ordre")
            last = revision.number
    return RecordedHistory.of(blocks, recent), tuple(packed)


def follow(
    history: RecordedHistory, packed: tuple[Packed, ...], before: Rows, rows: Rows
) -> tuple[RecordedHistory, tuple[Packed, ...]]:
    """Return what `read(rows)` gives, where `rows` grew by commits from those `before`, of this `history`.

    Only the new revisions are read. A row that is the same object is not looked at. Raises Invalid.
    """
    changed = sorted((key for key, row in rows.items() if row is not before.get(key)), key=int)
    last, names = history.last_number, _Names.of(history)
    new: list[Revision] = []
    for key in changed:
        try:
            # A block of revisions that are known may stand where one of them did.
            single = unpack(rows[key]) if "packed" in rows[key] else [{**rows[key], "number": int(key)}]
            new += [_revision(row, row["number"], names) for row in single if _int(row["number"]) > last]
        except _UNREADABLE as error:
            raise Invalid(f"historique, n° {key} : ce n’est pas une révision lisible") from error
    grown = history.with_revisions(new)
    blocks = {str(block[0].number): str(block[-1].number) for block in grown.blocks}
    written = {key: str(row["to"]) for key, row in rows.items() if "packed" in row}
    if blocks != written or len(rows) != len(blocks) + len(grown.recent):
        return read(rows)
    return grown, tuple([(block, rows[str(block[0].number)]) for block in grown.blocks])


def continues(rows: Mapping[str, Row], before: Mapping[str, Row]) -> bool:
    """Whether `rows` are those `before`, perhaps without the last ones, of changes of the file itself.

    The application adds these while somebody edits the file, who may save again without them.
    """
    last = max(map(int, rows), default=0)
    return all(row == before.get(key) for key, row in rows.items()) and all(
        key in rows or (int(key) > last and row.get("cause") == Cause.FILE) for key, row in before.items()
    )


def write(
    history: RecordedHistory, rows: Mapping[str, Row], packed: tuple[Packed, ...]
) -> tuple[Rows, tuple[Packed, ...]]:
    """Return the table and the blocks of `history`, which grew from the one that `rows` and `packed` hold."""
    kept = {id(block) for block in history.blocks}
    single = _single_rows(rows, [row for block, row in packed if id(block) not in kept])
    return _table(history, single, {id(block): row for block, row in packed})


def rewrite(
    history: RecordedHistory, rows: Mapping[str, Row], packed: tuple[Packed, ...]
) -> tuple[Rows, tuple[Packed, ...]]:
    """Return the same for a `history` that lacks revisions of the one before, or has other places.

    Every row then gets its action's name: the first row, of which the name was made, may be gone.
    """
    single = _single_rows(rows, [row for _, row in packed])
    for revision in history:
        row = single.get(str(revision.number))
        if row is not None:
            place = {} if revision.place is None else {"place": list(revision.place)}
            single[str(revision.number)] = {**row, "name": revision.name, **place}
    return _table(history, single, {})


# -- revisions from rows


class _Names:
    """The names of the actions read so far, by their numbers in the file."""

    def __init__(self) -> None:
        self._by_action: dict[int, str] = {}
        self._by_revision: dict[int, str] = {}
        self._taken: set[str] = set()

    @classmethod
    def of(cls, history: RecordedHistory) -> "_Names":
        names = cls()
        for revision in history:
            names._by_action[revision.action] = revision.name
            names._by_revision[revision.number] = revision.name
        names._taken |= set(names._by_action.values())
        return names

    def of_row(self, number: int, action: int, row: Row) -> str:
        """Return the name of the action of a row. The action's first row gives it; no other action has it."""
        name: str | None = self._by_action.get(action)
        if name is None:
            name = row.get("name")
            # The row is older than the names of actions, or edited by hand.
            while not isinstance(name, str) or not is_action_name(name) or name in self._taken:
                content = orjson.dumps([name, number, *map(row.get, _CONTENT)], option=orjson.OPT_SORT_KEYS)
                name = blake2b(content, digest_size=16).hexdigest()
            self._by_action[action] = name
            self._taken.add(name)
        self._by_revision[number] = name
        return name

    def of_reference(self, cause: Cause, number: int) -> str:
        """Return the name of the action that a row refers to by a `number`; "" when it is not known."""
        return (self._by_revision if cause == Cause.VERSION else self._by_action).get(number, "")


def _revision(row: Row, number: int, names: _Names) -> Revision:
    """Raises one of `_UNREADABLE`."""
    base = row.get("base")
    place = row.get("place")
    time = datetime.fromisoformat(_str(row["time"]))
    if time.tzinfo is None:
        raise ValueError
    seconds = _int(int(time.timestamp()))
    # Refuse a time that cannot be written again, or shown in Paris: ValueError after the year 9999.
    datetime.fromtimestamp(seconds + _DAY, UTC)
    operation = _str(row.get("operation", ""))
    action = _int(row["action"])
    # A cause of another version of the application stays in the row: this version takes it for an edit.
    cause = _CAUSES.get(_str(row.get("cause", "")), Cause.EDIT)
    return Revision(
        number=number,
        action=action,
        time=seconds,
        editor=_str(row["editor"]),
        cause=cause,
        of=names.of_reference(cause, _int(row.get("of", 0))),
        source=_str(row.get("source", "")),
        operation=operation,
        changes={_str(name): _splice(*splice) for name, splice in row.get("changes", {}).items()},
        place=None if place is None else _place(*place),
        base=None if base is None else _state(base, operation),
        unknown=_unknown(row.get("unknown")),
        name=names.of_row(number, action, row),
    )


def _splice(at: object, removed: object, added: object) -> Splice:
    removed, added = _value(removed), _value(added)
    if type(removed) is not type(added):
        raise TypeError
    return Splice(_int(at), removed, added)


def _place(left: object, taken: object) -> Place:
    return (None if left is None else _int(left), None if taken is None else _int(taken))


def _state(base: Mapping[str, object], operation: str) -> State:
    state = {name: _value(value) for name, value in base.items()}
    known = state_of_heading(Heading()) if operation == HEADING else NOTHING
    if {name: type(value) for name, value in state.items()} != {n: type(value) for n, value in known.items()}:
        raise TypeError
    return state


def _unknown(items: object) -> Unknown:
    # A row of another version, or of a hand, may have anything by this name.
    found = items.items() if isinstance(items, dict) else ()
    return {item: keys for item, keys in found if isinstance(keys, dict)}


def _value(value: object) -> Value:
    return tuple(map(_str, value)) if isinstance(value, list) else _str(value)


def _str(value: object) -> str:
    if type(value) is not str:
        raise TypeError
    return value


def _int(value: object) -> int:
    if type(value) is not int or not 0 <= value < _MAX_NUMBER:
        raise TypeError
    return value


# -- rows from revisions


def _single_rows(rows: Mapping[str, Row], blocks: Iterable[Row]) -> Rows:
    """Return the rows of single revisions, by number: those of the table, and those packed in `blocks`."""
    single = {key: row for key, row in rows.items() if "packed" not in row}
    for block in blocks:
        single |= {str(row.pop("number")): row for row in unpack(block)}
    return single


def _table(
    history: RecordedHistory, single: Rows, known: Mapping[int, Row]
) -> tuple[Rows, tuple[Packed, ...]]:
    """Return the table for `history`, and its blocks.

    `single` are the existing rows of revisions, by number, and `known` those of blocks, by the identity of
    the block.
    """
    new = takewhile(lambda revision: str(revision.number) not in single, reversed(history))
    for _, group in groupby(tuple(new)[::-1], attrgetter("name")):
        revisions = tuple(group)
        # All have one cause, unless somebody wrote another by hand.
        causes = {(revision.cause, revision.of) for revision in revisions}
        numbers = {cause: _number_of_cause(*cause, revisions[-1], history) for cause in causes}
        for revision in revisions:
            single[str(revision.number)] = _new_row(revision, numbers[revision.cause, revision.of])
    packed = tuple((block, known.get(id(block)) or _pack(block, single)) for block in history.blocks)
    table = {str(block[0].number): row for block, row in packed}
    table |= {str(revision.number): single[str(revision.number)] for revision in history.recent}
    return table, packed


def _number_of_cause(cause: Cause, of: str, last: Revision, history: RecordedHistory) -> int:
    """Return the number of the action that was undone, which has the name `of`, or else of its revision that
    was brought back; 0 for none.

    `last` is the last revision of the new action: the version brought back comes after a revision that added
    audiences to the heading.
    """
    # In a file that was edited by hand, others may stand between the revisions of an action.
    for revision in reversed(history) if of else ():
        if revision.name == of and cause != Cause.VERSION:
            return revision.action
        if revision.name == of and revision.operation == last.operation:
            return revision.number
    return 0


def _new_row(revision: Revision, of: int) -> Row:
    """Return the row of a new revision; raises Invalid when it could not be read."""
    try:
        row = _row(revision, of)
        _revision(row, _int(revision.number), _Names())
    except _UNREADABLE as error:
        raise Invalid(f"historique, n° {revision.number} : ce ne serait pas une révision lisible") from error
    return row


def _row(revision: Revision, of: int) -> Row:
    """Return the row of a revision, without its empty fields."""
    optional = {
        "cause": revision.cause.value,
        "of": of,
        "source": revision.source,
        "operation": revision.operation,
        "place": list(revision.place or ()),
        "changes": {
            name: [splice.at, _listed(splice.removed), _listed(splice.added)]
            for name, splice in revision.changes.items()
        },
        "base": {name: _listed(value) for name, value in (revision.base or {}).items()},
        "unknown": revision.unknown,
    }
    return {
        "action": revision.action,
        "name": revision.name,
        "time": datetime.fromtimestamp(revision.time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "editor": revision.editor,
        **{key: value for key, value in optional.items() if value},
    }


def _listed(value: Value) -> str | list[str]:
    # A list, as the file has: rows are compared with those of the file.
    return value if isinstance(value, str) else list(value)


def _pack(block: Block, single: Rows) -> Row:
    try:
        return pack([{"number": revision.number, **single[str(revision.number)]} for revision in block])
    except (TypeError, ValueError) as error:
        raise Invalid(f"historique, n° {block[0].number} : ce ne serait pas un bloc lisible") from error
