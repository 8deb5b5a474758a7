"""The editors: accounts, sessions, attempts to sign in, invitations. No Flask; the clock is a parameter."""

import contextlib
import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from gersapp.editors.accounts import NOBODY, Accounts, key
from gersapp.editors.attempts import Attempts
from gersapp.editors.invitations import Invitations
from gersapp.editors.journal import Journal
from gersapp.editors.passwords import verify_password
from gersapp.editors.repository import (
    Account,
    AccountRepository,
    AttemptRepository,
    Invitation,
    InvitationRepository,
    SecurityLog,
    Session,
    SessionRepository,
)
from gersapp.editors.rights import ALL_RIGHTS, NO_RIGHTS, Rights
from gersapp.editors.sessions import Sessions
from gersapp.errors import AccountRefused, EditorsUnavailable, TooManyTries, Unidentified

__all__ = ["NOBODY", "Account", "Accounts", "Editors", "Journal", "open_editors"]

_PARIS = ZoneInfo("Europe/Paris")
# How long the invitation to the first session is good: see `invite`.
_FIRST_INVITATION_S = 15 * 60
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
        invitations: InvitationRepository,
        journal: SecurityLog,
        naming_header: str = "",
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.accounts = accounts
        self.journal = journal
        self._sessions = sessions
        self._attempts = attempts
        self._invitations = invitations
        self._naming_header = naming_header
        self._clock = clock
        self._invitation = b""
        self._invited_until = 0.0
        self._inviting = threading.Lock()

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

        It ends at the latest when the settings name another header, or none.
        """
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
        """Return the rights of the editor `name`, as `identify` returns it; those of a visitor for ""."""
        return ALL_RIGHTS if name else NO_RIGHTS

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
        self._invited_until = self._clock() + _FIRST_INVITATION_S
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

    # -- accounts, changed by those who are signed in

    def find_account(self, token: str) -> Account | None:
        """Return the account of the live session `token`; None for a session without an account."""
        session = self._find_live(token)
        account = self.accounts.get(session.editor) if session else None
        return account if session and account and account.auth_hash == session.auth_hash else None

    def may_manage(self, token: str) -> bool:
        """Whether the live session `token` may invite: not when a proxy says who may edit."""
        session = self._find_live(token)
        return session is not None and not session.auth_hash.startswith(_NAMED)

    def change_password(self, token: str, password: str, new: str, address: str) -> str:
        """Give the account of the session `token` the password `new`, if its present one is `password`.

        All its sessions end. Return the token of a new one, or "" when that cannot be written. Raises
        AccountRefused, and Unidentified or TooManyTries as `sign_in` does.
        """
        account = self.find_account(token)
        if account is None:
            raise Unidentified
        self._check_password(account.name, password, address, "password change refused")
        changed = self.accounts.change_password(account.name, new, self._today())
        self.journal.note("password changed", editor=changed.name, address=address)
        return self._begin_if_possible(changed)

    def remove_account(self, token: str, name: str, address: str) -> None:
        """Remove the account `name` for the session `token` of another account; raises AccountRefused."""
        account = self.find_account(token)
        if account is None:
            raise AccountRefused("Seul un éditeur qui a un compte peut en retirer un.")
        removed = self.accounts.remove(name, by=account.name)
        self.journal.note("account removed", account=removed, editor=account.name, address=address)

    # -- invitations to make an account

    def invite_colleague(self, token: str, address: str) -> str:
        """Return a token that makes one account, within 48 hours; raises AccountRefused.

        The invitation ends with the password of the session `token`, as that session does.
        """
        session = self._find_live(token)
        if session is None or not self.may_manage(token):
            raise AccountRefused("Votre organisme dit qui modifie : demandez-lui d’ajouter cette personne.")
        for invitation in self._invitations:
            if not self._is_current(invitation.inviter, invitation.auth_hash):
                self._invitations.remove(invitation.id)
        invited = self._invitations.add(session.editor, session.auth_hash)
        self.journal.note("colleague invited", editor=session.editor, address=address)
        return invited

    def pending_invitations(self) -> list[Invitation]:
        return [item for item in self._invitations if self._is_current(item.inviter, item.auth_hash)]

    def withdraw_invitation(self, id: str, editor: str, address: str) -> bool:
        """Withdraw an invitation in the name of `editor`; return whether it was pending."""
        is_withdrawn = self._invitations.remove(id)
        if is_withdrawn:
            self.journal.note("invitation withdrawn", editor=editor, address=address)
        return is_withdrawn

    def may_join(self, token: str) -> bool:
        """Whether the invitation `token` still makes an account."""
        return self._find_invitation(token) is not None

    def join(self, token: str, name: str, password: str, address: str) -> str:
        """Make the account of the person invited by `token`, and return the token of its first session.

        That is "" when it cannot be written. Raises AccountRefused, and Unidentified for an invitation that
        is no longer good.
        """
        invitation = self._find_invitation(token)
        if invitation is None:
            self.journal.note("invitation refused", address=address)
            raise Unidentified
        account = self.accounts.add(name, password, self._today(), before=lambda: self._use(token))
        self.journal.note("account created", editor=account.name, by=invitation.inviter, address=address)
        session = self._begin_if_possible(account)
        if session:
            self._note_sign_in(account, address)
        return session

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

    def _use(self, token: str) -> None:
        """Use up the invitation `token`; raises Unidentified when somebody else just did."""
        invitation = self._find_invitation(token)
        if invitation is None or not self._invitations.remove(invitation.id):
            raise Unidentified

    def _find_invitation(self, token: str) -> Invitation | None:
        invitation = self._invitations.find(token)
        is_good = invitation is not None and self._is_current(invitation.inviter, invitation.auth_hash)
        return invitation if is_good else None

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
        if auth_hash.startswith(_NAMED):
            return bool(self._naming_header) and auth_hash == self._named_hash()
        account = self.accounts.get(editor)
        return account is not None and account.auth_hash == auth_hash

    def _today(self) -> str:
        return datetime.fromtimestamp(self._clock(), _PARIS).date().isoformat()

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
        invitations=Invitations(folder, clock),
        journal=Journal(folder, clock),
        naming_header=naming_header,
        clock=clock,
    )
