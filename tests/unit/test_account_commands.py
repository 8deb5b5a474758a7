"""`flask editor …` on a database of many bodies: whom it lets do what, and what it refuses."""

from itertools import count
from pathlib import Path

import pytest

from gersapp.editors.rights import ALL_RIGHTS, NO_RIGHTS, Rights, Role
from gersapp.settings import Settings
from tests.support.database_commands import Place
from tests.support.editor_places import DatabasePlace
from tests.support.files import contents

GOOD, OTHER = "Quatre cèpes dorés, hier", "Un canard passe la Baïse"
EDITOR, MANAGER = Rights(roles={"gers": Role.EDITOR}), Rights(roles={"gers": Role.MANAGER})
WHAT = "Dites ce que ce compte peut faire : --body NOM pour modifier un organisme"


@pytest.fixture(autouse=True)
def hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = count()
    monkeypatch.setattr("gersapp.editors.accounts.hash_password", lambda password: f"hash {next(numbers)}")


@pytest.fixture
def database(editors_database: DatabasePlace) -> DatabasePlace:
    editors_database.clear()
    return editors_database


@pytest.fixture
def place(database: DatabasePlace, tmp_path: Path) -> Place:
    return Place(database.address, tmp_path)


def rights(database: DatabasePlace, name: str) -> Rights:
    account = database.accounts().get(name)
    assert account
    return account.rights


@pytest.mark.parametrize(
    ("options", "given", "said"),
    [
        (("--body", "gers"), EDITOR, "Compte créé : Paul, qui modifie gers.\n"),
        (("--body", "gers", "--manager"), MANAGER, "Compte créé : Paul, qui gère gers.\n"),
        (("--curator",), ALL_RIGHTS, "Compte créé : Paul, qui gère l’Observatoire.\n"),
    ],
)
def test_an_account_is_made_with_what_it_may_do(
    place: Place, database: DatabasePlace, options: tuple[str, ...], given: Rights, said: str
) -> None:
    assert place.output("editor", "add", "Paul", *options, input=f"{GOOD}\n") == said
    assert rights(database, "paul") == given


def test_rights_are_added_to_an_account_without_a_password(place: Place, database: DatabasePlace) -> None:
    place.output("editor", "add", "Paul", "--body", "gers", input=GOOD)
    with database.another_body("auch"):
        added = place.output("editor", "add", "PAUL", "--body", "auch", "--manager", input="")
        assert added == "Compte complété : Paul, qui gère auch et modifie gers.\n"
        since = next(iter(database.accounts())).since
        listed = f"Paul  (mot de passe du {since}), qui gère auch et modifie gers\n"
        assert place.output("editor", "list") == listed
        removed = place.output("editor", "remove", "paul", "--body", "auch")
        assert removed == "Droits retirés : Paul, qui modifie gers.\n"
    assert rights(database, "Paul") == EDITOR


def test_a_curator_is_one_no_more(place: Place, database: DatabasePlace) -> None:
    place.output("editor", "add", "Paul", "--curator", input=GOOD)
    removed = place.output("editor", "remove", "Paul", "--curator")
    assert removed == "Droits retirés : Paul, qui ne modifie rien.\n"
    assert rights(database, "Paul") == NO_RIGHTS


def test_a_password_is_changed_and_an_account_removed(place: Place, database: DatabasePlace) -> None:
    place.output("editor", "add", "Paul", "--body", "gers", input=GOOD)
    before = database.accounts().get("Paul")
    changed = place.output("editor", "password", "paul", input=OTHER)
    assert changed == "Mot de passe changé : Paul. Ses sessions sont terminées.\n"
    after = database.accounts().get("Paul")
    assert before
    assert after
    assert (after.auth_hash != before.auth_hash, after.rights) == (True, EDITOR)
    assert (
        place.output("editor", "remove", "Paul") == "Compte supprimé : Paul. Ses sessions sont terminées.\n"
    )
    assert place.run("editor", "list").stderr.endswith("Aucun compte. En créer un : flask editor add NOM\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("add", "Jeanne"), WHAT),
        (("add", "Jeanne", "--manager"), WHAT),
        (("add", "Jeanne", "--body", "gers", "--curator"), WHAT),
        (("add", "Jeanne", "--body", "auch"), "Aucun organisme n’a l’adresse « auch »."),
        (("add", "Paul", "--body", "auch"), "Aucun organisme n’a l’adresse « auch »."),
        (("add", " ", "--curator"), "Un nom a de 1 à 64 caractères visibles."),
        (("remove", "Jeanne"), "Aucun compte n’a le nom « Jeanne »."),
        (("remove", "Jeanne", "--body", "gers"), "Aucun compte n’a le nom « Jeanne »."),
        (("remove", "Paul", "--body", "auch"), "Ce compte n’a pas ce droit. Rien n’est changé."),
        (("remove", "Paul", "--curator"), "Ce compte n’a pas ce droit. Rien n’est changé."),
        (("password", "Jeanne"), "Aucun compte n’a le nom « Jeanne »."),
    ],
)
def test_what_is_refused_changes_nothing(
    place: Place, database: DatabasePlace, words: tuple[str, ...], message: str
) -> None:
    place.output("editor", "add", "Paul", "--body", "gers", input=GOOD)
    before = database.kept()
    # No password is asked for: the input that is read would be refused.
    done = place.run("editor", *words, input="court")
    assert (done.exit_code, done.stdout) == (1, "")
    assert f"Refusé : {message}" in done.stderr
    assert database.kept() == before


@pytest.mark.parametrize(
    "words",
    [("add", "Paul", "--body", "gers"), ("add", "Paul", "--curator"), ("add", "Paul", "--manager"),
     ("remove", "Paul", "--body", "gers"), ("remove", "Paul", "--curator")],
)  # fmt: skip
def test_without_a_database_rights_are_refused(place: Place, tmp_path: Path, words: tuple[str, ...]) -> None:
    done = place.run("editor", *words, input=GOOD, database=Settings().database)
    assert done.exit_code == 1
    assert "ne vont qu’avec une base (GERSAPP_DATABASE). Rien n’est changé." in done.stderr
    assert contents(tmp_path / "instance") == {}


def test_an_unreachable_database_is_told(place: Place) -> None:
    done = place.run("editor", "list", database="postgresql://localhost:1/nothing")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "Refusé : " in done.stderr
