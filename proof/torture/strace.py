"""The system calls of a commit, as strace sees them."""

import contextlib
import functools
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

from proof.torture.job import NotRun
from proof.torture.losses import SECONDS, Lost

# The operation that is edited while its calls are traced.
ID = "tips-du-jour"

_CALL = re.compile(r"(?:(?P<thread>\d+) +)?(?P<name>\w+)\((?P<rest>.*)")


@dataclass(frozen=True)
class Call:
    """A system call; `number` counts the calls of its name from 1."""

    thread: str
    name: str
    rest: str
    number: int

    def concerns(self, path: Path) -> bool:
        return f"<{path}>" in self.rest or f'"{path}"' in self.rest


@functools.cache
def require_strace() -> None:
    """Raise NotRun where strace is missing, or may not look into a running process."""
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


def files_of_commit(database: Path, pid: int) -> list[Path]:
    """Return all that a commit of a process touches, the folder included."""
    suffixes = ("", ".tmp", ".prev", ".prev.tmp", ".lock", ".backups", f".backups/{pid}.tmp")
    return [database.parent, *(Path(f"{database}{suffix}") for suffix in suffixes)]


def make_two_hours_old(database: Path) -> None:
    """Have the next commit copy the generation that it replaces, as it does once an hour."""
    then = time.time() - 7_200
    os.utime(database, (then, then))


@contextlib.contextmanager
def tracing(pid: int, output: Path, files: Iterable[Path] = (), inject: str = "") -> Iterator[None]:
    """Trace all threads of a process: only the calls on `files`, if any, and with this injection.

    `inject` is as strace's `-e inject=` has it. Raises Lost when strace may not look into the process.
    """
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
            strace.send_signal(signal.SIGINT)  # it detaches, and writes what it has seen
            strace.communicate(timeout=SECONDS)
        finally:
            strace.kill()


def read_calls(output: Path) -> list[Call]:
    """Return the calls of a trace in their order. Those of one thread never overlap."""
    seen: Counter[str] = Counter()
    calls = []
    for line in output.read_text("utf-8", "replace").splitlines():
        found = _CALL.match(line)
        if found:
            thread, name, rest = found.group("thread", "name", "rest")
            seen[name] += 1
            calls.append(Call(thread, name, rest, seen[name]))
    return calls
