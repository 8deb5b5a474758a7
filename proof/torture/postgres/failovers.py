"""Failovers: PostgreSQL is killed under eight editors, and its synchronous standby takes over."""

import contextlib
import shutil
import time

import psycopg

from proof.tools.postgres import Postgres, address_of
from proof.torture.job import Job, Result
from proof.torture.losses import attempt, first_loss, wait_until
from proof.torture.postgres.crew import editing, reading
from proof.torture.postgres.faults import Fault
from proof.torture.postgres.killed import say_seconds
from proof.torture.postgres.observatory import DATABASE, running_postgres, serve
from proof.torture.saving import RANDOM

_STANDBY = "standby"
_SYNCHRONOUS = "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'"


class Pair:
    """A server of the database and its synchronous standby, which takes over from it; another one follows.

    Servers are in two folders in turn, so that `address` never changes.
    """

    def __init__(self, primary: Postgres) -> None:
        self._primary = primary
        self._free = primary.folder / _STANDBY
        self._standby = self._attach()
        self.address = address_of([self._primary, self._standby], DATABASE, target_session_attrs="read-write")

    def fail_over(self) -> None:
        """Kill the server at a random instant, and promote its standby later; raises PostgresFailed."""
        time.sleep(RANDOM.uniform(0, 0.2))
        self._primary.kill()
        time.sleep(RANDOM.uniform(0, 0.5))
        self._standby.promote()
        self._free, self._primary = self._primary.folder, self._standby
        self._standby = self._attach()

    def end(self) -> None:
        self._primary.kill()
        self._standby.kill()

    def _attach(self) -> Postgres:
        """Return a new standby, which has all there is: from here on no commit is answered without it."""
        shutil.rmtree(self._free / "data", ignore_errors=True)
        standby = self._primary.copy(self._free, name=_STANDBY)
        standby.start()
        # The settings of the standby are a copy of those before: once promoted, it waits for nobody.
        with psycopg.connect(self._primary.address("postgres"), autocommit=True) as connection:
            connection.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{_STANDBY}'".encode())
            connection.execute("SELECT pg_reload_conf()")
            wait_until(lambda: connection.execute(_SYNCHRONOUS).fetchone(), "un serveur de secours synchrone")
        return standby


def failovers(job: Job) -> Result:
    """Fail over `job.times` times."""
    detected = first_loss(lambda: _fail_over(job, 1, Fault.ANSWERS_BEFORE_DISK), 3)
    measured, lost = attempt(lambda: _fail_over(job, job.times))
    return Result(lost, detected, say_seconds(*measured) if measured else "")


def _fail_over(job: Job, times: int, fault: Fault | None = None) -> tuple[float, float]:
    """Return the slowest answer to a reader and the slowest refusal, in seconds; raises Lost."""
    with contextlib.ExitStack() as ending:
        pair = Pair(ending.enter_context(running_postgres(job)))
        ending.callback(pair.end)
        server = serve(job, pair.address, fault)
        ending.callback(server.kill)
        editors = ending.enter_context(editing(pair.address, server.port))
        reader = ending.enter_context(reading(server.port))
        for _ in range(times):
            editors.save_more()
            pair.fail_over()
            editors.save_more()
            if not fault:
                job.step()
    return reader.slowest, max(editors.refusal_seconds, default=0)
