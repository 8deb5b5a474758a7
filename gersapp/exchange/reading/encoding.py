"""Bytes of a text → its characters, whatever program wrote them."""

import codecs

from gersapp.errors import DocumentRefused
from gersapp.exchange.tables.csv import decode, guess_encoding

# As refusals name them.
FORMATS = ".docx, .odt, .pdf, .txt, .md, .html, .csv, .xlsx ou .ods"
_BINARY = (
    f"Ce fichier n’est ni un document ni un tableau que l’on sait lire. Donnez un fichier {FORMATS}, "
    "ou collez le texte."
)
_WIDE_BOMS = ((codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"))
# Of which no text has any; a form feed or an escape is in some.
_CONTROLS = {*range(32)} - {*b"\t\n\x0b\x0c\r\x1a\x1b\x1e\x1f"}
_SAMPLE = 65_536


def narrow(content: bytes) -> bytes:
    """Return the bytes of a text in UTF-32 as UTF-8, others as they are: tables have no such encoding."""
    encoding = next((name for bom, name in _WIDE_BOMS if content.startswith(bom)), "")
    return decode(content, encoding).encode("utf-8", "replace") if encoding else content


def decode_text(content: bytes) -> str:
    """Return a text, its line ends as line feeds: UTF-8, -16 or -32, else the old encoding that makes French.

    Raises DocumentRefused for what is no text.
    """
    narrowed = narrow(content)
    text = decode(narrowed, guess_encoding(narrowed))
    sample = text[:_SAMPLE]
    # Some texts have that sign themselves.
    replaced = sample.count("\ufffd") - narrowed[:_SAMPLE].count("\ufffd".encode())
    odd = sum(sample.count(chr(code)) for code in _CONTROLS) + replaced
    if odd > len(sample) // 100:
        raise DocumentRefused(_BINARY)
    return text.replace("\r\n", "\n").replace("\r", "\n")
