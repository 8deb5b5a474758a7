"""How runs of text become blocks."""

import pytest

from gersapp.exchange.blocks import Anchor, Lack
from gersapp.exchange.limits import MAX_BLOCKS
from gersapp.exchange.reading.collecting import Collector, Full, Look, Run, clean_address

URL = "https://x.com/gers"


def collect(*runs: Run) -> Collector:
    collector = Collector()
    collector.add(runs, Look())
    return collector


def test_anchors_lose_their_outer_spaces() -> None:
    (block,) = collect(Run("  Voir "), Run(" la", URL), Run(" page ", URL), Run(" ")).blocks
    assert (block.text, block.anchors) == ("Voir  la page", (Anchor(6, 13, URL),))


def test_two_addresses_side_by_side_are_two() -> None:
    (block,) = collect(Run("ici", URL), Run("là", f"{URL}/2")).blocks
    assert [anchor.url for anchor in block.anchors] == [URL, f"{URL}/2"]


@pytest.mark.parametrize(
    ("runs", "is_bold", "lead"),
    [
        ([Run("Titre", is_bold=True)], True, ""),
        ([Run("Titre", is_bold=True), Run(" :")], True, ""),
        ([Run("Public", is_bold=True), Run(" : tous")], False, "Public"),
        ([Run("Pub", is_bold=True), Run("lic :", is_bold=True), Run(" tous")], False, "Public :"),
        ([Run("Voir "), Run("ici", is_bold=True)], False, ""),
        ([Run(" "), Run("A", is_bold=True), Run(" "), Run("B", is_bold=True), Run(" c")], False, "A B"),
    ],
)
def test_bold_is_of_all_or_of_the_beginning(runs: list[Run], is_bold: bool, lead: str) -> None:
    (block,) = collect(*runs).blocks
    assert (block.is_bold, block.lead) == (is_bold, lead)


def test_halves_of_characters_and_zeros_are_no_text() -> None:
    (block,) = collect(Run("a\ud800b\0c", f"{URL}\udfff")).blocks
    assert block.text == "a?bc"
    assert clean_address(f" {URL}\udfff") == f"{URL}?"


def test_so_many_blocks_are_read() -> None:
    collector = Collector()
    for _ in range(MAX_BLOCKS):
        collector.add([Run("x")], Look())
    collector.add([Run(" ")], Look())
    with pytest.raises(Full):
        collector.add([Run("x")], Look())
    assert len(collector.blocks) == MAX_BLOCKS
    assert collector.lacks == [Lack.CUT]
