"""The static site: its files, that each link leads to one of them, and that nothing comes from elsewhere."""

import re
from html.parser import HTMLParser
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import pytest

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.model import Audience, Heading, Link, Operation
from gersapp.site.pages import INDEX, SiteFile, is_site
from gersapp.store.tinydb.sound import Sound
from proof.tools.server import ROOT
from tests.support.site import site_files

MAX_BYTES = 1_000_000
# What a page loads by itself.
LOADED = {("link", "href"), ("script", "src"), ("img", "src"), ("iframe", "src"), ("source", "srcset")}


class _Addresses(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.all: list[tuple[str, str, str]] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src", "srcset", "action"):
                self.all.append((tag, name, value or ""))
            elif name == "id":
                self.ids.add(value or "")


def addresses(file: SiteFile) -> _Addresses:
    parser = _Addresses()
    parser.feed(file.content.decode())
    return parser


def html_of(catalogue: Catalogue) -> dict[str, str]:
    """The pages by their paths."""
    return {file.path: file.content.decode() for file in site_files(catalogue) if file.path.endswith(".html")}


@pytest.fixture(scope="module")
def gers() -> list[SiteFile]:
    return site_files(Sound.read(ROOT / "db.json").catalogue)


@pytest.fixture(scope="module")
def pages(gers: list[SiteFile]) -> dict[str, SiteFile]:
    return {file.path: file for file in gers if file.path.endswith(".html")}


def test_sixteen_operations_weigh_less_than_a_megabyte(gers: list[SiteFile]) -> None:
    assert sum(len(file.content) for file in gers) < MAX_BYTES
    paths = [file.path for file in gers]
    assert len(set(paths)) == len(paths)
    assert paths[-1] == INDEX
    assert sum(path.startswith("operations/") for path in paths) == 16
    assert {"documents/catalogue.md", "documents/catalogue.txt", "documents/catalogue.csv"} <= {*paths}


def test_every_page_is_known_as_ours(pages: dict[str, SiteFile]) -> None:
    assert all(is_site(page.content) for page in pages.values())
    assert not is_site(b"<!doctype html><title>Autre</title>")


def test_each_link_leads_to_a_file_and_a_place_of_it(
    gers: list[SiteFile], pages: dict[str, SiteFile]
) -> None:
    paths = {file.path for file in gers}
    ids = {path: addresses(page).ids for path, page in pages.items()}
    for path, page in pages.items():
        for tag, name, address in addresses(page).all:
            parts = urlsplit(address)
            if parts.scheme:
                assert (parts.scheme in ("http", "https"), (tag, name) in LOADED) == (True, False), address
                continue
            assert not address.startswith("/"), address
            target = path
            if parts.path:
                folder = PurePosixPath(path).parent
                target = (
                    re.sub(r"(?:^|/)[^/]+/\.\./", "/", f"{folder}/{parts.path}")
                    .removeprefix("./")
                    .lstrip("/")
                )
            assert target in paths, (path, address)
            if parts.fragment:
                assert parts.fragment in ids[target], (path, address)


def test_nothing_says_an_editor_a_trash_or_a_form_that_writes(gers: list[SiteFile]) -> None:
    said = b"".join(file.content for file in gers if file.path.endswith(".html"))
    for word in (b"Se connecter", b"Modifier", b"Corbeille", b"method=", b"<script>", b"style="):
        assert word not in said


def test_what_is_typed_is_escaped_and_tracking_is_gone() -> None:
    operation = Operation(
        "o",
        "<script>alert(1)</script> www.gers.fr/t?fbclid=x",
        "Voir #Sport, www.gers.fr/a?utm_source=x et « <b> ».",
        ("a",),
        ("Radio <i>",),
        (Link("https://www.instagram.com/p/B98xvlwHENT/?igshid=x"),),
    )
    heading = Heading("T & <u>", "O", "#Covid19", "Un\ndeux", (Audience("a", "A/<b>"),))
    files = html_of(Catalogue.of(heading, [operation]))
    for path in (INDEX, "operations/o.html"):
        page = files[path]
        assert not re.search(r"<(script>|u>|i>|b>)", page)
        assert "utm_source" not in page
        assert "igshid" not in page
        assert "fbclid" not in page
        assert "&lt;script&gt;" in page
    assert 'href="index.html?q=%23Sport"' in files[INDEX]
    assert 'href="../index.html?q=%23Sport"' in files["operations/o.html"]


def test_a_card_says_to_the_search_only_what_it_does_not_show() -> None:
    links = (Link("https://www.gers.fr/fete-du-sel"),)
    operations = [
        Operation("o", "Pâte à sel", "Un texte, et #Sport.", ("a",), ("facebook",), links),
        Operation("p", "Un week-end", "", ("a",), ("Radio locale",)),
    ]
    index = html_of(Catalogue.of(Heading(audiences=(Audience("a", "Tout public"),)), operations))[INDEX]
    cards = re.findall('<li class="operation"[^>]*>', index)
    assert [re.findall('data-words="([^"]*)"', card) for card in cards] == [[], ["locale radio weekend"]]
    assert 'value="a" data-words="public tout"' in index


def test_a_text_stays_as_typed_in_a_compact_card() -> None:
    text = 'Un hx-disable> deux\n\n  trois rel="noopener noreferrer">'
    heading = Heading(audiences=(Audience("a", "A"),))
    links = (Link("https://www.gers.fr/fete-du-sel"),)
    index = html_of(Catalogue.of(heading, [Operation("o", text.split("\n")[0], text, ("a",), (), links)]))[
        INDEX
    ]
    assert "Un hx-disable&gt; deux\n\ntrois rel=&#34;noopener noreferrer&#34;&gt;</p>" in index
    assert '<meta name="referrer" content="no-referrer">' in index
    assert '<a class="link" href="https://www.gers.fr/fete-du-sel">' in index


def test_the_catalogue_that_was_copied_is_linked_when_known() -> None:
    catalogue = Sound.read(ROOT / "db.json").catalogue
    with_home = {file.path: file.content for file in site_files(catalogue, "https://catalogue.gers.fr/")}
    assert (
        b'<a href="https://catalogue.gers.fr/">Catalogue en ligne</a>' in with_home["operations/tiktok.html"]
    )
    without = {file.path: file.content for file in site_files(catalogue)}
    assert b"Catalogue en ligne" not in without[INDEX]


def test_a_catalogue_without_texts_has_a_site_too() -> None:
    catalogue = Catalogue.of(Heading(audiences=(Audience("a", "A"),)), [Operation("o", "O", "", ("a",))])
    files = html_of(catalogue)
    assert "<title>Catalogue des opérations</title>" in files[INDEX]
    assert "Plateformes" not in files[INDEX]
