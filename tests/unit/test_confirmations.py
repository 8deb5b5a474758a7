"""Commands that destroy: without « oui » or --yes they are refused, with or without a terminal."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from flask import Flask

from gersapp import commands
from gersapp.observatory.body import Body
from gersapp.settings import Settings
from proof.tools.server import ROOT
from tests.support.database_commands import Place
from tests.support.edits import ID

pytestmark = pytest.mark.usefixtures("quick_disk")

# Words → whether they act on the database.
DESTROYING = {
    ("observatory", "remove", "gers"): True,
    ("purge", ID, "--body", "gers"): True,
    ("purge", ID): False,
}
NO = ["", "\n", "n\n", "non\n", "y\n", "ouioui\n", "\ud800\n", "\noui\n"]
YES = ["oui", " OUI \nnon\n"]


@pytest.fixture
def place(database_address: str, seed_path: Path, tmp_path: Path) -> Place:
    place = Place(database_address, tmp_path)
    shutil.copy(seed_path, tmp_path / "db.json")
    with place.bodies() as bodies:
        bodies.add(Body("gers"), seed_path.read_bytes())
    # What a server leaves.
    place.copies.parent.mkdir(mode=0o700)
    return place


def files(folder: Path) -> dict[Path, bytes]:
    """Every file below a folder; the lock of the catalogue stays when it is let go."""
    return {
        path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock"
    }


def address(place: Place, words: tuple[str, ...]) -> str:
    return place.address if DESTROYING[words] else ""


def asking(group: click.Group, *before: str) -> Iterator[tuple[str, ...]]:
    """The commands that ask, those of groups too."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from asking(command, *before, name)
        elif any("Ne rien demander" in (getattr(option, "help", "") or "") for option in command.params):
            yield *before, name


def test_the_table_has_every_command_that_asks() -> None:
    app = Flask("gersapp")
    commands.init_app(app, Settings())
    assert set(asking(app.cli)) == {words[: 1 if words[0] == "purge" else 2] for words in DESTROYING}


@pytest.mark.parametrize("words", DESTROYING, ids=" ".join)
def test_any_answer_but_yes_changes_nothing(place: Place, words: tuple[str, ...]) -> None:
    before = place.state(), files(place.folder)
    for answer in NO:
        given = answer.encode("utf-8", "surrogatepass")
        done = place.run(*words, input=given, database=address(place, words))
        assert (done.exit_code, done.stdout) == (1, ""), answer
        assert "Tapez « oui » :\nRefusé : Rien n’est " in done.stderr
        assert ("ajoutez --yes" in done.stderr) == (answer in ("", "\ud800\n"))
        assert (place.state(), files(place.folder)) == before


@pytest.mark.parametrize("answer", [*YES, None])
@pytest.mark.parametrize("words", DESTROYING, ids=" ".join)
def test_yes_is_an_answer_or_an_option(place: Place, words: tuple[str, ...], answer: str | None) -> None:
    option = ["--yes"] if answer is None else []
    done = place.run(*words, *option, input=answer, database=address(place, words))
    assert done.exit_code == 0, done.stderr
    assert ("Tapez" in done.stderr) == (answer is not None)
    assert done.stdout.startswith("Retiré : gers" if words[0] == "observatory" else "Effacée ")


def test_a_closed_input_is_no_answer(place: Place) -> None:
    before = files(place.folder)
    command = f'exec "$0" -m flask purge {ID} <&-'
    places = {"GERSAPP_DB": place.folder / "db.json", "GERSAPP_INSTANCE": place.copies.parent}
    ended = subprocess.run(
        ["sh", "-c", command, sys.executable],
        cwd=ROOT,
        env={name: str(path) for name, path in places.items()},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, "ajoutez --yes" in ended.stderr) == (1, True)
    assert files(place.folder) == before
