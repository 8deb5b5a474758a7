"""The printable version: all of a selection on one page, sent while it is made."""

import gzip
from collections.abc import Iterator

import pytest
from flask import Flask

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.model import Audience, Heading, Operation
from tests.support.edits import become, commit
from tests.support.visitor import Page, Visitor, opened, page_of, repository_of

AUDIENCES = (Audience("a", "Aînés"), Audience("b", "Bébés"))
OPERATIONS = [
    Operation(f"o-{i}", f"Opération {i}", audiences=("a", "b") if i % 3 == 0 else ("a",)) for i in range(330)
]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with opened(tmp_path_factory.mktemp("printable") / "db.json") as app:
        heading = Heading("Beaucoup", "Département du Gers", audiences=AUDIENCES)
        commit(repository_of(app), become(Catalogue.of(heading, OPERATIONS)))
        yield app


def cards_of(page: Page) -> int:
    return len(page.all("li", class_="operation"))


def test_all_of_the_selection_is_on_the_page(visitor: Visitor) -> None:
    page = page_of(visitor.get("/imprimer"))
    assert cards_of(page) == 440
    assert page.all("h2") == ["Aînés : 330 opérations", "Bébés : 110 opérations"]
    assert cards_of(page_of(visitor.get("/imprimer?audience=b&page=2"))) == 110


def test_its_head_says_what_is_on_the_paper(visitor: Visitor) -> None:
    page = page_of(visitor.get("/imprimer?audience=b&q=op%C3%A9ration"))
    (head,) = page.all("p", class_="on-paper")
    assert head.startswith("110 opérations, 0 lien. Sélection : Bébés, « opération ». Consulté le ")
    assert head.endswith(" à l’adresse http://127.0.0.1/?audience=b&q=op%C3%A9ration")
    assert page.all("h1") == ["Beaucoup"]
    assert page.all("p", class_="body-name") == ["Département du Gers"]


def test_it_has_no_control_even_for_an_editor(visitor: Visitor) -> None:
    assert "Supprimer" not in visitor.get("/imprimer").text


def test_it_is_sent_part_by_part_and_compressed(visitor: Visitor) -> None:
    plain = visitor.reader.get("/imprimer")
    assert "Content-Length" not in plain.headers
    packed = visitor.reader.get("/imprimer", Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data


def test_the_catalogue_leads_to_it_and_says_what_is_missing(visitor: Visitor) -> None:
    page = page_of(visitor.get("/?audience=a"))
    assert page.all("a", href="/imprimer?audience=a") == ["Version imprimable"]
    (missing,) = page.all("span", id="partiel")
    assert missing == "50 opérations sur 330 : la version imprimable les a toutes."
    answer = visitor.htmx(trigger="filtres").get("/?audience=b")
    assert 'href="/imprimer?audience=b"' in answer.text


def test_what_is_missing_is_counted_as_elsewhere(visitor: Visitor) -> None:
    template = visitor.app.jinja_env.get_template("results/_print_only.html")
    found = {"operations": 10_000}
    html = template.render(today="", selected="", next="/?page=2", shown=2_000, found=found)
    assert "2\u202f000 opérations sur 10\u202f000" in html


def test_nothing_is_missing_from_a_short_selection(visitor: Visitor) -> None:
    assert page_of(visitor.get("/?q=330")).all("span", id="partiel") == [""]


@pytest.mark.parametrize("query", ["audience=martiens", "q=%00", "page=x", "q=rien+de+tel"])
def test_any_query_is_answered(visitor: Visitor, query: str) -> None:
    assert visitor.get(f"/imprimer?{query}").status_code == 200
