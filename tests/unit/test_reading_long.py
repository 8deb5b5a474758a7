"""Long lines and deep pages: what they cost grows no faster than they do."""

import pytest

from gersapp.errors import DocumentRefused
from gersapp.exchange.blocks import Block, Document
from gersapp.exchange.reading import read
from gersapp.exchange.structure import propose
from tests.support.cost import no_freeze


@pytest.mark.parametrize(
    "content",
    [
        b"# a\n" + b"**a" * 200_000,
        b"<div>" * 60_000 + b"a",
        b"[" * 50_000 + b"]" * 50_000,
        b"<p>" + b"<a href=http://a.fr/>" * 50_000 + b"x",
    ],
    ids=["bold", "depth", "brackets", "links"],
)
def test_a_long_line_is_read_once(content: bytes) -> None:
    with no_freeze():
        read(content)


def test_a_text_of_too_many_lines_is_refused() -> None:
    with pytest.raises(DocumentRefused, match=r"20.000 lignes"):
        read(b"a\n" * 21_000)


def test_a_long_address_is_looked_at_once() -> None:
    document = Document("text", (Block("http://" * 60_000, 1),))
    with no_freeze():
        propose(document)


def test_how_far_the_structure_of_a_text_is_found_is_told() -> None:
    shares = list[int]()
    document = Document("text", tuple([Block(f"Titre {line}", line) for line in range(1, 9)]))
    assert propose(document, tell=shares.append) == propose(document)
    assert shares == sorted(shares)
    assert len(set(shares)) > 10
    assert shares[0] < 20 < 90 < shares[-1] < 100


def test_a_text_of_two_thousand_operations_is_not_cut() -> None:
    document = read(b"Titre\nPublic : Jeunes\nTexte.\nhttps://x.fr/1\n\n" * 2_000)
    assert isinstance(document, Document)
    assert (len(document.blocks), document.lacks) == (8_000, ())
