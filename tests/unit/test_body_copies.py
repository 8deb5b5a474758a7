"""Copies and restorations of bodies when something fails, or changes meanwhile: no text is lost."""

from pathlib import Path

import pytest

from gersapp.errors import StoreUnavailable
from gersapp.observatory.body import Body
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
