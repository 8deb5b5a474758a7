"""`proof.torture`: shorter forms of its lines, and what the command says of them."""

import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

from gersapp.catalogue.text import slug
from proof.tools.server import ROOT
from proof.torture import editors, memory, readers
from proof.torture.__main__ import main
from proof.torture.job import Job, NotRun, Result
from proof.torture.killed import ServerKiller, servers_killed
from proof.torture.lines import LINES, Line
from proof.torture.losses import Lost, first_loss, losses

MAX_QUICK_TIMES = 3
# Each takes more than five seconds however few its times: `make test-all` runs them.
SLOW = {
    "kill -9 du serveur entier, 16 opérations",
    "chaque appel système d’un enregistrement mortel",
    "deuxième serveur sur le fichier",
    "arrêt (TERM), 50 modifications en route",
    "kill -9 du processus fils sous 8 visiteurs, 16 opérations",
    "ordre des appels système, réponse comprise",
    "50 rédacteurs à la fois, sans pause, 16 opérations",
    "rechargements (HUP) sous 8 écrivains",
    "8 lecteurs dans une tempête de modifications",
    "chaque appel système d’un enregistrement en panne",
    "deuxième processus fils (TTIN), premier tué",
    "fichier abîmé à la main, processus fils rechargé et tué",
    "64 clients muets, de trois façons",
    "64 clients lents : en-têtes octet par octet",
    "64 clients lents : corps octet par octet",
    "64 clients lents : réponses lues octet par octet",
    "mille demandes que personne n’a faites : la mémoire",
    "journaux rouverts (USR1) sous 8 écrivains",
    "PostgreSQL : deux processus, l’un ou l’autre à chaque demande",
    "PostgreSQL : kill -9 du serveur, à deux processus",
    "PostgreSQL : kill -9 de la base sous 8 éditeurs",
    "PostgreSQL : bascule vers une base de secours synchrone",
    "PostgreSQL : réseau coupé, ou ses seules réponses",
    "PostgreSQL : un éditeur bloqué tient un organisme",
}


def name_of(line: Line) -> str:
    return slug(line.title)


def kinds(lines: Sequence[Line]) -> list[Line]:
    """The first line of each kind: the others of the kind only have more operations."""
    first: dict[object, Line] = {}
    for line in lines:
        first.setdefault(line.run.func if isinstance(line.run, partial) else line.run, line)
    return list(first.values())


def quick(lines: Sequence[Line]) -> list[Line]:
    """The lines that every `make test` runs: the first of each kind, the slow ones left out."""
    return [line for line in kinds(lines) if line.title not in SLOW]


def longer(lines: Sequence[Line]) -> list[Line]:
    """The lines of which the short form is longer, or larger, than what every `make test` runs."""
    at_full_length = [line for line in quick(lines) if line.short <= MAX_QUICK_TIMES]
    return [line for line in lines if line.short and line not in at_full_length]


def torture(line: Line, times: int) -> None:
    try:
        with Job(times, is_hurried=True) as job:
            result = line.run(job)
    except NotRun as reason:
        pytest.skip(str(reason))
    assert result.lost == []
    assert result.detected


@pytest.mark.parametrize("line", quick(LINES), ids=name_of)
def test_a_torture_loses_nothing_and_detects_its_fault(line: Line) -> None:
    torture(line, min(line.short, MAX_QUICK_TIMES))


def test_slow_lines_are_run_by_the_long_tests() -> None:
    assert {line.title for line in longer(LINES)} >= SLOW


@pytest.mark.long
@pytest.mark.parametrize("line", longer(LINES), ids=name_of)
def test_a_longer_torture_loses_nothing_and_detects_its_fault(line: Line) -> None:
    torture(line, line.short)


def _giving(result: Result) -> Line:
    return Line("essai", lambda job: result, 1, 1)


def _refuse(job: Job) -> Result:
    raise NotRun("il manque quelque chose")


FINE, LOSES, DETECTS_NOTHING = Result([], "perdu"), Result(["une phrase"], "perdu"), Result([], "")


@pytest.mark.parametrize(
    ("lines", "status", "words"),
    [
        ([_giving(FINE)], 0, "Rien n’est perdu."),
        ([_giving(LOSES), _giving(FINE)], 1, "- une phrase"),
        ([_giving(DETECTS_NOTHING)], 1, "ne mord pas"),
        ([Line("essai", _refuse, 1, 1), _giving(FINE)], 2, "pas lancée : il manque quelque chose"),
        ([Line("essai", _refuse, 1, 1), _giving(LOSES)], 1, "- une phrase"),
    ],
    ids=["fine", "lost", "nothing detected", "not run", "not run and lost"],
)
def test_the_command_prints_losses_and_exits_with_a_status(
    lines: list[Line], status: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(lines) == status
    assert words in capsys.readouterr().out


def test_on_the_slowest_machine_no_time_is_a_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    def restart_slowly(killer: ServerKiller, *_: object) -> None:
        killer.slowest_start = 60.0

    minutes = SimpleNamespace(conflicts=1, milliseconds=[60_000.0] * 200)
    monkeypatch.setattr(editors, "edit_together", lambda *_, **__: [minutes])
    monkeypatch.setattr(ServerKiller, "kill", restart_slowly)
    with Job(1) as job:
        edited, killed = editors.fifty_editors(10_000, 4, job), servers_killed(16, job)
    assert (edited.lost, edited.figure) == ([], "1 conflits, p99 60000 ms")
    assert (killed.lost, killed.figure) == ([], "redémarrage en 60,00 s au plus")


def test_a_server_that_does_not_start_shows_no_fault() -> None:
    def start() -> None:
        raise AssertionError("the server ended with status 1")

    def lose() -> None:
        raise Lost("une page n’est pas entière")

    assert first_loss(start) == ""
    assert first_loss(lose) == "une page n’est pas entière"
    assert losses(start)


@pytest.mark.parametrize(
    ("run", "measure"),
    [(memory.curious_visitors, "visit_often"), (readers.readers_in_a_storm, "read_in_storm")],
)
def test_what_is_lost_has_no_measure(
    run: Callable[[Job], Result], measure: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(*_: object) -> None:
        raise Lost("une phrase")

    monkeypatch.setattr(sys.modules[run.__module__], measure, lose)
    with Job(1) as job:
        result = run(job)
    assert (result.lost, result.figure) == (["une phrase"], "")


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.long)])
def test_an_interrupted_torture_leaves_no_process_and_no_file(tmp_path: Path, number: signal.Signals) -> None:
    """In the middle of the first line: the folder that it works in must be gone, and all who used it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "proof.torture"],
        cwd=ROOT,
        env={"TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1", "PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert process.stdout
    with process:
        while not list(tmp_path.glob("gersapp-torture-*/*/db.json.lock")):
            assert process.poll() is None
        process.send_signal(number)
        assert process.wait(60) == 130
        process.stdout.read()  # to its end: until nobody holds the other end of it
    assert list(tmp_path.glob("gersapp-torture-*")) == []
    processes = subprocess.run(["ps", "-A", "-o", "args="], capture_output=True, text=True, check=True).stdout
    assert str(tmp_path) not in processes


def test_files_are_made_in_the_folder_for_temporary_files() -> None:
    with Job(1) as job:
        assert job.folder.parent == Path(tempfile.gettempdir()).resolve()
        database = job.database()
    assert not database.exists()
