"""The Protocols of the engines that store accounts, sessions, failed sign-ins and the security log.

The default engine is the files of one folder (`gersapp.editors.open_editors`); a database may be another.
Times are seconds of the engine's clock. Every method but those of the log may raise EditorsUnavailable.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from gersapp.editors.rights import ALL_RIGHTS, NO_RIGHTS, Rights

MAX_IDLE_S = 30 * 60
MAX_AGE_S = 8 * 60 * 60
INVITATION_S = 48 * 60 * 60
# How long the invitation to the first session is good.
FIRST_INVITATION_S = 15 * 60


@dataclass(frozen=True, slots=True)
class Account:
    """`password` is a hash, made on the day `since`; `signed_in` is the day of the last sign-in, if known.

    Days are YYYY-MM-DD. `created` may be too late a day for an account that older versions made. An engine of
    one catalogue gives all rights to each account.
    """

    name: str
    password: str
    since: str
    created: str = ""
    signed_in: str = ""
    rights: Rights = ALL_RIGHTS

    @property
    def auth_hash(self) -> str:
        """A hash that differs for each password: a session with another one has ended."""
        return hashlib.sha256(self.password.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """An editor's session; `auth_hash` is that of the account at its beginning."""

    editor: str
    auth_hash: str
    begun: float
    last_seen: float
    ended: bool = False

    def is_alive(self, now: float) -> bool:
        return not self.ended and now < min(self.begun + MAX_AGE_S, self.last_seen + MAX_IDLE_S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """The invitation of the editor `inviter`, good until the time `until`; `auth_hash` is as in a session.

    `id` names it without giving its token away. An account that accepts it gets its `rights`.
    """

    id: str
    inviter: str
    auth_hash: str
    until: float
    rights: Rights = ALL_RIGHTS


class AccountRepository(Protocol):
    """The present accounts. The methods that change them raise AccountRefused for a forbidden change."""

    def __iter__(self) -> Iterator[Account]:
        """Give the accounts in the order of their names."""

    def __bool__(self) -> bool:
        """Whether there is an account."""

    def stamp(self) -> object:
        """Return a value whose text differs after each change."""

    def get(self, name: str) -> Account | None:
        """Return the account of `name`, in capitals or not."""

    def refuse_new(self, name: str, rights: Rights = NO_RIGHTS) -> None:
        """Raise what `add` would raise for this name and `rights`, before the command asks for a password."""

    def refuse_unknown(self, name: str) -> None:
        """Raise what `change_password` would raise for this name."""

    def add(
        self,
        name: str,
        password: str,
        today: str,
        *,
        rights: Rights = NO_RIGHTS,
        before: Callable[[], object] = lambda: None,
    ) -> Account:
        """Make an account with these `rights`, which an engine of one catalogue does not need.

        `before` is called once nothing else refuses it; what it raises refuses it too.
        """

    def change_password(self, name: str, password: str, today: str) -> Account:
        """Give an account another password."""

    def note_sign_in(self, name: str, today: str) -> None:
        """Note the day of the last sign-in."""

    def change_rights(self, name: str, edit: Callable[[Rights], Rights]) -> Account:
        """Give an account the rights that `edit` makes of those it has, while nobody else changes any.

        What `edit` raises refuses the change.
        """

    def remove(self, name: str, *, by: str = "", before: Callable[[], object] = lambda: None) -> str:
        """Remove an account, and return its name; `by` is the name of another account that does it.

        `before` is called while nobody else changes accounts, and may raise to refuse.
        """


class SessionRepository(Protocol):
    """The sessions by their tokens: browsers keep random tokens, and the engine only their digests."""

    def begin(self, editor: str, auth_hash: str) -> str:
        """Begin a session, and return its token."""

    def find(self, token: str) -> Session | None:
        """Return the session of `token`, alive or ended lately; None when it is unknown."""

    def update_last_seen(self, token: str) -> None:
        """Note that the editor of the session is active. An engine that cannot write this ends no session."""

    def end(self, token: str) -> None:
        """End the session of `token`, if there is one."""


class InvitationRepository(Protocol):
    """The pending invitations by their tokens, of which the engine keeps only the digests."""

    def __iter__(self) -> Iterator[Invitation]:
        """Give those that have not expired, the oldest first."""

    def add(self, inviter: str, auth_hash: str, rights: Rights) -> str:
        """Make an invitation, and return its token; raises AccountRefused when too many are pending."""

    def find(self, token: str) -> Invitation | None:
        """Return the invitation of `token`; None when it is unknown, or has expired."""

    def remove(self, id: str) -> bool:
        """Remove an invitation; return whether it was pending. Only one caller removes it."""


class FirstInvitationRepository(Protocol):
    """The invitations to a first session, while there is no account."""

    def make(self, start: str) -> str:
        """Return a token that is good for FIRST_INVITATION_S.

        It is "" when another process of the same `start` of the server has made one that is still good.
        """

    def is_good(self, token: str) -> bool:
        """Whether `token` is that of an invitation, not expired and not used."""

    def using(self, token: str) -> AbstractContextManager[bool]:
        """Give whether `token` is good, to one caller at a time; the end of the `with` uses it up.

        An error that ends the `with` uses nothing up.
        """


class AttemptRepository(Protocol):
    """The recent failures to sign in, by name and by address."""

    def record(self, name: str, address: str) -> tuple[str, ...]:
        """Count an attempt before its password is checked, and return its counters.

        Raises TooManyTries for an attempt that comes too soon, and does not count it.
        """

    def withdraw(self, counters: tuple[str, ...]) -> None:
        """Count one attempt less: its password was not checked."""

    def clear(self, counters: tuple[str, ...]) -> None:
        """Forget the failures of a name and an address that have just signed in."""


class SecurityLog(Protocol):
    """The log of sign-ins, refusals and changes."""

    def note(self, event: str, **facts: str | int) -> None:
        """Add an entry. A failure to write it stops nobody."""

    def forget(self, id: str, body: str = "") -> dict[str, int]:
        """Erase the name of an operation of a body, or of the only catalogue, from every entry.

        Return how many entries of each file or table named it, none among them; nothing without any.
        No process may write files meanwhile. Raises OSError or EditorsUnavailable.
        """
