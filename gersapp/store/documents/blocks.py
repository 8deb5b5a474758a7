"""Old revisions packed into one row, a block: compressed JSON in base64."""

import base64
import bz2
from collections.abc import Sequence
from typing import Any

import orjson

Row = dict[str, Any]

# A block of the longest revisions has some 60 MB.
_MAX_BYTES = 256 * 1024 * 1024


def pack(rows: Sequence[Row]) -> Row:
    """Return the row of a block of `rows`, each with its number; raises TypeError or ValueError."""
    text = orjson.dumps(rows)
    if len(text) > _MAX_BYTES:
        raise ValueError
    packed = base64.b64encode(bz2.compress(text)).decode()
    return {"to": rows[-1]["number"], "packed": packed}


def unpack(row: Row) -> list[Row]:
    """Return the rows of a block; raises KeyError, TypeError, ValueError or OSError."""
    machine = bz2.BZ2Decompressor()
    content = machine.decompress(base64.b64decode(row["packed"], validate=True), _MAX_BYTES)
    if not machine.eof:
        raise ValueError
    rows: list[Row] = orjson.loads(content)
    return rows
