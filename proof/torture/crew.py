"""Who works on a server while it is tortured: visitors with forms, editors, and what they look at."""

import contextlib
import html
import http.client
import itertools
import json
import random
import re
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

from proof.tools.editor import COOKIE
from proof.tools.server import Server

SECONDS = 30  # for what must come; nothing here takes so long on a healthy machine
CHANCE = random.SystemRandom()
SAVED = (200, 303)
WRITERS = 8

Fields = list[tuple[str, str]]


class Lost(Exception):
    """Something was lost; the message says what, in French."""


def wait_until(condition: Callable[[], object], what: str, seconds: float = SECONDS) -> None:
    """Raises Lost when `what` did not come."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise Lost(f"attendu en vain : {what}")
        time.sleep(0.01)


def descriptions(database: Path) -> dict[str, str]:
    """Operation → its description in the file; raises Lost when the file is not whole."""
    try:
        tables = json.loads(database.read_bytes())
        return {row["id"]: row["description"] for row in tables["operations"].values()}
    except json.JSONDecodeError as error:
        raise Lost(f"fichier illisible, ligne {error.lineno}, colonne {error.colno}") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Lost(f"fichier illisible : {error!r}") from error


def workers(server: Server) -> set[int]:
    """The process numbers of the master's children."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, check=True)
    pairs = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
    return {pid for pid, parent in pairs if parent == server.pid}


def holder(server: Server) -> int:
    """The process number that the lock of the server's file names; 0 for a moment, at most."""
    lock = server.database.with_name(server.database.name + ".lock")
    return int((lock.read_text() or "0").split()[0])


# Of a form: an input, or a textarea and its text. The templates write `>` in a value as `&gt;`.
_CONTROL = re.compile(r'<input\s([^>]*)>|<textarea\s[^>]*?name="([^"]*)"[^>]*>\n?(.*?)</textarea>', re.DOTALL)
_ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')


def form_in(page: str, action: str) -> Fields:
    """What the form of this action would send by « Enregistrer »; raises Lost when the page has none."""
    found = re.search(rf'<form\s+class="entry"\s+method="post"\s+action="{re.escape(action)}"', page)
    if not found:
        raise Lost(f"la réponse n’a pas le formulaire de {action} : {page[:200]}")
    fields: Fields = []
    for control in _CONTROL.finditer(page[found.end() :].partition("</form>")[0]):
        attributes, name, text = control.groups()
        if name:
            fields.append((name, html.unescape(text)))
            continue
        given = dict(_ATTRIBUTE.findall(attributes))
        if given.get("type", "text") in ("text", "hidden") or "checked" in given:
            fields.append((given["name"], html.unescape(given.get("value", ""))))
    return fields


def words(answer: str) -> str:
    """What a page says first, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.partition("<main")[2]).partition(">")[2].split())[:200]


def described(fields: Fields) -> str:
    return next(value for name, value in fields if name == "description")


class Visitor:
    """Somebody on a kept-alive connection, who fills in forms as a browser without script does."""

    def __init__(self, port: int, seconds: float = SECONDS) -> None:
        self.port = port
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)

    def ask(self, method: str, path: str, fields: Fields | None = None) -> tuple[int, str]:
        """The status and the text of the answer; an error of the connection passes through."""
        headers = {**COOKIE, "Origin": f"http://127.0.0.1:{self.port}"}
        body = None
        if fields is not None:
            body = urlencode(fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
            return response.status, response.read().decode()
        except BaseException:
            self.connection.close()
            raise

    def page(self, path: str = "/") -> str:
        """A page that must be there; raises Lost."""
        status, text = self.ask("GET", path)
        if status != 200:
            raise Lost(f"{path} répond {status}")
        return text

    def form(self, id: str) -> Fields:
        """The form of an operation as it is now."""
        return form_in(self.page(f"/operations/{id}/edit"), f"/operations/{id}")

    def save(self, id: str, fields: Fields, description: str) -> tuple[int, str]:
        """Post the form with another description."""
        changed = [(n, description if n == "description" else value) for n, value in fields]
        return self.ask("POST", f"/operations/{id}", changed)

    def edit(self, id: str, description: str) -> tuple[int, str]:
        return self.save(id, self.form(id), description)


@contextlib.contextmanager
def visiting(server: Server) -> Iterator[Visitor]:
    visitor = Visitor(server.port)
    try:
        yield visitor
    finally:
        visitor.connection.close()


class Editor(threading.Thread):
    """Saves texts that grow and shrink over one operation, and watches that none is lost.

    `possible`: what the operation may say now, the last text acknowledged and those sent since.
    When the server is gone it waits for `back`; `refused` counts that, and `cut` the connections
    that broke.
    """

    def __init__(self, port: int, id: str, description: str) -> None:
        super().__init__(name=id, daemon=True)
        self.visitor = Visitor(port)
        self.id = id
        self.possible = frozenset([description])
        self.saved = self.refused = self.cut = 0
        self.problems: list[str] = []
        self.leaving = threading.Event()
        self.back = threading.Event()

    def run(self) -> None:
        for number in itertools.count(1):
            if self.leaving.is_set() or self.problems:
                break
            try:
                self.edit(f"{self.id} {number} " + "é" * CHANCE.randrange(1, 4_800))
            except ConnectionRefusedError:
                self.refused += 1
                self.back.wait(SECONDS)
            except (OSError, http.client.HTTPException):
                self.cut += 1
            except Lost as loss:
                self.problems.append(f"{self.id} : {loss}")
            except Exception as error:
                self.problems.append(f"{self.id} : {error!r}")
        self.visitor.connection.close()

    def edit(self, text: str) -> None:
        fields = self.visitor.form(self.id)
        if described(fields) not in self.possible:
            raise Lost(f"perdu, il y a « {described(fields)[:40]}… »")
        self.possible |= {text}
        status, answer = self.visitor.save(self.id, fields, text)
        if status in SAVED:
            self.possible = frozenset([text])
            self.saved += 1
        elif status != 409:  # of a text whose connection broke, and that was saved all the same
            raise Lost(f"réponse {status} : {words(answer)}")


class Editors:
    """Several at once, each on an operation of its own."""

    def __init__(self, *servers: Server, count: int = WRITERS) -> None:
        self.servers = servers
        before = list(descriptions(servers[0].database).items())[:count]
        ports = itertools.cycle([server.port for server in servers])
        self.all = [Editor(port, *row) for port, row in zip(ports, before, strict=False)]
        for editor in self.all:
            editor.start()

    def save_more(self, times: int = 2) -> None:
        """Wait until each has saved some more; raises Lost."""
        goals = [(editor, editor.saved + times) for editor in self.all]
        wait_until(
            lambda: self.problems or self.deserted or all(e.saved >= goal for e, goal in goals),
            "des enregistrements",
        )
        self.complain()
        if self.deserted:
            raise Lost("le serveur s’est arrêté")

    def complain(self) -> None:
        if self.problems:
            raise Lost(" ; ".join(self.problems))

    @property
    def deserted(self) -> bool:
        """Whether a server has ended."""
        return any(server.process.poll() is not None for server in self.servers)

    @property
    def problems(self) -> list[str]:
        return [problem for editor in self.all for problem in editor.problems]

    @property
    def refused(self) -> int:
        return sum(editor.refused for editor in self.all)

    @property
    def cut(self) -> int:
        return sum(editor.cut for editor in self.all)

    @property
    def saved(self) -> int:
        return sum(editor.saved for editor in self.all)

    def wait_until_refused(self) -> None:
        wait_until(lambda: self.problems or all(editor.refused for editor in self.all), "des refus")

    def welcome_back(self) -> None:
        """Tell those who were refused that the server is there again."""
        for editor in self.all:
            editor.refused = 0
            editor.back.set()
        self.save_more()
        for editor in self.all:
            editor.back.clear()

    def leave(self) -> None:
        for editor in self.all:
            editor.leaving.set()
            editor.back.set()
        for editor in self.all:
            editor.join(2 * SECONDS)

    def check(self, database: Path) -> None:
        """Every text acknowledged is in the file, or one that was on its way after it; raises Lost."""
        self.complain()
        texts = descriptions(database)
        for editor in self.all:
            if texts.get(editor.id) not in editor.possible:
                raise Lost(f"{editor.id} : perdu, il y a « {texts.get(editor.id, '')[:40]}… »")


@contextlib.contextmanager
def editing(*servers: Server, count: int = WRITERS) -> Iterator[Editors]:
    """Editors at work; afterwards nothing of theirs is lost, or Lost is raised."""
    editors = Editors(*servers, count=count)
    try:
        editors.save_more(1)
        yield editors
    finally:
        editors.leave()
    editors.check(servers[0].database)


def losses(attempt: Callable[[], object]) -> list[str]:
    """What `attempt` lost, or nothing: a server that does not start, or does not answer, counts too."""
    try:
        attempt()
    except Lost as error:
        return [str(error)]
    except (AssertionError, OSError, http.client.HTTPException) as error:
        return [repr(error)]
    return []


def bite(attempt: Callable[[], object], tries: int = 1) -> str:
    """The first loss of a victim in so many tries, or nothing."""
    for _ in range(tries):
        for loss in losses(attempt):
            return loss
    return ""
