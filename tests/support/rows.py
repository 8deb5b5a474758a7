"""Tables in a few words, and the rows that are read of them."""

from dataclasses import replace

from gersapp.exchange.proposal import Fate, ProposedOperation
from gersapp.exchange.tables import csv
from gersapp.exchange.tables.mapping import guess_mappings
from gersapp.exchange.tables.rows import Rows, propose
from gersapp.exchange.tables.values import Row, SheetCell, Workbook

URL = "https://a.fr/1"


def workbook_of(text: str) -> Workbook:
    return csv.read_csv(text.encode())


def rows_of(workbook: Workbook, *, fill_down: bool = False, fates: dict[int, Fate] | None = None) -> Rows:
    mappings = [replace(mapping, fill_down=fill_down) for mapping in guess_mappings(workbook)]
    return propose(workbook, mappings, fates)


def read(text: str) -> tuple[ProposedOperation, ...]:
    rows = rows_of(workbook_of(text))
    assert rows.errors == ()
    return rows.proposal.operations


def cells(*texts: str | SheetCell) -> Row:
    return tuple(SheetCell(text) if isinstance(text, str) else text for text in texts)
