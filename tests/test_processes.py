"""Real processes: killed, reloaded, doubled or out of disk, they lose nothing said to be saved."""

import contextlib
import http.client
import itertools
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

if TYPE_CHECKING:
    from tools.server import Server, StartServer

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 20  # for what must come; nothing here takes so long on a healthy machine
CHANCE = random.SystemRandom()
WRITERS = [
    "questions-pour-un-gersois",
    "tips-du-jour",
    "carte-interactive",
    "lettres-d-information",
]


def wait_until(condition: Callable[[], object], seconds: float = SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.01)


def descriptions(database: Path) -> dict[str, str]:
    """Operation → its description in the file, which must be whole."""
    tables = json.loads(database.read_bytes())
    return {row["id"]: row["description"] for row in tables["operations"].values()}


def workers(server: "Server") -> set[int]:
    """The process numbers of the master's children."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, check=True)
    pairs = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
    return {pid for pid, parent in pairs if parent == server.pid}


def holder(server: "Server") -> int:
    """The process number that the lock of the server's file names."""
    return int(server.database.with_name("db.json.lock").read_text().split()[0])


# -- a browser, small


class _Form(HTMLParser):
    """The names and values that the form with this action would send by « Enregistrer »."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action = action
        self.fields: list[tuple[str, str]] = []
        self.inside = False
        self.textarea: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("action") == self.action
        elif self.inside and tag == "textarea":
            self.textarea = given["name"]
            self.fields.append((self.textarea, ""))
        elif self.inside and tag == "input" and given.get("type", "text") in ("text", "hidden"):
            self.fields.append((given["name"], given.get("value", "")))
        elif self.inside and tag == "input" and "checked" in given:
            self.fields.append((given["name"], given["value"]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "textarea" and self.textarea:
            name, text = self.fields[-1]
            self.fields[-1] = (name, text.removeprefix("\n"))
            self.textarea = None

    def handle_data(self, data: str) -> None:
        if self.textarea:
            name, text = self.fields[-1]
            self.fields[-1] = (name, text + data)


class Visitor:
    """Somebody on a kept-alive connection, who fills in forms as a browser without script does."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)

    def ask(self, method: str, path: str, fields: list[tuple[str, str]] | None = None) -> tuple[int, str]:
        """The status and the text of the answer; an error of the connection passes through."""
        headers = {"Origin": f"http://127.0.0.1:{self.port}"}
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

    def form(self, id: str) -> list[tuple[str, str]]:
        """The form of an operation as it is now."""
        status, text = self.ask("GET", f"/operations/{id}/edit")
        assert status == 200, f"{status}: {text}"
        form = _Form(f"/operations/{id}")
        form.feed(text)
        return form.fields

    def save(self, id: str, fields: list[tuple[str, str]], description: str) -> tuple[int, str]:
        """Post the form with another description."""
        changed = [(n, description if n == "description" else value) for n, value in fields]
        return self.ask("POST", f"/operations/{id}", changed)


def described(fields: list[tuple[str, str]]) -> str:
    return next(value for name, value in fields if name == "description")


class Editor(threading.Thread):
    """Saves texts that grow and shrink over one operation, and watches that none is lost.

    `possible`: what the operation may say now, the last text acknowledged and those sent since.
    When the server is gone it waits for `back`; `refused` counts that, and `cut` the connections
    that broke.
    """

    def __init__(self, port: int, id: str, description: str) -> None:
        super().__init__(name=id)
        self.visitor = Visitor(port)
        self.id = id
        self.possible = frozenset([description])
        self.saved = self.refused = self.cut = 0
        self.problems: list[str] = []
        self.leave = threading.Event()
        self.back = threading.Event()

    def run(self) -> None:
        for number in itertools.count(1):
            if self.leave.is_set() or self.problems:
                return
            try:
                self.edit(f"{self.id} {number} " + "é" * CHANCE.randrange(1, 4_800))
            except ConnectionRefusedError:
                self.refused += 1
                self.back.wait(SECONDS)
            except (OSError, http.client.HTTPException):
                self.cut += 1
            except Exception as error:
                self.problems.append(repr(error))

    def edit(self, text: str) -> None:
        fields = self.visitor.form(self.id)
        if described(fields) not in self.possible:
            self.problems.append(f"{self.id}: lost, there is {described(fields)[:40]}")
            return
        self.possible |= {text}
        status, answer = self.visitor.save(self.id, fields, text)
        if status in (200, 303):
            self.possible = frozenset([text])
            self.saved += 1
        elif status != 409:  # of a text sent twice, when the connection broke after the first
            self.problems.append(f"{self.id}: {status} {answer[-2000:]}")


class Editors:
    """Four of them at once."""

    def __init__(self, server: "Server") -> None:
        before = descriptions(server.database)
        self.all = [Editor(server.port, id, before[id]) for id in WRITERS]
        for editor in self.all:
            editor.start()

    def save_more(self, times: int = 2) -> None:
        """Wait until each has saved some more."""
        goals = [(editor, editor.saved + times) for editor in self.all]
        wait_until(lambda: self.problems or all(e.saved >= goal for e, goal in goals))
        assert not self.problems

    @property
    def problems(self) -> list[str]:
        return [problem for editor in self.all for problem in editor.problems]

    @property
    def refused(self) -> int:
        return sum(editor.refused for editor in self.all)

    def leave(self) -> None:
        for editor in self.all:
            editor.leave.set()
            editor.back.set()
        for editor in self.all:
            editor.join(2 * SECONDS)
            editor.visitor.connection.close()
            assert not editor.is_alive()

    def check(self, database: Path) -> None:
        """Every text acknowledged is in the file, or the one that was on its way after it."""
        assert not self.problems
        texts = descriptions(database)
        for editor in self.all:
            assert texts[editor.id] in editor.possible, f"{editor.id}: {texts[editor.id][:40]}"


@contextlib.contextmanager
def editing(server: "Server") -> Iterator[Editors]:
    """Editors at work; afterwards nothing of theirs is lost."""
    editors = Editors(server)
    try:
        editors.save_more(1)
        yield editors
    finally:
        editors.leave()
    editors.check(server.database)


# -- kill -9


def test_a_worker_killed_at_any_instant_loses_nothing_and_another_one_serves(
    server: "StartServer",
) -> None:
    one = server()
    with editing(one) as editors:
        for _ in range(4):
            (worker,) = workers(one)
            time.sleep(CHANCE.uniform(0, 0.1))
            os.kill(worker, signal.SIGKILL)
            editors.save_more()
            assert workers(one).isdisjoint({worker})
            assert one.process.poll() is None
    assert editors.refused == 0
    assert sum(editor.cut for editor in editors.all) > 0, "no request was on its way"


def test_a_server_killed_at_any_instant_loses_nothing(server: "StartServer") -> None:
    one = server()
    with editing(one) as editors:
        for _ in range(4):
            editors.save_more()
            time.sleep(CHANCE.uniform(0, 0.1))
            os.killpg(one.pid, signal.SIGKILL)
            one.process.wait()
            for editor in editors.all:
                wait_until(lambda e=editor: e.refused)  # type: ignore[misc]
            editors.check(one.database)
            one = server(one.database, port=one.port)
            for editor in editors.all:
                editor.refused = 0
                editor.back.set()
            editors.save_more()
            for editor in editors.all:
                editor.back.clear()


def killed(kind: str, database: Path, delay: float) -> str | None:
    """What a victim of this `kind` lost when it was killed after its first acknowledgement."""
    victim = subprocess.Popen(
        [sys.executable, "-m", "tests.victims", kind, str(database)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert victim.stdout
    with victim.stdout:
        acknowledged = victim.stdout.readline()
        time.sleep(delay)
        victim.kill()
        acknowledged = (acknowledged + victim.stdout.read()).split()[-1]
    assert victim.wait() == -signal.SIGKILL
    try:
        text = json.loads(database.read_bytes())["operations"]["2"]["description"]
    except ValueError as error:
        return f"the file is unreadable: {error}"
    last = int(text.split()[0])
    if not int(acknowledged) <= last <= int(acknowledged) + 1:
        return f"{acknowledged} was acknowledged, and the file has {last}"
    return None


def test_a_writer_killed_at_any_instant_loses_nothing(database: Path) -> None:
    for _ in range(10):
        assert killed("ours", database, CHANCE.uniform(0, 0.05)) is None


def test_the_same_writer_on_tinydbs_own_storage_loses_so_that_this_test_bites(
    database: Path, seed_path: Path
) -> None:
    for _ in range(60):
        shutil.copy(seed_path, database)
        if killed("stock", database, CHANCE.uniform(0, 0.05)):
            return
    pytest.fail("60 kills, and no loss was seen")


# -- a full disk


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 1 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("only root may mount a small file system")
    if subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("this machine does not let root mount a small file system")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_refuses_the_edit_keeps_what_was_typed_and_goes_on_reading(
    small_disk: Path, seed_path: Path, server: "StartServer"
) -> None:
    database = Path(shutil.copy(seed_path, small_disk / "db.json"))
    one = server(database)
    visitor = Visitor(one.port)
    id = WRITERS[0]
    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    before = database.read_bytes()
    for text in ("Une longue frappe, irremplaçable. " * 100, "Courte"):
        fields = visitor.form(id)
        status, answer = visitor.save(id, fields, text)
        assert status == 507
        assert "Le disque est plein" in answer
        form = _Form(f"/operations/{id}")
        form.feed(answer)
        assert described(form.fields) == text
        assert database.read_bytes() == before
        assert visitor.ask("GET", "/")[0] == 200
        assert described(visitor.form(id)) == described(fields)
    assert {entry.name for entry in small_disk.iterdir()} == {"db.json", "db.json.lock", "filler"}

    filler.unlink()
    assert visitor.save(id, form.fields, "Courte")[0] == 303
    assert descriptions(database)[id] == "Courte"
    assert described(visitor.form(id)) == "Courte"
    visitor.connection.close()


# -- two servers on a file


def refused(server: "StartServer", database: Path, arguments: str = "") -> str:
    """What a server says that does not start; it must end soon, and by itself."""
    start = time.monotonic()
    with pytest.raises(AssertionError, match="ended with status 3"):
        server(database, GUNICORN_CMD_ARGS=arguments)
    assert time.monotonic() - start < 5
    return server.started[-1].output()


def test_a_second_server_on_the_file_is_refused_and_the_first_unharmed(
    server: "StartServer",
) -> None:
    one = server()
    with editing(one) as editors:
        said = refused(server, one.database)
        assert f"{one.database} est déjà ouvert par un autre processus" in said
        editors.save_more()
        assert len(workers(one)) == 1
    assert editors.refused == 0
    assert one.stop() == 0


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "vide"),
        (b'{"operations": {\n  "1": {"title": "a",}}}', r"ligne 2, colonne \d+"),
        (b'{"catalogue": {"1": {"schema": 1}}, "operations": {"7": {}}}', "opération n° 7"),
    ],
    ids=["empty", "no JSON", "no catalogue"],
)
def test_a_bad_file_ends_the_server_with_a_message_and_stays_as_it_is(
    server: "StartServer", database: Path, content: bytes, message: str
) -> None:
    previous = database.rename(database.with_name("db.json.prev"))
    database.write_bytes(content)
    said = refused(server, database)
    assert re.search(rf"Arrêt : {re.escape(str(database))} ne peut pas être lu : .*{message}", said)
    assert str(previous) in said
    assert "Traceback" not in said
    assert database.read_bytes() == content


def test_a_server_that_would_load_the_file_before_its_workers_is_refused(
    server: "StartServer", database: Path
) -> None:
    assert "--preload est refusé" in refused(server, database, "--preload")


# -- signals


def test_five_reloads_under_four_writers_lose_nothing_and_refuse_nobody(
    server: "StartServer",
) -> None:
    one = server()
    with editing(one) as editors:
        for _ in range(3):
            before = workers(one)
            os.kill(one.pid, signal.SIGHUP)
            wait_until(lambda b=before: workers(one).isdisjoint(b))  # type: ignore[misc]
            editors.save_more()
        before = workers(one)
        for _ in range(2):  # one after the other: the second finds a worker that still waits
            os.kill(one.pid, signal.SIGHUP)
            time.sleep(0.2)
        wait_until(lambda: workers(one).isdisjoint(before) and len(workers(one)) == 1)
        editors.save_more()
        assert one.process.poll() is None
    assert editors.refused == 0


def test_a_second_worker_waits_until_the_first_is_killed(
    server: "StartServer",
) -> None:
    one = server()
    with editing(one) as editors:
        (first,) = workers(one)
        os.kill(one.pid, signal.SIGTTIN)
        wait_until(lambda: len(workers(one)) == 2)
        editors.save_more(5)
        assert holder(one) == first
        os.kill(first, signal.SIGKILL)
        editors.save_more(5)
        assert holder(one) in workers(one) - {first}  # the one that waited, or a newer one
        assert one.process.poll() is None
    assert editors.refused == 0


def test_a_server_asked_to_stop_finishes_what_it_was_doing(server: "StartServer") -> None:
    one = server()
    with editing(one) as editors:
        editors.save_more()
        assert one.stop() == 0
        wait_until(lambda: all(editor.refused for editor in editors.all))
        editors.check(one.database)
    assert "Traceback" not in one.output()


# -- many at once


def test_eight_editors_of_one_operation_lose_no_edit_and_meet_every_conflict(
    server: "StartServer",
) -> None:
    one = server()
    id, each = WRITERS[1], 10
    acknowledged: list[str] = []
    statuses: list[int] = []

    def write(name: str) -> None:
        visitor = Visitor(one.port)
        for number in range(each):
            while True:
                fields = visitor.form(id)
                text = f"{described(fields)} {name}{number}"
                status, _ = visitor.save(id, fields, text)
                statuses.append(status)
                if status != 409:
                    break
            acknowledged.append(text)
        visitor.connection.close()

    begin = descriptions(one.database)[id]
    threads = [threading.Thread(target=write, args=[name]) for name in "abcdefgh"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(statuses) <= {200, 303, 409}
    assert len(acknowledged) == 8 * each
    # Each text was the newest once, and was made of the newest before it: a chain with no fork.
    chain = [begin, *sorted(acknowledged, key=len), descriptions(one.database)[id]]
    assert all(after.startswith(before) for before, after in itertools.pairwise(chain))
    assert chain[-1] == chain[-2]
    words = chain[-1].removeprefix(begin).split()
    assert sorted(words) == sorted(f"{name}{n}" for name in "abcdefgh" for n in range(each))


def test_sixty_four_requests_that_never_end_do_not_keep_a_visitor_out(
    server: "StartServer",
) -> None:
    one = server()
    with contextlib.ExitStack() as stack:
        silent = [stack.enter_context(socket.create_connection(("127.0.0.1", one.port))) for _ in range(64)]
        for client in silent:
            client.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half:")
        time.sleep(0.3)  # until each has a thread
        # The second comes when the server says goodbye to the silent ones, which must not take it.
        for seconds in (8, 3, 3):
            start = time.monotonic()
            visitor = Visitor(one.port)
            assert visitor.ask("GET", "/")[0] == 200
            visitor.connection.close()
            assert time.monotonic() - start < seconds
        for client in silent:
            client.settimeout(3)
            assert client.recv(1) == b"", "a silent client is let go"
