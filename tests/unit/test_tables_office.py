"""Spreadsheets that LibreOffice wrote are read as the one that it opened."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from gersapp.exchange.tables.html import is_spreadsheet, read_html
from gersapp.exchange.tables.ods import read_ods
from gersapp.exchange.tables.values import Sheet
from gersapp.exchange.tables.xlsx import read_xlsx
from proof.tools.apt import find_program
from tests.support.spreadsheets import links, xlsx

STYLES = (
    '<numFmts><numFmt numFmtId="164" formatCode="00000"/></numFmts><fonts><font/></fonts><fills><fill/></fills>'
    "<borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs>"
    '<cellXfs><xf/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs>'
)
SHEET = """<sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>Cible</t></is></c><c r="B1" t="inlineStr"><is><t>Titre</t></is></c></row>
<row r="2"><c r="A2" t="inlineStr"><is><t>Aînés</t></is></c><c r="B2"><v>3018</v></c>
 <c r="C2" t="inlineStr"><is><t>Voir la page</t></is></c><c r="D2" s="1"><v>43915</v></c><c r="E2" s="2"><v>42</v></c></row>
<row r="3"><c r="B3" t="inlineStr"><is><t>L’été
à la « mer »</t></is></c><c r="C3" t="str"><f>HYPERLINK("https://a.fr/2","Ici")</f><v>Ici</v></c></row>
<row r="30"><c r="F30"><v>1.5</v></c></row>
</sheetData><mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells><hyperlinks><hyperlink ref="C2" r:id="rId1"/></hyperlinks>"""
CONTENT = xlsx(SHEET, "", styles=STYLES, links=links("https://a.fr/1?b=c&d=é"))


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The workbook as LibreOffice writes it in each format."""
    folder: Path = tmp_path_factory.mktemp("office")
    (folder / "table.xlsx").write_bytes(CONTENT)
    for format in ("ods", "html"):
        _convert(folder, "table.xlsx", format)
    (folder / "again").mkdir()
    _convert(folder, "table.ods", "xlsx", folder / "again")
    files = {"ods": "table.ods", "html": "table.html", "xlsx": "again/table.xlsx"}
    return {format: (folder / name).read_bytes() for format, name in files.items()}


def _convert(folder: Path, name: str, format: str, target: Path | None = None) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        [
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            format,
            "--outdir",
            target or folder,
            folder / name,
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )


office = pytest.mark.skipif(not find_program("soffice"), reason="LibreOffice is not there")
EXPECTED = read_xlsx(CONTENT).sheets[0]


def test_the_workbook_to_convert_is_read() -> None:
    assert [[cell.text for cell in row] for row in EXPECTED.rows[:3]] == [
        ["Cible", "Titre"],
        ["Aînés", "3018", "Voir la page", "25/03/2020", "00042"],
        ["", "L’été\nà la « mer »", "Ici"],
    ]


@office
@pytest.mark.long
def test_an_ods_of_libreoffice_is_read_as_its_source(converted: dict[str, bytes]) -> None:
    sheet = read_ods(converted["ods"]).sheets[0]
    assert replace(sheet, name=EXPECTED.name) == EXPECTED


@office
@pytest.mark.long
def test_an_xlsx_of_libreoffice_is_read_as_its_source(converted: dict[str, bytes]) -> None:
    sheet = read_xlsx(converted["xlsx"]).sheets[0]
    assert replace(sheet, name=EXPECTED.name) == EXPECTED


@office
@pytest.mark.long
def test_html_of_libreoffice_is_a_spreadsheet(converted: dict[str, bytes]) -> None:
    html = converted["html"].decode()
    assert is_spreadsheet(html)
    sheet: Sheet = read_html(html).sheets[0]
    assert sheet.rows[1][1].text == "3018"
    assert sheet.rows[1][2].addresses == EXPECTED.rows[1][2].addresses
