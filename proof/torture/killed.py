"""kill -9 at random instants under eight writers: of a bare process with the store, and of a whole server."""

import os
import signal
import time
from pathlib import Path

from proof.torture.crew import Editors, editing
from proof.torture.faults import Fault
from proof.torture.job import Job, Result
from proof.torture.losses import SECONDS, Lost, first_loss, losses, wait_until
from proof.torture.observation import descriptions, workers
from proof.torture.saving import RANDOM, WRITERS
from proof.torture.writers import FORKED, Open, open_stock, open_store, write_without_end


class WriterKiller:
    """Kills writers one after the other over one file; `saved` is the last number acknowledged, by id."""

    def __init__(self, open_file: Open, database: Path) -> None:
        self.open_file = open_file
        self.database = database
        self.saved = dict.fromkeys(list(descriptions(database))[:WRITERS], 0)

    def kill(self) -> None:
        """Start a writer, kill it at a random instant, and check the file; raises Lost."""
        receiver, sender = FORKED.Pipe(duplex=False)
        arguments = (self.open_file, self.database, self.saved, sender)
        process = FORKED.Process(target=write_without_end, args=arguments, daemon=True)
        process.start()
        sender.close()
        try:
            if not receiver.poll(SECONDS):
                raise Lost("l’écrivain n’enregistre rien")
            time.sleep(RANDOM.uniform(0, 0.04))
        finally:
            process.kill()
            process.join()
        while True:
            try:
                id, number = receiver.recv()
            except (EOFError, OSError):
                break
            self.saved[id] = number
        receiver.close()
        process.close()
        self._check()

    def _check(self) -> None:
        """Raise Lost unless each text is the last one acknowledged, or the one that was sent after it."""
        texts = descriptions(self.database)
        for id, number in self.saved.items():
            word = texts.get(id, "").partition(" ")[0]
            found = int(word) if word.isdigit() else 0
            if not number <= found <= number + 1:
                raise Lost(f"{id} : n° {number} était enregistré, le fichier a le n° {found}")
            self.saved[id] = found


def writers_killed(operations: int, job: Job) -> Result:
    """Kill a bare writer `job.times` times."""
    # TinyDB's own storage is killed on a small file only, which it writes more often.
    detected = first_loss(WriterKiller(open_stock, job.database()).kill, 200)
    killer = WriterKiller(open_store, job.database(operations))
    lost: list[str] = []
    for _ in range(job.times):
        lost += losses(killer.kill)
        job.step()
    return Result(lost, detected)


def workers_killed(operations: int, job: Job) -> Result:
    """Kill the worker of a server `job.times` times; another one follows, and nobody is refused."""

    def kill(times: int, database: Path, fault: Fault | None = None) -> None:
        with job.server(database, fault) as server, editing(server) as editors:
            for _ in range(times):
                (worker,) = workers(server)
                time.sleep(RANDOM.uniform(0, 0.1))
                os.kill(worker, signal.SIGKILL)
                editors.save_more()
                wait_until(lambda old=worker: len(workers(server) - {old}) == 1, "un nouveau processus fils")  # type: ignore[misc]
                if server.process.poll() is not None or editors.unreachable:
                    raise Lost("connexion refusée")
                if not fault:
                    job.step()

    detected = first_loss(lambda: kill(1, job.database(), Fault.WRITES_LATER))
    return Result(losses(lambda: kill(job.times, job.database(operations))), detected)


class ServerKiller:
    """Kills whole servers one after the other; `slowest_start` of the next ones is in seconds."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.slowest_start = 0.0

    def kill(self, times: int, database: Path, fault: Fault | None = None) -> None:
        """Kill the server under eight editors; raises Lost."""
        with self.job.server(database, fault) as server:
            editors = Editors(server)
            try:
                for _ in range(times):
                    editors.save_more()
                    time.sleep(RANDOM.uniform(0, 0.1))
                    os.killpg(server.pid, signal.SIGKILL)
                    server.process.wait()
                    editors.wait_until_unreachable()
                    editors.check(database)
                    begin = time.monotonic()
                    server = self.job.start(database, port=server.port)
                    self.slowest_start = max(self.slowest_start, time.monotonic() - begin)
                    editors.servers = (server,)
                    editors.resume()
                    if not fault:
                        self.job.step()
            finally:
                editors.leave()
                server.kill()
            editors.check(database)


def servers_killed(operations: int, job: Job) -> Result:
    """Kill a whole server, master and worker, `job.times` times; another one starts each time."""
    detected = first_loss(lambda: ServerKiller(job).kill(1, job.database(), Fault.WRITES_LATER))
    killer = ServerKiller(job)
    lost = losses(lambda: killer.kill(job.times, job.database(operations)))
    slowest = killer.slowest_start
    figure = f"redémarrage en {slowest:.2f} s au plus".replace(".", ",") if slowest else ""
    return Result(lost, detected, figure)
