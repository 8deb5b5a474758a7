"""Work that must not freeze the other threads: it takes little of the processor's time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

# The faults that these tests hold took from 2 s to minutes, and their cures take milliseconds. A busy
# machine, which lengthens the processor's time as well, stays between the two.
FREEZE_S = 1.0


@contextmanager
def no_freeze() -> Iterator[None]:
    start = time.process_time()
    yield
    assert time.process_time() - start < FREEZE_S
