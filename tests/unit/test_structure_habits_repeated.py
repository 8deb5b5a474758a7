"""Habits that a document shows by repeating itself: sheets, slides, lines for people beside networks."""

import pytest

from gersapp.exchange.reading.plain import read_markdown
from gersapp.exchange.structure import propose
from tests.support.habits import BALL, FACEBOOK, INSTAGRAM, ROAD, WELL, X, operations, summaries


def sheets(sheet: str) -> str:
    """Return three sheets: « {n} {title} {people} {network} {link} »."""
    values = [
        (1, "Le bal", "aînés", "Facebook", FACEBOOK),
        (2, "Tous au puits", "lycéens", "Instagram", INSTAGRAM),
        (3, "La route", "motards", "X", X),
    ]
    return "".join(
        sheet.format(n=n, letter="ABC"[n - 1], title=title, people=people, network=network, link=link)
        for n, title, people, network, link in values
    )


@pytest.mark.parametrize(
    "sheet",
    [
        "Fiche {n} – {title}\n\nL’envie\nRompre l’isolement.\nDestinataires\n{people}\nCanaux\n{network}\n"
        "Calendrier\nDe mai à juin 2021\nBilan\n1 200 vues\nPour voir\n{link}\n\n",
        "Action n° {n} : {title}\nCe qui nous a guidés\nUn constat simple.\nPublic\n{people}\nSupport\n{network}\n"
        "Moyens\nDeux agents\nURL\n{link}\n\n",
        "Intitulé\n{title}\nPublic visé\n{people}\nPlateforme\n{network}\nCe que nous en gardons\n"
        "Tout est à refaire\nStatistiques\n340 partages\nLien\n{link}\n\n",
        "{title}\n\nLe contexte\nUn constat simple.\nLe public\n{people}\nLes réseaux\n{network}\nLa période\n"
        "Mai 2021\nLe lien\n{link}\n\n\n",
        "{title}\nPublic\n\n{people}\n\nRéseaux\n\n{network}\n\nNotre regard\n\nTrop long.\n\nLien\n\n{link}\n\n\n",
    ],
)
def test_a_label_that_comes_again_is_no_title(sheet: str) -> None:
    found = operations(sheets(sheet))
    assert summaries(found) == [BALL, WELL, ROAD]
    assert [operation.links for operation in found] == [(FACEBOOK,), (INSTAGRAM,), (X,)]


@pytest.mark.parametrize(
    "sheet",
    [
        "--- Slide {n} ---\n{title}\n• Une visite filmée : la cave, le toit\n• Deux essais\nPour : {people}\n"
        "Où : {network}\n{link}\n\n",
        "[Écran {n}]\n{title}\n- Un rendez-vous : le jeudi\n- Public : {people}\n- Réseau : {network}\n- {link}\n\n",
        "*** Diapositive {n} ***\n{title}\n* Cible : {people}\n* {network}\n* {link}\n\n",
    ],
)
def test_the_first_line_of_a_slide_is_its_title(sheet: str) -> None:
    text = "Nos réseaux\nRéunion du 3 mai\n\n" + sheets(sheet) + "Merci !\n"
    assert summaries(operations(text)) == [BALL, WELL, ROAD]


@pytest.mark.parametrize(
    "chapo",
    [
        "{people} – {network}",
        "{network} | {people}",
        "Pour les {people}, sur {network}.",
    ],
)
def test_a_line_names_people_and_networks(chapo: str) -> None:
    sheet = f"**{{title}}**\n{chapo}\nUn film de vingt secondes par semaine, sans voix.\n{{link}}\n\n"
    found = propose(read_markdown(sheets(sheet))).operations
    assert summaries(found) == [BALL, WELL, ROAD]


@pytest.mark.parametrize(
    "lead", ["Pour les {people}.", "C’est pour les {people}.", "À destination des {people}."]
)
def test_a_short_sentence_names_people(lead: str) -> None:
    sheet = f"{{title}} [{{network}}]\nUn film de vingt secondes, sans voix.\n{lead}\n→ {{link}}\n\n"
    groups = sheets(sheet).split("La route")
    assert summaries(operations(f"LES RENDEZ-VOUS\n\n{groups[0]}LES ESSAIS\n\nLa route{groups[1]}")) == [
        BALL,
        WELL,
        ROAD,
    ]


@pytest.mark.parametrize(
    "label",
    ["Public des opérations de ce volet", "Cibles de cette série", "Destinataires de ces actions"],
)
def test_a_group_says_whom_its_operations_are_for(label: str) -> None:
    one = "**{}**\nUn film par semaine, sans voix.\nRéseaux : Facebook\nLien : {}\n\n"
    text = (
        f"## Accueillir\n\n{label} : aînés et aidants.\n\n{one.format('Le bal', FACEBOOK)}{one.format('Le puits', X)}"
        f"## Protéger\n\n{label} : lycéens.\n\n{one.format('La route', INSTAGRAM)}{one.format('Le toit', X + '1')}"
    )
    found = propose(read_markdown(text)).operations
    assert [operation.audiences for operation in found] == [("Aînés", "Aidants")] * 2 + [("Lycéens",)] * 2


def test_people_below_a_heading_are_those_of_its_operations() -> None:
    one = "→ {}\nUn film par semaine, avec les agents.\nFacebook\n{}\n\n"
    found = operations(
        f"VOLET ÉTUDIANT\nPublic : lycéens\n\n{one.format('Le bal', FACEBOOK)}{one.format('Le puits', X)}"
        f"VOLET SANTÉ\nPublic : aidants\n\n{one.format('La route', INSTAGRAM)}{one.format('Le toit', X + '1')}"
    )
    assert [operation.title for operation in found] == ["Le bal", "Le puits", "La route", "Le toit"]
    assert [operation.audiences for operation in found] == [("Lycéens",)] * 2 + [("Aidants",)] * 2


@pytest.mark.parametrize("marker", ["A{}.", "Q{}.", "{})"])
def test_a_question_about_the_body_is_no_operation(marker: str) -> None:
    one = "B1. Quel est son nom ?\n{title}\nB2. À qui s’adresse-t-elle ?\n{people}\nB3. Sur quels réseaux ?\n{network}\nB4. Liens\n{link}\n\n"
    asked = f"{marker.format(1)} Combien d’agents tiennent vos comptes ?\nDeux, à mi-temps.\n\n"
    after = f"{marker.format(2)} Qu’est-ce qui vous aiderait ?\nDu temps.\n"
    assert summaries(operations(asked + sheets("Opération n° {n}\n" + one) + after)) == [BALL, WELL, ROAD]


@pytest.mark.parametrize(
    "title", ["Opération {letter} : « {title} »", "II.{n}. {title}", "Action {n} – {title}"]
)
def test_a_number_of_any_kind_is_no_part_of_a_title(title: str) -> None:
    sheet = f"{title}\nUn film de vingt secondes, sans voix.\nPublic visé : {{people}}.\nRéseaux : {{network}}.\n{{link}}\n\n"
    assert summaries(operations(sheets(sheet))) == [BALL, WELL, ROAD]


def test_a_paragraph_says_all_of_an_operation() -> None:
    paragraph = "**{title}** — Un film court. *Public : {people}.* Diffusé sur {network}. [Voir]({link})\n\n"
    text = "# Notre année\n\n## Opérations régulières\n\n" + sheets(paragraph)
    assert summaries(propose(read_markdown(text)).operations) == [BALL, WELL, ROAD]


@pytest.mark.parametrize(
    "accounts",
    [
        "Nos comptes\n\n- Facebook : https://www.facebook.com/VilledAuch\n- X : https://x.com/VilleAuch\n",
        "Nous suivre\nFacebook – Ville d’Auch https://www.facebook.com/VilledAuch\n"
        "Instagram – @auch https://www.instagram.com/auch/\n",
        "Où nous suivre\n• LinkedIn (la Ville) https://www.linkedin.com/company/auch\n",
    ],
)
def test_accounts_are_no_operations(accounts: str) -> None:
    sheet = (
        "{title}\nUn film de vingt secondes, sans voix.\nPublic : {people}\nRéseaux : {network}\n{link}\n\n"
    )
    assert summaries(operations(f"Ville d’Auch\n\n{accounts}\nNos opérations\n\n{sheets(sheet)}")) == [
        BALL,
        WELL,
        ROAD,
    ]
