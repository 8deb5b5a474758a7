"""`gersapp.editors.accounts`: the rights of accounts, and what a refusal leaves as it was."""

from collections.abc import Callable
from pathlib import Path

import pytest

from gersapp.editors.accounts import Accounts
from gersapp.editors.repository import Account, AccountRepository
from gersapp.editors.rights import ALL_RIGHTS, NO_RIGHTS, Rights, Role
from gersapp.errors import AccountRefused
from tests.support.editor_places import DatabasePlace, Place, in_database
from tests.support.files import at_once, contents
from tests.support.stored_accounts import GOOD, LATER, OTHER, TODAY, hash_quickly, known, refuse

pytestmark = pytest.mark.usefixtures("quick_disk")


@pytest.fixture(autouse=True)
def hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)


@pytest.fixture
def accounts(place: Place) -> AccountRepository:
    return place.accounts()


def test_where_one_catalogue_is_each_account_has_all_rights(folder: Path) -> None:
    accounts = Accounts(folder)
    assert accounts.add("Jeanne", GOOD, TODAY, rights=NO_RIGHTS).rights == ALL_RIGHTS
    before = contents(folder)
    with pytest.raises(AccountRefused, match="un seul catalogue"):
        accounts.change_rights("Jeanne", lambda rights: NO_RIGHTS)
    assert contents(folder) == before


EDITOR = Rights(roles={"gers": Role.EDITOR})
MANAGER = Rights(roles={"gers": Role.MANAGER})


@in_database
@pytest.mark.parametrize("rights", [NO_RIGHTS, EDITOR, MANAGER, ALL_RIGHTS])
def test_an_account_is_made_with_its_rights(accounts: AccountRepository, rights: Rights) -> None:
    made = accounts.add("Jeanne", GOOD, TODAY, rights=rights)
    assert made.rights == rights
    assert list(accounts) == [made]
    assert accounts.change_password("Jeanne", OTHER, LATER).rights == rights


@in_database
def test_rights_are_made_of_those_there_were(accounts: AccountRepository) -> None:
    accounts.add("Jeanne", GOOD, TODAY, rights=EDITOR)
    accounts.add("Paul", GOOD, TODAY)
    changed = accounts.change_rights(" JEANNE", lambda rights: rights.joined_with(ALL_RIGHTS))
    assert changed.rights == Rights(curator=True, roles=EDITOR.roles)
    assert (known(accounts, "Jeanne"), known(accounts, "Paul").rights) == (changed, NO_RIGHTS)
    accounts.change_rights("Jeanne", lambda rights: NO_RIGHTS)
    assert known(accounts, "Jeanne").rights == NO_RIGHTS


@in_database
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda accounts: accounts.change_rights("Jeanne", refuse), "non"),
        (lambda accounts: accounts.change_rights("Paul", lambda rights: EDITOR), "Aucun compte"),
        (
            lambda accounts: accounts.change_rights("Jeanne", lambda rights: rights.with_role("auch", Role.EDITOR)),
            "Aucun organisme n’a l’adresse « auch »",
        ),
        (
            lambda accounts: accounts.add("Paul", GOOD, TODAY, rights=Rights(roles={"auch": Role.EDITOR})),
            "Aucun organisme n’a l’adresse « auch »",
        ),
    ],
)  # fmt: skip
def test_refused_rights_change_nothing(
    accounts: AccountRepository, place: Place, change: Callable[[AccountRepository], object], message: str
) -> None:
    accounts.add("Jeanne", GOOD, TODAY, rights=MANAGER)
    before, stamp = place.kept(), accounts.stamp()
    with pytest.raises(AccountRefused, match=message):
        change(accounts)
    assert (place.kept(), accounts.stamp()) == (before, stamp)


@in_database
def test_a_body_that_goes_takes_its_roles_along(place: DatabasePlace) -> None:
    accounts = place.accounts()
    with place.another_body("auch"):
        accounts.add("Jeanne", GOOD, TODAY, rights=Rights(roles={"gers": Role.EDITOR, "auch": Role.MANAGER}))
    assert known(accounts, "Jeanne").rights == EDITOR
    with place.another_body("auch"):
        assert known(accounts, "Jeanne").rights == EDITOR


@in_database
def test_two_changes_of_rights_at_once_both_count(place: DatabasePlace) -> None:
    place.accounts().add("Jeanne", GOOD, TODAY)

    def change(number: int) -> Account:
        given = ALL_RIGHTS if number % 2 else EDITOR
        return place.accounts().change_rights("Jeanne", lambda rights: rights.joined_with(given))

    at_once(4, change)
    assert known(place.accounts(), "Jeanne").rights == Rights(curator=True, roles=EDITOR.roles)
