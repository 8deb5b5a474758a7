"""Spreadsheets as bytes, made by the smallest possible writers: XML parts in a zip."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from gersapp.exchange.tables.values import column_letters

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_XLSX_ROOT = f'xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"'
_ODS_ROOT = " ".join(
    [
        *(f'xmlns:{name}="{_OASIS}:{name}:1.0"' for name in ("office", "table", "text", "style")),
        'xmlns:xlink="http://www.w3.org/1999/xlink"',
    ]
)


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip of these files."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return archive.getvalue()


def xlsx(*sheets: str, folder: str = "xl", workbook: str = "", **parts: str) -> bytes:
    """An Excel workbook. Each of `sheets` is the inside of its `sheetData`, or a whole `worksheet` element.

    `workbook` comes before its sheets; `parts` are `sharedStrings`, `styles`, or `links` of the first sheet.
    """
    names = range(1, len(sheets) + 1)
    listed = "".join(f'<sheet name="Feuille {n}" sheetId="{n}" r:id="rId{n}"/>' for n in names)
    if "<sheets>" not in workbook:
        workbook += f"<sheets>{listed}</sheets>"
    relations = [("worksheet", f"sheets/f{n}.xml", f"rId{n}") for n in names]
    relations += [(kind, f"{kind}.xml", kind) for kind in ("sharedStrings", "styles") if kind in parts]
    override = '<Override PartName="/{}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{}+xml"/>'
    kinds = {f"{folder}/workbook.xml": "sheet.main"}
    kinds |= {f"{folder}/sheets/f{n}.xml": "worksheet" for n in names}
    kinds |= {f"{folder}/{kind}.xml": kind for kind in ("sharedStrings", "styles") if kind in parts}
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(override.format(*kind) for kind in kinds.items())
        + "</Types>",
        "_rels/.rels": _relations([("officeDocument", f"{folder}/workbook.xml", "rId1")]),
        f"{folder}/workbook.xml": f"<workbook {_XLSX_ROOT}>{workbook}</workbook>",
        f"{folder}/_rels/workbook.xml.rels": _relations(relations),
    }
    for number, sheet in zip(names, sheets, strict=True):
        inside = sheet if "<sheetData" in sheet else f"<sheetData>{sheet}</sheetData>"
        files[f"{folder}/sheets/f{number}.xml"] = f"<worksheet {_XLSX_ROOT}>{inside}</worksheet>"
    for kind, content in parts.items():
        if kind == "links":
            files[f"{folder}/sheets/_rels/f1.xml.rels"] = content
        else:
            root = {"sharedStrings": "sst", "styles": "styleSheet"}[kind]
            files[f"{folder}/{kind}.xml"] = f"<{root} {_XLSX_ROOT}>{content}</{root}>"
    return zipped(files)


def links(*addresses: str) -> str:
    """The relationships of a sheet to addresses: rId1, rId2…"""
    return _relations(
        [("hyperlink", address, f"rId{number}") for number, address in enumerate(addresses, 1)], external=True
    )


def _relations(entries: Iterable[tuple[str, str, str]], *, external: bool = False) -> str:
    mode = ' TargetMode="External"' if external else ""
    inside = "".join(
        f'<Relationship Id="{id}" Type="{_DOCUMENT}/{kind}" Target={quoteattr(target)}{mode}/>'
        for kind, target, id in entries
    )
    return f'<Relationships xmlns="{_PACKAGE}">{inside}</Relationships>'


def xlsx_rows(rows: Sequence[Sequence[str]]) -> str:
    """The rows of an Excel sheet, of texts that stand in their cells."""
    return "".join(
        f'<row r="{number}">'
        + "".join(
            f'<c r="{column_letters(column)}{number}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
            for column, text in enumerate(row)
            if text
        )
        + "</row>"
        for number, row in enumerate(rows, 1)
    )


def ods(*sheets: str, styles: str = "") -> bytes:
    """An OpenDocument spreadsheet. Each of `sheets` is a `table:table`, or the rows of one."""
    tables = "".join(
        sheet if "<table:table " in sheet else f'<table:table table:name="Feuille {n}">{sheet}</table:table>'
        for n, sheet in enumerate(sheets, 1)
    )
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"<office:document-content {_ODS_ROOT}>"
            f"<office:automatic-styles>{styles}</office:automatic-styles>{body}</office:document-content>",
        }
    )


def ods_rows(rows: Sequence[Sequence[str]]) -> str:
    """The rows of an OpenDocument sheet, a paragraph for each line of a cell."""
    return "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)


def _ods_cell(text: str) -> str:
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n")) if text else ""
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'
