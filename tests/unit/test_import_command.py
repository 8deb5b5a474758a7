"""`flask import`: what it says of a dossier, what it files, what it adds, and what it refuses."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import Result

from gersapp.catalogue.history.revisions import Cause
from gersapp.reviews.files import FilePendingImports
from gersapp.settings import Settings
from gersapp.store.tinydb import TinyDBRepository, lock
from tests.support.runner import runner_of

pytestmark = pytest.mark.usefixtures("quick_disk")

DOSSIER = """\
Adultes

Recettes
Plusieurs recettes, avec les chefs des collèges.
Réseaux : Facebook
https://www.facebook.com/LeGers32/posts/2687757504778733

Concours
Plusieurs concours pour égayer le confinement.
Réseaux : Facebook, Instagram
https://www.facebook.com/LeGers32/posts/2664920470395770
https://www.instagram.com/p/B98xvlwHENT/

Journée du Jazz
Une vidéo.
https://www.facebook.com/LeGers32/posts/2700496223504861
"""


@dataclass
class Place:
    """A folder with a dossier, where no server ever ran."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "db.json"

    @property
    def instance(self) -> Path:
        return self.folder / "instance"

    @property
    def pending(self) -> FilePendingImports:
        return FilePendingImports(self.instance, lambda: 0)

    def run(self, *words: str, typed: str | bytes | None = None) -> Result:
        return runner_of(Settings(db=self.database, instance=self.instance)).invoke(
            args=["import", *words], input=typed
        )

    def files(self) -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in sorted(self.folder.rglob("*")) if path.is_file()}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "dossier.txt").write_text(DOSSIER, "utf-8")
    return Place(tmp_path)


@pytest.fixture
def dossier(place: Place) -> str:
    return str(place.folder / "dossier.txt")


def test_a_dry_run_says_each_operation_and_changes_nothing(place: Place, dossier: str) -> None:
    before = place.files()
    done = place.run(dossier, "--dry-run")
    assert (done.exit_code, place.files()) == (0, before)
    lines = done.stdout.splitlines()
    assert lines[0] == "3 opérations, 1 cible (Adultes)."
    assert "Nouvelle : « Concours » (Adultes ; Facebook, Instagram ; 2 liens)" in lines


def test_json_has_the_whole_proposal_and_nothing_else(place: Place, dossier: str) -> None:
    before = place.files()
    done = place.run(dossier, "--dry-run", "--json")
    assert (done.exit_code, done.stderr, place.files()) == (0, "", before)
    proposal = json.loads(done.stdout)
    assert list(proposal) == ["introduction", "audiences", "operations", "leftovers", "format"]
    operation = proposal["operations"][1]
    assert list(operation) == ["title", "description", "audiences", "platforms", "links", "doubts", "lines"]
    assert (operation["title"], operation["platforms"]) == ("Concours", ["facebook", "instagram"])
    assert (proposal["audiences"], proposal["format"]) == (["Adultes"], "text")


def test_the_standard_input_is_read_for_a_dash(place: Place) -> None:
    done = place.run("-", "--dry-run", "--json", typed=DOSSIER)
    assert [one["title"] for one in json.loads(done.stdout)["operations"]] == [
        "Recettes",
        "Concours",
        "Journée du Jazz",
    ]


def test_json_is_utf_8_whatever_the_locale(place: Place) -> None:
    done = place.run(
        "-", "--dry-run", "--json", typed="Public : Familles 👪\n\nFête 🎉\nhttps://x.com/a/status/1\n"
    )
    assert "👪" in done.stdout_bytes.decode("utf-8")


def test_an_import_waits_and_its_address_is_said(place: Place, dossier: str) -> None:
    done = place.run(dossier, "--as", "Jeanne")
    assert done.exit_code == 0, done.stderr
    (waiting,) = place.pending
    assert (waiting.editor, waiting.name, waiting.operations) == ("Jeanne", "dossier.txt", 3)
    assert done.stdout.splitlines()[1] == f"http://127.0.0.1:8000/importer/{waiting.id}"
    assert not place.database.exists()


def test_what_is_sure_is_applied_as_one_action(place: Place, dossier: str) -> None:
    done = place.run(dossier, "--apply", "--as", "Jeanne")
    assert done.exit_code == 0, done.stderr
    repository = TinyDBRepository(place.database)
    snapshot = repository.snapshot()
    (action,) = repository.history(snapshot).actions(first=0, count=2)
    repository.close()
    titles = [operation.title for operation in snapshot.catalogue.operations.values()]
    assert "Concours" in titles
    assert (action.editor, action.cause, action.source) == ("Jeanne", Cause.IMPORT, "dossier.txt")


def test_applied_twice_nothing_is_added_twice(place: Place, dossier: str) -> None:
    place.run(dossier, "--apply")
    before = place.database.read_bytes()
    done = place.run(dossier, "--apply")
    assert (done.exit_code, place.database.read_bytes()) == (0, before)
    assert done.stdout.startswith("Rien n’est sûr et nouveau : rien n’est ajouté")
    assert "Déjà là : « Concours »" in place.run(dossier, "--dry-run").stdout


def test_a_dry_run_asks_no_lock_of_a_server(place: Place, dossier: str) -> None:
    place.run(dossier, "--apply")
    held = lock.take(place.database.resolve())
    try:
        assert place.run(dossier, "--dry-run").exit_code == 0
        assert place.run(dossier).exit_code == 0
        before = place.files()
        done = place.run(dossier, "--apply")
        assert (done.exit_code, place.files()) == (1, before)
    finally:
        lock.release(held)


def test_a_letter_with_accents_without_end_is_refused(place: Place) -> None:
    done = place.run("-", "--dry-run", typed="Titre\n\ne" + "\u0301\u0316" * 40_000)
    assert (done.exit_code, "plus de 30 accents" in done.stderr) == (1, True)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("nulle-part.txt",), "n’existe pas"),
        ((".",), "c’est un dossier"),
        (("\0",), "ne peut pas être lu"),
        (("pyproject.toml", "--json"), "--json ne va qu’avec --dry-run"),
        (("pyproject.toml", "--apply", "--dry-run"), "s’excluent"),
        (("pyproject.toml", "--as", "a\nb"), "--as attend un nom"),
        (("-",), "vide"),
    ],
)
def test_a_refusal_is_one_sentence_and_changes_nothing(
    place: Place, words: tuple[str, ...], message: str
) -> None:
    before = place.files()
    done = place.run(*words, typed=b"")
    assert (done.exit_code, done.stdout, place.files()) == (1, "", before)
    assert done.stderr.startswith("Refusé : ")
    assert (done.stderr.count("\n"), message in done.stderr) == (1, True)
