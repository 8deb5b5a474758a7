"""`gersapp.editors.passwords`: which are accepted, what is kept of them, how many are looked at at once."""

import queue
import subprocess
import sys
import threading
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import argon2
import pytest
from argon2.exceptions import VerifyMismatchError

from gersapp.editors import guessing, passwords
from gersapp.editors.passwords import MAX_LENGTH, MIN_LENGTH, find_fault, hash_password, verify_password
from gersapp.errors import TooManyTries
from proof.tools.server import ROOT
from tests.support.files import at_once

GOOD = "Quatre cèpes dorés, hier"
EASY = "Ce mot de passe est trop facile à deviner. Quelques mots sans rapport entre eux en font un bon."
SECONDS = 60


@pytest.fixture(scope="module")
def kept() -> str:
    """What is kept of GOOD. Made once: it takes 50 ms."""
    return hash_password(GOOD)


class Slow:
    """A hasher that says when it is asked, and answers when it is told to."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.asked = threading.Semaphore(0)
        self.most = self.now = 0
        self._lock = threading.Lock()

    def verify(self, kept: str, password: bytes) -> bool:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self.asked.release()
        assert self.go.wait(SECONDS)
        with self._lock:
            self.now -= 1
        if password == b"wrong":
            raise VerifyMismatchError
        return True


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("", "Le mot de passe doit avoir au moins 12 caractères."),
        ("Xq7!vB2?kL9", "Le mot de passe doit avoir au moins 12 caractères."),
        (GOOD + "a" * MAX_LENGTH, "Le mot de passe doit avoir au plus 1000 caractères."),
        # What Python makes of a byte that is no UTF-8.
        (f"{GOOD}\udce9", "Le mot de passe n’est pas écrit en UTF-8."),
        ("aaaaaaaaaaaa", EASY),
        ("é" * 64, EASY),
        (" " * 12, EASY),
        ("\u0301" * 12, EASY),
        ("123456789012", EASY),
        ("password1234", EASY),
        ("P@ssw0rd1234", EASY),
        ("qwertyuiop12", EASY),
        ("motdepasse12", EASY),
        ("MotDePasse2026", EASY),
        ("azertyuiop123", EASY),
        ("Bonjour2026!", EASY),
        ("Catalogue2026", EASY),
        ("Administrateur1", EASY),
        ("Rédacteur2026", EASY),
        ("gersgersgers", EASY),
        ("ConseilDépartemental", EASY),
        ("DépartementDuGers", EASY),
    ],
)
def test_a_password_that_is_short_or_common_is_refused(password: str, message: str) -> None:
    assert find_fault(password, "Jeanne") == message


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("Jeanne", "jeannejeanne"),
        ("Jeanne Castéra", "Jeanne Castéra"),
        ("Jeanne Castéra", "jeannecastera32"),
        ("Éléonore Bégué", "Éléonore Bégué"),
        ("Éléonore Bégué", "eleonorebegue"),
        ("Éléonore Bégué", "EleonoreBegue1"),
        ("Jean-Baptiste", "jeanbaptiste"),
        ("Françoise", "Francoise2026"),
    ],
)
def test_a_password_made_of_ones_own_name_is_refused(name: str, password: str) -> None:
    assert find_fault(password, name) == EASY


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "Xq7!vB2?kL9z",
        "correct horse battery staple",
        "   espaces devant et derrière   ",
        "тайный пароль здесь",
        "秘密の言葉を四つ並べてみる",
        "🦆🌻🍑🏰🐎🎺🌾🧀🍷🦌🪿🥖",
        "tab\tnul\0 et retour\r à la ligne",
        unicodedata.normalize("NFD", GOOD),
        "Sept phrases. " * 4 + "Et huit autres.",
        ("Sept phrases bien longues. " * 40)[:MAX_LENGTH],
    ],
)
def test_any_characters_and_many_of_them_are_accepted(password: str) -> None:
    assert MIN_LENGTH <= len(password) <= MAX_LENGTH
    assert find_fault(password, "Jeanne") is None


def test_the_server_does_without_the_lists_of_common_passwords() -> None:
    code = "import sys, gersapp.web, gersapp.commands; sys.exit('zxcvbn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_what_is_kept_is_argon2id_of_9_mib_and_salted(kept: str) -> None:
    assert kept.startswith("$argon2id$v=19$m=9216,t=4,p=1$")
    assert hash_password(GOOD) != kept


@pytest.mark.parametrize(
    "password",
    [GOOD.lower(), f" {GOOD}", GOOD[:-1], f"{GOOD}\0", "", "\ud800", f"{GOOD}\ud800"],
)
def test_another_password_is_wrong(kept: str, password: str) -> None:
    assert not verify_password(password, kept)


def test_accents_may_be_typed_in_one_piece_or_in_two(kept: str) -> None:
    assert verify_password(unicodedata.normalize("NFC", GOOD), kept)
    assert verify_password(unicodedata.normalize("NFD", GOOD), kept)


def test_the_thousandth_character_counts() -> None:
    longest = (GOOD * MAX_LENGTH)[:MAX_LENGTH]
    kept = hash_password(longest)
    assert verify_password(longest, kept)
    assert not verify_password(longest[:-1] + "#", kept)


@pytest.mark.parametrize("kept", ["", "not a hash", "$argon2id$v=19$m=19456,t=2,p=1$", "$2b$12$abc"])
def test_what_is_no_hash_has_no_password(kept: str) -> None:
    assert not verify_password(GOOD, kept)


def test_nobody_has_no_password_and_costs_as_much(kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    real = passwords._HASHER

    class Counted:
        def verify(self, kept: str, password: bytes) -> bool:
            asked.append(kept)
            return real.verify(kept, password)

    monkeypatch.setattr(passwords, "_HASHER", Counted())
    assert not verify_password(GOOD, None)
    (compared,) = asked
    assert argon2.extract_parameters(compared) == argon2.extract_parameters(kept)


def test_nobodys_hash_opens_nothing_even_if_it_was_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow()
    slow.go.set()
    monkeypatch.setattr(passwords, "_HASHER", slow)
    assert verify_password("any", "kept")
    assert not verify_password("any", None)


def test_the_memory_of_hashing_does_not_grow_with_threads() -> None:
    code = (
        "import resource, threading; from gersapp.editors.passwords import verify_password\n"
        "def most(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "before = most()\n"
        "for _ in range(4):\n"
        "    asking = [threading.Thread(target=verify_password, args=('wrong', None)) for _ in range(8)]\n"
        "    for thread in asking: thread.start()\n"
        "    for thread in asking: thread.join()\n"
        "print(most() - before)"
    )
    printed = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    # One at a time, of 9 MiB; in threads of their own, eight of them.
    assert int(printed.stdout) < 30_000


def test_one_password_is_verified_seven_wait_others_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slow = Slow()
    monkeypatch.setattr(passwords, "_HASHER", slow)
    results: queue.Queue[bool | int] = queue.Queue()

    def sign_in(number: int) -> None:
        try:
            results.put(verify_password("right" if number % 2 else "wrong", "kept"))
        except TooManyTries as error:
            results.put(error.seconds)

    with ThreadPoolExecutor(20) as pool:
        for number in range(20):
            pool.submit(sign_in, number)
        # Nothing is let go yet: those who are answered now are those who may not wait.
        refused = [results.get(timeout=SECONDS) for _ in range(12)]
        assert slow.asked.acquire(timeout=SECONDS)
        slow.go.set()
    assert refused == [2] * 12
    assert {type(results.get(timeout=SECONDS)) for _ in range(8)} == {bool}
    assert results.empty()
    assert slow.most == 1
    # All have left their places, right or wrong.
    assert at_once(8, lambda number: verify_password("wrong", "kept")) == [False] * 8


def test_one_password_is_scored_three_wait_others_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    go, results = threading.Event(), queue.Queue[str | None]()

    def run(password: str, known: object) -> int:
        assert go.wait(SECONDS)
        return 4

    monkeypatch.setattr(guessing, "_run", run)
    with ThreadPoolExecutor(10) as pool:
        for _ in range(10):
            pool.submit(lambda: results.put(find_fault(GOOD, "Jeanne")))
        refused = [results.get(timeout=SECONDS) for _ in range(6)]
        go.set()
    assert refused == ["Trop de mots de passe sont examinés à la fois. Réessayez dans un instant."] * 6
    assert [results.get(timeout=SECONDS) for _ in range(4)] == [None] * 4
    assert find_fault(GOOD, "Jeanne") is None


def test_a_hash_of_more_memory_still_has_its_password() -> None:
    before = argon2.PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1).hash(
        unicodedata.normalize("NFC", GOOD)
    )
    assert verify_password(GOOD, before)
