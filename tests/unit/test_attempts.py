"""`gersapp.editors.attempts`: how long the next try waits, for whom, and that nobody waits for ever."""

import errno
import fcntl
import json
import os
from pathlib import Path

import pytest

from gersapp.editors.attempts import (
    FREE_ATTEMPTS,
    MAX_DELAY_S,
    WINDOW_S,
    Attempts,
    compute_delay,
    group_address,
)
from gersapp.editors.repository import AttemptRepository
from gersapp.errors import EditorsUnavailable, TooManyTries
from proof.tools.clock import Clock
from tests.support.editor_places import ATTEMPTS, Place, in_files
from tests.support.files import at_once, break_call, contents, modes

pytestmark = pytest.mark.usefixtures("quick_disk")

ADDRESS, OTHER_ADDRESS = "192.0.2.1", "198.51.100.7"


@pytest.fixture
def attempts(place: Place, clock: Clock) -> AttemptRepository:
    return place.attempts(clock)


def refused(attempts: AttemptRepository, name: str = "jeanne", address: str = ADDRESS) -> int:
    """How many seconds a try has to wait; 0 for one that was let through, and so counted."""
    try:
        attempts.record(name, address)
    except TooManyTries as error:
        return error.seconds
    return 0


def fail(attempts: AttemptRepository, times: int, name: str = "jeanne", address: str = ADDRESS) -> None:
    for _ in range(times):
        assert refused(attempts, name, address) == 0


def test_five_attempts_are_free_then_the_delay_doubles_to_15_min(
    attempts: AttemptRepository, clock: Clock
) -> None:
    waited = []
    for _ in range(15):
        waited.append(refused(attempts))
        clock.now += waited[-1]
        if waited[-1]:
            assert refused(attempts) == 0
    assert waited == [0] * 5 + [15, 30, 60, 120, 240, 480, 900, 900, 900, 900]


@pytest.mark.parametrize(
    ("count", "seconds"),
    [(0, 0), (4, 0), (5, 15), (6, 30), (10, 480), (11, 900), (12, 900), (1_000, 900), (10**30, 900)],
)
def test_the_delay_after_so_many_failures(count: int, seconds: int) -> None:
    assert compute_delay(count) == seconds


def test_a_try_that_is_refused_is_not_counted(attempts: AttemptRepository, clock: Clock) -> None:
    fail(attempts, FREE_ATTEMPTS)
    assert [refused(attempts) for _ in range(50)] == [15] * 50
    clock.now += 15
    assert refused(attempts) == 0
    assert refused(attempts) == 30


@pytest.mark.parametrize(("passed", "seconds"), [(0.0, 15), (0.1, 15), (13.9, 2), (14.5, 1), (15.0, 0)])
def test_one_is_told_how_long_to_wait_and_never_too_little(
    attempts: AttemptRepository, clock: Clock, passed: float, seconds: int
) -> None:
    fail(attempts, FREE_ATTEMPTS)
    clock.now += passed
    assert refused(attempts) == seconds


def test_failures_on_a_name_hold_up_that_name_from_everywhere(attempts: AttemptRepository) -> None:
    for number in range(FREE_ATTEMPTS):
        fail(attempts, 1, address=f"192.0.2.{number}")
    assert refused(attempts, "jeanne", OTHER_ADDRESS) == 15
    assert refused(attempts, "paul", OTHER_ADDRESS) == 0


def test_failures_from_an_address_hold_up_each_name_from_there(attempts: AttemptRepository) -> None:
    for number in range(FREE_ATTEMPTS):
        fail(attempts, 1, name=f"name {number}")
    assert refused(attempts, "another") == 15
    assert refused(attempts, "another", OTHER_ADDRESS) == 0


def test_success_forgets_failures_of_its_name_and_address(attempts: AttemptRepository, clock: Clock) -> None:
    for _ in range(3):
        fail(attempts, FREE_ATTEMPTS - 1)
        attempts.clear(attempts.record("jeanne", ADDRESS))
    fail(attempts, FREE_ATTEMPTS)
    clock.now += 15
    attempts.clear(attempts.record("jeanne", ADDRESS))
    fail(attempts, FREE_ATTEMPTS)


def test_success_forgets_no_other_name(attempts: AttemptRepository) -> None:
    fail(attempts, FREE_ATTEMPTS - 1, "paul")
    attempts.clear(attempts.record("jeanne", OTHER_ADDRESS))
    fail(attempts, 1, "paul")
    assert refused(attempts, "paul", "203.0.113.5") == 15


def test_the_count_survives_a_restart(place: Place, clock: Clock) -> None:
    for _ in range(FREE_ATTEMPTS):
        fail(place.attempts(clock), 1)
    assert refused(place.attempts(clock)) == 15


def test_failures_are_forgotten_15_min_after_their_delay(attempts: AttemptRepository, clock: Clock) -> None:
    fail(attempts, FREE_ATTEMPTS)
    clock.now += 15 + WINDOW_S
    assert refused(attempts) == 0
    assert refused(attempts) == 30
    clock.now += 30 + WINDOW_S + 1
    fail(attempts, FREE_ATTEMPTS)
    assert refused(attempts) == 15


def test_no_account_is_locked_for_ever(attempts: AttemptRepository, clock: Clock) -> None:
    for number in range(40):
        clock.now += refused(attempts, "jeanne", f"192.0.2.{number}")
        refused(attempts, "jeanne", f"192.0.2.{number}")
    assert 0 < refused(attempts, "jeanne", OTHER_ADDRESS) <= MAX_DELAY_S
    clock.now += MAX_DELAY_S
    assert refused(attempts, "jeanne", OTHER_ADDRESS) == 0


@pytest.mark.parametrize(
    ("seconds", "longest"), [(60, 60 + 15), (WINDOW_S, WINDOW_S + 15), (WINDOW_S + 1, 0), (10**8, 0)]
)
def test_a_clock_set_back_locks_nobody_out(
    attempts: AttemptRepository, clock: Clock, seconds: int, longest: int
) -> None:
    fail(attempts, FREE_ATTEMPTS)
    clock.now -= seconds
    assert refused(attempts) == longest


def test_the_time_is_asked_under_the_lock(tmp_path: Path) -> None:
    """Else a try that waited for another's would be refused: that one would be in its future."""
    asked: list[bool] = []

    def clock() -> float:
        descriptor = os.open(tmp_path / "attempts.json.lock", os.O_RDWR)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            asked.append(True)
        finally:
            os.close(descriptor)
        return 1_800_000_000.0

    Attempts(tmp_path, clock).record("jeanne", ADDRESS)
    assert asked == [True]


def test_of_many_tries_at_once_five_are_let_through(place: Place, clock: Clock) -> None:
    attempts = place.attempts(clock)
    delays = at_once(20, lambda number: refused(attempts, "jeanne", f"192.0.2.{number}"))
    assert sorted(map(str, delays)) == sorted(["0"] * FREE_ATTEMPTS + ["15"] * 15)


def test_so_are_they_by_two_servers_during_a_reload(place: Place, clock: Clock) -> None:
    servers = [place.attempts(clock), place.attempts(clock)]
    delays = at_once(12, lambda number: refused(servers[number % 2], "jeanne", f"192.0.2.{number}"))
    assert delays.count(0) == FREE_ATTEMPTS


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::1", "2001:db8:1:2::/64"),
        ("::1", "::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        # How a socket that listens to both names IPv4 addresses: never all of them as one.
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::ffff:c000:201", "192.0.2.1"),
        # How some proxies name a visitor: with the port of each connection.
        ("192.0.2.1:4001", "192.0.2.1"),
        ("[2001:db8:1:2::1]", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::1]:4001", "2001:db8:1:2::/64"),
        ("[x", "[x"),
        ("[]", "[]"),
        # By a socket file, or from a proxy that names nobody.
        ("", ""),
        ("unknown", "unknown"),
        ("2001:db8::/32", "2001:db8::/32"),
    ],
)
def test_an_address_counts_for_the_network_that_a_visitor_has(address: str, counted_as: str) -> None:
    assert group_address(address) == counted_as


def test_the_addresses_of_one_ipv6_network_share_their_count(attempts: AttemptRepository) -> None:
    for number in range(FREE_ATTEMPTS):
        fail(attempts, 1, f"name {number}", f"2001:db8:0:1:{number}::1")
    assert refused(attempts, "another", "2001:db8:0:1:ffff::9") == 15
    assert refused(attempts, "another", "2001:db8:0:2::1") == 0


def test_no_name_and_no_address_is_kept_in_clear(tmp_path: Path, clock: Clock) -> None:
    # A password gets typed in the field of the name.
    typed = ("jeanne", "un mot de passe tapé trop haut", "", "\ud800\0", "n" * 100_000)
    for folder in (tmp_path / "one", tmp_path / "other"):
        for number, name in enumerate(typed):
            fail(Attempts(folder, clock), 1, name, f"192.0.2.{number}")
    one, other = contents(tmp_path / "one"), contents(tmp_path / "other")
    kept = b"".join(one.values())
    for clear in ("jeanne", "mot de passe", "192.0.2"):
        assert clear.encode() not in kept
    # Keyed: the digests of one server are not those of another, nor of anybody who tries names out.
    assert not json.loads(one["attempts.json"]).keys() & json.loads(other["attempts.json"]).keys()
    assert len(bytes.fromhex(json.loads(one["secret.json"])["secret"])) == 32
    assert set(modes(tmp_path / "one").values()) == {0o700, 0o600}


def test_the_secret_is_made_once(tmp_path: Path, clock: Clock) -> None:
    fail(Attempts(tmp_path, clock), 1)
    before = contents(tmp_path)["secret.json"]
    fail(Attempts(tmp_path, clock), 1)
    assert contents(tmp_path)["secret.json"] == before


def test_a_name_is_never_taken_for_an_address(attempts: AttemptRepository) -> None:
    fail(attempts, FREE_ATTEMPTS - 1, ADDRESS, OTHER_ADDRESS)
    fail(attempts, FREE_ATTEMPTS - 1, OTHER_ADDRESS, ADDRESS)
    assert refused(attempts, "jeanne", ADDRESS) == 0


def test_the_file_has_bounds_and_the_oldest_go_first(
    attempts: AttemptRepository, place: Place, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ATTEMPTS:
        monkeypatch.setattr(module, "MAX_COUNTERS", 6)
    fail(attempts, FREE_ATTEMPTS, "jeanne", ADDRESS)
    fail(attempts, 1, "paul", "192.0.2.2")
    fail(attempts, 1, "anne", "192.0.2.3")
    # Its owner has tried again, so it is not the oldest any more.
    clock.now += 15
    assert refused(attempts, "jeanne", ADDRESS) == 0
    fail(attempts, 1, "luc", "192.0.2.4")
    assert place.count_attempts() == 6
    assert refused(attempts, "jeanne", ADDRESS) == 30


def test_a_crowd_of_names_and_addresses_pushes_out_no_delay(
    attempts: AttemptRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ATTEMPTS:
        monkeypatch.setattr(module, "MAX_COUNTERS", 100)
    for number in range(FREE_ATTEMPTS):
        fail(attempts, 1, "jeanne", f"192.0.2.{number}")
    for number in range(200):
        fail(attempts, 1, f"name {number}", f"2001:db8:0:{number:x}::1")
    assert refused(attempts, "jeanne", OTHER_ADDRESS) == 15


def test_a_try_that_is_taken_back_leaves_nothing(attempts: AttemptRepository, place: Place) -> None:
    attempts.withdraw(attempts.record("jeanne", ADDRESS))
    assert place.count_attempts() == 0
    fail(attempts, FREE_ATTEMPTS)
    assert refused(attempts) == 15


def test_what_is_forgotten_leaves_the_file(attempts: AttemptRepository, place: Place, clock: Clock) -> None:
    for number in range(10):
        fail(attempts, 1, f"name {number}", f"192.0.2.{number}")
    clock.now += WINDOW_S + 1
    fail(attempts, 1)
    assert place.count_attempts() == 2


@in_files
def test_a_try_that_cannot_be_counted_is_none(
    attempts: AttemptRepository, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counters = attempts.record("jeanne", ADDRESS)
    before = (folder / "attempts.json").read_bytes()
    break_call(monkeypatch, "replace", errno.ENOSPC)
    with pytest.raises(EditorsUnavailable, match="disque plein"):
        attempts.record("jeanne", ADDRESS)
    with pytest.raises(EditorsUnavailable, match="disque plein"):
        attempts.clear(counters)
    assert (folder / "attempts.json").read_bytes() == before


@in_files
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("attempts.json", "{"),
        ("attempts.json", '{"a": null}'),
        ("attempts.json", '{"a": 1}'),
        ("attempts.json", '{"a": [1]}'),
        ("attempts.json", '{"a": ["1", 2]}'),
        ("attempts.json", '{"a": [1.5, 2]}'),
        ("attempts.json", '{"a": [1, null]}'),
        ("secret.json", "[]"),
        ("secret.json", '{"secret": 1}'),
    ],
)
def test_a_broken_file_lets_no_try_through(
    attempts: AttemptRepository, folder: Path, name: str, content: str
) -> None:
    folder.mkdir(mode=0o700)
    (folder / name).write_text(content)
    with pytest.raises(EditorsUnavailable, match=f"{name} est abîmé"):
        attempts.record("jeanne", ADDRESS)
    assert contents(folder)[name] == content.encode()
