"""`flask export site`: a folder of its own, which replaces nothing that it did not make."""

import shutil
from pathlib import Path

import pytest

from tests.support.exporting import Place
from tests.support.files import contents

pytestmark = pytest.mark.usefixtures("quick_disk")


@pytest.fixture
def place(seed_path: Path, tmp_path: Path) -> Place:
    shutil.copy(seed_path, tmp_path / "db.json")
    return Place(tmp_path)


def test_the_site_is_a_folder_of_its_own(place: Place) -> None:
    folder = place.folder / "site"
    done = place.run("site", str(folder))
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("16 opérations, 28 liens, le ")
    assert f" : {folder}/index.html (" in done.stdout
    assert (folder / "operations" / "tiktok.html").is_file()
    assert sorted(entry.name for entry in place.folder.iterdir()) == ["db.json", "site"]


def test_a_site_is_replaced_with_yes_and_keeps_other_files(place: Place) -> None:
    folder = place.folder / "site"
    place.run("site", str(folder))
    (folder / "CNAME").write_text("catalogue.gers.fr", "utf-8")
    (folder / "operations" / "mine.html").write_text("<p>À moi.</p>", "utf-8")
    shutil.copy(folder / "operations" / "tiktok.html", folder / "operations" / "gone.html")
    (folder / "site.js").write_text("old", "utf-8")
    before = contents(folder)
    refused = place.run("site", str(folder))
    assert (refused.exit_code, contents(folder)) == (1, before)
    assert "a déjà un site. Ajoutez --yes pour le remplacer." in refused.stderr
    assert place.run("site", str(folder), "--yes").exit_code == 0
    assert (folder / "CNAME").is_file()
    assert (folder / "operations" / "mine.html").is_file()
    assert not (folder / "operations" / "gone.html").exists()
    assert (folder / "site.js").stat().st_size > 1_000


def test_a_new_site_may_have_an_empty_folder(place: Place) -> None:
    (place.folder / "stick").mkdir()
    assert place.run("site", str(place.folder / "stick")).exit_code == 0
    assert (place.folder / "stick" / "index.html").is_file()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("site", "."), "a déjà d’autres fichiers"),
        (("site", ".", "--yes"), "a déjà d’autres fichiers"),
        (("site", "a.txt", "--yes"), "n’est pas un dossier"),
        (("site", "db.json", "--yes"), "est à l’application"),
        (("site", "instance"), "est à l’application"),
        (("site", "instance/site"), "est à l’application"),
        (("site", "nulle/part"), "dossier introuvable"),
        (("site", "a\0b"), "ce n’est pas un nom de dossier"),
        (("site", "-"), "Le site est un dossier"),
        (("site", "site", "--selection", "?q=sel"), "--selection ne va qu’avec un fichier"),
    ],
)
def test_a_refused_site_changes_nothing(
    place: Place, words: tuple[str, ...], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place.folder)
    (place.folder / "a.txt").touch()
    before = contents(place.folder)
    done = place.run(*words)
    assert (done.exit_code, done.stdout, contents(place.folder)) == (1, "", before)
    assert message in done.stderr


def _link_away(path: Path, outside: Path) -> None:
    """Put a link to `outside` in the place of `path`, and what was there behind it."""
    shutil.move(path, outside)
    path.symlink_to(outside)


@pytest.mark.parametrize("name", ["operations", "documents"])
def test_a_site_writes_nothing_behind_a_link(place: Place, name: str) -> None:
    folder = place.folder / "site"
    place.run("site", str(folder))
    shutil.copy(folder / "operations" / "tiktok.html", folder / "operations" / "gone.html")
    _link_away(folder / name, place.folder / "outside")
    before = contents(place.folder)
    done = place.run("site", str(folder), "--yes")
    assert (done.exit_code, done.stdout, contents(place.folder)) == (1, "", before)
    assert f"{name} » est un lien" in done.stderr


def test_a_page_of_a_site_that_is_a_link_is_replaced(place: Place) -> None:
    folder, outside = place.folder / "site", place.folder / "outside"
    place.run("site", str(folder))
    outside.mkdir()
    for name in ("index.html", "operations/tiktok.html", "style.css"):
        _link_away(folder / name, outside / Path(name).name)
    before = contents(outside)
    assert place.run("site", str(folder), "--yes").exit_code == 0
    assert contents(outside) == before
    assert not [path for path in folder.rglob("*") if path.is_symlink()]


@pytest.mark.parametrize(("name", "is_folder"), [("operations", False), ("site.js", True)])
def test_a_site_that_cannot_be_replaced_stays_whole(place: Place, name: str, is_folder: bool) -> None:
    folder = place.folder / "site"
    place.run("site", str(folder))
    shutil.move(folder / name, place.folder / "elsewhere")
    (folder / name).mkdir() if is_folder else (folder / name).touch()
    before = contents(place.folder)
    done = place.run("site", str(folder), "--yes")
    assert (done.exit_code, contents(place.folder)) == (1, before)
    assert f"{name} » {'est un dossier' if is_folder else 'n’est pas un dossier'}." in done.stderr


def test_the_copies_behind_a_link_are_never_replaced(place: Place) -> None:
    (place.folder / "disk").mkdir()
    (place.folder / "db.json.backups").symlink_to(place.folder / "disk")
    done = place.run("txt", str(place.folder / "disk" / "a.txt"))
    assert (done.exit_code, list((place.folder / "disk").iterdir())) == (1, [])
    assert "est à l’application" in done.stderr
