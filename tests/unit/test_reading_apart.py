"""The process that reads documents: what it may take, and that nothing of it stays. All of them are real."""

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gersapp.errors import DocumentRefused
from gersapp.exchange import running
from gersapp.exchange.blocks import Document
from gersapp.exchange.proposal import Fate, Proposal
from gersapp.exchange.reading.html import read_html
from gersapp.exchange.running import Stage, propose_apart, read_apart
from gersapp.exchange.structure import propose
from proof.tools.server import ROOT

PAGE = "<h1>Jeunes</h1><h2>Concours</h2><p>Texte du concours https://x.com/gers/status/1</p>"
_SLOW = "import time; time.sleep(60)"


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> Iterator[list["subprocess.Popen[bytes]"]]:
    """The processes that are started."""
    started: list[subprocess.Popen[bytes]] = []

    class Recorded(subprocess.Popen[bytes]):
        def __init__(self, *args: object, **more: object) -> None:
            super().__init__(*args, **more)  # type: ignore[call-overload]
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Recorded)
    yield started
    for process in started:
        with contextlib.suppress(OSError):
            process.kill()


def let_reading(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Have the process run `code` where it would read."""
    program = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from gersapp.exchange import program, reading\n"
        f"def read(content, tell):\n    {code}\n"
        "reading.read = read\nprogram.main()\n"
    )
    monkeypatch.setattr(running, "command_of", lambda module: [sys.executable, "-I", "-c", program])


def keep_quiet(stage: Stage, share: int | None) -> None: ...


def test_what_is_read_apart_is_what_is_read_here() -> None:
    stages = list[Stage]()
    read = read_apart(PAGE.encode(), lambda stage, share: stages.append(stage))
    assert read.source == read_html(PAGE)
    assert read.proposal == propose(read_html(PAGE))
    assert set(stages) == {*Stage}


def test_fates_that_people_gave_are_followed_apart() -> None:
    document = read_html(PAGE)
    fates = {2: Fate.LEFT}
    assert propose_apart(document, fates, keep_quiet) == propose(document, fates)


def test_progress_within_the_structure_is_told_apart() -> None:
    text = "Un titre\nPublic : Jeunes\nUn texte qui dit ce que c’est.\nhttps://x.com/gers/status/1\n\n" * 400
    told = set[tuple[Stage, int | None]]()
    read_apart(text.encode(), lambda stage, share: told.add((stage, share)))
    assert {share for stage, share in told if stage is Stage.STRUCTURE} - {None}


def test_a_refusal_comes_from_the_process() -> None:
    with pytest.raises(DocumentRefused, match="RTF"):
        read_apart(b"{\\rtf1 bonjour}", keep_quiet)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("x = bytearray(900 * 1024 * 1024)", "mémoire"),
        ("raise ValueError", "pas pu être lu"),
        ("import os; os._exit(3)", "pas pu être lu"),
        ("import os; os.abort()", "pas pu être lu"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "trop de données"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "trop long"),
        ("import os; os.write(1, b'x' * 100_000); raise SystemExit", "pas pu être lu"),
    ],
)
def test_a_process_that_fails_is_a_refusal(monkeypatch: pytest.MonkeyPatch, code: str, message: str) -> None:
    let_reading(monkeypatch, code)
    with pytest.raises(DocumentRefused, match=message):
        read_apart(b"texte", keep_quiet)


@pytest.mark.long
def test_the_processor_time_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    let_reading(
        monkeypatch,
        "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 2)); exec('while True: pass')",
    )
    with pytest.raises(DocumentRefused, match="trop long"):
        read_apart(b"texte", keep_quiet)


def test_the_limits_are_those_that_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import os, resource as r; from gersapp.errors import DocumentRefused; raise DocumentRefused(str("
        "[r.getrlimit(r.RLIMIT_AS)[0], r.getrlimit(r.RLIMIT_CPU)[0], r.getrlimit(r.RLIMIT_CORE)[0], os.nice(0) >= 10]))"
    )
    let_reading(monkeypatch, code)
    with pytest.raises(DocumentRefused) as refusal:
        read_apart(b"texte", keep_quiet)
    assert str(refusal.value) == str([768 * 1024 * 1024, 20, 0, True])


def test_who_is_late_is_ended(
    monkeypatch: pytest.MonkeyPatch, processes: list["subprocess.Popen[bytes]"]
) -> None:
    let_reading(monkeypatch, _SLOW)
    monkeypatch.setattr(running, "MAX_SECONDS", 0.3)
    with pytest.raises(DocumentRefused, match="trop long"):
        read_apart(b"texte", keep_quiet)
    assert [process.returncode for process in processes] == [-signal.SIGKILL]


def test_who_gives_up_is_heard_at_once(
    monkeypatch: pytest.MonkeyPatch, processes: list["subprocess.Popen[bytes]"]
) -> None:
    let_reading(monkeypatch, _SLOW)
    calls = list[Stage]()

    def give_up(stage: Stage, share: int | None) -> None:
        calls.append(stage)
        if len(calls) > 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        read_apart(b"x" * 1_000_000, give_up)
    assert [process.returncode for process in processes] == [-signal.SIGKILL]


def test_an_answer_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    let_reading(
        monkeypatch, "from gersapp.errors import DocumentRefused; raise DocumentRefused('x' * 5_000_000)"
    )
    monkeypatch.setattr(running, "_MAX_ANSWER_BYTES", 1_000_000)
    with pytest.raises(DocumentRefused, match="trop de données"):
        read_apart(b"texte", keep_quiet)


def test_the_settings_of_the_server_stay_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GERSAPP_DATABASE", "postgresql://gers:secret@localhost/gers")
    let_reading(
        monkeypatch,
        "import os; from gersapp.errors import DocumentRefused; raise DocumentRefused(repr(sorted(os.environ)))",
    )
    with pytest.raises(DocumentRefused) as refusal:
        read_apart(b"texte", keep_quiet)
    assert "PATH" in str(refusal.value)
    assert "GERSAPP_" not in str(refusal.value)


def test_progress_within_a_reading_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    let_reading(
        monkeypatch,
        "tell(40); import time; time.sleep(0.3); from gersapp.exchange.reading.html import read_html; return read_html('<p>a')",
    )
    shares = set[int | None]()
    read = read_apart(b"texte", lambda stage, share: shares.add(share))
    assert isinstance(read.source, Document)
    assert 40 in shares


def test_no_process_stays_when_the_server_is_killed() -> None:
    server = (
        "import subprocess, sys, threading\n"
        "from gersapp.exchange import running\n"
        "*command, program = running.command_of('gersapp.exchange.program')\n"
        "program = program.partition('from')[0] + 'from gersapp.exchange import program, reading; "
        "import time; reading.read = lambda content, tell: time.sleep(60); program.main()'\n"
        "running.command_of = lambda module: [*command, program]\n"
        "started = subprocess.Popen\n"
        "def start(*args, **more):\n"
        "    process = started(*args, **more)\n"
        "    print(process.pid, flush=True)\n"
        "    return process\n"
        "subprocess.Popen = start\n"
        "running.read_apart(b'texte', lambda stage, share: None)\n"
    )
    with subprocess.Popen([sys.executable, "-c", server], cwd=ROOT, stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        parent.kill()
    deadline = time.monotonic() + 20
    while _is_alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _is_alive(child)


def _is_alive(pid: int) -> bool:
    """Whether a process runs. One that has ended may wait for a parent that never asks."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_much_passes_both_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    let_reading(
        monkeypatch,
        "from gersapp.exchange.proposal import Proposal; return Proposal('json', content.decode())",
    )
    content = b"0123456789" * 490_000
    read = read_apart(content, keep_quiet)
    assert read.source == read.proposal == Proposal("json", content.decode())
