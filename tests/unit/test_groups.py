"""`gersapp.observatory.groups`: which national group gathers an audience, by its name or by choice."""

import pytest

from gersapp.catalogue.model import Audience
from gersapp.catalogue.text import folded_words
from gersapp.observatory.groups import BY_SLUG, GROUPS, OTHER, group_audiences, propose_group


@pytest.mark.parametrize(
    ("label", "group"),
    [
        ("Adultes", "grand-public"),
        ("Tout public", "grand-public"),
        ("Enfants/Jeunes", "jeunes"),
        ("JEUNES", "jeunes"),
        ("Collégiennes et collégiens", "jeunes"),
        ("collegien·ne·s", "jeunes"),
        ("Étudiant·e·s", "jeunes"),
        ("Retraité(e)s", "seniors"),
        ("Aînés", "seniors"),
        ("+ de 60 ans", "seniors"),
        ("Parents d'élèves", "familles"),
        ("Agents", "agents"),
        ("TPE / PME", "professionnels"),
        ("Licencié.e.s", "associations"),
        ("Personnes en situation de handicap", "handicap"),
        ("Élu·e·s", "elus"),
        ("Pilotes d’avion et jeunes", "jeunes"),
        ("Pilotes d’avion", "autres-cibles"),
        ("Українці", "autres-cibles"),
        ("", "autres-cibles"),
    ],
)
def test_an_audience_has_the_group_of_its_name(label: str, group: str) -> None:
    assert propose_group(label) == group


def test_no_name_is_in_two_groups() -> None:
    names = [" ".join(folded_words(name)) for group in GROUPS for name in group.names]
    assert len(names) == len(set(names))
    assert all(propose_group(name) == group.slug for group in GROUPS for name in group.names)


def test_every_group_has_a_slug_of_its_own() -> None:
    assert len(BY_SLUG) == len(GROUPS)
    assert GROUPS[-1] is OTHER


def test_a_choice_comes_first_and_an_unknown_one_is_ignored() -> None:
    audiences = (Audience("a", "Adultes"), Audience("b", "Aînés"), Audience("c", "Pilotes"))
    chosen = {"a": "jeunes", "b": "no-group", "gone": "elus"}
    assert group_audiences(audiences, chosen) == {"a": "jeunes", "b": "seniors", "c": "autres-cibles"}
