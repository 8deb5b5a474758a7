"""Processes and signals: a second server, a second worker, reloads, an end with edits under way."""

import os
import signal
import threading
import time
from pathlib import Path

from tools.server import Server
from torture.crew import (
    CHANCE,
    SAVED,
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
from torture.job import Job, Result

IN_FLIGHT = 50
REFUSED_SECONDS = 5


def refusal(job: Job, database: Path) -> str:
    """What a server says that does not start; it must end soon, and by itself. Raises Lost."""
    start = time.monotonic()
    try:
        job.start(database).kill()
    except AssertionError as ended:
        if "ended with status 3" not in str(ended):
            raise Lost(f"le serveur ne refuse pas comme il doit : {ended}") from None
    else:
        raise Lost("un serveur a démarré, qui devait refuser")
    said = job.start.started[-1].output()
    if job.judged and time.monotonic() - start > REFUSED_SECONDS:
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
                wait_until(lambda: len(workers(server)) == 2 or editors.deserted, "un deuxième ouvrier")
                editors.save_more(5)
                if not fault and holder(server) != first:
                    raise Lost("deux ouvriers ont le fichier")
                os.kill(first, signal.SIGKILL)
                editors.save_more(5)
                unharmed(server, editors)
                os.kill(server.pid, signal.SIGTTOU)
                wait_until(lambda: len(workers(server)) == 1 or editors.deserted, "un seul ouvrier")
                editors.save_more(1)
                if not fault:
                    job.step()

    bitten = bite(lambda: add_then_kill("no lock", 3), 3)
    return Result(losses(lambda: add_then_kill("", job.times)), bitten)


def reloads(job: Job) -> Result:
    """`job.times` HUPs under eight writers on kept-alive connections; every third comes twice."""

    def reload(fault: str, times: int) -> None:
        with job.server(job.database(), fault) as server, editing(server) as editors:
            for number in range(times):
                before = workers(server)
                os.kill(server.pid, signal.SIGHUP)
                if number % 3 == 2:  # the second finds a worker that still waits
                    time.sleep(0.2)
                    os.kill(server.pid, signal.SIGHUP)
                wait_until(
                    lambda old=before: (
                        editors.deserted  # type: ignore[misc]
                        or (workers(server).isdisjoint(old) and len(workers(server)) == 1)
                    ),
                    "un nouvel ouvrier",
                )
                editors.save_more()
                unharmed(server, editors)
                if not fault:
                    job.step()

    bitten = bite(lambda: reload("no wait", 1))
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
    """One edit, of a form read before: `saved` once it is acknowledged."""

    def __init__(self, server: Server, id: str, together: threading.Barrier) -> None:
        super().__init__(daemon=True)
        self.visitor = Visitor(server.port)
        self.id = id
        self.fields = self.visitor.form(id)
        self.visitor.connection.close()  # 50 that are kept alive would leave no thread
        self.together = together
        self.text = f"En route au moment de l’arrêt, {id}"
        self.status = 0

    def run(self) -> None:
        self.together.wait()
        try:
            self.status, _ = self.visitor.save(self.id, self.fields, self.text)
        except OSError:
            self.status = 0
        finally:
            self.visitor.connection.close()


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
            together.wait()
            wait_until(lambda: any(sender.status for sender in senders), "un premier enregistrement")
            status = server.stop()
            for sender in senders:
                sender.join()
        texts = descriptions(database)
        for sender in senders:
            if sender.status in SAVED and texts[sender.id] != sender.text:
                raise Lost("une modification enregistrée n’est pas dans le fichier")
            if sender.status not in (*SAVED, 0):
                raise Lost(f"réponse {sender.status}")
        if status or "Traceback" in server.output():
            raise Lost(f"arrêt avec le code {status} : {server.output()[-300:]}")
        if not fault:
            saved += sum(sender.status in SAVED for sender in senders)
            job.step()

    bitten = bite(lambda: stop("later"))
    lost = [loss for _ in range(job.times) for loss in losses(lambda: stop(""))]
    return Result(lost, bitten, f"{saved} sur {job.times * IN_FLIGHT} enregistrées avant l’arrêt")
