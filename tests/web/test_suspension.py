"""While changes are suspended, pages say why once and offer none; visitors see the same pages as ever."""

import re
from pathlib import Path

import pytest
from flask import Flask

from tests.support.visitor import ID, Visitor, last_action, page_of, plain_text, save_operation

OTHER = "questions-pour-un-gersois"
PAGES = ["/", "/?audience=adultes", f"/operations/{ID}", f"/operations/{OTHER}", "/historique", "/corbeille"]
FORMS = [f"/operations/{ID}/edit", f"/operations/{ID}/place", "/operations/new", "/catalogue/edit"]
OFFERS = re.compile(
    r'(?:action|href|hx-get)="([^"]*/(?:edit|place|move|new|undo|restore|versions|bulk)\b[^"]*)"'
)


def offers(visitor: Visitor, path: str) -> list[str]:
    return OFFERS.findall(visitor.get(path).text)


@pytest.fixture
def good(plain: Visitor, app: Flask, db_file: Path) -> bytes:
    """The content of the file, in which something was changed and deleted, before it was broken by hand."""
    save_operation(plain, app, title="Un")
    assert plain.post(f"/operations/{OTHER}/delete").status_code == 303
    content = db_file.read_bytes()
    db_file.write_text("{ cassé", "utf-8")
    assert plain.post(f"/operations/{ID}/delete").status_code == 503
    return content


@pytest.mark.parametrize("path", PAGES)
def test_a_page_offers_no_change_and_says_why_once(plain: Visitor, good: bytes, path: str) -> None:
    text = plain_text(page_of(plain.get(path)))
    assert text.count("Modifications suspendues") == 1
    assert "ne peut pas être lu" in text
    assert offers(plain, path) == []


def test_the_page_of_audiences_cannot_be_sent(plain: Visitor, good: bytes) -> None:
    page = page_of(plain.get("/audiences"))
    (fieldset,) = [attributes for tag, attributes in page.tags if tag == "fieldset"]
    assert "disabled" in fieldset
    # What was typed into a form that is refused can be sent again.
    refused = page_of(plain.post("/audiences/adultes/rename", {"label": "Gersois"}))
    assert "Gersois" in [attributes.get("value") for _, attributes in refused.tags]
    (fieldset,) = [attributes for tag, attributes in refused.tags if tag == "fieldset"]
    assert "disabled" not in fieldset


@pytest.mark.parametrize("path", FORMS)
def test_no_form_opens_that_would_be_refused(plain: Visitor, good: bytes, path: str) -> None:
    for browser in (plain, plain.htmx()):
        response = browser.get(path)
        assert response.status_code == 503
        assert "Modifications suspendues" in response.text
        assert "ne peut pas être lu" in response.text


@pytest.mark.parametrize("path", PAGES[:3])
def test_a_visitor_sees_no_difference(plain: Visitor, db_file: Path, app: Flask, path: str) -> None:
    before = plain.reader.get(path).text
    db_file.write_text("{ cassé", "utf-8")
    assert plain.post(f"/operations/{ID}/delete").status_code == 503
    assert plain.reader.get(path).text == before


def test_a_page_of_before_learns_of_it_and_of_its_end(
    plain: Visitor, app: Flask, db_file: Path, good: bytes
) -> None:
    def news(suspended: str = "") -> str:
        return plain_text(page_of(plain.get(f"/news?seen={last_action(app)}{suspended}")))

    assert news() == "Les modifications sont suspendues. Actualiser"
    assert news("&suspended=1") == ""
    assert "/news?suspended=1" in plain.get("/").text
    assert plain_text(page_of(plain.reader.get(f"/news?seen={last_action(app)}"))) == ""
    db_file.write_bytes(good)
    assert (
        plain.post(f"/operations/{ID}/place", {"position": "first", "audience": "adultes"}).status_code == 303
    )
    assert news("&suspended=1") == "Les modifications sont de nouveau possibles. Actualiser"
    assert all(offers(plain, path) for path in PAGES)
    assert "/news?suspended=1" not in plain.get("/").text
