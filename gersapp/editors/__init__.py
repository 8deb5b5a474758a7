"""Who may edit: accounts, sessions, tries to sign in. No Flask; a clock and a folder are given."""

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable
from pathlib import Path

from gersapp.editors.accounts import NOBODY, Account, Accounts, key
from gersapp.editors.attempts import Attempts
from gersapp.editors.journal import Journal
from gersapp.editors.passwords import is_right
from gersapp.editors.sessions import Sessions
from gersapp.errors import TooManyTries, Unidentified

__all__ = ["NOBODY", "Account", "Accounts", "Editors", "Journal"]

_INVITATION_S = 15 * 60
# The mark of a session without an account begins so: it lasts until there is an account.
_INVITED = "invited"


class Editors:
    """All that is in `folder` (GERSAPP_INSTANCE). Every method may raise EditorsUnavailable."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self.accounts = Accounts(folder)
        self.journal = Journal(folder, clock)
        self._sessions = Sessions(folder, clock)
        self._attempts = Attempts(folder, clock)
        self._clock = clock
        self._invitation = b""
        self._invited_until = 0.0
        self._inviting = threading.Lock()

    def sign_in(self, name: str, password: str, address: str) -> str:
        """The token of a new session; raises Unidentified or TooManyTries.

        An unknown name costs and says what a wrong password does.
        """
        account = self.accounts.get(name)
        known = account.name if account else ""
        series = self._attempts.begin(key(name), address)
        try:
            right = is_right(password, account.password if account else None)
        except TooManyTries:
            self._attempts.take_back(series)
            raise
        if account is None or not right:
            self.journal.note("sign-in refused", editor=known, address=address)
            raise Unidentified
        self._attempts.succeeded(series)
        token = self._sessions.begin(account.name, account.mark)
        self.journal.note("signed in", editor=account.name, address=address)
        return token

    def name_of(self, token: str) -> str | None:
        """The name of the editor whose session `token` is, if it is alive; that counts as a sign of life."""
        session = self._sessions.find(token)
        if session is None or not self._sessions.is_alive(session):
            return None
        if session["mark"].startswith(_INVITED):
            if self.accounts or session["mark"] != self._invited():
                return None
        else:
            account = self.accounts.get(session["editor"])
            if account is None or account.mark != session["mark"]:
                return None
        self._sessions.touch(token)
        return session["editor"]

    def has_known(self, token: str) -> bool:
        """Whether `token` is of a session, alive or ended lately."""
        return self._sessions.find(token) is not None

    def sign_out(self, token: str, address: str) -> None:
        """End the session of `token`, if there is one."""
        name = self.name_of(token)
        self._sessions.end(token)
        if name:
            self.journal.note("signed out", editor=name, address=address)

    def invite(self) -> str:
        """A token that signs in once, within 15 minutes, while there is no account."""
        token = secrets.token_urlsafe(32)
        self._invitation = hashlib.sha256(token.encode()).digest()
        self._invited_until = self._clock() + _INVITATION_S
        return token

    def _invited(self) -> str:
        """Another mark once there was an account, though it be removed again."""
        return f"{_INVITED} {self.accounts.stamp()}"

    def accept(self, token: str, address: str) -> str:
        """The token of a session for who was invited; raises Unidentified."""
        given = hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
        with self._inviting:
            if (
                hmac.compare_digest(given, self._invitation)
                and self._clock() < self._invited_until
                and not self.accounts
            ):
                session = self._sessions.begin(NOBODY, self._invited())
                self._invitation = b""
                self.journal.note("signed in", editor=NOBODY, address=address)
                return session
        self.journal.note("invitation refused", address=address)
        raise Unidentified
