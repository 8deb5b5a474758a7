"""Processes and signals: a second server, a second worker, reloads, an end with edits under way."""

import contextlib
import http.client
import os
import signal
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

from proof.tools.editor import COOKIE
from proof.tools.server import Server, StartServer
from proof.torture.crew import (
    CHANCE,
    SAVED,
    SECONDS,
    Editors,
    Lost,
    Visitor,
    bite,
    descriptions,
    editing,
    holder,
    losses,
    wait_until,
    workers,
)
from proof.torture.job import Job, Result

IN_FLIGHT = 50
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
REFUSED_SECONDS = 5


def refusal(job: Job, database: Path) -> str:
    """What a server says that does not start; it must end soon, and by itself. Raises Lost."""
    begun = time.monotonic()
    start = StartServer(Path(tempfile.mkdtemp(dir=job.folder)), database)  # of its own: others start too
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
    said = start.started[0].output()
    if job.judged and time.monotonic() - begun > REFUSED_SECONDS:
        raise Lost("le refus se fait attendre")
    if "Traceback" in said:
        raise Lost(f"une erreur et non un refus : {said[-300:]}")
    return said


def unharmed(server: Server, editors: Editors) -> None:
    """Raises Lost unless the server is there and nobody was refused."""
    if server.process.poll() is not None:
        raise Lost("le serveur s’est arrêté")
    if editors.refused:
        raise Lost("connexion refusée")


def second_server(job: Job) -> Result:
    """A second server on the file, `job.times` times, while eight edit."""

    def two_at_once() -> None:
        database = job.database()
        with (
            job.server(database, "no lock") as one,
            job.server(database, "no lock") as other,
            editing(one, other) as editors,
        ):
            editors.save_more(20)

    def one_is_refused() -> None:
        with job.server(job.database()) as server, editing(server) as editors:
            for _ in range(job.times):
                said = refusal(job, server.database)
                if f"{server.database} est déjà ouvert par un autre processus" not in said:
                    raise Lost(f"le refus ne nomme pas le fichier : {said[-300:]}")
                editors.save_more(1)
                unharmed(server, editors)
                job.step()

    bitten = bite(two_at_once, 5)
    return Result(losses(one_is_refused), bitten)


def second_worker(job: Job) -> Result:
    """A second worker (TTIN) waits until the first is killed: `job.times` times, while eight edit."""

    def add_then_kill(fault: str, times: int) -> None:
        with job.server(job.database(), fault) as server, editing(server) as editors:
            for _ in range(times):
                (first,) = workers(server)
                os.kill(server.pid, signal.SIGTTIN)
                wait_until(
                    lambda: len(workers(server)) == 2 or editors.deserted, "un deuxième processus fils"
                )
                editors.save_more()
                if not fault and holder(server) != first:
                    raise Lost("deux processus fils ont le fichier")
                os.kill(first, signal.SIGKILL)
                editors.save_more()
                unharmed(server, editors)
                os.kill(server.pid, signal.SIGTTOU)
                wait_until(lambda: len(workers(server)) == 1 or editors.deserted, "un seul processus fils")
                editors.save_more(1)
                if not fault:
                    job.step()

    bitten = bite(lambda: add_then_kill("no lock", 3), 3)
    return Result(losses(lambda: add_then_kill("", job.times)), bitten)


def reloads(job: Job) -> Result:
    """`job.times` HUPs under eight writers on kept-alive connections; every second one comes twice."""

    def reload(fault: str, times: int) -> None:
        with job.server(job.database(), fault) as server, editing(server) as editors:
            for number in range(times):
                before = workers(server)
                os.kill(server.pid, signal.SIGHUP)
                if number % 2:  # the second finds a worker that still waits
                    time.sleep(0.2)
                    os.kill(server.pid, signal.SIGHUP)
                wait_until(
                    lambda old=before: (
                        editors.deserted  # type: ignore[misc]
                        or (workers(server).isdisjoint(old) and len(workers(server)) == 1)
                    ),
                    "un nouveau processus fils",
                )
                editors.save_more()
                unharmed(server, editors)
                if not fault:
                    job.step()

    bitten = bite(lambda: reload("no wait", 3))
    return Result(losses(lambda: reload("", job.times)), bitten)


def logs_reopened(job: Job) -> Result:
    """USR1 `job.times` times under eight writers: not one connection breaks."""

    def reopen(fault: str, times: int) -> None:
        with job.server(job.database(), fault) as server, editing(server) as editors:
            for _ in range(times):
                time.sleep(CHANCE.uniform(0, 0.05))
                os.kill(server.pid, signal.SIGUSR1)
                editors.save_more(1)
                unharmed(server, editors)
                if not fault:
                    job.step()
            if editors.cut:
                raise Lost(f"{editors.cut} demandes interrompues")

    bitten = bite(lambda: reopen("dies of USR1", 2))
    return Result(losses(lambda: reopen("", job.times)), bitten)


class Sender(threading.Thread):
    """One edit that the server has begun to read, and that is sent to its end when all are so far.

    `status` is 0 when no answer came.
    """

    def __init__(self, server: Server, id: str, together: threading.Barrier) -> None:
        super().__init__(daemon=True)
        self.id = id
        self.text = f"En route au moment de l’arrêt, {id}"
        self.status = 0
        self.together = together
        self.visitor = Visitor(server.port)
        fields = [(n, self.text if n == "description" else v) for n, v in self.visitor.form(id)]
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
    """SIGTERM with fifty edits in flight, `job.times` times."""
    saved = 0

    def stop(fault: str) -> None:
        nonlocal saved
        database = job.database(1_000)
        with job.server(database, fault) as server:
            together = threading.Barrier(IN_FLIGHT + 1)
            ids = list(descriptions(database))[:IN_FLIGHT]
            senders = [Sender(server, id, together) for id in ids]
            for sender in senders:
                sender.start()
            with contextlib.suppress(threading.BrokenBarrierError):
                together.wait(SECONDS)
            wait_until(lambda: any(s.status or not s.is_alive() for s in senders), "une première réponse")
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
        if not fault:
            saved += sum(sender.status in SAVED for sender in senders)
            job.step()

    bitten = bite(lambda: stop("later"))
    lost = [loss for _ in range(job.times) for loss in losses(lambda: stop(""))]
    return Result(lost, bitten, f"{saved} sur {job.times * IN_FLIGHT} enregistrées avant l’arrêt")
