"""Signing in to `gersapp.editors.Editors`, with right and wrong passwords, and what the log then says."""

import pytest
from argon2.exceptions import VerifyMismatchError

from gersapp.editors import Editors
from gersapp.errors import Unidentified
from proof.tools.editor import NAME, PASSWORD
from tests.support.editor_places import Place

ADDRESS, OTHER_ADDRESS = "192.0.2.1", "198.51.100.7"
OTHER = "Un canard passe la Baïse"
TODAY = "2026-11-22"
HEADER = "X-Remote-User"


class Hasher:
    """Knows PASSWORD at once, and which hashes it was asked about."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def verify(self, kept: str, password: bytes) -> bool:
        self.asked.append(kept)
        if password != PASSWORD.encode():
            raise VerifyMismatchError
        return True


def enter(editors: Editors, name: str = NAME, address: str = ADDRESS) -> str:
    return editors.sign_in(name, PASSWORD, address)


def fail(editors: Editors, name: str = NAME, password: str = OTHER, address: str = ADDRESS) -> None:
    with pytest.raises(Unidentified):
        editors.sign_in(name, password, address)


def log(place: Place) -> list[tuple[str, str, str]]:
    """What happened to whom, and from where."""
    return [(fact["event"], fact.get("editor", "-"), fact["address"]) for fact in place.log()]
