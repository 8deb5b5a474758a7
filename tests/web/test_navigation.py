"""`gersapp.web.navigation`: addresses of selections, and what the person looks at."""

import pytest
from flask import Flask

from gersapp.catalogue.search.selection import Selection
from gersapp.web.navigation import catalogue_address, selection_of_page
from tests.support.visitor import repository_of

HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize(
    ("script_root", "query", "address"),
    [
        ("", "", "/"),
        ("", "q=a&page=2", "/?q=a&page=2"),
        ("/catalogue", "", "/catalogue/"),
        ("/catalogue", "q=a", "/catalogue/?q=a"),
    ],
)
def test_the_catalogue_has_an_address_for_each_query(
    app: Flask, script_root: str, query: str, address: str
) -> None:
    with app.test_request_context(base_url=f"http://127.0.0.1{script_root}/"):
        assert catalogue_address(query) == address


@pytest.mark.parametrize(
    ("headers", "selection"),
    [
        ({}, Selection()),
        ({"Referer": "http://127.0.0.1/?platform=x&page=2"}, Selection(platforms=("x",), page=2)),
        ({"Referer": "http://127.0.0.1/bulk?platform=x"}, Selection(platforms=("x",))),
        ({"Referer": "http://127.0.0.1/history?platform=x"}, Selection()),
        ({"Referer": "http://[::1"}, Selection()),
        ({"Referer": "http://127.0.0.1/?" + "platform=x&" * 100}, Selection()),
        (
            {**HTMX, "HX-Current-URL": "http://127.0.0.1/?q=a", "Referer": "http://127.0.0.1/?q=b"},
            Selection(q="a"),
        ),
        ({**HTMX, "HX-Current-URL": "http://127.0.0.1/?audience=martiens"}, Selection()),
    ],
)
def test_what_the_person_looks_at_is_in_the_headers(
    app: Flask, headers: dict[str, str], selection: Selection
) -> None:
    snapshot = repository_of(app).snapshot()
    with app.test_request_context("/operations/new", headers=headers, base_url="http://127.0.0.1"):
        assert selection_of_page(snapshot) == selection
