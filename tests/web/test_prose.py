"""`gersapp.web.rendering.prose`: addresses and hashtags of texts are links, and nothing else is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from gersapp.catalogue.model import Operation
from gersapp.catalogue.text import french_spacing
from gersapp.web.rendering.pages import _cards
from gersapp.web.rendering.prose import linked
from tests.support.visitor import ID, Page, Visitor, form_fields, form_of, opened, operation_in, page_of

# What Outlook makes of https://gers.fr/a in a message to moi@gers.fr.
MAIL = "https://eur02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fgers.fr%2Fa&data=05%7Cmoi%40gers.fr"

REL = "nofollow noopener noreferrer"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with opened(tmp_path_factory.mktemp("prose") / "db.json") as app, app.test_request_context():
        yield app


def links_in(html: str) -> list[tuple[str, str]]:
    """The address and the text of each link."""
    return [(has["href"], "".join(texts)) for tag, has, texts in Page(html).elements if tag == "a"]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Voir https://www.gers.fr/a?b=c&d=e.", [("https://www.gers.fr/a?b=c&d=e", "https://www.gers.fr/a?b=c&d=e")]),
        ("(www.gers.fr)", [("https://www.gers.fr", "www.gers.fr")]),
        ("« http://gers.fr » !", [("http://gers.fr", "http://gers.fr")]),
        ("https://fr.wikipedia.org/wiki/Gers_(rivière), https://a.fr…", [
            ("https://fr.wikipedia.org/wiki/Gers_(rivière)", "https://fr.wikipedia.org/wiki/Gers_(rivière)"),
            ("https://a.fr", "https://a.fr"),
        ]),
        ("HTTPS://GERS.FR", [("HTTPS://GERS.FR", "HTTPS://GERS.FR")]),
        ("https://gers.fr/?fbclid=1.", [("https://gers.fr/", "https://gers.fr/")]),
        ("(www.gers.fr/a?utm_source=x)", [("https://www.gers.fr/a", "https://www.gers.fr/a")]),
        (f"Voir {MAIL}.", [("https://gers.fr/a", "https://gers.fr/a")]),
        ("Le #MotDièse, #covid_19 !", [("/?q=%23MotDi%C3%A8se", "#MotDièse"), ("/?q=%23covid_19", "#covid_19")]),
        ("https://gers.fr/#ancre", [("https://gers.fr/#ancre", "https://gers.fr/#ancre")]),
        ("le n° #1, C#, &#60; ##x a#b", []),
        ("https:// www. gers.fr moi@www.gers.fr ftp://www.gers.fr javascript:alert(1)", []),
    ],
)  # fmt: skip
def test_addresses_and_hashtags_are_links(app: Flask, text: str, links: list[tuple[str, str]]) -> None:
    assert links_in(linked(text)) == links


def test_a_link_to_another_site_passes_nothing_on(app: Flask) -> None:
    assert linked("https://gers.fr") == f'<a href="https://gers.fr" rel="{REL}">https://gers.fr</a>'


PIECES = ["https://", "www.", "#", "&", "<", ">", '"', "'", "«", "a", "é", " ", ")", "(", ".", "javascript:", "/", "=",
          "on", "\n", "\u00a0?", "-", "_", "1"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=20).map("".join))
@settings(deadline=None, derandomize=True, database=None)
def test_a_text_adds_no_html_but_links(app: Flask, text: str) -> None:
    text = "".join(c for c in text if c.isprintable() or c == "\n")
    page = Page(linked(text))
    assert "".join(page.texts) == french_spacing(text)
    for tag, has in page.tags:
        assert tag == "a"
        assert set(has) <= {"href", "rel"}
        assert (has.get("rel") or REL) == REL
        assert has["href"].lower().startswith(("/?q=%23", "https://", "http://"))
        assert not set(has["href"]) & set(' <>"')


@pytest.mark.parametrize(
    ("words", "marked"),
    [(("gers",), "https://www.<mark>gers</mark>.fr/a"), (("motdie",), "#<mark>MotDièse</mark>")],
)
def test_what_is_searched_is_marked_inside_links(app: Flask, words: tuple[str, ...], marked: str) -> None:
    operation = Operation("id", "Titre", "Sur https://www.gers.fr/a avec #MotDièse.", ("a",))
    html = _cards().html((operation,), "a", editable=False, words=words).decode()
    assert f">{marked}</a>" in html
    assert [address for address, _ in links_in(html)][1:] == ["https://www.gers.fr/a", "/?q=%23MotDi%C3%A8se"]


def test_no_page_has_who_got_a_message(database: Path) -> None:
    with opened(database) as app:
        visitor = Visitor(app)
        sent = form_of(operation_in(app), description=f"Voir {MAIL}.")
        assert visitor.post(f"/operations/{ID}", sent).status_code == 303
        form = visitor.get("/catalogue/edit")
        fields = form_fields(form) | {"introduction": [f"Voir {MAIL}."]}
        assert visitor.post("/catalogue", fields).status_code == 303
        pages = [visitor.reader.get(path).text for path in ("/", "/imprimer", f"/operations/{ID}")]
    assert [page.count("moi%40") for page in pages] == [0, 0, 0]
    assert all("https://gers.fr/a" in page for page in pages)


def test_the_introduction_has_links_too(database: Path) -> None:
    with opened(database) as app:
        page = page_of(Visitor(app).get("/"))
    assert page.all("a", href="/?q=%23Covid19Gers") == ["#Covid19Gers"]
