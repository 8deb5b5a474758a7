"""A dossier as the .docx file that Word makes of it: styles, real lists, real links, tables, a head of pages."""

import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

from gersapp.exchange.blocks import Origin
from tests.support.dossiers.source import Item, Paragraph, Run, Source, Table, bullets_of

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_NAMESPACES = f'xmlns:w="{_W}" xmlns:r="{_R}"'
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def as_docx(source: Source) -> bytes:
    """Return the bytes of the .docx file."""
    body = _Body(bullets_of(source.settings))
    content = "".join(map(body.item, source.items))
    head = "".join(body.paragraph(item) for item in _asides(source))
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(
            {
                "rId1": (f"{_R}/officeDocument", "word/document.xml", ""),
                "rId2": (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml", ""),
            }
        ),
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(source.settings.get("title", ""))}</dc:title></cp:coreProperties>',
        "word/document.xml": f'<w:document {_NAMESPACES}><w:body>{content}<w:sectPr><w:headerReference w:type="default" r:id="rIdHead"/></w:sectPr></w:body></w:document>',
        "word/header1.xml": f"<w:hdr {_NAMESPACES}>{head or '<w:p/>'}</w:hdr>",
        "word/styles.xml": _styles(),
        "word/numbering.xml": body.numbering(),
        "word/_rels/document.xml.rels": _relationships(
            {
                "rIdHead": (f"{_R}/header", "header1.xml", ""),
                "rIdStyles": (f"{_R}/styles", "styles.xml", ""),
                "rIdNumbering": (f"{_R}/numbering", "numbering.xml", ""),
                **{
                    name: (f"{_R}/hyperlink", url, ' TargetMode="External"')
                    for url, name in body.links.items()
                },
            }
        ),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, _DECLARATION + text)
    return file.getvalue()


def _asides(source: Source) -> list[Paragraph]:
    return [item for item in source.items if isinstance(item, Paragraph) and item.origin is Origin.ASIDE]


class _Body:
    """Makes the elements of the body, and collects the links that they refer to."""

    def __init__(self, bullets: list[str]) -> None:
        self.bullets = bullets
        self.links: dict[str, str] = {}

    def item(self, item: Item) -> str:
        if isinstance(item, Table):
            return self.table(item)
        if item.origin is Origin.ASIDE:
            return ""
        return ("<w:p/>" if item.has_gap else "") + self.paragraph(item)

    def paragraph(self, paragraph: Paragraph) -> str:
        properties = ""
        if paragraph.heading:
            properties = f'<w:pStyle w:val="Titre{paragraph.heading}"/>'
        elif paragraph.origin is Origin.CONTENTS:
            properties = '<w:pStyle w:val="TM1"/>'
        elif paragraph.marker:
            properties = f'<w:pStyle w:val="Paragraphedeliste"/><w:numPr><w:ilvl w:val="{paragraph.depth}"/><w:numId w:val="{2 if paragraph.is_numbered else 1}"/></w:numPr>'
        return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(map(self.run, paragraph.runs))}</w:p>"

    def run(self, run: Run) -> str:
        lines = "<w:br/>".join(
            "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(text)}</w:t>' for text in line.split("\t"))
            for line in run.text.split("\n")
        )
        bold = "<w:b/>" if run.is_bold else ""
        style = '<w:rStyle w:val="Lienhypertexte"/>' if run.url else ""
        element = f"<w:r><w:rPr>{style}{bold}</w:rPr>{lines}</w:r>"
        if not run.url:
            return element
        name = self.links.setdefault(run.url, f"rId{len(self.links) + 10}")
        return f'<w:hyperlink r:id="{name}" w:history="1">{element}</w:hyperlink>'

    def table(self, table: Table) -> str:
        columns = max(cell.column for row in table.rows for cell in row) + 1
        open_spans: dict[int, int] = {}
        rows = []
        for row in table.rows:
            cells = {cell.column: cell for cell in row}
            elements = []
            for column in range(columns):
                cell = cells.get(column)
                merge = ""
                if cell and cell.rows > 1:
                    open_spans[column], merge = cell.rows - 1, '<w:vMerge w:val="restart"/>'
                elif not cell and open_spans.get(column, 0):
                    open_spans[column] -= 1
                    merge = "<w:vMerge/>"
                content = "".join(map(self.item, cell.items)) if cell else ""
                # A cell ends with a paragraph, always.
                end = "" if content.endswith("</w:p>") else "<w:p/>"
                elements.append(f"<w:tc><w:tcPr>{merge}</w:tcPr>{content}{end}</w:tc>")
            rows.append(f"<w:tr>{''.join(elements)}</w:tr>")
        grid = f'<w:gridCol w:w="{9_000 // columns}"/>' * columns
        return f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'

    def numbering(self) -> str:
        levels = "".join(
            f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val={quoteattr(bullet)}/><w:pPr><w:ind w:left="{720 * (depth + 1)}" w:hanging="360"/></w:pPr></w:lvl>'
            for depth, bullet in enumerate(self.bullets)
        )
        numbers = "".join(
            f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%{depth + 1}."/><w:pPr><w:ind w:left="{720 * (depth + 1)}" w:hanging="360"/></w:pPr></w:lvl>'
            for depth in range(3)
        )
        return (
            f'<w:numbering {_NAMESPACES}><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
            f'<w:abstractNum w:abstractNumId="1">{numbers}</w:abstractNum>'
            f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
        )


def _styles() -> str:
    """Return the styles with the names that a French Word gives them, which are English inside."""
    headings = "".join(
        f'<w:style w:type="paragraph" w:styleId="Titre{level}"><w:name w:val="heading {level}"/><w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="{level - 1}"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>'
        for level in range(1, 7)
    )
    return (
        f'<w:styles {_NAMESPACES}><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>{headings}'
        '<w:style w:type="paragraph" w:styleId="TM1"><w:name w:val="toc 1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Paragraphedeliste"><w:name w:val="List Paragraph"/></w:style>'
        '<w:style w:type="character" w:styleId="Lienhypertexte"><w:name w:val="Hyperlink"/></w:style></w:styles>'
    )


def _content_types() -> str:
    parts = {
        "/word/document.xml": f"{_TYPES}.document.main+xml",
        "/word/styles.xml": f"{_TYPES}.styles+xml",
        "/word/numbering.xml": f"{_TYPES}.numbering+xml",
        "/word/header1.xml": f"{_TYPES}.header+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts.items())
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{overrides}</Types>"
    )


def _relationships(relationships: dict[str, tuple[str, str, str]]) -> str:
    elements = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target={quoteattr(target)}{mode}/>'
        for name, (kind, target, mode) in relationships.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{elements}</Relationships>'
