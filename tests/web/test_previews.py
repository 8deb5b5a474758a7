"""What other sites show of a link to a page: its title, its description cut between words, its address."""

from pathlib import Path

import pytest

from gersapp.catalogue.text import cut_at_word
from tests.support.visitor import ID, Visitor, opened, page_of


def previews(visitor: Visitor, path: str) -> dict[str, str]:
    tags = page_of(visitor.get(path, Host="a.example")).tags
    return {has["property"].removeprefix("og:"): has["content"] for _, has in tags if "property" in has}


def test_a_page_says_what_other_sites_show_of_it(database: Path) -> None:
    with opened(database, hosts=("a.example",)) as app:
        reader = Visitor(app).reader
        selection = previews(reader, "/?audience=adultes&fbclid=x")
        assert selection["title"].startswith("Adultes — Les opérations du Gers")
        assert selection["description"].startswith("7 opérations, 14 liens. Pendant le confinement")
        assert selection["description"].endswith("…")
        assert len(selection["description"]) <= 160
        assert selection["url"] == "http://a.example/?audience=adultes"
        operation = previews(reader, f"/operations/{ID}?audience=adultes")
        assert operation["title"] == "« Tips du Jour »"
        assert operation["url"] == f"http://a.example/operations/{ID}"


def test_a_host_that_nobody_declared_is_in_no_preview(visitor: Visitor) -> None:
    for path in ("/", f"/operations/{ID}"):
        assert "url" not in previews(visitor.reader, path)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("court", "court"),
        ("deux\nlignes", "deux lignes"),
        ("un deux, trois", "un deux…"),
        ("anticonstitutionnellement", "anticonsti…"),
        ("", ""),
    ],
)
def test_a_text_is_cut_between_words(text: str, cut: str) -> None:
    assert cut_at_word(text, 11) == cut
