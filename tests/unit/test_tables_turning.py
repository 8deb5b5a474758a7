"""Sheets whose first column has the names, turned so that an operation is a row."""

import pytest

from gersapp.exchange.tables.turning import turn
from gersapp.exchange.tables.values import Sheet, SheetCell
from gersapp.exchange.tables.xlsx import read_xlsx
from tests.support.spreadsheets import xlsx, xlsx_rows


def sheet_of(text: str) -> Sheet:
    rows = [[SheetCell(cell) for cell in line.split(";")] for line in text.splitlines()]
    return Sheet("", tuple(map(tuple, rows)))


def lines(sheet: Sheet) -> list[str]:
    return [";".join(cell.text for cell in row) for row in sheet.rows]


def test_a_column_is_an_operation() -> None:
    text = "Bilan 2020\nTitre :;Fête;Jeux\nCible;Aînés;Tous\nRéseaux;Facebook;\nLien;https://a.fr/1;https://a.fr/2"
    assert lines(turn(sheet_of(text))) == [
        "Bilan 2020",
        "Titre;Cible;Réseaux;Lien",
        "Fête;Aînés;Facebook;https://a.fr/1",
        "Jeux;Tous;;https://a.fr/2",
    ]


def test_the_first_name_again_is_another_operation() -> None:
    text = "Nom;Fête\nPublic;Aînés\nLiens;https://a.fr/1\n;https://a.fr/2\n\nENFANTS\nNom;Jeux\nPublic;Tous\nBudget;30"
    assert lines(turn(sheet_of(text))) == [
        "Nom;Public;Liens;Budget",
        "Fête;Aînés;https://a.fr/1\nhttps://a.fr/2",
        "ENFANTS",
        "Jeux;Tous;;30",
    ]


def test_addresses_behind_words_stay_behind_them() -> None:
    rows = (
        (SheetCell("Titre"), SheetCell("Fête")),
        (SheetCell("Cible"), SheetCell("Aînés")),
        (SheetCell("Lien"), SheetCell("Voir", ("https://a.fr/1",))),
    )
    assert turn(Sheet("", rows)).rows[1][2] == SheetCell("Voir", ("https://a.fr/1",))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Titre;Cible;Lien\nFête;Aînés;https://a.fr/1",
        "Titre;Cible\nCampagne de vaccination;Aînés\nLien social;Tous\nPublic jeune;Tous\nFête;Tous\nJeux;Tous\nBal;Tous",
        "Titre\nCible\nLien",
    ],
)
def test_other_sheets_stay_as_they_are(text: str) -> None:
    assert turn(sheet_of(text)) == sheet_of(text)


def test_readers_turn_sheets() -> None:
    content = xlsx(xlsx_rows([["Titre", "Fête"], ["Cible", "Aînés"], ["Lien", "https://a.fr/1"]]))
    assert lines(read_xlsx(content).sheets[0]) == ["Titre;Cible;Lien", "Fête;Aînés;https://a.fr/1"]
