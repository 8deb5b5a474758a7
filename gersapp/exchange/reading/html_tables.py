"""Where each cell of an HTML table stands, with those that span several rows or columns."""

import re

from gersapp.exchange.blocks import Cell
from gersapp.exchange.limits import MAX_COLUMNS

_MAX_SPAN = 1000


class Table:
    """The table of that number, as its rows and cells come. `cell` is the one that is open."""

    def __init__(self, number: int) -> None:
        self.cell: Cell | None = None
        self._number = number
        self._row = -1
        self._column = 0
        self._taken: dict[int, int] = {}  # how many rows below are taken, by column

    def begin_row(self) -> None:
        """Begin a row."""
        self._row += 1
        self._column = 0
        self._taken = {column: left - 1 for column, left in self._taken.items() if left > 1}

    def begin_cell(self, rows: str, columns: str) -> None:
        """Begin a cell, at the first column that no other takes; spans are as the attributes have them."""
        if self._row < 0:
            self.begin_row()
        while self._column in self._taken:
            self._column += 1
        height, width = _span(rows, _MAX_SPAN), _span(columns, MAX_COLUMNS)
        self.cell = Cell(self._number, self._row, self._column, height, width)
        if height > 1:
            for column in range(self._column, self._column + width):
                # Counted down as the next row begins, and it is still taken then.
                self._taken[column] = height
        self._column += width


def _span(text: str, limit: int) -> int:
    return min(max(int(text), 1), limit) if re.fullmatch(r"\d{1,5}", text.strip()) else 1
