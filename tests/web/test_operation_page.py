"""The page of an operation: its heading, the ways from it into the catalogue, the addresses that lead to it."""

import pytest
from flask import Flask

from tests.support.visitor import ID, Visitor, page_of


@pytest.fixture
def reader(app: Flask) -> Visitor:
    return Visitor(app).reader


def address_of(visitor: Visitor, path: str, rel: str, **headers: str) -> str:
    """The address of the link `rel` on the page, or ""."""
    tags = page_of(visitor.get(path, **headers)).tags
    return next((has["href"] for tag, has in tags if tag == "a" and has.get("rel") == rel), "")


def test_the_title_of_the_operation_is_the_heading(visitor: Visitor) -> None:
    for browser in (visitor, visitor.reader):
        page = page_of(browser.get(f"/operations/{ID}"))
        assert page.all("h1") == ["« Tips du Jour »"]
        assert not page.all("h3")


def test_audiences_and_platforms_lead_into_the_catalogue(reader: Visitor) -> None:
    page = page_of(reader.get(f"/operations/{ID}"))
    assert page.all("a", href="/?audience=adultes") == ["Adultes"]
    assert page.all("a", href="/?platform=facebook") == ["Facebook"]


@pytest.mark.parametrize(
    ("query", "before", "after"),
    [
        ("", "questions-pour-un-gersois", "hommage-au-personnel-soignant"),
        ("?audience=adultes&platform=linkedin", "", ""),
        ("?platform=facebook", "", "hommage-au-personnel-soignant"),
        ("?audience=enfants-jeunes", "", ""),
    ],
)
def test_neighbours_are_those_of_the_selection(reader: Visitor, query: str, before: str, after: str) -> None:
    path = f"/operations/{ID}{query}"
    wanted = [f"/operations/{id}{query}" if id else "" for id in (before, after)]
    assert [address_of(reader, path, rel) for rel in ("prev", "next")] == wanted


def test_every_operation_is_reached_from_the_first(reader: Visitor) -> None:
    path, seen = "/operations/rdv-des-petits?audience=enfants-jeunes&audience=tout-public", []
    while path:
        seen.append(path.partition("?")[0])
        path = address_of(reader, path, "next")
    assert len(seen) == len(set(seen)) == 9


def test_a_page_of_results_gives_its_selection(reader: Visitor) -> None:
    came_from = {"Referer": "http://127.0.0.1/?platform=facebook&page=1"}
    page = page_of(reader.get(f"/operations/{ID}", **came_from))
    assert page.all("a", href="/?platform=facebook") == ["Facebook", "Retour à la sélection"]
    assert address_of(reader, f"/operations/{ID}", "next", **came_from).endswith("?platform=facebook")


@pytest.mark.parametrize("end", ["/", ")", ").", ",", "%20»", "%C2%A0%C2%BB", "…", ")/", "%3E"])
def test_what_follows_a_copied_address_is_no_part_of_it(reader: Visitor, end: str) -> None:
    response = reader.get(f"/operations/{ID}{end}?audience=adultes")
    assert (response.status_code, response.headers["Location"]) == (308, f"/operations/{ID}?audience=adultes")


@pytest.mark.parametrize("path", ["/operations/nulle-part/", "/operations/nulle-part)", "/operations/)"])
def test_an_address_of_no_operation_is_still_a_404(reader: Visitor, path: str) -> None:
    assert reader.get(path).status_code == 404
