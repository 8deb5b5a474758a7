"""What click says for the commands: all of it is in French."""

import ast
import inspect
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import click
import pytest
from flask.testing import FlaskCliRunner

from gersapp.commands.click_french import MODULES, translate
from gersapp.settings import Settings
from proof.tools.server import ROOT
from tests.support.runner import runner_of

# What click raises of these is for who writes a command, not for who types one.
_FOR_PROGRAMMERS = ("TypeError", "ValueError", "RuntimeError")
# No command of ours has these.
_UNUSED = {"%(prog)s, version %(version)s", "Press any key to continue..."}


@pytest.fixture
def runner(tmp_path: Path) -> FlaskCliRunner:
    return runner_of(Settings(db=tmp_path / "db.json", instance=tmp_path / "instance"))


def messages_of(module: ModuleType) -> set[str]:
    """The messages that a module of click looks up."""
    tree = ast.parse(inspect.getsource(module))
    raised = [node for node in ast.walk(tree) if isinstance(node, ast.Raise) and node.exc]
    skipped = {
        id(inside)
        for node in raised
        if ast.unparse(node).startswith(tuple(f"raise {name}" for name in _FOR_PROGRAMMERS))
        for inside in ast.walk(node)
    }
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("_", "ngettext")
    ]
    words = [word for call in calls if id(call) not in skipped for word in call.args[:2]]
    return {word.value for word in words if isinstance(word, ast.Constant) and isinstance(word.value, str)}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_each_message_of_click_has_its_french(module: ModuleType) -> None:
    messages = messages_of(module) - _UNUSED
    assert messages
    assert {message for message in messages if translate(message) == message} == set()


def test_the_help_of_each_command_is_in_french(runner: FlaskCliRunner) -> None:
    shown = dict(_helps(runner, []))
    assert len(shown) > 10
    for command, text in shown.items():
        assert text.startswith("Usage : "), command
        assert "Options :\n" in text, command
        assert "Dire ce que fait la commande." in text, command
        for english in ("Usage:", "Options:", "Commands:", "Show", "[ARGS]"):
            assert english not in text, command


def _helps(runner: FlaskCliRunner, words: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each command of ours below `words`, and its help."""
    group: click.Command | None = runner.app.cli
    for word in words:
        assert isinstance(group, click.Group)
        group = group.get_command(click.Context(group), word)
    if words:
        yield " ".join(words), runner.invoke(args=[*words, "--help"]).output
    for name in group.commands if isinstance(group, click.Group) else ():
        yield from _helps(runner, [*words, name])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["export", "txt"], "Erreur : il manque 'FICHIER|-'."),
        (["export", "txt", "-", "--nul"], "Erreur : l’option « --nul » n’existe pas."),
        (["export", "txt", "-", "--selecton", "a"], "Peut-être '--selection' ?"),
        (["export", "txt", "-", "--selection"], "Erreur : l’option « --selection » demande une valeur."),
        (["export", "txt", "-", "--yes=1"], "Erreur : l’option « --yes » ne prend pas de valeur."),
        (["backup", "a"], "Erreur : un mot est de trop : a"),
        (["backup", "a", "b"], "Erreur : des mots sont de trop : a b"),
        (["editor", "nul"], "Erreur : la commande « nul » n’existe pas."),
        (["purge"], "Pour en savoir plus : gersapp purge --help"),
    ],
)
def test_what_is_mistyped_is_said_in_french(runner: FlaskCliRunner, words: list[str], message: str) -> None:
    done = runner.invoke(args=words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Error" not in done.stderr


def test_an_interrupted_command_says_so_in_french(tmp_path: Path) -> None:
    environ = {**os.environ, "LC_ALL": "C", "GERSAPP_DB": str(tmp_path / "db.json")}
    command = [sys.executable, "-m", "flask", "import", "--dry-run", "-"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        _wait_until_it_reads(process.pid)
        process.send_signal(signal.SIGINT)
        assert process.stdout
        assert process.stderr
        assert (process.stdout.read(), process.stderr.read().decode()) == (b"", "\nInterrompu.\n")
    assert process.returncode == 1


def _wait_until_it_reads(pid: int) -> None:
    """Return when the process waits for its standard input."""
    while "pipe_read" not in Path(f"/proc/{pid}/wchan").read_text("ascii"):
        time.sleep(0.02)
