"""Excel workbooks: cells of text, never formulas; links, a frozen row of names, widths and filters."""

import re
from collections.abc import Iterable, Iterator

from gersapp.exchange.dossier import Dossier
from gersapp.exchange.tables.values import column_letters
from gersapp.exchange.writing.rows import Row
from gersapp.exchange.writing.sheets import MAX_LINKED, Plan, plan_sheets
from gersapp.exchange.writing.streaming import Zip
from gersapp.exchange.writing.texts import escape, target_of

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org"
_MAIN = f"{_OFFICE}/spreadsheetml/2006/main"
_DOCUMENT = f"{_OFFICE}/officeDocument/2006/relationships"
_PACKAGE = f"{_OFFICE}/package/2006"
_PROPERTIES = f"{_PACKAGE}/metadata/core-properties"
_SHEET_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# How Excel would read a text of this kind: as a character.
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

_LINE_HEIGHT, _MAX_HEIGHT = 15, 409  # points

# A longer one, in characters, has Excel call the whole file damaged. Its cell has the address all the same.
_MAX_TARGET = 2_079

# Numbers of styles: of a text, of a name of a column, of a link. The format of all is text (49), so that what
# begins with « = » stays one when somebody edits it.
_TEXT, _HEADER, _LINK = 1, 2, 3
_FILL = '<patternFill patternType="solid"><fgColor rgb="FFE7EDF3"/><bgColor indexed="64"/></patternFill>'
_XF = '<xf numFmtId="49" fontId="{}" fillId="{}" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"'
_XF += ' applyFill="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
_BARE_XF = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"'
_STYLES = "".join(
    [
        f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="3">',
        '<font><sz val="11"/><name val="Calibri"/><family val="2"/></font>',
        '<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font>',
        '<font><u/><sz val="11"/><color rgb="FF0B4F8A"/><name val="Calibri"/><family val="2"/></font>',
        '</fonts><fills count="3"><fill><patternFill patternType="none"/></fill>',
        f'<fill><patternFill patternType="gray125"/></fill><fill>{_FILL}</fill></fills>',
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>',
        f'<cellStyleXfs count="1">{_BARE_XF}/></cellStyleXfs>',
        f'<cellXfs count="4">{_BARE_XF} xfId="0"/>',
        f"{_XF.format(0, 0)}{_XF.format(1, 2)}{_XF.format(2, 0)}</cellXfs>",
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
    ]
)


def write(dossier: Dossier) -> Iterator[bytes]:
    """Yield a workbook with a sheet of operations, one of links and one of the catalogue's own texts."""
    plans = plan_sheets(dossier)
    archive = Zip(dossier.day)
    yield from archive.add("[Content_Types].xml", [_content_types(len(plans))])
    yield from archive.add("_rels/.rels", [_root_relationships()])
    yield from archive.add("docProps/core.xml", [_properties(dossier)])
    yield from archive.add("xl/workbook.xml", [_workbook(plans)])
    yield from archive.add("xl/_rels/workbook.xml.rels", [_workbook_relationships(len(plans))])
    yield from archive.add("xl/styles.xml", [_STYLES])
    for number, plan in enumerate(plans, 1):
        targets: list[str] = []
        yield from archive.add(
            f"xl/worksheets/sheet{number}.xml", _sheet(plan, targets, is_first=number == 1)
        )
        if targets:
            yield from archive.add(f"xl/worksheets/_rels/sheet{number}.xml.rels", _links(targets))
    yield archive.finish()


def _sheet(plan: Plan, targets: list[str], *, is_first: bool) -> Iterator[str]:
    """Yield the XML of a sheet; the targets of its links are added to `targets`."""
    letters = [column_letters(column) for column in range(len(plan.headers))]
    selected = ' tabSelected="1"' if is_first else ""
    yield f'{_XML}<worksheet xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}">'
    yield f'<sheetViews><sheetView{selected} workbookViewId="0">'
    yield '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    yield '<selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews><cols>'
    for number, width in enumerate(plan.widths, 1):
        yield f'<col min="{number}" max="{number}" width="{width}" style="{_TEXT}" customWidth="1"/>'
    yield "</cols><sheetData>"
    header = zip(letters, plan.headers, strict=True)
    yield f'<row r="1">{"".join([_cell(f"{letter}1", _HEADER, text) for letter, text in header])}</row>'
    links: list[str] = []
    for number, row in enumerate(plan.rows(), 2):
        target = target_of(row[plan.targets]) if plan.linked >= 0 else ""
        is_linked = 0 < len(target) <= _MAX_TARGET and len(targets) < MAX_LINKED
        if is_linked:
            targets.append(target)
            links.append(f"{letters[plan.linked]}{number}")
        yield f'<row r="{number}" ht="{_height(row, plan.widths)}">'
        yield f"{_cells(number, row, letters, plan.linked if is_linked else -1)}</row>"
    yield f'</sheetData><autoFilter ref="A1:{letters[-1]}{plan.count + 1}"/>'
    if links:
        listed = [f'<hyperlink ref="{place}" r:id="rId{id}"/>' for id, place in enumerate(links, 1)]
        yield f"<hyperlinks>{''.join(listed)}</hyperlinks>"
    yield "</worksheet>"


def _height(row: Row, widths: list[int]) -> int:
    """Return the height of a row, in points. LibreOffice finds none by itself in this format."""
    lines = 1
    for text, width in zip(row, widths, strict=True):
        if len(text) > width or "\n" in text:
            lines = max(lines, sum([1 + len(line) // width for line in text.split("\n")]))
    return min(lines * _LINE_HEIGHT, _MAX_HEIGHT)


def _cells(number: int, row: Row, letters: list[str], linked: int) -> str:
    cells = [
        _cell(f"{letters[column]}{number}", _LINK if column == linked else _TEXT, text)
        for column, text in enumerate(row)
        if text
    ]
    return "".join(cells)


def _cell(place: str, style: int, text: str) -> str:
    if "_x" in text:
        text = _ESCAPED.sub("_x005F_", text)
    elif "\t" in text and "\n" in text:
        # The result of a formula that is not there: LibreOffice drops tabs from other texts of several lines,
        # and knows no escapes in this one.
        return f'<c r="{place}" s="{style}" t="str"><v xml:space="preserve">{escape(text)}</v></c>'
    opened = f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">'
    return f"{opened}{escape(text)}</t></is></c>"


def _links(targets: Iterable[str]) -> Iterator[str]:
    """Yield the relationships of a sheet."""
    yield f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    for id, target in enumerate(targets, 1):
        yield _relationship(f"{_DOCUMENT}/hyperlink", target, id, ' TargetMode="External"')
    yield "</Relationships>"


def _relationship(kind: str, target: str, id: int, mode: str = "") -> str:
    return f'<Relationship Id="rId{id}" Type="{kind}" Target="{escape(target)}"{mode}/>'


def _content_types(sheets: int) -> str:
    parts = {
        "/xl/workbook.xml": f"{_SHEET_KIND}.sheet.main+xml",
        "/xl/styles.xml": f"{_SHEET_KIND}.styles+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        **{f"/xl/worksheets/sheet{n}.xml": f"{_SHEET_KIND}.worksheet+xml" for n in range(1, sheets + 1)},
    }
    listed = [f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts.items()]
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{"".join(listed)}</Types>'
    )


def _root_relationships() -> str:
    document = _relationship(f"{_DOCUMENT}/officeDocument", "xl/workbook.xml", 1)
    properties = _relationship(f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml", 2)
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{document}{properties}</Relationships>'


def _workbook(plans: list[Plan]) -> str:
    sheets = [
        f'<sheet name="{escape(plan.name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, plan in enumerate(plans, 1)
    ]
    names = [_filtered(place, plan) for place, plan in enumerate(plans)]
    return (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><sheets>{"".join(sheets)}</sheets>'
        f"<definedNames>{''.join(names)}</definedNames></workbook>"
    )


def _filtered(place: int, plan: Plan) -> str:
    """Return the name of what a sheet filters, without which LibreOffice has no filter."""
    area = f"'{plan.name}'!$A$1:${column_letters(len(plan.headers) - 1)}${plan.count + 1}"
    name = f'<definedName name="_xlnm._FilterDatabase" localSheetId="{place}" hidden="1">'
    return f"{name}{escape(area)}</definedName>"


def _workbook_relationships(sheets: int) -> str:
    listed = [
        _relationship(f"{_DOCUMENT}/worksheet", f"worksheets/sheet{number}.xml", number)
        for number in range(1, sheets + 1)
    ]
    styles = _relationship(f"{_DOCUMENT}/styles", "styles.xml", sheets + 1)
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(listed)}{styles}</Relationships>'


def _properties(dossier: Dossier) -> str:
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PROPERTIES}" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(dossier.heading.title)}</dc:title>"
        f"<dc:creator>{escape(dossier.heading.organisation)}</dc:creator>"
        f"<dc:description>{escape(dossier.scope)}</dc:description>"
        "<dc:language>fr-FR</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{dossier.day.isoformat()}T00:00:00Z</dcterms:created>'
        "</cp:coreProperties>"
    )
