"""Copies and restorations of bodies when something fails, or changes meanwhile: no text is lost."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from gersapp.errors import BodyUnreadable, NotFound, StoreUnavailable
from gersapp.observatory.body import Body, Kind
from gersapp.store.postgres import PostgresBodies
from tests.support.database_commands import Place
from tests.support.edits import commit, set_title

pytestmark = pytest.mark.usefixtures("quick_disk")


@pytest.fixture
def place(database_address: str, seed_path: Path, tmp_path: Path) -> Place:
    """Three bodies with the same operations."""
    place = Place(database_address, tmp_path)
    with place.bodies() as bodies:
        for slug in ("auch", "gers", "tarn"):
            bodies.add(Body(slug), seed_path.read_bytes())
    return place


def edit(place: Place, title: str) -> None:
    with place.bodies() as bodies:
        commit(bodies.repository("gers"), set_title(title))


def copies(place: Place) -> str:
    """All that the copies of the Gers have."""
    return "\n".join(path.read_text("utf-8") for path in sorted(place.copies.rglob("gers.json*/*.json")))


def test_a_restoration_cut_short_keeps_what_it_replaced(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.output("backup")
    edit(place, "Astuces")
    restore = PostgresBodies.restore

    def restore_after_an_edit(bodies: PostgresBodies, slug: str, content: bytes) -> bytes:
        edit(place, "Mots de la veille")
        return restore(bodies, slug, content)

    def lose(bodies: PostgresBodies, body: Body) -> None:
        raise StoreUnavailable("La base de données ne répond pas.")

    monkeypatch.setattr(PostgresBodies, "restore", restore_after_an_edit)
    monkeypatch.setattr(PostgresBodies, "change", lose)
    done = place.run("restore", "latest", "--body", "gers")
    assert (done.exit_code, done.stderr.splitlines()[-1]) == (1, "Refusé : La base de données ne répond pas.")
    assert "Mots de la veille" in copies(place)


def spoil(place: Place, slug: str) -> None:
    """Change the rows of a body by hand, so that they are no catalogue."""
    with psycopg.connect(place.address) as connection:
        connection.execute(
            "UPDATE documents SET document = '{}' FROM bodies "
            "WHERE bodies.id = body AND slug = %s AND collection = 'operations' AND key = 1",
            (slug,),
        )


def test_an_unreadable_body_stops_no_copy_of_another(place: Place) -> None:
    spoil(place, "auch")
    done = place.run("backup")
    assert (done.exit_code, done.stdout) == (
        1,
        f"2 copies dans {place.copies} ; 0 organisme sans changement.\n",
    )
    assert "\nauch : Le catalogue ne peut pas être lu dans la base de données" in done.stderr
    assert "Refusé : des organismes ne sont pas copiés" in done.stderr


EVENTS: dict[str, tuple[Exception, int, str]] = {
    "gone": (NotFound("auch"), 2, ""),
    "unreadable": (BodyUnreadable("Illisible."), 2, "auch : Illisible.\n"),
    "lost": (
        StoreUnavailable("La base ne répond pas."),
        0,
        "auch et les suivants : La base ne répond pas.\n",
    ),
}


@pytest.mark.parametrize("event", EVENTS)
def test_what_comes_during_the_copies_is_said(
    place: Place, monkeypatch: pytest.MonkeyPatch, event: str
) -> None:
    error, copied, said = EVENTS[event]
    export = PostgresBodies.export

    def export_but_one(bodies: PostgresBodies, slug: str) -> bytes:
        if slug == "auch":
            raise error
        return export(bodies, slug)

    monkeypatch.setattr(PostgresBodies, "export", export_but_one)
    done = place.run("backup")
    assert (done.exit_code, done.stdout[0], said in done.stderr) == (bool(said), str(copied), True)


def test_a_command_says_that_its_body_is_unreadable(place: Place) -> None:
    spoil(place, "gers")
    done = place.run("backup", "--body", "gers")
    assert done.exit_code == 1
    assert "Refusé : gers : Le catalogue ne peut pas être lu dans la base de données" in done.stderr


def files(place: Place) -> dict[str, bytes]:
    """All files of copies, by their paths."""
    return {str(path): path.read_bytes() for path in place.copies.rglob("*") if path.is_file()}


LOSSES: dict[str, tuple[Callable[[Place], object], str]] = {
    "edited": (lambda place: edit(place, "Astuces"), "gers serait remplacé par "),
    "removed": (
        lambda place: place.output("observatory", "remove", "gers", "--yes"),
        "gers serait ajouté de nouveau, d’après ",
    ),
    "unreadable": (lambda place: spoil(place, "gers"), "gers serait remplacé par "),
}


@pytest.mark.parametrize("loss", LOSSES)
def test_a_dry_run_of_a_restoration_writes_nothing(place: Place, loss: str) -> None:
    lose, said = LOSSES[loss]
    place.output("backup")
    lose(place)
    before, database = files(place), place.state()
    assert place.output("restore", "latest", "--body", "gers", "--dry-run").startswith(said)
    assert files(place) == before
    assert place.state() == database


def test_a_damaged_file_stops_no_restoration(place: Place) -> None:
    before = place.state()
    place.output("observatory", "remove", "gers", "--yes")
    (place.copies / "gers" / "gers.json").write_text("{", "utf-8")
    place.output("restore", "latest", "--body", "gers")
    assert place.state() == before


def test_what_only_the_last_file_has_is_restored_and_copied(place: Place) -> None:
    before = place.state()
    place.output("observatory", "remove", "gers", "--yes")
    for copy in (place.copies / "gers" / "gers.json.backups").iterdir():
        copy.unlink()
    place.output("restore", "latest", "--body", "gers")
    assert place.state() == before
    assert list((place.copies / "gers" / "gers.json.backups").iterdir())


def rows(place: Place) -> list[Any]:
    """The rows of the Gers that somebody spoilt, as a file keeps them."""
    (path,) = (place.copies / "gers").glob("rows-*.json")
    return [row["document"] for row in json.loads(path.read_bytes())["documents"]]


def test_a_copy_replaces_a_body_that_cannot_be_read(place: Place) -> None:
    with place.bodies() as bodies:
        bodies.change(Body("gers", Kind.DEPARTMENT, "32"))
    before = place.state()
    place.output("backup")
    spoil(place, "gers")
    said = place.output("restore", "latest", "--body", "gers")
    assert "faute de pouvoir lire ce qui était en place : ses lignes, dans la base" in said
    assert place.state() == before
    assert {} in rows(place)


def test_a_body_that_cannot_be_read_is_removed(place: Place) -> None:
    spoil(place, "gers")
    said = place.output("observatory", "remove", "gers", "--yes")
    assert said.startswith(f"Retiré : gers. Gardé : {place.copies}/gers/rows-")
    assert {} in rows(place)
    assert list(place.state()) == ["auch", "tarn"]
    with place.bodies() as bodies:
        assert bodies.unreadable() == {}


def test_a_restoration_without_another_copy_names_its_body(place: Place) -> None:
    place.output("backup")
    done = place.run("restore", "latest", "--body", "gers", "--dry-run")
    assert "Refusé : gers n’a pas de copie lisible qui en diffère." in done.stderr


def test_an_unknown_operation_is_said_of_the_database(place: Place) -> None:
    done = place.run("purge", "inconnue", "--body", "gers", "--yes")
    where = "ni dans la base de données (organisme « gers »), ni dans ses copies."
    assert (done.exit_code, f"« inconnue », {where}" in done.stderr) == (1, True)
