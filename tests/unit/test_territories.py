"""`gersapp.observatory.territories`: the régions and the départements, each once."""

import re
from collections import Counter

from gersapp.observatory.territories import BY_SLUG, TERRITORIES, enclosing

DEPARTEMENTS = [territory for territory in TERRITORIES if territory.region]
REGIONS = {territory.region for territory in DEPARTEMENTS}


def test_france_has_18_regions_and_101_departements() -> None:
    assert (len(REGIONS), len(DEPARTEMENTS), len(TERRITORIES)) == (18, 101, 18 + 101 + 6)
    assert len(BY_SLUG) == len(TERRITORIES)


def test_codes_are_those_of_the_departements() -> None:
    codes = {*(f"{number:02}" for number in range(1, 96) if number != 20), "2a", "2b"}
    assert {territory.slug for territory in DEPARTEMENTS} == codes | {"971", "972", "973", "974", "976"}


def test_no_two_departements_have_the_same_name() -> None:
    assert max(Counter(territory.label for territory in DEPARTEMENTS).values()) == 1


def test_slugs_need_no_quoting_in_an_address() -> None:
    assert all(re.fullmatch("[a-z0-9-]+", territory.slug) for territory in TERRITORIES)


def test_a_departement_is_in_its_region() -> None:
    assert enclosing("32") == ("occitanie", "32")
    assert enclosing("occitanie") == ("occitanie",)
    assert enclosing("988") == ("988",)
    assert enclosing("") == enclosing("atlantide") == ()
