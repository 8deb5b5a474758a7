"""`gersapp.editors.sessions`: how long they last, what ends them for good, and what is kept of their tokens."""

import errno
import hashlib
import json
from pathlib import Path

import pytest

from gersapp.editors.repository import MAX_AGE_S, MAX_IDLE_S, Session
from gersapp.editors.sessions import Sessions
from gersapp.errors import EditorsUnavailable
from gersapp.store.postgres.editors import sessions as database_sessions
from gersapp.store.postgres.editors.sessions import DatabaseSessions
from proof.tools.clock import Clock
from tests.support.clock import DAY, MINUTE
from tests.support.editor_places import AnySessions, Place, in_database, in_files
from tests.support.files import at_once, break_call, contents, modes

pytestmark = pytest.mark.usefixtures("quick_disk")


@pytest.fixture
def sessions(place: Place, clock: Clock) -> AnySessions:
    return place.sessions(clock)


def found(sessions: AnySessions, token: str) -> Session:
    session = sessions.find(token)
    assert session is not None
    return session


def is_alive(sessions: AnySessions, token: str) -> bool:
    return found(sessions, token).is_alive(sessions._clock())


def visit(sessions: AnySessions, token: str) -> None:
    """What each request of an editor does."""
    assert is_alive(sessions, token)
    sessions.update_last_seen(token)


def test_a_session_has_an_editor_and_the_hash_of_a_password(
    sessions: AnySessions, place: Place, clock: Clock
) -> None:
    token = sessions.begin("Jeanne", "hash")
    assert found(sessions, token) == Session(
        editor="Jeanne", auth_hash="hash", begun=clock.now, last_seen=clock.now, ended=False
    )
    assert is_alive(sessions, token)


def test_each_token_is_new_and_of_256_random_bits(sessions: AnySessions) -> None:
    tokens = [sessions.begin("Jeanne", "hash") for _ in range(5)]
    assert len(set(tokens)) == 5
    for token in tokens:
        # Of base64's letters, 43 carry 32 bytes.
        assert len(token) == 43
        assert token.replace("-", "a").replace("_", "a").isalnum()


@in_files
def test_only_the_digest_of_a_token_is_on_the_disk(sessions: AnySessions, folder: Path) -> None:
    token = sessions.begin("Jeanne", "hash")
    assert token.encode() not in b"".join(contents(folder).values())
    digest = hashlib.sha256(token.encode()).hexdigest()
    assert list(json.loads(contents(folder)["sessions.json"])) == [digest]
    assert sessions.find(digest) is None
    assert set(modes(folder).values()) == {0o700, 0o600}


@pytest.mark.parametrize("token", ["", "a", "\0", "é", "\ud800", "a" * 100_000])
def test_no_other_token_has_a_session(sessions: AnySessions, place: Place, token: str) -> None:
    sessions.begin("Jeanne", "hash")
    before = place.kept()
    assert sessions.find(token) is None
    sessions.update_last_seen(token)
    sessions.end(token)
    assert place.kept() == before


@pytest.mark.parametrize(
    ("seconds", "alive"),
    [(0, True), (MAX_IDLE_S - 1, True), (MAX_IDLE_S, False), (MAX_AGE_S, False), (DAY, False)],
)
def test_a_session_that_nobody_uses_ends_after_half_an_hour(
    sessions: AnySessions, clock: Clock, seconds: int, alive: bool
) -> None:
    assert MAX_IDLE_S == 30 * MINUTE
    token = sessions.begin("Jeanne", "hash")
    clock.now += seconds
    assert is_alive(sessions, token) is alive


def test_a_session_that_is_used_lasts_8_hours_and_no_more(sessions: AnySessions, clock: Clock) -> None:
    token = sessions.begin("Jeanne", "hash")
    for _ in range(16):
        visit(sessions, token)
        clock.now += 29 * MINUTE
    visit(sessions, token)
    clock.now += 8 * 60 * MINUTE - 16 * 29 * MINUTE - 1
    visit(sessions, token)
    clock.now += 1
    assert not is_alive(sessions, token)


def test_looking_is_no_sign_of_life(sessions: AnySessions, clock: Clock) -> None:
    token = sessions.begin("Jeanne", "hash")
    clock.now += 29 * MINUTE
    assert is_alive(sessions, token)
    clock.now += 2 * MINUTE
    assert not is_alive(sessions, token)


def test_what_was_ended_is_ended_everywhere_and_after_a_restart(
    sessions: AnySessions, place: Place, clock: Clock
) -> None:
    token, other = sessions.begin("Jeanne", "hash"), sessions.begin("Jeanne", "hash")
    beside = place.sessions(clock)
    assert is_alive(beside, token)
    sessions.end(token)
    for server in (sessions, beside, place.sessions(clock)):
        assert not is_alive(server, token)
        assert is_alive(server, other)
        server.update_last_seen(token)
        assert not is_alive(server, token)


def test_a_session_survives_a_restart_with_its_last_sign_of_life(
    sessions: AnySessions, place: Place, clock: Clock
) -> None:
    token = sessions.begin("Jeanne", "hash")
    clock.now += 20 * MINUTE
    visit(sessions, token)
    clock.now += 20 * MINUTE
    assert is_alive(place.sessions(clock), token)


def test_signs_of_life_are_written_once_a_minute(sessions: AnySessions, place: Place, clock: Clock) -> None:
    token, other = sessions.begin("Jeanne", "hash"), sessions.begin("Paul", "hash")
    before = place.kept()
    for _ in range(59):
        clock.now += 1
        visit(sessions, token)
    assert place.kept() == before
    clock.now += 1
    visit(sessions, token)
    visit(sessions, other)
    after = place.kept()
    assert after != before
    visit(sessions, token)
    assert place.kept() == after
    assert found(place.sessions(clock), token).last_seen == clock.now


# -- the server that ends and the one that takes over, during a reload


def test_two_servers_on_one_file_keep_each_others_sessions(place: Place, clock: Clock) -> None:
    old, new = place.sessions(clock), place.sessions(clock)
    tokens = [server.begin(f"Editor {number}", "hash") for number in range(3) for server in (old, new)]
    clock.now += 2 * MINUTE
    old.update_last_seen(tokens[0])
    new.update_last_seen(tokens[1])
    for token in tokens:
        assert is_alive(old, token)
        assert is_alive(new, token)


def test_neither_of_them_brings_back_what_the_other_ended(place: Place, clock: Clock) -> None:
    old, new = place.sessions(clock), place.sessions(clock)
    token, other = old.begin("Jeanne", "hash"), old.begin("Paul", "hash")
    assert is_alive(new, token)
    new.end(token)
    # It still has the session in memory as it was, alive, and writes three times.
    clock.now += 2 * MINUTE
    old.update_last_seen(token)
    old.begin("Anne", "hash")
    old.end(other)
    for server in (old, new, place.sessions(clock)):
        assert not is_alive(server, token)
        assert not is_alive(server, other)


def test_the_later_sign_of_life_counts_whoever_writes_last(place: Place, clock: Clock) -> None:
    old, new = place.sessions(clock), place.sessions(clock)
    token = old.begin("Jeanne", "hash")
    visit(old, token)
    clock.now += 20 * MINUTE
    visit(new, token)
    old.begin("Paul", "hash")
    clock.now += 20 * MINUTE
    assert is_alive(old, token)
    assert is_alive(new, token)
    assert is_alive(place.sessions(clock), token)


def test_last_seen_in_memory_survives_another_servers_write(place: Place, clock: Clock) -> None:
    old, new = place.sessions(clock), place.sessions(clock)
    token = old.begin("Jeanne", "hash")
    clock.now += 59
    visit(old, token)
    new.begin("Paul", "hash")
    clock.now += MAX_IDLE_S - 1
    assert is_alive(old, token)


def test_sessions_that_begin_at_once_are_all_there(place: Place, clock: Clock) -> None:
    servers = [place.sessions(clock), place.sessions(clock)]
    tokens = at_once(8, lambda number: servers[number % 2].begin(f"Editor {number}", "hash"))
    for number, token in enumerate(tokens):
        assert isinstance(token, str)
        assert found(servers[0], token).editor == f"Editor {number}"


# -- what is forgotten, and when


def test_an_ended_session_is_remembered_for_a_day(sessions: AnySessions, place: Place, clock: Clock) -> None:
    token, idle = sessions.begin("Jeanne", "hash"), sessions.begin("Paul", "hash")
    sessions.end(token)
    clock.now += MAX_AGE_S + DAY
    last = sessions.begin("Anne", "hash")
    assert not is_alive(sessions, token)
    assert not is_alive(sessions, idle)
    clock.now += 1
    sessions.begin("Anne", "hash")
    assert sessions.find(token) is None
    assert sessions.find(idle) is None
    assert sessions.find(last) is not None
    assert place.count_sessions() == 2


@in_files
def test_removing_the_file_ends_them_all_for_good(sessions: AnySessions, folder: Path, clock: Clock) -> None:
    token = sessions.begin("Jeanne", "hash")
    assert is_alive(sessions, token)
    (folder / "sessions.json").unlink()
    # The first to write knows them still: it must not write them back.
    sessions.begin("Paul", "hash")
    assert sessions.find(token) is None
    assert Sessions(folder, clock).find(token) is None


# -- what goes wrong


@in_files
def test_a_full_disk_begins_no_session_and_ends_none(
    sessions: AnySessions, folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = sessions.begin("Jeanne", "hash")
    before = (folder / "sessions.json").read_bytes()
    with monkeypatch.context() as full:
        break_call(full, "replace", errno.ENOSPC)
        with pytest.raises(EditorsUnavailable, match="disque plein"):
            sessions.begin("Paul", "hash")
        for _ in range(4):
            clock.now += 20 * MINUTE
            visit(sessions, token)
        assert (folder / "sessions.json").read_bytes() == before
    clock.now += 20 * MINUTE
    visit(sessions, token)
    # What could not begin then has not begun since.
    kept = json.loads((folder / "sessions.json").read_bytes())
    assert [document["editor"] for document in kept.values()] == ["Jeanne"]
    assert is_alive(Sessions(folder, clock), token)


@in_files
def test_a_session_ended_on_a_full_disk_has_ended_in_memory(
    sessions: AnySessions, folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = sessions.begin("Jeanne", "hash")
    with monkeypatch.context() as full:
        break_call(full, "replace", errno.ENOSPC)
        with pytest.raises(EditorsUnavailable, match="disque plein"):
            sessions.end(token)
        assert not is_alive(sessions, token)
    sessions.begin("Paul", "hash")
    assert not is_alive(sessions, token)
    assert not is_alive(Sessions(folder, clock), token)


@in_files
@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"a": null}',
        '{"a": {}}',
        '{"a": {"editor": "Jeanne", "mark": "m", "begun": "1", "seen": 1, "ended": false}}',
        '{"a": {"editor": "Jeanne", "mark": "m", "begun": 1, "seen": 1, "ended": 0}}',
        '{"a": {"editor": null, "mark": "m", "begun": 1, "seen": 1, "ended": false}}',
    ],
)
def test_a_broken_file_has_no_session_and_is_left_to_be_mended(
    sessions: AnySessions, folder: Path, content: str
) -> None:
    token = sessions.begin("Jeanne", "hash")
    (folder / "sessions.json").write_text(content)
    before = contents(folder)
    for ask in (
        lambda: sessions.find(token),
        lambda: sessions.end(token),
        lambda: sessions.begin("Paul", "hash"),
    ):
        with pytest.raises(EditorsUnavailable, match=r"sessions.json est abîmé"):
            ask()
    assert contents(folder) == before


@in_database
def test_a_process_remembers_so_many_sessions(
    place: Place, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_sessions, "MAX_SEEN", 3)
    sessions = place.sessions(clock)
    assert isinstance(sessions, DatabaseSessions)
    tokens = [sessions.begin(f"Editor {number}", "hash") for number in range(8)]
    for token in tokens * 2:
        visit(sessions, token)
        assert len(sessions._seen) <= 3
