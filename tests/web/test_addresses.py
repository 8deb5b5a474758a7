"""The application under a path, as SCRIPT_NAME says: every address that an answer gives begins with it."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.support.visitor import ID, Page, Visitor, catalogue_of, form_of, opened, page_of

PREFIX = "/catalogue"
ADDRESSES = {"href", "action", "formaction", "src", "hx-get", "hx-post"}
PATHS = [
    "/",
    "/?audience=adultes&q=gers",
    "/?q=rien+de+tel",
    "/?page=9",
    f"/operations/{ID}",
    f"/operations/{ID}/edit",
    "/operations/new",
    "/catalogue/edit",
    "/accessibilite",
    "/history",
    "/trash",
    "/audiences",
    "/news?seen=999",
    "/nulle-part",
]


@pytest.fixture(scope="module")
def app(seed_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    path = tmp_path_factory.mktemp("prefix") / "db.json"
    path.write_bytes(seed_path.read_bytes())
    with opened(path) as app:
        yield app


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app, environ={"SCRIPT_NAME": PREFIX})


def addresses(html: str) -> list[str]:
    """The addresses of ours in `html`."""
    found = [value for _, has in Page(html).tags for name, value in has.items() if name in ADDRESSES]
    return [address for address in found if not re.match("https://|#", address)]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("signed_in", [False, True])
def test_no_address_leads_out_of_the_prefix(visitor: Visitor, path: str, htmx: bool, signed_in: bool) -> None:
    asked = visitor if signed_in else visitor.reader
    html = (asked.htmx(at=f"{PREFIX}/") if htmx else asked).get(path).text
    assert [address for address in addresses(html) if not address.startswith(f"{PREFIX}/")] == []


def test_kept_answers_of_two_prefixes_are_never_mixed(app: Flask) -> None:
    for prefix in ("", PREFIX, "/autre") * 3:
        for encoding in ("", "gzip"):
            visitor = Visitor(app, environ={"SCRIPT_NAME": prefix}).reader.htmx()
            answer = visitor.get("/?audience=adultes", Accept_Encoding=encoding)
            assert answer.headers["HX-Push-Url"] == f"{prefix}/?audience=adultes"
            html = (gzip.decompress(answer.data) if encoding else answer.data).decode()
            cards = {address for address in addresses(html) if "/operations/" in address}
            assert f"{prefix}/operations/{ID}" in cards
            assert {address.partition("/operations/")[0] for address in cards} == {prefix}


def test_the_page_that_one_looks_at_is_known_under_a_prefix(visitor: Visitor, app: Flask) -> None:
    asked = visitor.htmx(target=f"adultes--{ID}", at=f"{PREFIX}/?audience=adultes")
    answer = asked.post(f"/operations/{ID}", form_of(catalogue_of(app).get(ID), title="Autre"))
    assert page_of(answer).all("div", **{"hx-swap-oob": "innerHTML:#compte"}) == ["7 opérations, 14 liens"]
    plain = visitor.post(
        f"/operations/{ID}/move",
        {"direction": "down", "section": "adultes"},
        Referer=f"http://127.0.0.1{PREFIX}/?audience=adultes",
    )
    assert plain.headers["Location"] == f"{PREFIX}/?audience=adultes#adultes--{ID}"


def test_the_canonical_address_has_the_prefix(visitor: Visitor) -> None:
    tags = page_of(visitor.get("/?q=gers&page=1")).tags
    assert [has["href"] for _, has in tags if has.get("rel") == "canonical"] == [f"{PREFIX}/?q=gers"]
