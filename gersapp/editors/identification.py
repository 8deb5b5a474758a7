"""Signing editors in and out, and who makes a request."""

import contextlib
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from gersapp.editors.accounts import NOBODY, key
from gersapp.editors.passwords import verify_password
from gersapp.editors.repository import (
    Account,
    AccountRepository,
    AttemptRepository,
    FirstInvitationRepository,
    InvitationRepository,
    SecurityLog,
    Session,
    SessionRepository,
)
from gersapp.editors.rights import ALL_RIGHTS, NO_RIGHTS, Rights
from gersapp.errors import AccountRefused, EditorsUnavailable, TooManyTries, Unidentified

_PARIS = ZoneInfo("Europe/Paris")
# The hash of a session without an account begins with one of these: see `invite` and `begin_named`.
_INVITED, _NAMED = "invited", "named"


class Identification:
    """Signs editors in and out, whatever stores them. Every method may raise EditorsUnavailable.

    With `has_bodies`, each account edits the bodies that its rights name; else everybody who is signed in
    edits the one catalogue.
    """

    def __init__(
        self,
        *,
        accounts: AccountRepository,
        sessions: SessionRepository,
        attempts: AttemptRepository,
        invitations: InvitationRepository,
        first_invitation: FirstInvitationRepository,
        journal: SecurityLog,
        clock: Callable[[], float],
        naming_header: str = "",
        has_bodies: bool = False,
    ) -> None:
        self.accounts = accounts
        self.journal = journal
        self.has_bodies = has_bodies
        self._sessions = sessions
        self._attempts = attempts
        self._invitations = invitations
        self._first_invitation = first_invitation
        self._naming_header = naming_header
        self._clock = clock

    def sign_in(self, name: str, password: str, address: str) -> str:
        """Begin a session, and return its token; raises Unidentified or TooManyTries.

        An unknown name takes as long as a wrong password, and raises the same.
        """
        account = self._check_password(name, password, address, "sign-in refused")
        token = self._sessions.begin(account.name, account.auth_hash)
        self._note_sign_in(account, address)
        return token

    def begin_named(self, name: str, address: str) -> str:
        """Begin a session for the person whom a proxy names in the header; return its token.

        It ends at the latest when the settings name another header, or none. Raises Unidentified for the name
        that whoever is invited without an account has.
        """
        if key(name) == key(NOBODY):
            raise Unidentified
        token = self._sessions.begin(name, self._named_hash())
        self.journal.note("signed in", editor=name, address=address, by=self._naming_header)
        return token

    def identify(self, token: str) -> str | None:
        """Return the name of the editor of the live session `token`, and note that they were seen."""
        session = self._find_live(token)
        if session is None:
            return None
        self._sessions.update_last_seen(token)
        return session.editor

    def rights_of(self, name: str) -> Rights:
        """Return the rights of the editor `name`, as `identify` returns it; those of a visitor for "".

        Whom a proxy names has the rights of the account of that name, and none without one.
        """
        if not name:
            return NO_RIGHTS
        if not self.has_bodies:
            return ALL_RIGHTS
        if key(name) == key(NOBODY):
            return NO_RIGHTS if self.accounts else ALL_RIGHTS
        account = self.accounts.get(name)
        return account.rights if account else NO_RIGHTS

    def remembers(self, token: str) -> bool:
        """Whether `token` belongs to a session, alive or ended lately."""
        return self._sessions.find(token) is not None

    def sign_out(self, token: str, address: str) -> None:
        """End the session of `token`, if there is one."""
        name = self.identify(token)
        self._sessions.end(token)
        if name:
            self.journal.note("signed out", editor=name, address=address)

    def invite(self, start: str = "") -> str:
        """Return a token that signs in once, within 15 minutes, while there is no account.

        It is "" when another process of the same `start` of the server has made one that is still good.
        """
        return self._first_invitation.make(start)

    def is_invited(self, token: str) -> bool:
        """Whether `token` may still sign in; raises EditorsUnavailable."""
        return self._first_invitation.is_good(token) and not self.accounts

    def accept(self, token: str, address: str) -> str:
        """Begin a session for the invited person, and return its token; raises Unidentified."""
        with self._first_invitation.using(token) as is_good:
            session = (
                self._sessions.begin(NOBODY, self._invited_hash()) if is_good and not self.accounts else ""
            )
        if not session:
            self.journal.note("invitation refused", address=address)
            raise Unidentified
        self.journal.note("signed in", editor=NOBODY, address=address)
        return session

    def find_account(self, token: str) -> Account | None:
        """Return the account of the live session `token`; None for a session without its password."""
        session = self._find_live(token)
        account = self.accounts.get(session.editor) if session else None
        return account if session and account and account.auth_hash == session.auth_hash else None

    # -- inside

    def _check_password(self, name: str, password: str, address: str, refusal: str) -> Account:
        """Return the account `name`; raises Unidentified, logged as `refusal`, or TooManyTries."""
        account = self.accounts.get(name)
        counters = self._attempts.record(key(name), address)
        try:
            is_right = verify_password(password, account.password if account else None)
        except TooManyTries:
            self._attempts.withdraw(counters)
            raise
        if account is None or not is_right:
            self.journal.note(refusal, editor=account.name if account else "", address=address)
            raise Unidentified
        self._attempts.clear(counters)
        return account

    def _note_sign_in(self, account: Account, address: str) -> None:
        self.journal.note("signed in", editor=account.name, address=address)
        today = self._today()
        if account.signed_in != today:
            # Who is signed in is not refused for a note.
            with contextlib.suppress(AccountRefused, EditorsUnavailable):
                self.accounts.note_sign_in(account.name, today)

    def _begin_if_possible(self, account: Account) -> str:
        """Begin a session for an account that is changed already: a full disk must not deny the change."""
        try:
            return self._sessions.begin(account.name, account.auth_hash)
        except EditorsUnavailable:
            return ""

    def _find_live(self, token: str) -> Session | None:
        session = self._sessions.find(token)
        is_live = (
            session is not None
            and session.is_alive(self._clock())
            and self._is_current(session.editor, session.auth_hash)
        )
        return session if is_live else None

    def _is_current(self, editor: str, auth_hash: str) -> bool:
        """Whether `editor` may still edit by what `auth_hash` was made with: a password, or none."""
        if auth_hash.startswith(_INVITED):
            return not self.accounts and auth_hash == self._invited_hash()
        if self._is_named(auth_hash):
            return bool(self._naming_header) and auth_hash == self._named_hash()
        account = self.accounts.get(editor)
        return account is not None and account.auth_hash == auth_hash

    def _is_named(self, auth_hash: str) -> bool:
        """Whether a proxy named the person whose session has this hash."""
        return auth_hash.startswith(_NAMED)

    def _today(self) -> str:
        return datetime.fromtimestamp(self._clock(), _PARIS).date().isoformat()

    def _invited_hash(self) -> str:
        """Return a hash that changes once there was an account, even a removed one."""
        return f"{_INVITED} {self.accounts.stamp()}"

    def _named_hash(self) -> str:
        return f"{_NAMED} {self._naming_header}"
