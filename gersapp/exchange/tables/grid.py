"""The cells of a sheet as they are read, and how many there may be."""

import re
from dataclasses import dataclass, replace

from gersapp.errors import DocumentRefused
from gersapp.exchange.limits import MAX_COLUMNS, MAX_ROWS
from gersapp.exchange.tables.published import MAX_HEADER_ROWS, find_header
from gersapp.exchange.tables.turning import turn
from gersapp.exchange.tables.values import (
    EMPTY,
    Sheet,
    SheetCell,
    column_letters,
    trim,
)
from gersapp.french import say_number

TOO_BIG = f"Ce tableau est trop grand : {say_number(MAX_ROWS)} lignes et {MAX_COLUMNS} colonnes au plus."
TOO_LONG = "Les textes de ce tableau sont trop longs : gardez-en les lignes utiles, puis réessayez."
MAX_STRAYS = 20
# Of all cells together: one text may be that of many cells. A cell takes room of its own.
_MAX_CHARACTERS = 20_000_000
_CELL_CHARACTERS = 8
_MAX_COVERED = 200_000
MAX_LINKED = 200_000  # links of a sheet, and rows that are looked at for them
_MAX_FORMULA = 8_192  # characters, as in Excel
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})(?::\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6}))?")
_HYPERLINK = re.compile(
    r'\bHYPERLINK\(\s*"((?:[^"]|"")*)"(?:\s*[,;]\s*"((?:[^"]|"")*)"\s*\))?', re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, from 0, its ends included."""

    top: int
    left: int
    bottom: int
    right: int


def read_area(reference: str) -> Area | None:
    """Return the area of « B3 » or « A1:D7 »; None for anything else.

    >>> read_area("B3"), read_area("A1:D7")
    (Area(top=2, left=1, bottom=2, right=1), Area(top=0, left=0, bottom=6, right=3))
    """
    found = _RANGE.fullmatch(reference)
    if not found:
        return None
    first, row, last, last_row = found.groups()
    return Area(int(row) - 1, _column(first), int(last_row or row) - 1, _column(last or first))


def link_of_formula(formula: str) -> tuple[str, str]:
    """Return the address and the words of `HYPERLINK("https://…", "words")`; empty for other formulas."""
    found = _HYPERLINK.search(formula[:_MAX_FORMULA])
    address, words = found.groups(default="") if found else ("", "")
    return address.replace('""', '"'), words.replace('""', '"')


class Grid:
    """Collects the cells of the sheets of one workbook; raises DocumentRefused when they are too many."""

    def __init__(self) -> None:
        self._characters = 0
        self._linked = 0  # cells, and rows that were looked at for them
        self._start()

    def _start(self) -> None:
        self._rows: dict[int, dict[int, SheetCell]] = {}
        self._strays: list[str] = []

    def put(self, row: int, column: int, cell: SheetCell) -> None:
        """Add a cell at a place, counted from 0; an empty one takes no room."""
        if cell.is_empty and not cell.is_covered:
            return
        self._characters += _CELL_CHARACTERS + len(cell.text) + sum(map(len, cell.addresses))
        if self._characters > _MAX_CHARACTERS:
            raise DocumentRefused(TOO_LONG)
        if row < MAX_ROWS and column < MAX_COLUMNS:
            self._rows.setdefault(row, {})[column] = cell
        elif not cell.is_empty:
            words = " ".join([cell.text, *cell.addresses])
            self._strays.append(f"{column_letters(column)}{row + 1} : {words}")
            if len(self._strays) > MAX_STRAYS:
                raise DocumentRefused(TOO_BIG)

    def link(self, area: Area, address: str) -> None:
        """Put an address behind the cells of an area that have a text; behind its first cell if none has."""
        places = [
            (row, column)
            for row in range(area.top, min(area.bottom, area.top + 1_000) + 1)
            for column in self._rows.get(row, ())
            if area.left <= column <= area.right
        ]
        self._linked += len(places) + min(area.bottom - area.top, 1_000)
        if self._linked > MAX_LINKED:
            raise DocumentRefused(TOO_BIG)
        for row, column in places or [(area.top, area.left)]:
            cell = self._rows.get(row, {}).get(column, EMPTY)
            if address not in cell.addresses:
                self.put(row, column, replace(cell, addresses=(*cell.addresses, address)))

    def cover(self, areas: list[Area]) -> None:
        """Mark what merged cells cover, as far as the sheet has cells."""
        height = max(self._rows, default=-1)
        width = max((max(row) for row in self._rows.values() if row), default=-1)
        covered = 0
        for area in areas:
            bottom, right = min(area.bottom, height), min(area.right, width)
            covered += max(0, bottom - area.top + 1) * max(0, right - area.left + 1)
            if covered > _MAX_COVERED:
                return
            for row in range(area.top, bottom + 1):
                for column in range(area.left, right + 1):
                    if (row, column) != (area.top, area.left):
                        cell = self._rows.get(row, {}).get(column, EMPTY)
                        self._rows.setdefault(row, {})[column] = replace(cell, is_covered=True)

    def finish(self, name: str, *, is_hidden: bool) -> Sheet:
        """Return the sheet that was collected, and begin another."""
        rows = []
        for number in range(max(self._rows, default=-1) + 1):
            cells = self._rows.get(number)
            rows.append(tuple(cells.get(column, EMPTY) for column in range(max(cells) + 1)) if cells else ())
        sheet = finish(Sheet(name, trim(rows), is_hidden, tuple(self._strays)))
        self._start()
        return sheet


def finish(sheet: Sheet) -> Sheet:
    """Return a sheet of ours as it is; another without white space around its texts, turned if need be."""
    if find_header([[cell.text for cell in row] for row in sheet.rows[:MAX_HEADER_ROWS]]):
        return sheet
    return turn(replace(sheet, rows=tuple(tuple(map(_stripped, row)) for row in sheet.rows)))


def _stripped(cell: SheetCell) -> SheetCell:
    text = cell.text.strip()
    return cell if len(text) == len(cell.text) else replace(cell, text=text)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
