"""Accounts as they are stored: their passwords, days and names."""

from itertools import count

import pytest

from gersapp.editors import accounts as module
from gersapp.editors import passwords
from gersapp.editors.repository import Account, AccountRepository
from gersapp.editors.rights import Rights
from gersapp.errors import AccountRefused

TODAY, LATER = "2026-11-22", "2027-01-03"
GOOD, OTHER = "Quatre cèpes dorés, hier", "Un canard passe la Baïse"


def hash_quickly(patch: pytest.MonkeyPatch) -> None:
    """Make another hash each time, as real ones are, without their 50 ms, nor zxcvbn's 100."""
    numbers = count()
    patch.setattr(
        passwords, "score_password", lambda password, known: 0 if password.startswith(tuple(known)) else 4
    )
    patch.setattr(module, "hash_password", lambda password: f"hash {next(numbers)} of {len(password)}")


def names(accounts: AccountRepository) -> list[str]:
    return [account.name for account in accounts]


def known(accounts: AccountRepository, name: str) -> Account:
    account = accounts.get(name)
    assert account is not None
    return account


def refuse(rights: Rights) -> Rights:
    raise AccountRefused("non")
