"""The accounts in the database, with the bodies that each may edit."""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, LiteralString

from gersapp.catalogue.text import printable
from gersapp.editors.accounts import hash_good_password, key, own_removal, taken, tidy_name, unknown
from gersapp.editors.repository import Account
from gersapp.editors.rights import NO_RIGHTS, Rights, Role
from gersapp.errors import AccountRefused
from gersapp.store.postgres.database import Connection
from gersapp.store.postgres.rows import NOTIFY
from gersapp.store.postgres.transactions import Transactions, is_storable

_SELECT: LiteralString = """
    SELECT accounts.name, password, since, created, signed_in, curator, bodies.slug, account_roles.role
    FROM accounts
    LEFT JOIN account_roles ON account_roles.account = accounts.key
    LEFT JOIN bodies ON bodies.id = account_roles.body
"""
_BODY: LiteralString = "SELECT FROM bodies WHERE slug = %s"


class DatabaseAccounts:
    """AccountRepository in the tables `accounts` and `account_roles`."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def __iter__(self) -> Iterator[Account]:
        accounts = _read(self._transactions.read(_SELECT))
        return iter(sorted(accounts, key=lambda account: key(account.name)))

    def __bool__(self) -> bool:
        return bool(self._transactions.read("SELECT FROM accounts LIMIT 1"))

    def stamp(self) -> object:
        return self._transactions.read("SELECT version FROM accounts_version")

    def get(self, name: str) -> Account | None:
        folded = key(name)
        if not is_storable(folded):
            return None
        rows = self._transactions.read_or_recall(f"{_SELECT} WHERE accounts.key = %s", (folded,))
        return next(_read(rows), None)

    def refuse_new(self, name: str, rights: Rights = NO_RIGHTS) -> None:
        name = tidy_name(name)
        if self.get(name):
            raise taken(name)
        for body in rights.roles:
            if not is_storable(body) or not self._transactions.read(_BODY, (body,)):
                raise unknown_body(body)

    def refuse_unknown(self, name: str) -> None:
        self._find(name)

    def add(
        self,
        name: str,
        password: str,
        today: str,
        *,
        rights: Rights = NO_RIGHTS,
        before: Callable[[], object] = lambda: None,
    ) -> Account:
        name = tidy_name(name)
        self.refuse_new(name, rights)
        account = Account(name, hash_good_password(password, name), today, today, rights=rights)
        with self._changing() as connection:
            self.refuse_new(name, rights)
            before()
            connection.execute(
                "INSERT INTO accounts (key, name, password, since, created, curator)"
                " VALUES (%s, %s, %s, %s, %s, %s)",
                (key(name), name, account.password, today, today, rights.curator),
            )
            _add_roles(connection, account, rights)
        return account

    def change_password(self, name: str, password: str, today: str) -> Account:
        hashed = hash_good_password(password, self._find(name).name)
        with self._changing() as connection:
            account = replace(self._find(name), password=hashed, since=today)
            connection.execute(
                "UPDATE accounts SET password = %s, since = %s WHERE key = %s", (hashed, today, key(name))
            )
        return account

    def note_sign_in(self, name: str, today: str) -> None:
        # Nobody's rights change: the version stays.
        with self._transactions.begin() as connection:
            self._find(name)
            connection.execute("UPDATE accounts SET signed_in = %s WHERE key = %s", (today, key(name)))

    def change_rights(self, name: str, edit: Callable[[Rights], Rights]) -> Account:
        with self._changing() as connection:
            before = self._find(name)
            account = replace(before, rights=edit(before.rights))
            connection.execute(
                "UPDATE accounts SET curator = %s WHERE key = %s", (account.rights.curator, key(name))
            )
            connection.execute("DELETE FROM account_roles WHERE account = %s", (key(name),))
            _add_roles(connection, account, account.rights)
        return account

    def remove(self, name: str, *, by: str = "", before: Callable[[], object] = lambda: None) -> str:
        with self._changing() as connection:
            before()
            account = self._find(name)
            if by and account == self._find(by):
                raise own_removal()
            connection.execute("DELETE FROM accounts WHERE key = %s", (key(name),))
        return account.name

    # -- inside

    def _find(self, name: str) -> Account:
        account = self.get(name)
        if account is None:
            raise unknown(name)
        return account

    @contextlib.contextmanager
    def _changing(self) -> Iterator[Connection]:
        """Yield a connection while nobody else changes accounts: the row of the version is locked."""
        with self._transactions.in_turn("gersapp accounts"), self._transactions.begin() as connection:
            connection.execute("SELECT version FROM accounts_version FOR UPDATE")
            yield connection
            # Now only: until the change is made, an invitation is that of who invited.
            connection.execute("UPDATE accounts_version SET version = version + 1")
            connection.execute(NOTIFY)


def _read(rows: Iterable[tuple[Any, ...]]) -> Iterator[Account]:
    """Yield the accounts of `rows`: each row has an account and one of its roles, or none."""
    accounts: dict[str, Account] = {}
    for name, password, since, created, signed_in, is_curator, body, role in rows:
        account = accounts.get(name) or Account(
            name, password, since, created, signed_in, Rights(curator=is_curator)
        )
        rights = account.rights.with_role(body, Role(role)) if body else account.rights
        accounts[name] = replace(account, rights=rights)
    yield from accounts.values()


def _add_roles(connection: Connection, account: Account, rights: Rights) -> None:
    for body, role in rights.roles.items():
        if not is_storable(body):
            raise unknown_body(body)
        added = connection.execute(
            "INSERT INTO account_roles (account, body, role) SELECT %s, id, %s FROM bodies WHERE slug = %s",
            (key(account.name), role, body),
        )
        if not added.rowcount:
            raise unknown_body(body)


def unknown_body(body: str) -> AccountRefused:
    return AccountRefused(f"Aucun organisme n’a l’adresse « {printable(body)} ».")
