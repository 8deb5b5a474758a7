"""Bytes of a text → its characters, whatever program wrote them."""

import codecs

from gersapp.errors import DocumentRefused

_BINARY = (
    "Ce fichier n’est ni un document ni un tableau que l’on sait lire. Donnez un fichier .docx, .odt, .pdf, "
    ".txt, .md, .html, .csv, .xlsx ou .ods, ou collez le texte."
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Of which no text has any; a form feed or an escape is in some.
_CONTROLS = bytes({*range(32)} - {*b"\t\n\x0b\x0c\r\x1a\x1b\x1e\x1f"})
_SAMPLE_BYTES = 4096


def decode_text(content: bytes) -> str:
    """Return a text, its line ends as line feeds: UTF-8, UTF-16 or UTF-32, else Windows' cp1252.

    Raises DocumentRefused for what is no text.
    """
    text = _decode(content)
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _decode(content: bytes) -> str:
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            # A file that was cut may end within a character.
            return content[len(bom) :].decode(encoding, errors="replace")
    encoding = _guess_wide(content[:_SAMPLE_BYTES])
    if encoding:
        return content.decode(encoding, errors="replace")
    if len(content) - len(content.translate(None, _CONTROLS)) > len(content) // 500:
        raise DocumentRefused(_BINARY)
    try:
        return content.decode()
    except UnicodeDecodeError:
        # It has no character for five bytes, which Latin-1 has controls for.
        return content.decode("cp1252", errors="replace")


def _guess_wide(sample: bytes) -> str:
    """Return the encoding of a text in two bytes a character and no mark, or ""."""
    pairs = len(sample) // 2
    low, high = sample[0::2].count(0), sample[1::2].count(0)
    if pairs and high > pairs * 0.7 and low < pairs * 0.05:
        return "utf-16-le"
    if pairs and low > pairs * 0.7 and high < pairs * 0.05:
        return "utf-16-be"
    return ""
