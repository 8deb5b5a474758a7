"""How the process takes memory from the system, and gives it back."""

import ctypes
import os
import sys
from contextlib import suppress

VARIABLE = "GLIBC_TUNABLES"
# One heap for all threads, no pieces kept for each of them, and what is larger than a megabyte outside of
# the heap.
_MALLOC = {
    "arena_max": 1,
    "tcache_count": 0,
    "mmap_threshold": 1024 * 1024,
    "trim_threshold": 4 * 1024 * 1024,
}
SETTINGS_OF_MALLOC = ":".join(f"glibc.malloc.{name}={value}" for name, value in _MALLOC.items())


def restart_with_settings_of_malloc() -> None:
    """Start this program again, as the same process, unless malloc has its settings or a sysadmin's.

    glibc reads them once, as a program starts. Other C libraries do not know the variable.
    """
    if sys.platform == "linux" and VARIABLE not in os.environ:
        os.environ[VARIABLE] = SETTINGS_OF_MALLOC
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606  (no shell)


def give_back_holes() -> None:
    """Give the system back what is free between what is used, in whole pages."""
    with suppress(AttributeError, OSError):  # another C library than glibc
        ctypes.CDLL(None).malloc_trim(0)
