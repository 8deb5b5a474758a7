"""Editors: each takes an operation's form, posts it with another description, and starts again."""

import contextlib
import http.client
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import orjson

from proof.bench.generator import Tables
from proof.bench.load import ANSWER_SECONDS, MeasureFailed
from proof.tools.editor import COOKIE
from proof.tools.server import Server

_REVISION = re.compile(r'name="revision" value="([^"]+)"')


@dataclass
class Writers:
    """What they did: `latencies` in ms, of the posts only; `saved`: operation → its last description."""

    latencies: list[float] = field(default_factory=list)
    saved: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)


@contextlib.contextmanager
def writing(server: Server, tables: Tables, clients: int, *, revised: bool = True) -> Iterator[Writers]:
    """Edit, `clients` at once, for as long as the `with` lasts; each has an operation of its own.

    At its end every edit acknowledged is looked for in the file; raises MeasureFailed. `revised`: the
    server wants the revision that its form has.
    """
    done = Writers()
    leave = threading.Event()

    def write(operation: dict[str, Any]) -> None:
        try:
            _edit(server, operation, done, leave, revised=revised)
        except (OSError, http.client.HTTPException, MeasureFailed) as error:
            done.problems.append(str(error) or type(error).__name__)

    operations = list(tables["operations"].values())[:clients]
    threads = [threading.Thread(target=write, args=(operation,), daemon=True) for operation in operations]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    try:
        yield done
    finally:
        leave.set()
        for thread in threads:
            thread.join()
    done.seconds = time.perf_counter() - begin
    if done.problems:
        raise MeasureFailed(f"une modification a échoué : {done.problems[0]}")
    there = orjson.loads(server.database.read_bytes())["operations"].values()
    kept = {operation["id"]: operation["description"] for operation in there}
    lost = [id for id, description in done.saved.items() if kept[id] != description]
    if lost or len(done.saved) < clients:
        raise MeasureFailed(f"des modifications manquent dans le fichier : {', '.join(lost) or 'toutes'}")


def _edit(
    server: Server, operation: dict[str, Any], done: Writers, leave: threading.Event, *, revised: bool
) -> None:
    id = operation["id"]
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=ANSWER_SECONDS)
    headers = {**COOKIE, "Content-Type": "application/x-www-form-urlencoded", "Origin": server.url}
    number = 0
    while not leave.is_set():
        number += 1
        description = f"{operation['description']} (modifié {number} fois)"
        fields = [("title", operation["title"]), ("description", description), ("action", "save")]
        fields += [(name, slug) for name in ("audiences", "platforms") for slug in operation[name]]
        fields += [("links", link["url"]) for link in operation["links"]]
        if revised:
            connection.request("GET", f"/operations/{id}/edit", headers=COOKIE)
            form = connection.getresponse()
            found = _REVISION.search(form.read().decode())
            if form.status != 200 or not found:
                raise MeasureFailed(f"formulaire de {id} : code {form.status}")
            fields.append(("revision", found[1]))
        begin = time.perf_counter()
        connection.request("POST", f"/operations/{id}", urlencode(fields), headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 303:
            raise MeasureFailed(f"enregistrement de {id} : code {answer.status}")
        done.latencies.append((time.perf_counter() - begin) * 1000)
        done.saved[id] = description
    connection.close()
