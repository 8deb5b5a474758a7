"""Messages that were passed on, minutes and press releases: what is around the operations in them."""

import pytest

from gersapp.exchange.proposal import ProposedOperation
from tests.support.habits import FACEBOOK, INSTAGRAM, operations


def titles(found: tuple[ProposedOperation, ...]) -> list[str]:
    return [operation.title.strip("« »") for operation in found]


def message(subject: str, text: str) -> str:
    return f"De : Service Jeunesse\nEnvoyé : lundi 4 mai 2020 10:02\nÀ : Com\nObjet : {subject}\n\nBonjour,\n{text}\n"


FIRST = f"Voici « Le bal des balcons », publié sur Facebook pour les aînés.\n{FACEBOOK}\n"
SECOND = f"De notre côté, « Radio cantine », sur Instagram, pour les collégiens.\n{INSTAGRAM}\n"
ORIGINAL = "-----Message d'origine-----\n"


def test_messages_that_were_passed_on_all_have_operations() -> None:
    head = message("TR: vos opérations", "Tout est là.")
    found = operations(
        f"{head}{ORIGINAL}{message('RE: bilan', FIRST + 'Mme Ader')}\n{ORIGINAL}{message('RE: bilan', SECOND + 'Cdt,')}"
    )
    assert titles(found) == ["Le bal des balcons", "Radio cantine"]
    assert [operation.audiences for operation in found] == [("Aînés",), ("Collégiens",)]


@pytest.mark.parametrize(
    ("greeting", "closing"), [("Hello,", "Sportivement,"), ("Coucou", "Bises"), ("Jean-Paul,", "À bientôt")]
)
def test_greetings_and_regards_are_no_titles(greeting: str, closing: str) -> None:
    head = "---------- Forwarded message ---------\nDe : Sports <sports@ville.fr>\nSubject: Re: bilan\n\n"
    found = operations(
        f"{head}{greeting}\n{FIRST}{closing}\nKevin\n\n{head}{greeting}\n{SECOND}{closing}\nNour\n"
    )
    assert titles(found) == ["Le bal des balcons", "Radio cantine"]


def test_a_point_about_communication_names_no_people() -> None:
    found = operations(
        "PROCÈS-VERBAL DU COMITÉ\n\n1. Approbation du procès-verbal de mars\nAdopté à l’unanimité.\n\n"
        f"2. Information sur les actions de communication\n\n« Marée basse »\nUn film pour les écoliers, sur Facebook.\n{FACEBOOK}\n\n"
        f"« Compteur malin »\nUn jeu pour les abonnés, sur Instagram.\n{INSTAGRAM}\n\n3. Vote des tarifs\nLes tarifs sont maintenus.\n"
    )
    assert titles(found) == ["Marée basse", "Compteur malin"]
    assert [operation.audiences for operation in found] == [("Écoliers",), ("Abonnés",)]


def test_a_service_that_speaks_is_no_audience() -> None:
    (found,) = operations(
        f"Bonjour,\nCôté médiathèque : « Les contes du soir », lus sur Facebook pour les enfants.\n{FACEBOOK}\n"
    )
    assert found.audiences == ("Enfants",)


def test_a_message_that_was_answered_has_no_operations() -> None:
    found = operations(f"{message('RE: bilan', FIRST)}{ORIGINAL}{message('bilan', SECOND)}")
    assert titles(found) == ["Le bal des balcons"]


@pytest.mark.parametrize("mark", ["Point {} – ", "{}. ", "Point n° {} : "])
def test_points_of_minutes_about_the_meeting_are_no_operations(mark: str) -> None:
    points = [
        "Désignation d’un secrétaire de séance\nM. Puech est désigné.",
        "Approbation du procès-verbal du 3 mars\nAdopté à l’unanimité.",
        f"Les voisins veillent\nDes appels aux aînés isolés, sur Facebook.\n{FACEBOOK}",
        f"Le grand nettoyage\nUne matinée pour les familles, sur Instagram.\n{INSTAGRAM}",
        "Vote des tarifs\nLes tarifs sont maintenus.",
        "Questions diverses\nLa cafetière est en panne.",
    ]
    text = "\n\n".join(mark.format(number) + point for number, point in enumerate(points, 1))
    found = operations(f"COMPTE RENDU\nRéunion du 12 juin 2020\n\n{text}\n")
    assert titles(found) == ["Les voisins veillent", "Le grand nettoyage"]


def test_a_letter_without_archive_ends_a_press_release() -> None:
    found = operations(
        f"LE PARC SE VISITE DE CHEZ SOI\n\nLE PAS DU JOUR\nUne balade filmée, sur Facebook, pour les marcheurs.\n{FACEBOOK}\n\n"
        f"HERBIER\nUne plante à reconnaître, sur Instagram, pour les familles.\n{INSTAGRAM}\n\n"
        "LA FEUILLE DES VOISINS\nUne infolettre mensuelle destinée aux riverains du parc.\n(Elle n’a pas été conservée.)\n\n"
        "INFORMATIONS PRATIQUES\nOuverture le 2 juin, masque obligatoire.\n"
    )
    assert titles(found) == ["LE PAS DU JOUR", "HERBIER", "LA FEUILLE DES VOISINS"]
    assert found[2].platforms == ("lettre-information",)
