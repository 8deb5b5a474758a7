"""The Observatoire: one search over the catalogues of several bodies."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from gersapp.observatory.body import Body, Kind
from gersapp.web.national.current import current_following
from gersapp.web.observatory.figures import ORDERS, Order
from tests.support import crawl
from tests.support.memory_bodies import MemoryBodies
from tests.support.observatory import (
    BODY,
    CURATOR,
    EDITOR,
    MANAGER,
    OTHER,
    browser_of,
    opened_observatory,
)
from tests.support.visitor import ID, Visitor, catalogue_of, form_of, page_of, plain_text


def make_bodies(seed: str) -> MemoryBodies:
    bodies = MemoryBodies()
    bodies.add(Body(BODY, Kind.DEPARTMENT, "32"), seed.encode())
    bodies.add(Body(OTHER, Kind.REGION, "occitanie"), seed.replace("Département du Gers", "Tarn").encode())
    return bodies


@pytest.fixture
def bodies(seed_path: Path) -> MemoryBodies:
    return make_bodies(seed_path.read_text("utf-8"))


@pytest.fixture
def site(bodies: MemoryBodies, tmp_path: Path) -> Iterator[Flask]:
    """For a test that changes something."""
    with opened_observatory(bodies, tmp_path) as app:
        yield app


@pytest.fixture(scope="module")
def unchanged(seed_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """For all tests that only read."""
    bodies = make_bodies(seed_path.read_text("utf-8"))
    with opened_observatory(bodies, tmp_path_factory.mktemp("unchanged")) as app:
        yield app


@pytest.fixture
def visitor(unchanged: Flask) -> Visitor:
    return browser_of(unchanged)


def addresses_in(html: str) -> list[str]:
    return [address.replace("&amp;", "&") for address in re.findall('href="([^"]*)"', html)]


def count_on(response: TestResponse) -> str:
    """« 16 opérations, 28 liens, 1 organisme »."""
    return page_of(response).all("p", id="compte")[0]


def follow(site: Flask) -> None:
    """Do at once what the thread does a moment later."""
    with site.app_context():
        current_following().update()


# -- the page


def test_the_page_has_the_operations_of_every_body(visitor: Visitor) -> None:
    page = visitor.get("/")
    assert page_of(page).all("h2") == ["Département du Gers : 16 opérations", "Tarn : 16 opérations"]
    assert {f"/{BODY}/", f"/{OTHER}/", f"/{BODY}/operations/{ID}", f"/{OTHER}/operations/{ID}"} <= {
        *addresses_in(page.text)
    }


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", "32 opérations, 56 liens, 2 organismes"),
        (f"body={BODY}", "16 opérations, 28 liens, 1 organisme"),
        ("kind=region", "16 opérations, 28 liens, 1 organisme"),
        ("territory=32", "16 opérations, 28 liens, 1 organisme"),
        ("territory=occitanie", "32 opérations, 56 liens, 2 organismes"),
        ("territory=31", "Aucune opération"),
        ("q=tarn+tips", "1 opération, 2 liens, 1 organisme"),
        ("q=zzz", "Aucune opération"),
    ],
)
def test_each_filter_counts_what_it_finds(visitor: Visitor, query: str, count: str) -> None:
    assert count_on(visitor.get(f"/?{query}")) == count


def test_audiences_are_filtered_by_national_group(visitor: Visitor) -> None:
    page = page_of(visitor.get("/?audience=jeunes"))
    assert {
        "type": "checkbox",
        "id": "audience-jeunes",
        "name": "audience",
        "value": "jeunes",
        "checked": "",
    } in [attributes for tag, attributes in page.tags if tag == "input"]
    assert page.all("title") == ["Enfants et jeunes — Observatoire des opérations"]


def test_a_chip_leads_to_the_selection_without_its_filter(visitor: Visitor) -> None:
    page = visitor.get(f"/?body={BODY}&kind=departement&q=tips")
    assert {"/?kind=departement&q=tips", f"/?body={BODY}&q=tips", f"/?body={BODY}&kind=departement"} <= {
        *addresses_in(page.text)
    }


def test_the_nearest_word_is_proposed(visitor: Visitor) -> None:
    page = visitor.get("/?q=tipz&kind=region")
    assert "Aucune opération. Vouliez-vous dire « Tips » ?" in plain_text(page_of(page))
    assert "/?kind=region&q=Tips" in addresses_in(page.text)


def test_an_unknown_value_is_said_and_ignored(visitor: Visitor) -> None:
    page = visitor.get("/?body=atlantide&territory=99")
    notices = page_of(page).all("p")
    assert "Organisme inconnu, ignoré : « atlantide »." in notices
    assert "Territoire inconnu, ignoré : « 99 »." in notices


def test_a_fragment_is_a_part_of_the_page(visitor: Visitor) -> None:
    page = visitor.get("/?kind=region")
    fragment = visitor.htmx(trigger="choix-kind").get("/?kind=region")
    results = fragment.text.partition("<section>")[2].partition("</section>")[0]
    assert results in page.text
    assert fragment.headers["HX-Push-Url"] == "/?kind=region"
    assert 'id="champs"' not in fragment.text


def test_a_chip_brings_the_fields_of_the_filters(visitor: Visitor) -> None:
    fragment = visitor.htmx().get("/?kind=region")
    assert '<div id="champs" hx-swap-oob="innerHTML">' in fragment.text


def test_a_page_that_is_known_already_is_not_sent_again(visitor: Visitor) -> None:
    etag = visitor.get("/?kind=region").headers["ETag"]
    assert visitor.get("/?kind=region", If_None_Match=etag).status_code == 304


def test_an_editor_has_no_control_on_the_cards(unchanged: Flask) -> None:
    page = browser_of(unchanged, CURATOR).get("/")
    assert "Se déconnecter" in page.text
    assert "Modifier" not in page.text


def test_further_pages_come_one_after_the_other(
    bodies: MemoryBodies, tmp_path: Path, seed_path: Path
) -> None:
    for number in range(3):
        bodies.add(Body(f"commune-{number}", Kind.COMMUNE, "75"), seed_path.read_bytes())
    with opened_observatory(bodies, tmp_path) as app:
        visitor = browser_of(app)
        first = visitor.get("/?q=d")
        count = int(count_on(first).split()[0])
        assert 50 < count <= 80
        assert "/?q=d&page=2" in addresses_in(first.text)
        second = visitor.htmx("suite").get("/?q=d&page=2")
        cards = [text.count('<li class="operation">') for text in (first.text, second.text)]
        assert (cards, second.text.count("(suite)")) == ([50, count - 50], 1)
        assert "/?q=d&page=2" not in addresses_in(second.text)


def test_a_change_is_there_for_the_next_visitor(site: Flask) -> None:
    form = form_of(catalogue_of(site, BODY).get(ID), title="Kermesse du printemps")
    assert browser_of(site, EDITOR).post(f"/{BODY}/operations/{ID}", form).status_code == 303
    follow(site)
    assert "1 opération," in count_on(browser_of(site).get("/?q=kermesse+printemps"))


def test_a_body_that_is_added_appears(site: Flask, bodies: MemoryBodies, seed_path: Path) -> None:
    bodies.add(Body("auch", Kind.COMMUNE, "32"), seed_path.read_bytes())
    follow(site)
    assert f"/auch/operations/{ID}" in addresses_in(browser_of(site).get("/?kind=commune").text)


def test_without_body_the_page_says_how_to_add_one(tmp_path: Path) -> None:
    with opened_observatory(MemoryBodies(), tmp_path) as app:
        page, curated = browser_of(app).get("/"), browser_of(app, CURATOR).get("/")
    assert "Aucun organisme pour l’instant" in page_of(page).all("h2")
    assert "flask observatory add" in page.text
    assert "/organismes/nouveau" in {*addresses_in(curated.text)} - {*addresses_in(page.text)}


def test_the_printable_page_has_everything(visitor: Visitor) -> None:
    page = visitor.get(f"/imprimer?body={OTHER}")
    assert page_of(page).all("h2") == ["Tarn : 16 opérations"]
    assert page.text.count('<li class="operation">') == 16
    assert "Sélection : Tarn." in plain_text(page_of(page))


@pytest.mark.parametrize("path", ["/", "/?q=tipz", "/organismes", "/imprimer", "/telecharger?q=a"])
def test_every_address_is_under_the_prefix(visitor: Visitor, path: str) -> None:
    page = replace(visitor, environ={"SCRIPT_NAME": "/catalogue"}).get(path)
    found = list(crawl.addresses_in(page))
    assert len(found) > 5
    assert [address for _, address in found if crawl.is_outside("/catalogue", address)] == []


# -- without script


def test_a_name_narrows_the_list_of_bodies(bodies: MemoryBodies, tmp_path: Path, seed_path: Path) -> None:
    seed = seed_path.read_text("utf-8")
    for number in range(8):
        content = seed.replace("Département du Gers", f"Ville d’Élan {number}")
        bodies.add(Body(f"elan-{number}", Kind.COMMUNE), content.encode())
    with opened_observatory(bodies, tmp_path) as app:
        page = browser_of(app).get(f"/?find-body=ELAN+3&body={BODY}").text
    assert re.findall('id="body-([^"]*)"', page) == [BODY, "elan-3"]
    assert "2 organismes sur 10" in page
    assert 'data-total="10"' in page
    assert 'value="ELAN 3"' in page


# -- the figures of the bodies


def test_each_figure_leads_to_what_it_counts(visitor: Visitor) -> None:
    page = visitor.get("/organismes")
    selections = [address for address in addresses_in(page.text) if "body=" in address]
    assert len(selections) > 10
    for address in selections:
        number = int(re.search(rf'{re.escape(address.replace("&", "&amp;"))}">[^0-9]*(\d+)', page.text)[1])  # type: ignore[index]
        assert count_on(visitor.get(address)).startswith(f"{number} opération")


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("", ["Département du Gers", "Petit", "Tarn"]),
        ("zzz", ["Département du Gers", "Petit", "Tarn"]),
        ("kind", ["Petit", "Département du Gers", "Tarn"]),
        ("territory", ["Petit", "Département du Gers", "Tarn"]),
        ("operations", ["Département du Gers", "Tarn", "Petit"]),
        ("links", ["Département du Gers", "Tarn", "Petit"]),
    ],
)
def test_the_table_is_sorted_by_a_link(
    bodies: MemoryBodies, tmp_path: Path, seed_path: Path, sort: str, names: list[str]
) -> None:
    tables = json.loads(seed_path.read_text("utf-8"))
    tables["catalogue"]["1"]["body"] = "Petit"
    tables["operations"] = dict(list(tables["operations"].items())[:3])
    bodies.add(Body("petit", Kind.COMMUNE, "01"), json.dumps(tables).encode())
    with opened_observatory(bodies, tmp_path) as app:
        page = page_of(browser_of(app).get(f"/organismes?sort={sort}"))
    assert page.all("th", scope="row") == names


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.name)
def test_one_column_says_how_the_table_is_sorted(visitor: Visitor, order: Order) -> None:
    page = page_of(visitor.get(f"/organismes?sort={order.name}"))
    # Numbers begin with the greatest.
    is_descending = order.name in ("operations", "links", "platforms", "audiences")
    direction = "descending" if is_descending else "ascending"
    assert [has["aria-sort"] for tag, has in page.tags if "aria-sort" in has] == [direction]
    assert page.all("th", **{"aria-sort": direction}) == [f"Trier par {order.label}"]
    assert page.all("a", **{"aria-current": "true"}) == [order.label]


# -- the groups of a body's audiences


def test_a_manager_corrects_the_group_of_an_audience(site: Flask) -> None:
    manager = browser_of(site, MANAGER)
    page = manager.get(f"/{BODY}/cibles-nationales")
    assert "Enfants et jeunes (d’après son nom)" in plain_text(page_of(page))
    response = manager.post(
        f"/{BODY}/cibles-nationales", {"group-adultes": "elus", "group-tout-public": "zzz"}
    )
    assert response.headers["Location"] == f"/{BODY}/cibles-nationales?saved=1"
    saved = manager.get(response.headers["Location"])
    assert "Enregistré" in saved.text
    assert 'id="barre" class="bar" role="status" tabindex="-1" autofocus' in saved.text
    follow(site)
    assert page_of(browser_of(site).get("/?audience=elus")).all("h2")[0].startswith("Département du Gers")


def test_a_choice_may_be_taken_back(site: Flask, bodies: MemoryBodies) -> None:
    bodies.set_mapping(BODY, {"adultes": "elus", "gone": "jeunes"})
    browser_of(site, MANAGER).post(f"/{BODY}/cibles-nationales", {"group-adultes": ""})
    assert bodies.mapping(BODY) == {"gone": "jeunes"}


def test_an_editor_may_not_choose_the_groups(site: Flask, bodies: MemoryBodies) -> None:
    browser = browser_of(site, EDITOR)
    assert browser.get(f"/{BODY}/cibles-nationales").status_code == 403
    assert browser.post(f"/{BODY}/cibles-nationales", {"group-adultes": "elus"}).status_code == 403
    assert bodies.mapping(BODY) == {}
