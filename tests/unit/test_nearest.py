"""`gersapp.catalogue.catalogue`: what is proposed for a search that finds nothing."""

import pytest

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.model import Audience, Heading, Link, Operation
from gersapp.catalogue.proposals import propose
from gersapp.catalogue.search.selection import Selection
from tests.support.cost import no_freeze

HEADING = Heading("", "", "#Covid19Gers", "", (Audience("a", "Agriculteur·rice·s"), Audience("b", "Aînés")))
CATALOGUE = Catalogue.of(
    HEADING,
    [
        Operation("1", "Défi théâtre", "Un week-end d’été", ("a",), ("facebook",)),
        Operation(
            "2",
            "Recettes",
            "Des défis pour 100 000 personnes",
            ("b",),
            (),
            (Link("https://gers.fr/zebulon"),),
        ),
        Operation("3", "Le tableau, la table", "", ("b",), ("x",)),
        Operation("4", "La table", "", ("b",)),
    ],
)


def proposed(search: str, *audiences: str) -> list[str]:
    return [selection.q for selection in propose(CATALOGUE, Selection(audiences, q=search))]


@pytest.mark.parametrize(
    ("search", "words"),
    [
        ("facebok", ["Facebook"]),  # a letter less, more, other; two exchanged
        ("faceboook", ["Facebook"]),
        ("facebouk", ["Facebook"]),
        ("afcebook", ["Facebook"]),
        ("THEATER", ["théâtre"]),
        ("weekand", ["week-end"]),
        ("week-and", ["week-end"]),
        ("agricultricess", ["Agriculteur·rice·s"]),
        ("covid18gers", ["Covid19Gers"]),
        ("tabel", ["table"]),
        ("rable", ["table"]),
        ("défi facebok", ["défi Facebook"]),
        ("defy facebok", ["Défi Facebook"]),
        ("th%C3%A9atr%C3%A9s", ["théâtre"]),
        ("face book", ["facebook"]),
        ("défi face Book", ["défi faceBook"]),
    ],
)
def test_the_nearest_words_are_proposed(search: str, words: list[str]) -> None:
    assert proposed(search) == words


@pytest.mark.parametrize(
    "search",
    [
        "",
        "facebook",
        "zzzzzz",
        "fbk",
        "zebulan",
        "défi zzzzzz",
        "defy theater weekand facebok",
        "défi aines",
        "日本語日",
    ],
)
def test_nothing_is_proposed_without_a_near_word(search: str) -> None:
    assert proposed(search) == []


def test_a_proposal_keeps_the_other_filters() -> None:
    asked = Selection(audiences=("a",), platforms=("facebook",), q="théatrre", page=3)
    (selection,) = propose(CATALOGUE, asked)
    assert selection == Selection(audiences=("a",), platforms=("facebook",), q="théâtre")
    assert CATALOGUE.find(selection).operations == 1
    assert proposed("théatrre", "b") == []


@pytest.mark.parametrize(
    "search",
    [
        "x" * 200,
        " ".join("abcdefghi") * 10,
        "-".join(["abcde"] * 33),
        " ".join(f"zz{i}qqqqqq" for i in range(20)),
    ],
)
def test_a_hostile_search_costs_no_more(search: str) -> None:
    with no_freeze():
        assert proposed(search[:200]) == []
