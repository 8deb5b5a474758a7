"""The catalogue of a body in the place of one in a file, for tests that look at the file."""

from typing import Any, NoReturn

import pytest

from gersapp.store.bodies import Bodies

# No word of any test has it.
SLUG = "corps-d-essai"


class BodyFile:
    """Stands for the file of a catalogue: what it would have, but nothing that only a file does."""

    def __init__(self, bodies: Bodies) -> None:
        self._bodies = bodies

    def read_bytes(self) -> bytes:
        return self._bodies.export(SLUG)

    def read_text(self, encoding: str) -> str:
        return self.read_bytes().decode(encoding)

    def write_bytes(self, content: bytes) -> None:
        if content != self.read_bytes():
            self._bodies.restore(SLUG, content)

    def __getattr__(self, name: str) -> NoReturn:
        pytest.skip("of files alone")


class BodyRepository:
    """The catalogue of the body, which has a `path`: see BodyFile."""

    def __init__(self, bodies: Bodies) -> None:
        self.path = BodyFile(bodies)
        self._repository = bodies.repository(SLUG)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._repository, name)
