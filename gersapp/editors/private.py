"""A small private file: one JSON object, replaced as a whole, shared by several processes.

The server and the commands change these files. Each change reads and writes under a lock beside the file, so
that none undoes another.
"""

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from gersapp.errors import EditorsUnavailable, reason
from gersapp.files import (
    Stamp,
    Unreadable,
    make_private_folder,
    private_lock,
    read_stamp,
    read_whole,
    replace_private,
)


class PrivateFile:
    """`path` has mode 0600, in a folder of mode 0700; the first write makes both.

    `is_valid` checks a value of the object. Every method may raise EditorsUnavailable.
    """

    def __init__(self, path: Path, is_valid: Callable[[Any], bool]) -> None:
        self.path = path
        self._is_valid = is_valid

    def stamp(self) -> Stamp:
        """Return a stamp that differs for each content; None without a file."""
        with self._refusing("lu"):
            return read_stamp(self.path)

    def read(self) -> dict[str, Any]:
        """Return the content of the file; an empty one without a file."""
        with self._refusing("lu"):
            try:
                encoded, _ = read_whole(self.path)
            except FileNotFoundError:
                return {}
            except Unreadable as error:
                raise self._broken(str(error)) from error
        try:
            content = json.loads(encoded)
        except (ValueError, RecursionError) as error:
            raise self._broken("ce n’est pas du JSON") from error
        if not isinstance(content, dict):
            raise self._broken("un objet JSON est attendu")
        for key, value in content.items():
            if not self._is_valid(value):
                raise self._broken(f"« {key} » est incomplet")
        return content

    @contextlib.contextmanager
    def changing(self) -> Iterator[dict[str, Any]]:
        """Yield the content of the file, to change in place; the end of the `with` writes it to the disk.

        An error that ends the `with` writes nothing.
        """
        with contextlib.ExitStack() as held:
            with self._refusing("écrit"):
                make_private_folder(self.path.parent)
                held.enter_context(private_lock(self.path))
            content = self.read()
            before = json.dumps(content)
            yield content
            if json.dumps(content) != before:
                with self._refusing("écrit"):
                    replace_private(self.path, json.dumps(content, ensure_ascii=False, indent=1).encode())

    @contextlib.contextmanager
    def _refusing(self, participle: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            message = f"{self.path} ne peut pas être {participle} : {reason(error)}."
            raise EditorsUnavailable(message) from error

    def _broken(self, why: str) -> EditorsUnavailable:
        return EditorsUnavailable(f"{self.path} est abîmé : {why}.")
