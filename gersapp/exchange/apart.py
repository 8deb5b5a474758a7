"""Programs of ours that run apart from the server: how they are started, and what they may take."""

import gc
import os
import resource
import sys
from contextlib import suppress
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]


def command_of(module: str, *arguments: str) -> list[str]:
    """Return the command that calls `main` of a `module` of ours, whatever the environment says."""
    program = f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from {module} import main; main()"
    return [sys.executable, "-I", "-c", program, *arguments]


def environment_apart() -> dict[str, str]:
    """Return the environment of such a program: that of the server without its settings, such as the address
    of a database with its password, which what reads a stranger's document has no use for."""
    return {name: value for name, value in os.environ.items() if not name.startswith("GERSAPP_")}


def limit_process(*, memory_bytes: int, processor_s: int) -> None:
    """Limit this process, which goes after those that serve pages and lives for one task."""
    os.nice(10)
    limits = (
        (resource.RLIMIT_AS, memory_bytes, memory_bytes),
        # A second before the end that says nothing of its reason.
        (resource.RLIMIT_CPU, processor_s, processor_s + 1),
        (resource.RLIMIT_CORE, 0, 0),
    )
    for kind, limit, last in limits:
        with suppress(OSError, ValueError):  # some systems have no limit of memory
            resource.setrlimit(kind, (limit, last))
    # What it makes has no cycles, and its memory goes with it.
    gc.disable()
