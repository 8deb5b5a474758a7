"""`flask purge` says what is left: each file is cleared, or named, and « pour toujours » is said of all or none."""

import gzip
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from gersapp.catalogue.history.revisions import Act
from gersapp.editors import open_editors
from gersapp.settings import Settings
from gersapp.store.tinydb import Backups, TinyDBRepository
from tests.support.edits import ID, commit, delete, set_fields
from tests.support.runner import runner_of

WORD = "Axolotl"


@pytest.fixture(scope="module")
def lived_in(seed_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a file whose operation ID had the word, with a copy of it, and the log of its server."""
    folder = tmp_path_factory.mktemp("lived in")
    database = Path(shutil.copy(seed_path, folder / "db.json"))
    repository = TinyDBRepository(database)
    fields = {
        "title": f"Un {WORD} du Gers",
        "description": "Une espèce rare",
        "platforms": ("Radio Quetzal",),
    }
    commit(repository, set_fields(ID, **fields), Act("Jeanne"))
    Backups(database).make()
    commit(repository, delete(ID), Act("Jeanne"))
    repository.close()
    open_editors(folder / "instance").journal.note("saved", what=ID, editor="Jeanne")
    return folder


@pytest.fixture
def database(lived_in: Path, tmp_path: Path, quick_disk: None) -> Path:
    """The file, in a copy of its folder."""
    return Path(shutil.copytree(lived_in, tmp_path / "base")) / "db.json"


def purge(database: Path, id: str = ID, instance: Path | None = None) -> Result:
    return runner_of(Settings(db=database, instance=instance or database.parent / "instance")).invoke(
        args=["purge", id, "--yes"]
    )


def complaints(done: Result) -> list[str]:
    """The lines of errors, after the two that name the places."""
    return done.stderr.splitlines()[2:]


def copy_to(name: str) -> Callable[[Path, Path], Path]:
    """Copy the file to a name beside it."""

    def make(database: Path, elsewhere: Path) -> Path:
        path = database.parent / name
        path.parent.mkdir(exist_ok=True)
        return Path(shutil.copy(database, path))

    return make


def write(name: str, content: Callable[[Path], bytes]) -> Callable[[Path, Path], Path]:
    def make(database: Path, elsewhere: Path) -> Path:
        path = database.parent / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content(database))
        return path

    return make


def link_copy(database: Path, elsewhere: Path) -> Path:
    """Put a copy on another disk, with a link in its place."""
    (copy,) = Backups(database).folder.iterdir()
    target = Path(shutil.move(copy, elsewhere / "copy.json"))
    copy.symlink_to(target)
    return target


def link_folder(database: Path, elsewhere: Path) -> Path:
    shutil.copy(database, elsewhere)
    path = Backups(database).folder / "old"
    path.symlink_to(elsewhere)
    return path


def link_hard(database: Path, elsewhere: Path) -> Path:
    """Give a copy another name elsewhere, as `cp -l` and `rsync --link-dest` do."""
    (copy,) = Backups(database).folder.iterdir()
    os.link(copy, elsewhere / "copy.json")
    return copy


def link_nowhere(database: Path, elsewhere: Path) -> Path:
    path = database.with_name("db.json.old")
    path.symlink_to(elsewhere / "unmounted")
    return path


Make = Callable[[Path, Path], Path]
CLEARED: dict[str, Make] = {
    "what emacs leaves": copy_to("db.json~"),
    "what sed leaves": copy_to("db.json.bak"),
    "a copy with the date in front": copy_to("2026-01-01 db.json"),
    "a folder of copies": copy_to("db.json.backups/old/db.json"),
    "another folder of copies": copy_to("db.json.old/2025.json"),
    "a link to a copy": link_copy,
}
NAMED: dict[str, Make] = {
    "a swap file that names it": write(
        ".db.json.swp", lambda path: b"b0VIM 9.0\0\0" + path.read_bytes()[:-40] + b"\0" * 9
    ),
    "a swap file with its words": write(".db.json.swp", lambda path: f"\0\0\xff un {WORD}".encode("latin-1")),
    "words in a file of copies": write("db.json.backups/old/x.txt", lambda path: f"{WORD} !".encode()),
    "words in small letters": write("db.json.txt", lambda path: b"un axolotl"),
    "words in escapes": write("db.json.txt", lambda path: b"Une esp\\u00e8ce"),
    "the name of a network": write("db.json.txt", lambda path: b"sur Quetzal"),
    "a half of a copy": write("db.json.tmp2", lambda path: path.read_bytes()[:-9]),
    "a copy of another name": copy_to("sauvegarde.json"),
    "a copy that is compressed": write("db.json.gz", lambda path: gzip.compress(path.read_bytes())),
    "packed revisions of a half": write(
        "db.json.1", lambda path: b'{"history": {"1": {"packed": "QlpoOTFBWSZTW'
    ),
    "a link to a folder": link_folder,
    "a link to nowhere": link_nowhere,
    "another name elsewhere": link_hard,
}


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("leftover", CLEARED)
def test_a_whole_copy_is_cleared_whatever_its_name(database: Path, elsewhere: Path, leftover: str) -> None:
    path = CLEARED[leftover](database, elsewhere)
    assert WORD in path.read_text()
    time = path.stat().st_mtime_ns
    done = purge(database)
    assert (done.exit_code, complaints(done)) == (0, [])
    assert f"Effacée pour toujours : « Un {WORD} du Gers »." in done.stdout
    assert f"  {path}\n" in done.stdout
    assert len(json.loads(path.read_text())["operations"]) == 15
    assert WORD not in path.read_text()
    assert path.stat().st_mtime_ns == time


@pytest.mark.parametrize("leftover", NAMED)
def test_what_is_not_cleared_is_named(database: Path, elsewhere: Path, leftover: str) -> None:
    path = NAMED[leftover](database, elsewhere)
    done = purge(database)
    assert done.exit_code == 1
    assert "pour toujours" not in done.stdout
    assert f"Effacée en partie : « Un {WORD} du Gers »." in done.stdout
    assert len(complaints(done)) == 2
    assert complaints(done)[0].startswith(f"Reste : {path} ")
    assert WORD not in database.read_text()


def test_a_second_run_names_what_is_still_there(database: Path, elsewhere: Path) -> None:
    path = NAMED["a half of a copy"](database, elsewhere)
    purge(database)
    again = purge(database)
    assert again.exit_code == 1
    assert again.stderr.endswith(f"/operations/tips-du-jour. {path} la nomme encore.\n")


def test_files_that_do_not_have_it_are_not_named(database: Path) -> None:
    folder = database.parent
    (folder / ".db.json.swp").write_bytes(b"b0VIM 9.0 nothing of it")
    (folder / "notes.md").write_text(f"flask purge {ID}")
    (folder / "photo.png").write_bytes(b"\x89PNG\xff")
    (folder / "db.json.txt").write_text('{"id": "carte-interactive"}')
    (folder / "sub").mkdir()
    done = purge(database)
    assert (done.exit_code, complaints(done)) == (0, [])
    assert "plus rien ne la nomme" in done.stdout


def test_what_was_not_searched_is_named(database: Path) -> None:
    folder = database.parent
    packed = gzip.compress(database.read_bytes())
    archives = [folder / "instance" / "old.gz", folder / "sauvegarde.gz", folder / "utf-16.txt"]
    for archive in archives:
        archive.write_bytes(packed if archive.suffix == ".gz" else database.read_text().encode("utf-16"))
    (folder / "sub").mkdir()
    done = purge(database)
    assert (done.exit_code, complaints(done)) == (0, [])
    unseen = " ; ".join(
        map(str, [folder / "sauvegarde.gz", folder / "sub", folder / "utf-16.txt", archives[0]])
    )
    assert f"Pas regardés (des dossiers, ou autre chose que du texte) : {unseen}.\n" in done.stdout


def test_the_folder_of_a_link_to_the_file_is_named(database: Path, elsewhere: Path) -> None:
    link = elsewhere / "db.json"
    link.symlink_to(database)
    done = purge(link, instance=database.parent / "instance")
    assert (done.exit_code, complaints(done)) == (0, [])
    assert f"autre chose que du texte) : {elsewhere}.\n" in done.stdout


def test_another_catalogue_of_the_folder_is_left_alone(database: Path) -> None:
    for name in ("db.json2", "other.json", "other.json.prev"):
        shutil.copy(database, database.with_name(name))
    for name in ("db.json2.lock", "other.json.lock"):
        database.with_name(name).touch()
    done = purge(database)
    assert (done.exit_code, complaints(done)) == (0, [])
    assert all(WORD in database.with_name(name).read_text() for name in ("db.json2", "other.json"))


@pytest.mark.parametrize("name", ["db.json.prev.tmp", "db.json.replaced.tmp", "db.json.backups/77.tmp"])
def test_what_was_interrupted_is_removed(database: Path, name: str) -> None:
    path = database.parent / name
    path.write_bytes(database.read_bytes()[:-9])
    done = purge(database)
    assert (done.exit_code, complaints(done)) == (0, [])
    assert not path.exists()


@pytest.mark.parametrize("name", [".lock", "d.lock", "db.lock"])
@pytest.mark.parametrize("is_of_a_file", [False, True])
def test_a_lock_of_something_else_hides_no_copy(database: Path, name: str, is_of_a_file: bool) -> None:
    database.with_name(name).touch()
    if is_of_a_file:
        database.with_name(name.removesuffix(".lock") or "other").touch()
    copy = Path(shutil.copy(database, database.with_name("db.json~")))
    done = purge(database)
    assert (done.exit_code, complaints(done)) == (0, [])
    assert not [path for path in (database, copy) if WORD in path.read_text()]


def test_without_the_file_its_copies_are_cleared(database: Path) -> None:
    database.unlink()
    done = purge(database)
    assert (done.exit_code, complaints(done)) == (0, [])
    assert "pour toujours" in done.stdout
    assert not [path for path in Backups(database).folder.iterdir() if WORD in path.read_text()]


@pytest.mark.parametrize("place", ["a table", "a key of another operation", "a key of an audience"])
def test_what_the_application_does_not_know_is_searched(database: Path, place: str) -> None:
    tables = json.loads(database.read_text())
    row = {"note": f"Voir aussi l’{WORD}"}
    if place == "a table":
        tables["notes"] = {"1": row}
    elif place == "a key of another operation":
        tables["operations"]["3"] |= row
    else:
        tables["catalogue"]["1"]["audiences"][0] |= row
    for path in (database, database.with_name("db.json.bak")):
        path.write_text(json.dumps(tables))
    done = purge(database)
    assert done.exit_code == 1
    assert complaints(done)[:-1] == [
        f"Reste : {path} a encore des mots qui n’étaient qu’à elle : {WORD.lower()}."
        for path in (database, database.with_name("db.json.bak"))
    ]


def test_the_deepest_value_that_is_read_is_searched(database: Path) -> None:
    tables = json.loads(database.read_text())
    deepest: object = "rien"
    for _ in range(251):
        deepest = [deepest]
    tables |= {"notes": {"1": {"note": deepest}}}
    tables["operations"]["3"]["note"] = deepest
    tables["catalogue"]["1"]["note"] = deepest
    database.write_text(json.dumps(tables))
    assert purge(database).exit_code == 0


# -- the log


def test_a_log_without_its_name_is_told_and_cleared_later(database: Path, tmp_path: Path) -> None:
    own, other = database.parent / "instance", tmp_path / "other"
    done = purge(database, instance=other)
    assert done.exit_code == 0
    assert "pour toujours" not in done.stdout
    assert f"Journal de sécurité : aucun dans {other}. Si celui de l’application est ailleurs" in done.stdout
    open_editors(other).journal.note("signed in", editor="Jeanne")
    done = purge(database, instance=other)
    assert (done.exit_code, "Aucune opération" in done.stderr) == (1, True)
    assert ID in (own / "security.log").read_text()
    done = purge(database)
    assert (done.exit_code, complaints(done)) == (0, [])
    assert f"Effacée pour toujours : « {ID} »." in done.stdout
    assert f"  {own / 'security.log'} (1 ligne)" in done.stdout
    assert ID not in (own / "security.log").read_text()


@pytest.mark.parametrize("id", ["instance", "operations", "saved", "editor", "jeanne", ""])
def test_a_word_of_the_log_that_is_no_operation_is_left(database: Path, id: str) -> None:
    log = database.parent / "instance" / "security.log"
    before = log.read_bytes()
    assert purge(database, id).exit_code == 1
    assert log.read_bytes() == before


def test_a_log_behind_a_link_is_cleared(database: Path, elsewhere: Path) -> None:
    log = database.parent / "instance" / "security.log"
    target = Path(shutil.move(log, elsewhere / "log"))
    log.symlink_to(target)
    done = purge(database)
    assert "pour toujours" in done.stdout
    assert log.is_symlink()
    assert ID not in target.read_text()


def test_an_erasure_that_was_killed_in_the_log_can_be_run_again(database: Path) -> None:
    log = database.parent / "instance" / "security.log"
    log.with_name("security.log.tmp").write_bytes(log.read_bytes()[:-9])
    done = purge(database)
    assert (done.exit_code, complaints(done)) == (0, [])
    assert [path.name for path in log.parent.iterdir()] == ["security.log"]


def test_a_log_that_is_compressed_is_named(database: Path) -> None:
    log = database.parent / "instance" / "security.log.2.gz"
    log.write_bytes(gzip.compress(f'{{"what": "{ID}"}}'.encode()))
    done = purge(database)
    assert done.exit_code == 1
    assert f"Reste : {log} ne peut pas être examiné" in done.stderr


def test_a_log_that_is_compressed_stays_whole(database: Path) -> None:
    # Any short id is somewhere in bytes.
    log = database.parent / "instance" / "security.log.2.gz"
    log.write_bytes(b"\x1f\x8b\n+a+\xff a ")
    before = log.read_bytes()
    assert purge(database, "a").exit_code == 1
    assert log.read_bytes() == before
