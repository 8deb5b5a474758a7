"""A dossier as an .odt, as `docx.py` writes it; here the numbers of its contents are those of its pages."""

import re
from collections.abc import Iterator

from gersapp.catalogue.text import cut_at_word
from gersapp.exchange.dossier import Dossier
from gersapp.exchange.writing import looks
from gersapp.exchange.writing.contents import Contents, body_of, contents_of, place_of
from gersapp.exchange.writing.odt_styles import (
    CHARACTER_IDS,
    CONTENTS_IDS,
    CONTENTS_TITLE_ID,
    FOOTER_ID,
    NAMES,
    NO_LOOK_ID,
    fonts_xml,
    page_xml,
    styles_xml,
    variant_of,
    variants_xml,
)
from gersapp.exchange.writing.paragraphs import Look, Paragraph, Piece, cover_of, title_of
from gersapp.exchange.writing.streaming import Zip
from gersapp.exchange.writing.texts import DECLARATION, MAX_FOOTER, escape, is_right_to_left, target_of

_KIND = "application/vnd.oasis.opendocument.text"
_MANIFEST = f"""{DECLARATION}<manifest:manifest \
xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">\
<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{_KIND}"/>\
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>\
<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>\
<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>\
</manifest:manifest>"""
# Line ends, tabs and spaces that a reader would make one space, or drop.
_SPACE = re.compile(r"(\n|\t|^ +| {2,}| +$)", re.MULTILINE)
_MAX_SPACES = 1_000  # in one element


def write(dossier: Dossier) -> Iterator[bytes]:
    """Yield the bytes of the file, as they are made."""
    archive = Zip(dossier.day)
    # Programs tell the format by the first bytes.
    yield archive.store("mimetype", _KIND.encode())
    yield from archive.add("META-INF/manifest.xml", [_MANIFEST])
    yield from archive.add("meta.xml", [_properties(dossier)])
    yield from archive.add("styles.xml", _styles(dossier))
    yield from archive.add("content.xml", _content(dossier))
    yield archive.finish()


def _properties(dossier: Dossier) -> str:
    creator, day = escape(dossier.heading.organisation), f"{dossier.day.isoformat()}T00:00:00"
    return (
        f"{DECLARATION}<office:document-meta {NAMES}><office:meta><dc:title>{escape(title_of(dossier))}"
        f"</dc:title><dc:subject>{escape(dossier.scope)}</dc:subject>"
        f"<meta:initial-creator>{creator}</meta:initial-creator><dc:creator>{creator}</dc:creator>"
        f"<meta:creation-date>{day}</meta:creation-date><dc:date>{day}</dc:date>"
        "<dc:language>fr-FR</dc:language></office:meta></office:document-meta>"
    )


def _styles(dossier: Dossier) -> Iterator[str]:
    yield f"{DECLARATION}<office:document-styles {NAMES}>{fonts_xml()}<office:styles>"
    yield from styles_xml()
    title = escape(cut_at_word(title_of(dossier), MAX_FOOTER))
    yield (
        f"</office:styles><office:automatic-styles>{page_xml()}</office:automatic-styles>"
        '<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4">'
        f'<style:footer><text:p text:style-name="{FOOTER_ID}">{title}<text:tab/>Page '
        '<text:page-number text:select-page="current">1</text:page-number> sur '
        "<text:page-count>1</text:page-count></text:p></style:footer></style:master-page>"
        "</office:master-styles></office:document-styles>"
    )


def _content(dossier: Dossier) -> Iterator[str]:
    cover, body = cover_of(dossier), body_of(dossier)
    contents = contents_of(cover, body)
    yield f"{DECLARATION}<office:document-content {NAMES}>{fonts_xml()}<office:automatic-styles>"
    yield from variants_xml()
    yield "</office:automatic-styles><office:body><office:text>"
    for paragraph in cover:
        yield _paragraph(paragraph)
    if contents.entries:
        yield from _contents(contents)
    number = 0
    for paragraph in body:
        if 0 < looks.SHEETS[paragraph.role].level <= contents.levels:
            number += 1
            yield _paragraph(paragraph, number)
        else:
            yield _paragraph(paragraph)
    yield "</office:text></office:body></office:document-content>"


def _paragraph(paragraph: Paragraph, number: int = 0) -> str:
    """Return a paragraph. `number` is that of a heading in the list of contents; the first begins a page."""
    letters = "k" if paragraph.is_kept else "w" if paragraph.is_whole else ""
    if number == 1:
        letters = "p"
    if is_right_to_left(paragraph.pieces[0].text) and not paragraph.url:
        letters += "r"
    level = looks.SHEETS[paragraph.role].level
    inside = "".join(map(_piece, paragraph.pieces))
    if paragraph.url:
        inside = (
            f'<text:a xlink:type="simple" xlink:href="{escape(target_of(paragraph.url))}">{inside}</text:a>'
        )
    if number:
        mark = f'text:name="{place_of(number)}"'
        inside = f"<text:bookmark-start {mark}/>{inside}<text:bookmark-end {mark}/>"
    name = f'text:style-name="{variant_of(paragraph.role, letters)}"'
    if level:
        return f'<text:h {name} text:outline-level="{level}">{inside}</text:h>'
    return f"<text:p {name}>{inside}</text:p>"


def _piece(piece: Piece) -> str:
    text = _text(piece.text)
    if piece.look is Look.PLAIN:
        return text
    return f'<text:span text:style-name="{CHARACTER_IDS[piece.look]}">{text}</text:span>'


def _text(text: str) -> str:
    # Every other part is one that was cut at.
    parts = _SPACE.split(text)
    return "".join([_space(part) if place % 2 else escape(part) for place, part in enumerate(parts)])


def _space(part: str) -> str:
    if part == "\n":
        return "<text:line-break/>"
    if part == "\t":
        return "<text:tab/>"
    counts = [_MAX_SPACES] * (len(part) // _MAX_SPACES) + [len(part) % _MAX_SPACES]
    return "".join([f'<text:s text:c="{count}"/>' for count in counts if count])


def _contents(contents: Contents) -> Iterator[str]:
    """Yield the list of contents, as LibreOffice makes it anew when it is asked to."""
    templates = "".join(
        f'<text:table-of-content-entry-template text:outline-level="{level}" text:style-name="{id}">'
        f'<text:index-entry-link-start text:style-name="{NO_LOOK_ID}"/><text:index-entry-chapter/>'
        '<text:index-entry-text/><text:index-entry-tab-stop style:type="right" style:leader-char="."/>'
        "<text:index-entry-page-number/><text:index-entry-link-end/></text:table-of-content-entry-template>"
        for level, id in enumerate(CONTENTS_IDS, 1)
    )
    title = f'<text:p text:style-name="{CONTENTS_TITLE_ID}">{looks.CONTENTS_TITLE}</text:p>'
    yield (
        '<text:table-of-content text:name="Sommaire" text:protected="false">'
        f'<text:table-of-content-source text:outline-level="{contents.levels}">'
        f'<text:index-title-template text:style-name="{CONTENTS_TITLE_ID}">{looks.CONTENTS_TITLE}'
        f"</text:index-title-template>{templates}</text:table-of-content-source><text:index-body>"
        f'<text:index-title text:name="Sommaire_Head">{title}</text:index-title>'
    )
    for entry in contents.entries:
        yield (
            f'<text:p text:style-name="{CONTENTS_IDS[entry.level - 1]}"><text:a xlink:type="simple" '
            f'xlink:href="#{entry.place}" text:style-name="{NO_LOOK_ID}" '
            f'text:visited-style-name="{NO_LOOK_ID}">{_text(entry.text)}<text:tab/>'
            f'<text:bookmark-ref text:reference-format="page" text:ref-name="{entry.place}">{entry.page}'
            "</text:bookmark-ref></text:a></text:p>"
        )
    yield "</text:index-body></text:table-of-content>"
