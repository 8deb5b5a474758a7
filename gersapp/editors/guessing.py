"""How easily a password is guessed, by zxcvbn in a process of its own: its lists take 14 MB, which stay."""

import json
import subprocess
import sys
import threading
from collections.abc import Sequence

from gersapp.errors import EditorsUnavailable, TooManyTries, reason

# The password goes by the standard input: anybody on the machine may read the arguments of a process.
_PROGRAM = "import json, sys, zxcvbn; print(zxcvbn.zxcvbn(*json.load(sys.stdin))['score'])"

_one_at_a_time = threading.Lock()
# One password is scored, for some 0.3 s, and three wait.
_places = threading.BoundedSemaphore(4)
_RETRY_AFTER_S = 2


def score_password(password: str, known: Sequence[str]) -> int:
    """Return zxcvbn's score, from 0 to 4; `known` are words that make a bad password.

    Raises EditorsUnavailable when the process cannot start or fails, and TooManyTries when too many others
    wait.
    """
    if not _places.acquire(blocking=False):
        raise TooManyTries(_RETRY_AFTER_S)
    try:
        with _one_at_a_time:
            return _run(password, known)
    finally:
        _places.release()


def _run(password: str, known: Sequence[str]) -> int:
    command = [sys.executable, "-I", "-c", _PROGRAM]
    sent = json.dumps([password, known]).encode()
    try:
        scored = subprocess.run(command, input=sent, capture_output=True, check=True)  # noqa: S603  (our own)
    except OSError as error:
        raise EditorsUnavailable(f"{sys.executable} ne peut pas être lancé : {reason(error)}.") from error
    except subprocess.CalledProcessError as error:
        raise EditorsUnavailable("zxcvbn n’a pas pu examiner le mot de passe.") from error
    return int(scored.stdout)
