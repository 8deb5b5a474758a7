"""Habits of dossiers: how they say whom an operation is for, in prose and in headings."""

import pytest

from gersapp.exchange.reading.plain import read_markdown
from gersapp.exchange.structure import propose
from gersapp.exchange.structure.people import people_in_prose
from tests.support.habits import FACEBOOK, INSTAGRAM, audiences, operations


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Un direct pour les étudiants en droit social.", ("Étudiants en droit social",)),
        ("Un direct destiné aux violonistes et aux amateurs de jazz.", ("Violonistes", "Amateurs de jazz")),
        ("Un guide ouvert aux futurs bacheliers et à leurs parents.", ("Futurs bacheliers", "Parents")),
        ("La série vise les salariés de nuit qui dorment le jour.", ("Salariés de nuit",)),
        ("Elle est pensée pour les 12-17 ans.", ("12-17 ans",)),
        ("Un jeu à l’intention des clercs de notaire, chaque lundi.", ("Clercs de notaire",)),
        (
            "Des sous-titres aux personnes sourdes et malentendantes.",
            ("Personnes sourdes et malentendantes",),
        ),
        ("Les passionnés d’astronomie sont invités à répondre.", ("Passionnés d’astronomie",)),
        ("On montre le village avec les artisans, pour les cinéphiles.", ("Cinéphiles",)),
        ("On répond aux pianistes, d’abord pour les familles d’abord.", ("Familles",)),
        ("Un rappel chaque matin. Tout public.", ("Tout public",)),
        ("Un guide à destination des camping-caristes, en ligne.", ("Camping-caristes",)),
        ("Il s’adresse aux pilotes de deux-roues.", ("Pilotes de deux-roues",)),
        ("Une balade pour les couples sans enfant.", ("Couples sans enfant",)),
        ("Un appel lancé aux tricoteuses bénévoles a réuni du monde.", ("Tricoteuses bénévoles",)),
        (
            "La série vise deux publics, les lycéens et les résidents d’EHPAD.",
            ("Lycéens", "Résidents d’EHPAD"),
        ),
        ("En hiver, les motards ont été alertés chaque matin.", ("Motards",)),
        ("De la gym pour les personnes à mobilité réduite.", ("Personnes à mobilité réduite",)),
        ("Un jeu pour les familles avec enfants.", ("Familles avec enfants",)),
        ("Des cours. pour les ados et jeunes adultes", ("Ados", "Jeunes adultes")),
        ("Une histoire par jour pour les clubs et les bénévoles.", ("Clubs", "Bénévoles")),
        ("La page relie les sinistrés et les bénévoles.", ("Sinistrés", "Bénévoles")),
        ("Spécial ados : on répond le soir.", ("Ados",)),
        ("Un film sur les fleurs pour les couleurs de l’automne.", ()),
    ],
)
def test_prose_names_people(text: str, people: tuple[str, ...]) -> None:
    (found,) = operations(f"Nos opérations\n\nTips du jour\n{text}\nFacebook\n{FACEBOOK}\n")
    assert found.audiences == people


@pytest.mark.parametrize(
    "said",
    [
        "Note. Toutes les actions s’adressent aux contribuables, sauf si un autre public est dit.",
        "Voici la liste. Elles s’adressent toutes aux contribuables, sauf précision.",
        "Sauf mention contraire, le public est les contribuables.",
    ],
)
def test_what_is_said_of_all_holds_for_each(said: str) -> None:
    found = operations(
        f"{said}\n\n"
        f"L’impôt en clair\nUn dessin par jour.\n{FACEBOOK}\n\n"
        f"Ma feuille\nDes questions. Pour les notaires.\n{INSTAGRAM}\n"
    )
    assert audiences(found) == [("Contribuables",), ("Notaires",)]


def test_a_heading_that_names_nobody_is_a_theme() -> None:
    entries = "".join(
        f"### {title}\n\nUne astuce par jour, pour les {people}.\n\n[Voir]({FACEBOOK}{number})\n\n"
        for number, (title, people) in enumerate(
            [("Le pain perdu", "boulangers"), ("La ruche", "apiculteurs"), ("Le foin", "éleveurs")]
        )
    )
    proposal = propose(read_markdown(f"# Bilan\n\n## Ce qui a marché\n\n{entries}"))
    assert audiences(proposal.operations) == [("Boulangers",), ("Apiculteurs",), ("Éleveurs",)]
    assert "Ce qui a marché" not in proposal.audiences


def test_and_with_an_article_joins_two_audiences() -> None:
    text = f"Nos opérations\n\nPour les retraités et les aidants\n\nTips du jour\nUne astuce.\n{FACEBOOK}\n"
    assert audiences(operations(text)) == [("Retraités", "Aidants")]


def test_ages_after_people_are_their_own() -> None:
    text = f"- titre: la belle idée\ncible: ados 12-17\nréseaux: insta\n{INSTAGRAM}\n"
    assert audiences(operations(text)) == [("Ados 12-17",)]


def test_a_bracket_lists_people_known_and_unknown() -> None:
    text = f"Le ciel (astronomes, enseignants)\nUne photo.\n{FACEBOOK}\n\nLe sol (lycéens)\nUn film.\n{INSTAGRAM}\n"
    found = operations(text)
    assert [operation.title for operation in found] == ["Le ciel", "Le sol"]
    assert audiences(found) == [("Astronomes", "Enseignants"), ("Lycéens",)]


def test_people_in_notes_stand_after_a_network() -> None:
    notes = (
        f'notes appel\n\n- "Je range" : des conseils, fb. pour les habitants. lien {FACEBOOK}\n'
        f'- "Le garde" : des sentiers, fb seulement, promeneurs et chasseurs. plus en ligne\n'
        f'- "Allô papi" : des voix, insta, familles. lien {INSTAGRAM}\n'
    )
    assert audiences(operations(notes)) == [("Habitants",), ("Promeneurs", "Chasseurs"), ("Familles",)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Conseiller aux jeunes parents de dormir un peu.", ("jeunes parents",)),
        ("Rappeler aux automobilistes à lever le pied, pour les riverains.", ("riverains",)),
        ("Un fil pour les patients diabétiques de suivre leurs soins.", ("patients diabétiques",)),
        ("Pour les habitants de quartier.", ("habitants de quartier",)),
        ("Destiné aux agents en congé parental et aux bénévoles.", ("agents en congé parental", "bénévoles")),
        ("Destiné aux salariés à temps partiel.", ("salariés à temps partiel",)),
        ("Aider les commerçants à rouvrir leurs boutiques.", ("commerçants",)),
        ("La mairie a invité ce printemps les habitants à jouer.", ("habitants",)),
    ],
)
def test_names_of_people_end_where_they_should(text: str, expected: tuple[str, ...]) -> None:
    assert people_in_prose(text) == expected


@pytest.mark.parametrize("said", ["Destiné aux {}", "Pensée pour les {}.", "S’adresse aux {}"])
def test_a_line_that_names_people_says_whom_it_is_for(said: str) -> None:
    found = operations(
        f"CAMPAGNES EN LIGNE\n\nLe grand ménage\nUne semaine de défis.\n{said.format('familles')}\nFacebook : {FACEBOOK}\n\n"
        f"Cap sur la rentrée\nDes portraits d’élèves.\n{said.format('lycéens')}\nInstagram : {INSTAGRAM}\n\n"
        f"RENDEZ-VOUS EN DIRECT\n\nL’heure du conte\nFacebook\nUne histoire chaque soir.\n{said.format('tout-petits')}\n{FACEBOOK}/2\n"
    )
    assert [operation.title for operation in found] == [
        "Le grand ménage",
        "Cap sur la rentrée",
        "L’heure du conte",
    ]
    assert [operation.audiences for operation in found] == [("Familles",), ("Lycéens",), ("Tout-petits",)]
    assert [operation.platforms for operation in found] == [("facebook",), ("instagram",), ("facebook",)]
