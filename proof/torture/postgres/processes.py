"""Two processes over one database, and editors who are served by either, as chance has it."""

import contextlib
import time

from proof.torture.job import Job, Result
from proof.torture.losses import attempt, first_loss
from proof.torture.postgres.crew import editing
from proof.torture.postgres.faults import Fault
from proof.torture.postgres.observatory import DATABASE, running_postgres, serve

# Edits of each editor in which a fault must show.
_EDITS_WITH_FAULT = 60


def two_processes(job: Job) -> Result:
    """Have each of eight editors save `job.times` times, each request served by one of two servers."""
    with running_postgres(job) as database:
        address = database.address(DATABASE)
        faults = (Fault.COUNTS_BY_SEQUENCE, Fault.DOES_NOT_LOOK)
        detected = [first_loss(lambda fault=fault: _edit(job, address, fault)) for fault in faults]  # type: ignore[misc]
        rate, lost = attempt(lambda: _edit(job, address))
    figure = f"{rate:.0f} enregistrements par seconde" if rate else ""
    return Result(lost, " ; ".join(detected) if all(detected) else "", figure)


def _edit(job: Job, address: str, fault: Fault | None = None) -> float:
    """Return how many edits were saved a second; raises Lost."""
    with contextlib.ExitStack() as ending:
        servers = [serve(job, address, fault, processes=1) for _ in range(2)]
        for server in servers:
            ending.callback(server.kill)
        begin = time.monotonic()
        editors = ending.enter_context(editing(address, *(server.port for server in servers)))
        for _ in range(_EDITS_WITH_FAULT if fault else job.times):
            editors.save_more(1)
            if not fault:
                job.step()
        seconds = time.monotonic() - begin
    return editors.saved / seconds
