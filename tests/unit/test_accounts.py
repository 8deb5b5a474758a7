"""`gersapp.editors.accounts`: who has one, under which name, and what a refusal leaves as it was."""

import errno
import json
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gersapp.editors.accounts import MAX_NAME, NOBODY, Accounts
from gersapp.editors.private import PrivateFile
from gersapp.editors.repository import Account, AccountRepository
from gersapp.errors import AccountRefused, EditorsUnavailable
from tests.support.editor_places import Place, in_files
from tests.support.files import at_once, break_call, contents, modes
from tests.support.stored_accounts import GOOD, LATER, OTHER, TODAY, hash_quickly, known, names

pytestmark = pytest.mark.usefixtures("quick_disk")
NAMES = "Un nom a de 1 à 64 caractères visibles."


@pytest.fixture(autouse=True)
def hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)


@pytest.fixture
def accounts(place: Place) -> AccountRepository:
    return place.accounts()


def test_there_is_no_default_account(accounts: AccountRepository, folder: Path) -> None:
    assert not accounts
    assert names(accounts) == []
    assert accounts.get("admin") is None
    assert not folder.exists()


@in_files
def test_an_account_is_kept_by_its_name_with_a_hash_and_a_day(
    accounts: AccountRepository, folder: Path
) -> None:
    account = accounts.add("Jeanne", GOOD, TODAY)
    assert (account.name, account.since) == ("Jeanne", TODAY)
    assert json.loads(contents(folder)["editors.json"]) == {
        "Jeanne": {"password": account.password, "since": TODAY, "created": TODAY}
    }
    assert GOOD.encode() not in contents(folder)["editors.json"]
    assert modes(folder) == {".": 0o700, "editors.json": 0o600, "editors.json.lock": 0o600}
    assert accounts
    assert known(accounts, "Jeanne") == account


def test_what_is_kept_is_a_real_hash(accounts: AccountRepository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert accounts.add("Jeanne", GOOD, TODAY).password.startswith("$argon2id$")


@pytest.mark.parametrize(
    "typed",
    ["Hélène Dupré", "hélène dupré", "HÉLÈNE DUPRÉ", "  Hélène Dupré ", unicodedata.normalize("NFD", "Hélène Dupré")],
)  # fmt: skip
def test_a_name_is_known_however_its_letters_are_typed(accounts: AccountRepository, typed: str) -> None:
    accounts.add("Hélène Dupré", GOOD, TODAY)
    assert known(accounts, typed).name == "Hélène Dupré"


def test_the_longest_name_is_known_with_each_accent_apart(accounts: AccountRepository) -> None:
    longest = "\u1fa2" * 64
    typed = unicodedata.normalize("NFD", longest)
    assert len(typed) == 4 * len(longest)
    accounts.add(longest, GOOD, TODAY)
    assert known(accounts, f" {typed} ").name == longest


@pytest.mark.parametrize("typed", ["", "Helene Dupre", "Hélène", "Hélène Dupré\0", "\ud800"])
def test_another_name_is_unknown(accounts: AccountRepository, typed: str) -> None:
    accounts.add("Hélène Dupré", GOOD, TODAY)
    assert accounts.get(typed) is None


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("  Jeanne \u00a0 Martin  ", "Jeanne Martin"),
        (unicodedata.normalize("NFD", "Éléonore"), "Éléonore"),
        ("a" * MAX_NAME, "a" * MAX_NAME),
        ("O’Brien-Dupré", "O’Brien-Dupré"),
        ("jeanne@gers.fr", "jeanne@gers.fr"),
        ("Ωμέγα", "Ωμέγα"),
    ],
)
def test_a_name_is_tidied(accounts: AccountRepository, given: str, name: str) -> None:
    assert accounts.add(given, GOOD, TODAY).name == name
    assert names(accounts) == [name]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", NAMES),
        (" \u00a0\t", NAMES),
        ("a" * (MAX_NAME + 1), NAMES),
        ("Jeanne\0", NAMES),
        ("Jean\x1bne", NAMES),
        ("Jean\u202ene", NAMES),
        ("Jean\u200bne", NAMES),
        ("Jean\udce9ne", NAMES),
        (NOBODY, f"« {NOBODY} » est réservé : prenez un autre nom."),
        ("ÉDITEUR  SANS COMPTE", "est réservé : prenez un autre nom."),
    ],
)
def test_a_name_that_is_none_is_refused(
    accounts: AccountRepository, place: Place, name: str, message: str
) -> None:
    before = place.kept()
    with pytest.raises(AccountRefused, match=message):
        accounts.add(name, GOOD, TODAY)
    assert place.kept() == before


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda accounts: accounts.add("Jeanne", OTHER, LATER), "Un compte a déjà le nom « Jeanne »."),
        (lambda accounts: accounts.add("  JEANNE ", OTHER, LATER), "Un compte a déjà le nom « JEANNE »."),
        (lambda accounts: accounts.add("Paul", "motdepasse12", LATER), "trop facile à deviner"),
        (lambda accounts: accounts.add("Castéra", "casteracastera", LATER), "trop facile à deviner"),
        (lambda accounts: accounts.change_password("Paul", OTHER, LATER), "Aucun compte n’a le nom « Paul »."),
        (lambda accounts: accounts.change_password("Jeanne", "court", LATER), "au moins 12 caractères"),
        # Typed in capitals, it is still the account's own name that makes a bad password.
        (lambda accounts: accounts.change_password("JEANNE", "jeannejeanne", LATER), "trop facile à deviner"),
        (lambda accounts: accounts.remove("Paul"), "Aucun compte n’a le nom « Paul »."),
        (lambda accounts: accounts.remove(""), "Aucun compte n’a le nom «  »."),
    ],
)  # fmt: skip
def test_a_refusal_changes_nothing(
    accounts: AccountRepository, place: Place, change: Callable[[AccountRepository], object], message: str
) -> None:
    accounts.add("Jeanne", GOOD, TODAY)
    before, stamp = place.kept(), accounts.stamp()
    with pytest.raises(AccountRefused, match=message):
        change(accounts)
    assert (place.kept(), accounts.stamp()) == (before, stamp)


def test_another_password_has_another_hash_and_another_day(accounts: AccountRepository) -> None:
    before = accounts.add("Jeanne", GOOD, TODAY)
    accounts.add("Paul", GOOD, TODAY)
    assert accounts.change_password(" JEANNE", OTHER, LATER).name == "Jeanne"
    after = known(accounts, "Jeanne")
    assert after.since == LATER
    assert after.auth_hash != before.auth_hash
    assert known(accounts, "Paul").since == TODAY


def test_the_day_of_creation_outlasts_another_password(accounts: AccountRepository) -> None:
    accounts.add("Jeanne", GOOD, TODAY)
    assert accounts.change_password("Jeanne", OTHER, LATER).created == TODAY


@in_files
def test_an_account_of_an_older_version_has_a_day_too(accounts: AccountRepository, folder: Path) -> None:
    accounts.add("Jeanne", GOOD, TODAY)
    (folder / "editors.json").write_text(
        json.dumps({"Jeanne": {"password": "hash", "since": TODAY}}), "utf-8"
    )
    assert (known(accounts, "Jeanne").created, known(accounts, "Jeanne").signed_in) == (TODAY, "")
    assert accounts.change_password("Jeanne", OTHER, LATER).created == TODAY


def test_the_last_sign_in_is_kept_with_the_account(accounts: AccountRepository) -> None:
    before = accounts.add("Jeanne", GOOD, TODAY)
    accounts.note_sign_in("jeanne", LATER)
    assert known(accounts, "Jeanne") == replace(before, signed_in=LATER)
    assert accounts.change_password("Jeanne", OTHER, LATER).signed_in == LATER


def test_an_account_does_not_remove_itself(accounts: AccountRepository) -> None:
    accounts.add("Jeanne", GOOD, TODAY)
    accounts.add("Paul", GOOD, TODAY)
    with pytest.raises(AccountRefused, match="ne se retire pas lui-même"):
        accounts.remove("JEANNE", by="Jeanne")
    assert names(accounts) == ["Jeanne", "Paul"]


def test_of_two_who_remove_each_other_at_once_one_stays(place: Place) -> None:
    for name in ("Jeanne", "Paul"):
        place.accounts().add(name, GOOD, TODAY)
    pairs = [("Jeanne", "Paul"), ("Paul", "Jeanne")] * 2
    at_once(4, lambda number: place.accounts().remove(pairs[number][0], by=pairs[number][1]))
    assert len(names(place.accounts())) == 1


def test_what_is_called_before_adding_may_refuse(accounts: AccountRepository) -> None:
    def refuse() -> None:
        raise AccountRefused("non")

    with pytest.raises(AccountRefused, match="non"):
        accounts.add("Jeanne", GOOD, TODAY, before=refuse)
    assert names(accounts) == []
    # A name that is refused calls nothing: an invitation is not used up.
    accounts.add("Jeanne", GOOD, TODAY)
    with pytest.raises(AccountRefused, match="Un compte a déjà"):
        accounts.add("jeanne", GOOD, TODAY, before=refuse)


def test_an_auth_hash_tells_nothing_of_the_password_hash(accounts: AccountRepository) -> None:
    account = accounts.add("Jeanne", GOOD, TODAY)
    assert len(account.auth_hash) == 32
    assert account.password not in account.auth_hash


def test_a_removed_account_is_gone_and_its_name_is_free(accounts: AccountRepository) -> None:
    before = accounts.add("Jeanne", GOOD, TODAY)
    accounts.add("Paul", GOOD, TODAY)
    assert accounts.remove("jeanne") == "Jeanne"
    assert accounts.get("Jeanne") is None
    assert names(accounts) == ["Paul"]
    assert accounts.add("Jeanne", GOOD, TODAY).auth_hash != before.auth_hash


def test_they_are_listed_in_the_order_of_their_names(accounts: AccountRepository) -> None:
    for name in ("paul", "Zoé", "Anne", "Paule"):
        accounts.add(name, GOOD, TODAY)
    assert names(accounts) == ["Anne", "paul", "Paule", "Zoé"]


def test_what_a_command_changes_the_server_knows_at_once(place: Place) -> None:
    server, command = place.accounts(), place.accounts()
    assert not server
    first = command.add("Jeanne", GOOD, TODAY)
    assert server.get("Jeanne") == first
    second = command.change_password("Jeanne", OTHER, LATER)
    assert server.get("Jeanne") == second
    command.remove("Jeanne")
    assert server.get("Jeanne") is None
    assert not server


@in_files
def test_the_file_is_read_again_only_when_it_changed(
    accounts: AccountRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts.add("Jeanne", GOOD, TODAY)
    known(accounts, "Jeanne")

    def read(file: PrivateFile) -> dict[str, Any]:
        raise AssertionError(f"{file.path} was read again")

    monkeypatch.setattr(PrivateFile, "read", read)
    for _ in range(3):
        known(accounts, "Jeanne")


def test_of_two_who_take_one_name_at_once_one_has_it(place: Place) -> None:
    results = at_once(4, lambda number: place.accounts().add("Jeanne", GOOD, f"2026-11-0{number + 1}"))
    (account,) = [result for result in results if isinstance(result, Account)]
    assert [type(result) for result in results if result is not account] == [AccountRefused] * 3
    assert list(place.accounts()) == [account]


@in_files
def test_a_full_disk_changes_no_account(
    accounts: AccountRepository, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = accounts.add("Jeanne", GOOD, TODAY)
    break_call(monkeypatch, "fsync", errno.ENOSPC)
    for change in (
        lambda: accounts.add("Paul", GOOD, TODAY),
        lambda: accounts.change_password("Jeanne", OTHER, LATER),
        lambda: accounts.remove("Jeanne"),
    ):
        with pytest.raises(EditorsUnavailable, match=r"editors.json ne peut pas être écrit : disque plein"):
            change()
        assert list(Accounts(folder)) == [before]


@in_files
@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("{", "ce n’est pas du JSON"),
        ("[]", "un objet JSON est attendu"),
        ('{"Jeanne": {}}', "« Jeanne » est incomplet"),
        ('{"Jeanne": null}', "« Jeanne » est incomplet"),
        ('{"Jeanne": ["password", "since"]}', "« Jeanne » est incomplet"),
        ('{"Jeanne": {"password": "hash"}}', "« Jeanne » est incomplet"),
        ('{"Jeanne": {"password": 1, "since": "2026-11-22"}}', "« Jeanne » est incomplet"),
    ],
)
def test_a_broken_file_is_no_empty_one(
    accounts: AccountRepository, folder: Path, content: str, why: str
) -> None:
    accounts.add("Jeanne", GOOD, TODAY)
    (folder / "editors.json").write_text(content, "utf-8")
    before = contents(folder)
    for ask in (
        lambda: accounts.get("Jeanne"),
        lambda: bool(accounts),
        lambda: list(accounts),
        lambda: accounts.add("Paul", GOOD, TODAY),
        lambda: accounts.remove("Jeanne"),
    ):
        with pytest.raises(EditorsUnavailable, match=why):
            ask()
    assert contents(folder) == before


def test_accounts_that_cannot_be_looked_at_are_not_none(folder: Path) -> None:
    folder.write_bytes(b"")
    with pytest.raises(EditorsUnavailable, match="ne peut pas être lu"):
        bool(Accounts(folder))


@in_files
def test_a_file_that_was_mended_by_hand_is_read_again(accounts: AccountRepository, folder: Path) -> None:
    accounts.add("Jeanne", GOOD, TODAY)
    path = folder / "editors.json"
    good = path.read_bytes()
    path.write_bytes(b"{")
    with pytest.raises(EditorsUnavailable):
        accounts.get("Jeanne")
    path.write_bytes(good)
    assert known(accounts, "Jeanne").since == TODAY
