"""Work that must not freeze the other threads: it takes little of the processor's time."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import PIPE

import orjson

from proof.tools.server import ROOT

# The faults that these tests hold took from 2 s to minutes, and their cures take milliseconds. A busy
# machine, which lengthens the processor's time as well, stays between the two.
FREEZE_S = 1.0


@contextmanager
def no_freeze(seconds: float = FREEZE_S) -> Iterator[None]:
    start = time.process_time()
    yield
    assert time.process_time() - start < seconds


# Says its peak, in kilobytes, on the standard error, after the answer.
_READER = (
    f"import sys; sys.path.insert(0, {str(ROOT)!r}); from gersapp.exchange.program import main; main(); "
    "print([line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')][0], file=sys.stderr)"
)


def read_in_a_process(content: bytes) -> tuple[str, int]:
    """Return why the reading process refuses a file, and its peak of memory in megabytes."""
    head = orjson.dumps({"task": "read", "length": len(content)})
    command = [sys.executable, "-I", "-c", _READER]
    # The input stays open: the process stops when it ends.
    with subprocess.Popen(command, stdin=PIPE, stdout=PIPE, stderr=PIPE) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(head + b"\n" + content)
        process.stdin.flush()
        peak = int(process.stderr.read().split()[-1])
        answer = orjson.loads(process.stdout.read().splitlines()[-1])
    return answer["refused"], peak // 1024
