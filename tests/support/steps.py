"""Counting what code does, where a clock would measure how busy the machine is."""

import contextlib
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

from proof.tools.server import ROOT

_CODE = str(ROOT / "gersapp")


class Steps:
    """The number of lines of the program that were run, and of `CountedId`s that were compared."""

    def __init__(self) -> None:
        self.number = 0


class CountedId(str):
    """An id that counts each comparison with another: a list of ids compares one by one when it is searched."""

    __slots__ = ()
    __hash__ = str.__hash__
    steps = Steps()

    def __eq__(self, other: object) -> bool:
        CountedId.steps.number += 1
        return str.__eq__(self, other)


@contextlib.contextmanager
def counted(*, most: int = sys.maxsize) -> Iterator[Steps]:
    """Count the steps of this thread; beyond `most`, the code fails: it may have no end."""
    steps = CountedId.steps = Steps()

    def count(frame: FrameType, event: str, argument: Any) -> Any:
        if not frame.f_code.co_filename.startswith(_CODE):
            return None
        if event == "line":
            steps.number += 1
            if steps.number > most:
                raise AssertionError(f"more than {most} steps")
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        yield steps
    finally:
        sys.settrace(before)
