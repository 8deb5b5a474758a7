"""A workbook as values: its sheets, and their cells with the addresses behind them."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SheetCell:
    """`addresses` are those behind the text (hyperlinks); those written in it are not repeated there.

    `is_covered`: a merged cell above it or on its left covers it, and its text is empty.
    """

    text: str = ""
    addresses: tuple[str, ...] = ()
    is_covered: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.text.strip() and not self.addresses


EMPTY = SheetCell()
Row = tuple[SheetCell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows[0]` is the first row of the spreadsheet, and `rows[0][0]` its cell A1.

    Empty cells at the end of a row, and empty rows at the end, are left out: rows have several lengths.
    `strays` are the few cells beyond the limits of rows and columns, as « XFD1048576 : text ».
    """

    name: str
    rows: tuple[Row, ...]
    is_hidden: bool = False
    strays: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)

    def cell(self, row: int, column: int) -> SheetCell:
        """Return a cell, by numbers from 0; an empty one where the sheet has none."""
        return cell_at(self.rows[row] if row < len(self.rows) else (), column)


@dataclass(frozen=True, slots=True)
class Guess:
    """How the bytes of a CSV file were read. People may choose another: `csv.read_again`."""

    encoding: str  # a key of `csv.ENCODINGS`
    separator: str  # a key of `csv.SEPARATORS`


@dataclass(frozen=True, slots=True)
class Workbook:
    """`format`: csv, xlsx, ods, or html. `content` are the bytes of a CSV file, which `guess` reads."""

    format: str
    sheets: tuple[Sheet, ...]
    guess: Guess | None = None
    content: bytes = b""


def cell_at(row: Row, column: int) -> SheetCell:
    """Return the cell of a column, from 0; an empty one beyond the end of the row."""
    return row[column] if column < len(row) else EMPTY


def trim(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return `rows` without the empty cells at the end of each, nor the empty rows at the end."""
    trimmed = [_trim_row(row) for row in rows]
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    return tuple(trimmed)


def _trim_row(row: Row) -> Row:
    length = len(row)
    while length and row[length - 1].is_empty and not row[length - 1].is_covered:
        length -= 1
    return row[:length]


def column_letters(column: int) -> str:
    """Return the name of a column, by its number from 0.

    >>> column_letters(0), column_letters(26), column_letters(16_383)
    ('A', 'AA', 'XFD')
    """
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters
