"""Processes and signals: a second server, a second worker, reloads, an end with edits under way."""

import contextlib
import http.client
import os
import signal
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from proof.tools.editor import COOKIE
from proof.tools.server import Server, StartServer
from proof.torture.crew import editing
from proof.torture.faults import Fault
from proof.torture.job import Job, Result
from proof.torture.losses import SECONDS, Lost, attempt, first_loss, losses, wait_until
from proof.torture.observation import descriptions, lock_holder, workers
from proof.torture.saving import RANDOM
from proof.torture.visitor import SAVED, Visitor, replace_field

EDITS_UNDER_WAY = 50
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


@dataclass(frozen=True)
class Refusal:
    """What a server printed that refused to start, and how long it took, in seconds."""

    output: str
    seconds: float


def start_and_be_refused(job: Job, database: Path) -> Refusal:
    """Start a server that must refuse by itself. Raises Lost."""
    begin = time.monotonic()
    # A starter of its own: other threads start servers too.
    start = StartServer(Path(tempfile.mkdtemp(dir=job.folder)), database)
    try:
        start()
    except AssertionError as ended:
        if "ended with status 3" not in str(ended):
            raise Lost(f"le serveur ne refuse pas comme il doit : {ended}") from None
    else:
        raise Lost("un serveur a démarré, qui devait refuser")
    finally:
        for server in start.started:
            server.kill()
    refusal = Refusal(start.started[0].output(), time.monotonic() - begin)
    if "Traceback" in refusal.output:
        raise Lost(f"une erreur et non un refus : {refusal.output[-300:]}")
    return refusal


def second_server(job: Job) -> Result:
    """Start a second server on the file `job.times` times, while eight edit."""

    def serve_twice() -> None:
        database, fault = job.database(), Fault.HAS_NO_LOCK
        with (
            job.server(database, fault) as one,
            job.server(database, fault) as other,
            editing(one, other) as editors,
        ):
            editors.save_more(20)

    def be_refused() -> float:
        slowest = 0.0
        with job.server(job.database()) as server, editing(server) as editors:
            for _ in range(job.times):
                refusal = start_and_be_refused(job, server.database)
                if f"{server.database} est déjà ouvert par un autre processus" not in refusal.output:
                    raise Lost(f"le refus ne nomme pas le fichier : {refusal.output[-300:]}")
                slowest = max(slowest, refusal.seconds)
                editors.save_more(1)
                editors.check_unharmed()
                job.step()
        return slowest

    detected = first_loss(serve_twice, 5)
    slowest, lost = attempt(be_refused)
    figure = f"refus en {slowest:.2f} s au plus".replace(".", ",") if slowest else ""
    return Result(lost, detected, figure)


def second_worker(job: Job) -> Result:
    """Add a second worker (TTIN) while eight edit, `job.times` times: it waits until the first is killed."""

    def add_then_kill(times: int, fault: Fault | None = None) -> None:
        with job.server(job.database(), fault) as server, editing(server) as editors:
            for _ in range(times):
                (first,) = workers(server)
                os.kill(server.pid, signal.SIGTTIN)
                wait_until(
                    lambda: len(workers(server)) == 2 or editors.server_has_ended,
                    "un deuxième processus fils",
                )
                editors.save_more()
                if not fault and lock_holder(server) != first:
                    raise Lost("deux processus fils ont le fichier")
                os.kill(first, signal.SIGKILL)
                editors.save_more()
                editors.check_unharmed()
                os.kill(server.pid, signal.SIGTTOU)
                wait_until(
                    lambda: len(workers(server)) == 1 or editors.server_has_ended, "un seul processus fils"
                )
                editors.save_more(1)
                if not fault:
                    job.step()

    detected = first_loss(lambda: add_then_kill(3, Fault.HAS_NO_LOCK), 3)
    return Result(losses(lambda: add_then_kill(job.times)), detected)


def reloads(job: Job) -> Result:
    """Send HUP `job.times` times under eight editors on kept connections; every second one comes twice."""

    def reload(times: int, fault: Fault | None = None) -> None:
        with job.server(job.database(), fault) as server, editing(server) as editors:

            def is_replaced(old: set[int]) -> bool:
                new = workers(server)
                return len(new) == 1 and new.isdisjoint(old)

            for number in range(times):
                before = workers(server)
                os.kill(server.pid, signal.SIGHUP)
                if number % 2:  # the second finds a worker that still waits
                    time.sleep(0.2)
                    os.kill(server.pid, signal.SIGHUP)
                wait_until(
                    lambda old=before: editors.server_has_ended or is_replaced(old),  # type: ignore[misc]
                    "un nouveau processus fils",
                )
                editors.save_more()
                editors.check_unharmed()
                if not fault:
                    job.step()

    detected = first_loss(lambda: reload(3, Fault.DOES_NOT_WAIT))
    return Result(losses(lambda: reload(job.times)), detected)


def logs_reopened(job: Job) -> Result:
    """Send USR1 `job.times` times under eight editors: no connection breaks."""

    def reopen(times: int, fault: Fault | None = None) -> None:
        with job.server(job.database(), fault) as server, editing(server) as editors:
            for _ in range(times):
                time.sleep(RANDOM.uniform(0, 0.05))
                os.kill(server.pid, signal.SIGUSR1)
                editors.save_more(1)
                editors.check_unharmed()
                if not fault:
                    job.step()
            if editors.cut:
                raise Lost(f"{editors.cut} demandes interrompues")

    detected = first_loss(lambda: reopen(2, Fault.DIES_OF_USR1))
    return Result(losses(lambda: reopen(job.times)), detected)


class Sender(threading.Thread):
    """Makes one edit: it sends the head of the request, waits for all the others, and sends the body.

    `status` is that of the answer, or 0 when none came.
    """

    def __init__(self, server: Server, id: str, together: threading.Barrier) -> None:
        super().__init__(daemon=True)
        self.id = id
        self.text = f"En route au moment de l’arrêt, {id}"
        self.status = 0
        self.together = together
        self.visitor = Visitor(server.port)
        fields = replace_field(self.visitor.form(id), "description", self.text)
        self.visitor.connection.close()
        self.body = urlencode(fields).encode()

    def run(self) -> None:
        connection = self.visitor.connection
        try:
            connection.putrequest("POST", f"/operations/{self.id}")
            connection.putheader("Cookie", COOKIE["Cookie"])
            connection.putheader("Origin", f"http://127.0.0.1:{self.visitor.port}")
            connection.putheader("Content-Type", "application/x-www-form-urlencoded")
            connection.putheader("Content-Length", str(len(self.body)))
            connection.putheader("Expect", "100-continue")
            connection.endheaders()
            received = b""
            while len(received) < len(CONTINUE):  # one byte more would be of the answer
                received += connection.sock.recv(len(CONTINUE) - len(received))
            self.together.wait(SECONDS)
            connection.send(self.body)
            self.status = connection.getresponse().status
        except (OSError, http.client.HTTPException, threading.BrokenBarrierError):
            self.together.abort()
        finally:
            connection.close()


def stops(job: Job) -> Result:
    """Send TERM with fifty edits under way, `job.times` times."""
    detected = first_loss(lambda: _stop(job, Fault.WRITES_LATER))
    lost: list[str] = []
    saved = 0
    for _ in range(job.times):
        saved_now, lost_now = attempt(lambda: _stop(job))
        saved += saved_now or 0
        lost += lost_now
        if not lost_now:
            job.step()
    return Result(lost, detected, f"{saved} sur {job.times * EDITS_UNDER_WAY} enregistrées avant l’arrêt")


def _stop(job: Job, fault: Fault | None = None) -> int:
    """Stop a server with fifty edits under way; return how many were saved. Raises Lost."""
    database = job.database(1_000)
    with job.server(database, fault) as server:
        together = threading.Barrier(EDITS_UNDER_WAY + 1)
        ids = list(descriptions(database))[:EDITS_UNDER_WAY]
        senders = [Sender(server, id, together) for id in ids]
        for sender in senders:
            sender.start()
        with contextlib.suppress(threading.BrokenBarrierError):
            together.wait(SECONDS)
        wait_until(
            lambda: any(sender.status or not sender.is_alive() for sender in senders),
            "une première réponse",
        )
        status = server.stop()
        for sender in senders:
            sender.join()
    texts = descriptions(database)
    for sender in senders:
        if sender.status in SAVED and texts[sender.id] != sender.text:
            raise Lost("une modification enregistrée n’est pas dans le fichier")
        if sender.status not in SAVED:
            raise Lost(f"une demande en route reçoit la réponse {sender.status or 'que rien ne vient'}")
    if status or "Traceback" in server.output():
        raise Lost(f"arrêt avec le code {status} : {server.output()[-300:]}")
    return len(senders)
