"""Habits of dossiers: where the people and the networks of operations are said."""

import pytest

from tests.support.habits import (
    ALL,
    BALL,
    FACEBOOK,
    INSTAGRAM,
    ROAD,
    VALUES,
    WELL,
    X,
    of_markdown,
    of_text,
    sheets,
)


@pytest.mark.parametrize(
    "said",
    [
        "Sur **Facebook**, sauf mention contraire.",
        "Sauf indication contraire, c’est paru sur Facebook.",
        "Toutes nos publications sont parues sur Facebook.",
    ],
)
def test_networks_said_of_all_hold_where_none_is_said(said: str) -> None:
    text = (
        f"# Le printemps\n\n{said}\n\n1. **Le bal**\n   *Cible* : aînés\n   Un film par semaine.\n   {FACEBOOK}\n\n"
        f"2. **Tous au puits**\n   *Cible* : lycéens\n   Un film par semaine.\n   *Réseau* : Instagram\n   {INSTAGRAM}\n"
    )
    assert of_markdown(text) == [BALL, WELL]


@pytest.mark.parametrize("mark", ["[Diapo {}]", "--- Page {} ---", "*** Écran {} ***"])
def test_a_slide_gives_its_people_and_networks_to_the_next(mark: str) -> None:
    slides = [
        "Notre année\nSéminaire du 3 mai",
        "Plan\n• Le contexte\n• Pour les anciens\n• Pour les plus jeunes",
        "Le contexte\n• 55 jours\n• 3 agents",
        "Pour les anciens\nCible : aînés\nRéseau : Facebook",
        f"Le bal\n• Un film par semaine\n• {FACEBOOK}",
        f"La valse\n• Un film par mois\n• {FACEBOOK}1",
        "Pour les plus jeunes\nCible : lycéens\nRéseaux : Instagram, Strava",
        f"Tous au puits\n• Un film par jour\n• {INSTAGRAM}",
    ]
    text = "\n\n".join(f"{mark.format(n)}\n{slide}" for n, slide in enumerate(slides, 1))
    assert of_text(text) == [
        BALL,
        ("La valse", *BALL[1:]),
        ("Tous au puits", ("Lycéens",), ("instagram", "Strava")),
    ]


def test_a_network_after_an_unlinked_operation_is_a_heading() -> None:
    text = (
        f"Nos réseaux\n\nINSTAGRAM\n\nTous au puits\nUn film par semaine.\nPour : lycéens\n{INSTAGRAM}\n\n"
        f"FACEBOOK\n\nLe bal\nPour : aînés\nUn rappel des dates.\n\nX\n\nLa route\nUn point par jour.\nPour : motards\n{X}\n"
    )
    assert of_text(text) == [WELL, BALL, ROAD]


def test_a_bracket_names_people_that_no_list_has_and_a_network() -> None:
    one = "- « {} » ({}, {}) : un film par semaine, tourné sans voix.\n  {}\n"
    (ball, well, _) = (one.format(title, people, network, link) for title, people, network, link in VALUES)
    band = one.format("Le gîte", "bandes de copains", "TikTok", "Pas de lien.")
    assert of_text(f"Notre année\n\n{ball}{well}{band}") == [
        BALL,
        WELL,
        ("Le gîte", ("Bandes de copains",), ("tiktok",)),
    ]


def test_people_end_where_the_sentence_does() -> None:
    one = "« {} » : un film par semaine, sur {}, pour les {} de la vallée. À voir : {}\n"
    text = "\n".join(one.format(title, network, people, link) for title, people, network, link in VALUES)
    assert [people for _, people, _ in of_text(text)] == [
        ("Aînés de la vallée",),
        ("Lycéens de la vallée",),
        ("Motards de la vallée",),
    ]


def test_people_and_networks_below_titles_are_their_own() -> None:
    one = "### {title}\n> Pour les {people} de la ville · {network}\n\nUn film par semaine, sans voix.\n\n[L’album de mai]({link})\n\n"
    pages = f"# Wiki\n\n## Nos comptes\n- X : [@gers](https://x.com/gers)\n\n## Nos règles\n1. Répondre\n\n{sheets(one)}"
    assert [title for title, _, _ in of_markdown(pages + "## Modèles\n- Charte\n- Gabarits\n")] == [
        "Le bal",
        "Tous au puits",
        "La route",
    ]


@pytest.mark.parametrize(
    "names", [("Côté Facebook", "Côté Instagram", "Côté X"), ("FACEBOOK", "INSTAGRAM", "X")]
)
def test_a_network_heads_operations_in_one_line_each(names: tuple[str, ...]) -> None:
    one = "{}\nIl y a « {} », un film par semaine sans voix, pour les {} : {}\n\n"
    text = "".join(
        one.format(name, title, people, link)
        for name, (title, people, _, link) in zip(names, VALUES, strict=True)
    )
    assert of_text(f"Voici les actions du service.\n\n{text}") == ALL


def test_a_network_that_no_list_has_is_one_by_its_label() -> None:
    assert of_text(f"Le bal\nUn film.\nPublic : agents\nRéseau : Workplace\n{FACEBOOK}\n") == [
        ("Le bal", ("Agents",), ("Workplace",))
    ]
