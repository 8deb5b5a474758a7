"""A document is read in a process of its own, with limits: one may be made to block or to fill a server.

`ElementTree` would stop all other threads for seconds. Another process costs a tenth of a second.
"""

import logging
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson

from gersapp.errors import DocumentRefused, reason
from gersapp.exchange import codec
from gersapp.exchange.apart import command_of, environment_apart
from gersapp.exchange.blocks import Document
from gersapp.exchange.proposal import Fate, Proposal
from gersapp.exchange.tables.mapping import SheetMapping
from gersapp.exchange.tables.rows import RowFaults
from gersapp.exchange.tables.values import Workbook

_log = logging.getLogger(__name__)

MAX_SECONDS = 30.0
_MAX_ANSWER_BYTES = 48 * 1024 * 1024
# How soon one who gives up is heard.
_TICK_S = 0.2
_TOO_SLOW = "Ce fichier est trop long à lire. Partagez-le en plusieurs, ou collez son texte."
_TOO_LARGE = "Ce fichier contient trop de données. Partagez-le en plusieurs, ou collez son texte."
_FAILED = "Ce fichier n’a pas pu être lu. Enregistrez-le de nouveau, ou collez son texte."


class Stage(StrEnum):
    """How far a reading is."""

    READING = "reading"
    STRUCTURE = "structure"  # operations are looked for


# What is told how far a reading is: the share, from 0 to 100, is None when unknown. What it raises ends the
# reading. It is called at least every _TICK_S.
Tell = Callable[[Stage, int | None], None]


@dataclass(frozen=True, slots=True)
class Read:
    """What was read, and what it proposes.

    Of tables, `layout` says how each sheet is read, and `faults` what is wrong in their rows.
    """

    source: Document | Workbook | Proposal
    proposal: Proposal
    layout: tuple[SheetMapping, ...] = ()
    faults: RowFaults | None = None


def read_apart(content: bytes, tell: Tell) -> Read:
    """Read a file or a pasted text, and find what it proposes.

    Raises DocumentRefused, and what `tell` raises; the process has ended in any case.
    """
    kinds = {kind.__name__: kind for kind in (Document, Workbook, Proposal)}
    name, source, *proposed = _run({"task": "read"}, content, tell)
    fields = zip(("proposal", "layout", "faults"), proposed, strict=True)
    return Read(codec.build(kinds[name], source), **codec.build_fields(Read, dict(fields)))


def propose_apart(document: Document, fates: Mapping[int, Fate], tell: Tell) -> Proposal:
    """Find again what a document proposes, with the fates that people gave to lines; raises the same."""
    proposal: Proposal = codec.build(
        Proposal, _run({"task": "propose", "fates": fates}, codec.encode(document), tell)
    )
    return proposal


def _run(task: dict[str, Any], content: bytes, tell: Tell) -> Any:
    command = command_of("gersapp.exchange.program")
    try:
        # What goes wrong in it is said on the standard error, which is the server's log.
        process = subprocess.Popen(  # noqa: S603  (our own)
            command,
            env=environment_apart(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,
        )
    except OSError as error:
        _log.warning("%s ne peut pas être lancé : %s", sys.executable, reason(error))
        raise DocumentRefused(_FAILED) from error
    try:
        head = codec.encode({**task, "length": len(content)})
        return _converse(process, head + b"\n" + content, tell)
    finally:
        _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        # Its whole group, though it has no reason to start another process. It may have ended just now.
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()
    process.wait()


def _converse(process: "subprocess.Popen[bytes]", sent: bytes, tell: Tell) -> Any:
    """Send all, and return what the process has done; raises DocumentRefused without it."""
    source, sink = (pipe.fileno() for pipe in (process.stdin, process.stdout) if pipe)
    os.set_blocking(source, False)
    left = memoryview(sent)
    received = bytearray()
    stage, share = Stage.READING, None
    deadline = time.monotonic() + MAX_SECONDS
    with selectors.DefaultSelector() as selector:
        selector.register(source, selectors.EVENT_WRITE)
        selector.register(sink, selectors.EVENT_READ)
        while time.monotonic() < deadline:
            tell(stage, share)
            ready = {key.fd for key, _ in selector.select(_TICK_S)}
            if source in ready:
                left = left[_send(source, left) :]
                if not left:
                    selector.unregister(source)
            if sink not in ready:
                continue
            piece = os.read(sink, 1024 * 1024)
            received += piece
            if not piece:
                raise _explain(process)
            if len(received) > _MAX_ANSWER_BYTES:
                raise DocumentRefused(_TOO_LARGE)
            if b"\n" not in piece:
                continue
            *lines, rest = bytes(received).split(b"\n")
            received = bytearray(rest)
            for line in map(orjson.loads, lines):
                if "refused" in line:
                    raise DocumentRefused(line["refused"])
                if "done" in line:
                    return line["done"]
                stage, share = Stage(line["stage"]), line["share"]
    raise DocumentRefused(_TOO_SLOW)


def _send(pipe: int, left: memoryview) -> int:
    """Write what the pipe takes; all of it counts as written to a process that has ended."""
    try:
        return os.write(pipe, left)
    except BlockingIOError:
        return 0
    except BrokenPipeError:
        return len(left)


def _explain(process: "subprocess.Popen[bytes]") -> DocumentRefused:
    """Return why the process ended without an answer."""
    code = process.wait()
    if code == -signal.SIGXCPU:
        return DocumentRefused(_TOO_SLOW)
    # The system lacked memory, or the program went on after SIGXCPU.
    if code == -signal.SIGKILL:
        return DocumentRefused(_TOO_LARGE)
    _log.error("La lecture d’un document s’est arrêtée avec le code %s.", code)
    return DocumentRefused(_FAILED)
