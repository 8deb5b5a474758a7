"""What a file is, by its content; and one clear sentence for each that is not read."""

import gzip
import io
import tarfile
import zipfile
import zlib

import pytest
from pypdf import PdfWriter

from gersapp.errors import DocumentRefused
from gersapp.exchange.limits import MAX_PARTS, MAX_UPLOADED_BYTES
from gersapp.exchange.reading import read
from gersapp.exchange.reading.encoding import decode_text
from gersapp.exchange.reading.sniff import Kind, sniff
from gersapp.exchange.tables.values import Workbook
from tests.support.office import OFFICE, docx_parts, make_docx, make_odt, odt_parts, pack, paragraph

PROSE = "Concours photo, pour les jeunes, en mars.\nhttps://www.facebook.com/gers/posts/1\n\nUn autre texte, court.\n"
DOCX = make_docx(paragraph("Bonjour"))
ODT = make_odt("<text:p>Bonjour</text:p>")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def blank_pdf() -> bytes:
    writer, file = PdfWriter(), io.BytesIO()
    writer.add_blank_page(9, 9)
    writer.write(file)
    return file.getvalue()


PDF = blank_pdf()


def office(kind: str, main: str) -> bytes:
    """An Office file of another kind than Word's."""
    parts = docx_parts("")
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace("wordprocessingml.document", kind)
    parts = {
        name.replace("word/", "x/"): content.replace("word/document.xml", main)
        for name, content in parts.items()
    }
    return pack({**parts, main: "<x/>"})


def oasis(kind: str) -> bytes:
    return pack({**odt_parts(""), "mimetype": f"application/vnd.oasis.opendocument.{kind}"})


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (DOCX, Kind.DOCX),
        (pack(docx_parts(paragraph("x"), folder="dossier")), Kind.DOCX),
        (office("wordprocessingml.template", "x/document.xml"), Kind.DOCX),
        (office("spreadsheetml.sheet", "x/workbook.xml"), Kind.XLSX),
        (ODT, Kind.ODT),
        (oasis("text-template"), Kind.ODT),
        (oasis("spreadsheet"), Kind.ODS),
        (PDF, Kind.PDF),
        (b"\xef\xbb\xbf \n" + PDF, Kind.PDF),
        (b"<!DOCTYPE html><html><p>x", Kind.HTML),
        (b"\n<html xmlns:o='urn:x'><head><meta name=Generator content='Microsoft Word 15'>", Kind.HTML),
        (b"<!-- de Word --><!--StartFragment--><p class=MsoNormal>x</p>", Kind.HTML),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>', Kind.HTML),
        (b"<meta charset='utf-8'><b style='font-weight:normal'>x</b>", Kind.HTML),
        (b"Version:0.9\r\nStartHTML:0000000105\r\n<html><p>x</p>", Kind.HTML),
        ("<p>é</p>".encode("utf-16"), Kind.HTML),
        (b'<office:document xmlns:office="x" office:mimetype="application/vnd.oasis.opendocument.text"/>', Kind.FLAT_ODT),
        (PROSE.encode(), Kind.TEXT),
        (PROSE.encode("utf-16"), Kind.TEXT),
        (PROSE.encode("utf-16-le"), Kind.TEXT),
        ("Café à l’été".encode("cp1252"), Kind.TEXT),
        (b"<https://x.com/gers> et <b", Kind.TEXT),
        (b"[Jeunes] Concours photo", Kind.TEXT),
        (b"MZ est un sigle, ID3 aussi", Kind.TEXT),
        (b"PK n'est pas une archive", Kind.TEXT),
        ("• Concours\tphoto\n• Jeu\tde piste\n".encode(), Kind.TEXT),
        (b"# Jeunes\n\n## Concours photo\n", Kind.MARKDOWN),
        (b"Voir [la page](https://x.com/gers).", Kind.MARKDOWN),
        (b"| Titre | Lien |\n|---|---|\n| A | https://x.com |\n", Kind.MARKDOWN),
        (b"Titre;Lien\nA;https://x.com/1\nB;https://x.com/2\n", Kind.CSV),
        (b"Titre\tCible\tLien\nA\tJeunes\thttps://x.com/1\n", Kind.CSV),
        (b"sep=,\nA,B\n", Kind.CSV),
        ("sep=;\nA;B\n".encode("utf-16"), Kind.CSV),
        (b'{"operations": {}}', Kind.JSON),
        (b"[{}]", Kind.JSON),
    ],
)  # fmt: skip
def test_the_type_is_told_by_the_content(content: bytes, kind: Kind) -> None:
    assert sniff(content) is kind


def tar() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("dossier.docx"))
    return file.getvalue()


def locked_zip() -> bytes:
    """A .docx whose parts are said to be encrypted, as a zip program does."""
    content = bytearray(DOCX)
    for start in (b"PK\x03\x04", b"PK\x01\x02"):
        place = content.find(start)
        while place >= 0:
            content[place + (6 if start == b"PK\x03\x04" else 8)] |= 1
            place = content.find(start, place + 4)
    return bytes(content)


LOCKED_ODT = odt_parts("") | {
    "META-INF/manifest.xml": odt_parts("")["META-INF/manifest.xml"].replace(
        "/>", "><manifest:encryption-data/></manifest:manifest>"
    )
}
WITH_DOCTYPE = docx_parts("") | {"word/document.xml": '<!DOCTYPE d [<!ENTITY a "ha">]><d>&a;</d>'}
DEEP = docx_parts("<w:tbl>" * 5000 + "</w:tbl>" * 5000)
MANY_PARTS = pack({f"{number}": "" for number in range(MAX_PARTS + 1)}, zipfile.ZIP_STORED)
NO_XML = docx_parts("") | {"word/document.xml": "<w:document"}
NO_MAIN = {name: part for name, part in docx_parts("").items() if name != "word/document.xml"}
NO_LINKS = {"[Content_Types].xml": f'<Types xmlns="{OFFICE}/package/2006/content-types"/>'}

REFUSED = [
    (b"", "vide"),
    (b" \r\n\t", "vide"),
    (bytes(100), "vide"),
    (b"x" * (MAX_UPLOADED_BYTES + 1), "dépasse 5\u00a0Mo"),
    (OLE + "WordDocument".encode("utf-16-le"), "ancien document Word"),
    (OLE + "Workbook".encode("utf-16-le"), "ancien tableau Excel"),
    (OLE + "PowerPoint Document".encode("utf-16-le"), "présentation"),
    (OLE + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
    (OLE + "__substg1.0_0037001F".encode("utf-16-le"), "message enregistré"),
    (OLE, "pas d’un format"),
    (b"{\\rtf1\\ansi Bonjour}", "RTF"),
    (b"\x89PNG\r\n\x1a\n" + bytes(20), "image"),
    (b"\xff\xd8\xff\xe0" + bytes(20), "image"),
    (b"GIF89a" + bytes(20), "image"),
    (b"BM" + bytes(60), "image"),
    (b"RIFF\0\0\0\0WEBPVP8 ", "image"),
    (b"\0\0\0\x18ftypheic" + bytes(20), "image"),
    (b"<svg xmlns='x'></svg>", "image"),
    (b"\0\0\0\x18ftypmp42" + bytes(20), "pas un document"),
    (b"MZ\x90\0\x03" + bytes(60), "pas un document"),
    (b"\x7fELF" + bytes(60), "pas un document"),
    (b"SQLite format 3\0" + bytes(60), "pas un document"),
    (b"%!PS-Adobe-3.0\n", "PostScript"),
    (gzip.compress(DOCX), "archive"),
    (b"7z\xbc\xaf\x27\x1c" + bytes(20), "archive"),
    (tar(), "archive"),
    (pack({"dossier.docx": DOCX}), "archive"),
    (pack({}), "archive"),
    (b"PK\x05\x06" + bytes(18), "archive"),
    (office("presentationml.presentation", "ppt/presentation.xml"), "présentation"),
    (office("visio", "visio/document.xml"), "pas d’un format"),
    (office("x", "xl/workbook.bin"), "xlsb"),
    (oasis("presentation"), "présentation"),
    (oasis("graphics"), "pas d’un format"),
    (pack(LOCKED_ODT), "mot de passe"),
    (locked_zip(), "mot de passe"),
    (b'<?xml version="1.0"?><rss/>', "XML"),
    (b'<?xml version="1.0"?><pkg:package/>', "XML"),
    (b"From: a@b.fr\nMIME-Version: 1.0\nContent-Type: multipart/related; x", "page web archivée"),
    (b"Received: from x\nMIME-Version: 1.0\n\nBonjour", "message enregistré"),
    (b'{"operations": [', "JSON"),
    (b'{"a": 1, "a": NaN}', "JSON"),
    (b'[' + b'{"a":[' * 50_000, "JSON"),
    (bytes(range(256)) * 20, "ni un document"),
    (zlib.compress(PROSE.encode() * 50), "ni un document"),
    (DOCX[:200], "abîmé"),
    (DOCX[:-30], "abîmé"),
    (b"PK\x03\x04" + bytes(100), "abîmé"),
    (pack(NO_LINKS), "abîmé"),
    (pack(NO_MAIN), "abîmé"),
    (pack(NO_XML), "abîmé"),
    (pack(WITH_DOCTYPE), "abîmé"),
    (pack({"mimetype": "application/vnd.oasis.opendocument.text"}), "abîmé"),
    (pack(odt_parts("") | {"content.xml": "<x/>"}), "abîmé"),
    (pack(DEEP), "niveaux"),
    (MANY_PARTS, "trop de données"),
    (make_docx(""), "pas de texte"),
    (make_odt("<text:p> </text:p>"), "pas de texte"),
    (b"<!doctype html><title>x</title>", "pas de texte"),
    (PDF, "pas de texte"),
    (PDF[:60], "abîmé"),
    (b"%PDF-1.7\n" + bytes(range(256)) * 9, "abîmé"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "message"), REFUSED, ids=[f"{n}-{message}" for n, (_, message) in enumerate(REFUSED)]
)
def test_what_is_not_read_is_refused_in_a_sentence(content: bytes, message: str) -> None:
    with pytest.raises(DocumentRefused) as refusal:
        read(content)
    assert message in str(refusal.value)
    assert str(refusal.value).endswith(".")


def bomb(size: int) -> bytes:
    """A .docx whose text is so many bytes of XML, in a few kilobytes."""
    return pack(docx_parts("<w:p/>" * (size // 6)))


@pytest.mark.parametrize(
    "content",
    [
        bomb(30_000_000),
        pack(docx_parts("<!--" + "x" * 30_000_000 + "-->")),
        pack(docx_parts("<w:p/>" * 700_000)),
        pack(odt_parts("<text:p/>" * 700_000)),
        pack({**odt_parts(""), "META-INF/manifest.xml": "<a>" + " " * 30_000_000 + "</a>"}),
    ],
    ids=["text", "comment", "docx", "odt", "manifest"],
)
def test_a_bomb_is_refused(content: bytes) -> None:
    assert len(content) < 250_000
    with pytest.raises(DocumentRefused, match="trop de données"):
        read(content)


def test_parts_that_overlap_are_counted_each_time() -> None:
    """As in bombs whose parts are all the same bytes of the archive."""
    content = pack(
        {**docx_parts(paragraph("x"), parts={"styles": ""}), "word/a.xml": "<a>" + " " * 15_000_000 + "</a>"}
    )
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = {entry.filename: entry.header_offset for entry in archive.infolist()}
    wanted = entries["word/a.xml"].to_bytes(4, "little")
    rewritten = bytearray(content)
    for name in ("word/styles.xml", "word/document.xml"):
        place = rewritten.rfind(name.encode())
        rewritten[place - 4 : place] = wanted
    with pytest.raises(DocumentRefused):
        read(bytes(rewritten))


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "mac_roman"]
)
def test_a_text_is_decoded_from_any_encoding(encoding: str) -> None:
    text = "L’été à Auch : « Ça commence », œuvre n° 1 à 15 € – déjà\n"
    if encoding == "cp1252":
        text = text.replace("°", "o")
    assert decode_text(text.replace("\n", "\r\n").encode(encoding)) == text


def test_a_table_in_utf_32_is_read() -> None:
    table = read("Titre;Cible\nL’été;Jeunes\n".encode("utf-32"))
    assert isinstance(table, Workbook)
    assert [[cell.text for cell in row] for row in table.sheets[0].rows][1] == ["L’été", "Jeunes"]
