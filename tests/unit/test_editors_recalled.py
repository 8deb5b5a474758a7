"""Who is signed in when the database stops answering: still themselves, so that they are told why."""

import contextlib

import pytest

from gersapp.editors import Editors
from gersapp.editors.repository import MAX_IDLE_S
from gersapp.editors.rights import ALL_RIGHTS, NO_RIGHTS, Rights, Role
from gersapp.errors import EditorsUnavailable, StoreUnavailable
from gersapp.observatory.body import Body
from gersapp.store.documents.documents import empty_content
from gersapp.store.postgres import PostgresBodies
from gersapp.store.postgres.database import Database
from gersapp.store.postgres.editors import make_database_editors
from proof.tools.clock import Clock
from proof.tools.editor import NAME, PASSWORD
from tests.support.editor_places import DatabasePlace
from tests.support.store import wait_until

ADDRESS = "192.0.2.1"


@pytest.fixture
def editors(editors_database: DatabasePlace, clock: Clock) -> Editors:
    editors_database.clear()
    editors_database.let_in()
    return editors_database.editors(clock)


@pytest.fixture
def token(editors: Editors) -> str:
    return editors.sign_in(NAME, PASSWORD, ADDRESS)


def stop_answering(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise StoreUnavailable("La base de données ne répond pas.")

    monkeypatch.setattr(Database, "read", refuse)
    monkeypatch.setattr(Database, "transaction", refuse)


def test_who_was_seen_is_recalled(editors: Editors, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (editors.identify(token), editors.rights_of(NAME)) == (NAME, ALL_RIGHTS)
    stop_answering(monkeypatch)
    for _ in range(2):  # the second time nothing is asked
        assert (editors.identify(token), editors.rights_of(NAME)) == (NAME, ALL_RIGHTS)


def test_rights_that_another_process_withdrew_are_not_recalled(
    editors: Editors, editors_database: DatabasePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with contextlib.closing(PostgresBodies(editors_database.address)) as bodies:
        own = make_database_editors(bodies.database)
        assert own.rights_of(NAME) == ALL_RIGHTS
        version = bodies.database.rights_version
        editors.accounts.change_rights(NAME, lambda rights: NO_RIGHTS)
        wait_until(lambda: bodies.database.rights_version != version)
        stop_answering(monkeypatch)
        with pytest.raises(EditorsUnavailable):
            own.rights_of(NAME)


def test_rights_on_a_former_body_of_a_slug_are_not_recalled(
    editors: Editors, editors_database: DatabasePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    rights = Rights(roles={"auch": Role.MANAGER})
    with contextlib.closing(PostgresBodies(editors_database.address)) as bodies:
        own = make_database_editors(bodies.database)
        bodies.add(Body("auch"), empty_content())
        version = bodies.database.rights_version
        editors.accounts.change_rights(NAME, lambda _: rights)
        wait_until(lambda: bodies.database.rights_version != version)
        assert own.rights_of(NAME) == rights
        bodies.remove("auch")
        bodies.add(Body("auch"), empty_content())
        with monkeypatch.context() as stopped:
            stop_answering(stopped)
            with pytest.raises(EditorsUnavailable):
                own.rights_of(NAME)
        bodies.remove("auch")


def test_a_sign_in_makes_nobody_else_forgotten(
    editors: Editors, editors_database: DatabasePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = editors_database.accounts().stamp()
    editors.accounts.note_sign_in(NAME, "2026-11-23")
    assert editors_database.accounts().stamp() == before
    assert editors.accounts.get(NAME).signed_in == "2026-11-23"  # type: ignore[union-attr]


def test_nobody_else_is_let_in(editors: Editors, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    editors.identify(token)
    stop_answering(monkeypatch)
    with pytest.raises(EditorsUnavailable):
        editors.identify("unknown")
    with pytest.raises(EditorsUnavailable):
        editors.sign_in(NAME, PASSWORD, ADDRESS)


def test_an_ended_session_is_not_recalled(
    editors: Editors, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    editors.identify(token)
    editors.sign_out(token, ADDRESS)
    assert editors.identify(token) is None
    stop_answering(monkeypatch)
    assert editors.identify(token) is None


def test_a_recalled_session_ends_as_any(
    editors: Editors, token: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert editors.identify(token) == NAME
    stop_answering(monkeypatch)
    clock.now += MAX_IDLE_S
    assert editors.identify(token) is None


def test_what_was_recalled_is_asked_again_once_it_answers(
    editors: Editors, token: str, editors_database: DatabasePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    editors.identify(token)
    with monkeypatch.context() as broken:
        stop_answering(broken)
        editors.identify(token)
    editors_database.clear()
    monkeypatch.setattr("gersapp.store.postgres.transactions._RECALL_S", 0)
    assert editors.identify(token) is None
