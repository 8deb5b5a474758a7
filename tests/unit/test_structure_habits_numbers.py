"""What stands beside a title or an audience and is no part of it: numbers, kinds, places, « néant »."""

import pytest

from gersapp.exchange.proposal import ProposedOperation
from gersapp.exchange.reading.plain import read_markdown
from gersapp.exchange.structure import propose
from gersapp.exchange.structure.labels import labels_of
from gersapp.exchange.structure.numbers import without_number, without_ordinals
from tests.support.habits import FACEBOOK, INSTAGRAM, operations


def titles(found: tuple[ProposedOperation, ...]) -> list[str]:
    return [operation.title.strip('« »"') for operation in found]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Opération « Le marché livré »", "« Le marché livré »"),
        ('Campagne "Restez, on vient"', '"Restez, on vient"'),
        ("L’opération « Cour de récré »", "« Cour de récré »"),
        ("Opération n° 2 : « Cour de récré »", "« Cour de récré »"),
        ("1re action : Bibliodrive", "Bibliodrive"),
        ("Troisième temps fort – La nuit des étoiles", "La nuit des étoiles"),
        ("Étape 2 – Le drive", "Le drive"),
        ("Défi « Plumes de nuit »", "Défi « Plumes de nuit »"),
        ("Opération « Masques » en gare", "Opération « Masques » en gare"),
        ("Opération tranquillité", "Opération tranquillité"),
        ("Première étape", "Première étape"),
    ],
)
def test_a_title_loses_its_number_and_its_kind(title: str, expected: str) -> None:
    assert without_number(title) == expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (["Le premier pont : Voisins", "Le 2e pont – Courses"], ["Voisins", "Courses"]),
        (["Premier mai : le muguet", "Deuxième mai : la suite"], None),
        (["Premier épisode : le départ", "Deuxième épisode : l’arrivée"], None),
        (["Le premier pont : Voisins", "Courses"], None),
        (["La première pierre", "La deuxième pierre"], None),
    ],
)
def test_ordinals_go_where_their_noun_comes_again(found: list[str], expected: list[str] | None) -> None:
    assert without_ordinals(found) == (expected or found)


def test_headings_with_ordinals_have_the_names_of_operations() -> None:
    found = operations(
        f"Notre premier fil : Paniers partagés\nDes paniers pour les familles, sur Facebook.\n{FACEBOOK}\n\n"
        f"Notre deuxième fil : Le petit bal\nUn bal au balcon pour les aînés, sur Instagram.\n{INSTAGRAM}\n"
    )
    assert titles(found) == ["Paniers partagés", "Le petit bal"]


def test_paragraphs_with_ordinals_have_names_and_texts() -> None:
    found = operations(
        "Pour les familles\n\n"
        f"Première action : Paniers partagés – des légumes livrés. {FACEBOOK}\n\n"
        f"Deuxième action : Le petit bal – un air au balcon. {INSTAGRAM}\n"
    )
    assert titles(found) == ["Paniers partagés", "Le petit bal"]


def test_titles_that_say_their_kind_are_the_quoted_names() -> None:
    found = operations(
        f"A. POUR LES AÎNÉS\n\nAction « Une voix amie »\n    Des appels.\n    Réseau : Facebook\n    {FACEBOOK}\n\n"
        f"B. POUR LES JEUNES\n\nAction « À vos rimes »\n    Un concours.\n    Réseau : Instagram\n    {INSTAGRAM}\n"
    )
    assert titles(found) == ["Une voix amie", "À vos rimes"]


def test_places_to_link_to_are_no_text() -> None:
    text = (
        f'<!-- relu le 3 mai -->\n<a id="un"></a>\n## Les voix {{#voix}}\nPublic : aînés\n{FACEBOOK}\n\n'
        f"<a name=deux></a>\n## <span id='r'>Les rimes</span>\nPublic : jeunes\n{INSTAGRAM}\n"
    )
    found = propose(read_markdown(text)).operations
    assert titles(found) == ["Les voix", "Les rimes"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le premier fil : *Les voix du lac*", "Le premier fil : Les voix du lac"),
        ("Le fil (_en direct_), puis « *Rimes* »", "Le fil (en direct), puis « Rimes »"),
        ("_Les voix_ : des appels", "Les voix : des appels"),
        ("3 * 4 * 5, mot_lié_ici, *seule", "3 * 4 * 5, mot_lié_ici, *seule"),
        ("Voir https://exemple.fr/_a_/*b*", "Voir https://exemple.fr/_a_/*b*"),
    ],
)
def test_emphasis_within_a_line_leaves_its_words(text: str, expected: str) -> None:
    (block,) = read_markdown(text).blocks
    assert block.text == expected


def test_a_comment_with_an_address_is_kept() -> None:
    (block,) = read_markdown(f"<!-- {FACEBOOK} -->").blocks
    assert FACEBOOK in block.text


def test_a_title_that_asks_is_none_of_the_labels() -> None:
    found = operations(
        f"Intitulé – On danse ?\nPublic – aînés\nRéseaux – Facebook\nLien – {FACEBOOK}\n\n"
        f"Intitulé – On chante, ce soir ?\nPublic – jeunes\nRéseaux – Instagram\nLien – {INSTAGRAM}\n"
    )
    assert titles(found) == ["On danse ?", "On chante, ce soir ?"]


@pytest.mark.parametrize("said", ["Non défini", "(non défini)", "—", "néant", "à préciser", "s. o.", "N/A"])
def test_an_audience_that_is_not_told_is_none(said: str) -> None:
    assert labels_of(said, is_list=True) == ()


def test_another_link_has_a_label_of_its_own() -> None:
    (operation,) = operations(
        f"Intitulé : Génération marins\nPublic : Lycéens\nLien : {FACEBOOK}\nAutre lien : {INSTAGRAM}\n"
    )
    assert operation.links == (FACEBOOK, INSTAGRAM)
