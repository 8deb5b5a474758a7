"""`gersapp.editors.Editors`: who is let in, what delays and stops it, and what is kept of it."""

import errno
import hashlib
import threading
from pathlib import Path

import pytest

from gersapp.editors import NOBODY, Editors, open_editors
from gersapp.editors.attempts import FREE_ATTEMPTS
from gersapp.errors import EditorsUnavailable, TooManyTries, Unidentified
from proof.tools.clock import Clock
from proof.tools.editor import NAME, PASSWORD
from tests.support.clock import MINUTE
from tests.support.editor_places import FilePlace, Place, in_files
from tests.support.editors import ADDRESS, OTHER, OTHER_ADDRESS, TODAY, Hasher, enter, fail, log
from tests.support.files import at_once, break_call, contents, modes

pytestmark = pytest.mark.usefixtures("quick_disk")


# -- in


def test_the_right_password_begins_a_session(editors: Editors, home: Place) -> None:
    token = enter(editors)
    assert editors.identify(token) == NAME
    assert editors.remembers(token)
    assert log(home) == [("signed in", NAME, ADDRESS)]


@pytest.mark.parametrize("name", [NAME.upper(), f"  {NAME.lower()} "])
def test_an_editor_has_the_accounts_name_however_it_was_typed(
    editors: Editors, hasher: Hasher, name: str
) -> None:
    assert editors.identify(enter(editors, name)) == NAME


@pytest.mark.parametrize(
    ("name", "password"),
    [
        (NAME, OTHER),
        (NAME, ""),
        (NAME, PASSWORD.upper()),
        (NAME, PASSWORD + " "),
        (NAME, "\ud800"),
        ("admin", "admin"),
        ("", PASSWORD),
        (NOBODY, PASSWORD),
        ("\ud800\0", PASSWORD),
        ("n" * 60_000, "p" * 60_000),
    ],
)
def test_nobody_else_is_let_in(editors: Editors, home: Place, name: str, password: str) -> None:
    fail(editors, name, password)
    assert home.count_sessions() == 0


def test_an_unknown_name_costs_as_much_as_a_wrong_password(editors: Editors, hasher: Hasher) -> None:
    for name in (NAME, "unknown", ""):
        with pytest.raises(Unidentified) as refused:
            editors.sign_in(name, OTHER, ADDRESS)
        assert refused.value.args == ()
    assert len(hasher.asked) == 3
    assert hasher.asked[1] == hasher.asked[2]


def test_each_sign_in_has_a_token_of_its_own(editors: Editors, hasher: Hasher) -> None:
    tokens = [enter(editors) for _ in range(3)]
    assert len(set(tokens)) == 3
    editors.sign_out(tokens[0], ADDRESS)
    assert [editors.identify(token) for token in tokens] == [None, NAME, NAME]


@pytest.mark.parametrize("token", ["", "a", "\ud800", "a" * 43, hashlib.sha256(b"a").hexdigest()])
def test_no_other_token_is_anybodys(editors: Editors, hasher: Hasher, home: Place, token: str) -> None:
    enter(editors)
    before = home.kept()
    assert editors.identify(token) is None
    assert not editors.remembers(token)
    editors.sign_out(token, ADDRESS)
    assert home.kept() == before


# -- tries


def test_after_five_failures_no_password_is_looked_at(
    editors: Editors, hasher: Hasher, clock: Clock, home: Place
) -> None:
    for _ in range(FREE_ATTEMPTS):
        fail(editors)
    before, hasher.asked = home.kept(), []
    with pytest.raises(TooManyTries) as refused:
        enter(editors)
    assert refused.value.seconds == 15
    assert hasher.asked == []
    assert home.kept() == before
    clock.now += 15
    assert editors.identify(enter(editors)) == NAME


@pytest.mark.parametrize("name", [NAME.upper(), f" {NAME}\t"])
def test_a_name_typed_another_way_has_no_tries_of_its_own(
    editors: Editors, hasher: Hasher, name: str
) -> None:
    for number in range(FREE_ATTEMPTS):
        fail(editors, address=f"192.0.2.{number}")
    with pytest.raises(TooManyTries):
        enter(editors, name, OTHER_ADDRESS)


def test_unknown_names_wait_as_known_ones_do(editors: Editors, hasher: Hasher) -> None:
    for number in range(FREE_ATTEMPTS):
        fail(editors, "unknown", address=f"192.0.2.{number}")
    with pytest.raises(TooManyTries) as refused:
        enter(editors, "unknown", OTHER_ADDRESS)
    assert refused.value.seconds == 15
    assert editors.identify(enter(editors, NAME, OTHER_ADDRESS)) == NAME


def test_success_forgets_the_failures_before_it(editors: Editors, hasher: Hasher) -> None:
    for _ in range(3):
        for _ in range(FREE_ATTEMPTS - 1):
            fail(editors)
        enter(editors)


def test_the_count_survives_a_restart(home: Place, hasher: Hasher, clock: Clock) -> None:
    for _ in range(FREE_ATTEMPTS):
        fail(home.editors(clock))
    with pytest.raises(TooManyTries):
        enter(home.editors(clock))


def test_a_try_is_counted_before_its_password_is_looked_at(
    editors: Editors, hasher: Hasher, monkeypatch: pytest.MonkeyPatch
) -> None:
    # All that may wait for a hash do, until everybody else was told to come back.
    go = threading.Event()
    refused = threading.Semaphore(0)
    real = hasher.verify

    def verify(kept: str, password: bytes) -> bool:
        assert go.wait(10)
        return real(kept, password)

    def sign_in(number: int) -> str:
        if number == 20:
            # The fifteen who come after the five that are free.
            for _ in range(20 - FREE_ATTEMPTS):
                assert refused.acquire(timeout=60)
            go.set()
            return ""
        try:
            return editors.sign_in(NAME, OTHER, f"192.0.2.{number}")
        except TooManyTries:
            refused.release()
            raise

    monkeypatch.setattr(hasher, "verify", verify)
    results = at_once(21, sign_in)
    assert [type(result) for result in results].count(Unidentified) == FREE_ATTEMPTS
    assert [type(result) for result in results].count(TooManyTries) == 20 - FREE_ATTEMPTS
    assert len(hasher.asked) == FREE_ATTEMPTS


def test_a_crowd_is_told_to_come_back_and_nobody_is_let_in_by_it(
    editors: Editors, home: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crowded(password: str, kept: str | None) -> bool:
        raise TooManyTries(2)

    with monkeypatch.context() as patch:
        patch.setattr("gersapp.editors.identification.verify_password", crowded)
        for _ in range(3 * FREE_ATTEMPTS):
            with pytest.raises(TooManyTries) as refused:
                enter(editors)
            assert refused.value.seconds == 2
    assert home.count_sessions() == 0
    # Nor does the crowd make anybody wait longer: their passwords were not looked at.
    enter(editors)


# -- what goes wrong


@in_files
@pytest.mark.parametrize(("call", "code"), [("replace", errno.ENOSPC), ("open", errno.EROFS)])
def test_a_disk_that_refuses_ends_no_session_and_begins_none(
    editors: Editors, folder: Path, hasher: Hasher, clock: Clock, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:  # fmt: skip
    token = enter(editors)
    before, hasher.asked = (folder / "sessions.json").read_bytes(), []
    with monkeypatch.context() as broken:
        break_call(broken, call, code)
        for _ in range(4):
            clock.now += 20 * MINUTE
            assert editors.identify(token) == NAME
        with pytest.raises(EditorsUnavailable, match="ne peut pas être écrit"):
            enter(editors)
    # It could not be counted, so it was not looked at.
    assert hasher.asked == []
    assert (folder / "sessions.json").read_bytes() == before
    assert editors.identify(enter(editors)) == NAME


@in_files
@pytest.mark.parametrize("name", ["editors.json", "sessions.json", "attempts.json", "secret.json"])
@pytest.mark.parametrize("content", [b"", b"[]", b'{"a": null}', b"\xff"])
def test_a_broken_file_lets_nobody_in_and_is_left_to_be_mended(
    editors: Editors, folder: Path, hasher: Hasher, name: str, content: bytes
) -> None:
    enter(editors)
    (folder / name).write_bytes(content)
    with pytest.raises(EditorsUnavailable, match=f"{name} est abîmé"):
        enter(editors)
    assert (folder / name).read_bytes() == content


# -- what is kept


def test_no_password_token_or_typed_name_is_kept_anywhere(
    folder: Path, clock: Clock, hasher: Hasher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gersapp.editors.accounts.hash_password", lambda password: "a hash")
    editors = open_editors(folder, clock)
    invitation = editors.invite()
    first = editors.accept(invitation, "127.0.0.1")
    editors.accounts.add("Paul", OTHER, TODAY)
    token = enter(editors, "paul")
    # The password in the field of the name, as happens.
    fail(editors, PASSWORD, "")
    fail(editors, "paul\r\nsigned in", OTHER)
    fail(editors, "PAUL", OTHER)
    editors.sign_out(token, ADDRESS)
    assert log(FilePlace(folder)) == [
        ("signed in", NOBODY, "127.0.0.1"),
        ("signed in", "Paul", ADDRESS),
        ("sign-in refused", "", ADDRESS),
        ("sign-in refused", "", ADDRESS),
        ("sign-in refused", "Paul", ADDRESS),
        ("signed out", "Paul", ADDRESS),
    ]
    kept = b"".join(contents(folder).values())
    for secret in (PASSWORD, OTHER, invitation, first, token):
        assert secret.encode() not in kept
    digests = [hashlib.sha256(secret.encode()).hexdigest().encode() for secret in (invitation, first, token)]
    assert not any(digest in contents(folder)["security.log"] for digest in digests)
    assert modes(folder).pop(".") == 0o700
    assert {mode for name, mode in modes(folder).items() if name != "."} == {0o600}
