"""The order of the system calls of an edit: it is on the disk before the first byte of its answer leaves."""

import re
from collections.abc import Sequence
from pathlib import Path

from proof.tools.server import Server
from proof.torture.faults import Fault
from proof.torture.job import Job, Result
from proof.torture.losses import Lost, first_loss, losses
from proof.torture.observation import lock_holder
from proof.torture.strace import ID, Call, read_calls, require_strace, tracing
from proof.torture.visitor import SAVED, Fields, Visitor, beginning_of, form_in, replace_field, visiting

# The path that a form is posted to, and its fields.
Edit = tuple[str, Fields]

_OPENED_TO_WRITE = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC")


def check_order(server: Server, visitor: Visitor, trace: Path, edit: Edit) -> None:
    """Make one edit and trace it; raise Lost when a call comes too soon or is missing."""
    path, fields = edit
    with tracing(lock_holder(server), trace):
        status, answer = visitor.ask("POST", path, fields)
    if status not in SAVED:
        raise Lost(f"{path} : réponse {status} : {beginning_of(answer)}")
    try:
        _check_calls(read_calls(trace), server.database)
    except Lost as loss:
        raise Lost(f"{path} : {loss}") from None


def _check_calls(calls: list[Call], database: Path) -> None:
    temporary = database.with_name(database.name + ".tmp")
    if any(_writes_in_place(call, database) for call in calls):
        raise Lost("db.json est ouvert en écriture")
    renames = [call for call in calls if call.name.startswith("rename") and f'"{temporary}"' in call.rest]
    if len(renames) != 1 or not renames[0].concerns(database):
        raise Lost("db.json n’est pas remplacé une fois par son successeur")
    (rename,) = renames
    calls = [call for call in calls if call.thread == rename.thread]
    written = _find(calls, ("write", "pwrite64", "writev"), temporary)
    synced = _find(calls, ("fsync", "fdatasync"), temporary, after=written)
    renamed = calls.index(rename)
    written_later = any(call.concerns(temporary) and "write" in call.name for call in calls[synced:])
    if not synced < renamed or written_later:
        raise Lost("le fichier est remplacé avant d’être sur le disque")
    previous = database.with_name(database.name + ".prev")
    if any(call.name.startswith("rename") and call.concerns(previous) for call in calls[:renamed]):
        raise Lost("db.json.prev change avant que le fichier soit remplacé")
    confirmed = _find(calls, ("fsync",), database.parent, after=renamed)
    read = _find(calls, ("recvfrom", "read"), "socket:")
    answered = _find(calls, ("sendto", "sendmsg", "write"), "socket:", after=read)
    if not confirmed < answered:
        raise Lost("la réponse part avant que le dossier soit sur le disque")


def _writes_in_place(call: Call, database: Path) -> bool:
    """Whether a call opens the file itself to write into it, or cuts it."""
    if not call.name.startswith(("open", "creat", "truncate")) or not call.concerns(database):
        return False
    asked = call.rest.partition(" = ")[0]
    return call.name.startswith(("creat", "truncate")) or bool(_OPENED_TO_WRITE.search(asked))


def _find(calls: Sequence[Call], names: Sequence[str], target: Path | str, after: int = 0) -> int:
    """Return the place of the first call of these names, from `after` on, that concerns `target`.

    `target` is a path, or what the first argument of the call contains. Raises Lost.
    """
    for place in range(after, len(calls)):
        call = calls[place]
        is_concerned = (
            call.concerns(target) if isinstance(target, Path) else target in call.rest.partition(",")[0]
        )
        if call.name in names and is_concerned:
            return place
    raise Lost(f"{names[0]} manque ou vient trop tôt")


def calls_in_order(job: Job) -> Result:
    """Trace `job.times` edits of each kind."""
    require_strace()
    trace = job.folder / "trace"

    def add(fault: Fault) -> None:
        with job.server(job.database(), fault) as server, visiting(server) as visitor:
            addition = ("/operations", [("title", "Ajoutée"), ("audiences", "adultes")])
            check_order(server, visitor, trace, addition)

    def edit_in_every_way() -> None:
        with job.server(job.database()) as server, visiting(server) as visitor:
            for number in range(1, job.times + 1):
                for edit in _edits(visitor, number):
                    check_order(server, visitor, trace, edit)
                    job.step()

    faults = (Fault.WRITES_IN_PLACE, Fault.NO_FSYNC_OF_FILE, Fault.NO_FSYNC_OF_FOLDER)
    detected = [first_loss(lambda fault=fault: add(fault)) for fault in faults]  # type: ignore[misc]
    lost = losses(edit_in_every_way)
    return Result(lost, " ; ".join(detected) if all(detected) else "", "six sortes de modification")


def _edits(visitor: Visitor, number: int) -> list[Edit]:
    """Return an edit of each kind."""
    operation = visitor.form(ID)
    heading = form_in(visitor.page("/catalogue/edit"), "/catalogue")
    section = next(value for name, value in operation if name == "audiences")
    title = f"n° {number}"
    direction = "down" if number % 2 else "up"
    return [
        (f"/operations/{ID}", replace_field(operation, "title", title)),
        ("/catalogue", replace_field(heading, "title", title)),
        ("/operations", [("title", f"Ajoutée {number}"), ("audiences", section)]),
        (f"/operations/{ID}/move", [("section", section), ("direction", direction)]),
        (f"/operations/ajoutee-{number}/delete", [("revision", "")]),
        (f"/operations/ajoutee-{number}/restore", [("revision", "")]),
    ]
