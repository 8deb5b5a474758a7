"""The guessed use of the columns of a table, and what people change in it."""

import pytest

from gersapp.exchange.tables import csv
from gersapp.exchange.tables.mapping import (
    SheetMapping,
    adapt,
    choose_fields,
    choose_header,
    guess_mapping,
    guess_mappings,
)
from gersapp.exchange.tables.values import Guess, Sheet, SheetCell, Workbook
from gersapp.exchange.tables.vocabulary import Field


def sheet_of(text: str, name: str = "", *, is_hidden: bool = False) -> Sheet:
    rows = [[SheetCell(cell.strip()) for cell in line.split(";")] for line in text.splitlines()]
    return Sheet(name, tuple(map(tuple, rows)), is_hidden)


def fields(mapping: SheetMapping) -> list[str]:
    return [column.field.value for column in mapping.columns]


BODY = (
    "Fête;Une belle fête au bord du Gers, avec tout le village et ses musiciens;Aînés;Facebook;https://a.fr/1"
)


@pytest.mark.parametrize(
    "header",
    [
        "Titre;Description;Cible;Réseaux;Lien",
        "Nom de l’opération;En quelques mots;Public visé;Plateformes;URL",
        "OPERATION;RESUME;PUBLIC;CANAUX;LIENS",
        "Action;Descriptif;Destinataires;Diffusé sur;Voir en ligne",
        "Intitulé;Contenu;Publics cibles;Support;Adresse",
        "Title;Text;Audience;Platform;Link",
        "Campagne;Objectifs;Pour qui ?;Canal;Lien vers la publication",
        "A;B;C;D;E",
    ],
)
def test_columns_are_guessed_by_names_and_contents(header: str) -> None:
    mapping = guess_mapping(sheet_of(f"{header}\n{BODY}\n{BODY.replace('Fête', 'Jeux')}"))
    assert fields(mapping) == ["title", "description", "audiences", "platforms", "links"]
    assert mapping.header == 1


def test_a_table_without_header_is_guessed_by_contents() -> None:
    mapping = guess_mapping(sheet_of(f"{BODY}\n{BODY.replace('Fête', 'Jeux')}"))
    assert fields(mapping) == ["title", "description", "audiences", "platforms", "links"]
    assert (mapping.header, mapping.columns[1].name) == (0, "Colonne B")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Opération;Facebook;Lien Instagram\nFête;https://a.fr/1;\nJeux;x;https://a.fr/2",
            "title one-platform one-platform",
        ),
        ("Opération;Enfants;Aînés;Validé\nFête;x;;x\nJeux;x;X;x", "title one-audience one-audience ignored"),
        ("N°;Date;Nom;Type de public\n1;25/03/2020;Fête;Aînés", "ignored ignored title audiences"),
        ("Titre;Titre;Lien;Lien\nFête;Été;https://a.fr/1;https://a.fr/2", "title ignored links links"),
        ("Titre;Lien (Facebook);Facebook;Facebook\nFête;https://a.fr/1;x;x", "title" + " one-platform" * 3),
        ("Titre;Site web\nFête;https://a.fr/1", "title links"),
        ("Titre;Thème;Observations\nFête;Culture;RAS", "title ignored ignored"),
        ("Opération;Titre\nÉté;Fête\nÉté;Jeux", "ignored title"),
        ("Post;Public;Lien\nUne fête;Aînés;https://a.fr/1", "title audiences links"),
        ("Titre;Catégorie\nFête;Aînés\nJeux;Familles", "title audiences"),
    ],
)
def test_columns_of_other_habits_are_guessed(text: str, found: str) -> None:
    assert fields(guess_mapping(sheet_of(text))) == found.split()


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("Bilan de l’action;;\n;;\nTitre;Cible;Lien\nFête;Aînés;https://a.fr/1", 3),
        ("Quoi;Où voir\nFête;https://a.fr/1\nJeux;https://a.fr/2", 1),
        ("Fête;https://a.fr/1\nJeux;https://a.fr/2", 0),
        ("", 0),
    ],
)
def test_the_header_is_guessed(text: str, header: int) -> None:
    assert guess_mapping(sheet_of(text)).header == header


def test_a_header_of_two_rows_has_one_name_a_column() -> None:
    covered = SheetCell(is_covered=True)
    rows = (
        (SheetCell("Opération"), SheetCell("Réseaux"), covered),
        (covered, SheetCell("Facebook"), SheetCell("Instagram")),
        (SheetCell("Fête"), SheetCell("https://a.fr/1"), SheetCell("x")),
    )
    mapping = guess_mapping(Sheet("", rows))
    assert mapping.header == 2
    assert [column.name for column in mapping.columns] == ["Opération", "Facebook", "Instagram"]


def test_a_header_of_two_rows_needs_no_merged_cells() -> None:
    text = "Opération;Réseaux;;Lien\n;Facebook;Instagram;\nFête;x;;https://a.fr/1\nAînés;Facebook;;"
    mapping = guess_mapping(sheet_of(text))
    assert mapping.header == 2
    assert [column.name for column in mapping.columns] == ["Opération", "Facebook", "Instagram", "Lien"]


def test_a_first_operation_is_no_second_header() -> None:
    assert guess_mapping(sheet_of("Cible;Réseau;Titre\nAînés;Facebook;\nTous;X;Jeux")).header == 1


def test_the_same_name_twice_is_numbered() -> None:
    mapping = guess_mapping(sheet_of("Titre;Lien;Lien (2);Lien;\nFête;https://a.fr/1;;;x"))
    assert [column.name for column in mapping.columns] == [
        "Titre",
        "Lien",
        "Lien (2)",
        "Lien (3)",
        "Colonne E",
    ]


def test_a_chosen_use_replaces_the_guess() -> None:
    sheet = sheet_of("Titre;Surtitre\nFête;Été")
    mapping = choose_fields(guess_mapping(sheet), sheet, {1: Field.TITLE, 7: Field.LINKS})
    assert fields(mapping) == ["ignored", "title"]


def test_another_separator_keeps_what_was_chosen() -> None:
    workbook = csv.read_csv("Titre;Note;Avis\nFête;Été;Bien\nJeux;Hiver;Moyen\n".encode())
    sheet = workbook.sheets[0]
    mapping = choose_fields(guess_mapping(sheet), sheet, {1: Field.AUDIENCES, 2: Field.DESCRIPTION})
    wrong = csv.read_again(workbook, Guess("utf-8", ","))
    away = adapt(mapping, wrong.sheets[0])
    assert len(away.columns) == 1
    assert adapt(away, csv.read_again(wrong, Guess("utf-8", ";")).sheets[0]) == mapping


def test_another_encoding_keeps_what_was_chosen() -> None:
    workbook = csv.read_csv("Titre;Année\nFête;Été\n".encode())
    wrong = csv.read_again(workbook, Guess("cp1252", ";"))
    mapping = guess_mapping(wrong.sheets[0])
    mapping = choose_fields(mapping, wrong.sheets[0], {1: Field.DESCRIPTION})
    assert fields(adapt(mapping, workbook.sheets[0])) == ["title", "description"]


def test_another_header_keeps_what_was_chosen() -> None:
    sheet = sheet_of("Titre;Avis\nOpération;Avis\nFête;Bien")
    mapping = choose_fields(guess_mapping(sheet), sheet, {1: Field.DESCRIPTION})
    mapping = choose_header(mapping, sheet, 2)
    assert (mapping.header, fields(mapping)) == (2, ["title", "description"])
    assert adapt(mapping, sheet) == mapping
    assert choose_header(mapping, sheet, 99).header == 3


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("Cible;Titre;Lien\nAînés;Fête;https://a.fr/1\n;Jeux;https://a.fr/2", (0,)),
        ("Cible;Titre;Lien\nAînés;Fête;https://a.fr/1\nTous;Jeux;https://a.fr/2\n;Total;2", ()),
        ("Cible;Titre;Réseaux\nAînés;Fête;Facebook\nTous;Jeux;", ()),
        ("Titre;Cible;Lien\nFête;Aînés;https://a.fr/1\n;;https://a.fr/2", (0,)),
        ("Titre;Cible;Lien\nAînés;;\nFête;Aînés;https://a.fr/1\nFamilles;;\nJeux;Tous;", ()),
        ("Titre;Cible;Lien\nFête;Aînés;https://a.fr/1\n;Aînés;https://a.fr/2", (0,)),
    ],
)
def test_filling_down_is_proposed_and_not_done(text: str, gaps: tuple[int, ...]) -> None:
    mapping = guess_mapping(sheet_of(text))
    assert (mapping.gaps, mapping.fill_down) == (gaps, False)


OPERATIONS = "Titre;Lien\nFête;https://a.fr/1"


def test_sheets_without_operations_are_not_used() -> None:
    notes = "À lire\nCe classeur a une feuille par année"
    sheets = (
        sheet_of(notes, "Notes"),
        sheet_of(OPERATIONS, "2020"),
        sheet_of(OPERATIONS, "2019", is_hidden=True),
    )
    assert [mapping.is_used for mapping in guess_mappings(Workbook("ods", sheets))] == [False, True, False]


def test_the_only_sheet_is_used_whatever_it_has() -> None:
    assert guess_mappings(Workbook("ods", (sheet_of("Fête\nJeux"),)))[0].is_used
    assert guess_mappings(Workbook("ods", ())) == ()


def test_sheets_named_after_audiences_give_them() -> None:
    sheets = (sheet_of(OPERATIONS, "Aînés"), sheet_of(OPERATIONS, "Feuille 2"))
    assert [mapping.audience for mapping in guess_mappings(Workbook("ods", sheets))] == ["Aînés", ""]
