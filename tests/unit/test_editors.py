"""`gersapp.editors.Editors`: who is let in, what ends it, and what the log tells of it."""

import errno
import hashlib
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from argon2.exceptions import VerifyMismatchError

from gersapp.editors import NOBODY, Editors, open_editors, passwords
from gersapp.editors.attempts import FREE_ATTEMPTS
from gersapp.editors.rights import ALL_RIGHTS, NO_RIGHTS, Rights, Role
from gersapp.errors import EditorsUnavailable, TooManyTries, Unidentified
from proof.tools.clock import Clock
from proof.tools.editor import NAME, PASSWORD
from tests.support.clock import MINUTE
from tests.support.editor_places import FilePlace, Place, in_database, in_files
from tests.support.files import at_once, break_call, contents, modes

pytestmark = pytest.mark.usefixtures("quick_disk")

ADDRESS, OTHER_ADDRESS = "192.0.2.1", "198.51.100.7"
OTHER = "Un canard passe la Baïse"
TODAY = "2026-11-22"
HEADER = "X-Remote-User"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def home(place: Place) -> Place:
    """One with the account NAME."""
    place.let_in()
    return place


@pytest.fixture
def editors(home: Place, clock: Clock) -> Editors:
    return home.editors(clock)


class Hasher:
    """Knows PASSWORD at once, and which hashes it was asked about."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def verify(self, kept: str, password: bytes) -> bool:
        self.asked.append(kept)
        if password != PASSWORD.encode():
            raise VerifyMismatchError
        return True


@pytest.fixture
def hasher(monkeypatch: pytest.MonkeyPatch) -> Hasher:
    """In the place of the real one, which takes 50 ms."""
    hasher = Hasher()
    monkeypatch.setattr(passwords, "_HASHER", hasher)
    return hasher


def enter(editors: Editors, name: str = NAME, address: str = ADDRESS) -> str:
    return editors.sign_in(name, PASSWORD, address)


def fail(editors: Editors, name: str = NAME, password: str = OTHER, address: str = ADDRESS) -> None:
    with pytest.raises(Unidentified):
        editors.sign_in(name, password, address)


def log(place: Place) -> list[tuple[str, str, str]]:
    """What happened to whom, and from where."""
    return [(fact["event"], fact.get("editor", "-"), fact["address"]) for fact in place.log()]


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


# -- out


@pytest.mark.parametrize(
    "end",
    [
        lambda editors, token, clock: editors.sign_out(token, ADDRESS),
        lambda editors, token, clock: editors.accounts.change_password(NAME, OTHER, TODAY),
        lambda editors, token, clock: editors.accounts.change_password(NAME, PASSWORD, TODAY),
        lambda editors, token, clock: editors.accounts.remove(NAME),
        lambda editors, token, clock: (
            editors.accounts.remove(NAME),
            editors.accounts.add(NAME, PASSWORD, TODAY),
        ),
        lambda editors, token, clock: setattr(clock, "now", clock.now + 30 * MINUTE),
        lambda editors, token, clock: setattr(clock, "now", clock.now + 8 * 60 * MINUTE),
    ],
    ids=["signed out", "password changed", "same password set", "removed", "removed and made", "idle", "8 h"],
)
def test_a_token_that_is_replayed_is_refused(
    editors: Editors,
    home: Place,
    hasher: Hasher,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    end: Callable[[Editors, str, Clock], object],
) -> None:
    token = enter(editors)
    # Salted, as real hashes are.
    monkeypatch.setattr(
        "gersapp.editors.accounts.hash_password", lambda password: f"another hash of {password}"
    )
    assert editors.identify(token) == NAME
    end(editors, token, clock)
    for server in (editors, home.editors(clock)):
        assert server.identify(token) is None
        # Its owner's form is given back, for it was somebody's.
        assert server.remembers(token)


@pytest.mark.parametrize(
    "end",
    [
        lambda editors, token, clock, home: editors.sign_out(token, ADDRESS),
        lambda editors, token, clock, home: setattr(clock, "now", clock.now + 30 * MINUTE),
        lambda editors, token, clock, home: setattr(clock, "now", clock.now + 8 * 60 * MINUTE),
        # What docs/deploy.md says ends everybody's sessions at once.
        lambda editors, token, clock, home: home.end_sessions(),
    ],
    ids=["signed out", "idle", "8 h", "file removed"],
)
def test_a_session_by_a_proxy_ends_as_others_do(
    home: Place, clock: Clock, end: Callable[[Editors, str, Clock, Place], object]
) -> None:
    editors = home.editors(clock, naming_header=HEADER)
    token = editors.begin_named("Jeanne", ADDRESS)
    assert editors.identify(token) == "Jeanne"
    end(editors, token, clock, home)
    for server in (editors, home.editors(clock, naming_header=HEADER)):
        assert server.identify(token) is None


@pytest.mark.parametrize("header", ["", "X-Other-User", f"{HEADER} "])
def test_a_session_by_a_proxy_is_good_for_its_header_only(home: Place, clock: Clock, header: str) -> None:
    token = home.editors(clock, naming_header=HEADER).begin_named("Jeanne", ADDRESS)
    assert home.editors(clock, naming_header=header).identify(token) is None


def test_a_session_lasts_while_it_is_used_and_8_hours_at_most(
    editors: Editors, hasher: Hasher, clock: Clock
) -> None:
    token, until = enter(editors), clock.now + 8 * 60 * MINUTE
    while clock.now < until:
        assert editors.identify(token) == NAME
        clock.now += 20 * MINUTE
    assert editors.identify(token) is None


def test_the_end_of_one_account_ends_no_other_session(
    editors: Editors, hasher: Hasher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gersapp.editors.accounts.hash_password", lambda password: "hash")
    editors.accounts.add("Paul", OTHER, TODAY)
    token, other = enter(editors), enter(editors, "Paul")
    editors.accounts.remove("Paul")
    assert editors.identify(other) is None
    assert editors.identify(token) == NAME


def test_signing_out_twice_is_told_once(editors: Editors, hasher: Hasher, home: Place) -> None:
    token = enter(editors)
    editors.sign_out(token, OTHER_ADDRESS)
    editors.sign_out(token, OTHER_ADDRESS)
    assert log(home) == [("signed in", NAME, ADDRESS), ("signed out", NAME, OTHER_ADDRESS)]


def test_during_a_reload_both_servers_know_who_is_signed_in(
    home: Place, hasher: Hasher, clock: Clock
) -> None:
    old, new = home.editors(clock), home.editors(clock)
    before, after = enter(old), enter(new)
    assert [server.identify(token) for server in (old, new) for token in (before, after)] == [NAME] * 4
    new.sign_out(before, ADDRESS)
    old.sign_out(after, ADDRESS)
    clock.now += 2 * MINUTE
    enter(old)
    enter(new)
    assert [server.identify(token) for server in (old, new) for token in (before, after)] == [None] * 4


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


# -- the first time, without an account


def test_an_invitation_is_good_once(place: Place, clock: Clock) -> None:
    editors = place.editors(clock)
    invitation = editors.invite()
    token = editors.accept(invitation, "127.0.0.1")
    assert token != invitation
    assert editors.identify(token) == NOBODY
    with pytest.raises(Unidentified):
        editors.accept(invitation, ADDRESS)
    assert editors.identify(token) == NOBODY
    assert log(place) == [("signed in", NOBODY, "127.0.0.1"), ("invitation refused", "-", ADDRESS)]


@pytest.mark.parametrize(("seconds", "good"), [(15 * MINUTE - 1, True), (15 * MINUTE, False)])
def test_an_invitation_is_good_for_a_quarter_of_an_hour(
    place: Place, clock: Clock, seconds: int, good: bool
) -> None:
    editors = place.editors(clock)
    invitation = editors.invite()
    clock.now += seconds
    if good:
        assert editors.identify(editors.accept(invitation, ADDRESS)) == NOBODY
    else:
        with pytest.raises(Unidentified):
            editors.accept(invitation, ADDRESS)


@pytest.mark.parametrize("token", ["", "a", "\ud800", "a" * 100_000])
def test_no_other_token_is_an_invitation(place: Place, clock: Clock, token: str) -> None:
    editors = place.editors(clock)
    for _ in range(2):
        with pytest.raises(Unidentified):
            editors.accept(token, ADDRESS)
        invitation = editors.invite()
    assert editors.identify(editors.accept(invitation, ADDRESS)) == NOBODY


def test_only_the_last_invitation_of_this_server_is_good(folder: Path, clock: Clock) -> None:
    editors = open_editors(folder, clock)
    first, last = editors.invite(), editors.invite()
    for server, invitation in ((editors, first), (open_editors(folder, clock), last)):
        with pytest.raises(Unidentified):
            server.accept(invitation, ADDRESS)
    assert editors.identify(editors.accept(last, ADDRESS)) == NOBODY


def test_an_invitation_is_no_good_when_there_is_an_account(place: Place, clock: Clock) -> None:
    editors = place.editors(clock)
    invitation = editors.invite()
    place.let_in()
    for token in (invitation, editors.invite()):
        with pytest.raises(Unidentified):
            editors.accept(token, ADDRESS)


def test_an_invited_session_ends_when_there_is_an_account(place: Place, clock: Clock) -> None:
    editors = place.editors(clock)
    token = editors.accept(editors.invite(), ADDRESS)
    assert place.editors(clock).identify(token) == NOBODY
    place.let_in()
    assert editors.identify(token) is None
    assert place.editors(clock).identify(token) is None
    assert editors.remembers(token)
    # It had ended: it does not come back with the last account's removal.
    editors.accounts.remove(NAME)
    assert not editors.accounts
    assert editors.identify(token) is None


def test_an_invited_session_is_one_like_any_other(place: Place, clock: Clock) -> None:
    editors = place.editors(clock)
    idle = editors.accept(editors.invite(), ADDRESS)
    clock.now += 30 * MINUTE
    assert editors.identify(idle) is None
    token = editors.accept(editors.invite(), ADDRESS)
    editors.sign_out(token, ADDRESS)
    assert editors.identify(token) is None


def test_of_two_who_accept_at_once_one_is_let_in(place: Place, clock: Clock) -> None:
    editors = place.editors(clock)
    invitation = editors.invite()
    results = at_once(8, lambda number: editors.accept(invitation, ADDRESS))
    (token,) = [result for result in results if isinstance(result, str)]
    assert [type(result) for result in results].count(Unidentified) == 7
    assert editors.identify(token) == NOBODY


def test_an_invitation_is_not_spent_on_a_full_disk(
    folder: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    editors = open_editors(folder, clock)
    invitation = editors.invite()
    with monkeypatch.context() as full:
        break_call(full, "replace", errno.ENOSPC)
        with pytest.raises(EditorsUnavailable, match="disque plein"):
            editors.accept(invitation, ADDRESS)
    assert not (folder / "security.log").exists()
    assert editors.identify(editors.accept(invitation, ADDRESS)) == NOBODY


def test_accounts_that_cannot_be_read_are_not_none(folder: Path, clock: Clock) -> None:
    editors = open_editors(folder, clock)
    invitation = editors.invite()
    token = editors.accept(invitation, ADDRESS)
    (folder / "editors.json").mkdir()
    with pytest.raises(EditorsUnavailable, match="ne peut pas être lu"):
        editors.identify(token)
    with pytest.raises(EditorsUnavailable, match="ne peut pas être lu"):
        editors.accept(editors.invite(), ADDRESS)


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


# -- rights, and several processes


@in_files
def test_everybody_who_is_signed_in_has_all_rights(home: Place, clock: Clock) -> None:
    editors = home.editors(clock, naming_header=HEADER)
    assert [editors.rights_of(name) for name in (NAME, NOBODY, "Jeanne")] == [ALL_RIGHTS] * 3
    assert editors.rights_of("") == NO_RIGHTS


@in_database
def test_rights_are_those_of_the_account_of_that_name(
    home: Place, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gersapp.editors.accounts.hash_password", lambda password: "hash")
    editors = home.editors(clock, naming_header=HEADER)
    rights = Rights(roles={"gers": Role.EDITOR})
    editors.accounts.add("Paul", OTHER, TODAY, rights=rights)
    # Whether a password or a proxy says who they are.
    assert editors.rights_of(editors.identify(editors.begin_named("PAUL", ADDRESS)) or "") == rights
    assert [editors.rights_of(name) for name in ("Jeanne", NOBODY, "")] == [NO_RIGHTS] * 3
    assert editors.rights_of(NAME) == ALL_RIGHTS


@in_database
def test_who_is_in_without_account_has_all_rights_until_one(place: Place, clock: Clock) -> None:
    editors = place.editors(clock)
    assert editors.rights_of(NOBODY) == ALL_RIGHTS
    place.let_in()
    assert editors.rights_of(NOBODY) == NO_RIGHTS


@in_database
def test_of_the_processes_of_one_start_one_invites(place: Place, clock: Clock) -> None:
    tokens = at_once(4, lambda number: place.editors(clock).invite("start"))
    (token,) = filter(None, tokens)
    assert isinstance(token, str)
    assert place.editors(clock).is_invited(token)
    other = place.editors(clock).invite("another start")
    clock.now += 15 * MINUTE
    assert place.editors(clock).invite("start")
    assert [place.editors(clock).is_invited(old) for old in (token, other)] == [False, False]


@in_database
def test_the_first_to_accept_ends_all_invitations(place: Place, clock: Clock) -> None:
    tokens = [place.editors(clock).invite(start) for start in ("one", "another")]
    assert place.editors(clock).accept(tokens[1], ADDRESS)
    with pytest.raises(Unidentified):
        place.editors(clock).accept(tokens[0], ADDRESS)


@pytest.mark.parametrize("name", [NOBODY, f" {NOBODY.upper()}"])
def test_a_proxy_names_nobody_as_who_has_no_account(place: Place, clock: Clock, name: str) -> None:
    editors = place.editors(clock, naming_header=HEADER)
    with pytest.raises(Unidentified):
        editors.begin_named(name, ADDRESS)
    assert place.count_sessions() == 0
