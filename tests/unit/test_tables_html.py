"""Cells of a spreadsheet pasted as HTML."""

import pytest

from gersapp.errors import DocumentRefused
from gersapp.exchange.tables.html import is_spreadsheet, read_html
from gersapp.exchange.tables.values import Sheet

EXCEL = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta name=Generator content="Microsoft Excel 15">
<style><!--td {color:black}--></style></head><body><table border=0 cellpadding=0>
 <col width=80><tr height=20><td>Cible</td><td class=xl65>Titre</td><td>Lien</td></tr>
 <tr><td rowspan=2>Tout<br>
  public</td><td>« Fête »&nbsp;!</td><td><a href="https://a.fr/1?b&amp;c">Voir</a></td></tr>
 <tr><td align=right>3018</td><td></td></tr><tr><td colspan=3>Fin</table></body></html>"""
CALC = (
    '<html><head><meta name="generator" content="LibreOffice 24.2 (Linux)"/></head><body><table cellspacing="0" border="0">'
    "<colgroup></colgroup><tr><td>a</td></tr></table></body></html>"
)
SHEETS = (
    '<meta charset="utf-8"><google-sheets-html-origin><style></style><table><tbody>'
    '<tr><td data-sheets-hyperlink="https://a.fr/2">Ici</td></tr></tbody></table>'
)
WRITER = '<html><head><meta name="generator" content="LibreOffice 24.2"/></head><table width="100%" cellspacing="0"><tr><td>a</td></table>'
PAGE = "<p>Bonjour</p><table><tr><td>Titre</td></tr></table>"


def texts(sheet: Sheet) -> list[list[str]]:
    return [[cell.text for cell in row] for row in sheet.rows]


@pytest.mark.parametrize("html", [EXCEL, CALC, SHEETS], ids=["excel", "calc", "sheets"])
def test_spreadsheets_are_known_by_what_they_write(html: str) -> None:
    assert is_spreadsheet(html)


@pytest.mark.parametrize("html", [WRITER, PAGE, "", "Un texte"], ids=["writer", "page", "empty", "text"])
def test_other_html_is_no_spreadsheet(html: str) -> None:
    assert not is_spreadsheet(html)


def test_cells_their_links_and_merged_cells_are_read() -> None:
    sheet = read_html(EXCEL).sheets[0]
    assert texts(sheet) == [
        ["Cible", "Titre", "Lien"],
        ["Tout\npublic", "« Fête »\xa0!", "Voir"],
        ["", "3018"],
        ["Fin", "", ""],
    ]
    assert sheet.rows[1][2].addresses == ("https://a.fr/1?b&c",)
    assert [cell.is_covered for cell in sheet.rows[2]] == [True, False]
    assert [cell.is_covered for cell in sheet.rows[3]] == [False, True, True]


def test_links_of_google_sheets_are_behind_their_cells() -> None:
    assert read_html(SHEETS).sheets[0].rows[0][0].addresses == ("https://a.fr/2",)


def test_a_table_in_a_cell_is_part_of_its_text() -> None:
    html = "<table><tr><td>Un<table><tr><td>deux</td></tr></table></td><td>trois</td></tr></table><table></table>"
    assert [texts(sheet) for sheet in read_html(html).sheets] == [[["Un\ndeux", "trois"]]]


@pytest.mark.parametrize("digits", [8, 5_000])
def test_a_hostile_span_hides_no_cell(digits: int) -> None:
    span = "9" * digits
    html = "<table>" + f'<tr><td rowspan="{span}" colspan="{span}">a</td></tr>' * 3 + "</table>"
    sheet = read_html(html).sheets[0]
    assert (texts(sheet), sheet.strays) == ([["a"]], ("CW2 : a", "GS3 : a"))


def test_a_table_beyond_the_limits_is_refused() -> None:
    with pytest.raises(DocumentRefused, match="trop grand"):
        read_html("<table><tr>" + "<td>a</td>" * 130 + "</tr></table>")
