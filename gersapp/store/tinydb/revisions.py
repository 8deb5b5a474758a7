"""The table `history` and the history, each made from the other.

The last revisions are rows that people can read. Older ones are packed, a block in a row: ten thousand
edits would else make each further one wait for megabytes to reach the disk.
"""

import base64
import bz2
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import takewhile
from typing import Any

import orjson

from gersapp.catalogue.history.fields import HEADING, NOTHING, State, Value, state_of_heading
from gersapp.catalogue.history.history import Block, History, Place, Revision, Splice
from gersapp.catalogue.model import Heading

Row = dict[str, Any]
Rows = dict[str, Row]
# A block of revisions, and the row that it is in the table.
Packed = tuple[Block, Row]

# A block of the longest revisions has some 60 MB.
_MOST_BYTES = 256 * 1024 * 1024
# Numbers that leave room for those after them: a longer one would be read neither from a key nor by orjson.
_MOST = 10**15
_DAY = 24 * 60 * 60
_WRONG = (KeyError, TypeError, ValueError, AttributeError, OSError)


class Unknown(Exception):
    """A row is no revision; the message says which, in French."""


def read(rows: Mapping[str, Row]) -> tuple[History, tuple[Packed, ...]]:
    """The history in the table, and its packed blocks; raises Unknown."""
    packed: list[Packed] = []
    recent: list[Revision] = []
    last = 0
    for key, row in rows.items():
        try:
            if "packed" in row:
                block = tuple([_revision(each, _int(each["number"])) for each in _unpacked(row["packed"])])
                if not block:
                    raise ValueError
                packed.append((block, row))
            else:
                block = (_revision(row, _int(int(key))),)
                recent += block
        except _WRONG as error:
            raise Unknown(f"historique, n° {key} : ce n’est pas une révision lisible") from error
        for each in block:
            if each.number <= last or each.action > each.number:
                raise Unknown(f"historique, n° {key} : les révisions ne sont pas dans leur ordre")
            last = each.number
    return History.of([block for block, _ in packed], recent), tuple(packed)


def written(
    history: History, rows: Mapping[str, Row], packed: tuple[Packed, ...]
) -> tuple[Rows, tuple[Packed, ...]]:
    """The table for `history`, which grew from the one that `rows` and `packed` hold."""
    if len(history.blocks) == len(packed) and all(
        block is before for block, (before, _) in zip(history.blocks, packed, strict=True)
    ):
        # As nearly always: some rows more, and the same before them.
        new = list(takewhile(lambda each: str(each.number) not in rows, reversed(history.recent)))
        return {**rows, **{str(each.number): _row(each) for each in reversed(new)}}, packed
    known = {id(block): row for block, row in packed}
    now = tuple((block, known.get(id(block)) or _row_of_block(block)) for block in history.blocks)
    table = {str(block[0].number): row for block, row in now}
    for each in history.recent:
        table[str(each.number)] = rows.get(str(each.number)) or _row(each)
    return table, now


def _row(revision: Revision) -> Row:
    """What a revision is in the file; what is empty is left out."""
    row: Row = {
        "action": revision.action,
        "time": datetime.fromtimestamp(revision.time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "editor": revision.editor,
    }
    if revision.cause:
        row["cause"] = revision.cause
    if revision.of:
        row["of"] = revision.of
    if revision.operation:
        row["operation"] = revision.operation
    if revision.place is not None:
        row["place"] = list(revision.place)
    if revision.changes:
        row["changes"] = {
            name: [splice.at, _listed(splice.removed), _listed(splice.added)]
            for name, splice in revision.changes.items()
        }
    if revision.base is not None:
        row["base"] = {name: _listed(value) for name, value in revision.base.items()}
    return row


def _row_of_block(block: Block) -> Row:
    content = orjson.dumps([{"number": each.number, **_row(each)} for each in block])
    return {"to": block[-1].number, "packed": base64.b64encode(bz2.compress(content)).decode()}


def _listed(value: Value) -> str | list[str]:
    return value if isinstance(value, str) else list(value)


def _unpacked(text: str) -> list[Row]:
    machine = bz2.BZ2Decompressor()
    content = machine.decompress(base64.b64decode(text, validate=True), _MOST_BYTES)
    if not machine.eof:
        raise ValueError
    rows: list[Row] = orjson.loads(content)
    return rows


def _revision(row: Row, number: int) -> Revision:
    """Raises one of `_WRONG`."""
    base = row.get("base")
    place = row.get("place")
    time = datetime.fromisoformat(_str(row["time"]))
    if time.tzinfo is None:
        raise ValueError
    seconds = _int(int(time.timestamp()))
    # What cannot be written again, or told in Paris, is not read: raises ValueError after the year 9999.
    datetime.fromtimestamp(seconds + _DAY, UTC)
    operation = _str(row.get("operation", ""))
    return Revision(
        number,
        _int(row["action"]),
        seconds,
        _str(row["editor"]),
        _str(row.get("cause", "")),
        _int(row.get("of", 0)),
        operation,
        {_str(name): _splice(*splice) for name, splice in row.get("changes", {}).items()},
        None if place is None else _place(*place),
        None if base is None else _state(base, operation),
    )


def _splice(at: object, removed: object, added: object) -> Splice:
    removed, added = _value(removed), _value(added)
    if type(removed) is not type(added):
        raise TypeError
    return Splice(_int(at), removed, added)


def _place(gone: object, come: object) -> Place:
    return (None if gone is None else _int(gone), None if come is None else _int(come))


def _state(base: Mapping[str, object], operation: str) -> State:
    state = {name: _value(value) for name, value in base.items()}
    known = state_of_heading(Heading()) if operation == HEADING else NOTHING
    if {name: type(value) for name, value in state.items()} != {n: type(value) for n, value in known.items()}:
        raise TypeError
    return state


def _value(value: object) -> Value:
    return tuple(_strings(value)) if isinstance(value, list) else _str(value)


def _strings(items: list[object]) -> Iterator[str]:
    return map(_str, items)


def _str(value: object) -> str:
    if type(value) is not str:
        raise TypeError
    return value


def _int(value: object) -> int:
    if type(value) is not int or not 0 <= value < _MOST:
        raise TypeError
    return value
