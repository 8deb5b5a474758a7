"""`flask backup`, `flask backups` and `flask restore` as a sysadmin types them; the drill of docs/data.md."""

import json
import os
import re
import shlex
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner

from gersapp.catalogue.history.difference import Difference
from gersapp.commands.copies import describe_difference
from gersapp.settings import Settings
from gersapp.store.tinydb import Backups, lock
from proof.tools.server import ROOT, StartServer
from proof.torture.files import BAD
from proof.torture.observation import descriptions
from proof.torture.visitor import SAVED, description_in, visiting
from tests.support.backups import OLD, age, edit, state
from tests.support.edits import ID
from tests.support.places import copies_of
from tests.support.runner import runner_of

SECONDS = 60
NAME = "2026-03-29T003015Z.json"
TITLE = "Des tips du jour"


def environ() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("GERSAPP_")}


def flask(database: Path, *words: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard errors of a real `flask …words`."""
    ended = subprocess.run(
        [sys.executable, "-m", "flask", *words],
        cwd=ROOT,
        env={**environ(), "GERSAPP_DB": str(database)},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    return ended.returncode, ended.stdout, ended.stderr


@pytest.fixture
def runner(database: Path, quick_disk: None) -> FlaskCliRunner:
    """Commands in this process, on a file that was written at OLD."""
    age(database, OLD)
    return runner_of(Settings(db=database))


def test_a_copy_is_made_listed_and_put_back_by_real_commands(database: Path) -> None:
    age(database, OLD)
    first = database.read_bytes()
    title = next(row["title"] for row in json.loads(first)["operations"].values() if row["id"] == ID)
    copy = database.with_name("db.json.backups") / NAME
    held = lock.take(database)  # as a server does
    assert flask(database, "backup") == (0, f"Copie faite : {copy}\n", copies_of(database))
    lock.release(held)
    edit(database, TITLE)
    database.chmod(0o600)

    status, stdout, _ = flask(database, "restore", NAME)
    (replaced,) = database.parent.glob("db.json.replaced-*")
    assert status == 0
    assert stdout == (
        f"{database} est remplacé par {copy}, du 29/03/2026 à 01:30:15.\n"
        f"Ce qui était en place est gardé : {replaced}\n"
        f"- 1 opération modifiée : {title}\n"
    )
    assert database.read_bytes() == first


def test_a_file_that_a_server_holds_is_not_replaced(runner: FlaskCliRunner, database: Path) -> None:
    edit(database, TITLE)
    before = state(database.parent)
    held = lock.take(database)
    refused = runner.invoke(args=["restore", "latest"])
    would = runner.invoke(args=["restore", "latest", "--dry-run"])
    lock.release(held)
    assert refused.exit_code == 1
    assert refused.stderr.startswith(
        f"{copies_of(database)}Refusé : L’application se sert de {database} : arrêtez-la"
    )
    assert would.exit_code == 0
    assert (
        f"{database} serait remplacé par {database}.backups/{NAME}, du 29/03/2026 à 01:30:15." in would.stdout
    )
    assert "- 1 opération serait modifiée : " in would.stdout
    assert state(database.parent) == before


def test_the_list_says_when_how_much_and_what_cannot_be_read(runner: FlaskCliRunner, database: Path) -> None:
    assert runner.invoke(args=["backups"]).stdout == ""
    stderr = runner.invoke(args=["backups"]).stderr
    assert stderr == f"{copies_of(database)}Aucune copie de {database}. En faire une : flask backup\n"
    size = f"{database.stat().st_size:,}".replace(",", " ")
    edit(database, TITLE, datetime(2026, 7, 1, 12, 0, 0, tzinfo=UTC))
    runner.invoke(args=["backup"])
    database.with_name("db.json.backups").joinpath("2026-07-01T120000Z.json").write_text(BAD)
    stdout = runner.invoke(args=["backups"]).stdout
    assert stdout == (
        "2026-07-01T120000Z.json  01/07/2026 à 14:00:00  illisible : JSON incorrect, ligne 2, colonne 26\n"
        f"{NAME}  29/03/2026 à 01:30:15  {size:>11} octets  16 opérations\n"
        f"db.json.prev             29/03/2026 à 01:30:15  {size:>11} octets  16 opérations\n"
    )


def test_a_copy_of_a_time_to_come_is_told(runner: FlaskCliRunner, database: Path) -> None:
    folder = database.with_name("db.json.backups")
    folder.mkdir()
    folder.joinpath("2999-01-01T000000Z.json").write_bytes(database.read_bytes() + b"\n")
    runner.invoke(args=["backup"])
    first, last = runner.invoke(args=["backups"]).stdout.splitlines()
    assert first.startswith(NAME)
    assert last.endswith("16 opérations  date à venir")


def test_a_second_copy_says_that_nothing_changed(runner: FlaskCliRunner, database: Path) -> None:
    runner.invoke(args=["backup"])
    result = runner.invoke(args=["backup"])
    copy = database.with_name("db.json.backups") / NAME
    assert (result.exit_code, result.stdout) == (0, f"Rien n’a changé depuis la dernière copie : {copy}\n")
    result = runner.invoke(args=["restore", NAME])
    assert (result.exit_code, result.stdout) == (0, f"{database} a déjà ce contenu : rien à restaurer.\n")


def test_a_copy_that_latest_passes_over_is_told(runner: FlaskCliRunner, database: Path) -> None:
    runner.invoke(args=["backup"])
    database.with_name("db.json.prev").write_text(BAD)
    database.write_text("")
    result = runner.invoke(args=["restore", "latest"])
    why = "JSON incorrect, ligne 2, colonne 26"
    assert result.stderr == f"{copies_of(database)}Passée : {database}.prev ne peut pas être lu : {why}.\n"
    assert result.stdout.endswith(
        "Ce qui change ne peut pas être dit, faute de pouvoir lire ce qui était en place : "
        "le fichier est vide (0 octet utile).\n"
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("restore", "latest"), "{} n’a pas de copie lisible qui en diffère. Rien n’a été modifié."),
        (("restore", "db.json"), "{} est le fichier à remplacer lui-même. Rien n’a été modifié."),
        (("restore", "/nowhere.json"), "/nowhere.json : il n’existe pas. Rien n’a été modifié."),
    ],
)
def test_a_refusal_is_told_in_french_and_changes_nothing(
    runner: FlaskCliRunner, database: Path, words: tuple[str, ...], message: str
) -> None:
    before = state(database.parent)
    result = runner.invoke(args=[*words])
    expected = f"{copies_of(database)}Refusé : {message.format(database)}\n"
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", expected)
    assert state(database.parent) == before


def test_a_file_or_a_folder_that_is_missing_is_told(runner: FlaskCliRunner, database: Path) -> None:
    database.unlink()
    result = runner.invoke(args=["backup"])
    assert (result.exit_code, result.stdout) == (1, "")
    why = f"{database} ne peut pas être lu : il n’existe pas. Rien n’a été modifié."
    assert result.stderr == f"{copies_of(database)}Refusé : {why}\n"
    result = runner_of(Settings(db=database / "nowhere" / "db.json")).invoke(args=["restore", "latest"])
    assert result.exit_code == 1
    named = copies_of(database / "nowhere" / "db.json")
    assert result.stderr.startswith(f"{named}Refusé : Impossible d’ouvrir le verrou ")


NONE = Difference((), (), (), heading=False, order=False, trash=False)


@pytest.mark.parametrize(
    ("difference", "done", "would"),
    [
        (NONE, ["Rien ne change dans le catalogue lui-même."], ["Rien ne changerait dans le catalogue lui-même."]),
        (replace(NONE, added=("A", "B")), ["- 2 opérations ajoutées : A ; B"], ["- 2 opérations seraient ajoutées : A ; B"]),
        (replace(NONE, removed=("A",)), ["- 1 opération retirée : A"], ["- 1 opération serait retirée : A"]),
        (
            replace(NONE, modified=tuple("ABCDEFGHIJK")),
            ["- 11 opérations modifiées : A ; B ; C ; D ; E ; F ; G ; H ; I ; J et 1 autre"],
            ["- 11 opérations seraient modifiées : A ; B ; C ; D ; E ; F ; G ; H ; I ; J et 1 autre"],
        ),
        (
            replace(NONE, heading=True, order=True, trash=True),
            ["- change : les textes ou les cibles du catalogue", "- change : l’ordre des opérations", "- change : la corbeille"],
            ["- changerait : les textes ou les cibles du catalogue", "- changerait : l’ordre des opérations", "- changerait : la corbeille"],
        ),
    ],
)  # fmt: skip
def test_what_changes_is_told_and_what_would_in_the_conditional(
    difference: Difference, done: list[str], would: list[str]
) -> None:
    assert describe_difference(difference, dry_run=False) == done
    assert describe_difference(difference, dry_run=True) == would


def test_at_most_ten_titles_are_told() -> None:
    (line,) = describe_difference(replace(NONE, added=tuple(map(str, range(25)))), dry_run=False)
    assert line.endswith("9 et 15 autres")


# -- the drill


def documented_commands(heading: str) -> list[str]:
    """The lines of the first block of commands under `heading` of docs/data.md."""
    section = (ROOT / "docs" / "data.md").read_text("utf-8").partition(f"\n### {heading}\n")[2]
    block = re.search(r"^```sh\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)
    assert block, heading
    return block[1].splitlines()


def test_the_documented_restoration_loses_the_last_edit_only(
    server: StartServer, database: Path, tmp_path: Path
) -> None:
    texts = descriptions(database)
    ids = list(texts)[:4]
    age(database, OLD)
    running = server()
    with visiting(running) as visitor:
        for id in ids:
            assert visitor.edit(id, f"Modifiée : {id}")[0] in SAVED
    expected = {**texts, **{id: f"Modifiée : {id}" for id in ids[:-1]}}
    running.stop()
    database.write_bytes(database.read_bytes()[:2000] + bytes(300))
    with pytest.raises(AssertionError, match="ended with status 3"):
        server()
    assert f"{database} ne peut pas être lu" in server.started[-1].output()

    first, *lines, last = documented_commands("Si le fichier est abîmé")
    # The service of this test was stopped above, and is started below.
    assert (first, last) == ("sudo systemctl stop catalogue", "sudo systemctl start catalogue")
    script = "\n".join(["set -e", *lines])
    folder = Path(sys.executable).parent
    for documented, real in (
        ("/srv/catalogue", ROOT),
        ("/var/lib/catalogue/db.json", database),
        (".venv/bin", folder),
    ):
        assert documented in script
        script = script.replace(documented, shlex.quote(str(real)))
    # This machine may have neither sudo nor that account.
    sudo = tmp_path / "bin" / "sudo"
    sudo.parent.mkdir()
    sudo.write_text('#!/bin/sh\n[ "$1 $2" = "-u catalogue" ] && shift 2 && exec env "$@"\n')
    sudo.chmod(0o755)
    path = f"{sudo.parent}:{os.environ['PATH']}"
    ended = subprocess.run(
        ["sh", "-c", script],
        cwd=tmp_path,
        env={**environ(), "PATH": path},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, 3 * copies_of(database))
    for words in (NAME, f"{database} serait remplacé par", f"{database} est remplacé par {database}.prev"):
        assert words in ended.stdout
    assert descriptions(database) == expected
    with visiting(server()) as visitor:
        assert {id: description_in(visitor.form(id)) for id in ids} == {id: expected[id] for id in ids}
        assert visitor.edit(ids[-1], "Refaite")[0] in SAVED
    assert Backups(database).copies()
