"""Which texts are tables, and which are to be read as texts."""

import pytest

from gersapp.exchange.tables.detection import is_table
from tests.support.dossiers.corpus import Dossier, dossiers
from tests.support.dossiers.forms import as_text

BODY = "A;Tous;https://a.fr/1\nB;Aînés;https://a.fr/2\n"


@pytest.mark.parametrize(
    "text",
    [
        f"Titre;Cible;Lien\n{BODY}",
        f"Titre;Cible;Lien\n{BODY}".replace(";", "\t"),
        f"Titre;Cible;Lien\n{BODY}".replace(";", ","),
        f"Titre;Cible;Lien\n{BODY}".replace(";", "^"),
        '"Titre":"Cible":"Lien"\n"A":"Tous":"https://a.fr/1"\n',
        f"Bilan 2020\n\nTitre;Cible;Lien\n{BODY}",
        "Titre;Cible;Lien\nENFANTS\nA;Tous\nB;Tous;https://a.fr/2\nC;Tous;\n",
        'Titre,Texte\nA,"un\n\ndeux"\nB,"trois, quatre"\n',
        "Opération;Où\nFête;Facebook\nJeux;Instagram\n",
        BODY + BODY,
        "sep=|\nUn|deux\n",
        "Titre;Fête;Jeux\nCible;Aînés;Tous\nLien;https://a.fr/1;https://a.fr/2\n",
    ],
)
def test_rows_are_a_table(text: str) -> None:
    assert is_table(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Titre\nFête\nJeux\n",
        "Titre : Fête\nCible : Aînés\nLien : https://a.fr/1\n",
        "Titre\tFête\nUn texte sans tabulation\nPublic\tAînés\n",
        "Nous avons proposé des jeux, des lectures, des recettes.\nLe public, les réseaux, les liens sont là.\nMerci, à tous.\n",
        "| Titre | Lien |\n|---|---|\n| A | https://a.fr/1 |\n",
        "1\tCollège, mode d’emploi\nL’entrée en sixième.\tParents\tFacebook\thttps://a.fr/1\nhttps://a.fr/2\n",
    ],
)
def test_other_texts_are_not(text: str) -> None:
    assert not is_table(text)


@pytest.mark.parametrize("dossier", list(dossiers()), ids=lambda dossier: dossier.source.name)
def test_dossiers_are_no_tables(dossier: Dossier) -> None:
    assert not is_table(as_text(dossier.source))
