"""The catalogues of two bodies on one site: the same ids, titles and audiences never mix."""

import contextlib
import gzip
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from gersapp.catalogue.model import Heading
from gersapp.observatory.body import Body
from gersapp.store.bodies import Bodies
from gersapp.store.documents.documents import empty_content
from gersapp.store.postgres import PostgresBodies
from gersapp.store.repository import Snapshot
from gersapp.web.rendering import pages
from tests.support.crawl import Crawl
from tests.support.imports import PROPOSAL, file_review
from tests.support.memory_repository import MemoryRepository
from tests.support.observatory import (
    BODY,
    CURATOR,
    EDITOR,
    OTHER,
    browser_of,
    open_observatory,
    opened_observatory,
    seeded_bodies,
)
from tests.support.robots import is_closed
from tests.support.visitor import ID, Visitor, catalogue_of, form_of, page_of

BOTH = (BODY, OTHER)
DATA = ["operations.json", "operations.atom", "operations.csv", "catalog.jsonld", "openapi.json", "dossier.md",
        f"operations/{ID}.json"]  # fmt: skip


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.long)])
def bodies(request: pytest.FixtureRequest, seed_path: Path) -> Iterator[Bodies]:
    """Two with the same operations, titles, audiences and history."""
    seed = seed_path.read_bytes()
    if request.param == "memory":
        yield seeded_bodies(seed)
        return
    with contextlib.closing(PostgresBodies(request.getfixturevalue("database_address"))) as bodies:
        for slug in BOTH:
            bodies.add(Body(slug), seed)
        yield bodies


@pytest.fixture
def site(bodies: Bodies, tmp_path: Path) -> Iterator[Flask]:
    with opened_observatory(bodies, tmp_path) as app:
        yield app


@pytest.fixture
def visitor(site: Flask) -> Visitor:
    return browser_of(site)


@pytest.fixture
def curator(site: Flask) -> Visitor:
    """She edits both."""
    return browser_of(site, CURATOR)


def save(browser: Visitor, body: str, **changes: str | list[str]) -> None:
    """Save an operation of a body with `changes` typed."""
    form = form_of(catalogue_of(browser.app, body).get(ID), **changes)
    assert browser.post(f"/{body}/operations/{ID}", form).status_code == 303


# -- addresses


def test_each_body_has_its_catalogue_below_its_slug(visitor: Visitor) -> None:
    for body in BOTH:
        page = page_of(visitor.get(f"/{body}/"))
        addresses = [has["href"] for tag, has in page.tags if tag == "a" and "href" in has]
        assert f"/{body}/operations/{ID}" in addresses
        assert "/" in addresses  # of all of them


@pytest.mark.parametrize(
    ("heading", "title", "shown"),
    [
        (Heading(), "Catalogue des opérations — auch", ["auch"]),
        (Heading(title="Nos posts"), "Nos posts", []),
        (Heading(organisation="Ville d’Auch"), "Catalogue des opérations — Ville d’Auch", ["Ville d’Auch"]),
    ],
)
def test_title_and_heading_name_a_body_alike(
    bodies: Bodies, tmp_path: Path, heading: Heading, title: str, shown: list[str]
) -> None:
    bodies.add(Body("auch"), empty_content(heading))
    with opened_observatory(bodies, tmp_path) as app:
        paths = ("/auch/", "/organismes", "/auch/donnees")
        page, table, other = [page_of(browser_of(app).get(path)) for path in paths]
    assert (page.all("title"), page.all("p", class_="body-name")) == ([title], shown)
    name = (shown or [title])[0]
    assert name in table.all("th", scope="row")
    assert other.all("title") == [f"Données ouvertes — {name}"]


@pytest.mark.parametrize("path", ["/inconnu/", "/inconnu", f"/inconnu/operations/{ID}", "/inconnu/importer"])
def test_an_unknown_body_is_a_page_that_is_not_there(site: Flask, path: str) -> None:
    for name in ("", CURATOR):
        response = browser_of(site, name).get(path)
        assert (response.status_code, page_of(response).all("h1")) == (404, ["Page introuvable"])


def test_a_change_in_an_unknown_body_is_a_page_that_is_not_there(curator: Visitor) -> None:
    assert curator.post("/inconnu/operations", {"title": "Essai"}).status_code == 404


def test_the_slug_without_its_slash_leads_to_the_catalogue(visitor: Visitor) -> None:
    response = visitor.get(f"/{BODY}?q=a", Host="elsewhere.example")
    assert (response.status_code, response.headers["Location"]) == (308, f"/{BODY}/?q=a")


def test_what_is_not_there_leads_back_to_the_body(visitor: Visitor) -> None:
    page = page_of(visitor.get(f"/{BODY}/nulle-part"))
    assert ("a", {"class": "back", "href": f"/{BODY}/"}) in page.tags
    assert "Retour au catalogue" in page.all("a")
    assert "Retour à l’Observatoire" in page_of(visitor.get("/nulle-part/")).all("a")


def test_the_first_address_names_who_gets_all_rights(site: Flask, visitor: Visitor) -> None:
    page = page_of(visitor.get(f"/connexion/premiere/{site.extensions['gersapp'].editors.invite()}"))
    assert ".venv/bin/flask editor add NOM --curator" in page.all("code")
    assert "Aller à l’Observatoire" in page.all("a")


@pytest.mark.parametrize("prefix", [pytest.param("", marks=pytest.mark.long), "/catalogue"])
@pytest.mark.parametrize("name", ["", CURATOR])
def test_a_crawl_stays_inside_the_body_and_the_prefix(site: Flask, name: str, prefix: str) -> None:
    browser = replace(browser_of(site, name), environ={"SCRIPT_NAME": prefix})
    save(browser_of(site, CURATOR), BODY, title="Gers")
    # The Observatoire, which each page leads to, leads to all bodies, and so do its data.
    crawl = Crawl(browser, prefix, pages={"/?", "/donnees?"})
    crawl.follow([f"/{BODY}/", f"/{BODY}/?q=zzz", f"/{BODY}/nulle-part"])
    crawl.post_forms()
    assert crawl.outside == set()
    bodies = {page.split("/")[1] for page in crawl.pages if page.count("/") > 1}
    assert bodies <= {BODY, "static", "connexion", "organismes"}
    assert crawl.pages >= {f"/{BODY}/?", f"/{BODY}/operations/*?", f"/{BODY}/donnees?", "/accessibilite?"}
    if name:
        assert crawl.pages >= {f"/{BODY}/historique?", f"/{BODY}/operations/*/edit?", "/compte?"}


@pytest.mark.parametrize("path", DATA)
def test_data_name_the_addresses_of_their_body(visitor: Visitor, path: str) -> None:
    for body in BOTH:
        response = visitor.get(f"/{body}/{path}")
        assert response.status_code == 200
        named = set(
            re.findall(r"http://127\.0\.0\.1(/\w*)", response.text + response.headers.get("Link", ""))
        )
        assert named == {f"/{body}"}


def test_robots_find_the_operations_of_every_body(visitor: Visitor) -> None:
    rules = visitor.get("/robots.txt").text
    for path in ("/imprimer?q=a", "/news", "/comptes", f"/{BODY}/historique", f"/{BODY}/imprimer?q=a"):
        assert is_closed(rules, path), path
    for path in ("/", "/imprimerie-nationale/", "/news-gers/", "/comptes-publics/operations/a"):
        assert not is_closed(rules, path), path
    assert not is_closed(rules, f"/{BODY}/operations/historique-de-la-ville")
    (index,) = re.findall("Sitemap: http://127.0.0.1(.*)", rules)
    lists = re.findall("<sitemap><loc>http://127.0.0.1(.*?)</loc>", visitor.get(index).text)
    assert lists == ["/sitemap-pages.xml", *[f"/{body}/sitemap.xml" for body in BOTH]]
    pages = re.findall("<url><loc>http://127.0.0.1(.*?)</loc>", visitor.get(lists[0]).text)
    assert [visitor.get(path).status_code for path in pages] == [200, 200, 200]
    assert "/" in pages
    for body, path in zip(BOTH, lists[1:], strict=True):
        assert f"<url><loc>http://127.0.0.1/{body}/operations/{ID}</loc></url>" in visitor.get(path).text


# -- nothing is mixed


def test_kept_answers_of_two_bodies_are_never_mixed(visitor: Visitor) -> None:
    for body in BOTH * 3:
        for encoding in ("", "gzip"):
            response = visitor.htmx(at=f"/{body}/").get(
                f"/{body}/?audience=adultes", Accept_Encoding=encoding
            )
            html = (gzip.decompress(response.data) if encoding else response.data).decode()
            assert set(re.findall(r'href="/(\w+)/operations/', html)) == {body}
            assert response.headers["HX-Push-Url"] == f"/{body}/?audience=adultes"


def test_answers_stay_apart_when_states_have_one_name(seed_path: Path, tmp_path: Path) -> None:
    # The contract forbids it: what is kept knows the body all the same.
    bodies = seeded_bodies(seed_path.read_bytes(), "same")
    visitor = browser_of(open_observatory(bodies, tmp_path))
    for path in ("", "operations.json", "operations.atom", "dossier.md", "donnees"):
        for body in BOTH * 2:
            text = visitor.get(f"/{body}/{path}").text
            assert [f"/{other}/" in text for other in BOTH] == [body == other for other in BOTH]


def test_a_change_shows_in_its_body_alone(site: Flask, curator: Visitor) -> None:
    visitor = browser_of(site)
    etags = {body: visitor.get(f"/{body}/").headers["ETag"] for body in BOTH}
    assert etags[BODY] != etags[OTHER]
    save(curator, BODY, title="Seulement ici")
    for body, status in ((BODY, 200), (OTHER, 304)):
        response = visitor.get(f"/{body}/", If_None_Match=etags[body])
        assert response.status_code == status
        assert ("Seulement ici" in visitor.get(f"/{body}/operations.json").text) == (body == BODY)
        assert ("Seulement ici" in curator.get(f"/{body}/historique").text) == (body == BODY)
    curator.post(f"/{BODY}/operations/{ID}/delete")
    assert "Seulement ici" in curator.get(f"/{BODY}/corbeille").text
    assert "La corbeille est vide" in curator.get(f"/{OTHER}/corbeille").text
    assert visitor.get(f"/{OTHER}/operations/{ID}").status_code == 200


def test_an_action_is_undone_in_its_body_alone(bodies: Bodies, curator: Visitor) -> None:
    save(curator, BODY, title="Seulement ici")
    repository = bodies.repository(BODY)
    name = repository.history(repository.snapshot()).last
    assert curator.post(f"/{OTHER}/actions/{name}/undo").status_code == 404
    assert catalogue_of(curator.app, BODY).get(ID).title == "Seulement ici"


def test_the_same_form_sent_to_two_bodies_adds_to_both(site: Flask, curator: Visitor) -> None:
    form: dict[str, str | list[str]] = {"title": "Essai", "audiences": ["adultes"], "submission": "0" * 32}
    for body in BOTH * 2:
        assert curator.post(f"/{body}/operations", form).status_code == 303
    assert ["essai" in catalogue_of(site, body).operations for body in BOTH] == [True, True]
    assert ["essai-2" in catalogue_of(site, body).operations for body in BOTH] == [False, False]


def test_imports_wait_in_their_body_alone(site: Flask, curator: Visitor) -> None:
    address = file_review(site, BODY)
    assert "printemps.docx" in curator.get(f"/{BODY}/importer").text
    assert curator.get(f"/{BODY}{address}").status_code == 200
    assert "printemps.docx" not in curator.get(f"/{OTHER}/importer").text
    for method in ("GET", "POST"):
        path = f"/{OTHER}{address}" + ("" if method == "GET" else "/ajouter")
        response = curator.get(path) if method == "GET" else curator.post(path, {"version": "0"})
        assert response.status_code == 404
    assert PROPOSAL.operations[0].title not in curator.get(f"/{OTHER}/operations.json").text


def test_what_is_typed_is_kept_by_body(visitor: Visitor) -> None:
    for body in BOTH:
        (link,) = [has for _, has in page_of(visitor.get(f"/{body}/")).tags if has.get("rel") == "home"]
        assert link == {"rel": "home", "href": f"/{body}/", "data-site": "/"}


@pytest.mark.parametrize(("most", "chosen"), [(32, [(BODY, 16), (OTHER, 16)]), (31, [])])
def test_cards_of_few_operations_are_rendered_ahead(
    site: Flask, monkeypatch: pytest.MonkeyPatch, most: int, chosen: list[tuple[str, int]]
) -> None:
    monkeypatch.setattr(pages, "_MAX_RENDERED_AHEAD_OF", most)
    with site.app_context():
        assert [(slug, len(operations)) for slug, operations in pages._choose_ahead()] == chosen


# -- people


@pytest.mark.parametrize(
    ("before", "after"), [(f"/{BODY}/?q=a", f"/{BODY}/?q=a"), (f"/{BODY}/operations/{ID}", f"/{BODY}/"),
                          ("/inconnu/", "/"), ("/", "/")]
)  # fmt: skip
def test_signing_out_leads_back_to_the_body(curator: Visitor, before: str, after: str) -> None:
    response = curator.post("/deconnexion", Referer=f"http://127.0.0.1{before}")
    assert (response.status_code, response.headers["Location"]) == (303, after)


def test_ones_own_account_leads_to_ones_bodies(site: Flask) -> None:
    page = page_of(browser_of(site, EDITOR).get("/compte"))
    assert [has["href"] for _, has in page.tags if has.get("href", "").endswith(f"/{BODY}/")] == [f"/{BODY}/"]
    assert f"/{OTHER}/" not in [has.get("href") for _, has in page.tags]


def test_a_guest_takes_no_name_of_any_history(site: Flask, visitor: Visitor) -> None:
    save(browser_of(site, EDITOR), BODY, title="D’avant")
    editors = site.extensions["gersapp"].editors
    editors.accounts.remove(EDITOR)
    page = browser_of(site, CURATOR).post(f"/{OTHER}/comptes")
    (token,) = re.findall(r"/connexion/invitation/([\w-]+)", page.text)
    password = "Un canard passe la Baïse"
    form = {"token": token, "name": EDITOR.upper(), "password": password, "again": password}
    response = visitor.post("/connexion/invitation", form)
    assert (response.status_code, "a modifié le catalogue sous ce nom" in response.text) == (422, True)


def test_who_is_signed_in_sees_what_another_process_saved(seed_path: Path, tmp_path: Path) -> None:
    bodies = seeded_bodies(seed_path.read_bytes())
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one = open_observatory(bodies, tmp_path / "one")
    two = open_observatory(bodies.beside(), tmp_path / "two")
    assert browser_of(two).get(f"/{BODY}/").status_code == 200
    save(browser_of(one, EDITOR), BODY, title="D’à côté")
    assert "D’à côté" not in browser_of(two).get(f"/{BODY}/operations/{ID}").text
    assert "D’à côté" in browser_of(two, EDITOR).get(f"/{BODY}/operations/{ID}").text
    assert browser_of(two).get(f"/{BODY}/operations.csv").headers["Cache-Control"] == "no-cache"


def test_only_who_is_signed_in_asks_for_the_newest_state(
    seed_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_observatory(seeded_bodies(seed_path.read_bytes()), tmp_path)
    asked: list[bool] = []
    look = MemoryRepository.snapshot

    def note(repository: MemoryRepository, *, fresh: bool = False) -> Snapshot:
        asked.append(fresh)
        return look(repository, fresh=fresh)

    monkeypatch.setattr(MemoryRepository, "snapshot", note)
    for path in (f"/{BODY}/", f"/{BODY}/operations.json", "/", "/connexion", f"/{BODY}/importer"):
        browser_of(app).get(path)
    assert not any(asked)
    browser_of(app, EDITOR).get(f"/{BODY}/")
    assert asked.count(True) == 1


def test_data_for_who_is_signed_in_are_as_fresh_and_may_be_kept(curator: Visitor) -> None:
    save(curator, BODY, title="Tout frais")
    response = curator.get(f"/{BODY}/operations.csv")
    assert "Tout frais" in response.text
    assert response.headers["Cache-Control"] == "no-cache"
