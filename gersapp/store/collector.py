"""The garbage collector, while catalogues are made."""

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def collector_at_rest() -> Iterator[None]:
    """Pause the garbage collector while a catalogue is made: each collection would make visitors wait."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
