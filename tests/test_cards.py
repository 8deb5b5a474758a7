"""`gersapp.web.cards`: text is escaped once, and marking what was searched changes nothing else."""

import re
from collections.abc import Iterator
from html import escape, unescape
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from gersapp.catalogue.model import Link, Operation
from gersapp.catalogue.text import bracketed, fold, forbidden_character, narrowed
from gersapp.web.cards import Card, Cards, searchable
from gersapp.web.pages import site
from tests.test_browse import Page, Visitor, opened

HYPOTHESIS = settings(deadline=None, derandomize=True, database=None)

HOSTILE = [
    "<script>alert(1)</script>",
    "&amp; &lt;b&gt; &#60;",
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)' autofocus='",
    "</h3></li><img src=x onerror=alert(1)>",
    "<mark>œuf</mark>",
    "{{7*7}} {% raw %} ${7*7}",
    "hx-post=/operations/x/delete",
    "a<b>c&d",
    "]]> --> <!--",
]

texts = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("<>&\"'œÉé\u0301’ \n_")).filter(
    lambda text: forbidden_character(text, lines=True) is None
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with opened(tmp_path_factory.mktemp("cards") / "db.json") as app:
        yield app


def card_of(text: str) -> Card:
    return Card(f"<p>{searchable(text)}</p>")


def marks(html: bytes) -> list[str]:
    return [unescape(text) for text in re.findall("<mark>(.*?)</mark>", html.decode())]


def text_of(html: bytes) -> str:
    return "".join(Page(html.decode()).texts)


def drawn(app: Flask, operation: Operation, words: tuple[str, ...] = (), editable: bool = True) -> str:
    """The card that a page shows."""
    with app.test_request_context(base_url="http://127.0.0.1"):
        return site().cards.html((operation,), "adultes", editable, words).decode()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("Œuf", "\x01Œuf\x02"),
        ("l’été !", "\x01l\x02’\x01été\x02\u202f!"),
        ("<b>", "&lt;\x01b\x02&gt;"),
        ("&amp;", "&amp;\x01amp\x02;"),
        ("\"a'", "&#34;\x01a\x02&#39;"),
        ("a_b", "\x01a\x02_\x01b\x02"),
    ],
)
def test_words_are_bracketed_and_all_the_rest_is_escaped(text: str, shown: str) -> None:
    assert searchable(text) == shown
    assert searchable(text).__html__() == shown


@pytest.mark.parametrize("text", [*HOSTILE, "", "« Tips du Jour »", "100 000 équipements"])
def test_a_card_without_its_brackets_is_its_text_escaped(text: str) -> None:
    shown = escape(narrowed(text)).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")
    assert card_of(text).html == f"<p>{shown}</p>".encode()


@pytest.mark.parametrize(
    ("text", "prefixes", "marked"),
    [
        ("L’œuf de Pâques", ("oeuf",), ["œuf"]),
        ("L’œuf de Pâques", ("oe", "paq"), ["œuf", "Pâques"]),
        ("Œufs, ŒUF, bœuf", ("oeuf",), ["Œufs", "ŒUF"]),
        ("pâte à pâtes", ("p", "pa", "pate"), ["pâte", "pâtes"]),
        ("e\u0301te\u0301", ("ete",), ["e\u0301te\u0301"]),
        ("<script>alert</script>", ("script",), ["script", "script"]),
        ("&amp; &lt;", ("amp", "lt"), ["amp", "lt"]),
        ("mark p li", ("mark", "p"), ["mark", "p"]),
        ("snake_case", ("case",), ["case"]),
        ("rien", ("zzz",), []),
        ("rien", (), []),
    ],
)
def test_the_words_that_begin_so_are_marked(text: str, prefixes: tuple[str, ...], marked: list[str]) -> None:
    html = card_of(text).marked(prefixes)
    assert marks(html) == marked
    assert html.replace(b"<mark>", b"").replace(b"</mark>", b"") == card_of(text).html


@given(
    st.lists(texts, min_size=1, max_size=3),
    st.lists(st.text("abcdeœéo1", min_size=1, max_size=2), max_size=3),
)
@HYPOTHESIS
def test_marking_never_changes_the_text(pieces: list[str], searched: list[str]) -> None:
    prefixes = tuple(map(fold, searched))
    card = Card("".join(f'<p class="é">{searchable(text)}</p>' for text in pieces))
    shown = "".join(map(narrowed, pieces))
    assert text_of(card.html) == shown
    assert text_of(card.marked(prefixes)) == shown
    assert card.marked(prefixes).replace(b"<mark>", b"").replace(b"</mark>", b"") == card.html
    words = re.findall("\x01(.*?)\x02", "".join(bracketed(narrowed(text), "\x01", "\x02") for text in pieces))
    found = [word for word in words if fold(word).startswith(prefixes)]
    assert marks(card.marked(prefixes)) == found


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("words", [(), ("script", "amp", "onmouseover", "img", "mark", "a", "o")])
def test_a_hostile_operation_adds_no_tag_and_no_attribute(
    app: Flask, text: str, words: tuple[str, ...]
) -> None:
    def shape(title: str) -> list[tuple[str, list[str]]]:
        operation = Operation("id", title, title, ("adultes",), ("x",), (Link("https://www.gers.fr/"),))
        tags = Page(drawn(app, operation, words)).tags
        return [(tag, sorted(has)) for tag, has in tags if tag != "mark"]

    assert shape(text) == shape("Titre")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_title_is_read_to_the_letter(app: Flask, text: str) -> None:
    page = Page(drawn(app, Operation("id", text, text, ("adultes",)), ("a", "script")))
    assert page.all("h3") == page.all("p", class_="description") == [" ".join(narrowed(text).split())]


def test_no_bracket_is_ever_sent(app: Flask) -> None:
    operation = Operation(
        "id", "Œuf", "Pâte", ("adultes",), ("x", "youtube"), (Link("https://www.gers.fr/"),)
    )
    for words in ((), ("oeuf",), ("zzz",)):
        assert not re.search("[\x00-\x08]", drawn(app, operation, words))


def test_a_reader_and_an_editor_have_cards_of_their_own(app: Flask) -> None:
    operation = Operation("id", "Titre", "", ("adultes",))
    assert "Supprimer" in drawn(app, operation, editable=True)
    assert "Supprimer" not in drawn(app, operation, editable=False)


def test_a_card_is_rendered_once_and_again_when_its_operation_changes() -> None:
    rendered: list[str] = []

    def render(operation: Operation, section: str, editable: bool) -> str:
        rendered.append(operation.title)
        return f"<li>{searchable(operation.title)} {section} {editable}</li>"

    cards = Cards(render)
    one, two = Operation("id", "Un"), Operation("id", "Deux")
    for _ in range(3):
        assert cards.html((one, two), "a", True, ()) == b"<li>Un a True</li><li>Deux a True</li>"
    assert rendered == ["Un", "Deux"]
    assert cards.html((one,), "b", False, ("un",)) == b"<li><mark>Un</mark> b False</li>"
    assert cards.html((), "a", True, ("un",)) == b""


def test_the_cards_kept_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gersapp.web.cards._MOST_CARDS", 3)
    cards = Cards(lambda operation, section, editable: searchable(operation.title))
    made = [Operation(f"o-{i}", f"T{i}") for i in range(9)]
    assert cards.html(made, "a", True, ()) == b"T0T1T2T3T4T5T6T7T8"
    assert len(cards._cards) <= 3


def test_a_search_marks_title_description_and_kinds_of_links(database: Path) -> None:
    with opened(database) as app:
        page = Page(Visitor(app).get("/?q=publication+tips+astuce").text)
    assert page.all("mark") == ["Tips", "publications", "astuce", "Publication"]
