"""The editors who work on a server while it is tortured, and who notice what is lost."""

import contextlib
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

from proof.tools.server import Server
from proof.torture.losses import Lost
from proof.torture.observation import descriptions
from proof.torture.saving import WRITERS, Crew, SavingEditor
from proof.torture.visitor import SAVED, Visitor, beginning_of, description_in


class Editor(SavingEditor):
    """Saves texts over one operation, and checks that none is lost.

    `possible`: what the operation may have now, the last text acknowledged and those sent since.
    """

    def __init__(self, port: int, id: str, description: str) -> None:
        super().__init__(id)
        self.visitor = Visitor(port)
        self.id = id
        self.possible = frozenset([description])

    def edit(self, text: str) -> None:
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

    def disconnect(self) -> None:
        self.visitor.connection.close()


class Editors(Crew[Editor]):
    """Several editors at once, each on an operation of its own; the servers share one file."""

    def __init__(self, *servers: Server) -> None:
        self.servers = servers
        rows = list(descriptions(servers[0].database).items())[:WRITERS]
        ports = itertools.cycle([server.port for server in servers])
        super().__init__([Editor(port, *row) for port, row in zip(ports, rows, strict=False)])

    @property
    def server_has_ended(self) -> bool:
        return any(server.process.poll() is not None for server in self.servers)

    def wait(self, condition: Callable[[], bool], words: str) -> None:
        """Wait until the condition is true; raises Lost, for a server that has ended too."""
        super().wait(lambda: self.server_has_ended or condition(), words)
        if self.server_has_ended:
            raise Lost("le serveur s’est arrêté")

    def check(self, database: Path) -> None:
        """Raise Lost unless each text acknowledged is in the file, or one that was sent after it."""
        self.raise_problems()
        texts = descriptions(database)
        for editor in self.editors:
            if texts.get(editor.id) not in editor.possible:
                raise Lost(f"{editor.id} : perdu, il y a « {texts.get(editor.id, '')[:40]}… »")

    def check_unharmed(self) -> None:
        """Raise Lost when a server has ended, or somebody was refused."""
        if self.server_has_ended:
            raise Lost("le serveur s’est arrêté")
        if self.unreachable:
            raise Lost("connexion refusée")


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
