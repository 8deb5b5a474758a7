"""The editors who work on a server while it is tortured, and who notice what is lost."""

import contextlib
import http.client
import itertools
import random
import threading
from collections.abc import Iterator
from pathlib import Path

from proof.tools.server import Server
from proof.torture.losses import SECONDS, Lost, wait_until
from proof.torture.observation import descriptions
from proof.torture.visitor import SAVED, Visitor, beginning_of, description_in

RANDOM = random.SystemRandom()
WRITERS = 8


class Editor(threading.Thread):
    """Saves texts that grow and shrink over one operation, and checks that none is lost.

    `possible`: what the operation may have now, the last text acknowledged and those sent since. When the
    server is gone it waits until `server_is_back`. `saved`, `refused` and `cut` count edits, refused
    connections and broken ones.
    """

    def __init__(self, port: int, id: str, description: str) -> None:
        super().__init__(name=id, daemon=True)
        self.visitor = Visitor(port)
        self.id = id
        self.possible = frozenset([description])
        self.saved = self.refused = self.cut = 0
        self.problems: list[str] = []
        self.leaving = threading.Event()
        self.server_is_back = threading.Event()

    def run(self) -> None:
        for number in itertools.count(1):
            if self.leaving.is_set() or self.problems:
                break
            try:
                self._edit(f"{self.id} {number} " + "é" * RANDOM.randrange(1, 4_800))
            except ConnectionRefusedError:
                self.refused += 1
                self.server_is_back.wait(SECONDS)
            except (OSError, http.client.HTTPException):
                self.cut += 1
            except Lost as loss:
                self.problems.append(f"{self.id} : {loss}")
            except Exception as error:
                self.problems.append(f"{self.id} : {error!r}")
        self.visitor.connection.close()

    def _edit(self, text: str) -> None:
        fields = self.visitor.form(self.id)
        if description_in(fields) not in self.possible:
            raise Lost(f"perdu, il y a « {description_in(fields)[:40]}… »")
        self.possible |= {text}
        status, answer = self.visitor.save(self.id, fields, text)
        if status in SAVED:
            self.possible = frozenset([text])
            self.saved += 1
        elif status != 409:  # a conflict with a text whose connection broke, and that was saved all the same
            raise Lost(f"réponse {status} : {beginning_of(answer)}")


class Editors:
    """Several editors at once, each on an operation of its own; the servers share one file."""

    def __init__(self, *servers: Server) -> None:
        self.servers = servers
        rows = list(descriptions(servers[0].database).items())[:WRITERS]
        ports = itertools.cycle([server.port for server in servers])
        self._editors = [Editor(port, *row) for port, row in zip(ports, rows, strict=False)]
        for editor in self._editors:
            editor.start()

    @property
    def server_has_ended(self) -> bool:
        return any(server.process.poll() is not None for server in self.servers)

    @property
    def refused(self) -> int:
        return sum(editor.refused for editor in self._editors)

    @property
    def cut(self) -> int:
        return sum(editor.cut for editor in self._editors)

    @property
    def _problems(self) -> list[str]:
        return [problem for editor in self._editors for problem in editor.problems]

    def save_more(self, times: int = 2) -> None:
        """Wait until each has saved some more; raises Lost."""
        goals = [(editor, editor.saved + times) for editor in self._editors]
        wait_until(
            lambda: (
                self._problems or self.server_has_ended or all(editor.saved >= goal for editor, goal in goals)
            ),
            "des enregistrements",
        )
        self._raise_problems()
        if self.server_has_ended:
            raise Lost("le serveur s’est arrêté")

    def wait_until_refused(self) -> None:
        wait_until(lambda: self._problems or all(editor.refused for editor in self._editors), "des refus")

    def resume(self, server: Server) -> None:
        """Go on with another server on the same port, after all were refused; raises Lost."""
        self.servers = (server,)
        for editor in self._editors:
            editor.refused = 0
            editor.server_is_back.set()
        self.save_more()
        for editor in self._editors:
            editor.server_is_back.clear()

    def leave(self) -> None:
        for editor in self._editors:
            editor.leaving.set()
            editor.server_is_back.set()
        for editor in self._editors:
            editor.join(2 * SECONDS)

    def check(self, database: Path) -> None:
        """Raise Lost unless each text acknowledged is in the file, or one that was sent after it."""
        self._raise_problems()
        texts = descriptions(database)
        for editor in self._editors:
            if texts.get(editor.id) not in editor.possible:
                raise Lost(f"{editor.id} : perdu, il y a « {texts.get(editor.id, '')[:40]}… »")

    def check_unharmed(self) -> None:
        """Raise Lost when a server has ended, or somebody was refused."""
        if self.server_has_ended:
            raise Lost("le serveur s’est arrêté")
        if self.refused:
            raise Lost("connexion refusée")

    def _raise_problems(self) -> None:
        if self._problems:
            raise Lost(" ; ".join(self._problems))


@contextlib.contextmanager
def editing(*servers: Server) -> Iterator[Editors]:
    """Yield editors at work; raise Lost afterwards when something of theirs is lost."""
    editors = Editors(*servers)
    try:
        editors.save_more(1)
        yield editors
    finally:
        editors.leave()
    editors.check(servers[0].database)
