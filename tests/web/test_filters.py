"""Filters, words and pages of results: what a reader gets, page and fragment."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.model import Audience, Heading, Link, Operation
from tests.support.edits import become, commit
from tests.support.visitor import (
    Visitor,
    counts_in,
    opened,
    page_of,
    repository_of,
)


def many(number: int) -> Catalogue:
    """A catalogue of `number` operations under two audiences; every third stands in both."""
    audiences = (Audience("a", "Aînés"), Audience("b", "Bébés"))
    return Catalogue.of(
        Heading("Beaucoup", audiences=audiences),
        [
            Operation(
                f"o-{i}",
                f"Opération {i}",
                audiences=("a", "b") if i % 3 == 0 else ("a",),
                links=(Link(f"https://www.gers.fr/{i}"),),
            )
            for i in range(number)
        ],
    )


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    """130 operations, 174 entries under their audiences: four pages."""
    with opened(tmp_path_factory.mktemp("many") / "many.json") as app:
        commit(repository_of(app), become(many(130)))
        yield Visitor(app)


@pytest.mark.parametrize(
    ("query", "operations", "count"),
    [
        ("audience=enfants-jeunes", 2, "2 opérations, 3 liens"),
        ("audience=adultes&audience=enfants-jeunes", 9, "9 opérations, 17 liens"),
        ("platform=youtube", 1, "1 opération, 3 liens"),
        ("audience=adultes&platform=x", 4, "4 opérations, 10 liens"),
        ("q=oeuf", 1, "1 opération, 2 liens"),
        ("q=%C5%92UF", 1, "1 opération, 2 liens"),
        ("q=confi", 4, None),
        ("q=l%E2%80%99honneur", 1, None),
        ("q=covid19gers", 16, None),
        ("audience=enfants-jeunes&platform=youtube", 0, "Aucune opération"),
    ],
)
def test_filters_and_words_narrow_the_results(
    visitor: Visitor, query: str, operations: int, count: str | None
) -> None:
    page = page_of(visitor.get(f"/?{query}"))
    assert len(page.all("li", class_="operation")) == operations
    if count:
        assert page.all("p", id="compte") == [count]


def test_words_found_are_marked_and_their_text_is_the_same(visitor: Visitor) -> None:
    page = page_of(visitor.get("/?q=oeuf+pate"))
    assert page.all("mark") == ["pâte", "œuf"]
    plain = page_of(visitor.get("/?q=&audience=enfants-jeunes")).all(
        "li", id="enfants-jeunes--rdv-des-petits"
    )
    assert page.all("li", id="enfants-jeunes--rdv-des-petits") == plain


def test_ticks_stay_and_each_chip_takes_itself_away(visitor: Visitor) -> None:
    page = page_of(visitor.get("/?audience=adultes&platform=x&platform=linkedin&q=gers"))
    ticked = [has["id"] for _, has in page.tags if "checked" in has]
    assert ticked == ["audience-adultes", "platform-x", "platform-linkedin"]
    chips = [has["href"] for _, has in page.tags if has.get("class") == "chip"]
    assert chips == [
        "/?platform=x&platform=linkedin&q=gers",
        "/?audience=adultes&platform=linkedin&q=gers",
        "/?audience=adultes&platform=x&q=gers",
        "/?audience=adultes&platform=x&platform=linkedin",
    ]
    assert page.all("a", id="tout-effacer") == ["Tout effacer"]
    (field,) = [has for _, has in page.tags if has.get("id") == "q"]
    assert field["value"] == "gers"


def test_the_canonical_address_names_declared_hosts_only(database: Path, visitor: Visitor) -> None:
    def canonical(visitor: Visitor, host: str) -> str:
        page = page_of(visitor.get("/?q=gers&page=1", Host=host))
        return next(has["href"] for _, has in page.tags if has.get("rel") == "canonical")

    assert canonical(visitor, "anyone.example") == "/?q=gers"
    with opened(database, hosts=("a.example", "b.example")) as app:
        # Asked for often enough to be kept: each host has its own.
        for host in ("a.example", "b.example") * 3:
            assert canonical(Visitor(app), host) == f"http://{host}/?q=gers"


def test_what_is_unknown_is_said_and_ignored(visitor: Visitor) -> None:
    query = "/?audience=martiens&platform=minitel&page=zero&q=%21%21"
    notices = page_of(visitor.get(query)).all("p", class_="notice")
    assert notices == [
        "Cible inconnue, ignorée : « martiens ».",
        "Plateforme inconnue, ignorée : « minitel ».",
        "Recherche ignorée : « !! » ne contient ni lettre ni chiffre.",
        "Page inconnue, ignorée : « zero ».",
    ]
    assert visitor.htmx().get(query).headers["HX-Push-Url"] == "/"


def test_many_operations_come_in_pages_that_continue_each_other(crowded: Visitor) -> None:
    ids: list[str] = []
    path = "/"
    pages = 0
    while path:
        page = page_of(crowded.get(path))
        ids += [has["id"] for _, has in page.tags if has.get("class") == "operation"]
        path = next((has["href"] for _, has in page.tags if has.get("rel") == "next"), "")
        pages += 1
    assert pages == 4
    assert ids == [f"a--o-{i}" for i in range(130)] + [f"b--o-{i}" for i in range(0, 130, 3)]


def test_after_three_pages_the_rest_comes_by_a_button(tmp_path: Path) -> None:
    with opened(tmp_path / "db.json") as app:
        commit(repository_of(app), become(many(200)))
        pages = [page_of(Visitor(app).get(f"/?page={number}")) for number in (3, 4, 5)]
    ways = [has["hx-trigger"] for page in pages for _, has in page.tags if has.get("rel") == "next"]
    assert ways == ["click, revealed", "click", "click"]
    said = [page.all("a", rel="next") for page in pages]
    assert said == [
        ["Afficher 50 opérations de plus"],
        ["Afficher 50 opérations de plus"],
        ["Afficher 17 opérations de plus"],
    ]


def test_page_2_says_what_it_continues_and_the_way_back(crowded: Visitor) -> None:
    page = page_of(crowded.get("/?page=2"))
    assert page.all("h2") == ["Aînés (suite)"]
    assert page.all("a", rel="prev") == ["Résultats précédents"]
    assert page.all("p", id="compte") == ["130 opérations, 130 liens"]


def test_htmx_asks_for_the_rest_only(crowded: Visitor) -> None:
    answer = crowded.htmx(target="suite", trigger="suite").get("/?page=2")
    page = page_of(answer)
    assert len(page.all("li", class_="operation")) == 50
    assert not page.all("title")
    assert not [has for _, has in page.tags if "hx-swap-oob" in has]
    assert "HX-Push-Url" not in answer.headers
    assert "HX-Replace-Url" not in answer.headers


def test_a_page_after_the_last_leads_back(crowded: Visitor) -> None:
    page = page_of(crowded.get("/?page=99"))
    assert "Cette page n’existe pas" in page.all("h2")
    assert "Revenir au début" in page.all("a", href="/")


def test_a_lone_accent_finds_and_marks_nothing(visitor: Visitor) -> None:
    page = page_of(visitor.reader.get("/?q=%CC%81"))
    assert "Recherche ignorée" in page.text
    assert not page.all("mark")
    with_a_word = visitor.reader.get("/?q=quiz+%CC%81")
    assert counts_in(with_a_word.text) == counts_in(visitor.reader.get("/?q=quiz").text)


def test_a_search_without_result_proposes_the_nearest_words(app: Flask) -> None:
    visitor = Visitor(app)
    page = page_of(visitor.get("/?audience=adultes&q=Facebok"))
    assert page.all("a", href="/?audience=adultes&q=Facebook") == ["« Facebook »"]
    said = page.all("p", id="compte")
    assert said == ["Aucune opération. Vouliez-vous dire « Facebook » ?"]
    (heard,) = re.findall(r"innerHTML:#compte\">(.*?)</div>", visitor.htmx().get("/?q=Facebok").text)
    assert "Vouliez-vous dire «\u202fFacebook\u202f»" in heard
