"""Each system call of a commit deadly in turn: the process is killed as it enters the call."""

from pathlib import Path

from proof.torture.job import Job, Result
from proof.torture.losses import Lost, attempt, first_loss
from proof.torture.observation import descriptions
from proof.torture.strace import (
    ID,
    files_of_commit,
    make_two_hours_old,
    read_calls,
    require_strace,
    tracing,
)
from proof.torture.writers import Open, open_stock, open_store, waiting_writer


def kill_in_each_call(open_file: Open, database: Path, trace: Path, job: Job | None = None) -> int:
    """Kill a writer in each call of its commit; return how many calls. Raises Lost."""
    for text in ("Un premier enregistrement.", "Un autre."):  # the first makes .prev
        make_two_hours_old(database)
        with (
            waiting_writer(open_file, database, ID, text) as writer,
            tracing(writer.pid, trace, files_of_commit(database, writer.pid)),
        ):
            writer.save()
    calls = read_calls(trace)
    for place, call in enumerate(calls):
        make_two_hours_old(database)
        before = descriptions(database)
        typed = f"{place} {'é' * (4_000 if place % 2 else 10)}"
        inject = f"{call.name}:signal=SIGKILL:when={call.number}"
        with (
            waiting_writer(open_file, database, ID, typed) as writer,
            tracing(writer.pid, trace, files_of_commit(database, writer.pid), inject),
        ):
            is_saved = writer.save()
        after = descriptions(database)
        allowed = [typed] if is_saved else [typed, before[ID]]
        if after.pop(ID) not in allowed or after != {id: text for id, text in before.items() if id != ID}:
            raise Lost(f"arrêté à {call.name} n° {call.number} : une autre version est dans le fichier")
        if job:
            job.step()
    return len(calls)


def calls_deadly(job: Job) -> Result:
    """Kill a writer in each call of a commit, `job.times` rounds."""
    require_strace()
    trace = job.folder / "trace"
    detected = first_loss(lambda: kill_in_each_call(open_stock, job.database(), trace))
    database = job.database()
    kills = 0
    lost: list[str] = []
    for _ in range(job.times):
        calls, lost = attempt(lambda: kill_in_each_call(open_store, database, trace, job))
        kills += calls or 0
        if lost:
            break
    return Result(lost, detected, f"{kills} arrêts")
