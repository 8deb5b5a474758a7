"""What is lost while the catalogue is tortured, and how it is noticed."""

import http.client
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

# How long to wait for what must come; nothing takes so long on a healthy machine.
SECONDS = 30


class Lost(Exception):
    """Something was lost; the message says what, in French."""


def attempt(action: Callable[[], T]) -> tuple[T | None, list[str]]:
    """Return the result of `action` and no loss, or None and what it lost.

    A server that does not start, or does not answer, is a loss too.
    """
    try:
        return action(), []
    except Lost as error:
        return None, [str(error)]
    except (AssertionError, OSError, http.client.HTTPException) as error:
        return None, [repr(error)]


def losses(action: Callable[[], object]) -> list[str]:
    """Return what `action` lost, or nothing."""
    return attempt(action)[1]


def first_loss(action: Callable[[], object], tries: int = 1) -> str:
    """Return what `action` lost at the first of so many tries that lost something, or nothing.

    A server that does not start shows no loss: perhaps it never had the fault that was to be left in it.
    """
    for _ in range(tries):
        try:
            action()
        except AssertionError:
            return ""
        except (Lost, OSError, http.client.HTTPException) as error:
            return str(error) if isinstance(error, Lost) else repr(error)
    return ""


def wait_until(condition: Callable[[], object], words: str, seconds: float = SECONDS) -> None:
    """Wait until `condition` is true; raise Lost, with these words for it, when it never is."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise Lost(f"attendu en vain : {words}")
        time.sleep(0.01)
