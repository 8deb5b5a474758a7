"""The accounts in a file: names and the hashes of passwords. Commands change them, the server reads them."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from gersapp.editors.passwords import find_fault, hash_password
from gersapp.editors.private import PrivateFile
from gersapp.editors.repository import Account
from gersapp.editors.rights import ALL_RIGHTS, Rights
from gersapp.errors import AccountRefused, PasswordRefused
from gersapp.files import Stamp

MAX_NAME = 64
# The greatest length of a typed name: a character in NFC is typed as four at most.
_MAX_TYPED = 4 * MAX_NAME
# The name of an editor without an account: see `Editors.invite`.
NOBODY = "Éditeur sans compte"


class Accounts:
    """AccountRepository in `editors.json` of `folder`, which is read again after each change."""

    def __init__(self, folder: Path) -> None:
        self._file = PrivateFile(folder / "editors.json", _is_account)
        # One value: two threads that read at once must not leave older accounts under a newer stamp.
        self._read: tuple[Stamp, dict[str, Account]] = (None, {})

    def __iter__(self) -> Iterator[Account]:
        return iter(sorted(self._by_key().values(), key=lambda account: key(account.name)))

    def __bool__(self) -> bool:
        return bool(self._by_key())

    def stamp(self) -> Stamp:
        return self._file.stamp()

    def get(self, name: str) -> Account | None:
        return self._by_key().get(key(name))

    def refuse_new(self, name: str, rights: Rights = ALL_RIGHTS) -> None:
        _refuse_taken(self._by_key(), tidy_name(name))

    def refuse_unknown(self, name: str) -> None:
        _find_name(self._by_key(), name)

    def add(
        self,
        name: str,
        password: str,
        today: str,
        *,
        rights: Rights = ALL_RIGHTS,
        before: Callable[[], object] = lambda: None,
    ) -> Account:
        name = tidy_name(name)
        self.refuse_new(name)
        hashed = hash_good_password(password, name)
        with self._file.changing() as content:
            _refuse_taken(content, name)
            before()
            content[name] = {"password": hashed, "since": today, "created": today}
            return _parse(name, content[name])

    def change_password(self, name: str, password: str, today: str) -> Account:
        name = _find_name(self._file.read(), name)
        hashed = hash_good_password(password, name)
        with self._file.changing() as content:
            name = _find_name(content, name)
            known = content[name]
            content[name] = {"created": known["since"], **known, "password": hashed, "since": today}
            return _parse(name, content[name])

    def note_sign_in(self, name: str, today: str) -> None:
        with self._file.changing() as content:
            content[_find_name(content, name)]["signed_in"] = today

    def change_rights(self, name: str, edit: Callable[[Rights], Rights]) -> Account:
        raise AccountRefused("Il y a un seul catalogue : chaque compte peut tout y modifier.")

    def remove(self, name: str, *, by: str = "", before: Callable[[], object] = lambda: None) -> str:
        with self._file.changing() as content:
            before()
            found = _find_name(content, name)
            if by and found == _find_name(content, by):
                raise own_removal()
            del content[found]
            return found

    def _by_key(self) -> dict[str, Account]:
        stamp = self._file.stamp()
        known, accounts = self._read
        if stamp != known:
            accounts = {key(name): _parse(name, document) for name, document in self._file.read().items()}
            self._read = (stamp, accounts)
        return accounts


def key(name: str) -> str:
    """Return `name` in the form that is compared, without capitals.

    A text too long for a name stays as it is: normalising 64 kB of accents takes 9 s and blocks everybody.
    """
    name = name.strip()
    return name if len(name) > _MAX_TYPED else unicodedata.normalize("NFC", name).strip().casefold()


def _is_account(document: Any) -> bool:
    return isinstance(document, dict) and all(
        isinstance(field, str)
        for field in (
            document.get("password"),
            document.get("since"),
            document.get("created", ""),
            document.get("signed_in", ""),
        )
    )


def _parse(name: str, document: dict[str, Any]) -> Account:
    return Account(
        name,
        document["password"],
        document["since"],
        # Files of before have neither of these.
        document.get("created", document["since"]),
        document.get("signed_in", ""),
    )


def hash_good_password(password: str, name: str) -> str:
    """Return the hash of `password`; raises PasswordRefused for one that is no good for `name`.

    To be called without the lock of the file: it may take seconds.
    """
    fault = find_fault(password, name)
    if fault:
        raise PasswordRefused(fault)
    return hash_password(password)


def taken(name: str) -> AccountRefused:
    return AccountRefused(f"Un compte a déjà le nom « {name} ».")


def unknown(name: str) -> AccountRefused:
    return AccountRefused(f"Aucun compte n’a le nom « {name} ».")


def own_removal() -> AccountRefused:
    return AccountRefused("Un compte ne se retire pas lui-même : c’est à un collègue de le faire.")


def _refuse_taken(names: Iterable[str], name: str) -> None:
    if key(name) in map(key, names):
        raise taken(name)


def _find_name(names: Iterable[str], name: str) -> str:
    """Return the one of `names` that equals `name`, whatever its capitals; raises AccountRefused."""
    for known in names:
        if key(known) == key(name):
            return known
    raise unknown(name)


def tidy_name(name: str) -> str:
    """Return `name` as it is kept; raises AccountRefused for one that no account may have."""
    tidied = " ".join(unicodedata.normalize("NFC", name).split())
    if not tidied or len(tidied) > MAX_NAME or not tidied.isprintable():
        raise AccountRefused(f"Un nom a de 1 à {MAX_NAME} caractères visibles.")
    if key(tidied) == key(NOBODY):
        raise AccountRefused(f"« {NOBODY} » est réservé : prenez un autre nom.")
    return tidied
