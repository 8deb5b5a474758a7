"""kill -9 under eight editors: of a server with two processes, and of PostgreSQL."""

import contextlib
import os
import signal
import time

from proof.tools.postgres import Postgres
from proof.torture.job import Job, Result
from proof.torture.losses import attempt, first_loss
from proof.torture.postgres.crew import Editors, editing, reading
from proof.torture.postgres.faults import Fault
from proof.torture.postgres.observatory import DATABASE, running_postgres, serve
from proof.torture.saving import RANDOM


def servers_killed(job: Job) -> Result:
    """Kill a whole server, master and workers, `job.times` times; another one starts each time."""
    with running_postgres(job) as database:
        address = database.address(DATABASE)
        detected = first_loss(lambda: _kill_server(job, address, 1, Fault.ANSWERS_BEFORE_COMMIT), 5)
        slowest, lost = attempt(lambda: _kill_server(job, address, job.times))
    figure = f"redémarrage en {slowest:.2f} s au plus".replace(".", ",") if slowest else ""
    return Result(lost, detected, figure)


def _kill_server(job: Job, address: str, times: int, fault: Fault | None = None) -> float:
    """Kill a server so many times; return the seconds of the slowest start after it. Raises Lost."""
    # What answers before it commits would be seen by another process, without any kill.
    processes = 1 if fault else 2
    server = serve(job, address, fault, processes=processes)
    editors = Editors(address, server.port)
    slowest = 0.0
    try:
        for _ in range(times):
            editors.save_more()
            time.sleep(RANDOM.uniform(0, 0.1))
            os.killpg(server.pid, signal.SIGKILL)
            server.process.wait()
            editors.wait_until_unreachable()
            editors.check(address)
            begin = time.monotonic()
            server = serve(job, address, processes=processes, port=server.port)
            slowest = max(slowest, time.monotonic() - begin)
            editors.resume()
            if not fault:
                job.step()
    finally:
        editors.leave()
        server.kill()
    editors.check(address)
    return slowest


def databases_killed(job: Job) -> Result:
    """Kill PostgreSQL `job.times` times, and start it again; the server stays, and readers read on."""

    def kill(times: int, fault: Fault | None = None) -> tuple[float, float]:
        """Return the slowest answer to a reader and the slowest refusal, in seconds."""
        with contextlib.ExitStack() as ending:
            database = ending.enter_context(running_postgres(job))
            address = database.address(DATABASE)
            server = serve(job, address, fault)
            ending.callback(server.kill)
            editors = ending.enter_context(editing(address, server.port))
            reader = ending.enter_context(reading(server.port))
            for _ in range(times):
                _kill_database(database, editors)
                if not fault:
                    job.step()
        return reader.slowest, max(editors.refusal_seconds, default=0)

    detected = first_loss(lambda: kill(1, Fault.ANSWERS_BEFORE_DISK), 3)
    measured, lost = attempt(lambda: kill(job.times))
    return Result(lost, detected, say_seconds(*measured) if measured else "")


def _kill_database(database: Postgres, editors: Editors) -> None:
    editors.save_more()
    time.sleep(RANDOM.uniform(0, 0.1))
    database.kill()
    editors.be_refused()
    database.start()
    editors.save_more()


def say_seconds(answer: float, refusal: float) -> str:
    """Say how long the slowest answer to a reader took, and the slowest refusal, if anything was refused."""
    refused = f"refus en {refusal:.1f} s au plus" if refusal else "aucun refus"
    return f"lecteurs : {answer:.2f} s au plus, {refused}".replace(".", ",")
