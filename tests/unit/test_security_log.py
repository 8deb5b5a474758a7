"""The security log in a database: what is noted, by any process, and what is forgotten of an operation."""

import json
from contextlib import ExitStack

import pytest

from gersapp.store.postgres.database import Database
from gersapp.store.postgres.editors import security_log
from gersapp.store.postgres.editors.security_log import DatabaseSecurityLog
from gersapp.store.postgres.transactions import Transactions
from proof.tools.clock import Clock
from tests.support.editor_places import DatabasePlace

ID = "tips-du-jour"


@pytest.fixture
def place(editors_database: DatabasePlace) -> DatabasePlace:
    editors_database.clear()
    return editors_database


@pytest.fixture
def log(place: DatabasePlace) -> DatabaseSecurityLog:
    return place.security_log(Clock())


def test_an_entry_says_when_what_and_the_facts(place: DatabasePlace, log: DatabaseSecurityLog) -> None:
    log.note("saved", what=ID, editor="Éléonore", body="gers", revision=3)
    assert place.log() == [
        {"event": "saved", "what": ID, "editor": "Éléonore", "body": "gers", "revision": 3}
    ]
    assert place.read("SELECT at::text, body FROM security_log") == [("2027-01-15 08:00:00+00", "gers")]


@pytest.mark.parametrize("text", ["\0\x1b[2J", "\ud800", '"}, {"', "\\n", "%s {0}", "é" * 10_000])
def test_any_text_is_noted_as_it_is(place: DatabasePlace, log: DatabaseSecurityLog, text: str) -> None:
    log.note("refused", path=text, body=text)
    assert [entry["path"] for entry in place.log()] == [text]


@pytest.mark.parametrize("id", ["event", "11", "what", "saved", "operation-11"])
def test_an_operation_is_forgotten_where_entries_name_it(
    place: DatabasePlace, log: DatabaseSecurityLog, id: str
) -> None:
    facts: dict[str, str | int] = {"revision": 11, "editor": "event", "body": "gers"}
    log.note("saved", what=id, **facts)
    log.note("saved", what=f"{id}-2", **facts)
    log.note("refused", status=403, path=f"/gers/operations/{id}/edit", **facts)
    log.note("saved", what=id, **{**facts, "body": "auch"})
    before = place.log()
    assert log.forget(id, "gers") == {"security_log": 2}
    assert place.log() == [
        {**before[0], "what": "(purged)"},
        before[1],
        {**before[2], "path": "/gers/operations/(purged)/edit"},
        before[3],
    ]
    assert log.forget(id, "gers") == {"security_log": 0}


def test_the_oldest_entries_go(
    place: DatabasePlace, log: DatabaseSecurityLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(security_log, "MAX_ENTRIES", 5)
    monkeypatch.setattr(security_log, "ENTRIES_BETWEEN", 3)
    for number in range(20):
        log.note("event", number=number)
    numbers = [entry["number"] for entry in place.log()]
    assert numbers == list(range(numbers[0], 20))
    assert 5 <= len(numbers) <= 5 + 3


def test_a_log_without_a_database_stops_nobody_and_is_told(caplog: pytest.LogCaptureFixture) -> None:
    database = Database("postgresql://localhost:1/nothing")
    database.note_trouble(ConnectionRefusedError())
    DatabaseSecurityLog(Transactions(database), Clock()).note("signed in", editor="Jeanne")
    assert "Le journal de sécurité ne peut pas être écrit" in caplog.text


def test_a_flood_of_visitors_loses_no_line_of_an_editor(
    place: DatabasePlace,
    log: DatabaseSecurityLog,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with ExitStack() as flood:
        for _ in range(security_log._MAX_CONNECTIONS):
            flood.enter_context(log._place())
        log.note("saved", what=ID, editor="Jeanne")
        assert place.log() == [{"event": "saved", "what": ID, "editor": "Jeanne"}]
        monkeypatch.setattr(security_log, "READ_S", 0.01)
        log.note("refused", status=401, editor="", path="/gers/modifier\n")
        log.note("sign-in refused", editor="Jeanne", address="192.0.2.1")
    assert len(place.log()) == 1
    assert r'{"event": "refused", "status": 401, "editor": "", "path": "/gers/modifier\n"}' in caplog.text
    assert '"address": "192.0.2.1"' in caplog.text


def test_an_entry_is_json_that_any_tool_reads(place: DatabasePlace, log: DatabaseSecurityLog) -> None:
    log.note("refused", path="é\0", status=401)
    ((facts,),) = place.read("SELECT facts::text FROM security_log")
    assert facts.isascii()
    assert json.loads(facts) == {"path": "é\0", "status": 401}
