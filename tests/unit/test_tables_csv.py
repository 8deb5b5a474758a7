"""CSV files and pasted cells: their encoding, their separator, their rows."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gersapp.errors import DocumentRefused
from gersapp.exchange.limits import MAX_COLUMNS, MAX_ROWS
from gersapp.exchange.tables import csv
from gersapp.exchange.tables.values import Guess, Workbook, column_letters

TABLE = (
    "Opération;Cible;Lien\nRecettes d’été;Tout public;https://www.gers.fr/recettes\n« Fête » à 5 €;Aînés;\n"
)


def texts(workbook: Workbook) -> list[list[str]]:
    """The texts of the first sheet."""
    return [[cell.text for cell in row] for row in workbook.sheets[0].rows]


@pytest.mark.parametrize(
    ("codec", "mark", "found"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8"),
        ("utf-16-le", b"\xff\xfe", "utf-16"),
        ("utf-16-be", b"\xfe\xff", "utf-16"),
        ("utf-16-le", b"", "utf-16"),
        ("utf-16-be", b"", "utf-16-be"),
        ("cp1252", b"", "cp1252"),
        ("mac_roman", b"", "mac_roman"),
    ],
)
def test_accents_are_read_in_each_encoding(codec: str, mark: bytes, found: str) -> None:
    workbook = csv.read_csv(mark + TABLE.encode(codec))
    assert workbook.guess == Guess(found, ";")
    assert texts(workbook) == [row.split(";") for row in TABLE.replace(";\n", "\n").splitlines()]


@pytest.mark.parametrize("text", ["Été\n", "À;Ç\nœuvre;\u00e9\n", "Prix;100 €\nN°;3\nNoël;…\n"])
def test_few_accents_are_enough_for_windows(text: str) -> None:
    assert csv.guess_encoding(text.encode("cp1252")) == "cp1252"


@pytest.mark.parametrize(
    "content",
    [TABLE.encode()[: TABLE.encode().index("’".encode()) + 1], TABLE.encode() + b"\xe9t\xe9;;\n"],
    ids=["cut", "mixed"],
)
def test_a_faulty_letter_mangles_no_other(content: bytes) -> None:
    assert csv.guess_encoding(content) == "utf-8"


@pytest.mark.parametrize("separator", list(csv.SEPARATORS))
def test_each_separator_is_guessed(separator: str) -> None:
    rows = [["Titre", "Cible"], ["Été, hiver ; et « plus »", "Tous"], ["Rendez-vous", "Aînés"]]
    lines = [separator.join(f'"{cell}"' for cell in row) for row in rows]
    assert texts(csv.read_csv("\r\n".join(lines).encode())) == rows


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("Titre,Lien\nFête,https://www.gers.fr/a\nJeux,https://www.gers.fr/b\n", ","),
        ("Titre;Texte\nFête;un, deux, trois\nJeux;quatre, cinq\n", ";"),
        ('Titre,Texte\nFête,"un ; deux"\nJeux,"trois ; quatre"\n', ","),
        ("Titre|Lien\nÀ 14:30|https://www.gers.fr/a\nÀ 9:00|https://www.gers.fr/b\n", "|"),
        ("Bilan 2020\n\nTitre;Lien;Cible\nFête, jeux;;Tous\nRecettes, plats;;Tous\n", ";"),
        ("Titre\nFête\nJeux, concours\nRecettes\n", ";"),
        ("Lien\nhttps://www.gers.fr/a\nhttps://www.gers.fr/b\n", ";"),
        ("", ";"),
    ],
)
def test_the_separator_is_guessed_by_even_rows(text: str, separator: str) -> None:
    assert csv.guess_separator(text) == separator


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_line_announces_the_separator_and_is_no_row(codec: str) -> None:
    workbook = csv.read_csv("sep=|\r\nTitre|Texte\r\nÉté|a;b;c\r\n".encode(codec))
    assert texts(workbook) == [["Titre", "Texte"], ["Été", "a;b;c"]]


def test_a_quoted_cell_has_line_ends_and_quotes() -> None:
    content = b'Titre;Liens\r\n"Les ""petits""";"https://a.fr/1\r\nhttps://a.fr/2"\r\n'
    assert texts(csv.read_csv(content))[1] == ['Les "petits"', "https://a.fr/1\nhttps://a.fr/2"]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('"Tips" du jour;b\nc;d', [['"Tips" du jour', "b"], ["c", "d"]]),
        ('a;"b\nc;d', [["a", '"b'], ["c", "d"]]),
        ("a;b\rc;\r", [["a", "b"], ["c"]]),
        ("a;b\n\n\nc", [["a", "b"], [], [], ["c"]]),
        ('a;"";b;', [["a", "", "b"]]),
    ],
)
def test_a_faulty_csv_loses_no_text(text: str, rows: list[list[str]]) -> None:
    assert texts(csv.read_again(Workbook("csv", (), None, text.encode()), Guess("utf-8", ";"))) == rows


def test_another_encoding_and_separator_are_chosen() -> None:
    workbook = csv.read_csv("Été,a\nNoël,b\n".encode())
    wrong = csv.read_again(workbook, Guess("cp1252", ";"))
    assert texts(wrong) == [["Ã‰tÃ©,a"], ["NoÃ«l,b"]]
    assert csv.read_again(wrong, Guess("utf-8", ",")) == workbook


def test_cells_pasted_from_a_spreadsheet_are_read() -> None:
    text = 'Titre\tLiens\nÀ table, les enfants\t"https://a.fr/1\nhttps://a.fr/2"\n007\t\n'
    assert texts(csv.read_csv(text.encode())) == [
        ["Titre", "Liens"],
        ["À table, les enfants", "https://a.fr/1\nhttps://a.fr/2"],
        ["007"],
    ]


@pytest.mark.parametrize(
    "text",
    ["a\n" * (MAX_ROWS + 1), ";" * MAX_COLUMNS + "a", "\n" * MAX_ROWS + "a"],
    ids=["rows", "columns", "last"],
)
def test_a_table_beyond_the_limits_is_refused(text: str) -> None:
    with pytest.raises(DocumentRefused, match=r"20.000 lignes et 100 colonnes au plus"):
        csv.read_csv(text.encode())


def test_empty_rows_and_columns_beyond_the_limits_are_not() -> None:
    content = b"Titre" + b";" * 300 + b"\n" + b";;\n" * (MAX_ROWS + 1)
    assert texts(csv.read_csv(content)) == [["Titre"]]


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=12).map(csv.tidy_lines)


@settings(deadline=None, derandomize=True, database=None, max_examples=60)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=5), st.sampled_from(list(csv.SEPARATORS)))
def test_a_written_table_is_read_back(rows: list[list[str]], separator: str) -> None:
    lines = [separator.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    read = list(csv.split_rows("".join(line + "\r\n" for line in lines), separator))
    assert read == rows


def test_an_apostrophe_before_a_formula_is_taken_away() -> None:
    assert texts(csv.read_csv("a;b\n'=1+1;'-20 ans\n'été;''@nom\n".encode())) == [
        ["a", "b"],
        ["=1+1", "-20 ans"],
        ["'été", "'@nom"],
    ]


def test_columns_have_the_letters_of_spreadsheets() -> None:
    names = [column_letters(column) for column in (0, 25, 26, 701, 702, 16_383)]
    assert names == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
