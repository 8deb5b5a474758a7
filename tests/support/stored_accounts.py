"""Accounts as they are stored: their passwords, days and names."""

from gersapp.editors.repository import Account, AccountRepository
from gersapp.editors.rights import Rights
from gersapp.errors import AccountRefused

TODAY, LATER = "2026-11-22", "2027-01-03"
GOOD, OTHER = "Quatre cèpes dorés, hier", "Un canard passe la Baïse"


def names(accounts: AccountRepository) -> list[str]:
    return [account.name for account in accounts]


def known(accounts: AccountRepository, name: str) -> Account:
    account = accounts.get(name)
    assert account is not None
    return account


def refuse(rights: Rights) -> Rights:
    raise AccountRefused("non")
