"""« Ajouter un organisme »: what a curator adds, and what is refused and adds nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from gersapp.errors import StoreUnavailable
from gersapp.observatory.body import Body, Kind
from gersapp.store.bodies import Bodies
from tests.support.hostile import TEXTS, strange_markup, urlencoded
from tests.support.observatory import BODY, CURATOR, MANAGER, browser_of, opened_observatory, seeded_bodies
from tests.support.visitor import form_fields, page_of

PAGE = "/organismes/nouveau"
AUCH = {"name": "Ville d’Auch", "slug": "", "kind": "commune", "territory": "32"}


@pytest.fixture(scope="module")
def site(seed_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One for all: each test adds other bodies, or none."""
    folder = tmp_path_factory.mktemp("bodies")
    with opened_observatory(seeded_bodies(seed_path.read_bytes()), folder) as app:
        yield app


@pytest.fixture
def bodies(site: Flask) -> Bodies:
    found: Bodies = site.extensions["gersapp"].bodies
    return found


@pytest.mark.parametrize(("typed", "slug"), [("", "ville-d-auch"), (" auch ", "auch")])
def test_a_curator_adds_an_empty_catalogue(site: Flask, bodies: Bodies, typed: str, slug: str) -> None:
    curator = browser_of(site, CURATOR)
    response = curator.post(PAGE, AUCH | {"slug": typed})
    assert response.headers["Location"] == f"{PAGE}?added={slug}"
    state = bodies.states()[slug]
    assert state.body == Body(slug, Kind.COMMUNE, "32")
    assert state.snapshot.catalogue.heading.organisation == "Ville d’Auch"
    page = page_of(curator.get(response.headers["Location"]))
    assert ("a", {"href": f"/{slug}/comptes"}) in page.tags
    assert curator.get(f"/{slug}/").status_code == 200


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"name": " "}, "nom", "Donnez le nom de l’organisme."),
        ({"name": "a" * 500}, "nom", "caractères"),
        ({"slug": BODY}, "adresse", f"« {BODY} »"),
        ({"slug": "connexion"}, "adresse", "« connexion »"),
        ({"slug": "Ville d’Auch"}, "adresse", "« Ville d’Auch »"),
        ({"slug": "../auch"}, "adresse", "« ../auch »"),
        ({"name": "Ωμέγα"}, "adresse", "adresse d’un organisme"),
        ({"kind": "royaume"}, "type", "Choisissez un type."),
        ({"territory": "99"}, "territoire", "Choisissez un territoire de la liste."),
    ],
)
def test_what_is_refused_adds_nothing_and_is_typed_again(
    site: Flask, bodies: Bodies, changes: dict[str, str], field: str, message: str
) -> None:
    before = set(bodies.states())
    response = browser_of(site, CURATOR).post(PAGE, AUCH | changes)
    page = page_of(response)
    assert (response.status_code, page.all("title")[0][:6]) == (422, "Erreur")
    assert message in page.all("p", id=f"erreur-{field}")[0].replace("\u00a0", " ").replace("\u202f", " ")
    (invalid,) = [has for _, has in page.tags if has.get("aria-invalid")]
    assert invalid["id"] == field
    assert form_fields(response)["name"] == [(AUCH | changes)["name"].strip()]
    assert set(bodies.states()) == before


def test_only_a_curator_adds_a_body(site: Flask, bodies: Bodies) -> None:
    before = set(bodies.states())
    for name, status in ((MANAGER, 403), ("", 302)):
        assert browser_of(site, name).get(PAGE).status_code == status
        browser_of(site, name).post(PAGE, AUCH)
    assert set(bodies.states()) == before


def test_hostile_names_are_text(site: Flask) -> None:
    curator = browser_of(site, CURATOR)
    for text in TEXTS.values():
        fields = [("name", text), ("slug", text), ("kind", "commune"), ("territory", "")]
        response = curator.post(PAGE, urlencoded(fields))
        assert response.status_code in (303, 413, 422)
        assert strange_markup(response.text) == []
    assert "est ajouté" not in curator.get(f"{PAGE}?added=../auch").text


def test_without_the_database_what_is_typed_stays(
    site: Flask, bodies: Bodies, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(body: Body, content: bytes) -> None:
        raise StoreUnavailable("La base de données ne répond pas.")

    monkeypatch.setattr(bodies, "add", refuse)
    response = browser_of(site, CURATOR).post(PAGE, AUCH)
    assert response.status_code == 503
    assert page_of(response).all("p", role="alert") == ["La base de données ne répond pas."]
    assert form_fields(response)["name"] == ["Ville d’Auch"]
