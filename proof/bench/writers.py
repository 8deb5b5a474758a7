"""Editors: each takes an operation's form, posts it with another description, and starts again."""

import contextlib
import http.client
import random
import re
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import orjson

from proof.bench.generator import Tables
from proof.bench.load import ANSWER_SECONDS, MeasureFailed
from proof.tools.editor import COOKIE
from proof.tools.server import Server

_REVISION = re.compile(r'name="revision" value="([^"]+)"')


class Writer(threading.Thread):
    """Edits one operation until `leaving`, typing for `pause` seconds at most before each post.

    `latencies` are in ms, of the posts only; `saved` is the last description that was acknowledged; `problem`
    is why it stopped, in French.
    """

    def __init__(
        self, server: Server, operation: dict[str, Any], *, needs_revision: bool, pause: float
    ) -> None:
        super().__init__(daemon=True)
        self.pause = pause
        self.id: str = operation["id"]
        self.latencies: list[float] = []
        self.saved: str | None = None
        self.problem = ""
        self.leaving = threading.Event()
        self._operation = operation
        self._needs_revision = needs_revision
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=ANSWER_SECONDS)
        form = "application/x-www-form-urlencoded"
        self._headers = {**COOKIE, "Content-Type": form, "Origin": server.url}

    def run(self) -> None:
        number = 0
        try:
            while not self.leaving.is_set():
                number += 1
                self._edit(f"{self._operation['description']} (modifié {number} fois)")
        except (OSError, http.client.HTTPException, MeasureFailed) as error:
            self.problem = str(error) or type(error).__name__
        self._connection.close()

    def _edit(self, description: str) -> None:
        operation = self._operation
        fields = [("title", operation["title"]), ("description", description), ("action", "save")]
        fields += [(name, slug) for name in ("audiences", "platforms") for slug in operation[name]]
        fields += [("links", link["url"]) for link in operation["links"]]
        if self._needs_revision:
            fields.append(("revision", self._take_revision()))
        self.leaving.wait(random.uniform(0, self.pause))
        begin = time.perf_counter()
        self._connection.request("POST", f"/operations/{self.id}", urlencode(fields), self._headers)
        answer = self._connection.getresponse()
        answer.read()
        if answer.status != 303:
            raise MeasureFailed(f"enregistrement de {self.id} : code {answer.status}")
        self.latencies.append((time.perf_counter() - begin) * 1000)
        self.saved = description

    def _take_revision(self) -> str:
        """Return the revision of the operation's form."""
        self._connection.request("GET", f"/operations/{self.id}/edit", headers=COOKIE)
        answer = self._connection.getresponse()
        found = _REVISION.search(answer.read().decode())
        if answer.status != 200 or not found:
            raise MeasureFailed(f"formulaire de {self.id} : code {answer.status}")
        return found[1]


class Writers:
    """Several writers at once, each on an operation of its own; `seconds` is how long they worked."""

    def __init__(
        self, server: Server, tables: Tables, count: int, *, needs_revision: bool, pause: float
    ) -> None:
        self.seconds = 0.0
        self._server = server
        operations = list(tables["operations"].values())[:count]
        self._writers = [
            Writer(server, operation, needs_revision=needs_revision, pause=pause) for operation in operations
        ]

    @property
    def latencies(self) -> list[float]:
        return [latency for writer in self._writers for latency in writer.latencies]

    def work(self) -> None:
        for writer in self._writers:
            writer.start()

    def leave(self) -> None:
        for writer in self._writers:
            writer.leaving.set()
        for writer in self._writers:
            writer.join()

    def check(self) -> None:
        """Raise MeasureFailed unless every edit that was acknowledged is in the file."""
        for writer in self._writers:
            if writer.problem:
                raise MeasureFailed(f"une modification a échoué : {writer.problem}")
        rows = orjson.loads(self._server.database.read_bytes())["operations"].values()
        kept = {row["id"]: row["description"] for row in rows}
        saved = [writer for writer in self._writers if writer.saved is not None]
        lost = [writer.id for writer in saved if kept[writer.id] != writer.saved]
        if lost or len(saved) < len(self._writers):
            raise MeasureFailed(f"des modifications manquent dans le fichier : {', '.join(lost) or 'toutes'}")


@contextlib.contextmanager
def writing(
    server: Server, tables: Tables, count: int, *, needs_revision: bool = True, pause: float = 0
) -> Iterator[Writers]:
    """Edit with `count` writers until the end of the `with`, then check the file; raises MeasureFailed.

    `needs_revision`: whether the server refuses a form without the revision of the operation. `pause`: the
    longest time that each types, in seconds.
    """
    writers = Writers(server, tables, count, needs_revision=needs_revision, pause=pause)
    begin = time.perf_counter()
    writers.work()
    try:
        yield writers
    finally:
        writers.leave()
    writers.seconds = time.perf_counter() - begin
    writers.check()
