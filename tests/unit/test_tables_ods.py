"""OpenDocument spreadsheets: what their cells say."""

import pytest

from gersapp.errors import DocumentRefused
from gersapp.exchange.limits import MAX_ROWS
from gersapp.exchange.tables.ods import read_ods
from gersapp.exchange.tables.values import Sheet
from tests.support.spreadsheets import ods, ods_rows, zipped


def texts(sheet: Sheet) -> list[list[str]]:
    return [[cell.text for cell in row] for row in sheet.rows]


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def cell(inside: str = "", more: str = "") -> str:
    return f"<table:table-cell{more}>{inside}</table:table-cell>"


def sheet_of(*rows: str) -> Sheet:
    return read_ods(ods("".join(rows))).sheets[0]


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<text:p>Un</text:p><text:p>deux</text:p>", "Un\ndeux"),
        ('<text:p>a<text:s text:c="3"/>b<text:tab/>c<text:line-break/>d</text:p>', "a   b\tc\nd"),
        (
            "<text:p>L’<text:span>été</text:span> à\n      la <text:span>mer</text:span></text:p>",
            "L’été à la mer",
        ),
        ("<office:annotation><text:p>Note</text:p></office:annotation><text:p>Titre</text:p>", "Titre"),
        ('<text:p>a<text:s text:c="999999999"/>b</text:p>', "a" + " " * 5_000 + "b"),
    ],
)
def test_texts_of_cells_are_read(inside: str, text: str) -> None:
    assert texts(sheet_of(row(cell(inside)))) == [[text]]


@pytest.mark.parametrize(
    ("attributes", "shown", "text"),
    [
        ('office:value-type="float" office:value="3018"', "3018", "3018"),
        ('office:value-type="float" office:value="42"', "00042", "00042"),
        ('office:value-type="float" office:value="123000000000000"', "1,23E+14", "123000000000000"),
        ('office:value-type="float" office:value="7"', "###", "7"),
        ('office:value-type="float" office:value="1.5"', "", "1,5"),
        ('office:value-type="float" office:value="1.5"', "1.50", "1,5"),
        ('office:value-type="float" office:value="612345678"', "06 12 34 56 78", "06 12 34 56 78"),
        ('office:value-type="date" office:date-value="2020-03-25"', "mars 20", "25/03/2020"),
        ('office:value-type="date" office:date-value="2020-03-25T18:30:00"', "mars", "25/03/2020 18:30"),
        ('office:value-type="boolean" office:boolean-value="true"', "TRUE", "VRAI"),
        ('office:value-type="boolean" office:boolean-value="false"', "0", "FAUX"),
        ('office:value-type="string" office:string-value="Été"', "", "Été"),
    ],
)
def test_numbers_and_dates_are_read_in_french(attributes: str, shown: str, text: str) -> None:
    inside = f"<text:p>{shown}</text:p>" if shown else ""
    assert texts(sheet_of(row(cell(inside, f" {attributes}")))) == [[text]]


def test_repeated_cells_and_rows_are_read() -> None:
    sheet = sheet_of(
        row(cell("<text:p>a</text:p>", ' table:number-columns-repeated="2"'), cell("<text:p>b</text:p>")),
        row(cell(more=' table:number-columns-repeated="16384"'), more=' table:number-rows-repeated="2"'),
        row(cell("<text:p>c</text:p>"), more=' table:number-rows-repeated="2"'),
        row(
            cell(more=' table:number-columns-repeated="16384"'), more=' table:number-rows-repeated="1048571"'
        ),
    )
    assert texts(sheet) == [["a", "a", "b"], [], [], ["c"], ["c"]]


def test_hyperlinks_are_behind_their_cells() -> None:
    sheet = sheet_of(
        row(
            cell(
                '<text:p><text:a xlink:href="https://a.fr/1">Voir</text:a> et <text:a xlink:href="https://a.fr/2">là</text:a></text:p>'
            ),
            cell(
                "<text:p>Ici</text:p>",
                " table:formula='of:=HYPERLINK(&quot;https://a.fr/3&quot;;&quot;Ici&quot;)'",
            ),
        )
    )
    assert [(one.text, one.addresses) for one in sheet.rows[0]] == [
        ("Voir et là", ("https://a.fr/1", "https://a.fr/2")),
        ("Ici", ("https://a.fr/3",)),
    ]


def test_merged_cells_cover_others() -> None:
    sheet = sheet_of(
        row(cell("<text:p>Adultes</text:p>", ' table:number-rows-spanned="2"'), cell("<text:p>Un</text:p>")),
        row("<table:covered-table-cell/>", cell("<text:p>Deux</text:p>")),
        row(
            '<table:covered-table-cell table:number-columns-repeated="16384"/>',
            more=' table:number-rows-repeated="1048574"',
        ),
    )
    assert [one.is_covered for one in sheet.rows[1]] == [True, False]
    assert [one.text for one in sheet.rows[1]] == ["", "Deux"]


def test_sheets_have_their_names_and_may_be_hidden() -> None:
    styles = (
        '<style:style style:name="ta1"><style:table-properties table:display="true"/></style:style>'
        '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
    )
    tables = [
        f'<table:table table:name="{name}" table:style-name="{style}">{ods_rows([[name]])}</table:table>'
        for name, style in (("Opérations", "ta1"), ("Listes", "ta2"))
    ]
    sheets = read_ods(ods(*tables, styles=styles)).sheets
    assert [(sheet.name, sheet.is_hidden, texts(sheet)) for sheet in sheets] == [
        ("Opérations", False, [["Opérations"]]),
        ("Listes", True, [["Listes"]]),
    ]


def test_tracked_changes_and_tables_in_cells_are_no_rows() -> None:
    tracked = f"<table:tracked-changes>{row(cell('<text:p>avant</text:p>'))}</table:tracked-changes>"
    inner = f'<table:table table:name="b">{ods_rows([["dedans"]])}</table:table>'
    content = ods(
        f'<table:table table:name="a">{tracked}{row(cell("<text:p>x</text:p>" + inner))}</table:table>'
    )
    assert [texts(sheet) for sheet in read_ods(content).sheets] == [[["x"]]]


def test_a_cell_at_the_last_place_is_told_apart() -> None:
    sheet = sheet_of(
        ods_rows([["Titre"]]),
        row(cell(), more=' table:number-rows-repeated="1048574"'),
        row(cell(more=' table:number-columns-repeated="16383"'), cell("<text:p>7</text:p>")),
    )
    assert (texts(sheet), sheet.strays) == ([["Titre"]], ("XFD1048576 : 7",))


REPEATED = ' table:number-columns-repeated="16384"'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (ods(ods_rows([["a"]] * (MAX_ROWS + 30))), "trop grand"),
        (ods(row(cell("<text:p>a</text:p>", REPEATED))), "trop grand"),
        (ods(row(cell("<text:p>a</text:p>"), more=' table:number-rows-repeated="1048576"')), "trop grand"),
        (
            ods(row(cell(f"<text:p>{'a' * 500_000}</text:p>"), more=' table:number-rows-repeated="100"')),
            "trop longs",
        ),
        (ods("<table:table-row>"), "abîmé"),
        (zipped({"content.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "abîmé"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "abîmé"),
    ],
    ids=["rows", "columns", "repeated", "text", "xml", "doctype", "empty"],
)
def test_a_faulty_spreadsheet_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(DocumentRefused, match=message):
        read_ods(content)
