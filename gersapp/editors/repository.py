"""What keeps accounts, sessions, failed sign-ins and the security log: the Protocols of every engine.

Files of one folder keep them by default (`gersapp.editors.open_editors`); a database may. Times are seconds
of the clock that an engine is given. Every method but those of the log may raise EditorsUnavailable.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

MAX_IDLE_S = 30 * 60
MAX_AGE_S = 8 * 60 * 60


@dataclass(frozen=True, slots=True)
class Account:
    """`password` is its hash; `since`: the day that it was made, or its password changed, as YYYY-MM-DD."""

    name: str
    password: str
    since: str

    @property
    def auth_hash(self) -> str:
        """Another one for each password: a session that was begun with another one has ended."""
        return hashlib.sha256(self.password.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """An editor's session, `auth_hash` being that of the account when it began."""

    editor: str
    auth_hash: str
    begun: float
    last_seen: float
    ended: bool = False

    def is_alive(self, now: float) -> bool:
        """Whether it has neither been ended nor run out."""
        return not self.ended and now < min(self.begun + MAX_AGE_S, self.last_seen + MAX_IDLE_S)


class AccountRepository(Protocol):
    """The accounts as they are now. What changes them raises AccountRefused for what may not be done."""

    def __iter__(self) -> Iterator[Account]:
        """Give the accounts in the order of their names."""

    def __bool__(self) -> bool:
        """Whether there is an account."""

    def stamp(self) -> object:
        """Return a value whose text is another one after each change."""

    def get(self, name: str) -> Account | None:
        """Return the account of `name`, in capitals or not."""

    def refuse_new(self, name: str) -> None:
        """Raise what `add` would for this name: before a password is asked for."""

    def refuse_unknown(self, name: str) -> None:
        """Raise what `change_password` would for this name."""

    def add(self, name: str, password: str, today: str) -> Account:
        """Make an account."""

    def change_password(self, name: str, password: str, today: str) -> Account:
        """Give an account another password."""

    def remove(self, name: str) -> str:
        """Remove an account, and return its name."""


class SessionRepository(Protocol):
    """The sessions, by tokens that browsers keep: random ones, of which the engine keeps only the digests."""

    def begin(self, editor: str, auth_hash: str) -> str:
        """Begin a session, and return its token."""

    def find(self, token: str) -> Session | None:
        """Return the session of `token`, alive or ended lately; None when it is unknown."""

    def update_last_seen(self, token: str) -> None:
        """Note that the session's owner is there. An engine that cannot write that now ends no session."""

    def end(self, token: str) -> None:
        """End the session of `token`, if there is one."""


class AttemptRepository(Protocol):
    """How often signing in has failed lately, by name and by address."""

    def record(self, name: str, address: str) -> tuple[str, ...]:
        """Count an attempt, before its password is looked at, and return the counters that it is counted by.

        Raises TooManyTries for one that comes too soon, and then it is not counted.
        """

    def withdraw(self, counters: tuple[str, ...]) -> None:
        """Count one attempt less: its password was not looked at."""

    def clear(self, counters: tuple[str, ...]) -> None:
        """Forget the failures of a name and an address that has just signed in."""


class SecurityLog(Protocol):
    """Who signed in, who was refused, who changed what."""

    def note(self, event: str, **facts: str | int) -> None:
        """Add an entry. What cannot be written stops nobody."""

    def forget(self, id: str) -> None:
        """Take the name of an operation out of every entry. Nobody may be writing; raises OSError."""
