"""The program that reads documents apart from the server, within limits; `running.py` starts it.

What reads a format, or finds the structure of a document, is imported when it is needed.

It reads on its standard input a line of JSON, {"task", "length", "fates"}, and so many bytes: those of a file
for the task `read`, a document for `propose`. When this input ends, nobody waits any more, and it stops.
It writes lines of JSON: {"stage", "share"}, then {"refused"} with a message or {"done"} with values.
"""

import os
import threading
from collections.abc import Callable
from typing import Any, BinaryIO

import orjson

from gersapp.errors import DocumentRefused
from gersapp.exchange import codec
from gersapp.exchange.apart import limit_process
from gersapp.exchange.blocks import Document
from gersapp.exchange.proposal import Fate, Proposal
from gersapp.exchange.tables.values import Workbook

MAX_MEMORY_BYTES = 768 * 1024 * 1024
MAX_PROCESSOR_S = 20
_TOO_HEAVY = "Ce fichier demande trop de mémoire. Partagez-le en plusieurs, ou collez son texte."


def main() -> None:
    """Set the limits, then do the task. What goes wrong beyond them is said on the standard error."""
    limit_process(memory_bytes=MAX_MEMORY_BYTES, processor_s=MAX_PROCESSOR_S)
    # Lines for the server alone: what a library prints goes to its log.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    task = orjson.loads(_read_line())
    content = _read_bytes(task["length"])
    threading.Thread(target=_stop_when_left, daemon=True).start()
    try:
        _write(out, {"done": _do(task, content, out)})
    except DocumentRefused as error:
        _write(out, {"refused": str(error)})
    except MemoryError:
        _write(out, {"refused": _TOO_HEAVY})


def _read_line() -> bytes:
    line = b""
    while not line.endswith(b"\n"):
        line += _read_bytes(1)
    return line


def _read_bytes(length: int) -> bytes:
    content = bytearray()
    while len(content) < length:
        piece = os.read(0, min(length - len(content), 1024 * 1024))
        if not piece:
            os._exit(1)
        content += piece
    return bytes(content)


def _stop_when_left() -> None:
    """Stop when the server closes the standard input, or ends."""
    while os.read(0, 4096):
        pass
    os._exit(1)


def _do(task: dict[str, Any], content: bytes, out: BinaryIO) -> object:
    def tell(stage: str, share: int | None) -> None:
        _write(out, {"stage": stage, "share": share})

    if task["task"] == "propose":
        from gersapp.exchange.structure import propose

        tell("structure", 0)
        fates = codec.build(dict[int, Fate], task["fates"])
        return propose(codec.decode(Document, content), fates, lambda share: tell("structure", share))
    from gersapp.exchange.reading import read

    tell("reading", None)
    source = read(content, lambda share: tell("reading", share))
    tell("structure", None)
    return [type(source).__name__, source, *_propose(source, lambda share: tell("structure", share))]


def _propose(
    source: Document | Workbook | Proposal, tell: Callable[[int], None]
) -> tuple[Proposal, object, object]:
    """Return what a source proposes; of tables, also how they are read, and what is wrong in their rows."""
    if isinstance(source, Document):
        from gersapp.exchange.structure import propose

        return propose(source, tell=tell), (), None
    if isinstance(source, Workbook):
        from gersapp.exchange.tables.mapping import guess_mappings
        from gersapp.exchange.tables.rows import propose as propose_rows

        layout = guess_mappings(source)
        rows = propose_rows(source, layout)
        return rows.proposal, layout, rows.faults
    return source, (), None


def _write(out: BinaryIO, line: dict[str, object]) -> None:
    out.write(codec.encode(line) + b"\n")
    out.flush()
