"""`flask export`: a selection as a file, whatever server runs; what is refused leaves every file as it was."""

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from gersapp.exchange import writing
from gersapp.exchange.proposal import Proposal
from gersapp.exchange.reading import read
from gersapp.exchange.writing import FORMATS, Format
from gersapp.settings import Settings
from gersapp.store.tinydb import lock
from tests.support.exporting import Place
from tests.support.files import contents
from tests.support.quick import first_quick
from tests.support.runner import runner_of

pytestmark = pytest.mark.usefixtures("quick_disk")


@pytest.fixture
def place(seed_path: Path, tmp_path: Path) -> Place:
    shutil.copy(seed_path, tmp_path / "db.json")
    return Place(tmp_path)


@pytest.mark.parametrize("slug", FORMATS)
def test_each_format_is_written(place: Place, slug: str) -> None:
    if not FORMATS[slug].is_installed:
        pytest.skip("not installed")
    path = place.folder / f"dossier.{slug}"
    done = place.run(slug, str(path))
    assert done.exit_code == 0, done.stderr
    assert path.stat().st_size > 300  # a feed of a catalogue without history
    assert done.stdout.startswith("16 opérations, 28 liens, le ")
    assert done.stdout.endswith(f" : {path}\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o644 & ~_umask()


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def test_a_format_that_is_not_installed_says_how(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "find_spec", lambda name: None)
    done = place.run("pdf", str(place.folder / "a.pdf"))
    assert (done.exit_code, (place.folder / "a.pdf").exists()) == (1, False)
    assert "« make pdf » l’installe" in done.stderr


def test_more_than_a_format_holds_is_refused(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Format, "holds", lambda format, operations: False)
    done = place.run("pdf", str(place.folder / "a.pdf"))
    assert (done.exit_code, (place.folder / "a.pdf").exists()) == (1, False)
    assert "Le format pdf prend 3\u202f000 opérations au plus ; il y en a 16." in done.stderr


def test_the_file_is_what_import_gives_back(place: Place) -> None:
    path = place.folder / "dossier.md"
    place.run("md", str(path))
    proposal = read(path.read_bytes())
    assert isinstance(proposal, Proposal)
    assert len(proposal.operations) == 16


@pytest.mark.parametrize("slug", first_quick("md", "txt", "docx", "odt", "json"))
def test_an_empty_catalogue_that_imports_it_is_the_same(place: Place, slug: str) -> None:
    path, other = place.folder / f"dossier.{slug}", Place(place.folder / "other")
    other.folder.mkdir()
    place.run(slug, str(path))
    added = runner_of(Settings(db=other.database, instance=other.folder / "instance")).invoke(
        args=["import", str(path), "--apply"]
    )
    assert added.exit_code == 0, added.stderr
    assert other.text() == place.text()


@pytest.mark.parametrize(
    "address",
    [
        "?audience=adultes&platform=instagram",
        "audience=adultes&platform=instagram",
        "/catalogue/?audience=adultes&platform=instagram&page=2",
        "https://catalogue.gers.fr/?audience=adultes&platform=instagram#compte",
    ],
)
def test_a_selection_is_an_address_or_its_end(place: Place, address: str) -> None:
    assert "Extrait : Adultes, Instagram — 4 opérations sur 16, le " in place.text("--selection", address)


@pytest.mark.parametrize("address", ["", "https://catalogue.gers.fr/", "/", "?"])
def test_an_address_without_filters_is_the_whole_catalogue(place: Place, address: str) -> None:
    assert "Dossier : 16 opérations, 28 liens, le " in place.text("--selection", address)


def test_a_copied_address_is_that_of_the_page(place: Place) -> None:
    copied = "https://sites.gers.fr/catalogue/?platform=instagram&fbclid=x"
    assert "- Adresse : https://sites.gers.fr/catalogue/?platform=instagram\n" in place.text(
        "--selection", copied
    )


def test_the_first_declared_host_makes_the_address(place: Place) -> None:
    assert "- Adresse" not in place.text()
    place.hosts = ("catalogue.gers.fr", "gers.fr")
    assert "- Adresse : https://catalogue.gers.fr/?q=sel\n" in place.text("--selection", "?q=sel")


def test_unknown_filters_are_said_and_ignored(place: Place) -> None:
    done = place.run("txt", "-", "--selection", "?audience=martiens&platform=minitel&q=...&platform=x")
    assert done.exit_code == 0
    for said in (
        "Cible inconnue, ignorée : « martiens ».",
        "Plateforme inconnue, ignorée : « minitel ».",
        "Recherche ignorée : « ... »",
    ):
        assert said in done.stderr
    assert "Extrait : X (ex-Twitter) — " in done.stdout


def test_a_server_may_hold_the_file_and_nothing_else_is_made(place: Place) -> None:
    held = lock.take(place.database.resolve())
    try:
        before = contents(place.folder)
        assert place.run("txt", "-").exit_code == 0
        assert contents(place.folder) == before
    finally:
        lock.release(held)


def test_a_file_is_replaced_only_with_yes(place: Place) -> None:
    path = place.folder / "dossier.txt"
    path.write_text("À moi.", "utf-8")
    path.chmod(0o600)
    refused = place.run("txt", str(path))
    assert (refused.exit_code, path.read_text("utf-8")) == (1, "À moi.")
    assert "existe déjà. Ajoutez --yes pour le remplacer." in refused.stderr
    done = place.run("txt", str(path), "--yes")
    assert (done.exit_code, stat.S_IMODE(path.stat().st_mode)) == (0, 0o600)
    assert path.read_text("utf-8").startswith("Dossier de catalogue")
    assert sorted(entry.name for entry in place.folder.iterdir()) == ["db.json", "dossier.txt"]


def test_the_file_behind_a_link_is_replaced(place: Place) -> None:
    target, link = place.folder / "target.txt", place.folder / "link.txt"
    target.write_text("a", "utf-8")
    link.symlink_to(target)
    assert place.run("txt", str(link), "--yes").exit_code == 0
    assert link.is_symlink()
    assert target.stat().st_size > 1_000


def test_an_export_writes_nothing_behind_its_temporary_name(place: Place) -> None:
    outside = place.folder / "outside.txt"
    outside.write_text("À moi.", "utf-8")
    (place.folder / ".a.txt.tmp").symlink_to(outside)
    done = place.run("txt", str(place.folder / "a.txt"))
    assert (done.exit_code, outside.read_text("utf-8")) == (1, "À moi.")
    assert "ne peut pas être écrit" in done.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("doc", "a"), "« doc » n’est pas un format. Les formats : "),
        (("txt", "."), "est un dossier"),
        (("txt", "nulle/part.txt"), "dossier introuvable"),
        (("txt", "/dev/null", "--yes"), "n’est pas un fichier ordinaire"),
        (("txt", "pipe", "--yes"), "n’est pas un fichier ordinaire"),
        (("json", "db.json", "--yes"), "est à l’application"),
        (("json", "link.json", "--yes"), "est à l’application"),
        (("txt", "db.json.backups/a.txt"), "est à l’application"),
        (("txt", "instance/editors.json", "--yes"), "est à l’application"),
        (("txt", "a\0b"), "ce n’est pas un nom de fichier"),
        (("txt", "-", "--selection", "adultes"), "--selection attend l’adresse de la page"),
        (("txt", "-", "--selection", "http://[a"), "--selection attend l’adresse de la page"),
        (("txt", "-", "--selection", "?q=zzzz"), "Aucune opération ne correspond à cette sélection"),
    ],
)
def test_a_refusal_is_said_and_changes_nothing(
    place: Place, words: tuple[str, ...], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place.folder)
    (place.folder / "link.json").symlink_to("db.json")
    reader, writer = os.pipe()
    (place.folder / "pipe").symlink_to(f"/dev/fd/{writer}")
    before = contents(place.folder)
    done = place.run(*words)
    assert (done.exit_code, done.stdout, contents(place.folder)) == (1, "", before)
    assert "Refusé : " in done.stderr
    assert message in done.stderr
    os.close(reader)
    os.close(writer)


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "il n’existe pas"), (b"{", "ne peut pas être lu"), (b'{"operations": {}}', "Rien n’est écrit.")],
)
def test_a_file_that_is_no_catalogue_is_refused(place: Place, content: bytes | None, message: str) -> None:
    place.database.unlink()
    if content:
        place.database.write_bytes(content)
    done = place.run("txt", str(place.folder / "a.txt"))
    assert (done.exit_code, message in done.stderr) == (1, True)
    assert not (place.folder / "a.txt").exists()


def test_an_empty_catalogue_is_not_written(place: Place) -> None:
    tables = json.loads(place.database.read_text("utf-8"))
    place.database.write_text(json.dumps({**tables, "operations": {}}), "utf-8")
    done = place.run("txt", "-")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "Le catalogue est vide : rien n’est écrit." in done.stderr


def test_a_reader_that_has_enough_is_no_error(place: Place) -> None:
    ended = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m flask --app wsgi export txt - | head -c 7"],
        env={**os.environ, "GERSAPP_DB": str(place.database)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.stdout, ended.stderr) == ("Dossier", f"Catalogue : {place.database}\n")


def test_a_full_output_is_said_in_french(place: Place) -> None:
    ended = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m flask --app wsgi export txt - 2>&1 >/dev/full"],
        env={**os.environ, "GERSAPP_DB": str(place.database)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stdout.splitlines()[1:] == ["Refusé : La sortie standard ne prend plus rien : disque plein."]
