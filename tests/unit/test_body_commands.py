"""The commands on one body of a real database: copies, restoring, erasing, documents out and in."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gersapp.observatory.body import Body, Kind
from gersapp.store.opening import open_stores
from gersapp.store.postgres import PostgresBodies
from gersapp.store.tinydb.sound import Sound
from tests.support.database_commands import Place
from tests.support.edits import ID, commit, set_title

pytestmark = pytest.mark.usefixtures("quick_disk")

DOSSIER = """\
Adultes

Recettes de saison
Plusieurs recettes, avec les chefs des collèges.
https://www.facebook.com/LeGers32/posts/1687757504778733
"""


@pytest.fixture
def place(database_address: str, seed_path: Path, tmp_path: Path) -> Place:
    """Two bodies with the same operations."""
    place = Place(database_address, tmp_path)
    shutil.copy(seed_path, tmp_path / "db.json")
    with place.bodies() as bodies:
        for slug in ("gers", "val-de-gers"):
            bodies.add(Body(slug), seed_path.read_bytes())
    return place


def edit(place: Place, title: str, slug: str = "gers") -> None:
    with place.bodies() as bodies:
        commit(bodies.repository(slug), set_title(title))


def title(place: Place, slug: str = "gers") -> str:
    with place.bodies() as bodies:
        return bodies.states()[slug].snapshot.catalogue.operations[ID].title


def copies(place: Place, slug: str) -> list[Path]:
    return sorted((place.copies / slug / f"{slug}.json.backups").glob("*.json"))


def test_a_backup_copies_what_has_changed(place: Place) -> None:
    assert place.output("backup") == f"2 copies dans {place.copies} ; 0 organisme sans changement.\n"
    edit(place, "Astuces")
    assert place.output("backup") == f"1 copie dans {place.copies} ; 1 organisme sans changement.\n"
    (copy,) = copies(place, "val-de-gers")
    assert place.output("backup", "--body", "val-de-gers").endswith(f"la dernière copie : {copy}\n")
    (line,) = place.output("backups", "--body", "val-de-gers").splitlines()
    assert line.startswith(copy.name)
    assert line.endswith("16 opérations")


def test_a_copy_is_restored_and_what_it_replaces_is_kept(place: Place) -> None:
    before = place.state()
    place.output("backup")
    for copy in copies(place, "gers"):
        shutil.move(copy, place.folder / "avant.json")
    edit(place, "Astuces")
    said = place.output("restore", str(place.folder / "avant.json"), "--body", "gers", "--dry-run")
    assert said.startswith("gers serait remplacé par ")
    assert title(place) == "Astuces"
    said = place.output("restore", str(place.folder / "avant.json"), "--body", "gers")
    assert "- 1 opération modifiée : « Tips du Jour »" in said
    (kept,) = copies(place, "gers")
    assert f"Ce qui était en place est gardé : {kept}\n" in said
    assert Sound.read(kept).catalogue.operations[ID].title == "Astuces"
    assert place.state() == before
    place.output("restore", "latest", "--body", "gers")
    assert title(place) == "Astuces"


def change_body(place: Place) -> None:
    with place.bodies() as bodies:
        bodies.change(Body("gers", Kind.OTHER))
        bodies.set_mapping("gers", {})
        commit(bodies.repository("gers"), set_title("Astuces"))


def lose_all(place: Place) -> None:
    with place.bodies() as bodies:
        for slug in list(bodies.states()):
            bodies.remove(slug)


LOSSES: dict[str, Callable[[Place], object]] = {
    "changed": change_body,
    "removed": lambda place: place.output("observatory", "remove", "gers", "--yes"),
    "lost with the database": lose_all,
}


@pytest.mark.parametrize("loss", LOSSES)
def test_a_copy_gives_back_all_of_a_body(place: Place, loss: str) -> None:
    with place.bodies() as bodies:
        bodies.change(Body("gers", Kind.DEPARTMENT, "32"))
        bodies.set_mapping("gers", {"adultes": "elus", "gone": "jeunes"})
    before = place.state()
    place.output("backup")
    LOSSES[loss](place)
    spoiled = place.state()
    assert spoiled.get("gers") != before["gers"]
    would = place.output("restore", "latest", "--body", "gers", "--dry-run")
    assert place.state() == spoiled
    said = place.output("restore", "latest", "--body", "gers")
    assert place.state()["gers"] == before["gers"]
    if loss == "changed":
        assert "- changerait : son territoire\n" in would
        assert "- change : les groupes nationaux de ses cibles\n" in said
    else:
        assert would.startswith("gers serait ajouté de nouveau, d’après ")
        assert said.startswith("gers est ajouté de nouveau, d’après ")


def test_a_kind_is_no_trace_of_an_erased_operation(place: Place) -> None:
    with place.bodies() as bodies:
        bodies.change(Body("gers", Kind.INTERCOMMUNAL))
    edit(place, "Notre intercommunalite")
    place.output("backup")
    assert place.output("purge", ID, "--body", "gers", "--yes").startswith("Effacée pour toujours")


def test_an_erased_operation_is_gone_from_its_body_alone(place: Place) -> None:
    edit(place, "Mots d’une personne")
    place.output("backup")
    other = place.state()["val-de-gers"]
    (copy,) = copies(place, "val-de-gers")
    stores = open_stores(place.address)
    for slug in ("gers", "val-de-gers"):
        stores.editors.journal.note("saved", body=slug, what=ID)
    stores.bodies.close()
    said = place.output("purge", ID, "--body", "gers", "--yes")
    assert said.startswith("Effacée pour toujours : « Mots d’une personne ».\n  la base de données\n")
    assert "journal de sécurité (1 ligne)" in said
    assert "pg_dump" in said
    after = place.state()
    assert after["val-de-gers"] == other
    files = [path.read_bytes() for path in place.copies.rglob("gers.json*/*")]
    assert files
    for content in [after["gers"][2], *files]:
        assert ID.encode() not in content
        assert b"Mots d" not in content
    assert ID.encode() in copy.read_bytes()
    assert place.run("purge", ID, "--body", "gers", "--yes").exit_code == 1


def test_a_document_of_a_body_goes_out(place: Place) -> None:
    edit(place, "Astuces")
    assert "Astuces" in place.output("export", "txt", "-", "--body", "gers")
    assert "Astuces" not in place.output("export", "txt", "-", "--body", "val-de-gers")


def test_a_document_comes_in_to_be_reviewed(place: Place) -> None:
    path = place.folder / "dossier.txt"
    path.write_text(DOSSIER, "utf-8")
    said = place.output("import", str(path), "--body", "gers", "--as", "Jeanne")
    stores = open_stores(place.address)
    (pending,) = stores.imports_of("gers")
    assert list(stores.imports_of("val-de-gers")) == []
    stores.bodies.close()
    assert said.endswith(f"http://127.0.0.1:8000/gers/importer/{pending.id}\n")
    assert pending.editor == "Jeanne"


def test_what_is_sure_in_a_document_is_added(place: Place) -> None:
    path = place.folder / "dossier.txt"
    path.write_text(DOSSIER, "utf-8")
    assert (
        place.output("import", str(path), "--body", "gers", "--apply") == "1 opération ajoutée dans gers.\n"
    )
    with place.bodies() as bodies:
        counts = {slug: len(state.snapshot.catalogue.operations) for slug, state in bodies.states().items()}
    assert counts == {"gers": 17, "val-de-gers": 16}


def test_each_command_asks_for_a_body_that_exists(place: Place) -> None:
    before = place.state()
    given = str(place.folder / "db.json")
    for words in (
        ["backups"],
        ["restore", "latest"],
        ["purge", ID],
        ["export", "txt", "-"],
        ["import", given],
    ):
        done = place.run(*words)
        assert (done.exit_code, "dites duquel il s’agit par --body NOM" in done.stderr) == (1, True), words
        if words != ["backups"]:  # a body that was removed has copies
            done = place.run(*words, "--body", "tarn")
            assert (done.exit_code, "Aucun organisme « tarn »" in done.stderr) == (1, True), words
    assert place.state() == before


# Commands on the body « gers », in this order.
ON_ONE = [
    "restore latest --body gers --dry-run",
    "backup --body gers",
    "export txt - --body gers",
    "import {folder}/dossier.txt --body gers --apply",
    "purge {id} --body gers --yes",
    "observatory export gers -",
    "observatory change gers --kind etat",
    "observatory remove gers --yes",
    "restore latest --body gers",
    "observatory add auch {folder}/db.json",
]


def test_commands_on_one_body_load_no_other(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    (place.folder / "dossier.txt").write_text(DOSSIER, "utf-8")
    place.output("backup")
    edit(place, "Astuces")
    loaded: list[str] = []
    make = PostgresBodies.__init__

    def open_bodies(bodies: PostgresBodies, *given: Any, **options: Any) -> None:
        make(bodies, *given, **options)
        loaded.extend(bodies.states())

    monkeypatch.setattr(PostgresBodies, "__init__", open_bodies)
    for words in ON_ONE:
        loaded.clear()
        place.output(*words.format(folder=place.folder, id=ID).split())
        assert "val-de-gers" not in loaded, words
    monkeypatch.undo()
    assert list(place.state()) == ["auch", "gers", "val-de-gers"]


def test_without_a_database_no_body_is_named(place: Place) -> None:
    given = str(place.folder / "db.json")
    before = (place.folder / "db.json").read_bytes()
    for words in (
        ["backup"],
        ["backups"],
        ["restore", "latest"],
        ["purge", ID],
        ["export", "txt", "-"],
        ["import", given],
    ):
        done = place.run(*words, "--body", "gers", database="")
        assert (done.exit_code, "--body ne va qu’avec une base PostgreSQL" in done.stderr) == (1, True), words
    assert (place.folder / "db.json").read_bytes() == before
    assert not place.copies.exists()
