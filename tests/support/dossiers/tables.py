"""The tables of `tests/exchange/tables` as real files, each with its expected result.

A table's JSON has its `format` (csv, xlsx or ods), its `rows` and its operations; a CSV file's also its
`encoding`, `separator`, line `end`, and the lines that stand `before` its rows.
"""

import csv
import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from tests.support.dossiers.scoring import Expectation, expected_of

FOLDER = Path(__file__).resolve().parents[2] / "exchange" / "tables"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_ODS = "application/vnd.oasis.opendocument.spreadsheet"


@dataclass(frozen=True, slots=True)
class TableFile:
    name: str
    content: bytes
    rows: list[list[str]]
    expectation: Expectation


def table_files() -> list[TableFile]:
    """Return the tables in the order of their names."""
    return [_load(path) for path in sorted(FOLDER.glob("*.json"))]


def _load(path: Path) -> TableFile:
    data = json.loads(path.read_text("utf-8"))
    rows: list[list[str]] = data["rows"]
    if data["format"] == "csv":
        content = _csv(data, rows)
    else:
        content = (_xlsx if data["format"] == "xlsx" else _ods)(rows)
    return TableFile(path.stem, content, rows, expected_of(data))


def _csv(data: dict[str, str], rows: list[list[str]]) -> bytes:
    file = io.StringIO()
    csv.writer(file, delimiter=data["separator"], lineterminator=data["end"]).writerows(rows)
    return (data["before"] + file.getvalue()).encode(data["encoding"])


def _xlsx(rows: list[list[str]]) -> bytes:
    """Return a workbook as Excel writes it: shared strings, and a link for each cell that is an address."""
    strings = list(dict.fromkeys(text for row in rows for text in row if text))
    links = [
        (f"{chr(65 + column)}{number}", text)
        for number, row in enumerate(rows, 1)
        for column, text in enumerate(row)
        if text.startswith("http") and " " not in text and "\n" not in text
    ]
    body = "".join(
        f'<row r="{number}">'
        + "".join(
            f'<c r="{chr(65 + column)}{number}" t="s"><v>{strings.index(text)}</v></c>'
            for column, text in enumerate(row)
            if text
        )
        + "</row>"
        for number, row in enumerate(rows, 1)
    )
    hyperlinks = "".join(
        f'<hyperlink ref="{place}" r:id="rId{number}"/>' for number, (place, _) in enumerate(links, 1)
    )
    hyperlinks = f"<hyperlinks>{hyperlinks}</hyperlinks>" if links else ""
    items = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
    return _zip(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
            "_rels/.rels": _relationships([("rId1", "officeDocument", "xl/workbook.xml", "")]),
            "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets><sheet name="Opérations" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _relationships(
                [
                    ("rId1", "worksheet", "worksheets/sheet1.xml", ""),
                    ("rId2", "sharedStrings", "sharedStrings.xml", ""),
                ]
            ),
            "xl/sharedStrings.xml": f'<sst xmlns="{_SHEET}" count="{len(strings)}" uniqueCount="{len(strings)}">{items}</sst>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheetData>{body}</sheetData>{hyperlinks}</worksheet>',
            "xl/worksheets/_rels/sheet1.xml.rels": _relationships(
                [
                    (f"rId{number}", "hyperlink", url, ' TargetMode="External"')
                    for number, (_, url) in enumerate(links, 1)
                ]
            ),
        }
    )


def _relationships(relationships: list[tuple[str, str, str, str]]) -> str:
    elements = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target={quoteattr(target)}{mode}/>'
        for name, kind, target, mode in relationships
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{elements}</Relationships>'


def _ods(rows: list[list[str]]) -> bytes:
    """Return a sheet as LibreOffice writes it: addresses are links, empty cells are counted, the rest is empty."""
    body = "".join(
        f"<table:table-row>{''.join(map(_ods_cell, row))}"
        '<table:table-cell table:number-columns-repeated="16370"/></table:table-row>'
        for row in rows
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<office:document-content {spaces} xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.3">'
        f'<office:body><office:spreadsheet><table:table table:name="Opérations">{body}<table:table-row '
        'table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/>'
        "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return _zip({"content.xml": content, "META-INF/manifest.xml": manifest}, mimetype=_ODS)


def _ods_cell(text: str) -> str:
    if not text:
        return "<table:table-cell/>"
    lines = "".join(
        f"<text:p><text:a xlink:href={quoteattr(line)}>{escape(line)}</text:a></text:p>"
        if line.startswith("http")
        else f"<text:p>{escape(line)}</text:p>"
        for line in text.split("\n")
    )
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def _zip(parts: dict[str, str], mimetype: str = "") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype, zipfile.ZIP_STORED)
        for name, text in parts.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text)
    return file.getvalue()
