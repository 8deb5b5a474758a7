"""Accounts: names and what is kept of their passwords. Commands change them, the server reads them."""

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gersapp.editors.passwords import fault, hashed
from gersapp.editors.private import PrivateFile
from gersapp.errors import AccountRefused
from gersapp.files import Stamp

MAX_NAME = 64
# As many characters as the longest name may be typed in: one in NFC is four at most.
_MOST_TYPED = 4 * MAX_NAME
# Whose name is shown when somebody edits without an account: see `Editors.invite`.
NOBODY = "Éditeur sans compte"


@dataclass(frozen=True, slots=True)
class Account:
    """`password` is its hash; `since`: the day that it was made, or its password changed, as YYYY-MM-DD."""

    name: str
    password: str
    since: str

    @property
    def mark(self) -> str:
        """Another one for each password: sessions of the one before end with it."""
        return hashlib.sha256(self.password.encode()).hexdigest()[:32]


class Accounts:
    """Those of `folder`, as they are now: the file is read again when it changed."""

    def __init__(self, folder: Path) -> None:
        self._file = PrivateFile(folder / "editors.json", _is_account)
        # One value: else two threads that read at once could leave older accounts under a newer stamp.
        self._read: tuple[Stamp, dict[str, Account]] = (None, {})

    def __iter__(self) -> Iterator[Account]:
        """In the order of their names; raises EditorsUnavailable."""
        return iter(sorted(self._all().values(), key=lambda account: key(account.name)))

    def __bool__(self) -> bool:
        return bool(self._all())

    def stamp(self) -> Stamp:
        """Another one after each change; raises EditorsUnavailable."""
        return self._file.stamp()

    def get(self, name: str) -> Account | None:
        """The account of `name`, in capitals or not; raises EditorsUnavailable."""
        return self._all().get(key(name))

    def refuse_new(self, name: str) -> None:
        """Raise what `add` would for this name: before a password is asked for."""
        _refuse_taken(self._all(), _tidy(name))

    def refuse_unknown(self, name: str) -> None:
        """Raise what `change_password` would for this name."""
        _known(self._all(), name)

    def add(self, name: str, password: str, today: str) -> Account:
        """Make an account; raises AccountRefused or EditorsUnavailable."""
        name = _tidy(name)
        with self._file.changing() as content:
            _refuse_taken(content, name)
            return self._put(content, name, password, today)

    def change_password(self, name: str, password: str, today: str) -> Account:
        """Give an account another password; raises AccountRefused or EditorsUnavailable."""
        with self._file.changing() as content:
            return self._put(content, _known(content, name), password, today)

    def remove(self, name: str) -> str:
        """Remove an account, and return its name; raises AccountRefused or EditorsUnavailable."""
        with self._file.changing() as content:
            known = _known(content, name)
            del content[known]
            return known

    @staticmethod
    def _put(content: dict[str, Any], name: str, password: str, today: str) -> Account:
        wrong = fault(password, name)
        if wrong:
            raise AccountRefused(wrong)
        account = Account(name, hashed(password), today)
        content[name] = {"password": account.password, "since": today}
        return account

    def _all(self) -> dict[str, Account]:
        stamp = self._file.stamp()
        known, accounts = self._read
        if stamp != known:
            accounts = {
                key(name): Account(name, kept["password"], kept["since"])
                for name, kept in self._file.read().items()
            }
            self._read = (stamp, accounts)
        return accounts


def key(name: str) -> str:
    """`name` as it is compared: in capitals or not. What is too long for a name is compared as it is: to put
    64 kB of accents in order takes 9 s, in which nobody else is answered.
    """
    name = name.strip()
    return name if len(name) > _MOST_TYPED else unicodedata.normalize("NFC", name).strip().casefold()


def _is_account(kept: Any) -> bool:
    return isinstance(kept, dict) and all(isinstance(kept.get(field), str) for field in ("password", "since"))


def _refuse_taken(names: Iterable[str], name: str) -> None:
    if key(name) in map(key, names):
        raise AccountRefused(f"Un compte a déjà le nom « {name} ».")


def _known(names: Iterable[str], name: str) -> str:
    for known in names:
        if key(known) == key(name):
            return known
    raise AccountRefused(f"Aucun compte n’a le nom « {name} ».")


def _tidy(name: str) -> str:
    tidied = " ".join(unicodedata.normalize("NFC", name).split())
    if not tidied or len(tidied) > MAX_NAME or not tidied.isprintable():
        raise AccountRefused(f"Un nom a de 1 à {MAX_NAME} caractères visibles.")
    if key(tidied) == key(NOBODY):
        raise AccountRefused(f"« {NOBODY} » est réservé : prenez un autre nom.")
    return tidied
