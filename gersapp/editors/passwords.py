"""Passwords: which are accepted, and their argon2id hashes (OWASP Password Storage Cheat Sheet)."""

import re
import threading
import unicodedata
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from gersapp.errors import TooManyTries

MIN_LENGTH, MAX_LENGTH = 12, 1_000
# zxcvbn's scale, of 0 to 4: under 3, a password is found in less than 10⁸ tries.
_MIN_SCORE = 3
# zxcvbn looks at no more.
_MAX_SCORED_LENGTH = 72
# Words that are common in France and in the Gers, and not in zxcvbn's English lists.
_COMMON = [
    "motdepasse",
    "passe",
    "azerty",
    "azertyuiop",
    "azertyuiopqsdfghjklm",
    "bonjour",
    "soleil",
    "loulou",
    "doudou",
    "chouchou",
    "coucou",
    "jetaime",
    "marseille",
    "france",
    "toulouse",
    "auch",
    "gers",
    "gascogne",
    "catalogue",
    "departement",
    "departemental",
    "departementdugers",
    "conseil",
    "mairie",
    "commune",
    "communication",
    "administrateur",
    "administrateurs",
    "utilisateur",
    "editeur",
    "redacteur",
    "operation",
    "operations",
]

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# 19 MiB and a core for 50 ms each: two at once, and only some may wait for their turn. In threads of their
# own: in those of the requests, each of malloc's arenas kept its 19 MiB, 0.5 GB in all.
_threads = ThreadPoolExecutor(2, "passwords")
_places = threading.BoundedSemaphore(8)
_RETRY_AFTER_S = 2


def find_fault(password: str, name: str) -> str | None:
    """Say in French why `password` is no good for the account `name`; None when it is good."""
    if len(password) < MIN_LENGTH:
        return f"Le mot de passe doit avoir au moins {MIN_LENGTH} caractères."
    if len(password) > MAX_LENGTH:
        return f"Le mot de passe doit avoir au plus {MAX_LENGTH} caractères."
    if any(unicodedata.category(letter) == "Cs" for letter in password):
        # What Python makes of other bytes than UTF-8: no browser could send it again.
        return "Le mot de passe n’est pas écrit en UTF-8."
    # Only the commands ask, and its lists take 14 MB: the server does without.
    from zxcvbn import zxcvbn

    folded, folded_name = _fold(password), _fold(name)
    words = re.findall(r"\w+", folded_name)
    known = [folded_name, "".join(words), *words, *_COMMON]
    if not folded or zxcvbn(folded[:_MAX_SCORED_LENGTH], known)["score"] < _MIN_SCORE:
        return (
            "Ce mot de passe est trop facile à deviner. Quelques mots sans rapport entre eux en font un bon."
        )
    return None


def _fold(text: str) -> str:
    """Return `text` without capitals and accents."""
    return "".join(
        letter for letter in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(letter)
    )


def hash_password(password: str) -> str:
    """Return the hash that is kept of `password`."""
    return _HASHER.hash(_encode(password))


# What the password of an unknown name is compared with, so that the answer takes as long: the hash of
# random bytes that nobody has kept.
_NO_HASH = "$argon2id$v=19$m=19456,t=2,p=1$zvlfHDZF1Re7NrqBeowIIg$+J0E4iLcUCdC2KYdAAO0k/dLoLTZjS0fg6bXW+FN0e8"


def verify_password(password: str, kept: str | None) -> bool:
    """Whether the hash `kept` is of `password`. None, for an unknown name, costs as much and is of none.

    Raises TooManyTries when others wait too.
    """
    if not _places.acquire(blocking=False):
        raise TooManyTries(_RETRY_AFTER_S)
    try:
        verified = _threads.submit(_HASHER.verify, kept or _NO_HASH, _encode(password))
        return verified.result() and kept is not None
    except (VerificationError, InvalidHashError):
        return False
    finally:
        _places.release()


def _encode(password: str) -> bytes:
    """Encode a password typed on any keyboard: é in one piece or in two. One longer than any password may be
    typed stays as it is: to put 64 kB of accents in order takes 9 s.
    """
    if len(password) <= 4 * MAX_LENGTH:
        password = unicodedata.normalize("NFC", password)
    return password.encode("utf-8", "surrogatepass")
