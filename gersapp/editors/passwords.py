"""Checking new passwords, and their argon2id hashes (OWASP Password Storage Cheat Sheet)."""

import re
import threading
import unicodedata
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from gersapp.editors.guessing import score_password
from gersapp.errors import TooManyTries

MIN_LENGTH, MAX_LENGTH = 12, 1_000
# On zxcvbn's scale from 0 to 4. Under 3, a password is found in less than 10⁸ tries.
_MIN_SCORE = 3
# zxcvbn scores no more characters.
_MAX_SCORED_LENGTH = 72
# Words that are common in France and in the Gers, but missing in zxcvbn's English lists.
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

# Of the settings that OWASP holds for equal, one of little memory: a hash takes 9 MiB, a fifth of what the
# process has at rest, and a core for some 30 ms. One runs at a time, and seven more may wait.
_HASHER = PasswordHasher(time_cost=4, memory_cost=9 * 1024, parallelism=1)
_thread = ThreadPoolExecutor(1, "passwords")
_places = threading.BoundedSemaphore(8)
_RETRY_AFTER_S = 2


def find_fault(password: str, name: str) -> str | None:
    """Return in French why `password` is refused for the account `name`; None when it is accepted.

    May raise EditorsUnavailable.
    """
    if len(password) < MIN_LENGTH:
        return f"Le mot de passe doit avoir au moins {MIN_LENGTH} caractères."
    if len(password) > MAX_LENGTH:
        return f"Le mot de passe doit avoir au plus {MAX_LENGTH} caractères."
    if any(unicodedata.category(letter) == "Cs" for letter in password):
        # Python decodes bytes that are not UTF-8 to these: no browser could send them again.
        return "Le mot de passe n’est pas écrit en UTF-8."
    folded, folded_name = _fold(password), _fold(name)
    words = re.findall(r"\w+", folded_name)
    known = [folded_name, "".join(words), *words, *_COMMON]
    try:
        score = score_password(folded[:_MAX_SCORED_LENGTH], known) if folded else 0
    except TooManyTries:
        return "Trop de mots de passe sont examinés à la fois. Réessayez dans un instant."
    if score < _MIN_SCORE:
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
    return _thread.submit(_HASHER.hash, _encode(password)).result()


# The hash of random bytes that nobody kept. The password of an unknown name is compared with it, so that the
# response takes as long.
_NO_HASH = "$argon2id$v=19$m=9216,t=4,p=1$n2Jwyqcsbc6rYW4TYqUXsQ$OFWj5rkFTXyGZz19HA91KcdN05/XzOo8o4YbDgwADS0"


def verify_password(password: str, kept: str | None) -> bool:
    """Whether the hash `kept` belongs to `password`. None, for an unknown name, takes as long and is False.

    Raises TooManyTries when too many others wait.
    """
    if not _places.acquire(blocking=False):
        raise TooManyTries(_RETRY_AFTER_S)
    try:
        verified = _thread.submit(_HASHER.verify, kept or _NO_HASH, _encode(password))
        return verified.result() and kept is not None
    except (VerificationError, InvalidHashError):
        return False
    finally:
        _places.release()


def _encode(password: str) -> bytes:
    """Encode a password from any keyboard, which may type é as one character or as two.

    A text too long for a password stays as it is: normalising 64 kB of accents takes 9 s.
    """
    if len(password) <= 4 * MAX_LENGTH:
        password = unicodedata.normalize("NFC", password)
    return password.encode("utf-8", "surrogatepass")
