"""`flask editor …`: in this process, in real ones as a sysadmin starts them, and at a real terminal."""

import os
import pty
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner

from gersapp.editors import Accounts
from gersapp.editors.passwords import verify_password
from gersapp.errors import StoreLocked
from gersapp.settings import Settings
from gersapp.store.tinydb import lock
from proof.tools.editor import NAME, let_in
from proof.tools.server import ROOT
from tests.support.files import contents, modes
from tests.support.places import accounts_in
from tests.support.runner import runner_of

GOOD, OTHER = "Quatre cèpes dorés, hier", "Un canard passe la Baïse"
SECONDS = 60


@dataclass
class Shell:
    """Runs commands on a folder of accounts and a catalogue of its own."""

    folder: Path
    database: Path

    def environ(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("GERSAPP_")}
        return {**inherited, "GERSAPP_INSTANCE": str(self.folder), "GERSAPP_DB": str(self.database)}

    def __call__(self, *words: str, typed: str | bytes = "") -> tuple[int, str, str]:
        """Exit status, standard output and standard errors of `flask editor …words`."""
        ended = subprocess.run(
            [sys.executable, "-m", "flask", "editor", *words],
            cwd=ROOT,
            env=self.environ(),
            input=typed.encode() if isinstance(typed, str) else typed,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        return ended.returncode, ended.stdout.decode(), ended.stderr.decode()

    def in_process(self, *words: str, typed: str | bytes = "") -> tuple[int, str, str]:
        """The same of the command in this process: a real one takes half a second."""
        runner = runner_of(Settings(instance=self.folder, db=self.database))
        ended = runner.invoke(args=["editor", *words], input=typed)
        return ended.exit_code, ended.stdout, ended.stderr


@pytest.fixture
def shell(tmp_path: Path, database: Path) -> Shell:
    """Its folder does not exist yet."""
    return Shell(tmp_path / "instance", database)


@pytest.fixture
def held(database: Path) -> Iterator[None]:
    """The catalogue is another process's, as it is while a server runs."""
    descriptor = lock.take(database.resolve())
    yield
    lock.release(descriptor)


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """A folder with the account NAME."""
    return let_in(tmp_path / "instance")


@pytest.fixture
def runner(instance: Path) -> FlaskCliRunner:
    """Commands in this process."""
    return runner_of(Settings(instance=instance))


@pytest.mark.usefixtures("held")
def test_accounts_are_made_and_removed_while_a_server_runs(shell: Shell) -> None:
    with pytest.raises(StoreLocked):
        lock.refuse_if_held(shell.database)
    before = contents(shell.database.parent)
    named = accounts_in(shell.folder)
    assert shell("add", "Éléonore", typed=f"{GOOD}\n") == (0, "Compte créé : Éléonore.\n", named)
    assert modes(shell.folder) == {".": 0o700, "editors.json": 0o600, "editors.json.lock": 0o600}
    (account,) = Accounts(shell.folder)
    assert verify_password(GOOD, account.password)
    assert GOOD.encode() not in contents(shell.folder)["editors.json"]

    changed = "Mot de passe changé : Éléonore. Ses sessions sont terminées.\n"
    assert shell.in_process("password", "éléonore", typed=f"{OTHER}\r\n") == (0, changed, named)
    (account,) = Accounts(shell.folder)
    assert verify_password(OTHER, account.password)

    listed = f"Éléonore  (mot de passe du {account.since})\n"
    assert shell.in_process("list") == (0, listed, named)
    removed = "Compte supprimé : Éléonore. Ses sessions sont terminées.\n"
    assert shell.in_process("remove", "ÉLÉONORE") == (0, removed, named)
    assert not Accounts(shell.folder)
    assert contents(shell.database.parent) == before


def test_the_password_is_asked_for_twice_and_not_shown(shell: Shell) -> None:
    status, shown = at_a_terminal(shell, "add", "Jeanne", typed=[GOOD, GOOD])
    assert (status, shown) == (
        0,
        f"Comptes et journal : {shell.folder}\r\n"
        "Mot de passe (12 caractères au moins) : \r\nEncore une fois : \r\nCompte créé : Jeanne.\r\n",
    )
    (account,) = Accounts(shell.folder)
    assert verify_password(GOOD, account.password)


def test_two_that_differ_change_nothing(shell: Shell) -> None:
    status, shown = at_a_terminal(shell, "add", "Jeanne", typed=[GOOD, OTHER])
    assert status == 1
    assert shown.endswith("Refusé : Les deux saisies diffèrent : rien n’est changé.\r\n")
    assert contents(shell.folder) == {}


@pytest.mark.parametrize("typed", [["\x04"], [GOOD, "\x04"]])
def test_an_interrupted_password_changes_nothing(shell: Shell, typed: list[str]) -> None:
    status, shown = at_a_terminal(shell, "add", "Jeanne", typed=typed)
    assert status == 1
    assert shown.endswith("Refusé : Saisie interrompue : rien n’est changé.\r\n")
    assert contents(shell.folder) == {}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("add", " "), "Un nom a de 1 à 64 caractères visibles."),
        (("password", "Jeanne"), "Aucun compte n’a le nom « Jeanne »."),
    ],
)
def test_no_password_is_asked_for_a_name_that_is_refused(
    shell: Shell, words: tuple[str, ...], message: str
) -> None:
    named = accounts_in(shell.folder).replace("\n", "\r\n")
    assert at_a_terminal(shell, *words, typed=[]) == (1, f"{named}Refusé : {message}\r\n")


def test_a_closed_standard_input_is_told(shell: Shell) -> None:
    command = f"{shlex.quote(sys.executable)} -m flask editor add Jeanne <&-"
    ended = subprocess.run(
        ["sh", "-c", command],
        cwd=ROOT,
        env=shell.environ(),
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (1, b"")
    named = accounts_in(shell.folder)
    assert ended.stderr.decode() == f"{named}Refusé : Aucun mot de passe : l’entrée standard est fermée.\n"


def at_a_terminal(shell: Shell, *words: str, typed: list[str]) -> tuple[int, str]:
    """Exit status of `flask editor …words`, and all that its terminal showed; `typed` answers each prompt."""
    ours, its = pty.openpty()
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "editor", *words],
            cwd=ROOT,
            env=shell.environ(),
            stdin=its,
            stdout=its,
            stderr=its,
            # Else it would ask at the terminal of the tests.
            start_new_session=True,
        )
    finally:
        os.close(its)
    shown, answers = b"", iter(typed)
    try:
        while True:
            try:
                some = os.read(ours, 1_000)
            except OSError:
                # How Linux says that nobody has the terminal any more.
                break
            if not some:
                break
            shown += some
            # What is typed before the prompt is thrown away, or shown.
            if shown.endswith(b" : "):
                os.write(ours, f"{next(answers)}\n".encode())
        return process.wait(SECONDS), shown.decode()
    finally:
        process.kill()
        process.wait()
        os.close(ours)


@pytest.mark.parametrize(
    ("words", "typed", "message"),
    [
        (("add", "Paul"), "", "Le mot de passe doit avoir au moins 12 caractères."),
        (("add", "Paul"), f"\n{GOOD}\n", "Le mot de passe doit avoir au moins 12 caractères."),
        (("add", "Paul"), "motdepasse12\n", "Ce mot de passe est trop facile à deviner. Quelques mots sans rapport entre eux en font un bon."),
        (("add", "Paul"), GOOD.encode("latin-1"), "Le mot de passe n’est pas écrit en UTF-8."),
        (("add", NAME.upper()), GOOD, f"Un compte a déjà le nom « {NAME.upper()} »."),
        (("add", " "), GOOD, "Un nom a de 1 à 64 caractères visibles."),
        (("add", "Pa\x1bul"), GOOD, "Un nom a de 1 à 64 caractères visibles."),
        (("add", "Pa\udce9ul"), GOOD, "Un nom a de 1 à 64 caractères visibles."),
        (("add", "éditeur sans compte"), GOOD, "« Éditeur sans compte » est réservé : prenez un autre nom."),
        (("password", "Paul"), GOOD, "Aucun compte n’a le nom « Paul »."),
        (("password", NAME), "court", "Le mot de passe doit avoir au moins 12 caractères."),
        (("remove", "Paul"), "", "Aucun compte n’a le nom « Paul »."),
    ],
)  # fmt: skip
def test_what_is_refused_changes_nothing_and_is_told_in_french(
    runner: FlaskCliRunner, instance: Path, words: tuple[str, ...], typed: str | bytes, message: str
) -> None:
    before = contents(instance)
    result = runner.invoke(args=["editor", *words], input=typed)
    expected = f"{accounts_in(instance)}Refusé : {message}\n"
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", expected)
    assert contents(instance) == before


def test_a_password_in_another_encoding_makes_no_account(shell: Shell) -> None:
    result = shell.in_process("add", "Jérôme", typed=GOOD.encode("latin-1"))
    named = accounts_in(shell.folder)
    assert result == (1, "", f"{named}Refusé : Le mot de passe n’est pas écrit en UTF-8.\n")
    assert contents(shell.folder) == {}


@pytest.mark.parametrize("words", [("add", "Paul"), ("password", NAME), ("remove", NAME), ("list",)])
def test_a_broken_file_is_told_and_left_to_be_mended(
    runner: FlaskCliRunner, instance: Path, words: tuple[str, ...]
) -> None:
    (instance / "editors.json").write_text("{")
    result = runner.invoke(args=["editor", *words], input=GOOD)
    path = instance / "editors.json"
    assert result.exit_code == 1
    assert result.stderr == f"{accounts_in(instance)}Refusé : {path} est abîmé : ce n’est pas du JSON.\n"
    assert path.read_text() == "{"


def test_the_line_that_is_read_is_the_password_to_the_letter(runner: FlaskCliRunner, instance: Path) -> None:
    assert runner.invoke(args=["editor", "add", "Paul"], input=f"  {GOOD} \r\nnext line\n").exit_code == 0
    account = Accounts(instance).get("paul")
    assert account is not None
    assert verify_password(f"  {GOOD} ", account.password)


def test_without_an_account_the_list_says_how_to_make_one(runner: FlaskCliRunner, instance: Path) -> None:
    assert runner.invoke(args=["editor", "list"]).stdout == f"{NAME}  (mot de passe du 2026-11-22)\n"
    (instance / "editors.json").unlink()
    result = runner.invoke(args=["editor", "list"])
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"{accounts_in(instance)}Aucun compte. En créer un : flask editor add NOM\n"


def test_no_command_takes_a_password_as_a_word(runner: FlaskCliRunner, instance: Path) -> None:
    # Others on the machine see the words of a command.
    before = contents(instance)
    assert runner.invoke(args=["editor", "add", "Paul", GOOD]).exit_code == 2
    assert runner.invoke(args=["editor", "add", "Paul", "--password", GOOD]).exit_code == 2
    assert contents(instance) == before


@pytest.mark.parametrize("encoding", ["iso-8859-1", "cp437"])
def test_what_a_terminal_lacks_is_no_traceback(shell: Shell, encoding: str) -> None:
    environ = {**shell.environ(), "PYTHONIOENCODING": encoding}
    command = [sys.executable, "-m", "flask", "restore", "--help"]
    shown = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, timeout=SECONDS, check=True)
    assert shown.stdout.decode(encoding).startswith("Usage : ")
    assert "l\\u2019application" in shown.stdout.decode(encoding)
