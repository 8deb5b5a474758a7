"""What is wrong in the rows of a table, what is said of it, and the failed rows given back."""

import pytest

from gersapp.catalogue.model import MAX_DESCRIPTION, MAX_LABEL, MAX_TITLE
from gersapp.exchange.tables import csv
from gersapp.exchange.tables.operations import RowError
from gersapp.exchange.tables.report import failed_rows_csv, report
from gersapp.exchange.tables.values import Sheet, SheetCell, Workbook
from tests.support.rows import URL, cells, rows_of, workbook_of


def test_an_error_is_of_the_row_that_has_it() -> None:
    text = f"Titre;Cible;Lien\nA;Tous;{URL}\n;;mauvais\nTotal;;\nB;Tous;{URL}\n"
    rows = rows_of(workbook_of(text), fill_down=True)
    assert [error.row for error in rows.errors] == [3]
    assert [line.number for line in rows.proposal.lines] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        (f";Texte;Tous;;{URL}", "Titre", "Donnez un titre"),
        (f"{'A' * (MAX_TITLE + 1)};;Tous;;", "Titre", "201 caractères"),
        (f"A;{'a' * (MAX_DESCRIPTION + 1)};Tous;;", "Texte", "5001 caractères"),
        (f"A;;{'a' * (MAX_LABEL + 1)};;", "Cible", "81 caractères"),
        (f"A;;Tous;{'a' * (MAX_LABEL + 1)};", "Réseaux", "80 caractères au plus"),
        ("A;;Tous;;https://nom:mot@a.fr/1", "Lien", "mot de passe"),
        ("A;;Tous;;ftp://a.fr/1", "Lien", "http://"),
        ("A;;Tous;;sur notre page", "Lien", "« sur notre page » n’est pas une adresse"),
        ("A\x07;;Tous;;", "Titre", "U+0007"),
        (f"A;é{chr(0x301) * 40};Tous;;", "Texte", "30 accents"),
        (f'A;;Tous;;"{" ".join(f"https://a.fr/{n}" for n in range(101))}"', "Lien", "101 liens"),
    ],
)
def test_an_error_names_its_row_and_its_column(row: str, column: str, message: str) -> None:
    text = f"Titre;Texte;Cible;Réseaux;Lien\nPremière;Bien;Tous;Facebook;{URL}\n{row}\nDernière;Bien;Tous;;\n"
    rows = rows_of(workbook_of(text))
    assert [(error.row, error.column) for error in rows.errors] == [(3, column)]
    assert message in rows.errors[0].message
    assert [one.title for one in rows.proposal.operations] == ["Première", "Dernière"]
    assert len(rows.proposal.leftovers) == 1


def test_sheets_follow_each_other() -> None:
    first = Sheet("Aînés", (cells("Titre", "Lien"), cells("A", URL)), strays=("XFD1048576 : 7",))
    notes = Sheet("Notes", (cells("Voir https://a.fr/9"),))
    second = Sheet("Enfants", (cells("Titre", "Lien"), cells("B", "https://a.fr/2"), cells("", "ici")))
    hidden = Sheet("Listes", (cells("Oui"), cells("https://a.fr/8")), is_hidden=True)
    rows = rows_of(Workbook("ods", (first, notes, second, hidden)))
    assert [(one.audiences, one.lines) for one in rows.proposal.operations] == [
        (("Aînés",), (2,)),
        (("Enfants",), (5,)),
    ]
    assert rows.proposal.leftovers == (
        "XFD1048576 : 7",
        "Voir https://a.fr/9",
        "ici",
        "https://a.fr/8",
    )
    assert [(error.sheet, error.row, error.column) for error in rows.errors] == [
        ("Enfants", 3, "Titre"),
        ("Enfants", 3, "Lien"),
    ]
    assert str(rows.errors[0]) == "feuille Enfants, ligne 3, colonne Titre : Donnez un titre à l’opération."
    numbers = [line.number for line in rows.proposal.lines]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize(
    ("new", "known", "errors", "text"),
    [
        (1, 0, 0, "1 nouvelle, 0 déjà là"),
        (12, 3, 1, "12 nouvelles, 3 déjà là, 1 erreur : ligne 8, colonne Lien : Indiquez une adresse."),
    ],
)
def test_the_report_counts_and_names_errors(new: int, known: int, errors: int, text: str) -> None:
    error = RowError("", 8, "Lien", "Indiquez une adresse.")
    assert report(new, known, [error] * errors) == text


def test_the_report_names_a_few_errors() -> None:
    text = report(0, 0, [RowError("", row, "", "Non.") for row in range(2, 9)])
    assert text.endswith(
        "7 erreurs : ligne 2 : Non ; ligne 3 : Non ; ligne 4 : Non ; ligne 5 : Non ; ligne 6 : Non ; et 2 de plus."
    )


def test_failed_rows_are_given_back_by_reading_them() -> None:
    text = (
        f'Cible;Titre;Texte;Lien\nAînés;A;"=1+1\n« é »";{URL}\n;B;-2;mauvais\n;;suite;aussi\nTous;C;;{URL}\n'
    )
    rows = rows_of(workbook_of(text), fill_down=True)
    content = failed_rows_csv(rows)
    assert content.startswith(b"\xef\xbb\xbf")
    again = csv.read_csv(content)
    assert [[cell.text for cell in row] for row in again.sheets[0].rows] == [
        ["Cible", "Titre", "Texte", "Lien", "Erreur"],
        [
            "Aînés",
            "B",
            "-2",
            "mauvais",
            "Lien : « mauvais » n’est pas une adresse.\nLien : « aussi » n’est pas une adresse.",
        ],
        ["Aînés", "", "suite", "aussi"],
    ]
    assert [error.column for error in rows_of(again, fill_down=True).errors] == ["Lien", "Lien"]


@pytest.mark.parametrize("cell", ["=1+1", "+33 5", "-20 ans", "@nom", "'=x", "''@x", "＝1+1", "＠nom"])
def test_no_failed_cell_is_a_formula(cell: str) -> None:
    rows = rows_of(Workbook("xlsx", (Sheet("", (cells("Titre", "Lien"), cells(cell, "mauvais"))),)))
    content = failed_rows_csv(rows).decode()
    assert f'"\'{cell}"' in content
    assert csv.read_csv(content.encode()).sheets[0].rows[1][0].text == cell


def test_failed_rows_keep_headings_and_addresses_behind_words() -> None:
    rows = (
        cells("Titre", "Texte", "Lien"),
        cells("Les aînés"),
        cells(SheetCell("A", (URL,)), "un", SheetCell("Voir", ("ftp://a.fr/2",))),
    )
    failed = failed_rows_csv(rows_of(Workbook("ods", (Sheet("", rows),))))
    assert [[cell.text for cell in row] for row in csv.read_csv(failed).sheets[0].rows][1][:4] == [
        "A",
        "un",
        f"ftp://a.fr/2\n{URL}",
        "Les aînés",
    ]
