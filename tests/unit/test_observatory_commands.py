"""`flask observatory` and `flask database` on a real database; what is refused changes nothing."""

import json
import re
import shutil
import subprocess
import sys
from importlib import util
from pathlib import Path

import pytest

from gersapp.errors import StoreUnavailable
from gersapp.observatory.body import Body
from gersapp.store.postgres import PostgresBodies
from gersapp.store.tinydb.sound import Sound
from proof.observatory.__main__ import write_examples
from proof.observatory.bodies import invent_bodies
from proof.tools.server import ROOT
from tests.support.database_commands import Place
from tests.support.postgres import Databases

pytestmark = pytest.mark.usefixtures("quick_disk")


@pytest.fixture
def place(database_address: str, seed_path: Path, tmp_path: Path) -> Place:
    shutil.copy(seed_path, tmp_path / "db.json")
    return Place(database_address, tmp_path)


@pytest.fixture
def gers(place: Place) -> Place:
    """A database with one body."""
    place.output("observatory", "add", "gers", _seed(place), "--kind", "departement", "--territory", "32")
    return place


def _seed(place: Place) -> str:
    return str(place.folder / "db.json")


def _examples(folder: Path) -> Path:
    """A folder of three invented bodies."""
    folder.mkdir()
    for invented in invent_bodies(3):
        (folder / f"{invented.body.slug}.json").write_bytes(invented.content)
    return folder


def test_a_body_is_added_and_listed(gers: Place) -> None:
    gers.output("observatory", "add", "auch", "--kind", "etat")
    assert gers.output("observatory", "list").splitlines() == [
        "auch  organisme sans nom   Service de l’État               0 opération",
        "gers  Département du Gers  Département        Gers (32)  16 opérations",
    ]


def test_a_body_gets_another_kind_or_territory(gers: Place) -> None:
    said = gers.output("observatory", "change", "gers", "--territory", "OCCITANIE")
    assert said == "Changé : gers : Département du Gers — Département, Occitanie, 16 opérations.\n"
    assert "— Région, Occitanie," in gers.output("observatory", "change", "gers", "--kind", "region")


def test_a_body_may_begin_with_an_empty_catalogue(place: Place) -> None:
    said = place.output("observatory", "add", "auch", "--kind", "commune")
    assert said == "Ajouté : auch : organisme sans nom — Commune, 0 opération.\n"
    assert place.state()["auch"][:2] == ("commune", "")


def test_an_export_is_the_file_that_was_added(gers: Place) -> None:
    path = gers.folder / "export.json"
    gers.output("observatory", "export", "gers", str(path))
    exported, seed = json.loads(path.read_bytes()), json.loads((gers.folder / "db.json").read_bytes())
    assert list(exported)[: len(seed)] == list(seed)
    assert {name: exported[name] for name in seed} == seed
    assert len(Sound.read(path).catalogue.operations) == 16
    assert gers.output("observatory", "export", "gers", "-").encode() == path.read_bytes()


def test_a_folder_comes_back_as_it_went_out(gers: Place, tmp_path: Path) -> None:
    gers.output("observatory", "add", "--all", str(_examples(tmp_path / "examples")), "--kind", "commune")
    with gers.bodies() as bodies:
        bodies.set_mapping("gers", {"adultes": "grand-public"})
    before = gers.state()
    gers.output("observatory", "export", "--all", str(tmp_path / "out"))
    for slug in before:
        gers.output("observatory", "remove", slug, "--yes")
    assert gers.state() == {}
    assert gers.output("observatory", "add", "--all", str(tmp_path / "out")) == "4 organismes ajoutés.\n"
    assert gers.state() == before


def test_a_refused_file_of_a_folder_stops_no_other(place: Place, tmp_path: Path) -> None:
    folder = _examples(tmp_path / "examples")
    (folder / "abime.json").write_text("{")
    shutil.copy(place.folder / "db.json", folder / "Capitale.json")
    done = place.run("observatory", "add", "--all", str(folder))
    assert done.exit_code == 1
    assert done.stdout == "3 organismes ajoutés.\n"
    assert "abime.json : Ce fichier n’est pas un catalogue lisible" in done.stderr
    assert "Refusé : 2 fichiers" in done.stderr
    assert len(place.state()) == 3


def test_a_database_that_is_lost_stops_the_rest(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = _examples(tmp_path / "examples")
    add, names = PostgresBodies.add, sorted(path.name for path in folder.iterdir())

    def lose(bodies: PostgresBodies, body: Body, content: bytes) -> None:
        if f"{body.slug}.json" != names[0]:
            raise StoreUnavailable("La base de données ne répond pas.")
        add(bodies, body, content)

    monkeypatch.setattr(PostgresBodies, "add", lose)
    done = place.run("observatory", "add", "--all", str(folder))
    assert (done.exit_code, done.stdout) == (1, "1 organisme ajouté.\n")
    assert f"{names[1]} et les suivants : La base de données ne répond pas." in done.stderr
    assert len(place.state()) == 1


def test_a_removed_body_is_kept_in_a_file(gers: Place) -> None:
    with gers.bodies() as bodies:
        bodies.set_mapping("gers", {"adultes": "elus"})
    before = gers.state()
    said = gers.output("observatory", "remove", "gers", "--yes")
    (copy,) = (gers.copies / "gers" / "gers.json.backups").iterdir()
    assert said == f"Retiré : gers. Gardé : {copy}\n"
    assert gers.state() == {}
    gers.output("observatory", "add", "gers", str(copy))
    assert gers.state() == before


# Words → why they are refused.
REFUSALS = [
    (["add", "gers", "{seed}"], "Un organisme a déjà l’adresse « gers »"),
    (["add", "Gers", "{seed}"], "« Gers » ne peut pas être l’adresse d’un organisme"),
    (["add", "connexion", "{seed}"], "« connexion » est l’adresse d’autres pages"),
    (["add", "auch", "absent.json"], "« absent.json » n’existe pas"),
    (["add", "auch", "{folder}"], "ne peut pas être lu : c’est un dossier"),
    (["add", "auch", __file__], "Ce fichier n’est pas un catalogue lisible"),
    (["add", "auch", "{seed}", "--kind", "ville"], "« ville » n’est pas un genre d’organisme"),
    (["add", "auch", "{seed}", "--territory", "99"], "« 99 » n’est ni le numéro d’un département"),
    (["add"], "Donnez un nom court"),
    (["add", "auch", "{seed}", "--all", "{folder}"], "--all ne va qu’avec un dossier"),
    (["add", "--all", "absent"], "« absent » n’a aucun fichier .json"),
    (["change", "gers"], "Donnez --kind ou --territory"),
    (["change", "auch", "--kind", "commune"], "Aucun organisme « auch »"),
    (["change", "gers", "--kind", "ville"], "« ville » n’est pas un genre d’organisme"),
    (["export", "auch", "-"], "Aucun organisme « auch »"),
    (["export", "gers", "{seed}"], "est à l’application"),
    (["export", "gers", __file__], "existe déjà. Ajoutez --yes"),
    (["export", "gers"], "Donnez un nom court et un fichier"),
    (["export", "--all", "{folder}"], "n’est pas vide"),
    (["remove", "auch"], "Aucun organisme « auch »"),
]


def test_what_is_refused_changes_nothing(gers: Place) -> None:
    before = gers.state()
    for words, why in REFUSALS:
        given = [word.format(seed=_seed(gers), folder=gers.folder) for word in words]
        done = gers.run("observatory", *given)
        assert done.exit_code == 1, words
        assert done.stderr.splitlines()[-1].startswith("Refusé : "), words
        assert why in done.stderr
    assert gers.state() == before


def test_the_commands_of_the_readme_add_their_examples(place: Place) -> None:
    write_examples(place.folder / "exemples")
    section = (ROOT / "README.md").read_text("utf-8").partition("## Plusieurs organismes\n")[2]
    lines = re.findall(r"^\.venv/bin/flask (observatory .*)$", section, re.M)
    for line in lines:
        said = place.output(*line.replace("observatory/exemples", f"{place.folder}/exemples").split())
    assert len(lines) == 4
    assert [text.split()[0] for text in said.splitlines()] == ["dournagnan", "merlamont", "vallalieu"]


def test_without_a_database_the_commands_are_refused(place: Place) -> None:
    for words in (["observatory", "list"], ["database", "migrate"]):
        done = place.run(*words, database="")
        assert (done.exit_code, "affiche la ligne à coller" in done.stderr) == (1, True)


def test_one_catalogue_loads_nothing_of_a_database(place: Place) -> None:
    code = (
        "import sys; from pathlib import Path; from gersapp import create_app; place = Path(sys.argv[1]); "
        "create_app(db=place / 'db.json', instance=place / 'instance'); "
        "sys.exit(' '.join(name for name in sys.modules if name.startswith(('psycopg', 'gersapp.store.postgres'))))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, place.folder], cwd=ROOT, capture_output=True, text=True
    )
    assert ended.stderr.strip() == ""


def test_a_database_out_of_reach_is_refused_in_french(place: Place) -> None:
    done = place.run("observatory", "list", database="postgresql://u:secret@127.0.0.1:1/gers")
    assert done.exit_code == 1
    assert done.stderr.startswith("Base : PostgreSQL 127.0.0.1/gers\nRefusé : ")
    assert "secret" not in done.output


def test_missing_packages_are_named(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gersapp.store.opening.find_spec", lambda name: None)
    done = place.run("observatory", "list")
    assert (done.exit_code, "« make postgres » l’installe" in done.stderr) == (1, True)
    assert util.find_spec("psycopg")


def test_tables_are_made_once(databases: Databases, tmp_path: Path) -> None:
    place = Place(databases.make_empty(), tmp_path)
    assert place.output("database", "migrate").startswith("Tables mises à jour : 0001_catalogues")
    assert place.output("database", "migrate") == "Les tables sont à jour.\n"
    databases.remove(place.address)


def test_an_empty_database_gets_its_tables_at_once(databases: Databases, tmp_path: Path) -> None:
    place = Place(databases.make_empty(), tmp_path)
    place.output("observatory", "add", "auch")
    assert place.output("database", "migrate") == "Les tables sont à jour.\n"
    databases.remove(place.address)
