"""`gersapp.catalogue.search.words`: what finds a text, and what is searched."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gersapp.catalogue.catalogue import Catalogue
from gersapp.catalogue.model import Audience, Heading, Link, Operation
from gersapp.catalogue.search.selection import Selection
from gersapp.catalogue.search.words import (
    MAX_WORDS,
    bracketed,
    forms_of,
    has_words,
    read_search,
    searched_words,
)
from gersapp.catalogue.text import folded_words

HEADING = Heading("", "", "", "", (Audience("tous", "Tous"),))
SPACES = " \u00a0\u2009\u202f"

FOUND = [
    (
        "les habitant·e·s",
        ["habitant", "habitants", "habitante", "habitantes", "habitant·e·s", "habitant.e.s"],
    ),
    ("les habitant.e.s", ["habitants", "habitante", "habitantes", "habitant·e·s"]),
    ("les HABITANT.E.S", ["habitants", "habitantes"]),
    ("les habitant‧e‧s", ["habitants", "habitantes"]),
    ("les habitant•es", ["habitants", "habitantes"]),
    ("les habitants", ["habitant·e·s", "habitant.e"]),
    ("les habitantes", ["habitant·e·s"]),
    ("agriculteur·rice·s", ["agriculteurs", "agricultrice", "agricultrices"]),
    ("agricultrices", ["agriculteur·rice·s", "agriculteur·trice"]),
    ("agriculteur.trices", ["agriculteurs", "agricultrices"]),
    ("directeur·ice", ["directeur", "directrice"]),
    ("danseur·euse·s", ["danseurs", "danseuses"]),
    ("chercheur·se·s", ["chercheurs", "chercheuses"]),
    ("conseiller·ère·s", ["conseillers", "conseillères"]),
    ("infirmier·re", ["infirmier", "infirmière"]),
    ("sportif·ve·s", ["sportifs", "sportives"]),
    ("citoyen·ne·s", ["citoyens", "citoyennes"]),
    ("professionnel·les", ["professionnels", "professionnelles"]),
    *((f"100{space}000 masques", ["100000", "100 000", "100\u202f000", "100\u00a0000"]) for space in SPACES),
    ("100000 masques", ["100 000", "100\u202f000"]),
    ("1 200 000 €", ["1200000"]),
    ("05 62 67 40 32", ["0562674032", "05 62 67"]),
    ("Covid-19", ["covid19", "covid-19", "COVID‑19", "covid 19"]),
    ("Covid19", ["covid-19", "covid 19"]),
    ("Le Covid 19 au 1er mai", ["covid19"]),
    ("14juillet 2024", ["14 juillet"]),
    ("le 14 juillet", ["14juillet"]),
    ("100000 masques", ["100 000 masques", "masques 100 000"]),
    ("le week-end", ["weekend", "week-end", "week end"]),
    ("le weekend", ["week-end", "week‐end"]),
    ("con\u00adfine\u00adment", ["confinement", "confine\u00adment"]),
    ("pâte à sel", ["p%C3%A2te%20%C3%A0%20sel", "p%C3%A2te+sel", "p%c3%a2te"]),
]


def is_found(operation: Operation, search: str) -> bool:
    return Catalogue.of(HEADING, [operation]).find(Selection(q=search)).operations == 1


@pytest.mark.parametrize(("text", "searches"), FOUND)
def test_a_text_is_found_however_it_is_spelt(text: str, searches: list[str]) -> None:
    operation = Operation("o", text, "", ("tous",))
    assert [search for search in searches if not is_found(operation, search)] == []


@pytest.mark.parametrize(
    ("text", "search"),
    [
        ("Covid et 20", "covid-19"),
        ("le week", "week-end"),
        ("Covid et 20", "covid 19"),
        ("au19", "au 19 mars"),
        ("100 et 000", "100000"),
        ("en 2020, 300", "2020300"),
        ("Merci. Le maire", "mercile"),
        ("Merci. Les maires", "mercis"),
        ("gers.fr", "gersfr"),
    ],
)
def test_words_that_nothing_joins_are_not_one(text: str, search: str) -> None:
    assert not is_found(Operation("o", text, "", ("tous",)), search)


def test_a_percent_encoded_link_is_found_by_its_words() -> None:
    link = Link("https://fr.wikipedia.org/wiki/P%C3%A2te_%C3%A0_sel")
    operation = Operation("o", "", "", ("tous",), (), (link,))
    assert is_found(operation, "pâte sel")
    assert is_found(operation, "P%C3%A2te")


def test_a_label_is_found_as_a_text_is() -> None:
    heading = Heading("", "", "", "", (Audience("a", "Agriculteur·rice·s"),))
    found = Catalogue.of(heading, [Operation("o", "", "", ("a",))]).find(Selection(q="agricultrices"))
    assert found.operations == 1


@pytest.mark.parametrize("joint", [" ", "-", "·"])
def test_a_long_search_has_so_many_words_at_most(joint: str) -> None:
    search = read_search(joint.join(f"m{number}" for number in range(90)))
    assert sum(len(ways[0]) for ways in search) <= MAX_WORDS
    assert search


def test_a_repeated_word_is_read_once() -> None:
    assert read_search("mot " * MAX_WORDS + "fin") == ((("mot",),), (("fin",),))


@given(st.text())
@example("_")
@example("%C3%A9")
@example("\u0301a")
@example("\ufe70")
def test_a_search_has_words_when_some_are_read(text: str) -> None:
    assert has_words(text) == bool(read_search(text))


@given(st.text())
@example("1 00_000-a")
@settings(deadline=None, derandomize=True, database=None)
def test_the_bracketed_units_are_those_that_search_sees(text: str) -> None:
    text = text.translate({0: None, 1: None, 2: None})
    shown = bracketed(text, "\x01", "\x02")
    units = re.findall("\x01(.*?)\x02", shown, re.S)
    assert shown.translate({1: None, 2: None}) == text
    assert {form for unit in units for form in forms_of(unit)} == searched_words(text)
    assert [word for unit in units for word in folded_words(unit)] == folded_words(text)


@given(st.text("ab1-·. _é\u00ad", max_size=12))
@settings(deadline=None, derandomize=True, database=None)
def test_a_text_is_found_by_itself(text: str) -> None:
    assert is_found(Operation("o", text, "", ("tous",)), text)
