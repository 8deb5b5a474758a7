"""The invitation to the first session, in the memory of the one process that serves."""

import contextlib
import hmac
import threading
from collections.abc import Callable, Iterator

from gersapp.editors.repository import FIRST_INVITATION_S
from gersapp.editors.tokens import digest_of, new_token


class FirstInvitation:
    """FirstInvitationRepository in memory: only the last token that was made is good."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._digest = ""
        self._until = 0.0
        self._using = threading.Lock()

    def make(self, start: str) -> str:
        token = new_token()
        self._digest = digest_of(token)
        self._until = self._clock() + FIRST_INVITATION_S
        return token

    def is_good(self, token: str) -> bool:
        return hmac.compare_digest(digest_of(token), self._digest) and self._clock() < self._until

    @contextlib.contextmanager
    def using(self, token: str) -> Iterator[bool]:
        with self._using:
            is_good = self.is_good(token)
            yield is_good
            if is_good:
                self._digest = ""
