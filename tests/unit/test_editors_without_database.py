"""Accounts, sessions and imports without their database: each says so in French, at once, and nobody is let in."""

import threading
from collections.abc import Callable, Iterator

import pytest

from gersapp.editors import Editors
from gersapp.editors.rights import NO_RIGHTS
from gersapp.errors import EditorsUnavailable
from gersapp.reviews.repository import PendingImports, Trace
from gersapp.store.postgres.database import Database
from gersapp.store.postgres.editors import make_database_editors
from gersapp.store.postgres.imports import ImportsOfBodies
from tests.support.editor_places import DatabasePlace
from tests.support.reviews import ID, review_of

ADDRESS, PASSWORD = "192.0.2.1", "Un canard passe la Baïse"


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    """One that has not answered lately."""
    database = Database("postgresql://127.0.0.1:1/nothing")
    database.open()
    database.note_trouble(ConnectionError())
    yield database
    database.close()


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gersapp.store.postgres.transactions._TROUBLED_S", 0.05)


@pytest.fixture
def editors(database: Database) -> Editors:
    return make_database_editors(database, naming_header="X-Remote-User")


@pytest.fixture
def imports(database: Database) -> PendingImports:
    return ImportsOfBodies(database).of("gers")


@pytest.mark.parametrize(
    "ask",
    [
        lambda editors: editors.sign_in("Jeanne", PASSWORD, ADDRESS),
        lambda editors: editors.begin_named("Jeanne", ADDRESS),
        lambda editors: editors.identify("token"),
        lambda editors: editors.rights_of("Jeanne"),
        lambda editors: editors.accept("token", ADDRESS),
        lambda editors: editors.may_join("token"),
        lambda editors: bool(editors.accounts),
        lambda editors: editors.accounts.change_rights("Jeanne", lambda rights: NO_RIGHTS),
        lambda editors: editors.journal.forget("a", "gers"),
    ],
)
def test_nobody_is_let_in_and_why_is_told(editors: Editors, ask: Callable[[Editors], object]) -> None:
    with pytest.raises(EditorsUnavailable, match="La base de données ne répond pas"):
        ask(editors)


@pytest.mark.parametrize(
    "ask",
    [
        lambda imports: list(imports),
        lambda imports: imports.add(review_of()),
        lambda imports: imports.get(ID),
        lambda imports: imports.change(ID, lambda review: review),
        lambda imports: imports.remove(ID),
        lambda imports: imports.forget(Trace(id="a")),
    ],
)
def test_no_import_is_taken_for_missing(
    imports: PendingImports, ask: Callable[[PendingImports], object]
) -> None:
    with pytest.raises(EditorsUnavailable, match="La base de données ne répond pas"):
        ask(imports)


def test_one_transaction_spans_what_a_thread_begins_in_it(editors_database: DatabasePlace) -> None:
    editors_database.clear()
    transactions = editors_database.transactions()
    seen = list[int]()

    def count() -> None:
        seen.append(editors_database.count_sessions())

    def begin_and_fail() -> None:
        with transactions.begin() as outer:
            outer.execute("INSERT INTO sessions VALUES ('a', 'Jeanne', 'hash', 1, 1)")
            with transactions.begin() as inner:
                assert inner is outer
                assert len(transactions.read("SELECT FROM sessions")) == 1
            other = threading.Thread(target=count)
            other.start()
            other.join()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        begin_and_fail()
    assert (seen, editors_database.count_sessions()) == ([0], 0)
