"""Excel workbooks: what their cells say, whoever wrote them."""

import pytest

from gersapp.errors import DocumentRefused
from gersapp.exchange.limits import MAX_ROWS
from gersapp.exchange.tables.values import Sheet
from gersapp.exchange.tables.xlsx import read_xlsx
from tests.support.spreadsheets import links, xlsx, xlsx_rows, zipped


def texts(sheet: Sheet) -> list[list[str]]:
    return [[cell.text for cell in row] for row in sheet.rows]


def sheet_of(*sheets: str, **parts: str) -> Sheet:
    return read_xlsx(xlsx(*sheets, **parts)).sheets[0]


def test_texts_of_cells_are_read() -> None:
    shared = "<si><t>Été</t></si><si><r><t>Tips </t></r><r><t>du jour</t></r><rPh><t>non</t></rPh></si>"
    rows = (
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>'
        '<row r="3"><c r="B3" t="inlineStr"><is><t>Un_x000D_\ndeux</t></is></c><c t="str"><f>A1</f><v>trois</v></c></row>'
    )
    assert texts(sheet_of(rows, sharedStrings=shared)) == [
        ["Été", "", "Tips du jour"],
        [],
        ["", "Un\ndeux", "trois"],
    ]


FORMATS = ["14", "164", "165", "166", "167", "9", "0", "168"]
STYLES = (
    "<numFmts>"
    '<numFmt numFmtId="164" formatCode="dd/mm/yyyy hh:mm"/><numFmt numFmtId="165" formatCode="00000"/>'
    '<numFmt numFmtId="166" formatCode="[$-40C]d mmmm yyyy;@"/><numFmt numFmtId="167" formatCode="0&quot; jours&quot;"/>'
    '<numFmt numFmtId="168" formatCode="hh:mm"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
    "<cellXfs>" + "".join(f'<xf numFmtId="{number}"/>' for number in FORMATS) + "</cellXfs>"
)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        ("3018", "0", "3018"),
        ("3018.0", "0", "3018"),
        ("0.30000000000000004", "0", "0,3"),
        ("1.5", "0", "1,5"),
        ("1E+21", "0", "1000000000000000000000"),
        ("42", "165", "00042"),
        ("3", "167", "3"),
        ("0.25", "9", "25 %"),
        ("43915", "14", "25/03/2020"),
        ("43915.75", "164", "25/03/2020 18:00"),
        ("43915", "166", "25/03/2020"),
        ("59", "14", "28/02/1900"),
        ("61", "14", "01/03/1900"),
        ("0.5", "168", "12:00"),
        ("1e300", "14", "1e+300"),
        ("-5", "14", "-5"),
    ],
)
def test_numbers_and_dates_are_read_in_french(value: str, number_format: str, text: str) -> None:
    style = FORMATS.index(number_format)
    assert texts(sheet_of(f'<row><c s="{style}"><v>{value}</v></c></row>', styles=STYLES)) == [[text]]


def test_dates_since_1904_are_read() -> None:
    sheet = sheet_of(
        '<row><c s="0"><v>42453</v></c></row>', styles=STYLES, workbook='<workbookPr date1904="1"/>'
    )
    assert texts(sheet) == [["25/03/2020"]]


def test_booleans_iso_dates_and_errors_are_read() -> None:
    rows = '<row><c t="b"><v>1</v></c><c t="b"><v>0</v></c><c t="d"><v>2020-03-25</v></c><c t="e"><v>#N/A</v></c></row>'
    assert texts(sheet_of(rows)) == [["VRAI", "FAUX", "25/03/2020", "#N/A"]]


def test_hyperlinks_are_behind_their_cells() -> None:
    sheet = (
        f"<sheetData>{xlsx_rows([['Voir', 'Post', 'Ici'], ['', 'Mot']])}"
        '<row r="3"><c r="A3" t="str"><f>HYPERLINK("https://a.fr/3", "Voir")</f><v>Voir</v></c></row></sheetData>'
        '<hyperlinks><hyperlink ref="A1" r:id="rId1"/><hyperlink ref="B1:B9" r:id="rId2" location="bas"/>'
        '<hyperlink ref="C1" location="Feuille2!A1"/><hyperlink ref="A2" r:id="rId1"/></hyperlinks>'
    )
    rows = sheet_of(sheet, links=links("https://a.fr/1?b=2&c=3", "https://a.fr/2")).rows
    assert [[cell.addresses for cell in row] for row in rows] == [
        [("https://a.fr/1?b=2&c=3",), ("https://a.fr/2#bas",), ()],
        [("https://a.fr/1?b=2&c=3",), ("https://a.fr/2#bas",)],
        [("https://a.fr/3",)],
    ]


def test_a_link_by_formula_has_words_without_a_value() -> None:
    formulas = ['HYPERLINK("https://a.fr/1";"« Fête » d""été")', 'HYPERLINK("https://a.fr/2")', "A1+1"]
    cells = "".join(f"<c><f>{formula}</f></c>" for formula in formulas)
    assert [(cell.text, cell.addresses) for cell in sheet_of(f"<row>{cells}</row>").rows[0]] == [
        ('« Fête » d"été', ("https://a.fr/1",)),
        ("", ("https://a.fr/2",)),
    ]


def test_merged_cells_cover_others() -> None:
    sheet = (
        f"<sheetData>{xlsx_rows([['Cible', 'Titre'], ['Adultes', 'Un'], ['', 'Deux']])}</sheetData>"
        '<mergeCells><mergeCell ref="A2:A3"/><mergeCell ref="A5:XFD1048576"/></mergeCells>'
    )
    covered = [[cell.is_covered for cell in row] for row in sheet_of(sheet).rows]
    assert covered == [[False, False], [False, False], [True, False]]


def test_sheets_have_their_names_and_may_be_hidden() -> None:
    workbook = (
        '<sheets><sheet name="Opérations" r:id="rId2"/><sheet name="Listes" state="veryHidden" r:id="rId1"/>'
        '<sheet name="Perdue" r:id="rId9"/></sheets>'
    )
    sheets = read_xlsx(xlsx(xlsx_rows([["a"]]), xlsx_rows([["b"]]), workbook=workbook)).sheets
    assert [(sheet.name, sheet.is_hidden, texts(sheet)) for sheet in sheets] == [
        ("Opérations", False, [["b"]]),
        ("Listes", True, [["a"]]),
    ]


def test_the_workbook_may_be_anywhere() -> None:
    assert read_xlsx(xlsx(xlsx_rows([["a"]]), folder="autre/dossier")).sheets[0].rows[0][0].text == "a"


def test_a_cell_at_the_last_place_is_told_apart() -> None:
    rows = f'{xlsx_rows([["Titre"], ["Fête"]])}<row r="1048576"><c r="XFD1048576"><v>7</v></c></row>'
    sheet = sheet_of(f'<dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData>')
    assert texts(sheet) == [["Titre"], ["Fête"]]
    assert sheet.strays == ("XFD1048576 : 7",)


def test_formats_down_to_the_last_row_are_no_cells() -> None:
    rows = '<row r="1048576"><c r="A1048576" s="3"/><c r="XFD1048576" s="3"/></row>'
    assert sheet_of(xlsx_rows([["Fête"]]) + rows) == Sheet("Feuille 1", sheet_of(xlsx_rows([["Fête"]])).rows)


LINKED = (
    f"<sheetData>{xlsx_rows([['a'] * 90] * 90)}</sheetData><hyperlinks>"
    + '<hyperlink ref="A1:CV20000" r:id="rId1"/>' * 200
    + "</hyperlinks>"
)
DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (xlsx(xlsx_rows([["a"]] * (MAX_ROWS + 30))), "trop grand"),
        (
            xlsx('<row><c t="s"><v>0</v></c></row>' * 25, sharedStrings=f"<si><t>{'a' * 1_000_000}</t></si>"),
            "trop longs",
        ),
        (xlsx(LINKED, links=links("https://a.fr/1")), "trop grand"),
        (xlsx("<row><c>"), "abîmé"),
        (zipped({"_rels/.rels": "<Relationships/>"}), "abîmé"),
        (zipped({"_rels/.rels": DOCTYPE + "<Relationships/>"}), "abîmé"),
        (b"PK\x03\x04", "abîmé"),
    ],
    ids=["rows", "text", "links", "xml", "empty", "doctype", "zip"],
)
def test_a_faulty_workbook_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(DocumentRefused, match=message):
        read_xlsx(content)


def test_a_doctype_in_a_sheet_is_refused() -> None:
    parts = {
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="a" Type="x/officeDocument" Target="book.xml"/></Relationships>',
        "book.xml": DOCTYPE + "<workbook>&b;</workbook>",
    }
    with pytest.raises(DocumentRefused, match="abîmé"):
        read_xlsx(zipped(parts))
