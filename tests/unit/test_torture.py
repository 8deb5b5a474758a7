"""`torture`: the short form of each of its lines, and what the command says of them."""

import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from gersapp.catalogue.text import slug
from proof.tools.server import ROOT
from proof.torture.__main__ import main
from proof.torture.job import Job, NotRun, Result
from proof.torture.lines import LINES, Line


@pytest.mark.parametrize("line", [line for line in LINES if line.short], ids=lambda line: slug(line.title))
def test_nothing_is_lost_and_the_torture_bites(line: Line) -> None:
    try:
        with Job(line.short) as job:
            result = line.run(job)
    except NotRun as reason:
        pytest.skip(str(reason))
    assert result.lost == []
    assert result.bite


def _gives(result: Result) -> Line:
    return Line("essai", lambda job: result, 1, 1)


def _cannot(job: Job) -> Result:
    raise NotRun("il manque quelque chose")


FINE, LOSES, TOOTHLESS = Result([], "perdu"), Result(["une phrase"], "perdu"), Result([], "")


@pytest.mark.parametrize(
    ("lines", "status", "said"),
    [
        ([_gives(FINE)], 0, "Rien n’est perdu."),
        ([_gives(LOSES), _gives(FINE)], 1, "- une phrase"),
        ([_gives(TOOTHLESS)], 1, "ne mord pas"),
        ([Line("essai", _cannot, 1, 1), _gives(FINE)], 2, "pas lancée : il manque quelque chose"),
        ([Line("essai", _cannot, 1, 1), _gives(LOSES)], 1, "- une phrase"),
    ],
    ids=["fine", "lost", "no bite", "not run", "not run and lost"],
)
def test_the_command_says_what_it_saw(
    lines: list[Line], status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(lines) == status
    assert said in capsys.readouterr().out


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
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
    left = subprocess.run(["ps", "-A", "-o", "args="], capture_output=True, text=True, check=True).stdout
    assert str(tmp_path) not in left


def test_files_are_made_in_the_folder_for_temporary_ones() -> None:
    with Job(1) as job:
        assert job.folder.parent == Path(tempfile.gettempdir()).resolve()
        database = job.database()
    assert not database.exists()
