"""A dossier as a .docx: real headings, links, a list of contents, and styles that say what paragraphs are."""

import re
from collections.abc import Iterator, Mapping

from gersapp.catalogue.text import cut_at_word
from gersapp.exchange.dossier import Dossier
from gersapp.exchange.writing import looks
from gersapp.exchange.writing.contents import Contents, Entry, body_of, contents_of, place_of
from gersapp.exchange.writing.docx_styles import (
    CHARACTER_IDS,
    CONTENTS_IDS,
    CONTENTS_TITLE_ID,
    FOOTER_ID,
    NAMES,
    STYLE_IDS,
    styles_xml,
)
from gersapp.exchange.writing.paragraphs import Look, Paragraph, Piece, cover_of, title_of
from gersapp.exchange.writing.streaming import Zip
from gersapp.exchange.writing.texts import DECLARATION, MAX_FOOTER, escape, is_right_to_left, target_of

_OFFICE = "http://schemas.openxmlformats.org"
_RELATIONSHIPS = f"{_OFFICE}/officeDocument/2006/relationships"
_PACKAGE = f"{_OFFICE}/package/2006"
_CORE = "application/vnd.openxmlformats-package.core-properties+xml"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_SIGN = re.compile(r"([\t\n])")
_SIGNS = {"\t": "<w:tab/>", "\n": "<w:br/>"}
_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'

_TYPES = f"""{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">\
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
<Default Extension="xml" ContentType="application/xml"/>\
<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>\
<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>\
<Override PartName="/word/settings.xml" ContentType="{_WORD}.settings+xml"/>\
<Override PartName="/word/footer1.xml" ContentType="{_WORD}.footer+xml"/>\
<Override PartName="/docProps/core.xml" ContentType="{_CORE}"/>\
</Types>"""

_PARTS = f"""{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">\
<Relationship Id="rId1" Type="{_RELATIONSHIPS}/officeDocument" Target="word/document.xml"/>\
<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>\
</Relationships>"""

# Without a mode, Word opens a document as one of 2007.
_SETTINGS = f"""{DECLARATION}<w:settings {NAMES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="709"/>\
<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" \
w:val="15"/></w:compat><w:themeFontLang w:val="fr-FR"/><w:decimalSymbol w:val=","/>\
<w:listSeparator w:val=";"/></w:settings>"""


def write(dossier: Dossier) -> Iterator[bytes]:
    """Yield the bytes of the file, as they are made."""
    targets: dict[str, str] = {}
    archive = Zip(dossier.day)
    yield from archive.add("[Content_Types].xml", [_TYPES])
    yield from archive.add("_rels/.rels", [_PARTS])
    yield from archive.add("docProps/core.xml", [_properties(dossier)])
    yield from archive.add("word/styles.xml", styles_xml())
    yield from archive.add("word/settings.xml", [_SETTINGS])
    yield from archive.add("word/footer1.xml", [_footer(dossier)])
    yield from archive.add("word/document.xml", _document(dossier, targets))
    # After the document, which finds the addresses.
    yield from archive.add("word/_rels/document.xml.rels", _relationships(targets))
    yield archive.finish()


def _properties(dossier: Dossier) -> str:
    creator = escape(dossier.heading.organisation)
    day = f'xsi:type="dcterms:W3CDTF">{dossier.day.isoformat()}T00:00:00Z'
    return (
        f'{DECLARATION}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title_of(dossier))}</dc:title><dc:subject>{escape(dossier.scope)}</dc:subject>"
        f"<dc:creator>{creator}</dc:creator><cp:lastModifiedBy>{creator}</cp:lastModifiedBy>"
        f"<dcterms:created {day}</dcterms:created><dcterms:modified {day}</dcterms:modified>"
        "<dc:language>fr-FR</dc:language></cp:coreProperties>"
    )


def _relationships(targets: Mapping[str, str]) -> Iterator[str]:
    yield f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">'
    for name in ("styles", "settings", "footer"):
        file = "footer1" if name == "footer" else name
        yield f'<Relationship Id="{name}" Type="{_RELATIONSHIPS}/{name}" Target="{file}.xml"/>'
    for url, id in targets.items():
        yield (
            f'<Relationship Id="{id}" Type="{_RELATIONSHIPS}/hyperlink" Target="{escape(target_of(url))}" '
            'TargetMode="External"/>'
        )
    yield "</Relationships>"


def _footer(dossier: Dossier) -> str:
    title = escape(cut_at_word(title_of(dossier), MAX_FOOTER))
    page, pages = (
        f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        for name in ("PAGE", "NUMPAGES")
    )
    return (
        f'{DECLARATION}<w:ftr {NAMES}><w:p><w:pPr><w:pStyle w:val="{FOOTER_ID}"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{title}</w:t><w:tab/><w:t xml:space="preserve">Page </w:t></w:r>'
        f'{page}<w:r><w:t xml:space="preserve"> sur </w:t></w:r>{pages}</w:p></w:ftr>'
    )


def _document(dossier: Dossier, targets: dict[str, str]) -> Iterator[str]:
    cover, body = cover_of(dossier), body_of(dossier)
    contents = contents_of(cover, body)
    yield f'{DECLARATION}<w:document {NAMES} xmlns:r="{_RELATIONSHIPS}"><w:body>'
    for paragraph in cover:
        yield _paragraph(paragraph, targets)
    if contents.entries:
        yield from _contents(contents)
    number = 0
    for paragraph in body:
        if 0 < looks.SHEETS[paragraph.role].level <= contents.levels:
            number += 1
            yield _paragraph(paragraph, targets, number)
        else:
            yield _paragraph(paragraph, targets)
    width, height, side, top, bottom, foot = (
        round(length * 20)
        for length in (looks.PAGE_WIDTH, looks.PAGE_HEIGHT, looks.SIDE, looks.TOP, looks.BOTTOM, looks.FOOT)
    )
    yield (
        f'<w:sectPr><w:footerReference w:type="default" r:id="footer"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}"/><w:pgMar w:top="{top}" w:right="{side}" w:bottom="{bottom}" '
        f'w:left="{side}" w:header="{foot}" w:footer="{foot}" w:gutter="0"/></w:sectPr></w:body></w:document>'
    )


def _paragraph(paragraph: Paragraph, targets: dict[str, str], number: int = 0) -> str:
    """Return a `w:p`. `number` is that of a heading in the list of contents; the first begins a page."""
    is_reversed = is_right_to_left(paragraph.pieces[0].text) and not paragraph.url
    properties = f'<w:pStyle w:val="{STYLE_IDS[paragraph.role]}"/>'
    sheet = looks.SHEETS[paragraph.role]
    if paragraph.is_kept and not sheet.is_kept:
        properties += "<w:keepNext/>"
    if paragraph.is_whole and not sheet.is_whole:
        properties += "<w:keepLines/>"
    if number == 1:
        properties += "<w:pageBreakBefore/>"
    if is_reversed:
        properties += "<w:bidi/>"
    inside = "".join([_run(piece, is_reversed=is_reversed) for piece in paragraph.pieces])
    if paragraph.url:
        id = targets.setdefault(paragraph.url, f"l{len(targets)}")
        inside = f'<w:hyperlink r:id="{id}" w:history="1">{inside}</w:hyperlink>'
    if number:
        begin = f'<w:bookmarkStart w:id="{number}" w:name="{place_of(number)}"/>'
        inside = f'{begin}{inside}<w:bookmarkEnd w:id="{number}"/>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def _run(piece: Piece, *, is_reversed: bool = False) -> str:
    properties = "" if piece.look is Look.PLAIN else f'<w:rStyle w:val="{CHARACTER_IDS[piece.look]}"/>'
    if is_reversed and piece.look is Look.PLAIN:
        properties += "<w:rtl/>"
    if properties:
        properties = f"<w:rPr>{properties}</w:rPr>"
    return f"<w:r>{properties}{_text(piece.text)}</w:r>"


def _text(text: str) -> str:
    if "\n" not in text and "\t" not in text:
        return f'<w:t xml:space="preserve">{escape(text)}</w:t>'
    return "".join([_SIGNS.get(part) or _text(part) for part in _SIGN.split(text) if part])


def _contents(contents: Contents) -> Iterator[str]:
    yield (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/>'
        f'</w:docPartObj></w:sdtPr><w:sdtContent><w:p><w:pPr><w:pStyle w:val="{CONTENTS_TITLE_ID}"/></w:pPr>'
        f"<w:r><w:t>{looks.CONTENTS_TITLE}</w:t></w:r></w:p>"
    )
    # No field asks to be updated: Word would ask people whether it may.
    before = _begin(f'TOC \\o "1-{contents.levels}" \\h \\z \\u')
    for entry in contents.entries:
        yield _listed(entry, before, _END if entry is contents.entries[-1] else "")
        before = ""
    yield "</w:sdtContent></w:sdt>"


def _begin(instruction: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


def _listed(entry: Entry, before: str, after: str) -> str:
    reference = _begin(f"PAGEREF {entry.place} \\h")
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{CONTENTS_IDS[entry.level - 1]}"/></w:pPr>{before}'
        f'<w:hyperlink w:anchor="{entry.place}" w:history="1"><w:r>{_text(entry.text)}</w:r>'
        f"<w:r><w:tab/></w:r>{reference}<w:r><w:t>{entry.page}</w:t></w:r>{_END}</w:hyperlink>{after}</w:p>"
    )
