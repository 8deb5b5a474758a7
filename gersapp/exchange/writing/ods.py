"""OpenDocument spreadsheets: cells of text, links, a frozen row of names, widths and filters."""

import re
from collections.abc import Iterable, Iterator

from gersapp.exchange.dossier import Dossier
from gersapp.exchange.tables.values import column_letters
from gersapp.exchange.writing.rows import Row
from gersapp.exchange.writing.sheets import Plan, plan_sheets
from gersapp.exchange.writing.streaming import Zip
from gersapp.exchange.writing.texts import escape, target_of

_KIND = "application/vnd.oasis.opendocument.spreadsheet"
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_VOCABULARIES = ("office", "table", "text", "style", "number", "meta", "config")
_NAMESPACES = " ".join(
    [
        *[f'xmlns:{name}="{_OASIS}:{name}:1.0"' for name in _VOCABULARIES],
        f'xmlns:fo="{_OASIS}:xsl-fo-compatible:1.0"',
        'xmlns:dc="http://purl.org/dc/elements/1.1/"',
        'xmlns:xlink="http://www.w3.org/1999/xlink"',
        # Of the names of settings: LibreOffice finds no frozen row without it.
        'xmlns:ooo="http://openoffice.org/2004/office"',
    ]
)
_VERSION = 'office:version="1.3"'
_CM_PER_CHARACTER = 0.2
_PARTS = ("content.xml", "styles.xml", "meta.xml", "settings.xml")
# XML makes one space of several, and none at the beginning of a line: these need elements.
_SPACES = re.compile(r"^ +| {2,}| +$| +(?=\t)|(?<=\t) +|\t")

# Cells are texts (`@`), so that what begins with « = » stays one when somebody edits it.
_CELL_STYLES = """<number:text-style style:name="N1"><number:text-content/></number:text-style>\
<style:style style:name="texte" style:family="table-cell" style:data-style-name="N1">\
<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/></style:style>\
<style:style style:name="nom" style:family="table-cell" style:data-style-name="N1">\
<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top" fo:background-color="#e7edf3"/>\
<style:text-properties fo:font-weight="bold"/></style:style>\
<style:style style:name="rangee" style:family="table-row">\
<style:table-row-properties style:use-optimal-row-height="true"/></style:style>"""
_STYLES = f"""{_XML}<office:document-styles {_NAMESPACES} {_VERSION}><office:styles>\
<style:default-style style:family="table-cell"><style:text-properties fo:language="fr" fo:country="FR"/>\
</style:default-style><style:style style:name="Default" style:family="table-cell"/>\
</office:styles></office:document-styles>"""


def write(dossier: Dossier) -> Iterator[bytes]:
    """Yield a spreadsheet with a sheet of operations, one of links and one of the catalogue's own texts."""
    plans = plan_sheets(dossier)
    archive = Zip(dossier.day)
    # Programs tell the format by the first bytes.
    yield archive.store("mimetype", _KIND.encode())
    yield from archive.add("content.xml", _content(plans))
    yield from archive.add("styles.xml", [_STYLES])
    yield from archive.add("meta.xml", [_meta(dossier)])
    yield from archive.add("settings.xml", [_settings(plans)])
    yield from archive.add("META-INF/manifest.xml", [_manifest()])
    yield archive.finish()


def _content(plans: list[Plan]) -> Iterator[str]:
    yield f"{_XML}<office:document-content {_NAMESPACES} {_VERSION}><office:automatic-styles>{_CELL_STYLES}"
    for width in sorted({width for plan in plans for width in plan.widths}):
        yield f'<style:style style:name="l{width}" style:family="table-column">'
        shown = f"{width * _CM_PER_CHARACTER:.1f}cm"
        yield f'<style:table-column-properties style:column-width="{shown}"/></style:style>'
    yield "</office:automatic-styles><office:body><office:spreadsheet>"
    for plan in plans:
        yield from _sheet(plan)
    yield f"<table:database-ranges>{''.join(map(_filter, enumerate(plans, 1)))}</table:database-ranges>"
    yield "</office:spreadsheet></office:body></office:document-content>"


def _sheet(plan: Plan) -> Iterator[str]:
    yield f'<table:table table:name="{escape(plan.name)}">'
    for width in plan.widths:
        yield f'<table:table-column table:style-name="l{width}" table:default-cell-style-name="texte"/>'
    yield f"<table:table-header-rows>{_row(plan.headers, 'nom', -1, -1)}</table:table-header-rows>"
    for row in plan.rows():
        yield _row(row, "texte", plan.linked, plan.targets)
    yield "</table:table>"


def _row(row: Row, style: str, linked: int, targets: int) -> str:
    cells = [_cell(text, style, row[targets] if column == linked else "") for column, text in enumerate(row)]
    return f'<table:table-row table:style-name="rangee">{"".join(cells)}</table:table-row>'


def _cell(text: str, style: str, address: str) -> str:
    if not text:
        return f'<table:table-cell table:style-name="{style}"/>'
    lines = _paragraphs(text.split("\n"))
    if address:
        opened = f'<text:p><text:a xlink:type="simple" xlink:href="{escape(target_of(address))}">'
        content = "".join([f"{opened}{line}</text:a></text:p>" for line in lines])
    else:
        content = "".join([f"<text:p>{line}</text:p>" for line in lines])
    value = f' office:string-value="{_attribute(text)}"' if "\t" in text else ""
    opened = f'<table:table-cell table:style-name="{style}" office:value-type="string"{value}>'
    return f"{opened}{content}</table:table-cell>"


def _attribute(text: str) -> str:
    """Return a text as the value of a cell. LibreOffice keeps its tabs there, and drops those of lines."""
    return escape(text).replace("\t", "&#9;").replace("\n", "&#10;")


def _paragraphs(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        escaped = escape(line)
        yield _SPACES.sub(_space, escaped) if " " in escaped or "\t" in escaped else escaped


def _space(found: re.Match[str]) -> str:
    return "<text:tab/>" if found[0] == "\t" else f'<text:s text:c="{len(found[0])}"/>'


def _filter(numbered: tuple[int, Plan]) -> str:
    number, plan = numbered
    end = f"{column_letters(len(plan.headers) - 1)}{plan.count + 1}"
    area = f"'{plan.name}'.A1:'{plan.name}'.{end}"
    return (
        f'<table:database-range table:name="filtre{number}" table:target-range-address="{escape(area)}" '
        'table:display-filter-buttons="true"/>'
    )


def _meta(dossier: Dossier) -> str:
    heading = dossier.heading
    return (
        f"{_XML}<office:document-meta {_NAMESPACES} {_VERSION}><office:meta>"
        f"<dc:title>{escape(heading.title)}</dc:title><dc:description>{escape(dossier.scope)}</dc:description>"
        f"<meta:initial-creator>{escape(heading.organisation)}</meta:initial-creator>"
        f"<meta:creation-date>{dossier.day.isoformat()}</meta:creation-date><dc:language>fr-FR</dc:language>"
        "</office:meta></office:document-meta>"
    )


def _settings(plans: list[Plan]) -> str:
    """Return the views of the sheets, whose first row stays in sight."""
    split = {
        "VerticalSplitMode": ("short", 2),
        "VerticalSplitPosition": ("int", 1),
        "ActiveSplitRange": ("short", 2),
        "PositionBottom": ("int", 1),
    }
    items = "".join(_setting(name, kind, value) for name, (kind, value) in split.items())
    entry = "config:config-item-map-entry"
    tables = "".join(f'<{entry} config:name="{escape(plan.name)}">{items}</{entry}>' for plan in plans)
    return (
        f"{_XML}<office:document-settings {_NAMESPACES} {_VERSION}><office:settings>"
        '<config:config-item-set config:name="ooo:view-settings">'
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        f"{_setting('ViewId', 'string', 'view1')}"
        f'<config:config-item-map-named config:name="Tables">{tables}</config:config-item-map-named>'
        f"{_setting('ActiveTable', 'string', plans[0].name)}"
        "</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set>"
        "</office:settings></office:document-settings>"
    )


def _setting(name: str, kind: str, value: object) -> str:
    return f'<config:config-item config:name="{name}" config:type="{kind}">{value}</config:config-item>'


def _manifest() -> str:
    parts = {"/": _KIND, **dict.fromkeys(_PARTS, "text/xml")}
    listed = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in parts.items()
    )
    opened = f'{_XML}<manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0" manifest:version="1.3">'
    return f"{opened}{listed}</manifest:manifest>"
