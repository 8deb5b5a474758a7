"""`gersapp.web.rendering.cards`: text is escaped once, and marking what was searched changes nothing else."""

import re
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from html import escape, unescape
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from gersapp.catalogue.model import Link, Operation
from gersapp.catalogue.search.words import bracketed, forms_of
from gersapp.catalogue.text import fold, forbidden_character, french_spacing
from gersapp.web.rendering import pages
from gersapp.web.rendering.cards import Card, Cards, Control, Focus, render_plainly, searchable
from gersapp.web.rendering.html import placeholder
from gersapp.web.rendering.kept import _CARD_BYTES, AllKept, SharedRoom, SomeKept
from gersapp.web.rendering.pages import _cards
from tests.support.catalogues import CONTENTS
from tests.support.visitor import Page, Visitor, opened

OPERATION = Operation("id", "Titre", "", ("adultes",))
HYPOTHESIS = settings(deadline=None, derandomize=True, database=None)

ADDRESSES = {"href", "action", "formaction", "hx-get", "hx-post"}

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


def wanted(prefixes: Iterable[str]) -> tuple[str, ...]:
    """As `marked` takes them: each after a bracket."""
    return tuple(f"\x01{prefix}" for prefix in prefixes)


def marks(html: bytes) -> list[str]:
    return [unescape(text) for text in re.findall("<mark>(.*?)</mark>", html.decode())]


def text_of(html: bytes) -> str:
    return "".join(Page(html.decode()).texts)


def drawn(app: Flask, operation: Operation, words: tuple[str, ...] = (), editable: bool = True) -> str:
    """The card that a page shows."""
    with app.test_request_context(base_url="http://127.0.0.1"):
        return _cards().html((operation,), "adultes", editable=editable, words=words).decode()


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
def test_words_are_bracketed_and_the_rest_is_escaped(text: str, shown: str) -> None:
    assert searchable(text) == shown
    assert searchable(text).__html__() == shown


@pytest.mark.parametrize("text", [*HOSTILE, "", "« Tips du Jour »", "100 000 équipements"])
def test_a_card_without_its_brackets_is_its_text_escaped(text: str) -> None:
    shown = escape(french_spacing(text)).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")
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
        ("Covid-19, covid", ("covid19",), ["Covid-19"]),
        ("un rendez-vous à vous", ("vous",), ["rendez-vous", "vous"]),
        ("100 000 équipements", ("100000",), ["100\u202f000"]),
        ("les habitant·e·s d’ici", ("habitantes",), ["habitant·e·s"]),
        ("con\u00adfinement", ("confinement",), ["con\u00adfinement"]),
        ("rien", ("zzz",), []),
        ("rien", (), []),
    ],
)
def test_words_with_a_wanted_prefix_are_marked(
    text: str, prefixes: tuple[str, ...], marked: list[str]
) -> None:
    html = card_of(text).marked(wanted(prefixes))
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
    asked = wanted(prefixes)
    shown = "".join(map(french_spacing, pieces))
    assert text_of(card.html) == shown
    assert text_of(card.marked(asked)) == shown
    assert card.marked(asked).replace(b"<mark>", b"").replace(b"</mark>", b"") == card.html
    words = re.findall(
        "\x01(.*?)\x02", "".join(bracketed(french_spacing(text), "\x01", "\x02") for text in pieces)
    )
    found = [word for word in words if any(form.startswith(prefixes) for form in forms_of(word))]
    assert marks(card.marked(asked)) == found


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("words", [(), ("script", "amp", "onmouseover", "img", "mark", "a", "o")])
def test_a_hostile_operation_adds_no_tag_and_no_attribute(
    app: Flask, text: str, words: tuple[str, ...]
) -> None:
    def shape(title: str) -> list[tuple[str, list[str]]]:
        operation = Operation("id", title, title, ("adultes",), ("x",), (Link("https://www.gers.fr/"),))
        tags = Page(drawn(app, operation, words)).tags
        return [(tag, sorted(has)) for tag, has in tags if tag not in ("mark", "wbr")]

    assert shape(text) == shape("Titre")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_title_is_read_to_the_letter(app: Flask, text: str) -> None:
    page = Page(drawn(app, Operation("id", text, text, ("adultes",)), ("a", "script")))
    assert page.all("h3") == page.all("p", class_="description") == [" ".join(french_spacing(text).split())]


def test_no_bracket_is_ever_sent(app: Flask) -> None:
    operation = Operation(
        "id", "Œuf", "Pâte", ("adultes",), ("x", "youtube"), (Link("https://www.gers.fr/"),)
    )
    for words in ((), ("oeuf",), ("zzz",)):
        assert not re.search("[\x00-\x08]", drawn(app, operation, words))


def test_a_reader_and_an_editor_have_cards_of_their_own(app: Flask) -> None:
    assert "Supprimer" in drawn(app, OPERATION, editable=True)
    assert "Supprimer" not in drawn(app, OPERATION, editable=False)


@dataclass
class Kitchen:
    """Cards whose templates are plain, and what was rendered for them."""

    current: list[Operation]
    bodies: list[str] = field(default_factory=list)
    frames: list[tuple[str, bool, str]] = field(default_factory=list)

    def cards(self) -> Cards:
        return Cards(self.body, self.frame, AllKept(lambda: self.current))

    def body(self, operation: Operation) -> str:
        self.bodies.append(operation.title)
        return searchable(operation.title)

    def frame(self, section: str, editable: bool, control: str) -> str:
        self.frames.append((section, editable, control))
        place = f"{placeholder('id')} {section} {control}" if editable else "lu"
        return f"<{place}: {placeholder('body')} 100 %>"


def test_a_card_is_rendered_once_until_its_operation_changes() -> None:
    one, two = Operation("1", "Un"), Operation("2", "Deux")
    kitchen = Kitchen([one, two])
    cards = kitchen.cards()
    for _ in range(3):
        assert cards.html((one, two), "a", editable=True) == b"<1 a : Un 100 %><2 a : Deux 100 %>"
        assert cards.html((one, two), "b", editable=False) == b"<lu: Un 100 %><lu: Deux 100 %>"
    assert cards.html((one,), "b", editable=False, words=("un",)) == b"<lu: <mark>Un</mark> 100 %>"
    assert cards.html((), "b", editable=False) == b""
    assert cards.html((), "a", editable=True, words=("un",)) == b""
    assert kitchen.bodies == ["Un", "Deux"]
    assert cards.html((replace(one, title="Trois"),), "a", editable=True) == b"<1 a : Trois 100 %>"
    assert kitchen.bodies == ["Un", "Deux", "Trois"]
    assert kitchen.frames == [("a", True, ""), ("", False, "")]


@pytest.mark.parametrize("editable", [False, True])
@pytest.mark.parametrize("section", ["adultes", "_seule"])
def test_a_card_is_what_templates_alone_make_of_it(app: Flask, section: str, editable: bool) -> None:
    contents = [
        *CONTENTS,
        *(
            Operation("o-1", text, text, ("adultes",), ("x",), (Link(f"https://e.fr/{text}"),))
            for text in HOSTILE
        ),
    ]
    with app.test_request_context():
        for operation in contents:
            for words in ((), ("d",), ("defi", "a"), ("script", "amp", "e")):
                kept = _cards().html((operation,), section, editable=editable, words=words)
                assert kept == render_plainly(operation, section, editable, words)


@pytest.mark.parametrize("script_root", ["", "/catalogue"])
def test_the_addresses_of_a_card_stay_under_its_prefix(app: Flask, script_root: str) -> None:
    for _ in range(2):
        with app.test_request_context(base_url=f"http://127.0.0.1{script_root}/"):
            page = Page(_cards().html((OPERATION,), "adultes", editable=True).decode())
        addresses = [value for _, has in page.tags for name, value in has.items() if name in ADDRESSES]
        assert len(addresses) == 13
        assert {address.startswith(f"{script_root}/") for address in addresses} == {True}
        assert {address.startswith("/catalogue/") for address in addresses} == {bool(script_root)}


def test_the_control_of_one_card_takes_the_focus() -> None:
    one, two = Operation("1", "Un"), Operation("2", "Deux")
    focus = Focus("2", "a", Control.EDIT)
    html = Kitchen([one, two]).cards().html((one, two), "a", editable=True, focus=focus)
    assert html == b"<1 a : Un 100 %><2 a edit: Deux 100 %>"


def test_cards_are_rendered_ahead_when_all_addresses_are_known(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class AtOnce(threading.Thread):
        def start(self) -> None:
            self.run()

    # A quick thread renders before the application is whole, if it may.
    monkeypatch.setattr(pages, "threading", SimpleNamespace(Thread=AtOnce))
    with opened(database) as app:
        assert Visitor(app).get("/").status_code == 200


def test_cards_rendered_ahead_are_not_rendered_again() -> None:
    operations = [Operation(f"o-{i}", f"T{i}") for i in range(25)]
    kitchen = Kitchen(operations)
    cards = kitchen.cards()
    cards.html(operations[3:5], "a", editable=True)
    cards.render_ahead(operations)
    assert sorted(kitchen.bodies) == sorted(operation.title for operation in operations)
    cards.html(operations, "a", editable=True)
    assert len(kitchen.bodies) == 25


def test_cards_of_versions_that_are_no_more_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gersapp.web.rendering.kept._MAX_OUTDATED", 3)
    kitchen = Kitchen([Operation("0", "Reste")])
    cards = kitchen.cards()
    cards.html(kitchen.current, "a", editable=True)
    for version in range(20):
        (*_, shown) = kitchen.current = [kitchen.current[0], Operation("1", f"T{version}")]
        assert f"T{version}".encode() in cards.html((shown,), "a", editable=True)
        assert len(cast(AllKept, cards._kept)) <= 2 + 3
    cards.html(kitchen.current, "a", editable=True)
    assert kitchen.bodies.count("Reste") == 1


def test_cards_of_many_bodies_share_so_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gersapp.web.rendering.kept._MAX_BYTES", 50_000)
    room = SharedRoom()
    operations = [Operation(f"o-{i}", f"T{i}") for i in range(30)]
    for _ in ("gers", "tarn"):
        kitchen = Kitchen(operations)
        cards = Cards(kitchen.body, kitchen.frame, SomeKept(room))
        for operation in operations:
            for section in ("a", "b", "c"):
                assert operation.title.encode() in cards.html((operation,), section, editable=True)
            present = [card for kept, revision in room._order for card in [kept[revision]]]
            assert sum(_CARD_BYTES + card.size for card in present) == room._bytes <= 50_000
        # What was shown last is there, for its body alone.
        cards.html(operations[-5:], "a", editable=True)
        assert len(kitchen.bodies) == 30


def test_a_title_breaks_after_a_slash_and_marks_its_words(app: Flask) -> None:
    operation = Operation("o", "Commerçants/Artisans & <b>/Agriculteurs", "", ("adultes",))
    with app.test_request_context():
        for html in (
            _cards().html((operation,), "adultes", editable=False, words=("artisans",)).decode(),
            render_plainly(operation, "adultes", False, ("artisans",)).decode(),
        ):
            assert "Commerçants/<wbr><mark>Artisans</mark> &amp; &lt;b&gt;/<wbr>Agriculteurs</a></h3>" in html


def test_a_search_marks_title_description_and_kinds_of_links(database: Path) -> None:
    with opened(database) as app:
        page = Page(Visitor(app).get("/?q=publication+tips+astuce").text)
    assert page.all("mark") == ["Tips", "publications", "astuce", "Publication"]
