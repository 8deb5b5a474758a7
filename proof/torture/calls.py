"""The system calls of a commit, as strace sees them: their order, and each one failed or deadly in turn."""

import contextlib
import functools
import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from proof.tools.server import Server
from proof.torture.crew import (
    SAVED,
    SECONDS,
    Lost,
    Visitor,
    bite,
    described,
    descriptions,
    form_in,
    holder,
    losses,
    visiting,
    wait_until,
    words,
)
from proof.torture.job import Job, NotRun, Result
from proof.torture.killed import FORKED
from proof.torture.victims import write_once

ERRORS = ("EIO", "ENOSPC", "EDQUOT", "EROFS")
ID, OTHER = "tips-du-jour", "hommage-au-personnel-soignant"
SOON = 5  # an edit by hand is seen within this time
TYPED = "Une longue frappe, irremplaçable. " * 40

_CALL = re.compile(r"(?:(?P<thread>\d+) +)?(?P<name>\w+)\((?P<rest>.*)")
_OPENED_TO_WRITE = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC")


@dataclass(frozen=True)
class Call:
    """A call that strace saw, on one of the files of a commit or on a socket."""

    thread: str
    name: str
    rest: str

    def concerns(self, path: Path) -> bool:
        return f"<{path}>" in self.rest or f'"{path}"' in self.rest


@functools.cache
def needs_strace() -> None:
    """Raises NotRun where strace is not there, or may not look into a running process."""
    if not shutil.which("strace"):
        raise NotRun("strace n’est pas installé (sous Debian : apt-get install strace)")
    with subprocess.Popen(["sleep", "60"]) as sleeper:
        try:
            with tracing(sleeper.pid, Path(os.devnull)):
                pass
        except Lost as error:
            raise NotRun("strace n’a pas le droit d’observer un processus (le lancer en root)") from error
        finally:
            sleeper.kill()


def files_of(database: Path) -> list[Path]:
    """All that a commit touches, the folder included."""
    names = ("", ".tmp", ".prev", ".prev.tmp", ".lock", ".backups", ".backups/link.tmp")
    return [database.parent, *(Path(f"{database}{name}") for name in names)]


def age(database: Path) -> None:
    """Have the next commit replace a generation of two hours ago, which it then copies."""
    then = time.time() - 7_200
    os.utime(database, (then, then))


@contextlib.contextmanager
def tracing(pid: int, output: Path, files: Iterable[Path] = (), inject: str = "") -> Iterator[None]:
    """strace on all threads of a process: on these files only, if any, and with this injection."""
    command = ["strace", "-f", "-y", "-s", "80", "-o", str(output), "-p", str(pid)]
    for path in files:
        command += ["-P", str(path)]
    if inject:
        command += ["-e", f"inject={inject}"]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, start_new_session=True
    ) as strace:
        try:
            if not strace.stderr or "attached" not in strace.stderr.readline():
                raise Lost("strace ne peut pas observer le processus")
            yield
            strace.send_signal(signal.SIGINT)  # it lets go, and writes what it has seen
            strace.communicate(timeout=SECONDS)
        finally:
            strace.kill()


def calls_in(output: Path) -> list[Call]:
    """The calls in their order. Those of one thread never overlap."""
    lines = output.read_text("utf-8", "replace").splitlines()
    return [Call(*found.group("thread", "name", "rest")) for line in lines if (found := _CALL.match(line))]


def numbered(calls: list[Call]) -> list[tuple[str, int, Call]]:
    """Each call, its name, and the how-manieth of that name it is."""
    seen: Counter[str] = Counter()
    result = []
    for call in calls:
        seen[call.name] += 1
        result.append((call.name, seen[call.name], call))
    return result


# -- each call failed


class Failures:
    """A server whose commits fail at a call of our choice, and somebody who types."""

    def __init__(self, server: Server, visitor: Visitor, folder: Path) -> None:
        self.server = server
        self.visitor = visitor
        self.database = server.database
        self.output = folder / "trace"

    def edit_by_hand(self) -> None:
        """Somebody else changes another operation, in the file itself."""
        tables = json.loads(self.database.read_bytes())
        tables["operations"]["3"]["description"] = f"À la main, {time.monotonic_ns()}"
        self.database.write_text(json.dumps(tables), "utf-8")
        age(self.database)

    def calls(self, *, by_hand: bool = False) -> list[tuple[str, int, Call]]:
        """The calls of a commit that goes well; `by_hand`: of one that finds the file edited by hand."""
        for text in ("Un premier enregistrement.", "Un autre."):  # the first makes .prev
            fields = self.visitor.form(ID)
            if by_hand:
                self.edit_by_hand()
            with tracing(holder(self.server), self.output, files_of(self.database)):
                status, answer = self.visitor.save(ID, fields, text)
            if status not in SAVED:
                raise Lost(f"réponse {status} : {words(answer)}")
        return numbered(calls_in(self.output))

    def fail(self, name: str, number: int, call: Call, error: str, *, by_hand: bool = False) -> bool:
        """One edit whose commit fails there; raises Lost when something is wrong afterwards.

        False when the call never came.
        """
        typed = f"{error} {name} {number} {time.monotonic_ns()} {TYPED}".strip()
        fields = self.visitor.form(ID)
        if by_hand:
            self.edit_by_hand()
        before, texts = self.database.read_bytes(), descriptions(self.database)
        inject = f"{name}:error={error}:when={number}"
        with tracing(holder(self.server), self.output, files_of(self.database), inject):
            status, answer = self.visitor.save(ID, fields, typed)
        unknown = status == 503 and "Issue inconnue" in answer
        saved = status in SAVED or unknown
        refused = (status == 507 and "Le disque est plein" in answer) or (
            status == 503 and "rien n’a été modifié" in answer.lower()
        )
        if not saved and not refused:
            raise Lost(f"réponse {status} : {words(answer)}")
        after = descriptions(self.database)
        if after != {**texts, ID: typed if saved else texts[ID]}:
            raise Lost(f"réponse {status}, et le fichier a « {after.get(ID, '')[:20]}… »")
        if refused and self.database.read_bytes() != before:
            raise Lost("refusé, et le fichier a changé")
        for id in (ID, OTHER):
            wait_until(
                lambda id=id: described(self.visitor.form(id)) == after[id],  # type: ignore[misc]
                "la mémoire telle que le disque",
                SOON,
            )
        if status not in SAVED and described(form_in(answer, f"/operations/{ID}")) != typed:
            raise Lost("la saisie n’est plus dans le formulaire")
        if name == "fsync" and call.concerns(self.database.parent) and not unknown:
            raise Lost(f"le dossier n’est pas confirmé, et la réponse est {status}")
        if unknown and self.visitor.edit(ID, "Encore")[0] != 503:
            raise Lost("l’issue est inconnue, et une autre modification est acceptée")
        if unknown:
            self.restart()
        status, answer = self.visitor.edit(ID, "Après")
        if status not in SAVED or descriptions(self.database)[ID] != "Après":
            raise Lost(f"l’enregistrement suivant répond {status}")
        return "(INJECTED)" in self.output.read_text("utf-8", "replace")

    def restart(self) -> None:
        """Another worker, which may write again; it must find what the last one showed."""
        shown = described(self.visitor.form(ID))
        old = holder(self.server)
        os.kill(old, signal.SIGKILL)
        self.visitor.connection.close()
        wait_until(lambda: holder(self.server) not in (0, old), "un nouveau processus fils")
        if described(self.visitor.form(ID)) != shown:
            raise Lost("le redémarrage ne retrouve pas ce qui était affiché")


def calls_failed(job: Job) -> Result:
    """Each call of a commit failed with each of the errors: `job.times` of the four in turn, by call."""
    needs_strace()

    def victim(fault: str, wanted: str) -> None:
        with job.server(job.database(), fault) as server, visiting(server) as visitor:
            failures = Failures(server, visitor, job.folder)
            for name, number, call in failures.calls():
                if name == wanted:
                    failures.fail(name, number, call, "EIO")

    bites = [bite(lambda: victim("in place", "fsync")), bite(lambda: victim("unheard folder", "fsync"))]
    lost: list[str] = []
    done = 0
    with job.server(job.database()) as server, visiting(server) as visitor:
        failures = Failures(server, visitor, job.folder)
        for by_hand in (False, True):
            for place, (name, number, call) in enumerate(failures.calls(by_hand=by_hand)):
                for turn in range(job.times):
                    error = ERRORS[(place + turn) % len(ERRORS)]
                    fail = functools.partial(failures.fail, name, number, call, error, by_hand=by_hand)
                    try:
                        done += fail() or fail()  # a reader's look, now and then, came instead of ours
                    except Lost as loss:
                        lost.append(f"{name} n° {number}, {error} : {loss}")
                        failures.restart()
                    job.step()
    return Result(lost, " ; ".join(bites) if all(bites) else "", f"{done} pannes")


# -- each call deadly


@contextlib.contextmanager
def writer(kind: str, database: Path, description: str) -> Iterator[tuple[int, "functools.partial[str]"]]:
    """A process that has the file open and saves once when it is told to: its number, and that word.

    The word answers « saved » or, when the process died first, nothing.
    """
    here, there = FORKED.Pipe()
    process = FORKED.Process(
        target=write_once, args=(kind, str(database), ID, description, there), daemon=True
    )
    process.start()
    there.close()

    def save() -> str:
        try:
            here.send("save")
            return str(here.recv())
        except (EOFError, OSError):
            return ""

    try:
        if not here.poll(SECONDS) or here.recv() != "ready":
            raise Lost("l’écrivain ne démarre pas")
        yield process.pid or 0, functools.partial(save)
    finally:
        process.kill()
        process.join()
        here.close()


def killed_in_calls(kind: str, database: Path, output: Path, job: Job | None = None) -> int:
    """Kill a writer as it enters each call of its commit, in turn; how many. Raises Lost."""
    files = files_of(database)
    for text in ("Un premier enregistrement.", "Un autre."):
        age(database)
        with writer(kind, database, text) as (pid, save), tracing(pid, output, files):
            save()
    calls = numbered(calls_in(output))
    for place, (name, number, _) in enumerate(calls):
        age(database)
        before = descriptions(database)
        typed = f"{place} {'é' * (4_000 if place % 2 else 10)}"
        inject = f"{name}:signal=SIGKILL:when={number}"
        with writer(kind, database, typed) as (pid, save), tracing(pid, output, files, inject):
            saved = save()
        after = descriptions(database)
        allowed = [typed] if saved else [typed, before[ID]]
        if after.pop(ID) not in allowed or after != {k: v for k, v in before.items() if k != ID}:
            raise Lost(f"arrêté à {name} n° {number} : une autre version est dans le fichier")
        if job:
            job.step()
    return len(calls)


def calls_deadly(job: Job) -> Result:
    """Each call of a commit: the process is killed there. `job.times` rounds."""
    needs_strace()
    output = job.folder / "trace"
    bitten = bite(lambda: killed_in_calls("stock", job.database(), output))
    done = 0

    def rounds() -> None:
        nonlocal done
        database = job.database()
        for _ in range(job.times):
            done += killed_in_calls("ours", database, output, job)

    return Result(losses(rounds), bitten, f"{done} arrêts")


# -- the order


def order(server: Server, visitor: Visitor, output: Path, path: str, fields: list[tuple[str, str]]) -> None:
    """One edit: it is on the disk before the first byte of its answer leaves; raises Lost."""
    database = server.database
    temporary = database.with_name(database.name + ".tmp")
    with tracing(holder(server), output):
        status, answer = visitor.ask("POST", path, fields)
    if status not in SAVED:
        raise Lost(f"{path} : réponse {status} : {words(answer)}")
    calls = calls_in(output)
    for call in calls:
        if call.name.startswith(("open", "creat", "truncate")) and call.concerns(database):
            asked = call.rest.partition(" = ")[0]
            if call.name.startswith(("creat", "truncate")) or _OPENED_TO_WRITE.search(asked):
                raise Lost(f"{path} : db.json est ouvert en écriture")
    renames = [c for c in calls if c.name.startswith("rename") and f'"{temporary}"' in c.rest]
    if len(renames) != 1 or not renames[0].concerns(database):
        raise Lost(f"{path} : db.json n’est pas remplacé une fois par son successeur")
    mine = [call for call in calls if call.thread == renames[0].thread]

    def first(*names: str, on: Path | str, after: int = 0) -> int:
        for place in range(after, len(mine)):
            call = mine[place]
            concerned = call.concerns(on) if isinstance(on, Path) else on in call.rest.partition(",")[0]
            if call.name in names and concerned:
                return place
        raise Lost(f"{path} : {names[0]} manque ou vient trop tôt")

    written = first("write", "pwrite64", "writev", on=temporary)
    synced = first("fsync", "fdatasync", on=temporary, after=written)
    renamed = mine.index(renames[0])
    if not synced < renamed or any(c.concerns(temporary) and "write" in c.name for c in mine[synced:]):
        raise Lost(f"{path} : le fichier est remplacé avant d’être sur le disque")
    confirmed = first("fsync", on=database.parent, after=renamed)
    read = first("recvfrom", "read", on="socket:")
    answered = first("sendto", "sendmsg", "write", on="socket:", after=read)
    if not confirmed < answered:
        raise Lost(f"{path} : la réponse part avant que le dossier soit sur le disque")


def ordered(job: Job) -> Result:
    """`job.times` rounds of each kind of edit, traced."""
    needs_strace()
    output = job.folder / "trace"

    def one_round(server: Server, visitor: Visitor, number: int) -> None:
        fields = visitor.form(ID)
        edited = [(n, f"n° {number}" if n == "title" else value) for n, value in fields]
        heading = form_in(visitor.page("/catalogue/edit"), "/catalogue")
        renamed = [(n, f"n° {number}" if n == "title" else value) for n, value in heading]
        section = next(value for name, value in fields if name == "audiences")
        added = [("title", f"Ajoutée {number}"), ("audiences", section)]
        for path, form in (
            (f"/operations/{ID}", edited),
            ("/catalogue", renamed),
            ("/operations", added),
            (f"/operations/{ID}/move", [("section", section), ("direction", "down" if number % 2 else "up")]),
            (f"/operations/ajoutee-{number}/delete", [("revision", "")]),
            (f"/operations/ajoutee-{number}/restore", [("revision", "")]),
        ):
            order(server, visitor, output, path, form)
            job.step()

    def victim(fault: str) -> None:
        with job.server(job.database(), fault) as server, visiting(server) as visitor:
            order(server, visitor, output, "/operations", [("title", "Ajoutée"), ("audiences", "adultes")])

    def ours() -> None:
        with job.server(job.database()) as server, visiting(server) as visitor:
            for number in range(job.times):
                one_round(server, visitor, number + 1)

    faults = ("in place", "no fsync of the file", "no fsync of the folder")
    bites = [bite(functools.partial(victim, fault)) for fault in faults]
    return Result(losses(ours), " ; ".join(bites) if all(bites) else "", "six sortes de modification")
