"""What a file is, told by its content and never by its name; and what to do with what is not read."""

import re
from enum import StrEnum

from gersapp.errors import DocumentRefused
from gersapp.exchange.archive import LOCKED, Archive
from gersapp.exchange.layout import format_of, is_marked
from gersapp.exchange.limits import MAX_UPLOADED_BYTES
from gersapp.exchange.reading.encoding import FORMATS, decode_text
from gersapp.exchange.tables.csv import published_separator
from gersapp.exchange.tables.detection import is_table
from gersapp.exchange.xml import DAMAGED
from gersapp.french import say_size


class Kind(StrEnum):
    """A format that is read. `FLAT_ODT` is one XML file instead of an archive."""

    DOCX = "docx"
    ODT = "odt"
    FLAT_ODT = "fodt"
    PDF = "pdf"
    HTML = "html"
    MARKDOWN = "markdown"
    TEXT = "text"
    WRITTEN = "written"  # our own Markdown or text
    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"
    JSON = "json"


_EMPTY = "Ce fichier est vide."
_UNZIP = f"C’est une archive. Extrayez-en le document, puis donnez-le seul ({FORMATS})."
_PICTURE = "C’est une image, dont le texte ne peut pas être lu. Donnez le document d’où elle vient."
_SLIDES = "C’est une présentation. Copiez-en le texte, puis collez-le."
_OTHER_OFFICE = f"Ce document n’est pas d’un format que l’on sait lire. Enregistrez-le au format {FORMATS}."
_OLD_WORD = "C’est un ancien document Word (.doc). Enregistrez-le au format .docx, puis réessayez."
_OLD_EXCEL = "C’est un ancien tableau Excel (.xls). Enregistrez-le au format .xlsx, puis réessayez."
_BINARY_EXCEL = "C’est un tableau Excel binaire (.xlsb). Enregistrez-le au format .xlsx, puis réessayez."
_RTF = "C’est un document RTF. Enregistrez-le au format .docx ou .odt, puis réessayez."
_MAIL = "C’est un message enregistré. Ouvrez-le, copiez-en le texte, puis collez-le."
_WEB_ARCHIVE = (
    "C’est une page web archivée. Ouvrez-la, enregistrez-la au format .docx ou .html, puis réessayez."
)
_OTHER_XML = f"C’est un fichier XML que l’on ne sait pas lire. Enregistrez le document au format {FORMATS}."
_NO_DOCUMENT = f"Ce n’est pas un document. Donnez un fichier {FORMATS}, ou collez le texte."
_TOO_LONG = (
    f"Ce fichier dépasse {say_size(MAX_UPLOADED_BYTES)}. "
    "Retirez-en les images, partagez-le, ou collez son texte."
)
# How files begin that are not read, and what is said of them.
_BEGINNINGS = (
    (b"{\\rtf", _RTF),
    (b"\x89PNG\r\n", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"II*\0", _PICTURE),
    (b"MM\0*", _PICTURE),
    (b"8BPS", _PICTURE),
    (b"\x1f\x8b", _UNZIP),
    (b"7z\xbc\xaf\x27\x1c", _UNZIP),
    (b"Rar!\x1a\x07", _UNZIP),
    (b"\xfd7zXZ\0", _UNZIP),
    (b"BZh", _UNZIP),
    (b"\x28\xb5\x2f\xfd", _UNZIP),
    (b"%!PS", "C’est un document PostScript. Enregistrez-le au format .pdf ou .docx, puis réessayez."),
    (b"\x7fELF", _NO_DOCUMENT),
    (b"MZ", _NO_DOCUMENT),
    (b"SQLite format 3\0", _NO_DOCUMENT),
    (b"ID3", _NO_DOCUMENT),
    (b"OggS", _NO_DOCUMENT),
    (b"fLaC", _NO_DOCUMENT),
    (b"\x1aE\xdf\xa3", _NO_DOCUMENT),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The streams of OLE files, whose names are in UTF-16.
_STREAMS = (
    ("EncryptedPackage", LOCKED),
    ("EncryptionInfo", LOCKED),
    ("WordDocument", _OLD_WORD),
    ("PowerPoint Document", _SLIDES),
    ("__substg1.0_", _MAIL),
    ("Workbook", _OLD_EXCEL),
    ("Book", _OLD_EXCEL),
)
_MAX_HEADER = 1_000  # bytes of the names of our own columns
_OASIS = "application/vnd.oasis.opendocument."

_HTML = re.compile(
    r"<(!doctype\s+html|(html|head|body|meta|title|style|div|p|span|table|ul|ol|h[1-6]|a|b|i|strong|em|br|font|section|"
    r"article|main|google-sheets-html-origin)[\s/>])",
    re.IGNORECASE,
)
# What Windows puts before a pasted page.
_CLIPBOARD = re.compile(r"Version:\d.\d\s+StartHTML:-?\d+")
_MAIL_HEAD = re.compile(
    r"(From |(From|To|Subject|Date|Message-ID|MIME-Version|Received|Return-Path|Delivered-To|X-[\w-]+):)",
    re.IGNORECASE,
)
_JSON = re.compile(r'\s*(\{\s*["}]|\[\s*[\{\]])')
_MARKDOWN = re.compile(
    r"^#{1,6} \S"
    r"|\[[^\[\]\n]{1,300}\]\((?:https?:|www\.|<https?:)[^)\n]*\)"
    r"|^[^\n]+\n(?:={3,}|-{3,}) *$"
    r"|\*\*[^*\s][^*\n]*\*\*"
    r"|^\|? *:?-{3,}:? *\|",
    re.MULTILINE,
)


def sniff(content: bytes) -> Kind:
    """Return what the bytes are; raises DocumentRefused, with what to do, for what is not read."""
    if not content.strip(b"\0 \t\r\n"):
        raise DocumentRefused(_EMPTY)
    if len(content) > MAX_UPLOADED_BYTES:
        raise DocumentRefused(_TOO_LONG)
    if is_marked(content) and format_of(decode_text(content)):
        return Kind.WRITTEN
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _sniff_archive(Archive(content))
    # Before what its texts may look like.
    if published_separator(content[:_MAX_HEADER].decode(errors="replace")):
        return Kind.CSV
    if b"%PDF-" in content[:1024]:
        return Kind.PDF
    _refuse_others(content)
    return _sniff_text(decode_text(content))


def _sniff_archive(archive: Archive) -> Kind:
    if archive.has("mimetype"):
        kind = archive.read("mimetype").decode("ascii", errors="replace").strip()
        if kind.startswith(_OASIS):
            return _sniff_oasis(archive, kind.removeprefix(_OASIS))
    main = [link for link in archive.relationships().values() if link.kind == "officeDocument"]
    if not main:
        if archive.has("[Content_Types].xml"):
            raise DocumentRefused(DAMAGED)
        raise DocumentRefused(_UNZIP)
    target = main[0].target
    if target.lower().endswith(".bin"):
        raise DocumentRefused(_BINARY_EXCEL)
    kinds = archive.parse("[Content_Types].xml").iter("types:Override")
    kind = next(
        (part.get("ContentType", "") for part in kinds if part.get("PartName") == f"/{target}"), target
    )
    if "wordprocessingml" in kind or "ms-word" in kind or target.startswith("word/"):
        return Kind.DOCX
    if "spreadsheetml" in kind or "ms-excel" in kind or target.startswith("xl/"):
        return Kind.XLSX
    raise DocumentRefused(_SLIDES if "presentation" in kind or "powerpoint" in kind else _OTHER_OFFICE)


def _sniff_oasis(archive: Archive, kind: str) -> Kind:
    if archive.has("META-INF/manifest.xml"):
        manifest = archive.parse("META-INF/manifest.xml")
        if next(manifest.iter("manifest:encryption-data"), None) is not None:
            raise DocumentRefused(LOCKED)
    if kind.startswith("text"):
        return Kind.ODT
    if kind.startswith("spreadsheet"):
        return Kind.ODS
    raise DocumentRefused(_SLIDES if kind.startswith("presentation") else _OTHER_OFFICE)


def _refuse_others(content: bytes) -> None:
    if content.startswith(_OLE):
        for name, message in _STREAMS:
            if name.encode("utf-16-le") in content:
                raise DocumentRefused(message)
        raise DocumentRefused(_OTHER_OFFICE)
    for beginning, message in _BEGINNINGS:
        if content.startswith(beginning):
            # Words may begin so too: « MZ », « BZh », « ID3 », « GIF8 ».
            if beginning.isascii() and beginning.isalnum() and _is_text(content):
                continue
            raise DocumentRefused(message)
    if content[:2] == b"BM" and content[6:10] == b"\0\0\0\0":
        raise DocumentRefused(_PICTURE)
    if content[:4] == b"RIFF":
        raise DocumentRefused(_PICTURE if content[8:12] == b"WEBP" else _NO_DOCUMENT)
    if content[4:8] == b"ftyp":
        raise DocumentRefused(
            _PICTURE if content[8:12] in (b"heic", b"heix", b"mif1", b"avif") else _NO_DOCUMENT
        )
    if content[257:262] == b"ustar":
        raise DocumentRefused(_UNZIP)


def _is_text(content: bytes) -> bool:
    return b"\0" not in content[:512]


def _sniff_text(text: str) -> Kind:
    head = text[:4096]
    if format_of(text):  # in another encoding than UTF-8
        return Kind.WRITTEN
    if _HTML.match(_skip_comments(text[:65_536])) or _CLIPBOARD.match(head):
        return Kind.HTML
    if head.lstrip().startswith("<?xml") or re.match(r"\s*<(svg|office:|w:|pkg:|rss|feed)", head):
        return _sniff_xml(head)
    if _MAIL_HEAD.match(head) and "mime-version:" in head.lower():
        raise DocumentRefused(_WEB_ARCHIVE if "multipart/related" in head else _MAIL)
    if _JSON.match(head):
        return Kind.JSON
    if is_table(text):
        return Kind.CSV
    return Kind.MARKDOWN if _MARKDOWN.search(text) else Kind.TEXT


def _skip_comments(text: str) -> str:
    """Return a text from its first tag on: Office puts comments before it."""
    text = text.lstrip()
    while text.startswith(("<!--", "<?xml")):
        ending = "-->" if text.startswith("<!--") else "?>"
        text = text.partition(ending)[2].lstrip()
    return text


def _sniff_xml(head: str) -> Kind:
    if "opendocument.text" in head and "<office:document" in head:
        return Kind.FLAT_ODT
    if "<svg" in head:
        raise DocumentRefused(_PICTURE)
    raise DocumentRefused(_OTHER_XML)
