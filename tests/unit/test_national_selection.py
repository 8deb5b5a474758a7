"""`gersapp.observatory.selection`: a query says the whole state across bodies, and says it in one way."""

from urllib.parse import parse_qs

import pytest

from gersapp.french import describe_notice
from gersapp.observatory.selection import NationalSelection, read_national_selection

BODIES = ("auch", "gers", "occitanie")


def read(query: str) -> tuple[NationalSelection, tuple[str, ...]]:
    selection, notices = read_national_selection(parse_qs(query), BODIES)
    return selection, tuple(map(describe_notice, notices))


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("", ""),
        ("body=&kind=&territory=&audience=&platform=&q=&page=1", ""),
        ("body=occitanie&body=auch&body=auch", "body=auch&body=occitanie"),
        (
            "page=2&q=un+deux&platform=x&audience=jeunes&territory=32&kind=region&body=gers",
            "body=gers&kind=region&territory=32&audience=jeunes&platform=x&q=un+deux&page=2",
        ),
        ("territory=32&territory=bretagne", "territory=bretagne&territory=32"),
        ("utm_source=x", ""),
    ],
)
def test_a_query_has_one_canonical_form(asked: str, canonical: str) -> None:
    selection, notices = read(asked)
    assert selection.query == canonical
    assert notices == ()
    assert read(canonical) == (selection, ())


@pytest.mark.parametrize(
    ("asked", "notice"),
    [
        ("body=atlantide", "Organisme inconnu, ignoré : « atlantide »."),
        ("kind=empire", "Type d’organisme inconnu, ignoré : « empire »."),
        ("territory=99", "Territoire inconnu, ignoré : « 99 »."),
        ("audience=adultes", "Cible inconnue, ignorée : « adultes »."),
        ("platform=minitel", "Plateforme inconnue, ignorée : « minitel »."),
        ("page=0", "Page inconnue, ignorée : « 0 »."),
        ("q=...", "Recherche ignorée : « ... » ne contient ni lettre ni chiffre."),
    ],
)
def test_an_unknown_value_is_ignored_and_said(asked: str, notice: str) -> None:
    assert read(asked) == (NationalSelection(), (notice,))


def test_each_filter_may_be_left_out() -> None:
    selection, _ = read("body=auch&kind=commune&q=a&page=3")
    assert selection.queries_less_one() == ["kind=commune&q=a", "body=auch&q=a", "body=auch&kind=commune"]


def test_another_page_keeps_the_filters() -> None:
    assert NationalSelection(kinds=("etat",), page=4).on_page(1).query == "kind=etat"
