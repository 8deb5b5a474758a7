"""A stuck editor: a transaction of the application that holds a body's row and does nothing."""

import contextlib

from gersapp.store.postgres import Database
from gersapp.store.postgres.database import ConnectionLost
from proof.torture.job import Job, Result
from proof.torture.losses import Lost, attempt, first_loss
from proof.torture.postgres.crew import Editors, editing, reading
from proof.torture.postgres.faults import Fault
from proof.torture.postgres.killed import say_seconds
from proof.torture.postgres.observatory import BODIES, DATABASE, running_postgres, serve

_HELD = "SELECT version FROM bodies WHERE slug = %s FOR UPDATE"


def stuck_editors(job: Job) -> Result:
    """Hold a body `job.times` times: its editors are refused, those of others save, and all do afterwards."""

    def hold(times: int, fault: Fault | None = None) -> tuple[float, float]:
        """Return the slowest answer to a reader and the slowest refusal, in seconds."""
        with contextlib.ExitStack() as ending:
            address = ending.enter_context(running_postgres(job)).address(DATABASE)
            server = serve(job, address, fault)
            ending.callback(server.kill)
            editors = ending.enter_context(editing(address, server.port))
            reader = ending.enter_context(reading(server.port))
            for _ in range(times):
                _hold_once(address, editors)
                if not fault:
                    job.step()
        return reader.slowest, max(editors.refusal_seconds, default=0)

    detected = first_loss(lambda: hold(1, Fault.WAITS_FOR_EVER))
    measured, lost = attempt(lambda: hold(job.times))
    return Result(lost, detected, say_seconds(*measured) if measured else "")


def _hold_once(address: str, editors: Editors) -> None:
    """Hold a body until PostgreSQL throws out whoever holds it; raises Lost."""
    with contextlib.closing(Database(address)) as database, contextlib.suppress(ConnectionLost):
        database.open()
        with database.transaction() as stuck:
            stuck.execute(_HELD, [BODIES[0]])
            editors.save_more_outside(BODIES[0])
            editors.be_refused(BODIES[0])
            editors.save_more(1)
            stuck.execute("SELECT 1")
            raise Lost("un éditeur bloqué tient toujours un organisme")
