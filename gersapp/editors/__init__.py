"""The editors: accounts, sessions, attempts to sign in, invitations. No Flask; the clock is a parameter."""

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable
from pathlib import Path

from gersapp.editors.accounts import NOBODY, Accounts, key
from gersapp.editors.attempts import Attempts
from gersapp.editors.journal import Journal
from gersapp.editors.passwords import verify_password
from gersapp.editors.repository import (
    Account,
    AccountRepository,
    AttemptRepository,
    SecurityLog,
    SessionRepository,
)
from gersapp.editors.sessions import Sessions
from gersapp.errors import TooManyTries, Unidentified

__all__ = ["NOBODY", "Account", "Accounts", "Editors", "Journal", "open_editors"]

_INVITATION_S = 15 * 60
# The hash of a session without an account begins with one of these: see `invite` and `begin_named`.
_INVITED, _NAMED = "invited", "named"


class Editors:
    """Signs editors in and out, whatever stores them. Every method may raise EditorsUnavailable."""

    def __init__(
        self,
        *,
        accounts: AccountRepository,
        sessions: SessionRepository,
        attempts: AttemptRepository,
        journal: SecurityLog,
        naming_header: str = "",
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.accounts = accounts
        self.journal = journal
        self._sessions = sessions
        self._attempts = attempts
        self._naming_header = naming_header
        self._clock = clock
        self._invitation = b""
        self._invited_until = 0.0
        self._inviting = threading.Lock()

    def sign_in(self, name: str, password: str, address: str) -> str:
        """Begin a session, and return its token; raises Unidentified or TooManyTries.

        An unknown name takes as long as a wrong password, and raises the same.
        """
        account = self.accounts.get(name)
        counters = self._attempts.record(key(name), address)
        try:
            is_right = verify_password(password, account.password if account else None)
        except TooManyTries:
            self._attempts.withdraw(counters)
            raise
        if account is None or not is_right:
            self.journal.note("sign-in refused", editor=account.name if account else "", address=address)
            raise Unidentified
        self._attempts.clear(counters)
        token = self._sessions.begin(account.name, account.auth_hash)
        self.journal.note("signed in", editor=account.name, address=address)
        return token

    def begin_named(self, name: str, address: str) -> str:
        """Begin a session for the person whom a proxy names in the header; return its token.

        It ends at the latest when the settings name another header, or none.
        """
        token = self._sessions.begin(name, self._named_hash())
        self.journal.note("signed in", editor=name, address=address, by=self._naming_header)
        return token

    def identify(self, token: str) -> str | None:
        """Return the name of the editor of the live session `token`, and note that they were seen."""
        session = self._sessions.find(token)
        if session is None or not session.is_alive(self._clock()):
            return None
        if session.auth_hash.startswith(_INVITED):
            is_valid = not self.accounts and session.auth_hash == self._invited_hash()
        elif session.auth_hash.startswith(_NAMED):
            is_valid = bool(self._naming_header) and session.auth_hash == self._named_hash()
        else:
            account = self.accounts.get(session.editor)
            is_valid = account is not None and account.auth_hash == session.auth_hash
        if not is_valid:
            return None
        self._sessions.update_last_seen(token)
        return session.editor

    def remembers(self, token: str) -> bool:
        """Whether `token` belongs to a session, alive or ended lately."""
        return self._sessions.find(token) is not None

    def sign_out(self, token: str, address: str) -> None:
        """End the session of `token`, if there is one."""
        name = self.identify(token)
        self._sessions.end(token)
        if name:
            self.journal.note("signed out", editor=name, address=address)

    def invite(self) -> str:
        """Return a token that signs in once, within 15 minutes, while there is no account."""
        token = secrets.token_urlsafe(32)
        self._invitation = hashlib.sha256(token.encode()).digest()
        self._invited_until = self._clock() + _INVITATION_S
        return token

    def is_invited(self, token: str) -> bool:
        """Whether `token` may still sign in; raises EditorsUnavailable."""
        given = hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
        is_known = hmac.compare_digest(given, self._invitation)
        return is_known and self._clock() < self._invited_until and not self.accounts

    def accept(self, token: str, address: str) -> str:
        """Begin a session for the invited person, and return its token; raises Unidentified."""
        with self._inviting:
            if self.is_invited(token):
                session = self._sessions.begin(NOBODY, self._invited_hash())
                self._invitation = b""
                self.journal.note("signed in", editor=NOBODY, address=address)
                return session
        self.journal.note("invitation refused", address=address)
        raise Unidentified

    def _invited_hash(self) -> str:
        """Return a hash that changes once there was an account, even a removed one."""
        return f"{_INVITED} {self.accounts.stamp()}"

    def _named_hash(self) -> str:
        return f"{_NAMED} {self._naming_header}"


def open_editors(folder: Path, clock: Callable[[], float] = time.time, *, naming_header: str = "") -> Editors:
    """Return the editors stored in files of `folder` (GERSAPP_INSTANCE).

    `naming_header` is the header in which a proxy names an editor (GERSAPP_TRUSTED_USER_HEADER).
    """
    return Editors(
        accounts=Accounts(folder),
        sessions=Sessions(folder, clock),
        attempts=Attempts(folder, clock),
        journal=Journal(folder, clock),
        naming_header=naming_header,
        clock=clock,
    )
