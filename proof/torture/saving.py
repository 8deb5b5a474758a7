"""Editors who save without a pause, each on an operation of its own: what those of all servers share."""

import http.client
import itertools
import random
import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from proof.torture.losses import SECONDS, Lost, wait_until

RANDOM = random.SystemRandom()
WRITERS = 8


class SavingEditor(threading.Thread):
    """Saves texts that grow and shrink, until it leaves or notices a problem.

    When the server is gone it waits until `server_is_back`. `saved`, `unreachable` and `cut` count edits,
    refused connections and broken ones.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.saved = self.unreachable = self.cut = 0
        self.problems: list[str] = []
        self.leaving = threading.Event()
        self.server_is_back = threading.Event()

    def run(self) -> None:
        for number in itertools.count(1):
            if self.leaving.is_set() or self.problems:
                break
            try:
                self.edit(f"{self.name} {number} " + "é" * RANDOM.randrange(1, 4_800))
            except ConnectionRefusedError:
                self.unreachable += 1
                self.server_is_back.wait(SECONDS)
            except (OSError, http.client.HTTPException):
                self.cut += 1
            except Lost as loss:
                self.problems.append(f"{self.name} : {loss}")
            except Exception as error:
                self.problems.append(f"{self.name} : {error!r}")
        self.disconnect()

    def edit(self, text: str) -> None:
        """Save this text; raises Lost."""
        raise NotImplementedError

    def disconnect(self) -> None:
        raise NotImplementedError


E = TypeVar("E", bound=SavingEditor)


class Crew(Generic[E]):
    """Editors at once."""

    def __init__(self, editors: Sequence[E]) -> None:
        self.editors = editors
        for editor in editors:
            editor.start()

    @property
    def saved(self) -> int:
        return sum(editor.saved for editor in self.editors)

    @property
    def unreachable(self) -> int:
        return sum(editor.unreachable for editor in self.editors)

    @property
    def cut(self) -> int:
        return sum(editor.cut for editor in self.editors)

    def save_more(self, times: int = 2, editors: Sequence[E] = ()) -> None:
        """Wait until each, or each of these `editors`, has saved some more; raises Lost."""
        goals = [(editor, editor.saved + times) for editor in editors or self.editors]
        self.wait(lambda: all(editor.saved >= goal for editor, goal in goals), "des enregistrements")

    def wait_until_unreachable(self) -> None:
        """Wait until nobody reaches a server; raises Lost."""
        words = "des connexions refusées"
        wait_until(lambda: self._problems or all(editor.unreachable for editor in self.editors), words)
        self.raise_problems()

    def resume(self) -> None:
        """Go on with another server on the same port, after nobody reached the one before; raises Lost."""
        for editor in self.editors:
            editor.unreachable = 0
            editor.server_is_back.set()
        self.save_more()
        for editor in self.editors:
            editor.server_is_back.clear()

    def leave(self) -> None:
        for editor in self.editors:
            editor.leaving.set()
            editor.server_is_back.set()
        for editor in self.editors:
            editor.join(2 * SECONDS)

    def wait(self, condition: Callable[[], bool], words: str) -> None:
        """Wait until the condition is true; raises Lost, for a problem of an editor too."""
        wait_until(lambda: self._problems or condition(), words)
        self.raise_problems()

    def raise_problems(self) -> None:
        if self._problems:
            raise Lost(" ; ".join(self._problems))

    @property
    def _problems(self) -> list[str]:
        return [problem for editor in self.editors for problem in editor.problems]
