"""CSV files: open data (RFC 4180), or what a French Excel opens by a double click."""

import re
from collections.abc import Iterable, Iterator

from gersapp.exchange.dossier import Dossier
from gersapp.exchange.tables.csv import harmless
from gersapp.exchange.tables.published import Form
from gersapp.exchange.writing.rows import Tables
from gersapp.exchange.writing.streaming import encode

_QUOTED = re.compile(r'[",;\t\r\n]|^\s|\s$')


def write(dossier: Dossier, *, by_link: bool = False, for_excel: bool = False) -> Iterator[bytes]:
    """Yield a CSV file whose rows are operations or links; several values of a cell are lines of it.

    Open data has commas, and texts as they are. For Excel, it has semicolons, a byte order mark, and an
    apostrophe before what would be a formula: our import takes it away.
    """
    form = Form.LINKS if by_link else Form.OPERATIONS
    tables = Tables(dossier)
    names = [column.name for column in tables.columns(form)]
    return encode(_lines([names], tables.rows(form), for_excel=for_excel))


def _lines(names: list[list[str]], rows: Iterable[list[str]], *, for_excel: bool) -> Iterator[str]:
    separator = ";" if for_excel else ","
    if for_excel:
        yield "\ufeff"
    for table in (names, rows):
        for row in table:
            cells = map(harmless, row) if for_excel else row
            yield separator.join(map(_quote, cells)) + "\r\n"


def _quote(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text
