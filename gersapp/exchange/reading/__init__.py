"""Bytes → `Document`, `Workbook` or `Proposal`: `sniff` tells the format, and each has its module."""

from collections.abc import Callable, Iterator

from gersapp.catalogue.text import has_too_many_accents
from gersapp.errors import DocumentRefused
from gersapp.exchange.blocks import Document
from gersapp.exchange.proposal import Proposal
from gersapp.exchange.reading.encoding import decode_text, narrow
from gersapp.exchange.reading.sniff import Kind, sniff
from gersapp.exchange.tables.values import Workbook
from gersapp.exchange.xml import DAMAGED, NO_TEXT

_NO_CELLS = "Ce tableau est vide."
# Only what is made to stop a server has so many: to compare such a letter takes minutes.
_ACCENTS = "Une lettre de ce texte a plus de 30 accents. Effacez-la ou retapez le passage, puis réessayez."


def read(content: bytes, tell: Callable[[int], None] | None = None) -> Document | Workbook | Proposal:
    """Return what a file or a pasted text holds: a document, tables, or the catalogue of our own export.

    `tell` is called with the hundredths that are read, where they can be told. Raises DocumentRefused, whose
    message says what to do, for all that is not read.
    """
    kind = sniff(content)
    try:
        source = _read(kind, content, tell)
    except RecursionError as error:
        raise DocumentRefused(DAMAGED) from error
    if isinstance(source, Document) and not source.blocks:
        raise DocumentRefused(NO_TEXT)
    if isinstance(source, Workbook) and not any(sheet.rows or sheet.strays for sheet in source.sheets):
        raise DocumentRefused(_NO_CELLS)
    if any(map(has_too_many_accents, _texts(source))):
        raise DocumentRefused(_ACCENTS)
    return source


def _texts(source: Document | Workbook | Proposal) -> Iterator[str]:
    """Yield the texts whose letters are compared."""
    match source:
        case Document():
            yield from [block.text for block in source.blocks]
        case Workbook():
            yield from [cell.text for sheet in source.sheets for row in sheet.rows for cell in row]
        case Proposal():
            for operation in source.operations:
                yield from (operation.title, operation.description, *operation.audiences)


def _read(kind: Kind, content: bytes, tell: Callable[[int], None] | None) -> Document | Workbook | Proposal:
    # Each format is imported when it is needed: the process that reads starts in a tenth of a second.
    match kind:
        case Kind.DOCX:
            from gersapp.exchange.reading.docx import read_docx

            return read_docx(content)
        case Kind.ODT:
            from gersapp.exchange.reading.odt import read_odt

            return read_odt(content)
        case Kind.FLAT_ODT:
            from gersapp.exchange.reading.odt import read_flat_odt

            return read_flat_odt(content)
        case Kind.PDF:
            from gersapp.exchange.reading.pdf import read_pdf

            return read_pdf(content, tell)
        case Kind.XLSX:
            from gersapp.exchange.tables.xlsx import read_xlsx

            return read_xlsx(content)
        case Kind.ODS:
            from gersapp.exchange.tables.ods import read_ods

            return read_ods(content)
        case Kind.CSV:
            from gersapp.exchange.tables.csv import read_csv

            return read_csv(narrow(content))
    return _read_text(kind, decode_text(content))


def _read_text(kind: Kind, text: str) -> Document | Workbook | Proposal:
    if kind is Kind.HTML:
        return _read_html(text)
    if kind is Kind.JSON:
        from gersapp.exchange.native import read_json

        return read_json(text.encode())
    if kind is Kind.WRITTEN:
        from gersapp.exchange.reading.written_text import read_written

        return read_written(text)
    from gersapp.exchange.reading.plain import read_markdown, read_text

    return read_markdown(text) if kind is Kind.MARKDOWN else read_text(text)


def _read_html(text: str) -> Document | Workbook:
    from gersapp.exchange.reading.html import read_html
    from gersapp.exchange.reading.html_markup import without_traps
    from gersapp.exchange.tables.html import is_spreadsheet
    from gersapp.exchange.tables.html import read_html as read_sheets

    return read_sheets(without_traps(text)) if is_spreadsheet(text) else read_html(text)
