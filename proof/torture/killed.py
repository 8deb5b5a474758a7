"""kill -9 at random instants under eight writers: a bare process with the Store, and a whole server."""

import os
import signal
import time
from multiprocessing import get_context
from pathlib import Path

from proof.torture.crew import (
    CHANCE,
    SECONDS,
    WRITERS,
    Editors,
    Lost,
    bite,
    descriptions,
    editing,
    losses,
    wait_until,
    workers,
)
from proof.torture.job import Job, Result
from proof.torture.victims import write_without_end

START_SECONDS = 2.0

# Children are forked from a process that has imported all of ours: a start takes milliseconds.
FORKED = get_context("forkserver")
FORKED.set_forkserver_preload(["proof.torture.documents"])


class Writer:
    """A process with eight threads that write without end, over the file that the last one left."""

    def __init__(self, kind: str, database: Path) -> None:
        self.kind = kind
        self.database = database
        self.saved = dict.fromkeys(list(descriptions(database))[:WRITERS], 0)

    def kill(self) -> None:
        """Start one, kill it at a random instant, and look at the file; raises Lost."""
        hear, say = FORKED.Pipe(duplex=False)
        arguments = (self.kind, str(self.database), self.saved, say)
        process = FORKED.Process(target=write_without_end, args=arguments, daemon=True)
        process.start()
        say.close()
        try:
            if not hear.poll(SECONDS):
                raise Lost("l’écrivain n’enregistre rien")
            time.sleep(CHANCE.uniform(0, 0.04))
        finally:
            process.kill()
            process.join()
        while True:
            try:
                id, number = hear.recv()
            except (EOFError, OSError):
                break
            self.saved[id] = number
        hear.close()
        process.close()
        self.check()

    def check(self) -> None:
        """Each text is the last one acknowledged, or the one that was on its way after it."""
        texts = descriptions(self.database)
        for id, number in self.saved.items():
            word = texts.get(id, "").partition(" ")[0]
            found = int(word) if word.isdigit() else 0
            if not number <= found <= number + 1:
                raise Lost(f"{id} : n° {number} était enregistré, le fichier a le n° {found}")
            self.saved[id] = found


def writers_killed(operations: int, job: Job) -> Result:
    """`job.times` kills of a bare writer."""
    # TinyDB's own storage is killed on a small file only, which it writes more often.
    bitten = bite(Writer("stock", job.database()).kill, 200)
    writer = Writer("ours", job.database(operations))
    lost: list[str] = []
    for _ in range(job.times):
        lost += losses(writer.kill)
        job.step()
    return Result(lost, bitten)


def workers_killed(operations: int, job: Job) -> Result:
    """`job.times` kills of the worker of a server; another one follows, and nobody is refused."""

    def kill(fault: str, times: int, database: Path) -> None:
        with job.server(database, fault) as server, editing(server) as editors:
            for _ in range(times):
                (worker,) = workers(server)
                time.sleep(CHANCE.uniform(0, 0.1))
                os.kill(worker, signal.SIGKILL)
                editors.save_more()
                wait_until(lambda old=worker: len(workers(server) - {old}) == 1, "un nouveau processus fils")  # type: ignore[misc]
                if server.process.poll() is not None or editors.refused:
                    raise Lost("connexion refusée")
                if not fault:
                    job.step()

    bitten = bite(lambda: kill("later", 1, job.database()))
    return Result(losses(lambda: kill("", job.times, job.database(operations))), bitten)


def servers_killed(operations: int, job: Job) -> Result:
    """`job.times` kills of a whole server, master and worker; the next one starts soon."""
    slowest = 0.0

    def kill(fault: str, times: int, database: Path) -> None:
        nonlocal slowest
        with job.server(database, fault) as server:
            editors = Editors(server)
            try:
                for _ in range(times):
                    editors.save_more()
                    time.sleep(CHANCE.uniform(0, 0.1))
                    os.killpg(server.pid, signal.SIGKILL)
                    server.process.wait()
                    editors.wait_until_refused()
                    editors.check(database)
                    start = time.monotonic()
                    server = job.start(database, port=server.port)
                    slowest = max(slowest, time.monotonic() - start)
                    editors.servers = (server,)
                    editors.welcome_back()
                    if not fault:
                        job.step()
            finally:
                editors.leave()
                server.kill()
            editors.check(database)

    bitten = bite(lambda: kill("later", 1, job.database()))
    slowest = 0.0
    lost = losses(lambda: kill("", job.times, job.database(operations)))
    if job.judged and slowest >= START_SECONDS:
        lost.append(f"un démarrage a pris {slowest:.1f} s".replace(".", ","))
    return Result(lost, bitten, f"redémarrage en {slowest:.2f} s au plus".replace(".", ","))
