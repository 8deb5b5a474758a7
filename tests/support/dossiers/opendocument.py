"""A dossier as the .odt file that LibreOffice makes of it: outline levels, real lists, links, tables."""

import io
import re
import zipfile
from xml.sax.saxutils import escape, quoteattr

from gersapp.exchange.blocks import Origin
from tests.support.dossiers.source import Item, Paragraph, Run, Source, Table, bullets_of

_MIMETYPE = "application/vnd.oasis.opendocument.text"
_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{value}:1.0"'
    for name, value in {
        "office": "office",
        "text": "text",
        "table": "table",
        "style": "style",
        "fo": "xsl-fo-compatible",
        "meta": "meta",
    }.items()
)
_NAMESPACES += ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def as_odt(source: Source) -> bytes:
    """Return the bytes of the .odt file."""
    body = "".join(_items(source.items))
    head = "".join(
        _paragraph(item)
        for item in source.items
        if isinstance(item, Paragraph) and item.origin is Origin.ASIDE
    )
    parts = {
        "content.xml": f'<office:document-content {_NAMESPACES} office:version="1.3"><office:automatic-styles>{_automatic_styles(bullets_of(source.settings))}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>',
        "styles.xml": f'<office:document-styles {_NAMESPACES} office:version="1.3"><office:styles>{_styles()}</office:styles><office:automatic-styles><style:page-layout style:name="Mpm1"/></office:automatic-styles><office:master-styles><style:master-page style:name="Standard" style:page-layout-name="Mpm1"><style:header>{head or "<text:p/>"}</style:header></style:master-page></office:master-styles></office:document-styles>',
        "meta.xml": f'<office:document-meta {_NAMESPACES} office:version="1.3"><office:meta><dc:title>{escape(source.settings.get("title", ""))}</dc:title></office:meta></office:document-meta>',
    }
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>' for name in parts
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_MIMETYPE}"/>{entries}</manifest:manifest>'
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        # The type comes first and is not compressed, so that programs find it at its place.
        archive.writestr("mimetype", _MIMETYPE, zipfile.ZIP_STORED)
        for name, text in {**parts, "META-INF/manifest.xml": manifest}.items():
            archive.writestr(name, _DECLARATION + text)
    return file.getvalue()


def _items(items: tuple[Item, ...]) -> list[str]:
    """Return the elements of a body or of a cell; items of a list that follow one another share it."""
    elements: list[str] = []
    contents: list[str] = []
    number = 0
    for item in items:
        if isinstance(item, Paragraph) and item.origin is Origin.CONTENTS:
            contents.append(_paragraph(item))
            continue
        if contents:
            elements.append(_contents(contents))
            contents = []
        if isinstance(item, Table):
            number += 1
            elements.append(_table(item, number))
        elif item.origin is Origin.BODY:
            if item.has_gap:
                elements.append('<text:p text:style-name="Standard"/>')
            elements.append(_paragraph(item))
    return elements + ([_contents(contents)] if contents else [])


def _contents(lines: list[str]) -> str:
    return f'<text:table-of-content text:name="Sommaire1"><text:index-body>{"".join(lines)}</text:index-body></text:table-of-content>'


def _paragraph(paragraph: Paragraph) -> str:
    words = "".join(map(_run, paragraph.runs))
    if paragraph.heading:
        level = paragraph.heading
        return f'<text:h text:style-name="Heading_20_{level}" text:outline-level="{level}">{words}</text:h>'
    if not paragraph.marker:
        style = "Contents_20_1" if paragraph.origin is Origin.CONTENTS else "Standard"
        return f'<text:p text:style-name="{style}">{words}</text:p>'
    element = f"<text:p>{words}</text:p>"
    for _ in range(paragraph.depth + 1):
        element = f"<text:list><text:list-item>{element}</text:list-item></text:list>"
    style = "LNumbers" if paragraph.is_numbered else "LBullets"
    goes_on = paragraph.marker not in ("1.", "")
    more = ' text:continue-numbering="true"' if goes_on and paragraph.is_numbered else ""
    return element.replace("<text:list>", f'<text:list text:style-name="{style}"{more}>', 1)


def _run(run: Run) -> str:
    text = escape(run.text).replace("\n", "<text:line-break/>").replace("\t", "<text:tab/>")
    text = re.sub(" {2,}", lambda spaces: f' <text:s text:c="{len(spaces[0]) - 1}"/>', text)
    text = f'<text:span text:style-name="TBold">{text}</text:span>' if run.is_bold else text
    return f'<text:a xlink:type="simple" xlink:href={quoteattr(run.url)}>{text}</text:a>' if run.url else text


def _table(table: Table, number: int) -> str:
    columns = max(cell.column for row in table.rows for cell in row) + 1
    rows = []
    for row in table.rows:
        cells = {cell.column: cell for cell in row}
        elements = []
        for column in range(columns):
            cell = cells.get(column)
            if not cell:
                elements.append("<table:covered-table-cell/>")
                continue
            span = f' table:number-rows-spanned="{cell.rows}"' if cell.rows > 1 else ""
            content = "".join(_items(cell.items)) or "<text:p/>"
            elements.append(f"<table:table-cell{span}>{content}</table:table-cell>")
        rows.append(f"<table:table-row>{''.join(elements)}</table:table-row>")
    return (
        f'<table:table table:name="Tableau{number}"><table:table-column table:number-columns-repeated="{columns}"/>'
        f"{''.join(rows)}</table:table>"
    )


def _automatic_styles(signs: list[str]) -> str:
    bullets = "".join(
        f'<text:list-level-style-bullet text:level="{level}" text:bullet-char={quoteattr(sign)}>'
        f"{_indents(level)}</text:list-level-style-bullet>"
        for level, sign in enumerate(signs, 1)
    )
    numbers = "".join(
        f'<text:list-level-style-number text:level="{level}" style:num-suffix="." style:num-format="1">'
        f"{_indents(level)}</text:list-level-style-number>"
        for level in (1, 2, 3)
    )
    return (
        '<style:style style:name="TBold" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
        f'<text:list-style style:name="LBullets">{bullets}</text:list-style>'
        f'<text:list-style style:name="LNumbers">{numbers}</text:list-style>'
    )


def _indents(level: int) -> str:
    return (
        '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
        f'<style:list-level-label-alignment text:label-followed-by="listtab" fo:text-indent="-0.5cm" fo:margin-left="{level}cm"/>'
        "</style:list-level-properties>"
    )


def _styles() -> str:
    headings = "".join(
        f'<style:style style:name="Heading_20_{level}" style:display-name="Heading {level}" style:family="paragraph" style:default-outline-level="{level}"/>'
        for level in range(1, 7)
    )
    return f'<style:style style:name="Standard" style:family="paragraph"/><style:style style:name="Contents_20_1" style:display-name="Contents 1" style:family="paragraph"/>{headings}'
