"""Each system call of a commit failed in turn: nothing is lost, and the answer says what happened."""

import json
import os
import signal
import time
from contextlib import AbstractContextManager
from enum import Enum, auto
from pathlib import Path

from proof.tools.server import Server
from proof.torture.faults import Fault
from proof.torture.job import Job, Result
from proof.torture.losses import Lost, first_loss, wait_until
from proof.torture.observation import descriptions, lock_holder
from proof.torture.strace import (
    ID,
    Call,
    files_of_commit,
    make_two_hours_old,
    read_calls,
    require_strace,
    tracing,
)
from proof.torture.visitor import (
    SAVED,
    Visitor,
    beginning_of,
    description_in,
    form_in,
    plain_spaces,
    visiting,
)

ERRORS = ("EIO", "ENOSPC", "EDQUOT", "EROFS")
OTHER_ID = "hommage-au-personnel-soignant"
# An edit by hand is seen within so many seconds.
SECONDS_TO_SEE = 5
READ_ONLY = "avant le redémarrage du service"
TYPED = "Une longue frappe, irremplaçable. " * 40


class Outcome(Enum):
    """What an answer says of the edit."""

    SAVED = auto()
    REFUSED = auto()
    UNKNOWN = auto()  # saved, but the disk has not confirmed it


class FailingServer:
    """A server whose commits fail at a call of our choice, and an editor who types."""

    def __init__(self, server: Server, visitor: Visitor, folder: Path) -> None:
        self.server = server
        self.visitor = visitor
        self.database = server.database
        self.trace = folder / "trace"

    def calls(self, *, by_hand: bool = False) -> list[Call]:
        """Return the calls of a commit that succeeds; `by_hand`: of one that finds an edit by hand."""
        for text in ("Un premier enregistrement.", "Un autre."):  # the first makes .prev
            fields = self.visitor.form(ID)
            if by_hand:
                self._edit_by_hand()
            with self._tracing():
                status, answer = self.visitor.save(ID, fields, text)
            if status not in SAVED:
                raise Lost(f"réponse {status} : {beginning_of(answer)}")
        return read_calls(self.trace)

    def fail(self, call: Call, error: str, *, by_hand: bool = False) -> bool:
        """Make one edit whose commit fails at this call; raise Lost when something is wrong afterwards.

        Return False when the call never came.
        """
        typed = f"{error} {call.name} {call.number} {time.monotonic_ns()} {TYPED}".strip()
        fields = self.visitor.form(ID)
        if by_hand:
            self._edit_by_hand()
        before, texts = self.database.read_bytes(), descriptions(self.database)
        inject = f"{call.name}:error={error}:when={call.number}"
        with self._tracing(inject):
            status, answer = self.visitor.save(ID, fields, typed)
        outcome = _read_outcome(status, answer)
        after = descriptions(self.database)
        if after != {**texts, ID: texts[ID] if outcome is Outcome.REFUSED else typed}:
            raise Lost(f"réponse {status}, et le fichier a « {after.get(ID, '')[:20]}… »")
        if outcome is Outcome.REFUSED and not _is_same(before, self.database.read_bytes(), by_hand=by_hand):
            raise Lost("refusé, et le fichier a changé")
        self._check_memory(after)
        if outcome is not Outcome.SAVED and description_in(form_in(answer, f"/operations/{ID}")) != typed:
            raise Lost("la saisie n’est plus dans le formulaire")
        failed = [call for call in read_calls(self.trace) if "(INJECTED)" in call.rest]
        is_unconfirmed = any(call.name == "fsync" and call.concerns(self.database.parent) for call in failed)
        # The commit of the edit by hand may be the one that is not confirmed: then this one is refused.
        if is_unconfirmed and not (outcome is Outcome.UNKNOWN or (by_hand and outcome is Outcome.REFUSED)):
            raise Lost(f"le dossier n’est pas confirmé, et la réponse est {status}")
        is_read_only = is_unconfirmed or outcome is Outcome.UNKNOWN or READ_ONLY in answer
        if is_read_only and self.visitor.save(ID, fields, "Encore")[0] != 503:
            raise Lost("l’issue est inconnue, et une autre modification est acceptée")
        if is_read_only:
            self.restart()
        self._check_next_edit()
        return bool(failed)

    def restart(self) -> None:
        """Have another worker, which may write again; raise Lost when it does not show what the last did."""
        shown = self.visitor.description(ID)
        old = lock_holder(self.server)
        os.kill(old, signal.SIGKILL)
        self.visitor.connection.close()
        wait_until(lambda: lock_holder(self.server) not in (0, old), "un nouveau processus fils")
        if self.visitor.description(ID) != shown:
            raise Lost("le redémarrage ne retrouve pas ce qui était affiché")

    def _tracing(self, inject: str = "") -> AbstractContextManager[None]:
        pid = lock_holder(self.server)
        return tracing(pid, self.trace, files_of_commit(self.database, pid), inject)

    def _edit_by_hand(self) -> None:
        """Change another operation, in the file itself."""
        tables = json.loads(self.database.read_bytes())
        tables["operations"]["3"]["description"] = f"À la main, {time.monotonic_ns()}"
        self.database.write_text(json.dumps(tables), "utf-8")
        make_two_hours_old(self.database)

    def _check_memory(self, texts: dict[str, str]) -> None:
        """Raise Lost unless the pages soon show the descriptions of the file."""
        for id in (ID, OTHER_ID):
            wait_until(
                lambda id=id: self.visitor.description(id) == plain_spaces(texts[id]),  # type: ignore[misc]
                "la mémoire telle que le disque",
                SECONDS_TO_SEE,
            )

    def _check_next_edit(self) -> None:
        status, _ = self.visitor.edit(ID, "Après")
        if status not in SAVED or descriptions(self.database)[ID] != "Après":
            raise Lost(f"l’enregistrement suivant répond {status}")


def _is_same(before: bytes, after: bytes, *, by_hand: bool) -> bool:
    """Whether a file did not change; after an edit by hand, the history of that edit may be in it."""
    if not by_hand:
        return before == after
    tables = [{**json.loads(content), "history": None} for content in (before, after)]
    return tables[0] == tables[1]


def _read_outcome(status: int, answer: str) -> Outcome:
    """Return what an answer says of the edit; raise Lost when it is none of the three."""
    if status in SAVED:
        return Outcome.SAVED
    if status == 503 and "Issue inconnue" in answer:
        return Outcome.UNKNOWN
    is_full = status == 507 and "Le disque est plein" in answer
    if is_full or (status == 503 and "rien n’a été modifié" in answer.lower()):
        return Outcome.REFUSED
    raise Lost(f"réponse {status} : {beginning_of(answer)}")


def calls_failed(job: Job) -> Result:
    """Fail each call of a commit with `job.times` of the four errors, other ones for each call."""
    require_strace()

    def fail_fsyncs(fault: Fault) -> None:
        with job.server(job.database(), fault) as server, visiting(server) as visitor:
            failing = FailingServer(server, visitor, job.folder)
            for call in failing.calls():
                if call.name == "fsync":
                    failing.fail(call, "EIO")

    faults = (Fault.WRITES_IN_PLACE, Fault.IGNORES_ERRORS_OF_FOLDER)
    detected = [first_loss(lambda fault=fault: fail_fsyncs(fault)) for fault in faults]  # type: ignore[misc]
    lost: list[str] = []
    failures = 0
    with job.server(job.database()) as server, visiting(server) as visitor:
        failing = FailingServer(server, visitor, job.folder)
        for by_hand in (False, True):
            for place, call in enumerate(failing.calls(by_hand=by_hand)):
                for turn in range(job.times):
                    error = ERRORS[(place + turn) % len(ERRORS)]
                    try:
                        # Now and then a reader's look at the file came in place of the call: once more, then.
                        failures += failing.fail(call, error, by_hand=by_hand) or failing.fail(
                            call, error, by_hand=by_hand
                        )
                    except Lost as loss:
                        lost.append(f"{call.name} n° {call.number}, {error} : {loss}")
                        failing.restart()
                    job.step()
    return Result(lost, " ; ".join(detected) if all(detected) else "", f"{failures} pannes")
