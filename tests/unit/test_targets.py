"""`gersapp.catalogue.search.targets`: operations found by what an address leads to."""

import pytest

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.links import recognise
from gersapp.catalogue.model import Audience, Heading, Link, Operation
from gersapp.catalogue.search.index import words_of, words_of_key
from gersapp.catalogue.search.selection import Selection
from gersapp.catalogue.search.targets import split_search
from tests.support.addresses import POSTS, ROWS, WRAPPED
from tests.support.editing import edited

LINES = [line.split() for line in POSTS.strip().splitlines()]
HEADING = Heading(audiences=(Audience("tous", "Tous"),))


def operation(id: str, *urls: str) -> Operation:
    return Operation(id, id, "", ("tous",), (), tuple(map(Link, urls)))


def found(catalogue: Catalogue, q: str) -> list[str]:
    return catalogue.ids(Selection(q=q), "tous")


EVERYTHING = Catalogue.of(HEADING, [operation(f"o-{n}", line[-1]) for n, line in enumerate(LINES)])


@pytest.mark.parametrize(
    "url", [*WRAPPED, *[url for *_, url in ROWS], *[url for line in LINES for url in line]]
)
def test_an_address_is_indexed_with_the_words_of_its_key(url: str) -> None:
    assert words_of(operation("o", url)) >= set(words_of_key(recognise(url).key))


@pytest.mark.parametrize("number", range(len(LINES)))
def test_every_spelling_finds_the_operation_of_its_post(number: int) -> None:
    for url in LINES[number]:
        with_www = url.replace("https://", "https://www.").replace("www.www.", "www.")
        for spelling in {url, url.partition("://")[2]}:
            assert f"o-{number}" in found(EVERYTHING, spelling)
        if recognise(with_www).key == recognise(url).key:
            assert f"o-{number}" in found(EVERYTHING, with_www)


@pytest.mark.parametrize(
    ("search", "addresses", "rest"),
    [
        ("velo https://x.com/a/status/1 auch", ["https://x.com/a/status/1"], "velo auch"),
        ("www.gers.fr/page", ["https://www.gers.fr/page"], ""),
        ("gers.fr", [], "gers.fr"),
        ("habitants/habitantes 14/07/2024", [], "habitants/habitantes 14/07/2024"),
        ("https://", [], "https://"),
    ],
)
def test_a_search_is_read_as_addresses_and_words(search: str, addresses: list[str], rest: str) -> None:
    assert split_search(search) == (addresses, rest)


def test_an_address_finds_with_words_and_without_tracking() -> None:
    page = operation("page", "https://www.gers.fr/velo?utm_source=x")
    catalogue = Catalogue.of(HEADING, [page, operation("autre", "https://www.gers.fr/velos/2")])
    for q in ("https://gers.fr/velo/?fbclid=1", "http://www.gers.fr/velo", "page gers.fr/velo?gclid=2"):
        assert found(catalogue, q)[:1] == ["page"]
    assert found(catalogue, "autre https://gers.fr/velo?fbclid=1") == []
    assert catalogue.find(Selection(q="page https://gers.fr/velo")).words == ("page",)


def test_only_posts_are_looked_for_elsewhere() -> None:
    post, profile = "https://x.com/a/status/12", "https://www.tiktok.com/@gers"
    catalogue = Catalogue.of(
        HEADING, [operation("a", post, profile), operation("b", profile), operation("12")]
    )
    assert [one.id for one in catalogue.with_post("https://twitter.com/b/status/12?s=20")] == ["a"]
    assert catalogue.with_post(profile) == catalogue.with_post("https://www.gers.fr") == ()
    later = edited(catalogue, lambda draft: draft.delete({"a"}))
    assert later.with_post(post) == ()
